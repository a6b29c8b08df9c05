#include "plan/same.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace proactive::plan {

namespace {

bool same(values::Number a, values::Number b) { return a.num == b.num && a.den == b.den; }
bool same(values::Scaling a, values::Scaling b) { return a.left == b.left && a.right == b.right; }

bool same(const HeaderTest& a, const HeaderTest& b) {
  return std::tie(a.kind, a.comparison, a.low_comparison, a.high_comparison, a.members) ==
             std::tie(b.kind, b.comparison, b.low_comparison, b.high_comparison, b.members) &&
         same(a.low, b.low) && same(a.high, b.high) && same(a.low_scaling, b.low_scaling) &&
         same(a.high_scaling, b.high_scaling);
}

bool same(const Bracket& a, const Bracket& b) {
  return a.last == b.last && a.value == b.value && same(a.up_to, b.up_to);
}

template <typename T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return same(x, y); });
}

bool same(const TableData& a, const TableData& b) {
  return same(a.rows, b.rows) && same(a.columns, b.columns) && a.cells == b.cells;
}

bool same(const ScaleData& a, const ScaleData& b) {
  return std::tie(a.marginal, a.argument_factor, a.bound_factor, a.bound_divisor, a.value_divisor, a.quotient) ==
             std::tie(b.marginal, b.argument_factor, b.bound_factor, b.bound_divisor, b.value_divisor, b.quotient) &&
         same(a.bound_scaling, b.bound_scaling) && same(a.brackets, b.brackets);
}

}  // namespace

namespace {

const values::Possible* decided(const SideBySide::SetOf& set, Register reg) {
  const values::Possible* found = set ? set(reg) : nullptr;
  return found != nullptr && found->decided() ? found : nullptr;
}

bool same_value(const values::Possible& a, const values::Possible& b) {
  return a.domain == b.domain && values::same(a, b);
}

bool is_logic(OpCode op) { return op == OpCode::logical_and || op == OpCode::logical_or; }

std::vector<Register> open_operands(const SideBySide::SetOf& set, const Instruction& instruction) {
  std::vector<Register> open;
  for (const Register operand : instruction.operands) {
    if (!is_logic(instruction.op) || decided(set, operand) == nullptr) open.push_back(operand);
  }
  return open;
}

// The value of a `choose` whose first condition that is not false is true.
Register chosen(const SideBySide::SetOf& set, const Instruction& instruction) {
  for (std::size_t i = 0; i + 1 < instruction.operands.size(); i += 2) {
    const values::Possible* condition = decided(set, instruction.operands[i + 1]);
    if (condition == nullptr) return -1;
    if (condition->truth() == Kleene::yes) return instruction.operands[i];
  }
  return instruction.operands.back();
}

}  // namespace

Register SideBySide::reduced(const Program& program, const SetOf& set, Register reg) {
  if (!set) return reg;
  for (;;) {
    const Instruction& instruction = program.code[reg];
    Register next = -1;
    if (set(reg) == nullptr) return reg;
    if (instruction.op == OpCode::choose) next = chosen(set, instruction);
    if (is_logic(instruction.op)) {
      const auto open = open_operands(set, instruction);
      if (open.size() == 1) next = open.front();
    }
    if (instruction.op == OpCode::pay) {
      const values::Possible* entitled = decided(set, instruction.operands[0]);
      if (entitled != nullptr && entitled->truth() == Kleene::yes) next = instruction.operands[1];
    }
    if (next < 0) return reg;
    reg = next;
  }
}

std::vector<Register> SideBySide::open_operands_a(const Instruction& instruction) const {
  return open_operands(set_a_, instruction);
}

std::vector<Register> SideBySide::open_operands_b(const Instruction& instruction) const {
  return open_operands(set_b_, instruction);
}

bool SideBySide::alike(Register a, Register b) {
  if (a < 0 || b < 0) return a == b;
  const auto [found, fresh] = compared_.try_emplace({a, b}, true);
  if (!fresh) return found->second;
  const values::Possible* value_a = decided(set_a_, a);
  const values::Possible* value_b = decided(set_b_, b);
  bool alike = false;
  if (value_a != nullptr && value_b != nullptr) {
    alike = same_value(*value_a, *value_b);
  } else if (value_a == nullptr && value_b == nullptr) {
    // What is open of a conjunction, say, is the conjunction of what is open in it.
    alike = instructions(a_.code[reduced_a(a)], b_.code[reduced_b(b)]);
  }
  return compared_[{a, b}] = alike;
}

bool SideBySide::same_operation(const Instruction& a, const Instruction& b) const {
  return std::tie(a.op, a.domain, a.comparison, a.rounding, a.choice_size, a.has_where, a.value, a.members,
                  a.factors) == std::tie(b.op, b.domain, b.comparison, b.rounding, b.choice_size, b.has_where, b.value,
                                         b.members, b.factors) &&
         same(a.scaling, b.scaling) && a_.model->day_rounding == b_.model->day_rounding && read(a, b);
}

bool SideBySide::instructions(const Instruction& a, const Instruction& b) {
  return same_operation(a, b) && same_operands(a, b);
}

bool SideBySide::same_operands(const Instruction& a, const Instruction& b) {
  const auto open_a = open_operands_a(a);
  const auto open_b = open_operands_b(b);
  return std::equal(open_a.begin(), open_a.end(), open_b.begin(), open_b.end(),
                    [&](Register x, Register y) { return alike(x, y); });
}

// What it reads beside its operands.
bool SideBySide::read(const Instruction& a, const Instruction& b) const {
  if (a.op == OpCode::scale) return same(a_.scales[a.data], b_.scales[b.data]);
  if (a.op == OpCode::table) return same(a_.tables[a.data], b_.tables[b.data]);
  if (a.op == OpCode::unknown)
    return same(a.start.low, b.start.low) && same(a.start.high, b.start.high) && a.start.members == b.start.members;
  if (reads_fact(a.op)) return contexts(a.context, b.context) && inputs(a_.inputs[a.input], b_.inputs[b.input]);
  if (is_aggregate(a.op)) return contexts(a.context, b.context) && roles(a.input, b.input);
  return true;
}

bool SideBySide::inputs(const Input& a, const Input& b) const {
  if (a.field == kClock || b.field == kClock) return a.field == b.field;
  const semantics::Field& x = a_.model->fields[a.field];
  const semantics::Field& y = b_.model->fields[b.field];
  // Sets that are told are within both ranges.
  const bool ranges = set_a_ || (x.range.has_value() == y.range.has_value() &&
                                 (!x.range || (x.range->low == y.range->low && x.range->high == y.range->high)));
  if (x.name != y.name || x.type.kind != y.type.kind || x.type.scale != y.type.scale ||
      x.type.period != y.type.period || a.year != b.year || !ranges)
    return false;
  if (x.type.kind != semantics::TypeKind::choice) return true;
  const auto& members = a_.model->choices[x.type.choice].members;
  const auto& others = b_.model->choices[y.type.choice].members;
  return std::equal(members.begin(), members.end(), others.begin(), others.end(),
                    [](const auto& m, const auto& n) { return m.name == n.name; });
}

bool SideBySide::roles(int a, int b) const {
  const semantics::Role& x = a_.model->roles[a];
  const semantics::Role& y = b_.model->roles[b];
  return x.name == y.name && (set_a_ || (x.low == y.low && x.high == y.high));
}

bool SideBySide::contexts(int a, int b) const {
  const Context& x = a_.contexts[a];
  const Context& y = b_.contexts[b];
  if (x.kind != y.kind || a_.model->entities[x.entity].name != b_.model->entities[y.entity].name) return false;
  if (x.kind == Context::Kind::root) return true;
  if (x.kind != Context::Kind::group && !roles(x.target, y.target)) return false;
  return contexts(x.parent, y.parent);
}

namespace {

bool same_field(const semantics::Field& a, const semantics::Field& b) {
  const bool ranges = a.range.has_value() == b.range.has_value() &&
                      (!a.range || (a.range->low == b.range->low && a.range->high == b.range->high));
  return a.name == b.name && a.entity == b.entity && a.by_year == b.by_year && a.type.kind == b.type.kind &&
         a.type.scale == b.type.scale && a.type.choice == b.type.choice && ranges;
}

bool same_role(const semantics::Role& a, const semantics::Role& b) {
  return a.name == b.name && a.group == b.group && a.member == b.member && a.low == b.low && a.high == b.high;
}

bool same_choice(const semantics::Choice& a, const semantics::Choice& b) {
  return std::equal(a.members.begin(), a.members.end(), b.members.begin(), b.members.end(),
                    [](const auto& m, const auto& n) { return m.name == n.name; });
}

bool same_entity(const semantics::Entity& a, const semantics::Entity& b) {
  return a.name == b.name && a.several == b.several && a.roles == b.roles;
}

}  // namespace

bool declares_the_same(const semantics::Model& a, const semantics::Model& b) {
  return std::equal(a.entities.begin(), a.entities.end(), b.entities.begin(), b.entities.end(), same_entity) &&
         std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(), same_field) &&
         std::equal(a.roles.begin(), a.roles.end(), b.roles.begin(), b.roles.end(), same_role) &&
         std::equal(a.choices.begin(), a.choices.end(), b.choices.begin(), b.choices.end(), same_choice);
}

bool computes_the_same(const Program& a, const RightPlan& right_a, const Program& b, const RightPlan& right_b) {
  SideBySide programs(a, b);
  return programs.alike(right_a.outcome, right_b.outcome) && programs.alike(right_a.amount, right_b.amount) &&
         programs.alike(right_a.received, right_b.received);
}

}  // namespace proactive::plan
