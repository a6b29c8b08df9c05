#include "facts/record_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/names.h"
#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive::facts {

RecordSource::RecordSource(const plan::Program& program, int entity, const Record& record, Diagnostics& errors)
    : program_(program), model_(*program.model) {
  read(record, entity, errors);
}

RecordSource::RecordSource(const plan::Program& program, int entity, const semantics::ExampleFacts& facts)
    : program_(program), model_(*program.model) {
  read(facts, entity);
}

RecordSource::Node& RecordSource::new_node(int entity) {
  Node& node = nodes_.emplace_back();
  node.entity = entity;
  node.values.resize(program_.inputs.size());
  node.absences.resize(program_.inputs.size(), Absence::not_asked);
  return node;
}

void RecordSource::close_list(List& list) const {
  const semantics::Role& role = model_.roles[list.role];
  const auto count = static_cast<std::int64_t>(list.members.size());
  list.bad = count < role.low || count > role.high;
}

// ---- records -----------------------------------------------------------------------------

RecordSource::Node& RecordSource::read(const Record& record, int entity, Diagnostics& errors) {
  Node& node = new_node(entity);
  for (const auto& [name, value] : record.facts()) read_fact(node, name, value, errors);
  for (const auto& [name, day] : record.obtained()) read_day(node, name, day, errors);
  for (const auto& [name, members] : record.members()) read_members(node, name, members, errors);
  for (const auto& [name, group] : record.groups()) read_group(node, name, group.front(), errors);
  for (const auto& [name, absence] : record.absences()) read_absence(node, name, absence, errors);
  return node;
}

void RecordSource::report_unknown(int entity, const std::string& name, Diagnostics& errors) const {
  const std::string guess = nearest_name(model_, entity, name);
  errors.push_back(values::misuse("E1001",
                                  fmt::format("`{}` has no field or role `{}`", model_.entities[entity].name, name),
                                  syntax::did_you_mean(guess)));
}

// The input that a field's name means; what is wrong with the name is reported.
std::optional<plan::Input> RecordSource::known_input(const Node& node, const std::string& name,
                                                     Diagnostics& errors) const {
  const auto input = input_of(model_, node.entity, name);
  if (input) return input;
  if (model_.entities[node.entity].field_names.contains(name)) {
    errors.push_back(values::misuse("E1001", fmt::format("`{}` is known by year, and no year is given", name),
                                    fmt::format("write `{}_2022`, for instance", name)));
  } else {
    report_unknown(node.entity, name, errors);
  }
  return std::nullopt;
}

void RecordSource::read_fact(Node& node, const std::string& name, const FactValue& value, Diagnostics& errors) {
  const auto input = known_input(node, name, errors);
  if (!input) return;
  const int index = plan::find_input(program_.inputs, *input);
  if (index < 0) return;
  const Reading reading(model_, model_.fields[input->field]);
  const Refusal refusal = reading.read(value, node.values[index]);
  node.absences[index] = refusal == Refusal::none ? std::nullopt : std::optional{Absence::bad_data};
  if (refusal != Refusal::wrong_type) return;
  errors.push_back(values::misuse(
      "E1002", fmt::format("the value of `{}` is not of the type of the field", name),
      "give money and decimals as text or whole numbers, dates as `2024-03-01`, choices by the name of a member"));
}

void RecordSource::read_day(Node& node, const std::string& name, Date day, Diagnostics& errors) {
  const auto input = input_of(model_, node.entity, name);
  if (!input) return report_unknown(node.entity, name, errors);
  const int index = plan::find_input(program_.inputs, *input);
  if (index >= 0) node.obtained.emplace_back(index, day.days);
}

void RecordSource::read_members(Node& node, const std::string& name, const std::vector<Record>& members,
                                Diagnostics& errors) {
  const auto& names = model_.entities[node.entity].role_names;
  const auto role = names.find(name);
  if (role == names.end()) return report_unknown(node.entity, name, errors);
  List list;
  list.role = role->second;
  for (const Record& member : members) list.members.push_back(&read(member, model_.roles[list.role].member, errors));
  close_list(list);
  node.lists.push_back(std::move(list));
}

void RecordSource::read_group(Node& node, const std::string& name, const Record& group, Diagnostics& errors) {
  const auto entity = model_.entity_names.find(name);
  if (entity == model_.entity_names.end() || !model_.belongs_to(node.entity, entity->second)) {
    return report_unknown(node.entity, name, errors);
  }
  node.groups.push_back(&read(group, entity->second, errors));
}

void RecordSource::read_absence(Node& node, const std::string& name, Absence absence, Diagnostics& errors) {
  const auto& roles = model_.entities[node.entity].role_names;
  if (const auto role = roles.find(name); role != roles.end()) {
    node.absent_lists.emplace_back(role->second, absence);
    return;
  }
  const auto group = model_.entity_names.find(name);
  if (group != model_.entity_names.end() && model_.belongs_to(node.entity, group->second)) {
    node.absent_groups.emplace_back(group->second, absence);
    return;
  }
  const auto input = known_input(node, name, errors);
  const int index = input ? plan::find_input(program_.inputs, *input) : -1;
  if (index >= 0) node.absences[index] = absence;
}

// ---- examples ----------------------------------------------------------------------------

RecordSource::Node& RecordSource::read(const semantics::ExampleFacts& facts, int entity) {
  Node& node = new_node(entity);
  for (const auto& fact : facts.facts) {
    using Kind = semantics::ExampleFact::Kind;
    if (fact.kind == Kind::value) {
      const int index = plan::find_input(program_.inputs, {fact.ref, fact.year});
      if (index < 0) continue;
      node.values[index] = fact.value;
      node.absences[index] = std::nullopt;
    } else if (fact.kind == Kind::members) {
      List list;
      list.role = fact.ref;
      for (const auto& member : fact.subjects) list.members.push_back(&read(member, model_.roles[fact.ref].member));
      close_list(list);
      node.lists.push_back(std::move(list));
    } else {
      node.groups.push_back(&read(fact.subjects.front(), fact.ref));
    }
  }
  return node;
}

// ---- reading back ------------------------------------------------------------------------

bool RecordSource::fact(int input, Row row, std::int64_t& value) const {
  const Node& node = node_of(row);
  if (node.absences[input]) return false;
  value = node.values[input];
  return true;
}

Absence RecordSource::absence(int input, Row row) const {
  return node_of(row).absences[input].value_or(Absence::not_asked);
}

bool RecordSource::obtained(int input, Row row, std::int32_t& day) const {
  for (const auto& [known, on] : node_of(row).obtained) {
    if (known != input) continue;
    day = on;
    return true;
  }
  return false;
}

Absence RecordSource::list_absence(int role, Row group) const {
  for (const List& list : node_of(group).lists) {
    if (list.role == role && list.bad) return Absence::bad_data;
  }
  for (const auto& [absent, reason] : node_of(group).absent_lists) {
    if (absent == role) return reason;
  }
  return Absence::not_asked;
}

Absence RecordSource::group_absence(int entity, Row member) const {
  for (const auto& [absent, reason] : node_of(member).absent_groups) {
    if (absent == entity) return reason;
  }
  return Absence::not_asked;
}

bool RecordSource::members(int role, Row group, std::int64_t& count) const {
  for (const List& list : node_of(group).lists) {
    if (list.role != role) continue;
    count = static_cast<std::int64_t>(list.members.size());
    return !list.bad;
  }
  return false;
}

Row RecordSource::member(int role, Row group, std::int64_t index) const {
  for (const List& list : node_of(group).lists) {
    if (list.role == role) return row_of(*list.members[index]);
  }
  return kNoRow;
}

Row RecordSource::group(int entity, Row member) const {
  for (const Node* group : node_of(member).groups) {
    if (group->entity == entity) return row_of(*group);
  }
  return kNoRow;
}

}  // namespace proactive::facts
