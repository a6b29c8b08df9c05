// Whether two plans give a right the same answers because they compute the same.
#ifndef PROACTIVE_SRC_PLAN_SAME_H_
#define PROACTIVE_SRC_PLAN_SAME_H_

#include <functional>
#include <map>
#include <utility>

#include "plan/program.h"

namespace proactive::plan {

/// Two programs side by side. Rule sets may differ: what they declare is compared by name.
class SideBySide {
 public:
  /// What a register may be; null where nothing is known of it, as in the body of a loop.
  using SetOf = std::function<const values::Possible*(Register)>;

  SideBySide(const Program& a, const Program& b) : a_(a), b_(b) {}
  /// For the subjects of which these sets are told: what is decided for all of them is compared by
  /// its value, and what it makes idle is left out.
  SideBySide(const Program& a, const Program& b, SetOf set_a, SetOf set_b)
      : a_(a), b_(b), set_a_(std::move(set_a)), set_b_(std::move(set_b)) {}

  /// Whether two registers are the same operations on the same facts. False may also be said of
  /// registers that are computed differently and mean the same.
  bool alike(Register a, Register b);

  /// The register that another one amounts to, given what is decided.
  Register reduced_a(Register reg) const { return reduced(a_, set_a_, reg); }
  Register reduced_b(Register reg) const { return reduced(b_, set_b_, reg); }
  /// The operands that count, given what is decided.
  std::vector<Register> open_operands_a(const Instruction& instruction) const;
  std::vector<Register> open_operands_b(const Instruction& instruction) const;
  /// Whether two instructions are the same but for their operands.
  bool same_operation(const Instruction& a, const Instruction& b) const;

 private:
  static Register reduced(const Program& program, const SetOf& set, Register reg);
  bool instructions(const Instruction& a, const Instruction& b);
  bool same_operands(const Instruction& a, const Instruction& b);
  bool read(const Instruction& a, const Instruction& b) const;
  bool inputs(const Input& a, const Input& b) const;
  bool roles(int a, int b) const;
  bool contexts(int a, int b) const;

  const Program& a_;
  const Program& b_;
  SetOf set_a_;
  SetOf set_b_;
  std::map<std::pair<Register, Register>, bool> compared_;
};

/// Whether outcome, amount and receipt are the same operations on the same facts. False may also
/// be said of rights that are written differently and mean the same.
bool computes_the_same(const Program& a, const RightPlan& right_a, const Program& b, const RightPlan& right_b);

/// Whether two rule sets declare the same entities, fields with their types and ranges, choices and
/// roles in the same order: what was read for one can be assessed by the other.
bool declares_the_same(const semantics::Model& a, const semantics::Model& b);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_SAME_H_
