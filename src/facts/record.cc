#include "proactive/record.h"

namespace proactive {

Record& Record::set(std::string_view field, FactValue value) {
  absences_.erase(std::string(field));
  facts_.insert_or_assign(std::string(field), std::move(value));
  return *this;
}

Record& Record::set(std::string_view field, int year, FactValue value) {
  return set(std::string(field) + "_" + std::to_string(year), std::move(value));
}

Record& Record::as_of(std::string_view field, Date obtained) {
  obtained_.insert_or_assign(std::string(field), obtained);
  return *this;
}

Record& Record::as_of(std::string_view field, int year, Date obtained) {
  return as_of(std::string(field) + "_" + std::to_string(year), obtained);
}

Record& Record::add(std::string_view role, Record member) {
  absences_.erase(std::string(role));
  members_[std::string(role)].push_back(std::move(member));
  return *this;
}

Record& Record::no_members(std::string_view role) {
  absences_.erase(std::string(role));
  members_[std::string(role)].clear();
  return *this;
}

Record& Record::member(std::string_view role, std::size_t place) {
  absences_.erase(std::string(role));
  auto& members = members_[std::string(role)];
  if (members.size() <= place) members.resize(place + 1);
  return members[place];
}

Record& Record::group(std::string_view entity) {
  absences_.erase(std::string(entity));
  auto& groups = groups_[std::string(entity)];
  if (groups.empty()) groups.emplace_back();
  return groups.front();
}

Record& Record::absent(std::string_view name, Absence reason) {
  const std::string key(name);
  facts_.erase(key);
  members_.erase(key);
  groups_.erase(key);
  absences_.insert_or_assign(key, reason);
  return *this;
}

Record& Record::absent(std::string_view field, int year, Absence reason) {
  return absent(std::string(field) + "_" + std::to_string(year), reason);
}

Record& Record::set_group(std::string_view entity, Record group) {
  absences_.erase(std::string(entity));
  auto& groups = groups_[std::string(entity)];
  groups.clear();
  groups.push_back(std::move(group));
  return *this;
}

}  // namespace proactive
