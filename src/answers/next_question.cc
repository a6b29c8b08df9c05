// The best question is found in four steps.
//
// 1. The facts that keep some right open are the *candidates*. Left out are those that cannot be
//    had now (declined, unavailable, named by the caller) and those kept from the audience.
// 2. Each candidate is supposed to have each of a few representative answers, by itself. An answer
//    that makes an outcome or an amount narrower changes something *alone*.
// 3. Candidates that one source gives are one question. It is worth the rights that it decides,
//    over its answers as frequent as the prior says, divided by its cost.
// 4. From the best question down, a fact stays in it if an answer changes something alone, or if
//    suppositions on other facts that can be had are found under which one does. A question
//    without facts is not asked.
#include "answers/next_question.h"

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>

#include <algorithm>
#include <limits>

#include "answers/breakpoints.h"
#include "answers/decide.h"

namespace proactive::answers {

using facts::Absence;
using values::Int128;

namespace {

// Answers to a question of several facts are drawn together, this many times: a prime.
constexpr int kScenarios = 7;
// Suppositions on other facts before a fact is given up, and the number of tries.
constexpr int kDepth = 48;
constexpr std::size_t kTries = 3;
constexpr std::size_t kMostRights = 4;
constexpr int kMostCost = 1'000'000;

// How much a question decides: rights first, then named conditions.
struct Worth {
  std::int64_t rights = 0;
  std::int64_t conditions = 0;
  std::int64_t of = 1;
};

// Whether a is worth more per unit of cost than b.
bool better(const Worth& a, int cost_a, const Worth& b, int cost_b) {
  const Int128 times_a = static_cast<Int128>(b.of) * cost_b;
  const Int128 times_b = static_cast<Int128>(a.of) * cost_a;
  if (a.rights * times_a != b.rights * times_b) return a.rights * times_a > b.rights * times_b;
  return a.conditions * times_a > b.conditions * times_b;
}

struct Batch {
  int source = -1;
  int cost = 1;
  std::vector<std::size_t> members;  ///< candidates
  Worth worth;
};

class Chooser {
 public:
  Chooser(const plan::Program& program, const facts::Source& source, facts::Row subject, const Audience& audience,
          const Prior* prior, const std::vector<std::string>& never)
      : program_(program),
        visibility_(program, audience),
        what_(program, source, subject, veiled_inputs()),
        prior_(prior),
        never_names_(never) {
    for (std::size_t i = 0; i < program.rights.size(); ++i) {
      base_.push_back(what_.standing(i));
      all_rights_.push_back(static_cast<int>(i));
    }
  }

  std::vector<Candidate>& candidates() { return candidates_; }

  /// Step 1, without what `refused` says of a fact.
  template <typename Refused>
  void collect(Refused refused) {
    absl::btree_map<Spot, std::size_t> places;
    for (std::size_t right = 0; right < program_.rights.size(); ++right) {
      if (base_[right].closed()) continue;
      for (const MissingFact& fact : missing(right)) {
        if (fact.row == facts::kNoRow || refused(fact)) continue;
        const auto [place, fresh] = places.emplace(spot_of(fact), candidates_.size());
        if (fresh) candidates_.push_back({.spot = spot_of(fact), .fact = fact});
        candidates_[place->second].rights.push_back(static_cast<int>(right));
      }
    }
    cuts_ = breakpoints(what_.sets());
  }

  /// Step 2.
  void try_each() {
    for (Candidate& candidate : candidates_) {
      if (exhausted()) return;
      candidate.branches = branches_of(program_, candidate.fact, cuts_, prior_);
      try_alone(candidate);
    }
  }

  std::optional<Choice> best(const AskingCosts& costs) {
    std::vector<Batch> batches = batches_by_source(costs);
    for (Batch& batch : batches) weigh(batch);
    std::stable_sort(batches.begin(), batches.end(),
                     [](const Batch& a, const Batch& b) { return better(a.worth, a.cost, b.worth, b.cost); });
    for (const Batch& batch : batches) {
      Choice choice = choice_from(batch);
      if (!choice.facts.empty()) return choice;
    }
    return std::nullopt;
  }

  /// Step 4: whether an answer to a fact may change something.
  bool matters(Candidate& candidate) {
    if (!candidate.alone) add_changed_with_others(candidate, kMostRights);
    return !candidate.changed.empty();
  }

  /// The rights of `changed` are then all that an answer may change.
  void add_changed_with_others(Candidate& candidate, std::size_t most = std::numeric_limits<std::size_t>::max()) {
    const std::vector<int> alone = candidate.changed;
    for (std::size_t i = 0; i < std::min(candidate.rights.size(), most); ++i) {
      const int right = candidate.rights[i];
      if (std::binary_search(alone.begin(), alone.end(), right)) continue;
      for (std::size_t attempt = 0; attempt < kTries && !exhausted(); ++attempt) {
        if (!matters_with_others(candidate, right, attempt)) continue;
        candidate.changed.push_back(right);
        break;
      }
    }
    std::sort(candidate.changed.begin(), candidate.changed.end());
  }

  bool shows(const MissingFact& fact) const {
    return fact.field < 0 || visibility_.shows_fact(fact.context, fact.field);
  }

  bool never_had(const MissingFact& fact) const {
    return fact.absence == Absence::declined ||
           std::any_of(never_names_.begin(), never_names_.end(),
                       [&](const std::string& name) { return name == fact.name || name == fact.by_field; });
  }

 private:
  // Facts kept from the audience are unknown here: what is asked next would give them away.
  std::vector<bool> veiled_inputs() const {
    std::vector<bool> veiled(program_.inputs.size());
    for (const auto& instruction : program_.code) {
      if (!plan::reads_fact(instruction.op) || instruction.input < 0) continue;
      const auto input = static_cast<std::size_t>(instruction.input);
      if (!visibility_.shows_fact(instruction.context, program_.inputs[input].field)) veiled[input] = true;
    }
    return veiled;
  }

  bool exhausted() const { return what_.work() > kMaxQuestionWork; }

  std::vector<MissingFact> missing(std::size_t right) {
    MissingWalk walk(what_.sets());
    walk_open(walk, what_.sets(), program_.rights[right], what_.standing(right).outcome);
    return walk.facts();
  }

  void try_alone(Candidate& candidate) {
    const std::vector<int>& rights = what_.rights_reading(candidate.spot);
    std::vector<std::vector<Standing>> effects;
    absl::btree_set<int> changed;
    const int decided_before = conditions_decided(rights);
    for (Branch& branch : candidate.branches) {
      what_.suppose(candidate.spot, branch.value);
      auto& effect = effects.emplace_back();
      for (const int right : rights) {
        effect.push_back(what_.standing(static_cast<std::size_t>(right)));
        const Standing& before = base_[static_cast<std::size_t>(right)];
        if (effect.back() == before) continue;
        branch.changes = true;
        changed.insert(right);
        branch.closed += effect.back().closed() && !before.closed() ? 1 : 0;
      }
      branch.decided = conditions_decided(rights) - decided_before;
      what_.take_back();
    }
    candidate.changed.assign(changed.begin(), changed.end());
    candidate.alone = !candidate.changed.empty();
    if (candidate.alone) merge(candidate, effects);
  }

  template <typename Rights>
  int conditions_decided(const Rights& rights) const {
    int decided = 0;
    for (const int right : rights) decided += what_.decided_conditions(static_cast<std::size_t>(right));
    return decided;
  }

  // Neighbours with the same effect are one answer; without a prior all answers weigh the same.
  void merge(Candidate& candidate, const std::vector<std::vector<Standing>>& effects) const {
    std::vector<Branch> merged;
    for (std::size_t i = 0; i < candidate.branches.size(); ++i) {
      if (i == 0 || !(effects[i] == effects[i - 1]))
        merged.push_back(candidate.branches[i]);
      else if (prior_ != nullptr)
        merged.back().weight += candidate.branches[i].weight;
    }
    candidate.branches = std::move(merged);
  }

  std::vector<Batch> batches_by_source(const AskingCosts& costs) const {
    std::vector<Batch> batches;
    absl::btree_map<int, std::size_t> of_source;
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const int source = candidates_[i].source;
      const auto known = source < 0 ? of_source.end() : of_source.find(source);
      if (known != of_source.end()) {
        batches[known->second].members.push_back(i);
        continue;
      }
      if (source >= 0) of_source.emplace(source, batches.size());
      batches.push_back({.source = source, .cost = cost_of(source, costs), .members = {i}});
    }
    return batches;
  }

  int cost_of(int source, const AskingCosts& costs) const {
    if (source < 0) return std::clamp(costs.person, 1, kMostCost);
    const semantics::Source& holder = program_.model->sources[source];
    const auto own = costs.by_source.find(holder.name);
    const int cost = own != costs.by_source.end() ? own->second : holder.way == "api" ? costs.api : costs.file;
    return std::clamp(cost, 1, kMostCost);
  }

  // Step 3.
  void weigh(Batch& batch) {
    if (batch.members.size() == 1) return weigh_one(batch);
    batch.worth.of = kScenarios;
    const int decided_before = conditions_decided(all_rights_);
    for (int scenario = 0; scenario < kScenarios && !exhausted(); ++scenario) {
      std::vector<std::pair<Spot, std::int64_t>> answers;
      for (std::size_t i = 0; i < batch.members.size(); ++i) {
        const Candidate& candidate = candidates_[batch.members[i]];
        if (!candidate.branches.empty()) answers.emplace_back(candidate.spot, drawn(candidate, scenario, i));
      }
      what_.suppose(answers);
      for (std::size_t right = 0; right < base_.size(); ++right) {
        batch.worth.rights += what_.standing(right).closed() && !base_[right].closed() ? 1 : 0;
      }
      batch.worth.conditions += conditions_decided(all_rights_) - decided_before;
      what_.take_back();
    }
  }

  void weigh_one(Batch& batch) const {
    Worth worth{0, 0, 0};
    for (const Branch& branch : candidates_[batch.members.front()].branches) {
      worth.rights += branch.weight * branch.closed;
      worth.conditions += branch.weight * branch.decided;
      worth.of += branch.weight;
    }
    if (worth.of > 0) batch.worth = worth;
  }

  // The answer to one fact in one draw: the draws go through the frequencies of each fact in
  // another order.
  static std::int64_t drawn(const Candidate& candidate, int scenario, std::size_t fact) {
    std::int64_t total = 0;
    for (const Branch& branch : candidate.branches) total += branch.weight;
    const auto stride = static_cast<std::int64_t>(fact % (kScenarios - 1)) + 1;
    const std::int64_t slot = (scenario * stride + static_cast<std::int64_t>(fact) * 3) % kScenarios;
    std::int64_t place = total * (2 * slot + 1) / (2 * kScenarios);
    for (const Branch& branch : candidate.branches) {
      if (place < branch.weight) return branch.value;
      place -= branch.weight;
    }
    return candidate.branches.back().value;
  }

  Choice choice_from(const Batch& batch) {
    Choice choice;
    choice.source = batch.source;
    choice.cost = batch.cost;
    choice.expected = batch.worth.rights;
    choice.expected_of = batch.worth.of;
    choice.alone = false;
    std::vector<bool> rights(base_.size());
    for (const std::size_t index : batch.members) {
      Candidate& candidate = candidates_[index];
      if (candidate.branches.empty() || !matters(candidate)) continue;
      choice.alone = choice.alone || candidate.alone;
      for (const int right : candidate.changed) rights[static_cast<std::size_t>(right)] = true;
      choice.facts.push_back(candidate);
    }
    for (std::size_t i = 0; i < rights.size(); ++i) {
      if (rights[i]) choice.rights.push_back(static_cast<int>(i));
    }
    return choice;
  }

  // ---- together with other facts -----------------------------------------------------------

  // Supposes other facts one after another, each so that the right stays open and still misses
  // the fact, until some answer to it changes the right.
  bool matters_with_others(const Candidate& candidate, int right, std::size_t attempt) {
    int supposed = 0;
    bool found = false;
    while (!found && supposed < kDepth && !exhausted()) {
      const int step = suppose_another(candidate, static_cast<std::size_t>(right), attempt, found);
      if (step == 0) break;
      supposed += step;
    }
    for (; supposed > 0; --supposed) what_.take_back();
    return found;
  }

  // Returns 1 when one more supposition stands; says in `found` whether under it an answer counts.
  int suppose_another(const Candidate& candidate, std::size_t right, std::size_t attempt, bool& found) {
    const std::vector<MissingFact> facts = missing(right);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const MissingFact& other = facts[(i + attempt) % facts.size()];
      if (spot_of(other) == candidate.spot || other.row == facts::kNoRow || never_had(other)) continue;
      const auto branches = branches_now(other);
      for (std::size_t j = 0; j < branches.size() && !exhausted(); ++j) {
        what_.suppose(spot_of(other), branches[(j + attempt) % branches.size()].value);
        found = changes_now(candidate, right);
        if (found || (!what_.standing(right).closed() && misses(right, candidate.spot))) return 1;
        what_.take_back();
      }
    }
    return 0;
  }

  bool misses(std::size_t right, const Spot& spot) {
    const std::vector<MissingFact> facts = missing(right);
    return std::any_of(facts.begin(), facts.end(), [&](const MissingFact& fact) { return spot_of(fact) == spot; });
  }

  // What was supposed of others moves the values on which comparisons turn.
  std::vector<Branch> branches_now(const MissingFact& fact) const {
    const bool turns = fact.field >= 0 && semantics::is_ordered(program_.model->fields[fact.field].type);
    return branches_of(program_, fact, turns ? breakpoints(what_.sets()) : cuts_, nullptr);
  }

  bool changes_now(const Candidate& candidate, std::size_t right) {
    const Standing before = what_.standing(right);
    if (before.closed()) return false;
    for (const Branch& branch : branches_now(candidate.fact)) {
      what_.suppose(candidate.spot, branch.value);
      const bool changed = !(what_.standing(right) == before);
      what_.take_back();
      if (changed) return true;
    }
    return false;
  }

  const plan::Program& program_;
  Visibility visibility_;
  WhatIf what_;
  const Prior* prior_;
  std::vector<Standing> base_;  ///< by right, as things stand
  std::vector<int> all_rights_;
  const std::vector<std::string>& never_names_;  ///< facts that cannot be obtained
  std::vector<Candidate> candidates_;
  std::vector<std::vector<std::int64_t>> cuts_;
};

// Who is asked for a fact now: its holder, or the person where the holder has no answer. False
// when it cannot be had now.
bool ask_whom(const semantics::Model& model, const MissingFact& fact, int& source) {
  const int holder = fact.field < 0 ? -1 : model.fields[fact.field].source;
  switch (fact.absence) {
    case Absence::not_asked:
    case Absence::masked: source = holder; return true;
    case Absence::not_found: source = -1; return holder >= 0;
    case Absence::bad_data: source = -1; return true;
    case Absence::unavailable:
    case Absence::declined: return false;
  }
  return false;
}

}  // namespace

std::optional<Choice> next_question(const plan::Program& program, const facts::Source& source, facts::Row subject,
                                    const QuestionOptions& options) {
  Chooser chooser(program, source, subject, options.audience, options.prior ? &*options.prior : nullptr,
                  options.cannot_be_obtained);
  int whom = -1;
  chooser.collect([&](const MissingFact& fact) {
    return !ask_whom(*program.model, fact, whom) || !chooser.shows(fact) || chooser.never_had(fact);
  });
  for (Candidate& candidate : chooser.candidates()) ask_whom(*program.model, candidate.fact, candidate.source);
  chooser.try_each();
  return chooser.best(options.costs);
}

std::vector<Candidate> still_needed(const plan::Program& program, const facts::Source& source, facts::Row subject,
                                    const Audience& audience) {
  const std::vector<std::string> none;
  Chooser chooser(program, source, subject, audience, nullptr, none);
  chooser.collect([&](const MissingFact& fact) { return !chooser.shows(fact); });
  chooser.try_each();
  std::vector<Candidate> needed;
  for (Candidate& candidate : chooser.candidates()) {
    if (candidate.branches.empty()) continue;
    chooser.add_changed_with_others(candidate);
    if (!candidate.changed.empty()) needed.push_back(candidate);
  }
  return needed;
}

}  // namespace proactive::answers
