// The block engine against what the language means, exhaustively over small programs: every
// operation alone, on every pair of values that may be special, and every operation whose operand
// is another one; for each build of the kernels and each length of blocks.
#include "execution/block_oracle.h"

#include <gtest/gtest.h>

#include "execution/kernel_set.h"
#include "execution/small_operations.h"
#include "population/assess.h"

namespace proactive::execution {
namespace {

using tests::Agreement;
using tests::Chance;
using tests::Draw;
using tests::Engine;
using tests::Facts;
using tests::Operation;
using tests::Oracle;
using tests::SmallProgram;

// All of `engines`, and for one of them rows in another order and a whole run. `complete`: when all
// facts are known, blocks decide what the language decides. (What is made of a result that does not
// exist, only sets may know.)
void agree(const plan::Program& program, const std::vector<Facts>& facts, const Draw& draw, Chance& chance,
           std::span<const Engine> engines, const std::string& origin, bool complete = true) {
  ASSERT_EQ(plan::check_invariants(program), "") << origin;
  const auto population = tests::population_of(program, facts, draw.rows, chance);
  const Oracle oracle(program, *population, 0, origin);
  ASSERT_EQ(oracle.difference_of_one(), "") << origin;
  for (const Engine& engine : engines) {
    Agreement agreement;
    ASSERT_EQ(oracle.check(engine, &agreement), "") << origin;
    if (!complete || draw.unknown_in_hundred > 0) continue;
    ASSERT_EQ(agreement.left_open, agreement.undecided) << origin << ": blocks leave open what is known";
  }
  if (engines.empty()) return;
  const Engine& one = engines[chance.below(engines.size())];
  ASSERT_EQ(oracle.check_anywhere(one), "") << origin;
  ASSERT_EQ(oracle.check_run(one, 1), "") << origin;
}

// ---- one operation ---------------------------------------------------------------------------

class EveryOperation : public testing::TestWithParam<int> {};
constexpr int kShards = 4;

// With each leaf in each place, in turn: declared ranges and none, constants on either side.
TEST_P(EveryOperation, Alone) {
  const auto& operations = tests::every_operation();
  for (std::size_t number = GetParam(); number < operations.size(); number += kShards) {
    const Operation& operation = operations[number];
    for (std::size_t pair = 0; pair < tests::leaf_pairs(operation); ++pair) {
      Chance chance(number * 1000 + pair);
      SmallProgram program(tests::day_rounding(pair));
      program.show(tests::apply(program, operation, pair, chance), operation.result);
      const plan::Program plan = program.finish();
      const Draw draw{.rows = 330, .band = {}, .unknown_in_hundred = tests::unknown_in_hundred(pair / 2)};
      const auto facts = tests::facts_for(program.facts(), draw, chance);
      const auto& engines = tests::every_engine();
      const std::size_t some = 3 + pair % 3;
      std::vector<Engine> used;
      for (std::size_t i = pair % some; i < engines.size(); i += some) used.push_back(engines[i]);
      // Quotients by what is not positive are for the pass over sets.
      const bool complete = !operation.name.starts_with("divide");
      agree(plan, facts, draw, chance, used, operation.name + ", leaves " + std::to_string(pair), complete);
      if (HasFatalFailure()) return;
    }
  }
}

// On populations of every length that may be special, in every band of magnitudes, with all engines.
TEST_P(EveryOperation, OfEveryLength) {
  const auto& operations = tests::every_operation();
  for (std::size_t number = GetParam(); number < operations.size(); number += kShards) {
    const Operation& operation = operations[number];
    for (const std::int64_t rows : {0, 1, 63, 64, 65, 2047, 2048, 2049}) {
      Chance chance(number * 10'000 + static_cast<std::uint64_t>(rows));
      SmallProgram program(tests::day_rounding(static_cast<std::uint64_t>(rows)));
      program.show(tests::apply(program, operation, 0, chance), operation.result);
      const plan::Program plan = program.finish();
      const auto band = static_cast<tests::Band>((number + static_cast<std::uint64_t>(rows)) % tests::kBands);
      const Draw draw{.rows = rows, .band = band, .unknown_in_hundred = tests::unknown_in_hundred(number)};
      const auto facts = tests::facts_for(program.facts(), draw, chance);
      agree(plan, facts, draw, chance, tests::every_engine(), operation.name + ", rows " + std::to_string(rows),
            !operation.name.starts_with("divide"));
      if (HasFatalFailure()) return;
    }
  }
}

// ---- two operations --------------------------------------------------------------------------

// One as an operand of the other, beside leaves.
void nest(const tests::Nesting& nesting, std::uint64_t seed) {
  Chance chance(seed);
  SmallProgram program(tests::day_rounding(seed));
  program.show(tests::apply(program, nesting, chance), nesting.outer->result);
  const plan::Program plan = program.finish();
  const Draw draw{.rows = 130, .band = {}, .unknown_in_hundred = tests::unknown_in_hundred(seed)};
  const auto facts = tests::facts_for(program.facts(), draw, chance);
  const auto& engines = tests::every_engine();
  const Engine used[] = {engines[chance.below(engines.size())], engines[chance.below(engines.size())]};
  agree(plan, facts, draw, chance, used, tests::name_of(nesting) + ", seed " + std::to_string(seed), false);
}

// Every operation in every place of every other that takes its result.
TEST_P(EveryOperation, InsideEveryOther) {
  const auto& nestings = tests::every_nesting();
  for (std::size_t number = GetParam(); number < nestings.size(); number += kShards) {
    for (std::uint64_t variant = 0; variant < 3; ++variant) nest(nestings[number], 10 * number + variant);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Block, EveryOperation, testing::Range(0, kShards));

}  // namespace
}  // namespace proactive::execution
