#include "facts/population.h"

#include <algorithm>

namespace proactive::facts {

const Column* find_column(const Population& population, const plan::Input& input) {
  if (input.field < 0) return nullptr;  // the clock is in no table
  const auto& columns = population.entities[population.model->fields[input.field].entity].columns;
  const auto found = columns.find({input.field, input.year});
  return found == columns.end() || found->second.rows() == 0 ? nullptr : &found->second;
}

int place_of_role(const semantics::Model& model, int role) {
  const auto& roles = model.entities[model.roles[role].group].roles;
  return static_cast<int>(std::find(roles.begin(), roles.end(), role) - roles.begin());
}

ColumnSource::ColumnSource(const plan::Program& program, const Population& population) {
  for (const plan::Input& input : program.inputs) columns_.push_back(find_column(population, input));
  const semantics::Model& model = *population.model;
  for (std::size_t role = 0; role < model.roles.size(); ++role)
    roles_.push_back({&population.groups[model.roles[role].group], place_of_role(model, static_cast<int>(role))});
  for (const Memberships& index : population.groups) groups_.push_back(&index);
}

bool ColumnSource::fact(int input, Row row, std::int64_t& value) const {
  const Column* column = columns_[input];
  return column != nullptr && column->value(row - 1, value);
}

Absence ColumnSource::absence(int input, Row row) const {
  const Column* column = columns_[input];
  return column != nullptr && column->state(row - 1) == FactState::bad ? Absence::bad_data : Absence::not_asked;
}

bool ColumnSource::members(int role, Row group, std::int64_t& count) const {
  const auto [index, place] = roles_[role];
  if (!index->given) return false;
  const std::int64_t list = index->list(group - 1, place);
  if (!index->is_known(list)) return false;
  count = index->begin[list + 1] - index->begin[list];
  return true;
}

Absence ColumnSource::list_absence(int role, Row group) const {
  const auto [index, place] = roles_[role];
  const bool bad = index->given && !index->bad.empty() && group <= index->groups;
  return bad && index->bad[index->list(group - 1, place)] ? Absence::bad_data : Absence::not_asked;
}

Row ColumnSource::member(int role, Row group, std::int64_t index) const {
  const auto [lists, place] = roles_[role];
  return row_of(lists->member(lists->begin[lists->list(group - 1, place)] + index));
}

Row ColumnSource::group(int entity, Row member) const {
  const auto& group_of = groups_[entity]->group_of;
  const auto place = static_cast<std::size_t>(member - 1);
  return place < group_of.size() && group_of[place] >= 0 ? row_of(group_of[place]) : kNoRow;
}

}  // namespace proactive::facts
