// The long answer of one subject, by a small right whose answers were worked out by hand.
#include <gtest/gtest.h>

#include "support.h"

namespace proactive {
namespace {

const char* const kRules = R"(
figures go stale after 12 months
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" {
  asked  : boolean                    from office  "Demande"
  income : money range 0 €..9 000 €   from office  "Revenu"
  rent   : money range 0 €..900 €                  "Loyer"
  paid   : boolean                    from office  "Versé"
}
parameter ceiling : money { from 2020-01-01 : 1 000 €  law "Arrêté" }
right aid for person "Aide" {
  law "Art. 1"  served by office  purpose grant
  version from 2020-01-01 to 2024-12-31 {
    when {
      asked : asked "Une demande est déposée"
      either "Revenu ou loyer" { modest : income < ceiling "Revenu modeste"  burdened : rent > 500 € "Loyer élevé"  law "Art. 2" }
    }
    attested { honest : "Sur l'honneur" }
    amount max(10 €, rent - 100 €)
  }
  received paid
}
)";

Plan planned(int year = 2024) {
  static const RuleSet rules = tests::loaded(kRules);
  return *rules.plan({.on = *Date::of(year, 1, 15)});
}

Decision decided(const Record& person) { return planned().assess(person)->front(); }

std::string missing(const Decision& decision) {
  std::string names;
  for (const auto& fact : decision.missing) names += (names.empty() ? "" : " ") + fact.fact;
  return names;
}

TEST(Decide, Eligible) {
  const Decision d = decided(Record{}.set("asked", true).set("income", "999.99").set("rent", "400").set("paid", false));
  EXPECT_EQ(d.outcome, Outcome::eligible);
  EXPECT_EQ(d.amount, (Amount{30'000, 30'000}));
  EXPECT_EQ(d.received, Kleene::no);
  EXPECT_EQ(missing(d), "");
  EXPECT_TRUE(d.deciding.empty());
  EXPECT_EQ(d.law, "Art. 1");
  ASSERT_EQ(d.conditions.size(), 3U);
  EXPECT_EQ(d.conditions[1].name, "modest");
  EXPECT_EQ(d.conditions[1].law, "Art. 1");
  EXPECT_EQ(d.conditions[2].law, "Art. 2");
  EXPECT_EQ(d.conditions[2].value, Kleene::no);
  ASSERT_EQ(d.attested.size(), 1U);
  EXPECT_EQ(d.attested[0].name, "honest");
  EXPECT_EQ(d.stale, std::vector<std::string>{"ceiling"});
}

TEST(Decide, RefusedNamesWhatDecided) {
  const Decision both = decided(Record{}.set("asked", false).set("income", "1000").set("rent", "500"));
  EXPECT_EQ(both.outcome, Outcome::not_eligible);
  EXPECT_EQ(both.deciding, (std::vector<std::string>{"asked", "modest", "burdened"}));
  const Decision one = decided(Record{}.set("asked", false));
  EXPECT_EQ(one.deciding, std::vector<std::string>{"asked"});
  EXPECT_EQ(missing(one), "") << "nothing is missing for a refusal";
  EXPECT_EQ(one.amount, (Amount{1'000, 80'000})) << "the amount if eligible";
}

TEST(Decide, OpenAnswersSayWhatWouldCloseThem) {
  const Decision nothing = decided(Record{});
  EXPECT_EQ(nothing.outcome, Outcome::undetermined);
  EXPECT_EQ(missing(nothing), "asked income rent");
  EXPECT_EQ(nothing.missing[0].source_label, "Guichet");
  EXPECT_EQ(nothing.missing[2].source, "") << "told by the person";
  EXPECT_EQ(nothing.missing[2].reason, "not asked");
  EXPECT_EQ(nothing.received, Kleene::unknown);

  const Decision by_rent = decided(Record{}.set("asked", true).set("rent", "501"));
  EXPECT_EQ(by_rent.outcome, Outcome::eligible) << "the rent alone is enough";
  EXPECT_EQ(missing(by_rent), "");

  const Decision amount_open = decided(Record{}.set("asked", true).set("income", "5"));
  EXPECT_EQ(amount_open.outcome, Outcome::eligible);
  EXPECT_EQ(missing(amount_open), "rent");
  EXPECT_EQ(amount_open.amount, (Amount{1'000, 80'000}));
  EXPECT_EQ(amount_open.needs, (std::vector<std::string>{"asked", "income", "rent"}));
}

TEST(Decide, ExplainsWithoutAnyValue) {
  EXPECT_EQ(decided(Record{}.set("asked", true).set("income", "7123.45")).to_text(),
            "aid on 2024-01-15: undetermined\n"
            "  amount: between 10 € and 800 €\n"
            "  yes      asked: Une demande est déposée [Art. 1]\n"
            "  no       modest: Revenu modeste [Art. 1]\n"
            "  unknown  burdened: Loyer élevé [Art. 2]\n"
            "  missing: rent (not asked; held by the person: ask now)\n"
            "  stale figure: ceiling\n"
            "  received: unknown\n");
}

TEST(Decide, OutsideItsVersionsARightIsNotInForce) {
  const Plan plan = planned(2025);
  EXPECT_TRUE(plan.rights().empty());
  EXPECT_EQ(plan.not_in_force(), std::vector<std::string>{"aid"});
  EXPECT_EQ(plan.when_in_force("aid"), "from 2020-01-01 to 2024-12-31");
  EXPECT_TRUE(plan.assess(Record{})->empty());
}

TEST(Decide, OperationsWithoutResultAreNamedApart) {
  const RuleSet rules = tests::loaded(R"(
source s "S"
entity person "P" { n : integer "N"  a : boolean "A" }
right share for person "Part" { law "L" served by s purpose grant when { small : 12 / n < 5 "S"  asked : a "A" } }
)");
  const auto plan = rules.plan({.on = Date{}});
  const Decision d = plan->assess(Record{}.set("n", std::int64_t{0}))->front();
  EXPECT_EQ(d.outcome, Outcome::undetermined);
  EXPECT_EQ(d.no_result, std::vector<std::string>{"division by zero"});
  EXPECT_EQ(missing(d), "a");
}

}  // namespace
}  // namespace proactive
