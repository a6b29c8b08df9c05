#include "facts/population.h"

#include "facts/names.h"

namespace proactive::facts {

std::int64_t Ids::find(std::int64_t id) const {
  const auto found = integer_rows_.find(id);
  return found == integer_rows_.end() ? -1 : found->second;
}

std::int64_t Ids::find(std::string_view id) const {
  const auto found = text_rows_.find(std::string(id));
  return found == text_rows_.end() ? -1 : found->second;
}

bool Ids::add(std::int64_t id) {
  if (!integer_rows_.emplace(id, size()).second) return false;
  integers_.push_back(id);
  return true;
}

bool Ids::add(std::string_view id) {
  if (!text_rows_.emplace(std::string(id), size()).second) return false;
  texts_.emplace_back(id);
  return true;
}

ColumnSource::ColumnSource(const plan::Program& program, const Population& population)
    : population_(population), columns_(program.inputs.size()), groups_(population.entities.size()) {
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    const plan::Input& input = program.inputs[i];
    const auto& columns = population.entities[population.model->fields[input.field].entity].columns;
    const auto found = columns.find({input.field, input.year});
    if (found != columns.end()) columns_[i] = &found->second;
  }
  for (const plan::Context& context : program.contexts) {
    if (context.kind != plan::Context::Kind::group) continue;
    const auto& group_of = population.groups[context.target].group_of;
    const auto found = group_of.find(program.contexts[context.parent].entity);
    if (found != group_of.end()) groups_[context.target] = &found->second;
  }
}

bool ColumnSource::fact(int input, Row row, std::int64_t& value) const {
  const Column* column = columns_[input];
  if (column == nullptr || column->states[row - 1] != FactState::known) return false;
  value = column->values[row - 1];
  return true;
}

Absence ColumnSource::absence(int input, Row row) const {
  const Column* column = columns_[input];
  return column != nullptr && column->states[row - 1] == FactState::bad ? Absence::bad_data : Absence::not_given;
}

bool ColumnSource::members(int role, Row group, std::int64_t& count) const {
  const RoleLists& lists = population_.roles[role];
  if (lists.begin.empty() || lists.bad[group - 1]) return false;
  count = lists.begin[group] - lists.begin[group - 1];
  return true;
}

Row ColumnSource::member(int role, Row group, std::int64_t index) const {
  const RoleLists& lists = population_.roles[role];
  return row_of(lists.members[lists.begin[group - 1] + index]);
}

Row ColumnSource::group(int entity, Row member) const {
  const auto* groups = groups_[entity];
  if (groups == nullptr || (*groups)[member - 1] < 0) return kNoRow;
  return row_of((*groups)[member - 1]);
}

}  // namespace proactive::facts
