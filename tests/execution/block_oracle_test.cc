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
using tests::Kind;
using tests::Leaf;
using tests::Operands;
using tests::Operation;
using tests::Oracle;
using tests::SmallProgram;

// An operand of a kind: a fraction is a quotient, of which engines hold both parts, or a number of
// hundredths.
plan::Register operand(SmallProgram& program, Kind kind, const Leaf& leaf, Chance& chance) {
  if (kind != Kind::fraction) return program.leaf(leaf);
  if (chance.one_in(2)) {
    auto shrink = tests::operation(plan::OpCode::shrink, values::Domain::number, {program.leaf(leaf)});
    shrink.value = 100;
    return program.emit(std::move(shrink));
  }
  const Leaf divisor{Kind::number, semantics::Range{1, 1000}, {}};
  return program.emit(
      tests::operation(plan::OpCode::divide, values::Domain::number, {program.leaf(leaf), program.leaf(divisor)}));
}

const Leaf& any_leaf(Kind kind, int members, Chance& chance) {
  static const Leaf many{Kind::choice, {}, {}, tests::kManyMembers};
  if (kind == Kind::choice && members == tests::kManyMembers) return many;
  const auto& leaves = tests::leaves_of(kind);
  return leaves[chance.below(leaves.size())];
}

plan::Register apply(SmallProgram& program, const Operation& operation, Chance& chance,
                     std::optional<std::size_t> inner_place = {}, const Operation* inner = nullptr) {
  Operands operands;
  for (std::size_t i = 0; i < operation.operands.size(); ++i) {
    const Kind kind = operation.operands[i];
    operands.push_back(inner_place == i ? apply(program, *inner, chance)
                                        : operand(program, kind, any_leaf(kind, operation.members, chance), chance));
  }
  return operation.make(program, operands);
}

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

values::DayRounding rounding(std::uint64_t number) { return static_cast<values::DayRounding>(number % 3); }

int unknown_in_hundred(std::uint64_t number) {
  constexpr int kShares[] = {0, 10, 40};
  return kShares[number % std::size(kShares)];
}

// ---- one operation ---------------------------------------------------------------------------

class EveryOperation : public testing::TestWithParam<int> {};
constexpr int kShards = 4;

// With each leaf in each place, in turn: declared ranges and none, constants on either side.
TEST_P(EveryOperation, Alone) {
  const auto& operations = tests::every_operation();
  for (std::size_t number = GetParam(); number < operations.size(); number += kShards) {
    const Operation& operation = operations[number];
    const std::size_t arity = operation.operands.size();
    const std::size_t first = arity > 0 ? tests::leaves_of(operation.operands[0]).size() : 1;
    const std::size_t second = arity > 1 ? tests::leaves_of(operation.operands[1]).size() : 1;
    for (std::size_t pair = 0; pair < first * second; ++pair) {
      Chance chance(number * 1000 + pair);
      SmallProgram program(rounding(pair));
      Operands operands;
      for (std::size_t i = 0; i < arity; ++i) {
        const Kind kind = operation.operands[i];
        Leaf leaf = any_leaf(kind, operation.members, chance);
        if (i < 2 && operation.members == tests::kFewMembers)
          leaf = tests::leaves_of(kind)[i == 0 ? pair % first : pair / first];
        operands.push_back(operand(program, kind, leaf, chance));
      }
      program.show(operation.make(program, operands), operation.result);
      const plan::Program plan = program.finish();
      const Draw draw{.rows = 330, .band = {}, .unknown_in_hundred = unknown_in_hundred(pair / 2)};
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
      SmallProgram program(rounding(static_cast<std::uint64_t>(rows)));
      Operands operands;
      for (const Kind kind : operation.operands) {
        Leaf leaf = tests::leaves_of(kind).front();
        leaf.members = operation.members;
        operands.push_back(operand(program, kind, leaf, chance));
      }
      program.show(operation.make(program, operands), operation.result);
      const plan::Program plan = program.finish();
      const auto band = static_cast<tests::Band>((number + static_cast<std::uint64_t>(rows)) % tests::kBands);
      const Draw draw{.rows = rows, .band = band, .unknown_in_hundred = unknown_in_hundred(number)};
      const auto facts = tests::facts_for(program.facts(), draw, chance);
      agree(plan, facts, draw, chance, tests::every_engine(), operation.name + ", rows " + std::to_string(rows),
            !operation.name.starts_with("divide"));
      if (HasFatalFailure()) return;
    }
  }
}

// ---- two operations --------------------------------------------------------------------------

// One as an operand of the other, beside leaves.
void nest(const Operation& outer, std::size_t place, const Operation& inner, std::uint64_t seed) {
  Chance chance(seed);
  SmallProgram program(rounding(seed));
  program.show(apply(program, outer, chance, place, &inner), outer.result);
  const plan::Program plan = program.finish();
  const Draw draw{.rows = 130, .band = {}, .unknown_in_hundred = unknown_in_hundred(seed)};
  const auto facts = tests::facts_for(program.facts(), draw, chance);
  const auto& engines = tests::every_engine();
  const Engine used[] = {engines[chance.below(engines.size())], engines[chance.below(engines.size())]};
  agree(plan, facts, draw, chance, used, outer.name + " of " + inner.name + ", seed " + std::to_string(seed), false);
}

// Every operation in every place of every other that takes its result.
TEST_P(EveryOperation, InsideEveryOther) {
  const auto& operations = tests::every_operation();
  std::uint64_t seed = 0;
  for (const Operation& outer : operations) {
    for (std::size_t place = 0; place < outer.operands.size(); ++place) {
      for (const Operation& inner : operations) {
        if (inner.result != outer.operands[place]) continue;
        if (inner.result == Kind::choice && inner.members != outer.members) continue;
        if (++seed % kShards != static_cast<std::uint64_t>(GetParam())) continue;
        for (std::uint64_t variant = 0; variant < 3; ++variant) nest(outer, place, inner, 10 * seed + variant);
        if (HasFatalFailure()) return;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Block, EveryOperation, testing::Range(0, kShards));

}  // namespace
}  // namespace proactive::execution
