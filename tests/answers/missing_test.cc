// What is missing says why, who holds it and what asking again means.
#include <gtest/gtest.h>

#include "support.h"

namespace proactive {
namespace {

const char* const kRules = R"(
source fisc  "Impôts"  { via api "Impôt particulier" }
source court "Greffe"  { via file "titres.csv" }
entity person "Personne" {
  income : money by year range 0 €..9 000 € from fisc  "Revenu"
  enrolled : boolean                        from fisc  "Inscrit"
  rent   : money range 0 €..900 €                      "Loyer"
}
entity home "Foyer" { warm : boolean from court "Chauffé"  adults : 1..2 person "Adultes"  head : 1 person "Chef" }
right aid for person "Aide" {
  law "Art. 1"  served by fisc  purpose grant
  when { modest : income(2022) < 1 000 € "Modeste"  cheap : rent < 500 € "Bas"  warm : home.warm "Chaud" }
}
right grant_ for home "Prime" {
  law "Art. 2"  served by fisc  purpose grant
  when { led : head.enrolled "Mené"  many : count(adults where rent < 100 €) >= 1 "Plusieurs" }
}
)";

const Plan& planned(const char* right) {
  static const RuleSet rules = tests::loaded(kRules);
  static const Plan aid = *rules.plan({.on = *Date::of(2024, 1, 15), .rights = {"aid"}});
  static const Plan grant = *rules.plan({.on = *Date::of(2024, 1, 15), .rights = {"grant_"}});
  return std::string_view(right) == "aid" ? aid : grant;
}

std::string missing(const Record& record, const char* right = "aid") {
  std::string text;
  const auto decisions = planned(right).assess(record);
  if (!decisions) return decisions.errors().front().message;
  for (const Missing& fact : decisions->front().missing)
    text += (text.empty() ? "" : ", ") + fact.fact + " " + fact.reason;
  return text;
}

TEST(Missing, EachFactCarriesItsReason) {
  EXPECT_EQ(missing({}), "income(2022) not asked, rent not asked, home.warm not asked");
  Record record;
  record.absent("income", 2022, Absence::not_found).absent("rent", Absence::declined);
  record.set_group("home", Record{}.absent("warm", Absence::unavailable));
  EXPECT_EQ(missing(record), "income(2022) not found, rent declined, home.warm unavailable");
  EXPECT_EQ(missing(Record{}.set("rent", "1000").absent("income_2022", Absence::masked)),
            "income(2022) masked, rent bad data, home.warm not asked");
}

TEST(Missing, WhatIsUnknownOfAGroupOrAListHasTheReasonOfTheWayToIt) {
  EXPECT_EQ(missing(Record{}.set("rent", "1").absent("home", Absence::declined)),
            "income(2022) not asked, home.warm declined");
  EXPECT_EQ(missing(Record{}.absent("head", Absence::masked).absent("adults", Absence::unavailable), "grant_"),
            "head.enrolled masked, adults unavailable");
}

TEST(Missing, AnAbsenceAndAValueReplaceOneAnother) {
  Record record;
  record.set("rent", "1").absent("rent", Absence::declined);
  EXPECT_EQ(missing(record), "income(2022) not asked, rent declined, home.warm not asked");
  record.set("rent", "1");
  EXPECT_EQ(missing(record), "income(2022) not asked, home.warm not asked");
  record.absent("home", Absence::masked).set_group("home", Record{});
  EXPECT_EQ(missing(record), "income(2022) not asked, home.warm not asked");
}

TEST(Missing, ANameThatDoesNotExistIsAMistake) {
  EXPECT_EQ(missing(Record{}.absent("rents", Absence::declined)), "`person` has no field or role `rents`");
  EXPECT_EQ(missing(Record{}.absent("income", Absence::declined)), "`income` is known by year, and no year is given");
}

TEST(Missing, SaysWhoHoldsItAndWhatToDo) {
  Record record;
  record.absent("income", 2022, Absence::not_found);
  const auto decision = planned("aid").assess(record);
  const auto& facts = decision->front().missing;
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(facts[0].source, "fisc");
  EXPECT_EQ(facts[0].way, "api");
  EXPECT_EQ(facts[0].address, "Impôt particulier");
  EXPECT_EQ(facts[0].next_step(), "held by Impôts: ask the person or another holder");
  EXPECT_EQ(facts[1].next_step(Language::french), "détenu par la personne : à demander maintenant");
  EXPECT_EQ(facts[2].way, "file");
  EXPECT_EQ(facts[2].next_step(), "held by Greffe: ask now");
}

}  // namespace
}  // namespace proactive
