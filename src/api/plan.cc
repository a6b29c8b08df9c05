// Plans: what they need, and assessing one subject.
#include "proactive/plan.h"

#include <absl/container/btree_map.h>
#include <fmt/format.h>

#include <algorithm>

#include "answers/decide.h"
#include "api/state.h"
#include "execution/block_cost.h"
#include "facts/names.h"
#include "facts/record_source.h"
#include "plan/needs.h"
#include "values/misuse.h"

namespace proactive {

namespace detail {

const plan::Program* PlanState::program_of_entity(int entity) const {
  for (std::size_t i = 0; i < programs.size(); ++i) {
    if (entities[i] == entity) return programs[i].get();
  }
  return nullptr;
}

const plan::Program* PlanState::program_of_right(std::string_view name, const plan::RightPlan** right) const {
  for (const auto& program : programs) {
    for (const auto& candidate : program->rights) {
      if (program->model->rights[candidate.right].name != name) continue;
      *right = &candidate;
      return program.get();
    }
  }
  return nullptr;
}

namespace {

std::string entities_of(const PlanState& state) {
  std::string names;
  for (const int entity : state.entities)
    names += (names.empty() ? "`" : ", `") + state.rules->model->entities[entity].name + "`";
  return names;
}

}  // namespace

Result<const plan::Program*> program_for(const PlanState& state, std::string_view entity, int& index) {
  const semantics::Model& model = *state.rules->model;
  index = state.entities.size() == 1 ? state.entities.front() : -1;
  if (!entity.empty()) {
    const auto found = model.entity_names.find(entity);
    index = found == model.entity_names.end() ? -1 : found->second;
  }
  if (state.programs.empty()) return static_cast<const plan::Program*>(nullptr);
  const plan::Program* program = index < 0 ? nullptr : state.program_of_entity(index);
  if (program != nullptr) return program;
  return values::misuse("E1003",
                        entity.empty()
                            ? "the rights of the plan are for several entities, and the record does not say which it is"
                            : fmt::format("no right of the plan is for `{}`", entity),
                        fmt::format("the rights are for {}", entities_of(state)));
}

}  // namespace detail

namespace {

using semantics::Model;

using ReasonsByFact = absl::btree_map<std::string, std::vector<NeedReason>>;

void add_reasons(const plan::Program& program, plan::Register reg, const NeedReason& reason, ReasonsByFact& reasons) {
  for (const auto& need : plan::needs_of(program, reg)) reasons[need.fact].push_back(reason);
}

void add_reasons(const plan::Program& program, const std::string& right, const plan::ConditionPlan& condition,
                 ReasonsByFact& reasons) {
  const semantics::Condition& source = *condition.source;
  if (source.kind == semantics::Condition::Kind::leaf)
    add_reasons(program, condition.reg, {right, source.name, source.label, source.law}, reasons);
  for (const auto& part : condition.parts) add_reasons(program, right, part, reasons);
}

// By fact, which conditions of a right read it, and whether its amount does.
ReasonsByFact reasons_of(const plan::Program& program, const plan::RightPlan& planned) {
  const semantics::Right& right = program.model->rights[planned.right];
  ReasonsByFact reasons;
  if (program.code[planned.outcome].op != plan::OpCode::constant) {
    for (const auto& condition : planned.conditions) add_reasons(program, right.name, condition, reasons);
  }
  if (planned.amount >= 0) add_reasons(program, planned.amount, {right.name, "", "", planned.version->law}, reasons);
  return reasons;
}

// A fact or a role as a need, without the rights that read it.
Need describe(const Model& model, const plan::Need& need) {
  Need result;
  result.fact = need.fact;
  result.is_role = need.field < 0;
  if (result.is_role) {
    const auto& role = model.roles[need.role];
    result.entity = model.entities[role.group].name;
    result.column = role.name;
    result.label = role.label;
    return result;
  }
  const auto& field = model.fields[need.field];
  result.entity = model.entities[field.entity].name;
  result.column = facts::column_of(model, {need.field, need.year});
  result.label = field.label;
  result.secrecy = semantics::to_string(field.secrecy);
  result.kept_months = field.kept_months;
  if (field.source >= 0) {
    result.source = model.sources[field.source].name;
    result.source_label = model.sources[field.source].label;
    result.way = model.sources[field.source].way;
    result.address = model.sources[field.source].address;
  }
  return result;
}

}  // namespace

Date Plan::on() const { return state_->on; }

std::vector<std::string> Plan::rights() const {
  std::vector<int> indices;
  for (const auto& program : state_->programs) {
    for (const auto& right : program->rights) indices.push_back(right.right);
  }
  std::sort(indices.begin(), indices.end());
  std::vector<std::string> names;
  for (const int index : indices) names.push_back(state_->rules->model->rights[index].name);
  return names;
}

std::vector<std::string> Plan::not_in_force() const {
  std::vector<std::string> names;
  for (const int right : state_->not_in_force) names.push_back(state_->rules->model->rights[right].name);
  return names;
}

std::string Plan::when_in_force(std::string_view right) const {
  const auto found = state_->rules->model->right_names.find(right);
  if (found == state_->rules->model->right_names.end()) return "";
  std::string text;
  for (const auto& version : state_->rules->model->rights[found->second].versions) {
    if (!text.empty()) text += ", ";
    if (version.in_force.from == semantics::kAlwaysFrom && version.in_force.to == semantics::kWithoutEnd)
      return "always";
    if (version.in_force.from != semantics::kAlwaysFrom) text += "from " + to_string(Date{version.in_force.from});
    if (version.in_force.to != semantics::kWithoutEnd) text += " to " + to_string(Date{version.in_force.to});
  }
  return text;
}

std::string Plan::entity_of(std::string_view right) const {
  const plan::RightPlan* place = nullptr;
  if (state_->program_of_right(right, &place) == nullptr) return "";
  const Model& model = *state_->rules->model;
  return model.entities[model.rights[place->right].entity].name;
}

std::vector<Need> Plan::needs(std::string_view right) const {
  const Model& model = *state_->rules->model;
  std::vector<Need> needs;
  // The same column may be reached on different ways; each way is a fact of its own.
  absl::btree_map<std::string, std::size_t> places;
  for (const auto& program : state_->programs) {
    for (const auto& planned : program->rights) {
      const std::string& name = model.rights[planned.right].name;
      if (!right.empty() && name != right) continue;
      ReasonsByFact reasons = reasons_of(*program, planned);
      for (const auto& need : planned.needs) {
        const auto& entity = model.entities[model.rights[planned.right].entity].name;
        const auto [place, fresh] = places.emplace(entity + "/" + need.fact, needs.size());
        if (fresh) needs.push_back(describe(model, need));
        needs[place->second].rights.push_back(name);
        auto& because = needs[place->second].because;
        for (NeedReason& reason : reasons[need.fact]) because.push_back(std::move(reason));
      }
    }
  }
  return needs;
}

std::vector<std::string> Plan::columns(std::string_view entity) const {
  const Model& model = *state_->rules->model;
  std::vector<std::string> columns;
  for (const auto& program : state_->programs) {
    for (const auto& input : program->inputs) {
      if (!input.needed || model.entities[model.fields[input.field].entity].name != entity) continue;
      std::string column = facts::column_of(model, input);
      if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(std::move(column));
    }
  }
  return columns;
}

std::vector<std::string> Plan::memberships() const {
  const Model& model = *state_->rules->model;
  std::vector<std::string> names;
  const auto add = [&](int entity) {
    const std::string& name = model.entities[entity].name;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const auto& program : state_->programs) {
    for (const int group : program->groups) add(group);
  }
  return names;
}

std::vector<std::pair<std::string, std::vector<std::string>>> Plan::stale() const {
  std::vector<std::pair<std::string, std::vector<std::string>>> figures;
  for (const auto& program : state_->programs) {
    for (const auto& right : program->rights)
      figures.emplace_back(program->model->rights[right.right].name, right.stale);
  }
  return figures;
}

std::string Plan::listing() const {
  std::string text;
  for (const auto& program : state_->programs) text += (text.empty() ? "" : "\n") + execution::listing(*program);
  return text;
}

Result<std::vector<Decision>> Plan::assess(const Record& subject, std::string_view entity) const {
  int index = -1;
  const auto program = detail::program_for(*state_, entity, index);
  if (!program) return program.errors();
  if (*program == nullptr) return std::vector<Decision>{};
  Diagnostics errors;
  const facts::RecordSource source(**program, index, subject, errors);
  if (!errors.empty()) return errors;
  return answers::decide_all(**program, source, source.subject());
}

}  // namespace proactive
