#include "plan/listing.h"

#include <fmt/format.h>

namespace proactive::plan {

using values::Domain;
using values::Number;

namespace {

constexpr std::string_view kNames[] = {
    "constant", "unknown",    "fact",     "known",   "not",      "and",      "or",  "at_least", "compare", "in",
    "add",      "sub",        "mul",      "div",     "neg",      "abs",      "min", "max",      "rescale", "shrink",
    "round",    "add_months", "add_days", "year_of", "month_of", "day_of",   "age", "choose",   "scale",   "table",
    "count",    "sum",        "any",      "all",     "least",    "greatest", "pay"};
static_assert(std::size(kNames) == static_cast<std::size_t>(OpCode::pay) + 1);

constexpr std::string_view kComparisons[] = {"<", "<=", "=", "!=", ">=", ">"};

std::string write(Number number) {
  return number.den == 1 ? fmt::format("{}", number.num) : fmt::format("{}/{}", number.num, number.den);
}

// What the register may be while nothing is known.
std::string range_of(const Instruction& instruction) {
  const values::Possible& start = instruction.start;
  if (instruction.domain == Domain::boolean || instruction.domain == Domain::choice) return "";
  const values::Possible all = values::full(instruction.domain);
  if (values::compare(start.low, all.low) == 0 && values::compare(start.high, all.high) == 0) return "";
  return fmt::format("  [{} .. {}]", write(start.low), write(start.high));
}

std::string members_of(const Instruction& instruction) {
  std::string text;
  for (std::size_t i = 0; i < instruction.members.size(); ++i) {
    if (instruction.members.test(i)) text += fmt::format("{}{}", text.empty() ? "" : ",", i);
  }
  return "{" + text + "}";
}

std::string scaling_of(const Instruction& instruction) {
  const auto [left, right] = instruction.scaling;
  return left == 1 && right == 1 ? "" : fmt::format(" (*{}, *{})", left, right);
}

std::string details(const Program& program, const Instruction& instruction) {
  switch (instruction.op) {
    case OpCode::constant: return fmt::format(" {}", instruction.value);
    case OpCode::fact:
    case OpCode::known: {
      const Input& input = program.inputs[instruction.input];
      return " " + fact_name(program, instruction.context, input, {});
    }
    case OpCode::at_least:
    case OpCode::rescale:
    case OpCode::shrink:
    case OpCode::add_months:
    case OpCode::add_days: return fmt::format(" by {}", instruction.value);
    case OpCode::round: return fmt::format("{} to {}", scaling_of(instruction), instruction.value);
    case OpCode::compare:
      return fmt::format(" {}{}", kComparisons[static_cast<std::size_t>(instruction.comparison)],
                         scaling_of(instruction));
    case OpCode::in_members: return " " + members_of(instruction);
    case OpCode::scale: return fmt::format(" #{}", instruction.data);
    case OpCode::table: return fmt::format(" #{}", instruction.data);
    default:
      return is_aggregate(instruction.op) ? " over " + program.model->roles[instruction.input].name
                                          : scaling_of(instruction);
  }
}

}  // namespace

std::string_view to_string(OpCode op) { return kNames[static_cast<std::size_t>(op)]; }

std::string describe(const Program& program, Register reg) {
  const Instruction& instruction = program.code[reg];
  std::string text = fmt::format("r{} = {}", reg, to_string(instruction.op));
  for (const Register operand : instruction.operands) {
    const Instruction& read = program.code[operand];
    text += read.op == OpCode::constant ? fmt::format(" {}", read.value) : fmt::format(" r{}", operand);
  }
  return text + details(program, instruction) + range_of(instruction);
}

std::vector<Register> registers_of(const Program& program, const RightPlan& right) {
  std::vector<bool> read(program.code.size());
  for (const Register reg : {right.outcome, right.amount, right.received}) {
    if (reg >= 0) read[reg] = true;
  }
  std::vector<Register> registers;
  for (Register reg = static_cast<Register>(program.code.size()) - 1; reg >= 0; --reg) {
    if (!read[reg]) continue;
    for (const Register operand : program.code[reg].operands) read[operand] = true;
    registers.push_back(reg);
  }
  return {registers.rbegin(), registers.rend()};
}

}  // namespace proactive::plan
