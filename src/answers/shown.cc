#include "answers/shown.h"

#include <algorithm>

#include "plan/stale.h"

namespace proactive::answers {

using semantics::Model;
using semantics::Type;
using semantics::TypeKind;
using values::Possible;

namespace {

ShownValue::Kind kind_of(const Type& type) {
  switch (type.kind) {
    case TypeKind::boolean: return ShownValue::Kind::truth;
    case TypeKind::rate: return ShownValue::Kind::rate;
    case TypeKind::money: return ShownValue::Kind::money;
    case TypeKind::date: return ShownValue::Kind::date;
    case TypeKind::choice: return ShownValue::Kind::choice;
    default: return ShownValue::Kind::number;
  }
}

// A quotient counts whole units: cents of money, else ones.
int scale_of(const Type& type) {
  if (!type.quotient) return type.scale;
  return type.kind == TypeKind::money ? semantics::kMoneyScale : 0;
}

ShownValue of_type(const Type& type) {
  ShownValue shown;
  shown.kind = kind_of(type);
  if (semantics::is_numeric(type)) shown.scale = scale_of(type);
  shown.period = semantics::to_string(type.period);
  return shown;
}

void set_ends(ShownValue& shown, const Possible& value) {
  if (value.domain == values::Domain::boolean) {
    shown.low = value.members.test(0) ? 0 : 1;
    shown.high = value.members.test(1) ? 1 : 0;
    return;
  }
  shown.low = value.low.num;
  shown.low_over = value.low.den;
  shown.high = value.high.num;
  shown.high_over = value.high.den;
}

}  // namespace

std::vector<ShownValue::Choice> shown_members(const Model& model, int choice, const values::MemberSet& members) {
  std::vector<ShownValue::Choice> result;
  const auto& all = model.choices[choice].members;
  if (members.count() >= all.size()) return result;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (members.test(i)) result.push_back({all[i].name, all[i].label});
  }
  return result;
}

ShownValue not_read(const Type& type) {
  ShownValue value = of_type(type);
  value.state = ShownValue::State::not_read;
  return value;
}

ShownValue shown(const Model& model, const Type& type, const Possible& value) {
  ShownValue result = of_type(type);
  if (value.no_result != values::NoResult::none) {
    result.state = ShownValue::State::no_result;
    result.reason = values::to_string(value.no_result);
    return result;
  }
  if (!value.decided()) result.state = ShownValue::State::open;
  if (type.kind == TypeKind::choice) {
    result.choices = shown_members(model, type.choice, value.members);
    const auto& all = model.choices[type.choice].members;
    if (result.known() && result.choices.empty()) result.choices = {{all.front().name, all.front().label}};
    return result;
  }
  set_ends(result, value);
  return result;
}

namespace {

template <typename Figure, typename T>
FigureUse figure_use(const plan::Program& program, const Figure& figure,
                     const std::vector<semantics::Dated<T>>& values) {
  FigureUse use;
  use.name = figure.name;
  if (figure.confirmed_on) use.confirmed_on = Date{*figure.confirmed_on};
  const auto* used = semantics::in_force_on(values, program.on);
  if (used == nullptr) return use;
  use.law = used->in_force.law;
  if (used->in_force.from != semantics::kAlwaysFrom) use.since = Date{used->in_force.from};
  use.stale = used == &values.back() && plan::is_stale(*program.model, used->in_force, figure.confirmed_on, program.on);
  std::optional<Date> sure = use.since;
  // A confirmation later than the assessment says nothing of its age.
  if (use.confirmed_on && use.confirmed_on->days <= program.on && (!sure || *sure < *use.confirmed_on))
    sure = use.confirmed_on;
  if (sure) use.age_days = static_cast<std::int64_t>(program.on) - sure->days;
  return use;
}

}  // namespace

FigureUse shown_figure(const plan::Program& program, FigureUse::Kind kind, int ref) {
  const Model& model = *program.model;
  FigureUse use;
  if (kind == FigureUse::Kind::scale) {
    use = figure_use(program, model.scales[ref], model.scales[ref].sets);
  } else if (kind == FigureUse::Kind::table) {
    use = figure_use(program, model.tables[ref], model.tables[ref].contents);
  } else {
    use = figure_use(program, model.parameters[ref], model.parameters[ref].values);
    const semantics::Parameter& figure = model.parameters[ref];
    const auto* used = semantics::in_force_on(figure.values, program.on);
    if (used != nullptr && figure.type.kind != TypeKind::duration)
      use.value = shown(model, figure.type, values::single(semantics::domain_of(figure.type), {used->value, 1}));
  }
  use.kind = kind;
  return use;
}

std::vector<Datum::Place> place_of(const plan::Program& program, int context,
                                   const std::vector<std::int64_t>& indices) {
  std::vector<Datum::Place> places;
  for (; context >= 0; context = program.contexts[context].parent) {
    const plan::Context& at = program.contexts[context];
    if (at.kind == plan::Context::Kind::group) places.push_back({true, program.model->entities[at.target].name, 0});
    if (at.kind == plan::Context::Kind::only_member) places.push_back({false, program.model->roles[at.target].name, 0});
    if (at.kind == plan::Context::Kind::member)
      places.push_back({false, program.model->roles[at.target].name, static_cast<int>(indices[context])});
  }
  std::reverse(places.begin(), places.end());
  return places;
}

}  // namespace proactive::answers
