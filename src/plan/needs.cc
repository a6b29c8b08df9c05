#include "plan/needs.h"

#include <absl/container/btree_set.h>

namespace proactive::plan {

namespace {

class Walk {
 public:
  Walk(const Program& program, std::vector<Need>& needs)
      : program_(program), needs_(needs), seen_(program.code.size()) {}

  void visit(Register reg) {
    if (reg < 0 || seen_[reg]) return;
    seen_[reg] = true;
    const Instruction& instruction = program_.code[reg];
    if (reads_fact(instruction.op)) add_fact(instruction);
    if (is_aggregate(instruction.op)) add_role(instruction);
    visit_operands(instruction);
  }

 private:
  // Operands in the order of the text: `choose` and aggregates keep the condition behind the
  // value, and the condition is asked first.
  void visit_operands(const Instruction& instruction) {
    const auto& operands = instruction.operands;
    if (instruction.op == OpCode::choose) {
      for (std::size_t i = 0; i < operands.size(); i += 2) {
        if (i + 1 < operands.size()) visit(operands[i + 1]);
        visit(operands[i]);
      }
    } else if (is_aggregate(instruction.op) && operands.size() == 2) {
      visit(operands[1]);
      const Instruction& where = program_.code[operands[1]];
      if (where.op != OpCode::constant || where.value != 0) visit(operands[0]);
    } else {
      for (const Register operand : operands) visit(operand);
    }
  }

  void add_fact(const Instruction& instruction) {
    const Input& input = program_.inputs[instruction.input];
    Need need{fact_name(program_, instruction.context, input, {}), input.field, -1, input.year};
    if (names_.insert(need.fact).second) needs_.push_back(std::move(need));
  }

  void add_role(const Instruction& instruction) {
    const std::string& role = program_.model->roles[instruction.input].name;
    Need need{context_name(program_, instruction.context, {}) + role, -1, instruction.input, 0};
    if (names_.insert(need.fact).second) needs_.push_back(std::move(need));
  }

  const Program& program_;
  std::vector<Need>& needs_;
  std::vector<bool> seen_;
  absl::btree_set<std::string> names_;
};

}  // namespace

std::vector<Need> needs_of(const Program& program, const RightPlan& right) {
  std::vector<Need> needs;
  Walk walk(program, needs);
  const bool open = program.code[right.outcome].op != OpCode::constant;
  for (const ConditionPlan& condition : right.conditions) {
    if (open) walk.visit(condition.reg);
  }
  walk.visit(right.amount);
  return needs;
}

std::vector<Need> needs_of(const Program& program, Register reg) {
  std::vector<Need> needs;
  Walk(program, needs).visit(reg);
  return needs;
}

}  // namespace proactive::plan
