#include "plan/program.h"

#include <fmt/format.h>

namespace proactive::plan {

int find_input(const std::vector<Input>& inputs, const Input& wanted) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (same_fact(inputs[i], wanted)) return static_cast<int>(i);
  }
  return -1;
}

std::string context_name(const Program& program, int context, const std::vector<std::int64_t>& indices) {
  const Context& at = program.contexts[context];
  const auto& model = *program.model;
  switch (at.kind) {
    case Context::Kind::root: return "";
    case Context::Kind::group: return context_name(program, at.parent, indices) + model.entities[at.target].name + ".";
    case Context::Kind::only_member:
      return context_name(program, at.parent, indices) + model.roles[at.target].name + ".";
    case Context::Kind::member: break;
  }
  const semantics::Role& role = model.roles[at.target];
  const std::string name = context_name(program, at.parent, indices) + role.name;
  const bool numbered =
      static_cast<std::size_t>(context) < indices.size() && indices[context] >= 0 && !role.exactly_one();
  return numbered ? fmt::format("{}[{}].", name, indices[context] + 1) : name + ".";
}

std::string fact_name(const Program& program, int context, const Input& input,
                      const std::vector<std::int64_t>& indices) {
  const semantics::Field& field = program.model->fields[input.field];
  const std::string name = context_name(program, context, indices) + field.name;
  return field.by_year ? fmt::format("{}({})", name, input.year) : name;
}

namespace {

std::string check_operands(const Program& program, Register reg) {
  const Instruction& instruction = program.code[reg];
  for (const Register operand : instruction.operands) {
    if (operand < 0 || operand >= reg)
      return fmt::format("register {} reads {}, which does not come before it", reg, operand);
  }
  const auto domain_of = [&](std::size_t i) { return program.code[instruction.operands[i]].domain; };
  const bool logic = instruction.op >= OpCode::logical_not && instruction.op <= OpCode::at_least;
  for (std::size_t i = 0; logic && i < instruction.operands.size(); ++i) {
    if (domain_of(i) != values::Domain::boolean) return fmt::format("register {} reads a value as a boolean", reg);
  }
  if (instruction.op == OpCode::compare && domain_of(0) != domain_of(1)) {
    return fmt::format("register {} compares two kinds of values", reg);
  }
  return "";
}

}  // namespace

std::string check_invariants(const Program& program) {
  std::vector<int> runs(program.code.size());
  for (const Register reg : program.main) ++runs[reg];
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    if (std::string mistake = check_operands(program, static_cast<Register>(i)); !mistake.empty()) return mistake;
    for (const Register reg : program.code[i].body) {
      if (runs[reg] != 0) return fmt::format("register {} is in a loop's body and runs once", reg);
    }
    if (runs[i] > 1) return fmt::format("register {} runs twice", i);
  }
  for (const RightPlan& right : program.rights) {
    if (right.outcome < 0 || program.code[right.outcome].domain != values::Domain::boolean)
      return "an outcome is not a boolean";
    if (right.amount >= 0 && program.code[right.amount].domain != values::Domain::number)
      return "an amount is not a number";
  }
  return "";
}

}  // namespace proactive::plan
