// Every timeline agrees with planning and assessing each single day.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "answers/timeline_oracle.h"
#include "api/state.h"
#include "support.h"
#include "values/calendar.h"

namespace proactive {
namespace {

Date day(const std::string& text) { return *Date::parse(text); }

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

std::string rules_with(const std::string& rounding) { return rounding + kRules; }

// Says how many changes there were, so that agreeing about nothing is seen.
void expect_agreement(const RuleSet& rules, Date from, Date until, std::uint64_t seed, int subjects,
                      std::map<std::string, int>& changes) {
  tests::EveryDay days(rules);
  const auto timeline = rules.timeline({from, until, {}});
  ASSERT_TRUE(timeline) << render(timeline.errors());
  std::set<std::string> entities;
  for (const RightInfo& right : rules.rights()) entities.insert(right.entity);
  for (const std::string& entity : entities) {
    for (int i = 0; i < subjects; ++i) {
      const std::uint64_t own = seed * 1000 + static_cast<std::uint64_t>(i);
      const int unknown[] = {0, 10, 40};
      const Record subject = tests::RandomSubject(rules, from, own).draw(entity, unknown[i % 3]);
      const std::string wrong = tests::disagreement(days, rules, *timeline, entity, subject);
      ASSERT_EQ(wrong, "") << entity << " " << own << " from " << to_string(from);
      const auto calendar = timeline->of(subject, entity, Audience::auditor());
      for (const auto& entry : calendar->entries) ++changes[entry.right];
    }
  }
}

TEST(Timeline, AgreesWithEverySingleDay) {
  const char* const roundings[] = {"", "dates round up\n", "dates round down\n"};
  const std::pair<const char*, const char*> horizons[] = {{"2020-01-15", "2020-09-30"},
                                                          {"2021-11-20", "2022-07-01"},
                                                          {"2023-12-01", "2024-04-30"},
                                                          {"2017-10-01", "2018-08-01"},
                                                          {"2020-02-10", "2022-03-20"}};
  std::uint64_t seed = 0;
  std::map<std::string, int> changes;
  for (const char* const rounding : roundings) {
    const RuleSet rules = tests::loaded(rules_with(rounding));
    for (const auto& [from, until] : horizons) expect_agreement(rules, day(from), day(until), ++seed, 18, changes);
  }
  for (const RightInfo& right : tests::loaded(kRules).rights()) EXPECT_GT(changes[right.name], 0) << right.name;
}

// The first and last days of what is dated in a rule set, of its examples, and of a leap February.
std::vector<std::int32_t> days_of_interest(const semantics::Model& model) {
  std::vector<std::int32_t> days{day("2024-02-15").days, day("2023-12-20").days};
  const auto add = [&](const semantics::InForce& in_force) {
    if (in_force.from != semantics::kAlwaysFrom) days.push_back(in_force.from);
    if (in_force.to != semantics::kWithoutEnd) days.push_back(in_force.to);
  };
  for (const auto& right : model.rights) {
    for (const auto& version : right.versions) add(version.in_force);
  }
  for (const auto& parameter : model.parameters) {
    for (const auto& value : parameter.values) add(value.in_force);
  }
  for (const auto& scale : model.scales) {
    for (const auto& set : scale.sets) add(set.in_force);
  }
  for (const auto& table : model.tables) {
    for (const auto& content : table.contents) add(content.in_force);
  }
  for (const auto& example : model.examples) days.push_back(example.on);
  return days;
}

// Some hundred days of a rule set, around what is dated in it.
void expect_agreement_anywhere(const RuleSet& rules, std::uint64_t seed, std::map<std::string, int>& changes) {
  std::vector<std::int32_t> days = days_of_interest(*rules.state()->model);
  std::mt19937_64 draws(seed);
  std::shuffle(days.begin(), days.end(), draws);
  days.resize(std::min<std::size_t>(days.size(), 3));
  for (const std::int32_t middle : days)
    expect_agreement(rules, Date{middle - 50}, Date{middle + 60}, ++seed, 12, changes);
}

TEST(Timeline, AgreesWithEverySingleDayInFrance) {
  std::map<std::string, int> changes;
  const RuleSet rules = tests::loaded(tests::france());
  for (std::uint64_t seed = 1; seed <= 4; ++seed) expect_agreement_anywhere(rules, seed * 100, changes);
  EXPECT_GT(changes["cheque_energie"], 20);
  EXPECT_GT(changes["repas_crous"], 20);
}

TEST(Timeline, AgreesWithEverySingleDayInTheCorpus) {
  std::uint64_t seed = 0;
  std::map<std::string, int> changes;
  for (const tests::CorpusFile& file : tests::corpus()) {
    if (file.side != "good" || file.topic == "limits") continue;
    SCOPED_TRACE(file.path);
    const auto rules = RuleSet::parse(tests::rule_set_of(file));
    if (!rules || rules->rights().empty()) continue;
    expect_agreement_anywhere(*rules, seed += 10, changes);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(changes.size(), 20U);
}

}  // namespace
}  // namespace proactive
