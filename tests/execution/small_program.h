// Programs of a few instructions, made directly, and populations of a few given values for them.
#ifndef PROACTIVE_TESTS_EXECUTION_SMALL_PROGRAM_H_
#define PROACTIVE_TESTS_EXECUTION_SMALL_PROGRAM_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facts/population.h"
#include "mutations.h"
#include "plan/program.h"

namespace proactive::tests {

/// What an operand or a result is. A fraction is a number that engines hold in two columns.
enum class Kind : std::uint8_t { truth, choice, day, number, fraction };

/// Choices of a few members and of many: engines test them in two ways.
inline constexpr int kFewMembers = 3;
inline constexpr int kManyMembers = 200;

/// What a leaf may be: a fact with the range it declares, or a constant.
struct Leaf {
  Kind kind = Kind::number;
  std::optional<semantics::Range> range;
  std::optional<std::int64_t> constant;
  int members = kFewMembers;  ///< of a choice
};

/// A value of a fact, by row; nothing where it is unknown.
using Facts = std::vector<std::optional<std::int64_t>>;

/// A program about persons, in one straight line. As in a plan, an instruction that is one value
/// before any fact is known becomes a constant.
class SmallProgram {
 public:
  explicit SmallProgram(values::DayRounding rounding = values::DayRounding::down);

  plan::Register leaf(const Leaf& leaf);
  plan::Register constant(Kind kind, std::int64_t value, int members = 0);
  plan::Register known_of(plan::Register fact);
  plan::Register emit(plan::Instruction instruction);
  int add(plan::ScaleData scale);
  int add(plan::TableData table);

  /// Rights from whose answers the value of the register can be told.
  void show(plan::Register reg, Kind kind);
  /// One of them, in turn.
  void show_one(plan::Register reg, Kind kind, std::uint64_t turn);
  /// The program, with those of its instructions that the rights read.
  plan::Program finish();

  const std::vector<Leaf>& facts() const { return facts_; }

 private:
  void show_truth(plan::Register reg);
  void show_amount(plan::Register reg);
  void show_day(plan::Register reg);
  void show_choice(plan::Register reg);
  void show_fraction(plan::Register reg);

  std::shared_ptr<semantics::Model> model_;
  plan::Program program_;
  std::vector<Leaf> facts_;
  std::vector<plan::RightPlan> rights_;
};

plan::Instruction operation(plan::OpCode op, values::Domain domain, std::initializer_list<plan::Register> operands);

/// Keeps in `main` what the rights read.
void leave_out_unread(plan::Program& program);

/// A population of so many persons with these facts, by field. Their columns come in several parts, at odd
/// offsets, in layouts drawn by `chance`, with anything under what is unknown.
std::shared_ptr<const facts::Population> population_of(const plan::Program& program, std::span<const Facts> facts,
                                                       std::int64_t rows, Chance& chance);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_SMALL_PROGRAM_H_
