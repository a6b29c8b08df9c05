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

// Two programs side by side. Rule sets may differ: what they declare is compared by name.
class Comparing {
 public:
  Comparing(const Program& a, const Program& b) : a_(a), b_(b) {}

  bool registers(Register a, Register b) {
    if (a < 0 || b < 0) return a == b;
    const auto [found, fresh] = compared_.try_emplace({a, b}, true);
    if (fresh) found->second = instructions(a_.code[a], b_.code[b]);
    return found->second;
  }

 private:
  bool instructions(const Instruction& a, const Instruction& b) {
    const bool alike =
        std::tie(a.op, a.domain, a.comparison, a.rounding, a.choice_size, a.has_where, a.value, a.members, a.factors) ==
            std::tie(b.op, b.domain, b.comparison, b.rounding, b.choice_size, b.has_where, b.value, b.members,
                     b.factors) &&
        same(a.scaling, b.scaling) && a_.model->day_rounding == b_.model->day_rounding;
    if (!alike || a.operands.size() != b.operands.size() || !read(a, b)) return false;
    for (std::size_t i = 0; i < a.operands.size(); ++i) {
      if (!registers(a.operands[i], b.operands[i])) return false;
    }
    return true;
  }

  // What it reads beside its operands.
  bool read(const Instruction& a, const Instruction& b) const {
    if (a.op == OpCode::scale) return same(a_.scales[a.data], b_.scales[b.data]);
    if (a.op == OpCode::table) return same(a_.tables[a.data], b_.tables[b.data]);
    if (a.op == OpCode::unknown)
      return same(a.start.low, b.start.low) && same(a.start.high, b.start.high) && a.start.members == b.start.members;
    if (reads_fact(a.op)) return contexts(a.context, b.context) && inputs(a_.inputs[a.input], b_.inputs[b.input]);
    if (is_aggregate(a.op)) return contexts(a.context, b.context) && roles(a.input, b.input);
    return true;
  }

  bool inputs(const Input& a, const Input& b) const {
    if (a.field == kClock || b.field == kClock) return a.field == b.field;
    const semantics::Field& x = a_.model->fields[a.field];
    const semantics::Field& y = b_.model->fields[b.field];
    const bool ranges = x.range.has_value() == y.range.has_value() &&
                        (!x.range || (x.range->low == y.range->low && x.range->high == y.range->high));
    if (x.name != y.name || x.type.kind != y.type.kind || x.type.scale != y.type.scale || a.year != b.year || !ranges)
      return false;
    if (x.type.kind != semantics::TypeKind::choice) return true;
    const auto& members = a_.model->choices[x.type.choice].members;
    const auto& others = b_.model->choices[y.type.choice].members;
    return std::equal(members.begin(), members.end(), others.begin(), others.end(),
                      [](const auto& m, const auto& n) { return m.name == n.name; });
  }

  bool roles(int a, int b) const {
    const semantics::Role& x = a_.model->roles[a];
    const semantics::Role& y = b_.model->roles[b];
    return x.name == y.name && x.low == y.low && x.high == y.high;
  }

  bool contexts(int a, int b) const {
    const Context& x = a_.contexts[a];
    const Context& y = b_.contexts[b];
    if (x.kind != y.kind || a_.model->entities[x.entity].name != b_.model->entities[y.entity].name) return false;
    if (x.kind == Context::Kind::root) return true;
    if (x.kind != Context::Kind::group && !roles(x.target, y.target)) return false;
    return contexts(x.parent, y.parent);
  }

  const Program& a_;
  const Program& b_;
  std::map<std::pair<Register, Register>, bool> compared_;
};

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
  Comparing comparing(a, b);
  return comparing.registers(right_a.outcome, right_b.outcome) && comparing.registers(right_a.amount, right_b.amount) &&
         comparing.registers(right_a.received, right_b.received);
}

}  // namespace proactive::plan
