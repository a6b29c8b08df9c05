// The block engine on programs of many operations drawn at random, and what whole runs promise:
// the same bytes whatever the threads, an end when the caller wants one, no lane where a loop will do.
#include <gtest/gtest.h>

#include <map>

#include "execution/block_oracle.h"
#include "execution/kernel_set.h"
#include "execution/small_operations.h"
#include "population/assess.h"

namespace proactive::execution {
namespace {

using tests::Agreement;
using tests::Chance;
using tests::Draw;
using tests::Kind;
using tests::Leaf;
using tests::Operands;
using tests::Oracle;
using tests::SmallProgram;

// ---- programs at random ----------------------------------------------------------------------

// Registers that later operations may read, by kind.
class RandomProgram {
 public:
  explicit RandomProgram(std::uint64_t seed) : chance_(seed), program_(static_cast<values::DayRounding>(seed % 3)) {}

  plan::Program make(int operations, int rights) {
    const auto& all = tests::every_operation();
    for (int i = 0; i < operations; ++i) add(all[chance_.below(all.size())]);
    for (int i = 0; i < rights; ++i) {
      const auto& [reg, kind] = made_[made_.size() - 1 - chance_.below(made_.size() / 2 + 1)];
      program_.show(reg, kind);
    }
    return program_.finish();
  }

  const std::vector<Leaf>& facts() const { return program_.facts(); }

 private:
  void add(const tests::Operation& operation) {
    Operands operands;
    for (const Kind kind : operation.operands) operands.push_back(operand(kind, operation.members));
    // Choices of many members are few and far between: they stay leaves.
    const plan::Register reg = operation.make(program_, operands);
    made_.emplace_back(reg, operation.result);
    if (operation.result != Kind::choice || operation.members == tests::kFewMembers)
      by_kind_[operation.result].push_back(reg);
  }

  plan::Register operand(Kind kind, int members) {
    auto& registers = by_kind_[kind];
    const bool leaf = members != tests::kFewMembers && kind == Kind::choice;
    if (!leaf && !registers.empty() && !chance_.one_in(3)) {
      // Mostly what was made last, so that programs grow deep.
      const std::size_t recent = std::min<std::size_t>(registers.size(), 6);
      return registers[registers.size() - 1 - chance_.below(recent)];
    }
    const auto& leaves = tests::leaves_of(kind);
    Leaf fact = leaves[chance_.below(leaves.size())];
    if (kind == Kind::choice) fact.members = members;
    const plan::Register reg = program_.leaf(fact);
    if (kind != Kind::fraction) return leaf ? reg : registers.emplace_back(reg);
    auto shrink = tests::operation(plan::OpCode::shrink, values::Domain::number, {reg});
    shrink.value = 100;
    return registers.emplace_back(program_.emit(std::move(shrink)));
  }

  Chance chance_;
  SmallProgram program_;
  std::map<Kind, std::vector<plan::Register>> by_kind_;
  std::vector<std::pair<plan::Register, Kind>> made_;
};

class RandomPrograms : public testing::TestWithParam<int> {};

// A right and a row a pair; each program is asked at three shares of unknown facts.
TEST_P(RandomPrograms, AgreeWithWhatTheLanguageMeans) {
  constexpr std::uint64_t kPrograms = 60;
  const auto& engines = tests::every_engine();
  Agreement agreement;
  for (std::uint64_t number = 0; number < kPrograms; ++number) {
    const std::uint64_t seed = 1000 * static_cast<std::uint64_t>(GetParam()) + number;
    RandomProgram random(seed);
    const plan::Program program = random.make(10 + static_cast<int>(number % 4) * 15, 12);
    for (const int unknown : {0, 10, 40}) {
      Chance chance(seed + static_cast<std::uint64_t>(unknown));
      const Draw draw{.rows = 300, .band = {}, .unknown_in_hundred = unknown};
      const auto facts = tests::facts_for(random.facts(), draw, chance);
      const auto population = tests::population_of(program, facts, draw.rows, chance);
      const std::string origin = "random program, seed " + std::to_string(seed) + ", " + std::to_string(unknown) + " %";
      const Oracle oracle(program, *population, 0, origin);
      ASSERT_EQ(oracle.difference_of_one(), "") << origin;
      ASSERT_EQ(oracle.check(engines[chance.below(engines.size())], &agreement), "");
      ASSERT_EQ(oracle.check_run(engines[chance.below(engines.size())], 2), "");
    }
  }
  EXPECT_GE(agreement.pairs, 500'000);
}

INSTANTIATE_TEST_SUITE_P(Block, RandomPrograms, testing::Range(0, 4));

// ---- whole runs ------------------------------------------------------------------------------

struct Everyone {
  explicit Everyone(std::uint64_t seed, std::int64_t rows = 7000) : random(seed), program(random.make(40, 8)) {
    Chance chance(seed);
    const Draw draw{.rows = rows, .band = {}, .unknown_in_hundred = 10};
    population = tests::population_of(program, tests::facts_for(random.facts(), draw, chance), rows, chance);
  }

  bool assess(const population::Settings& settings, const population::Progress& progress,
              std::vector<RightOutcomes>& outcomes) const {
    return population::assess(program, 0, *population, settings, progress, outcomes);
  }

  RandomProgram random;
  plan::Program program;
  std::shared_ptr<const facts::Population> population;
};

void expect_same(const RightOutcomes& a, const RightOutcomes& b) {
  EXPECT_EQ(a.eligible, b.eligible);
  EXPECT_EQ(a.not_eligible, b.not_eligible);
  EXPECT_EQ(a.received_yes, b.received_yes);
  EXPECT_EQ(a.received_no, b.received_no);
  EXPECT_EQ(a.amount_cents, b.amount_cents);
  EXPECT_EQ(a.open, b.open);
  EXPECT_EQ(a.open_high_cents, b.open_high_cents);
  EXPECT_EQ(a.missing_facts, b.missing_facts);
  EXPECT_EQ(a.missing_begin, b.missing_begin);
  EXPECT_EQ(a.missing, b.missing);
  ASSERT_EQ(a.conditions.size(), b.conditions.size());
  for (std::size_t i = 0; i < a.conditions.size(); ++i) {
    EXPECT_EQ(a.conditions[i].name, b.conditions[i].name);
    EXPECT_EQ(a.conditions[i].yes, b.conditions[i].yes);
    EXPECT_EQ(a.conditions[i].no, b.conditions[i].no);
  }
}

TEST(BlockRuns, GiveTheSameBytesWhateverTheThreadsAndTheBlocks) {
  for (const std::uint64_t seed : {3, 14, 15}) {
    const Everyone everyone(seed);
    std::vector<RightOutcomes> first;
    for (const int threads : {1, 2, 3}) {
      for (const tests::Engine& engine : tests::every_engine()) {
        population::Settings settings;
        settings.threads = threads;
        settings.conditions = true;
        settings.kernels = engine.kernels;
        settings.block_rows = engine.block_rows;
        std::vector<RightOutcomes> outcomes;
        ASSERT_TRUE(everyone.assess(settings, {}, outcomes));
        if (first.empty()) first = outcomes;
        ASSERT_EQ(outcomes.size(), first.size());
        for (std::size_t i = 0; i < outcomes.size(); ++i) expect_same(outcomes[i], first[i]);
        if (testing::Test::HasFailure()) return;
      }
    }
  }
}

TEST(BlockRuns, LeaveOutWhatIsNotWanted) {
  const Everyone everyone(9, 500);
  std::vector<RightOutcomes> all;
  ASSERT_TRUE(everyone.assess({}, {}, all));
  population::Settings settings;
  settings.amounts = false;
  settings.missing = false;
  std::vector<RightOutcomes> outcomes;
  ASSERT_TRUE(everyone.assess(settings, {}, outcomes));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].eligible, all[i].eligible);
    EXPECT_EQ(outcomes[i].not_eligible, all[i].not_eligible);
    EXPECT_EQ(outcomes[i].received_yes, all[i].received_yes);
    EXPECT_TRUE(outcomes[i].amount_cents.empty());
    EXPECT_TRUE(outcomes[i].missing_begin.empty());
  }
}

TEST(BlockRuns, EndWhenTheCallerSaysSo) {
  const Everyone everyone(21);
  population::Settings settings;
  settings.block_rows = 64;
  for (const int wanted : {1, 2, 3}) {
    int calls = 0;
    std::int64_t done = 0;
    const auto until_then = [&](std::int64_t rows) {
      EXPECT_GE(rows, done);
      done = rows;
      return ++calls < wanted;
    };
    std::vector<RightOutcomes> outcomes;
    EXPECT_FALSE(everyone.assess(settings, until_then, outcomes));
    EXPECT_GE(calls, wanted);
  }
  // Others may have done it all before the calling thread asks again.
  settings.threads = 3;
  std::vector<RightOutcomes> outcomes;
  EXPECT_FALSE(everyone.assess(
      settings, [](std::int64_t) { return false; }, outcomes));
}

TEST(BlockRuns, TellHowFarTheyAre) {
  const Everyone everyone(22);
  population::Settings settings;
  settings.block_rows = 64;
  std::int64_t done = -1;
  std::vector<RightOutcomes> outcomes;
  EXPECT_TRUE(everyone.assess(
      settings, [&](std::int64_t rows) { return (done = rows) >= 0; }, outcomes));
  EXPECT_EQ(done, 7000);
}

// ---- the fast path ---------------------------------------------------------------------------

int additions = 0;

// Adds as the builds of the kernels do, and is counted.
void counted_add(std::int64_t* out, const std::int64_t* a, std::int64_t fa, const std::int64_t* b, std::int64_t fb,
                 std::int64_t rows) {
  ++additions;
  kBaseKernels.add(out, a, fa, b, fb, rows);
}

std::int64_t additions_of(const Leaf& leaf, tests::Band band) {
  SmallProgram program;
  const plan::Register a = program.leaf(leaf);
  const plan::Register b = program.leaf(leaf);
  program.show(program.emit(tests::operation(plan::OpCode::add, values::Domain::number, {a, b})), Kind::number);
  const plan::Program plan = program.finish();
  Chance chance(5);
  const Draw draw{.rows = 640, .band = band, .unknown_in_hundred = 0};
  const auto population = tests::population_of(plan, tests::facts_for(program.facts(), draw, chance), 640, chance);
  const Oracle oracle(plan, *population, 0, "additions");
  Kernels kernels = kBaseKernels;
  kernels.add = counted_add;
  additions = 0;
  Agreement agreement;
  EXPECT_EQ(oracle.check({&kernels, 64}, &agreement), "");
  EXPECT_EQ(agreement.left_open, agreement.undecided);
  return additions;
}

TEST(BlockFastPath, IsTakenWhereRangesOrValuesAllowIt) {
  constexpr std::int64_t kBlocks = 10;
  const Leaf anything{Kind::number, {}, {}};
  EXPECT_EQ(additions_of({Kind::number, semantics::Range{0, 1'000'000'000}, {}}, tests::Band::all), kBlocks);
  EXPECT_EQ(additions_of(anything, tests::Band::ordinary), kBlocks);
  EXPECT_EQ(additions_of(anything, tests::Band::around_31_bits), kBlocks);
  EXPECT_EQ(additions_of(anything, tests::Band::all), 0);
}

// Ranges are enough for these: no lane, and nothing is left open where all is known.
TEST(BlockFastPath, NeedsNoLanes) {
  const std::map<std::string, Step> expected = {{"not", Step::negate_truth},
                                                {"and", Step::conjunction},
                                                {"or", Step::disjunction},
                                                {"at least 2", Step::at_least},
                                                {"compare0", Step::compare},
                                                {"compare3 *100", Step::compare},
                                                {"same choice", Step::compare_members},
                                                {"in {1}", Step::in_members},
                                                {"add", Step::add},
                                                {"subtract *100", Step::subtract},
                                                {"multiply", Step::multiply},
                                                {"divide", Step::fraction},
                                                {"negate", Step::negate},
                                                {"absolute", Step::absolute},
                                                {"minimum", Step::extreme},
                                                {"rescale", Step::rescale},
                                                {"choose", Step::choose},
                                                {"pay", Step::pay},
                                                {"table", Step::look_up},
                                                {"table of many rows", Step::look_up},
                                                {"table by choice", Step::look_up},
                                                {"known", Step::load_known}};
  int seen = 0;
  for (const auto& operation : tests::every_operation()) {
    const auto found = expected.find(operation.name);
    if (found == expected.end()) continue;
    if (operation.result == Kind::fraction && operation.name != "divide") continue;
    SmallProgram program;
    Operands operands;
    for (const Kind kind : operation.operands) {
      const semantics::Range range{1, 100'000};
      operands.push_back(program.leaf(kind == Kind::number ? Leaf{kind, range, {}} : tests::leaves_of(kind).front()));
    }
    const plan::Register reg = operation.make(program, operands);
    program.show(reg, operation.result);
    const plan::Program plan = program.finish();
    const BlockProgram blocks(plan);
    for (const BlockStep& step : blocks.frames.front().steps) {
      if (step.reg != reg) continue;
      EXPECT_EQ(to_string(step.step), to_string(found->second)) << operation.name;
    }
    ++seen;
  }
  EXPECT_GE(seen, static_cast<int>(expected.size()));
}

}  // namespace
}  // namespace proactive::execution
