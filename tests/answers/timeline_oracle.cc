#include "answers/timeline_oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/state.h"
#include "values/calendar.h"

namespace proactive::tests {

RightStatus EveryDay::status(const std::string& right, const std::string& entity, const Record& subject, Date day) {
  const auto [found, fresh] = plans_.try_emplace({right, day.days});
  Planned& planned = found->second;
  if (fresh) {
    auto plan = rules_.plan({day, {right}});
    if (plan) {
      planned.in_force = !plan->rights().empty();
      planned.plan = *plan;
    }
  }
  if (!planned.plan) return {Standing::cannot_be_told, {}};
  if (!planned.in_force) return {Standing::not_in_force, {}};
  const auto decisions = planned.plan->assess(subject, entity);
  if (!decisions) throw std::runtime_error(render(decisions.errors()));
  const Decision& decision = decisions->front();
  RightStatus status{static_cast<Standing>(decision.outcome), {}};
  if (decision.outcome != Outcome::not_eligible) status.amount = decision.amount;
  return status;
}

std::string disagreement(EveryDay& days, const RuleSet& rules, const Timeline& timeline, const std::string& entity,
                         const Record& subject) {
  const auto calendar = timeline.of(subject, entity, Audience::auditor());
  if (!calendar) return render(calendar.errors());
  std::map<std::string, RightStatus> now;
  std::map<std::string, std::string> reading;
  for (const auto& start : calendar->start) now[start.right] = start.status;
  std::size_t next = 0;
  const auto& entries = calendar->entries;
  for (Date day = timeline.from(); day <= timeline.until(); ++day.days) {
    for (; next < entries.size() && entries[next].on == day; ++next) {
      if (now[entries[next].right] != entries[next].before)
        return fmt::format("{} {}: an entry begins with another status", to_string(day), entries[next].right);
      if (entries[next].causes.empty()) return fmt::format("{} {}: no cause", to_string(day), entries[next].right);
      now[entries[next].right] = entries[next].after;
    }
    for (const auto& right : rules.rights()) {
      if (right.entity != entity || !now.contains(right.name)) continue;
      const RightStatus expected = days.status(right.name, entity, subject, day);
      if (now[right.name] == expected) continue;
      return fmt::format("{} {}: the timeline says `{}`, assessing the day `{}`", to_string(day), right.name,
                         in_words(now[right.name], "", Language::english), in_words(expected, "", Language::english));
    }
  }
  return next == entries.size() ? "" : "entries after the last day";
}

std::int64_t RandomSubject::number(std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(draws_() % static_cast<std::uint64_t>(high - low + 1));
}

// Birth dates and dates of acts, often the ends of months and 29 February, and often so that an
// anniversary falls near the days looked at.
Date RandomSubject::date() {
  const std::int32_t near = around_.days + static_cast<std::int32_t>(number(-400, 400));
  values::CivilDate civil = values::civil_from_days(near);
  constexpr int kAges[] = {0, 1, 2, 3, 16, 18, 18, 18, 20, 25, 26, 62};
  civil.year -= number(0, 1) == 0 ? kAges[number(0, 11)] : static_cast<int>(number(0, 70));
  if (number(0, 3) == 0) civil = {civil.year / 4 * 4, 2, 29};
  if (number(0, 3) == 0) civil.day = 31;
  civil.day = std::min(civil.day, values::days_in_month(civil.year, civil.month));
  return Date{values::days_from_civil(civil)};
}

void RandomSubject::set(Record& record, const FieldInfo& field, const std::string& name) {
  const auto& model = *rules_.state()->model;
  const auto range = [&](std::int64_t low, std::int64_t high) {
    for (const auto& known : model.fields) {
      if (known.name == field.name && known.range) {
        low = known.range->low;
        high = std::min(known.range->high, low + (high - low));
      }
    }
    return number(low, high);
  };
  if (field.type == "boolean")
    record.set(name, number(0, 1) == 1);
  else if (field.type == "date")
    record.set(name, date());
  else if (field.type.starts_with("choice"))
    record.set(name, field.members[static_cast<std::size_t>(number(0, static_cast<int>(field.members.size()) - 1))]);
  else if (field.type.starts_with("money"))
    record.set(name, Money{range(0, 2'000'000)});
  else if (field.type == "integer")
    record.set(name, range(0, 24));
  else if (field.type != "identifier")
    record.set(name, fmt::format("0.{}", number(0, 9)));
}

Record RandomSubject::draw(const std::string& entity, int unknown_in_hundred, int depth) {
  Record record;
  const auto known = [&] { return number(0, 99) >= unknown_in_hundred; };
  for (const EntityInfo& info : rules_.entities()) {
    const auto is_member = [&](const RoleInfo& role) { return role.entity == entity; };
    if (info.is_group && info.name != entity && depth > 0 &&
        std::any_of(info.roles.begin(), info.roles.end(), is_member) && known())
      record.set_group(info.name, draw(info.name, unknown_in_hundred, depth - 1));
    if (info.name != entity) continue;
    for (const FieldInfo& field : info.fields) {
      if (!field.by_year) {
        if (known()) set(record, field, field.name);
        continue;
      }
      for (int year = around_.year() - 6; year <= around_.year() + 6; ++year) {
        if (known()) set(record, field, fmt::format("{}_{}", field.name, year));
      }
    }
    for (const RoleInfo& role : info.roles) {
      if (depth == 0 || !known()) continue;
      const std::int64_t count = number(role.min, std::min(role.max, role.min + 3));
      if (count == 0) record.no_members(role.name);
      for (std::int64_t i = 0; i < count; ++i) record.add(role.name, draw(role.entity, unknown_in_hundred, depth - 1));
    }
  }
  return record;
}

}  // namespace proactive::tests
