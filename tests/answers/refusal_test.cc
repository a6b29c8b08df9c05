// The refusal sheet: what fails, by how much, and that mending exactly that is enough.
#include <gtest/gtest.h>

#include <algorithm>

#include "mutations.h"
#include "proactive/explanation.h"
#include "support.h"

namespace proactive {
namespace {

// Conditions that each compare one fact with a figure, and one that shares its fact with another.
const char* const kRules = R"(
dates round up
source office "Guichet"
choice housing { tenant "Locataire" owner "Propriétaire" hotel "Hôtel" }
entity person "Personne" {
  income   : money range 0 €..9 000 €            "Revenu"
  rent     : money per month range 0 €..900 €    "Loyer"
  children : integer range 0..9                  "Enfants"
  share    : rate(4) range 0 %..100 %            "Part"
  since    : date                                "Depuis"
  birth    : date                                "Naissance"
  housing  : choice housing                      "Logement"
  asked    : boolean                             "Demande"
  savings  : money range 0 €..9 000 €            "Épargne"
}
parameter ceiling : money { from 2020-01-01 : 1 234.50 €  law "Arrêté" }
parameter least_rent : money per month { from 2020-01-01 : 500 € per month  law "Arrêté du loyer" }
right aid for person "Aide" {
  law "Art. 1"  served by office  purpose grant
  when {
    modest   : income < ceiling                    "Revenu modeste"  law "Art. 2"
    burdened : rent >= least_rent                  "Loyer élevé"
    parent   : 2 <= children                       "Deux enfants"
    part     : not (share > 42.20 %)               "Part réduite"
    settled  : since <= 2023-01-01                 "Installé"
    grown    : age(birth) >= 18                    "Majeur"
    housed   : housing in {tenant, owner}          "Logé"
    asked    : asked                               "Demandé"
  }
}
right double for person "Double" {
  law "Art. 3"  served by office  purpose grant
  when { modest : income < ceiling "Revenu"   spare : savings + income < 2 000 € "Épargne" }
}
)";

const Plan& plan() {
  static const Plan kPlan = *tests::loaded(kRules).plan({.on = *Date::of(2024, 3, 1)});
  return kPlan;
}

Record refused() {
  Record record;
  record.set("income", "1300").set("rent", "499.99").set("children", 0).set("share", "0.5");
  record.set("since", "2023-01-03").set("birth", "2008-03-01").set("housing", "hotel").set("asked", false);
  return record;
}

std::string distance_of(const FailedComparison& failed) {
  if (!failed.distance) return "-";
  constexpr const char* kUnits[] = {"cents", "days", "years", "units"};
  return std::to_string(failed.distance->amount) + "e-" + std::to_string(failed.distance->scale) + " " +
         kUnits[static_cast<std::size_t>(failed.distance->unit)] + (failed.distance->beyond ? "+" : "");
}

TEST(Refusal, SaysValueThresholdArticleAndDistance) {
  const auto sheet = plan().explain(refused(), "aid")->refusal();
  ASSERT_TRUE(sheet);
  EXPECT_TRUE(sheet->independent);
  std::string text;
  for (const auto& failing : sheet->failing) {
    ASSERT_EQ(failing.because.size(), 1U) << failing.name;
    const FailedComparison& because = failing.because.front();
    text += failing.name + " [" + failing.law + "] " + because.name + " " + to_exact(because.value) + " " +
            std::string(to_string(because.operation)) + " " + (because.threshold ? to_exact(*because.threshold) : "-") +
            " " + distance_of(because) + "\n";
  }
  EXPECT_EQ(text,
            "modest [Art. 2] income 1300.00 less 1234.50 6550e-0 cents+\n"
            "burdened [Art. 1] rent 499.99 at_least 500.00 1e-0 cents\n"
            "parent [Art. 1] children 0 at_least 2 2e-0 units\n"
            "part [Art. 1] share 0.5000 at_most 0.4220 780e-4 units\n"
            "settled [Art. 1] since 2023-01-03 at_most 2023-01-01 2e-0 days\n"
            "grown [Art. 1] birth 16 at_least 18 2e-0 years\n"
            "housed [Art. 1] housing hotel in - -\n"
            "asked [Art. 1] asked false fact - -\n");
  EXPECT_EQ(sheet->failing[0].because[0].threshold_name, "ceiling");
  EXPECT_EQ(sheet->failing[0].because[0].threshold_law, "Arrêté");
}

TEST(Refusal, HoldsOnlyWhatFails) {
  const auto sheet = plan().explain(refused().set("income", "3").set("asked", true), "aid")->refusal();
  EXPECT_EQ(sheet->failing.size(), 6U);
  EXPECT_FALSE(plan().explain(Record{}, "aid")->refusal()) << "an open answer is no refusal";
}

TEST(Refusal, SaysWhenConditionsShareAFact) {
  const auto sheet = plan().explain(refused().set("savings", "900"), "double")->refusal();
  ASSERT_EQ(sheet->failing.size(), 2U);
  EXPECT_FALSE(sheet->independent);
}

TEST(Refusal, ReadsInFrench) {
  const auto e = plan().explain(refused(), "aid", {.language = Language::french});
  const std::string text = e->refusal()->to_text();
  EXPECT_NE(text.find("Revenu (income)\u00A0: 1\u202F300\u00A0€, devrait être < 1\u202F234,50\u00A0€ (ceiling) "
                      "[Arrêté], écart de 65,50\u00A0€ (à dépasser)"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("1er janvier 2023"), std::string::npos);
}

// The fact on the right side of the threshold, next to it.
FactValue mended(const FailedComparison& failed, const ShownValue& fact) {
  if (!failed.allowed.empty()) return failed.allowed.front().name;
  if (!failed.threshold) return failed.wanted;
  if (failed.name == "birth") return *Date::of(2006, 3, 1);
  std::int64_t units = failed.threshold->low;
  for (int i = failed.threshold->scale; i < fact.scale; ++i) units *= 10;
  if (failed.operation == Operation::less) --units;
  if (failed.operation == Operation::more) ++units;
  switch (fact.kind) {
    case ShownValue::Kind::money: return Money{units};
    case ShownValue::Kind::date: return Date{static_cast<std::int32_t>(units)};
    case ShownValue::Kind::rate: return Decimal{units, fact.scale};
    default: return units;
  }
}

// Of independent conditions, changing exactly those that fail makes the right granted, and leaving
// one of them as it is does not.
TEST(Refusal, ChangingExactlyTheFailingConditionsIsEnough) {
  int refusals = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    tests::Chance chance(seed);
    Record record;
    record.set("income", Money{chance.between(0, 250'000)}).set("rent", Money{chance.between(0, 90'000)});
    record.set("children", chance.between(0, 4)).set("share", Decimal{chance.between(0, 9'000), 4});
    record.set("since", Date{Date::of(2023, 1, 1)->days + static_cast<std::int32_t>(chance.between(-300, 300))});
    record.set("birth", Date{Date::of(2006, 3, 1)->days + static_cast<std::int32_t>(chance.between(-900, 900))});
    constexpr const char* kHousing[] = {"tenant", "owner", "hotel"};
    record.set("housing", kHousing[chance.below(3)]).set("asked", chance.below(4) != 0);
    const auto e = plan().explain(record, "aid");
    const auto sheet = e->refusal();
    if (!sheet) continue;
    ++refusals;
    ASSERT_TRUE(sheet->independent);
    Record repaired = record;
    for (std::size_t i = 0; i < sheet->failing.size(); ++i) {
      Record all_but_one = record;
      for (std::size_t j = 0; j < sheet->failing.size(); ++j) {
        const FailedComparison& failed = sheet->failing[j].because.front();
        const auto fact =
            std::find_if(e->data.begin(), e->data.end(), [&](const Datum& datum) { return datum.fact == failed.name; });
        ASSERT_NE(fact, e->data.end());
        if (j != i) all_but_one.set(fact->column, mended(failed, fact->value));
        repaired.set(fact->column, mended(failed, fact->value));
      }
      EXPECT_EQ(plan().explain(all_but_one, "aid")->outcome, Outcome::not_eligible);
    }
    ASSERT_EQ(plan().explain(repaired, "aid")->outcome, Outcome::eligible) << sheet->to_text();
  }
  EXPECT_GT(refusals, 1500);
}

}  // namespace
}  // namespace proactive
