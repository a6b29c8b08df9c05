#include "answers/overlay.h"

namespace proactive::answers {

using facts::Absence;
using facts::kNoRow;
using facts::Row;

Overlay::Overlay(const plan::Program& program, const facts::Source& base, std::vector<bool> veiled)
    : program_(program),
      base_(base),
      veiled_(std::move(veiled)),
      facts_(program.inputs.size()),
      lists_(program.model->roles.size()) {}

const std::int64_t* Overlay::find(const Fixed& fixed, Row row) {
  for (const auto& [of, value] : fixed) {
    if (of == row) return &value;
  }
  return nullptr;
}

Row Overlay::add(const Key& key, const StandIn& subject) const {
  const auto [known, fresh] = rows_.emplace(key, -1 - static_cast<Row>(stand_ins_.size()));
  if (fresh) stand_ins_.push_back(subject);
  return known->second;
}

Row Overlay::stand_in(int role, Row group, std::int64_t index) const {
  return add({role, group, index}, {program_.model->roles[role].group, group, list_absence(role, group)});
}

bool Overlay::fact(int input, Row row, std::int64_t& value) const {
  if (const std::int64_t* fixed = find(facts_[input], row)) {
    value = *fixed;
    return true;
  }
  return !is_ours(row) && !veiled_[static_cast<std::size_t>(input)] && base_.fact(input, row, value);
}

bool Overlay::members(int role, Row group, std::int64_t& count) const {
  if (const std::int64_t* fixed = find(lists_[role], group)) {
    count = *fixed;
    return true;
  }
  return !is_ours(group) && base_.members(role, group, count);
}

Row Overlay::member(int role, Row group, std::int64_t index) const {
  if (find(lists_[role], group) != nullptr) return stand_in(role, group, index);
  return is_ours(group) ? kNoRow : base_.member(role, group, index);
}

Row Overlay::group(int entity, Row member) const {
  const Row known = is_ours(member) ? kNoRow : base_.group(entity, member);
  if (known != kNoRow) return known;
  if (is_ours(member) && stand_in(member).group_entity == entity) return stand_in(member).group;
  return add({-1 - entity, member, 0}, {-1, kNoRow, group_absence(entity, member)});
}

Absence Overlay::absence(int input, Row row) const {
  if (is_ours(row)) return stand_in(row).absence;
  return veiled_[static_cast<std::size_t>(input)] ? Absence::not_asked : base_.absence(input, row);
}

Absence Overlay::list_absence(int role, Row group) const {
  return is_ours(group) ? stand_in(group).absence : base_.list_absence(role, group);
}

Absence Overlay::group_absence(int entity, Row member) const {
  return is_ours(member) ? stand_in(member).absence : base_.group_absence(entity, member);
}

}  // namespace proactive::answers
