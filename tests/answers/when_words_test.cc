// What a timeline says in words, to whom, and what it refuses.
#include <gtest/gtest.h>

#include "support.h"

namespace proactive {
namespace {

const char* const kRules = R"(
dates round up
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" {
  birth_date : date  from office  "Naissance"
}
entity household "Foyer" {
  violence_until : date  from office  concealed from debtor  "Fin de la protection"
  debtor         : 0..1 person                               "Débiteur"
  children       : 0..6 person                               "Enfants"
}
parameter rate : money { from 2020-01-01 to 2021-12-31 : 10 €  law "A"  from 2022-03-01 : 30 €  law "A" }
right family for household "Aide aux familles" {
  law "A"  served by office  purpose grant
  version from 2020-01-01 {
    when { young : any(children where age(birth_date) < 18) "Un enfant mineur" }
    amount rate
  }
}
right safe for household "Protection" {
  law "A"  served by office  purpose grant
  version from 2020-01-01 { when { hidden : today <= violence_until "Protection" } }
}
right early for household "Début de mois" {
  law "A"  served by office  purpose grant
  when { early : day(today) <= 10 "Début de mois" }
}
)";

Date date(int year, int month, int day) { return *Date::of(year, month, day); }

Record household(int children = 1) {
  Record record;
  record.set("violence_until", date(2021, 5, 31));
  record.add("debtor", Record{}.set("birth_date", date(1980, 1, 1)));
  for (int i = 0; i < children; ++i) record.add("children", Record{}.set("birth_date", date(2004, 7, 14 + i)));
  return record;
}

Result<Calendar> calendar(const std::string& right, Date from, Date until, const Audience& audience,
                          const Record& record = household()) {
  const auto timeline = tests::loaded(kRules).timeline({from, until, {right}});
  if (!timeline) return timeline.errors();
  return timeline->of(record, "household", audience);
}

std::string lines(const Calendar& calendar, Language language) {
  std::string text;
  for (const TimelineEntry& entry : calendar.entries)
    text += to_string(entry.on) + " " + in_words(entry, language) + "\n";
  return text;
}

TEST(WhenWords, ABirthdayAndAMissingFigure) {
  const auto found = calendar("family", date(2019, 6, 1), date(2023, 1, 1), Audience::person());
  ASSERT_TRUE(found);
  EXPECT_EQ(lines(*found, Language::english),
            "2020-01-01 Aide aux familles: not in force → eligible, €10 — a version of `family` begins or ends\n"
            "2022-01-01 Aide aux familles: eligible, €10 → cannot be told — `rate` has no value yet\n"
            "2022-03-01 Aide aux familles: cannot be told → eligible, €30 — `rate` has another value\n"
            "2022-07-14 Aide aux familles: eligible, €30 → not eligible — children[1] reaches the age of 18 "
            "(condition “Un enfant mineur”)\n");
  EXPECT_EQ(
      lines(*found, Language::french),
      "2020-01-01 Aide aux familles\u00A0: pas en vigueur → droit ouvert, 10\u00A0€ — une version de `family` commence "
      "ou "
      "prend fin\n"
      "2022-01-01 Aide aux familles\u00A0: droit ouvert, 10\u00A0€ → ne peut être dit — `rate` n'a pas encore de "
      "valeur\n"
      "2022-03-01 Aide aux familles\u00A0: ne peut être dit → droit ouvert, 30\u00A0€ — `rate` a une autre valeur\n"
      "2022-07-14 Aide aux familles\u00A0: droit ouvert, 30\u00A0€ → pas de droit — children[1] a 18 ans (condition « "
      "Un "
      "enfant mineur »)\n");
}

TEST(WhenWords, WhatIsConcealedIsNotSaid) {
  const Date from = date(2021, 1, 1);
  const Date until = date(2021, 12, 31);
  const auto subject = calendar("safe", from, until, Audience::person());
  ASSERT_TRUE(subject);
  EXPECT_NE(lines(*subject, Language::english).find("violence_until"), std::string::npos);
  const auto debtor = calendar("safe", from, until, Audience::person("debtor"));
  ASSERT_TRUE(debtor);
  ASSERT_EQ(debtor->entries.size(), 1U);
  EXPECT_EQ(debtor->entries[0].causes[0].kind, ChangeCause::Kind::withheld);
  EXPECT_EQ(lines(*debtor, Language::english).find("violence"), std::string::npos);
  EXPECT_TRUE(debtor->entries[0].causes[0].condition.empty());
  EXPECT_EQ(calendar("safe", from, until, Audience::person("nobody")).errors().front().code, "E1301");
}

TEST(WhenWords, WhatIsMissingAndConcealedIsNotNamed) {
  const auto missing = [](const Audience& audience) {
    const auto found = calendar("safe", date(2019, 1, 1), date(2021, 1, 1), audience, Record{});
    EXPECT_EQ(found->entries.size(), 1U);
    return found->entries.front().missing;
  };
  EXPECT_EQ(missing(Audience::person()), std::vector<std::string>{"violence_until"});
  EXPECT_EQ(missing(Audience::person("debtor")), std::vector<std::string>{});
}

TEST(WhenLimits, DaysThatAreNoneOrTooMany) {
  for (const auto& [from, until] :
       {std::pair(date(2022, 1, 2), date(2022, 1, 1)), std::pair(date(1800, 1, 1), date(2300, 1, 1)),
        std::pair(Date{-800000}, date(1, 1, 1)), std::pair(date(9999, 1, 1), Date{3000000})}) {
    const auto refused = tests::loaded(kRules).timeline({from, until, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.errors().front().code, "E1311");
  }
  EXPECT_EQ(tests::loaded(kRules).timeline({date(2022, 1, 1), date(2022, 1, 1), {"famly"}}).errors().front().code,
            "E0204");
}

TEST(WhenLimits, FarDaysAndLongHorizonsAreAnswered) {
  for (const int year : {1, 1700, 2300, 9799}) {
    const auto found = calendar("family", date(year, 1, 1), date(year + 200, 12, 31), Audience::auditor());
    ASSERT_TRUE(found) << year;
    EXPECT_TRUE(found->entries.empty()) << year;
  }
  // A rule that changes on two days of every month.
  const auto daily = calendar("early", date(2000, 1, 1), date(2199, 12, 31), Audience::auditor());
  ASSERT_TRUE(daily);
  EXPECT_EQ(daily->entries.size(), 2U * 12 * 200 - 1);
}

TEST(WhenLimits, MoreDaysThanTheBoundOfWorkAreRefused) {
  const auto refused = calendar("early", date(2000, 1, 1), date(2399, 12, 31), Audience::auditor());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.errors().front().code, "E1313");
}

TEST(WhenLimits, WhatIsMadeForReadingDecidesNothing) {
  const auto timeline = tests::loaded(kRules).timeline({date(2019, 1, 1), date(2021, 1, 1), {}});
  const Plan reading = timeline->reading();
  EXPECT_EQ(reading.columns("household"), std::vector<std::string>{"violence_until"});
  EXPECT_EQ(reading.columns("person"), std::vector<std::string>{"birth_date"});
  EXPECT_EQ(reading.memberships(), std::vector<std::string>{"household"});
  const auto decisions = reading.assess(household());
  ASSERT_TRUE(decisions);
  for (const Decision& decision : *decisions) EXPECT_EQ(decision.outcome, Outcome::undetermined);
}

TEST(WhenLimits, OneDayHasNoChange) {
  const auto found = calendar("early", date(2022, 1, 10), date(2022, 1, 10), Audience::auditor());
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->entries.empty());
  EXPECT_EQ(found->start.front().status.standing, Standing::eligible);
}

TEST(WhenLimits, SeveralBirthdaysAreSeveralCauses) {
  Record record = household(0);
  for (int i = 0; i < 2; ++i) record.add("children", Record{}.set("birth_date", date(2004, 7, 14)));
  const auto found = calendar("family", date(2022, 4, 1), date(2023, 1, 1), Audience::auditor(), record);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->entries.size(), 1U);
  ASSERT_EQ(found->entries[0].causes.size(), 2U);
  EXPECT_EQ(found->entries[0].causes[1].subject, "children[2]");
  EXPECT_EQ(found->entries[0].causes[1].age, 18);
}

}  // namespace
}  // namespace proactive
