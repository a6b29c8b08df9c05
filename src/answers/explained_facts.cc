// The facts of an explanation as a record again.
#include <map>
#include <utility>

#include "proactive/explanation.h"

namespace proactive {

namespace {

// A record as it grows: members and groups stay reachable until it is whole.
struct Subject {
  std::vector<const Datum*> facts;
  std::map<std::string, std::map<std::int64_t, Subject>> members;
  std::map<std::string, std::int64_t> counts;
  std::map<std::string, Subject> groups;

  Subject& at(const Datum::Place& place) {
    if (place.is_group) return groups[place.name];
    counts[place.name] = std::max<std::int64_t>(counts[place.name], place.member + 1);
    return members[place.name][place.member];
  }
};

FactValue fact_of(const ShownValue& value) {
  using Kind = ShownValue::Kind;
  switch (value.kind) {
    case Kind::truth: return value.low != 0;
    case Kind::money: return Money{value.low};
    case Kind::date: return Date{static_cast<std::int32_t>(value.low)};
    case Kind::choice: return value.choices.front().name;
    case Kind::number:
    case Kind::rate: break;
  }
  if (value.scale == 0) return value.low;
  return Decimal{value.low, value.scale};
}

Record record_of(const Subject& subject) {
  Record record;
  for (const Datum* datum : subject.facts) {
    record.set(datum->column, fact_of(datum->value));
    if (datum->obtained) record.as_of(datum->column, *datum->obtained);
  }
  for (const auto& [role, count] : subject.counts) {
    record.no_members(role);
    const auto known = subject.members.find(role);
    for (std::int64_t i = 0; i < count; ++i) {
      const bool has = known != subject.members.end() && known->second.contains(i);
      record.add(role, has ? record_of(known->second.at(i)) : Record{});
    }
  }
  for (const auto& [entity, group] : subject.groups) record.set_group(entity, record_of(group));
  return record;
}

}  // namespace

Record Explanation::facts() const {
  Subject subject;
  for (const Datum& datum : data) {
    if (!datum.value.known()) continue;
    Subject* at = &subject;
    for (const Datum::Place& place : datum.place) at = &at->at(place);
    if (datum.is_list)
      at->counts[datum.column] = std::max(at->counts[datum.column], datum.value.low);
    else
      at->facts.push_back(&datum);
  }
  return record_of(subject);
}

}  // namespace proactive
