// Structs of a caller as facts: what is empty, out of range or out of a choice is unknown.
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "proactive/bind.h"
#include "proactive/rule_set.h"

namespace proactive {
namespace {

constexpr const char* kRules = R"(
source office "Guichet" { via file "guichet.csv" }
choice stay { full "Pleine" shared "Partagée" }
entity person "Personne" {
  age_   : integer range 0..130  "Âge"
  stay   : choice stay           "Garde"
  rate_  : rate(4)               "Taux"
}
entity home "Foyer" {
  income : money by year range 0 €..1 000 000 €  "Revenu"
  since  : date                                  "Depuis"
  people : 1..3 person                           "Personnes"
}
right aid for home "Aide" {
  law "Corpus, art. 1"
  when { poor : income(2022) < 1 000 €  "Modeste"   kept : any(people where stay is full)  "Garde" }
  amount sum(10 € of people where age_ < 18)
}
right card for person "Carte" {
  law "Corpus, art. 1"
  when { poor : home.income(2022) < 1 000 €  "Modeste"   young : age_ < 18 and rate_ < 50 %  "Jeune" }
}
)";

struct Home;
struct Person {
  std::optional<std::int64_t> age;
  int stay = 0;
  Decimal rate{25, 2};
  const Home* home = nullptr;
};
struct Home {
  std::optional<Money> income;
  std::optional<std::vector<Person>> people;
};

Plan plan(const std::string& right) {
  auto rules = RuleSet::parse({{"rules.rights", kRules}});
  EXPECT_TRUE(rules) << render(rules.errors());
  return *rules->plan({*Date::of(2023, 1, 1), {right}});
}

Description<Person> person() {
  auto description = describe<Person>();
  description.field<&Person::age>("age_")
      .choice<&Person::stay>("stay", {"full", "shared"})
      .field<&Person::rate>("rate_");
  return description;
}

Result<Bound<Home>> bound_home() {
  return bind<Home>(plan("aid")).field<&Home::income>("income", 2022).role<&Home::people>("people", person()).build();
}

TEST(BoundSource, AllKnown) {
  const auto home = bound_home();
  ASSERT_TRUE(home) << render(home.errors());
  const Answer answer = home->assess({Money{99'999}, {{{17, 1}, {40, 0}}}});
  EXPECT_EQ(answer.outcome, Outcome::eligible);
  EXPECT_EQ(answer.amount, (Amount{1000, 1000}));
  EXPECT_EQ(home->assess({Money{100'000}, {{{17, 0}}}}).outcome, Outcome::not_eligible);
}

TEST(BoundSource, EmptyAndRefusedFactsAreUnknown) {
  const auto home = bound_home();
  ASSERT_TRUE(home);
  EXPECT_EQ(home->assess({std::nullopt, {{{17, 0}}}}).outcome, Outcome::undetermined);
  EXPECT_EQ(home->assess({Money{-1}, {{{17, 0}}}}).outcome, Outcome::undetermined) << "below the range";
  EXPECT_EQ(home->assess({Money{5}, std::nullopt}).outcome, Outcome::undetermined) << "an unknown list";
  EXPECT_EQ(home->assess({Money{5}, std::vector<Person>(4)}).outcome, Outcome::undetermined) << "too many people";
  EXPECT_EQ(home->assess({Money{5}, {{{17, 7}}}}).outcome, Outcome::undetermined) << "no member of the choice";
  const Answer open = home->assess({Money{5}, {{{std::nullopt, 0}, {131, 0}, {17, 0}}}});
  EXPECT_EQ(open.outcome, Outcome::eligible);
  EXPECT_EQ(open.amount, (Amount{1000, 3000}));
}

TEST(BoundSource, MissingFactsAreNamed) {
  const auto home = bound_home();
  ASSERT_TRUE(home);
  const auto decisions = home->decide({std::nullopt, {{{131, 0}}}});
  ASSERT_EQ(decisions.size(), 1U);
  ASSERT_EQ(decisions[0].missing.size(), 2U);
  EXPECT_EQ(decisions[0].missing[0].fact, "income(2022)");
  EXPECT_EQ(decisions[0].missing[0].reason, "not asked");
  EXPECT_EQ(decisions[0].missing[1].fact, "people[1].age_");
  EXPECT_EQ(decisions[0].missing[1].reason, "bad data");
}

TEST(BoundSource, GroupOfAPerson) {
  auto home = describe<Home>();
  home.field<&Home::income>("income", 2022);
  auto subject = bind<Person>(plan("card"));
  const auto bound =
      subject.field<&Person::age>("age_").field<&Person::rate>("rate_").group<&Person::home>("home", home).build();
  ASSERT_TRUE(bound) << render(bound.errors());
  const Home poor{Money{5}, std::nullopt};
  EXPECT_EQ(bound->assess({17, 0, {25, 2}, &poor}).outcome, Outcome::eligible);
  EXPECT_EQ(bound->assess({17, 0, {25, 2}, nullptr}).outcome, Outcome::undetermined);
  EXPECT_EQ(bound->assess({17, 0, {123456, 6}, &poor}).outcome, Outcome::undetermined)
      << "more decimals than the field";
  EXPECT_EQ(bound->assess({18, 0, {25, 2}, nullptr}).outcome, Outcome::not_eligible);
}

TEST(BoundSource, WrongNamesAndTypes) {
  const auto wrong = bind<Home>(plan("aid")).field<&Home::income>("incme", 2022).field<&Home::income>("since").build();
  ASSERT_FALSE(wrong);
  ASSERT_EQ(wrong.errors().size(), 2U);
  EXPECT_EQ(wrong.errors()[0].code, "E1001");
  EXPECT_EQ(wrong.errors()[0].way_out, "did you mean `income_2022`?");
  EXPECT_EQ(wrong.errors()[1].code, "E1002");
}

}  // namespace
}  // namespace proactive
