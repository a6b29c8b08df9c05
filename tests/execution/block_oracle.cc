#include "execution/block_oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "execution/kernel_set.h"
#include "execution/plain_sets.h"
#include "execution/small_program.h"
#include "plan/listing.h"
#include "population/assess.h"
#include "support.h"

namespace proactive::tests {

using execution::AnswerBlock;
using execution::BlockProgram;
using execution::BlockRunner;
using execution::Word;
using plan::Program;
using plan::Register;

const std::vector<Engine>& every_engine() {
  static const std::vector<Engine> engines = [] {
    std::vector<Engine> all;
    for (const auto* kernels : execution::available_kernels()) {
      for (const std::int64_t rows : {64, 128, 1024, 2048}) all.push_back({kernels, rows});
    }
    return all;
  }();
  return engines;
}

namespace {

bool bit(const std::vector<Word>& plane, std::int64_t i) { return (plane[i / 64] >> (i % 64) & 1U) != 0; }

std::int64_t rows_of(const facts::Population& population, int entity) { return population.entities[entity].ids.size(); }

const char* name_of(Kleene truth) { return truth == Kleene::yes ? "yes" : truth == Kleene::no ? "no" : "unknown"; }

Kleene kleene(Outcome outcome) {
  return outcome == Outcome::eligible ? Kleene::yes : outcome == Outcome::not_eligible ? Kleene::no : Kleene::unknown;
}

std::string facts_of(const Program& program, const facts::Source& source, std::int64_t row) {
  std::string text;
  for (const Register reg : program.main) {
    const auto& instruction = program.code[reg];
    if (!plan::reads_fact(instruction.op) || instruction.context != 0) continue;
    std::int64_t value = 0;
    const bool known = source.fact(instruction.input, facts::ColumnSource::row_of(row), value);
    text += fmt::format("    r{} = {}\n", reg, known ? std::to_string(value) : "unknown");
  }
  return text;
}

std::string listing_of(const Program& program) {
  std::string text;
  for (const Register reg : program.main) {
    text += "  " + plan::describe(program, reg) + "\n";
    for (const Register inner : program.code[reg].body) text += "    " + plan::describe(program, inner) + "\n";
  }
  for (const auto& right : program.rights)
    text += fmt::format("  outcome r{}, amount r{}, received r{}\n", right.outcome, right.amount, right.received);
  return text;
}

}  // namespace

// Where the answers of a block go: planes one after another for each right.
class BlockAnswers {
 public:
  BlockAnswers(const BlockProgram& blocks, std::int64_t block_rows) {
    const auto words = static_cast<std::size_t>((block_rows + 63) / 64);
    for (std::size_t i = 0; i < blocks.program.rights.size(); ++i) {
      Right& right = rights.emplace_back();
      // What no engine writes is found, too.
      for (auto& plane : right.planes) plane.assign(words, 0xA5A5A5A5A5A5A5A5U);
      right.amounts.assign(static_cast<std::size_t>(block_rows), -123456789);
      const std::size_t conditions = blocks.conditions.empty() ? 0 : blocks.conditions[i].size();
      right.conditions.assign(2 * conditions, std::vector<Word>(words, 0x5A5A5A5A5A5A5A5AU));
      for (auto& plane : right.conditions) right.places.push_back(plane.data());
    }
    for (Right& right : rights) {
      AnswerBlock& block = blocks_.emplace_back();
      block.yes = right.planes[0].data();
      block.no = right.planes[1].data();
      block.received_yes = right.planes[2].data();
      block.received_no = right.planes[3].data();
      block.amount = right.amounts.data();
      block.conditions = right.places;
    }
  }

  std::span<const AnswerBlock> places() const { return blocks_; }

  static bool both(const std::vector<Word>& yes, const std::vector<Word>& no, std::int64_t i) {
    return bit(yes, i) && bit(no, i);
  }
  static Kleene truth(const std::vector<Word>& yes, const std::vector<Word>& no, std::int64_t i) {
    return bit(yes, i) ? Kleene::yes : bit(no, i) ? Kleene::no : Kleene::unknown;
  }

  struct Right {
    std::array<std::vector<Word>, 4> planes;
    std::vector<std::int64_t> amounts;
    std::vector<std::vector<Word>> conditions;
    std::vector<Word*> places;
  };
  std::vector<Right> rights;
  const Word* open = nullptr;

 private:
  std::vector<AnswerBlock> blocks_;
};

Oracle::Oracle(const Program& program, const facts::Population& population, int entity, std::string origin)
    : program_(program),
      population_(population),
      entity_(entity),
      origin_(std::move(origin)),
      rows_(rows_of(population, entity)),
      source_(program, population),
      columns_(program, population),
      blocks_(program, {.amounts = true, .conditions = true}) {
  expected_.reserve(static_cast<std::size_t>(rows_));
  PlainSets sets(program_, columns_);
  for (std::int64_t row = 0; row < rows_; ++row) expect(row, sets);
}

void Oracle::expect(std::int64_t row, PlainSets& sets) {
  Expected& expected = expected_.emplace_back();
  sets.run(facts::ColumnSource::row_of(row));
  for (const auto& right : program_.rights) expected.answers.push_back(sets.answer(right));
  for (const auto& conditions : blocks_.conditions) {
    auto& truths = expected.conditions.emplace_back();
    for (const Register reg : conditions) truths.push_back(sets.at(reg).truth());
  }
  execution::Workspace workspace;
  std::vector<Answer> exact(program_.rights.size());
  execution::assess(program_, columns_, facts::ColumnSource::row_of(row), workspace, exact);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const Answer& meant = expected.answers[i];
    if (exact[i].outcome == meant.outcome && exact[i].received == meant.received && exact[i].amount == meant.amount)
      continue;
    if (difference_of_one_.empty())
      difference_of_one_ = fmt::format("one subject at a time, right {} row {}, {}\n{}{}", i, row, origin_,
                                       listing_of(program_), facts_of(program_, columns_, row));
  }
}

// ---- comparing -----------------------------------------------------------------------------

std::string Oracle::difference_of_row(const Expected& expected, const BlockAnswers& given, std::int64_t i) const {
  const bool open = (given.open[i / 64] >> (i % 64) & 1U) != 0;
  for (std::size_t r = 0; r < given.rights.size(); ++r) {
    const auto& right = given.rights[r];
    const Answer& answer = expected.answers[r];
    const auto wrong = [&](const std::vector<Word>& yes, const std::vector<Word>& no, Kleene meant) -> std::string {
      const Kleene truth = BlockAnswers::truth(yes, no, i);
      if (BlockAnswers::both(yes, no, i)) return "both planes are set";
      if (truth == meant || (truth == Kleene::unknown && open)) return "";
      return fmt::format("{}, not {}", name_of(truth), name_of(meant));
    };
    const auto say = [&](const std::string& what) { return fmt::format("right {}: {}", r, what); };
    if (auto text = wrong(right.planes[0], right.planes[1], kleene(answer.outcome)); !text.empty())
      return say("outcome " + text);
    if (program_.rights[r].received >= 0) {
      if (auto text = wrong(right.planes[2], right.planes[3], answer.received); !text.empty())
        return say("receipt " + text);
    }
    for (std::size_t k = 0; k < expected.conditions[r].size(); ++k) {
      auto text = wrong(right.conditions[2 * k], right.conditions[2 * k + 1], expected.conditions[r][k]);
      if (!text.empty()) return say(fmt::format("condition {} {}", k, text));
    }
    if (program_.rights[r].amount < 0) continue;
    const std::int64_t amount = right.amounts[i];
    const bool eligible = BlockAnswers::truth(right.planes[0], right.planes[1], i) == Kleene::yes;
    const bool decided = answer.amount.low_cents == answer.amount.high_cents;
    if (!eligible || (open && amount == 0)) {
      if (amount != 0) return say(fmt::format("amount {} of somebody not eligible", amount));
    } else if (!decided || amount != answer.amount.low_cents) {
      return say(fmt::format("amount {}, not {} to {}", amount, answer.amount.low_cents, answer.amount.high_cents));
    }
  }
  return "";
}

// A run over rows from `first` on, or over those listed.
std::string Oracle::difference(const BlockProgram& blocks, std::span<const std::int32_t> rows, std::int64_t first,
                               const Engine& engine, BlockRunner& runner, Agreement* agreement) const {
  BlockAnswers given(blocks, engine.block_rows);
  const auto count = static_cast<std::int64_t>(rows.size());
  const bool follow = first >= 0;
  given.open = follow ? runner.run(first, count, given.places()) : runner.run(rows, given.places());
  for (std::int64_t i = 0; i < count; ++i) {
    const Expected& expected = expected_[rows[i]];
    if (auto text = difference_of_row(expected, given, i); !text.empty())
      return fmt::format("row {}: {}", rows[i], text);
    if (agreement == nullptr) continue;
    agreement->pairs += static_cast<std::int64_t>(program_.rights.size());
    agreement->left_open += (given.open[i / 64] >> (i % 64) & 1U) != 0 ? 1 : 0;
    agreement->undecided += std::any_of(expected.answers.begin(), expected.answers.end(),
                                        [](const Answer& answer) {
                                          return answer.outcome == Outcome::undetermined ||
                                                 answer.amount.low_cents != answer.amount.high_cents;
                                        })
                                ? 1
                                : 0;
  }
  const auto behind = [&](const std::vector<Word>& plane) {
    return count % 64 != 0 && (plane[count / 64] >> (count % 64)) != 0;
  };
  for (const auto& right : given.rights) {
    if (behind(right.planes[0]) || behind(right.planes[1])) return "bits behind the last row";
  }
  return "";
}

std::string Oracle::check(const Engine& engine, Agreement* agreement) const {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(rows_));
  std::iota(rows.begin(), rows.end(), 0);
  BlockRunner runner(blocks_, source_, *engine.kernels, engine.block_rows);
  for (std::int64_t first = 0; first < rows_; first += engine.block_rows) {
    const std::int64_t count = std::min(engine.block_rows, rows_ - first);
    auto text = difference(blocks_, std::span(rows).subspan(first, count), first, engine, runner, agreement);
    if (!text.empty()) return keep(text, first, count, engine);
  }
  return "";
}

std::string Oracle::check_anywhere(const Engine& engine) const {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(rows_));
  for (std::int64_t i = 0; i < rows_; ++i) rows[i] = static_cast<std::int32_t>((i * 7919 + 5) % rows_);
  BlockRunner runner(blocks_, source_, *engine.kernels, engine.block_rows);
  for (std::int64_t first = 0; first < rows_; first += engine.block_rows) {
    const std::int64_t count = std::min(engine.block_rows, rows_ - first);
    auto text = difference(blocks_, std::span(rows).subspan(first, count), -1, engine, runner, nullptr);
    if (!text.empty()) return keep("rows in another order, " + text, 0, 0, engine);
  }
  return "";
}

std::string Oracle::check_run(const Engine& engine, int threads) const {
  population::Settings settings;
  settings.kernels = engine.kernels;
  settings.block_rows = engine.block_rows;
  settings.threads = threads;
  settings.missing = false;
  settings.conditions = true;
  std::vector<RightOutcomes> outcomes;
  population::assess(program_, entity_, population_, settings, {}, outcomes);
  for (std::int64_t row = 0; row < rows_; ++row) {
    const Expected& expected = expected_[row];
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const RightOutcomes& given = outcomes[i];
      const Answer& answer = expected.answers[i];
      bool same = given.outcome(row) == answer.outcome &&
                  (!given.has_received || given.received(row) == answer.received) &&
                  (!given.has_amount || given.amount(row) == answer.amount);
      for (std::size_t k = 0; k < given.conditions.size(); ++k) {
        const auto set = [&](const RowBits& plane) { return (plane[row / 64] >> (row % 64) & 1U) != 0; };
        same = same && set(given.conditions[k].yes) == (expected.conditions[i][k] == Kleene::yes) &&
               set(given.conditions[k].no) == (expected.conditions[i][k] == Kleene::no);
      }
      if (!same) return keep(fmt::format("a whole run, right {} row {}", i, row), 0, 0, engine);
    }
  }
  return "";
}

// ---- making small --------------------------------------------------------------------------

std::string Oracle::window(std::int64_t first, std::int64_t rows, const Engine& engine) const {
  std::vector<std::int32_t> places(static_cast<std::size_t>(rows));
  std::iota(places.begin(), places.end(), static_cast<std::int32_t>(first));
  BlockRunner runner(blocks_, source_, *engine.kernels, engine.block_rows);
  return difference(blocks_, places, first, engine, runner, nullptr);
}

namespace {

// Fewer rights, then the first instruction that is wrong by itself.
std::vector<Program> smaller(const Program& program) {
  std::vector<Program> candidates;
  for (const Register reg : program.main) {
    const auto domain = program.code[reg].domain;
    if (domain == values::Domain::choice || program.code[reg].op == plan::OpCode::constant) continue;
    if (domain == values::Domain::boolean) {
      Program one = program;
      one.rights.resize(1);
      one.rights.front().outcome = reg;
      one.rights.front().amount = one.rights.front().received = -1;
      one.rights.front().conditions.clear();
      leave_out_unread(one);
      candidates.push_back(std::move(one));
    }
  }
  for (const auto& right : program.rights) {
    Program one = program;
    one.rights = {right};
    one.rights.front().conditions.clear();
    leave_out_unread(one);
    candidates.push_back(std::move(one));
  }
  return candidates;
}

}  // namespace

// Looks for fewer rights, fewer instructions and fewer rows, and writes what is left.
std::string Oracle::keep(const std::string& what, std::int64_t first, std::int64_t rows, const Engine& engine) const {
  std::string text =
      fmt::format("{}\n{}, kernels {}, blocks of {}\n", what, origin_, engine.kernels->name, engine.block_rows);
  if (rows > 0 && program_.rights.size() + program_.main.size() > 4) {
    for (const Program& program : smaller(program_)) {
      if (program.main.size() + program.rights.size() >= program_.main.size() + program_.rights.size()) continue;
      const Oracle oracle(program, population_, entity_, origin_);
      if (auto inner = oracle.window(first, rows, engine); !inner.empty())
        return oracle.keep(inner, first, rows, engine);
    }
  }
  for (bool found = rows > 1; found;) {
    found = false;
    for (const auto& [skipped, kept] : {std::pair{std::int64_t{0}, rows / 2}, {rows / 2, rows - rows / 2}}) {
      if (found || kept == 0 || kept == rows) continue;
      if (window(first + skipped, kept, engine).empty()) continue;
      first += skipped;
      rows = kept;
      found = true;
    }
  }
  if (rows > 0) {
    text += fmt::format("rows {} to {} alone: {}\n", first, first + rows - 1, window(first, rows, engine));
    for (std::int64_t row = first; row < first + std::min<std::int64_t>(rows, 4); ++row)
      text += fmt::format("  facts of row {}:\n{}", row, facts_of(program_, columns_, row));
  }
  text += listing_of(program_);
  const auto path = std::filesystem::current_path() /
                    fmt::format("block_disagreement_{:08x}.txt", std::hash<std::string>{}(text)&0xFFFFFFFFU);
  write_file(path.string(), text);
  return text + "kept in " + path.string() + "\n";
}

}  // namespace proactive::tests
