// A refusal sheet beside what would change the refusal: of every refusal that up to three facts
// would change, one such set is among the facts of its failing conditions.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "mutations.h"
#include "proactive/rule_set.h"
#include "support.h"

namespace proactive {
namespace {

using tests::Chance;
using Names = std::set<std::string>;

// The facts of each named quantity, where it is first shown.
void add_facts(const Explanation& explanation, const ExplanationStep& step, std::map<std::string, Names>& of_name,
               Names& facts) {
  Names own;
  if (step.datum >= 0) own.insert(explanation.data[static_cast<std::size_t>(step.datum)].fact);
  for (const auto& part : step.parts) add_facts(explanation, part, of_name, own);
  if (!step.name.empty()) {
    Names& known = of_name[step.name];
    if (step.repeated) own.insert(known.begin(), known.end());
    known.insert(own.begin(), own.end());
  }
  facts.insert(own.begin(), own.end());
}

void add_failing(const Explanation& explanation, const ExplainedCondition& condition,
                 std::map<std::string, Names>& of_name, Names& failing) {
  Names facts;
  if (condition.steps) add_facts(explanation, *condition.steps, of_name, facts);
  if (condition.decides) failing.insert(facts.begin(), facts.end());
  for (const auto& part : condition.parts) add_failing(explanation, part, of_name, failing);
}

Names failing_facts(const Explanation& explanation) {
  std::map<std::string, Names> of_name;
  Names failing;
  for (const auto& condition : explanation.conditions) add_failing(explanation, condition, of_name, failing);
  return failing;
}

bool among(const SmallestChange& change, const Names& facts) {
  return std::all_of(change.facts.begin(), change.facts.end(),
                     [&](const FactChange& fact) { return facts.contains(fact.fact); });
}

// Conditions that share facts, in groups and through a named quantity.
const char* const kRules = R"(
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" {
  income  : money range 0 €..9 000 €   "Revenu"
  savings : money range 0 €..9 000 €   "Épargne"
  rent    : money range 0 €..900 €     "Loyer"
  parent  : boolean                    "Parent"
  ill     : boolean                    "Malade"
  housed  : boolean                    "Logé"
}
define means for person : money = income + savings
right aid for person "Aide" {
  law "1"  served by office  purpose grant
  when {
    modest : means < 4 000 €                          "Ressources modestes"
    either "Situation" { parent : parent "Parent"  ill : ill or income < 1 000 € "Malade" }
    at least 2 of "Deux au moins" { housed : housed "Logé"  rent : rent > 300 € "Loyer"  poor : means < 2 000 € "Pauvre" }
  }
}
)";

TEST(Refusal, ASetThatWouldChangeItIsAmongItsFacts) {
  const Plan plan = *tests::loaded(kRules).plan({.on = *Date::of(2024, 3, 1)});
  int refusals = 0;
  int with_change = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Chance chance(seed);
    Record person;
    person.set("income", Money{chance.between(0, 900'000)}).set("savings", Money{chance.between(0, 400'000)});
    person.set("rent", Money{chance.between(0, 90'000)}).set("parent", chance.one_in(2));
    person.set("ill", chance.one_in(4)).set("housed", chance.one_in(2));
    const auto explanation = plan.explain(person, "aid");
    ASSERT_TRUE(explanation);
    if (explanation->outcome != Outcome::not_eligible) continue;
    ++refusals;
    const auto answer = plan.would_change(person, "aid");
    ASSERT_TRUE(answer && answer->complete);
    if (answer->changes.empty()) continue;
    ++with_change;
    const Names facts = failing_facts(*explanation);
    EXPECT_TRUE(std::any_of(answer->changes.begin(), answer->changes.end(),
                            [&](const SmallestChange& change) { return among(change, facts); }))
        << "seed " << seed;
  }
  EXPECT_GT(refusals, 500);
  EXPECT_GT(with_change, 500);
}

}  // namespace
}  // namespace proactive
