#include "population/funnel.h"

#include <absl/container/btree_map.h>

#include <algorithm>
#include <bit>

namespace proactive::population {

namespace {

using semantics::Condition;
using Word = std::uint64_t;
using Combinations = absl::btree_map<std::vector<std::int32_t>, std::int64_t>;

// What a condition is for 64 rows; a row in neither is unknown.
struct Truth {
  Word yes = 0;
  Word no = 0;
};

std::int64_t count(Word rows) { return std::popcount(rows); }

// Rows for which at least `wanted` of some planes are set.
class AtLeast {
 public:
  explicit AtLeast(std::int64_t wanted) : reached_(static_cast<std::size_t>(wanted) + 1) { reached_[0] = ~Word{0}; }

  void add(Word plane) {
    for (std::size_t i = reached_.size() - 1; i > 0; --i) reached_[i] |= reached_[i - 1] & plane;
  }
  Word rows() const { return reached_.back(); }

 private:
  std::vector<Word> reached_;  ///< by number: rows with at least so many
};

// The conditions of a right, with the place of each named one among the masks.
struct Node {
  const Condition* source = nullptr;
  std::size_t mask = 0;            ///< of a named condition
  std::int64_t needed = 0;         ///< parts of a group that must hold
  std::int64_t* failed = nullptr;  ///< where a named condition inside a group is counted
  std::vector<Node> parts;
  Truth truth;  ///< of the rows under way
};

Node make_node(const plan::ConditionPlan& plan, std::size_t& masks) {
  Node node;
  node.source = plan.source;
  if (plan.source->kind == Condition::Kind::leaf) {
    node.mask = masks++;
    return node;
  }
  node.needed = plan.source->kind == Condition::Kind::either ? 1 : plan.source->count;
  for (const auto& part : plan.parts) node.parts.push_back(make_node(part, masks));
  return node;
}

class Counting {
 public:
  Counting(const plan::Program& program, const plan::RightPlan& planned, const RightOutcomes& outcomes)
      : program_(program), planned_(planned), outcomes_(outcomes) {
    const semantics::Right& right = program.model->rights[planned.right];
    funnel_.right = right.name;
    funnel_.label = right.label;
    funnel_.entity = outcomes.entity;
    funnel_.total = outcomes.rows;
    std::size_t masks = 0;
    for (const auto& condition : planned.conditions) nodes_.push_back(make_node(condition, masks));
    for (const Node& node : nodes_) funnel_.stops.push_back(stop_of(node));
    for (std::size_t i = 0; i < nodes_.size(); ++i) place_counts(nodes_[i], funnel_.stops[i]);
  }

  Funnel run(std::size_t limit) {
    const std::int64_t words = (outcomes_.rows + 63) / 64;
    for (std::int64_t word = 0; word < words; ++word) {
      const std::int64_t left = outcomes_.rows - 64 * word;
      count_word(word, left >= 64 ? ~Word{0} : (Word{1} << left) - 1);
    }
    rank_combinations(limit);
    count_missing();
    return std::move(funnel_);
  }

 private:
  static Stop stop_of(const Node& node) {
    Stop stop;
    stop.label = node.source->label;
    stop.law = node.source->law;
    stop.at_least = node.needed;
    if (node.parts.empty()) {
      stop.name = node.source->name;
      return stop;
    }
    add_parts(node, stop);
    for (const StopPart& part : stop.parts) stop.name += (stop.name.empty() ? "" : " | ") + part.name;
    return stop;
  }

  static void add_parts(const Node& group, Stop& stop) {
    for (const Node& part : group.parts) {
      if (part.parts.empty()) stop.parts.push_back({part.source->name, part.source->label, part.source->law, 0});
      add_parts(part, stop);
    }
  }

  // The counts of a group's parts, in the order in which `add_parts` made them.
  static void place_counts(Node& group, Stop& stop) {
    std::size_t next = 0;
    place_counts(group, stop, next);
  }
  static void place_counts(Node& group, Stop& stop, std::size_t& next) {
    for (Node& part : group.parts) {
      if (part.parts.empty()) part.failed = &stop.parts[next++].failed;
      place_counts(part, stop, next);
    }
  }

  void evaluate(Node& node, std::int64_t word) const {
    if (node.parts.empty()) {
      const ConditionBits& bits = outcomes_.conditions[node.mask];
      node.truth = {bits.yes[word], bits.no[word]};
      return;
    }
    // A group fails when so many of its parts fail that the others are too few.
    AtLeast hold(node.needed);
    AtLeast fail(static_cast<std::int64_t>(node.parts.size()) - node.needed + 1);
    for (Node& part : node.parts) {
      evaluate(part, word);
      hold.add(part.truth.yes);
      fail.add(part.truth.no);
    }
    node.truth = {hold.rows(), fail.rows()};
  }

  // Descends only into what fails, as the deciding conditions of a refusal do.
  static void count_parts(const Node& node, Word rows) {
    const Word failing = rows & node.truth.no;
    if (node.failed != nullptr) *node.failed += count(failing);
    for (const Node& part : node.parts) count_parts(part, failing);
  }

  void count_word(std::int64_t word, Word rows) {
    const Word refused = outcomes_.not_eligible[word] & rows;
    const Word eligible = outcomes_.eligible[word] & rows;
    const Word undetermined = rows & ~refused & ~eligible;
    funnel_.refused += count(refused);
    funnel_.eligible += count(eligible);
    funnel_.undetermined += count(undetermined);
    Word once = 0;
    Word twice = 0;
    Word certain = rows;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      evaluate(nodes_[i], word);
      const Truth& truth = nodes_[i].truth;
      Stop& stop = funnel_.stops[i];
      twice |= once & truth.no & rows;
      once |= truth.no & rows;
      certain &= truth.yes;
      stop.failed += count(truth.no & rows);
      stop.open += count(undetermined & ~truth.yes & ~truth.no);
      stop.still_in += count(rows & ~once);
      stop.certain += count(certain);
      count_parts(nodes_[i], rows);
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      funnel_.stops[i].failed_alone += count(nodes_[i].truth.no & once & ~twice);
    if (twice != 0) combine(twice);
  }

  // Rows that stop in several places: those that stop in the same ones are counted together.
  void combine(Word rows) {
    while (rows != 0) {
      const Word first = rows & (~rows + 1);
      Word alike = rows;
      combination_.clear();
      for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Word failing = nodes_[i].truth.no;
        if ((failing & first) != 0) combination_.push_back(static_cast<std::int32_t>(i));
        alike &= (failing & first) != 0 ? failing : ~failing;
      }
      combinations_[combination_] += count(alike);
      rows &= ~alike;
    }
  }

  void rank_combinations(std::size_t limit) {
    for (std::size_t i = 0; i < funnel_.stops.size(); ++i) {
      if (funnel_.stops[i].failed_alone > 0)
        combinations_[{static_cast<std::int32_t>(i)}] = funnel_.stops[i].failed_alone;
    }
    std::vector<StopCombination> ranked;
    for (const auto& [stops, rows] : combinations_) ranked.push_back({stops, rows});
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.rows > b.rows; });
    for (std::size_t i = limit; i < ranked.size(); ++i) funnel_.other_rows += ranked[i].rows;
    if (ranked.size() > limit) {
      funnel_.other_combinations = static_cast<std::int64_t>(ranked.size() - limit);
      ranked.resize(limit);
    }
    funnel_.combinations = std::move(ranked);
  }

  void count_missing() {
    std::vector<FunnelMissing> missing(outcomes_.missing_facts.size());
    for (std::size_t i = 0; i < missing.size(); ++i) describe(outcomes_.missing_facts[i], missing[i]);
    for (std::size_t i = 0; i < outcomes_.open.size(); ++i) {
      const std::int64_t begin = outcomes_.missing_begin[i];
      const std::int64_t end = outcomes_.missing_begin[i + 1];
      for (std::int64_t k = begin; k < end; ++k) {
        FunnelMissing& fact = missing[outcomes_.missing[k]];
        ++fact.rows;
        fact.alone += end - begin == 1 ? 1 : 0;
      }
    }
    std::sort(missing.begin(), missing.end(),
              [](const auto& a, const auto& b) { return a.rows != b.rows ? a.rows > b.rows : a.fact < b.fact; });
    funnel_.missing = std::move(missing);
  }

  // What is missing and no need of the right is the reason of an operation without result.
  void describe(const std::string& name, FunnelMissing& missing) const {
    missing.fact = name;
    const auto need = std::find_if(planned_.needs.begin(), planned_.needs.end(),
                                   [&](const plan::Need& one) { return one.fact == name; });
    missing.is_fact = need != planned_.needs.end();
    if (!missing.is_fact || need->field < 0) return;
    const semantics::Model& model = *program_.model;
    const int holder = model.fields[need->field].source;
    if (holder < 0) return;
    missing.source = model.sources[holder].name;
    missing.source_label = model.sources[holder].label;
  }

  const plan::Program& program_;
  const plan::RightPlan& planned_;
  const RightOutcomes& outcomes_;
  std::vector<Node> nodes_;
  std::vector<std::int32_t> combination_;
  Combinations combinations_;
  Funnel funnel_;
};

}  // namespace

Funnel count_funnel(const plan::Program& program, const plan::RightPlan& planned, const RightOutcomes& outcomes,
                    std::size_t combinations) {
  return Counting(program, planned, outcomes).run(combinations);
}

}  // namespace proactive::population
