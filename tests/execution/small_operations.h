// Every operation of one row as it may stand in a small program, and the values to try it on.
#ifndef PROACTIVE_TESTS_EXECUTION_SMALL_OPERATIONS_H_
#define PROACTIVE_TESTS_EXECUTION_SMALL_OPERATIONS_H_

#include <functional>
#include <string>
#include <vector>

#include "execution/small_program.h"

namespace proactive::tests {

using Operands = std::vector<plan::Register>;

struct Operation {
  std::string name;
  std::vector<Kind> operands;
  Kind result;
  std::function<plan::Register(SmallProgram&, const Operands&)> make;
  int members = kFewMembers;  ///< of operands that are choices
};

/// All instructions that read no member, each in the forms that engines tell apart. Aggregates are
/// made from rule texts, `known` and `unknown` stand here as operations without operands.
const std::vector<Operation>& every_operation();

/// What operands of a kind may be: facts with and without a range, and constants. A fraction is made
/// from a number.
const std::vector<Leaf>& leaves_of(Kind kind);

/// How many pairs of leaves its first two operands may be.
std::size_t leaf_pairs(const Operation& operation);
/// The operation with a pair of leaves, counted from 0, for its first two operands and any others behind them.
plan::Register apply(SmallProgram& program, const Operation& operation, std::size_t pair, Chance& chance);

/// An operation in a place of another that takes its result.
struct Nesting {
  const Operation* outer;
  std::size_t place;
  const Operation* inner;
};
const std::vector<Nesting>& every_nesting();
std::string name_of(const Nesting& nesting);
/// One inside the other, with any leaves for all other operands.
plan::Register apply(SmallProgram& program, const Nesting& nesting, Chance& chance);

/// Each in turn.
values::DayRounding day_rounding(std::uint64_t number);
int unknown_in_hundred(std::uint64_t number);

/// From ordinary values to those at the ends of 64 bits. Blocks of one band are alike in magnitude.
enum class Band : std::uint8_t { ordinary, around_31_bits, around_62_bits, all };
inline constexpr int kBands = 4;

/// Values of a band inside the range of a leaf, the ends of the range among them.
std::vector<std::int64_t> values_of(const Leaf& leaf, Band band);

/// How facts are drawn.
struct Draw {
  std::int64_t rows = 0;
  std::optional<Band> band;  ///< none: each 64 rows have one of their own
  int unknown_in_hundred = 15;
};

/// Every pair of values of the first two facts stands somewhere when there are rows enough.
std::vector<Facts> facts_for(const std::vector<Leaf>& leaves, const Draw& draw, Chance& chance);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_SMALL_OPERATIONS_H_
