// What can be said of rules on all of their days: conditions that are always or never true,
// tables with gaps and headers that nothing reaches.
#include "plan/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/builder.h"
#include "plan/coverage.h"
#include "proactive/date.h"
#include "proactive/decimal.h"
#include "proactive/money.h"

namespace proactive::plan {

using semantics::Model;
using semantics::Type;
using semantics::TypeKind;
using values::Number;

namespace {

void report_decided(const Program& program, const syntax::Sources& sources, const ConditionPlan& plan,
                    std::vector<Diagnostic>& diagnostics) {
  for (const ConditionPlan& part : plan.parts) report_decided(program, sources, part, diagnostics);
  const auto& start = program.code[plan.reg].start;
  if (plan.source->kind != semantics::Condition::Kind::leaf || !start.decided()) return;
  const bool always = start.truth() == Kleene::yes;
  diagnostics.push_back(syntax::diagnose(
      sources, plan.source->span, always ? "E0702" : "E0701",
      fmt::format("the condition `{}` {} under the declared ranges", plan.source->name,
                  always ? "always holds" : "can never hold"),
      always ? "leave it out, or mend the comparison or the range" : "mend the comparison or the range"));
}

class TableCheck {
 public:
  TableCheck(std::shared_ptr<const Model> model, const syntax::Sources& sources, std::vector<Diagnostic>& diagnostics)
      : model_(std::move(model)), sources_(sources), diagnostics_(diagnostics) {}

  void check(const semantics::Table& table) {
    for (const auto& content : table.contents) {
      const Days days{std::max(content.in_force.from, values::kFirstDay),
                      std::min(content.in_force.to, values::kLastDay)};
      check(table, 0, content.value.rows, days);
      if (table.formals.size() == 2) check(table, 1, content.value.columns, days);
    }
  }

 private:
  void check(const semantics::Table& table, std::size_t dimension, const std::vector<semantics::Header>& headers,
             Days days) {
    const Type& formal = table.formals[dimension];
    const auto tests = build_headers(model_, sources_, days, headers, formal);
    if (!tests || headers.empty()) return;
    Coverage coverage(possible(table, dimension), !formal.quotient);
    for (std::size_t i = 0; i < tests->size(); ++i) {
      const bool reached = coverage.reaches((*tests)[i]);
      coverage.add((*tests)[i]);
      if (reached) continue;
      diagnostics_.push_back(
          syntax::diagnose(sources_, headers[i].span, "E0510",
                           fmt::format("no value of `{}` reaches this header", table.formal_names[dimension]),
                           "the headers above take them all, or the declared range excludes it: mend one of them"));
    }
    if (const auto gap = coverage.gap()) report_gap(table, dimension, *gap);
  }

  void report_gap(const semantics::Table& table, std::size_t dimension, Number gap) {
    diagnostics_.push_back(
        syntax::diagnose(sources_, table.span, "E0509",
                         fmt::format("no {} of `{}` holds when `{}` is {}", dimension == 0 ? "row" : "column",
                                     table.name, table.formal_names[dimension], written(table.formals[dimension], gap)),
                         "add the missing header, or close with `otherwise`"));
  }

  std::string written(const Type& type, Number value) const {
    if (value.num % value.den != 0 && value.num > 0)
      return "a little more than " + written(type, {value.num / value.den, 1});
    switch (type.kind) {
      case TypeKind::boolean: return value.num != 0 ? "true" : "false";
      case TypeKind::choice: return fmt::format("`{}`", model_->choices[type.choice].members[value.num].name);
      case TypeKind::date: return to_string(Date{static_cast<std::int32_t>(value.num)});
      case TypeKind::money: return to_string(Money{value.num / value.den});
      default: return to_string(Decimal{value.num / value.den, type.scale});
    }
  }

  // What the quantity named by a formal parameter may be: its declared range.
  values::Possible possible(const semantics::Table& table, std::size_t dimension) const {
    const Type& type = table.formals[dimension];
    const int size = type.kind == TypeKind::choice ? static_cast<int>(model_->choices[type.choice].members.size()) : 0;
    const std::string& name = table.formal_names[dimension];
    const values::Possible all = values::full(semantics::domain_of(type), size);
    for (const auto& define : model_->defines) {
      if (define.name == name) return all;
    }
    std::optional<values::Possible> range;
    for (const auto& field : model_->fields) {
      if (field.name != name) continue;
      if (!field.range) return all;
      const auto declared = values::interval(all.domain, {field.range->low, 1}, {field.range->high, 1});
      range = range ? values::hull(*range, declared) : declared;
    }
    return range.value_or(all);
  }

  std::shared_ptr<const Model> model_;
  const syntax::Sources& sources_;
  std::vector<Diagnostic>& diagnostics_;
};

}  // namespace

void check_conditions(std::shared_ptr<const Model> model, const syntax::Sources& sources,
                      std::vector<Diagnostic>& diagnostics) {
  for (std::size_t right = 0; right < model->rights.size(); ++right) {
    for (const auto& version : model->rights[right].versions) {
      const Days days{std::max(version.in_force.from, values::kFirstDay),
                      std::min(version.in_force.to, values::kLastDay)};
      Program program;
      const auto conditions =
          build_version(model, sources, days, static_cast<int>(right), version.value, program, diagnostics);
      for (const ConditionPlan& condition : conditions) {
        report_decided(program, sources, condition, diagnostics);
      }
    }
  }
  TableCheck tables(model, sources, diagnostics);
  for (const auto& table : model->tables) tables.check(table);
}

}  // namespace proactive::plan
