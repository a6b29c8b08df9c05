#include "answers/timeline_oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/state.h"
#include "values/calendar.h"

namespace proactive::tests {

namespace {

// Everything that the passage of time may meet, under each way of rounding days.
const char* const kRules = R"(
source office "Guichet" { via file "guichet.csv" }
parameter threshold : money { from 2018-01-01 : 9 000 €  law "A"  from 2021-07-01 : 10 000 €  law "A"  from 2024-03-15 : 8 000 €  law "A" }
parameter old_rate  : money { from 2010-01-01 to 2022-05-14 : 10 €  law "A" }
parameter new_rate  : money { from 2022-05-15 : 20 €  law "A" }
parameter counted_year : integer { from 2018-01-01 : 2016 law "A" from 2020-09-01 : 2019 law "A"  from 2022-01-01 : 2020 law "A" }
parameter broken    : money { from 2018-01-01 to 2022-02-28 : 10 €  law "A"  from 2022-04-01 : 30 €  law "A" }
parameter wait      : duration { from 2018-01-01 : 3 months  law "A"  from 2023-01-01 : 6 months  law "A" }
scale by_age : money banded { from 2018-01-01 up to 2 : 10 €  up to 17 : 20 €  up to 64 : 5 €  above : 50 € from 2023-09-01 up to 19 : 11 €  above : 12 € }
table by_year_of_life : money by age_now {
  from 2018-01-01  law "A"
  | < 3     | 30 € |
  | 3..17   | 20 € |
  | otherwise | 1 € |
}
entity person "Personne" {
  birth_date : date range 1900-01-01..2100-12-31 from office "Naissance"
  started    : date                              from office "Début"
  ended      : date                              from office "Fin"
  period     : integer range 1..12               from office "Durée"
  income     : money range 0 €..20 000 €         from office "Revenu"
  earned     : money by year range 0 €..100 000 € from office "Gagné"
  student    : boolean                           from office "Étudiant"
}
entity household "Foyer" {
  rent     : money range 0 €..2 000 €  from office "Loyer"
  moved_on : date                      from office "Emménagement"
  adults   : 1..2 person               "Adultes"
  children : 0..6 person               "Enfants"
}
define age_now for person : integer = age(birth_date)
define running for person : boolean = today >= started and today < started + months(period) and not (ended <= today)
define minors  for household : integer = count(children where age(birth_date) < 18)

right adult for person "Majeur" { law "A" served by office purpose grant when { adult : age(birth_date) >= 18 "Majeur" } }
right between_ages for person "Entre deux âges" { law "A" served by office purpose grant
  when { young : age(birth_date) between 16 and 25 "Jeune"  not_nineteen : age(birth_date) != 19 "Pas 19 ans"  poor : income < threshold "Modeste" } }
right grant_running for person "Bourse" { law "A" served by office purpose grant
  when { running : running "En cours"  either "Autre" { student : student "Étudiant"  old : age_now >= 62 "Âgé" } } amount by_age(age_now) }
right waits for person "Délai" { law "A" served by office purpose grant
  version from 2018-06-01 { when { waited : today >= started + wait "Délai" } amount age_now * 1 € } }
right monthly for person "Mois" { law "A" served by office purpose grant
  when { season : month(today) between 4 and 9 or month(today) = month(started) "Saison" } }
right short_month for person "Jour" { law "A" served by office purpose grant
  when { early : day(today) <= 10 or student "Début de mois" } amount day(started) * 1 € }
right back_then for person "Il y a deux mois" { law "A" served by office purpose grant
  when { since : today - 2 months >= started "Deux mois" } }
right since_birth for person "Table" { law "A" served by office purpose grant
  version from 2018-01-01 { when { student : student "Étudiant" } amount by_year_of_life(age_now) } }
right switching for person "Taux" { law "A" served by office purpose grant
  when { student : student "Étudiant" } amount choose { old_rate when today < 2022-05-15  new_rate otherwise } }
right patchy for person "Troué" { law "A" served by office purpose grant
  version from 2019-01-01 { when { poor : income < broken * 100 "Modeste" } amount broken } }
right patched for person "Recousu" { law "A" served by office purpose grant
  when { poor : income < 15 000 € "Modeste" } amount choose { broken when today < 2022-03-10  7 € otherwise } }
right one_day for person "Un jour" { law "A" served by office purpose grant when { exactly : started + 1 year = today "Le jour même" } }
right one_year for person "Un an" { law "A" served by office purpose grant when { exactly : age(birth_date) = 18 "À 18 ans" } }
right before_end for person "Avant la fin" { law "A" served by office purpose grant
  when { before : age(today on ended) >= 0 - 1 "Un an ou moins après" } }
right two_years for person "Années" { law "A" served by office purpose grant
  when { less : earned(year(today) - 2) < 30 000 € "Gagné" } amount max(0 €, (earned(year(today) - 1) - earned(year(today) - 2)) rounded down to 1 €) }
right school_year for person "Année scolaire" { law "A" served by office purpose grant
  when { less : earned(counted_year) < 50 000 € "Gagné" } }
right quotient for person "Quotient" { law "A" served by office purpose grant
  when { high : income / age_now > 300 € "Quotient" } }
right turned for person "Signes" { law "A" served by office purpose grant
  when { a : 0 - age_now * 2 + 10 < 0 - 20 "Signe"  b : not (abs(age_now - 30) < 5) "Écart" } amount (min(age_now, 40) * income / 10) rounded half up to 1 € }
right anniversary for person "Anniversaire" { law "A" served by office purpose grant
  when { same : month(birth_date) = month(today) "Mois"  this_day : started + 1 year = today or student "Jour" } }
right other for person "Autre droit" { law "A" served by office purpose grant
  when { adult : entitled to adult "Majeur"  in_force : not entitled to waits "Pas de délai" } amount amount of since_birth }
right families for household "Familles" { law "A" served by office purpose grant
  when { two : minors >= 2 "Deux mineurs"  all_old : all(adults where age(birth_date) >= 25) "Adultes" } amount sum(by_age(age(birth_date)) of children where age(birth_date) < 20) }
right eldest for household "Aîné" { law "A" served by office purpose grant
  when { eldest : max(age(birth_date) of children) < 18 "Aîné mineur"  moved : any(children where birth_date >= household.moved_on and age(birth_date) < 3) "Né ici" } }
right same_age for household "Âges" { law "A" served by office purpose grant
  when { same : any(children where age(birth_date) = age(household.moved_on)) "Même âge"  earlier : month(moved_on + 1 year) < month(today) "Mois" } }
)";

}  // namespace

std::string timeline_rules(const std::string& rounding) { return rounding + kRules; }

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
