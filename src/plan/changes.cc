#include "plan/changes.h"

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#include <fmt/format.h>

#include "plan/same.h"
#include "plan/stale.h"
#include "proactive/date.h"
#include "proactive/money.h"
#include "values/text.h"

namespace proactive::plan {

namespace {

using semantics::Condition;
using semantics::Model;
using semantics::Type;
using semantics::TypeKind;
using Kind = Difference::Kind;

// A condition, or a group, whose name is its label.
struct Named {
  const ConditionPlan* plan = nullptr;
  std::string name;
};

void list(const std::vector<ConditionPlan>& conditions, std::vector<Named>& all) {
  for (const ConditionPlan& condition : conditions) {
    const bool leaf = condition.source->kind == Condition::Kind::leaf;
    all.push_back({&condition, leaf ? condition.source->name : condition.source->label});
    list(condition.parts, all);
  }
}

std::vector<Named> all_conditions(const RightPlan& right) {
  std::vector<Named> all;
  list(right.conditions, all);
  return all;
}

const Named* find(const std::vector<Named>& all, const Named& wanted) {
  for (const Named& one : all) {
    if (one.name == wanted.name && one.plan->source->kind == wanted.plan->source->kind) return &one;
  }
  return nullptr;
}

std::string dates_of(const Program& program, const RightPlan& right) {
  for (const auto& version : program.model->rights[right.right].versions) {
    if (&version.value != right.version) continue;
    const bool always = version.in_force.from == semantics::kAlwaysFrom;
    std::string text = always ? "always" : "from " + to_string(Date{version.in_force.from});
    if (version.in_force.to != semantics::kWithoutEnd && !version.in_force.open_ended)
      text += " to " + to_string(Date{version.in_force.to});
    return text;
  }
  return "";
}

std::string text_of(const Model& model, const Type& type, std::int64_t value) {
  switch (type.kind) {
    case TypeKind::boolean: return value != 0 ? "true" : "false";
    case TypeKind::integer: return values::write_number(value, 0, true);
    case TypeKind::decimal: return values::write_number(value, type.scale, true);
    case TypeKind::rate: return values::write_number(value, type.scale - 2, true) + " %";
    case TypeKind::money: {
      const std::string amount = to_string(Money{value});
      const auto period = semantics::to_string(type.period);
      return period.empty() ? amount : fmt::format("{} per {}", amount, period);
    }
    case TypeKind::date: return to_string(Date{static_cast<std::int32_t>(value)});
    case TypeKind::choice: return model.choices[type.choice].members[static_cast<std::size_t>(value)].name;
    case TypeKind::duration: {
      const std::int64_t months = semantics::months_in(value);
      const std::int64_t days = semantics::days_in(value);
      return days != 0 ? fmt::format("{} days", days) : fmt::format("{} months", months);
    }
    default: return "";
  }
}

// A figure as it is on the date of a program: as text where it is one value, else as its content.
struct Figure {
  std::string text;
  std::string content;
};

std::string content_of(const std::vector<HeaderTest>& headers) {
  std::string content;
  for (const HeaderTest& h : headers) {
    content += fmt::format("[{} {} {} {} {}/{} {}/{} {} {} {} {} {}]", static_cast<int>(h.kind),
                           static_cast<int>(h.comparison), static_cast<int>(h.low_comparison),
                           static_cast<int>(h.high_comparison), h.low.num, h.low.den, h.high.num, h.high.den,
                           h.low_scaling.left, h.low_scaling.right, h.high_scaling.left, h.high_scaling.right,
                           h.members.to_string());
  }
  return content;
}

Figure figure_of(const Program& program, const std::string& name) {
  const Model& model = *program.model;
  Figure figure;
  if (const auto found = model.parameter_names.find(name); found != model.parameter_names.end()) {
    const auto& parameter = model.parameters[found->second];
    const auto* value = semantics::in_force_on(parameter.values, program.on);
    figure.text = value == nullptr ? "" : text_of(model, parameter.type, value->value);
    figure.content = figure.text;
  } else if (const auto scale = model.scale_names.find(name); scale != model.scale_names.end()) {
    for (const ScaleData& data : program.scales) {
      if (data.figure != scale->second) continue;
      figure.content += fmt::format("{}:", data.marginal);
      for (const Bracket& bracket : data.brackets)
        figure.content +=
            fmt::format("[{} {}/{} {}]", bracket.last, bracket.up_to.num, bracket.up_to.den, bracket.value);
    }
  } else if (const auto table = model.table_names.find(name); table != model.table_names.end()) {
    for (const TableData& data : program.tables) {
      if (data.figure != table->second) continue;
      figure.content += content_of(data.rows) + content_of(data.columns);
      for (const std::int64_t cell : data.cells) figure.content += fmt::format("{},", cell);
    }
  }
  return figure;
}

class Comparing {
 public:
  Comparing(const Program& a, const RightPlan& right_a, const Program& b, const RightPlan& right_b)
      : a_(a), b_(b), right_a_(right_a), right_b_(right_b), programs_(a, b) {}

  std::vector<Difference> run() {
    const std::string before = dates_of(a_, right_a_);
    const std::string after = dates_of(b_, right_b_);
    if (before != after) found_.push_back({Kind::version, "", before, after});
    conditions();
    figures();
    if (!programs_.alike(right_a_.amount, right_b_.amount)) found_.push_back({Kind::amount, "", "", ""});
    return std::move(found_);
  }

 private:
  void conditions() {
    const auto before = all_conditions(right_a_);
    const auto after = all_conditions(right_b_);
    for (const Named& is : after) {
      const Named* was = find(before, is);
      const std::string& label = is.plan->source->label;
      if (was == nullptr)
        found_.push_back({Kind::condition, is.name, "", label});
      else if (!programs_.alike(was->plan->reg, is.plan->reg))
        found_.push_back({Kind::condition, is.name, was->plan->source->label, label});
    }
    for (const Named& was : before) {
      if (find(after, was) == nullptr) found_.push_back({Kind::condition, was.name, was.plan->source->label, ""});
    }
  }

  void figures() {
    absl::btree_set<std::string> names;
    for (const auto& name : figures_read(*a_.model, a_.model->rights[right_a_.right], a_.on)) names.insert(name);
    for (const auto& name : figures_read(*b_.model, b_.model->rights[right_b_.right], b_.on)) names.insert(name);
    for (const std::string& name : names) {
      const Figure before = figure_of(a_, name);
      const Figure after = figure_of(b_, name);
      if (before.content != after.content) found_.push_back({Kind::figure, name, before.text, after.text});
    }
  }

  const Program& a_;
  const Program& b_;
  const RightPlan& right_a_;
  const RightPlan& right_b_;
  SideBySide programs_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Program& a, const RightPlan& right_a, const Program& b,
                                    const RightPlan& right_b) {
  return Comparing(a, right_a, b, right_b).run();
}

}  // namespace proactive::plan
