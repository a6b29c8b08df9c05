#include "plan/stale.h"

#include <absl/container/btree_set.h>

#include <algorithm>

#include "values/calendar.h"

namespace proactive::plan {

namespace {

using semantics::Expr;
using semantics::Op;

class Walk {
 public:
  Walk(const semantics::Model& model, std::int32_t on) : model_(model), on_(on) {}

  void visit(const semantics::Right& right) {
    const auto* version = semantics::in_force_on(right.versions, on_);
    if (version != nullptr) visit_conditions(version->value);
    if (version != nullptr) visit_amount(version->value);
    if (right.received) visit(*right.received);
  }

  std::vector<std::string> names() const { return {stale_.begin(), stale_.end()}; }
  std::vector<std::string> read() const { return {read_.begin(), read_.end()}; }

 private:
  void visit_conditions(const semantics::Version& version) {
    for (const auto& condition : version.conditions) visit(condition);
  }

  void visit_amount(const semantics::Version& version) {
    if (version.amount) visit(*version.amount);
  }

  void visit(const semantics::Condition& condition) {
    if (condition.kind == semantics::Condition::Kind::leaf) visit(condition.expr);
    for (const auto& part : condition.parts) visit(part);
  }

  void visit(const Expr& expr) {
    for (const Expr& operand : expr.operands) visit(operand);
    if (expr.ref < 0) return;
    switch (expr.op) {
      case Op::parameter: return use(model_.parameters[expr.ref], model_.parameters[expr.ref].values);
      case Op::scale: return visit_scale(model_.scales[expr.ref]);
      case Op::table: return visit_table(model_.tables[expr.ref]);
      case Op::define:
        if (defines_.insert(expr.ref).second) visit(model_.defines[expr.ref].body);
        return;
      case Op::entitled: return visit_right(expr.ref, false);
      case Op::amount_of: return visit_right(expr.ref, true);
      case Op::receives:
        if (receipts_.insert(expr.ref).second && model_.rights[expr.ref].received)
          visit(*model_.rights[expr.ref].received);
        return;
      default: return;
    }
  }

  void visit_right(int index, bool with_amount) {
    const auto* version = semantics::in_force_on(model_.rights[index].versions, on_);
    if (version == nullptr) return;
    if (rights_.insert(index).second) visit_conditions(version->value);
    if (with_amount && amounts_.insert(index).second) visit_amount(version->value);
  }

  void visit_scale(const semantics::Scale& scale) {
    use(scale, scale.sets);
    const auto* set = semantics::in_force_on(scale.sets, on_);
    if (set == nullptr) return;
    for (const auto& bracket : set->value) {
      visit(bracket.value);
      if (bracket.up_to) visit(*bracket.up_to);
    }
  }

  void visit_table(const semantics::Table& table) {
    use(table, table.contents);
    const auto* content = semantics::in_force_on(table.contents, on_);
    if (content == nullptr) return;
    for (const auto* headers : {&content->value.rows, &content->value.columns}) {
      for (const auto& header : *headers) {
        for (const Expr& bound : header.bounds) visit(bound);
      }
    }
    for (const Expr& cell : content->value.cells) visit(cell);
  }

  template <typename Figure, typename T>
  void use(const Figure& figure, const std::vector<semantics::Dated<T>>& values) {
    const auto* used = semantics::in_force_on(values, on_);
    read_.insert(figure.name);
    if (used == nullptr || used != &values.back()) return;
    if (is_stale(model_, used->in_force, figure.confirmed_on, on_)) stale_.insert(figure.name);
  }

  const semantics::Model& model_;
  const std::int32_t on_;
  absl::btree_set<std::string> stale_;
  absl::btree_set<std::string> read_;
  absl::btree_set<int> defines_;
  absl::btree_set<int> rights_;
  absl::btree_set<int> amounts_;
  absl::btree_set<int> receipts_;
};

}  // namespace

bool is_stale(const semantics::Model& model, const semantics::InForce& last, std::optional<std::int32_t> confirmed_on,
              std::int32_t on) {
  if (!last.open_ended || !model.stale_after_months) return false;
  const std::int32_t since = confirmed_on ? std::max(last.from, *confirmed_on) : last.from;
  if (since == semantics::kAlwaysFrom) return false;
  std::int64_t limit = 0;
  const auto failure = values::add_months(since, *model.stale_after_months, values::DayRounding::down, limit);
  return failure == values::NoResult::none && on > limit;
}

std::vector<std::string> stale_figures(const semantics::Model& model, const semantics::Right& right, std::int32_t on) {
  Walk walk(model, on);
  walk.visit(right);
  return walk.names();
}

std::vector<std::string> figures_read(const semantics::Model& model, const semantics::Right& right, std::int32_t on) {
  Walk walk(model, on);
  walk.visit(right);
  return walk.read();
}

}  // namespace proactive::plan
