// What a rule set tells about itself, and its plans.
#include "proactive/rule_set.h"

#include <absl/container/btree_map.h>
#include <fmt/format.h>

#include "api/state.h"
#include "plan/builder.h"
#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive {

using semantics::Model;
using semantics::TypeKind;

namespace detail {

std::string type_name(const Model& model, const semantics::Type& type) {
  switch (type.kind) {
    case TypeKind::boolean: return "boolean";
    case TypeKind::integer: return "integer";
    case TypeKind::decimal: return fmt::format("decimal({})", type.scale);
    case TypeKind::rate: return fmt::format("rate({})", type.scale);
    case TypeKind::money:
      return type.period == semantics::Period::none ? "money"
                                                    : fmt::format("money per {}", semantics::to_string(type.period));
    case TypeKind::date: return "date";
    case TypeKind::duration: return "duration";
    case TypeKind::choice: return "choice " + model.choices[type.choice].name;
    case TypeKind::identifier: return "identifier";
    case TypeKind::error: return "";
  }
  return "";
}

}  // namespace detail

namespace {

FieldInfo field_info(const Model& model, const semantics::Field& field) {
  FieldInfo info;
  info.name = field.name;
  info.type = detail::type_name(model, field.type);
  info.label = field.label;
  if (field.source >= 0) info.source = model.sources[field.source].name;
  info.secrecy = semantics::to_string(field.secrecy);
  info.by_year = field.by_year;
  if (field.type.kind == TypeKind::choice) {
    for (const auto& member : model.choices[field.type.choice].members) info.members.push_back(member.name);
  }
  for (const int role : field.concealed_from) info.concealed_from.push_back(model.roles[role].name);
  return info;
}

}  // namespace

std::vector<RightInfo> RuleSet::rights() const {
  std::vector<RightInfo> infos;
  for (const auto& right : state_->model->rights) {
    infos.push_back({right.name, right.label, state_->model->entities[right.entity].name, right.law,
                     right.purpose ? std::string(semantics::to_string(*right.purpose)) : "", right.has_amount});
  }
  return infos;
}

std::vector<EntityInfo> RuleSet::entities() const {
  const Model& model = *state_->model;
  std::vector<EntityInfo> infos;
  for (const auto& entity : model.entities) {
    EntityInfo info{entity.name, entity.label, entity.is_group(), {}, {}};
    for (const int field : entity.fields) info.fields.push_back(field_info(model, model.fields[field]));
    for (const int role : entity.roles) {
      const auto& declared = model.roles[role];
      info.roles.push_back(
          {declared.name, declared.label, model.entities[declared.member].name, declared.low, declared.high});
    }
    infos.push_back(std::move(info));
  }
  return infos;
}

Result<Plan> RuleSet::plan(const PlanOptions& options) const {
  const Model& model = *state_->model;
  Diagnostics errors;
  std::vector<bool> wanted(model.rights.size(), options.rights.empty());
  for (const std::string& name : options.rights) {
    const auto found = model.right_names.find(name);
    if (found != model.right_names.end()) {
      wanted[found->second] = true;
      continue;
    }
    std::vector<std::string> names;
    for (const auto& [known, index] : model.right_names) names.push_back(known);
    const std::string guess = syntax::nearest(name, names);
    errors.push_back(
        values::misuse("E0204", fmt::format("no right is called `{}`", name), syntax::did_you_mean(guess)));
  }
  if (!errors.empty()) return errors;
  absl::btree_map<int, std::vector<int>> by_entity;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i]) by_entity[model.rights[i].entity].push_back(static_cast<int>(i));
  }
  auto state = std::make_shared<detail::PlanState>();
  state->rules = state_;
  state->on = options.on;
  for (const auto& [entity, rights] : by_entity) {
    auto program = plan::build(state_->model, state_->sources, options.on.days, rights, errors);
    state->not_in_force.insert(state->not_in_force.end(), program.not_in_force.begin(), program.not_in_force.end());
    if (program.rights.empty()) continue;
    state->programs.push_back(std::make_shared<const plan::Program>(std::move(program)));
    state->entities.push_back(entity);
  }
  if (!errors.empty()) return errors;
  return Plan(std::move(state));
}

std::string_view version() { return PROACTIVE_VERSION; }

}  // namespace proactive
