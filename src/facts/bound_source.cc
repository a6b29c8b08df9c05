#include "facts/bound_source.h"

#include <fmt/format.h>

#include "facts/names.h"
#include "syntax/nearest.h"
#include "values/misuse.h"

namespace proactive::facts {

using detail::RawFact;
using detail::RawKind;
using semantics::TypeKind;

namespace {

bool fits(RawKind kind, TypeKind type) {
  switch (kind) {
    case RawKind::boolean: return type == TypeKind::boolean;
    case RawKind::integer: return type == TypeKind::integer || type == TypeKind::decimal || type == TypeKind::rate;
    case RawKind::money: return type == TypeKind::money;
    case RawKind::decimal: return type == TypeKind::decimal || type == TypeKind::rate || type == TypeKind::integer;
    case RawKind::date: return type == TypeKind::date;
    case RawKind::choice: return type == TypeKind::choice;
  }
  return false;
}

}  // namespace

BoundSource::BoundSource(const plan::Program& program, int entity, const detail::StructDescription& subject,
                         Diagnostics& errors)
    : program_(program),
      model_(*program.model),
      facts_(program.inputs.size()),
      lists_(model_.roles.size()),
      groups_(model_.entities.size()) {
  describe(subject, entity, errors);
}

void BoundSource::describe(const detail::StructDescription& subject, int entity, Diagnostics& errors) {
  const auto [known, fresh] = types_.emplace(entity, subject.type);
  if (!fresh && known->second != subject.type) {
    errors.push_back(values::misuse("E1004",
                                    fmt::format("`{}` is bound to two struct types", model_.entities[entity].name),
                                    "use one struct for each entity, with optional members"));
  }
  if (!fresh) return;
  for (const auto& fact : subject.facts) describe_fact(fact, entity, errors);
  for (const auto& list : subject.lists) describe_list(list, entity, errors);
  for (const auto& group : subject.groups) describe_group(group, entity, errors);
}

void BoundSource::describe_fact(const detail::FactDescription& fact, int entity, Diagnostics& errors) {
  const std::string name = fact.year ? fmt::format("{}_{}", fact.field, *fact.year) : fact.field;
  const auto input = input_of(model_, entity, name);
  if (!input) {
    const std::string guess = nearest_name(model_, entity, name);
    errors.push_back(values::misuse("E1001", fmt::format("`{}` has no field `{}`", model_.entities[entity].name, name),
                                    syntax::did_you_mean(guess)));
    return;
  }
  const semantics::Field& field = model_.fields[input->field];
  if (!fits(fact.kind, field.type.kind)) {
    errors.push_back(values::misuse("E1002",
                                    fmt::format("the member bound to `{}` is not of the type of the field", name),
                                    "use Money, Decimal, Date, bool, an integer, or `choice` for a choice"));
    return;
  }
  Fact bound;
  bound.load = fact.load;
  bound.scale = field.type.scale;
  bound.is_decimal = fact.kind == RawKind::decimal;
  bound.is_choice = fact.kind == RawKind::choice;
  bound.factor = fact.kind == RawKind::integer ? values::power_of_ten(field.type.scale) : 1;
  const bool dated = field.type.kind == TypeKind::date;
  bound.low = field.range ? field.range->low : dated ? values::kFirstDay : values::kMin64;
  bound.high = field.range ? field.range->high : dated ? values::kLastDay : values::kMax64;
  if (bound.is_choice && !bind_choice(fact, field, bound, errors)) return;
  if (const int place = plan::find_input(program_.inputs, *input); place >= 0) facts_[place] = bound;
}

bool BoundSource::bind_choice(const detail::FactDescription& fact, const semantics::Field& field, Fact& bound,
                              Diagnostics& errors) const {
  const semantics::Choice& choice = model_.choices[field.type.choice];
  for (const std::string& member : fact.members) {
    bound.members.push_back(choice.find(member));
    if (bound.members.back() >= 0) continue;
    errors.push_back(values::misuse("E1001", fmt::format("`{}` has no member `{}`", choice.name, member)));
    return false;
  }
  return true;
}

void BoundSource::describe_list(const detail::ListDescription& list, int entity, Diagnostics& errors) {
  const auto role = model_.entities[entity].role_names.find(list.role);
  if (role == model_.entities[entity].role_names.end()) {
    const std::string guess = nearest_name(model_, entity, list.role);
    errors.push_back(values::misuse("E1001",
                                    fmt::format("`{}` has no role `{}`", model_.entities[entity].name, list.role),
                                    syntax::did_you_mean(guess)));
    return;
  }
  const semantics::Role& declared = model_.roles[role->second];
  lists_[role->second] = {list.load, list.stride, declared.low, declared.high};
  describe(*list.member, declared.member, errors);
}

void BoundSource::describe_group(const detail::GroupDescription& group, int entity, Diagnostics& errors) {
  const auto found = model_.entity_names.find(group.entity);
  if (found == model_.entity_names.end() || !model_.belongs_to(entity, found->second)) {
    errors.push_back(
        values::misuse("E1001", fmt::format("`{}` belongs to no `{}`", model_.entities[entity].name, group.entity)));
    return;
  }
  groups_[found->second] = group.load;
  describe(*group.group, found->second, errors);
}

bool BoundSource::fact(int input, Row row, std::int64_t& value) const {
  const Fact& bound = facts_[input];
  RawFact raw;
  if (bound.load == nullptr || !bound.load(reinterpret_cast<const void*>(row), raw)) return false;
  if (bound.is_choice) {
    if (raw.units < 0 || raw.units >= static_cast<std::int64_t>(bound.members.size())) return false;
    value = bound.members[raw.units];
    return true;
  }
  if (bound.is_decimal) {
    const auto fitting = Decimal{raw.units, raw.scale}.rescaled(bound.scale);
    if (!fitting) return false;
    raw.units = fitting->units;
  } else if (bound.factor != 1 && __builtin_mul_overflow(raw.units, bound.factor, &raw.units)) {
    return false;
  }
  value = raw.units;
  return raw.units >= bound.low && raw.units <= bound.high;
}

Absence BoundSource::absence(int input, Row row) const {
  RawFact raw;
  const bool given = facts_[input].load != nullptr && facts_[input].load(reinterpret_cast<const void*>(row), raw);
  return given ? Absence::bad_data : Absence::not_asked;
}

bool BoundSource::members(int role, Row group, std::int64_t& count) const {
  const List& list = lists_[role];
  const void* first = nullptr;
  std::size_t size = 0;
  if (list.load == nullptr || !list.load(reinterpret_cast<const void*>(group), first, size)) return false;
  count = static_cast<std::int64_t>(size);
  return count >= list.low && count <= list.high;
}

Row BoundSource::member(int role, Row group, std::int64_t index) const {
  const List& list = lists_[role];
  const void* first = nullptr;
  std::size_t size = 0;
  list.load(reinterpret_cast<const void*>(group), first, size);
  return row_of(static_cast<const std::byte*>(first) + index * static_cast<std::int64_t>(list.stride));
}

Row BoundSource::group(int entity, Row member) const {
  return groups_[entity] == nullptr ? kNoRow : row_of(groups_[entity](reinterpret_cast<const void*>(member)));
}

}  // namespace proactive::facts
