// What would change an answer: against all there is, where that can be counted, and by its own
// promises elsewhere.
#include "answers/smallest_change.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "execution/every_program.h"
#include "execution/random_source.h"
#include "mutations.h"
#include "support.h"

namespace proactive {
namespace {

using tests::Chance;

std::string written(const FactValue& value) {
  if (const auto* money = std::get_if<Money>(&value)) return to_string(*money);
  if (const auto* date = std::get_if<Date>(&value)) return to_string(*date);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  return to_string(std::get<Decimal>(value));
}

std::string written(const WouldChange& answer) {
  std::string text;
  for (const auto& change : answer.changes) {
    std::string line;
    for (const auto& fact : change.facts) line += (line.empty() ? "" : ", ") + fact.fact + " " + written(fact.after);
    text += line + "\n";
  }
  return text;
}

// ---- by hand -------------------------------------------------------------------------------

Plan planned(const std::string& right, Date on) {
  static const RuleSet rules = tests::loaded(tests::france());
  return *rules.plan({.on = on, .rights = {right}});
}

Record household(const char* occupancy, std::int64_t income) {
  Record record;
  record.set("occupancy", occupancy).set("reference_income", 2017, income).set("voucher_sent", false);
  record.add("declarants", Record{}).no_members("dependants");
  return record;
}

TEST(WouldChange, TheNearestValueOnTheOtherSideOfAThresholdToTheCent) {
  const Plan plan = planned("cheque_energie", *Date::of(2019, 4, 1));
  const auto answer = plan.would_change(household("tenant", 12'000), "cheque_energie");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, Outcome::not_eligible);
  EXPECT_TRUE(answer->complete);
  EXPECT_EQ(written(*answer), "reference_income(2017) 10 699.99 €\n");
  ASSERT_EQ(answer->changes.size(), 1U);
  EXPECT_EQ(answer->changes[0].facts[0].source, "dgfip");
  EXPECT_EQ(std::get<Money>(*answer->changes[0].facts[0].before), Money{1'200'000});
}

TEST(WouldChange, AGrantedRightIsLostByEachOfItsConditions) {
  const auto answer =
      planned("cheque_energie", *Date::of(2019, 4, 1)).would_change(household("tenant", 9'000), "cheque_energie");
  EXPECT_EQ(written(*answer),
            "occupancy social_residence\n"
            "occupancy housed_free\n"
            "reference_income(2017) 10 700 €\n");
}

TEST(WouldChange, TwoFactsTogetherAreAPair) {
  const auto answer =
      planned("cheque_energie", *Date::of(2019, 4, 1)).would_change(household("housed_free", 12'000), "cheque_energie");
  EXPECT_TRUE(answer->complete);
  EXPECT_EQ(written(*answer), "occupancy owner, reference_income(2017) 10 699.99 €\n");
}

TEST(WouldChange, ToTheDay) {
  Record person;
  person.set("enrolled", true).set("scholar", true).set("scholarship_start", "2022-09-01");
  person.set("scholarship_months", 12).set("struck_off", false).set("hardship", false);
  const auto answer = planned("repas_crous", *Date::of(2023, 9, 15)).would_change(person, "repas_crous");
  EXPECT_TRUE(answer->complete);
  EXPECT_EQ(written(*answer),
            "scholarship_start 2022-09-16\n"
            "hardship true\n");
}

TEST(WouldChange, AnUndeterminedAnswerLacksFacts) {
  const auto answer = planned("repas_crous", *Date::of(2023, 9, 15)).would_change(Record{}, "repas_crous");
  EXPECT_EQ(answer->outcome, Outcome::undetermined);
  EXPECT_TRUE(answer->changes.empty());
  EXPECT_FALSE(answer->withheld);
}

Record support_title(bool violence) {
  Record title;
  title.set("kind", "other_judgment").set("issued_on", "2024-01-10").set("monthly_support", "170");
  title.set("judge_excluded", false).set("violence", violence).set("creditor_refuses", true);
  title.set("debtor_refuses", true).set("already_set_up", false);
  title.add("creditor", Record{}).add("debtor", Record{}).add("children", Record{});
  return title;
}

TEST(WouldChange, WhatIsKeptFromSomebodyIsNeitherNamedNorToBeToldFromTheRest) {
  const Plan plan = planned("intermediation", *Date::of(2024, 2, 1));
  WouldChangeOptions options;
  options.most_facts = 1;
  const auto for_all = plan.would_change(support_title(false), "intermediation", options);
  EXPECT_EQ(written(*for_all), "violence true\ncreditor_refuses false\ndebtor_refuses false\n");
  options.audience = Audience::person("debtor");
  for (const bool violence : {false, true}) {
    const auto answer = plan.would_change(support_title(violence), "intermediation", options);
    EXPECT_TRUE(answer->withheld);
    EXPECT_EQ(written(*answer), "");
  }
}

TEST(WouldChange, TheCallersMistakes) {
  const Plan plan = planned("repas_crous", *Date::of(2023, 9, 15));
  const auto code = [&](const std::string& right, const WouldChangeOptions& options) {
    const auto answer = plan.would_change(Record{}, right, options);
    return answer ? std::string("none") : answer.errors().front().code;
  };
  EXPECT_EQ(code("repas", {}), "E0204");
  EXPECT_EQ(code("repas_crous", {.most_facts = 4}), "E1341");
  EXPECT_EQ(code("repas_crous", {.most_work = 0}), "E1341");
  EXPECT_EQ(code("repas_crous", {.fixed = {"birth_dat"}}), "E1001");
  EXPECT_EQ(code("repas_crous", {.audience = Audience::person("nobody")}), "E1301");
}

// ---- by counting ---------------------------------------------------------------------------

// Small enough to try everything: two truths, a choice of three, two numbers from 0 to 5.
constexpr int kSizes[] = {2, 2, 3, 6, 6};
constexpr const char* kNames[] = {"a", "b", "c", "n", "m"};
constexpr int kFacts = 5;
using Values = std::array<int, kFacts>;

std::string random_condition(Chance& chance) {
  const auto number = [&] { return std::to_string(chance.between(0, 5)); };
  switch (chance.below(9)) {
    case 0: return "a";
    case 1: return "not b";
    case 2: return chance.one_in(2) ? "c is x" : "c in {y, z}";
    case 3: return "n < " + number();
    case 4: return "n + m >= " + std::to_string(chance.between(1, 9));
    case 5: return "n * 2 > m + " + number();
    case 6: return "a or m = " + number();
    case 7: return "(if_c + n) rounded down to 2 >= " + number();
    default: return "abs(n - m) <= " + number();
  }
}

std::string random_rules(Chance& chance) {
  std::string text =
      "source office \"Office\" { via file \"office.csv\" }\n"
      "choice letter { x \"X\" y \"Y\" z \"Z\" }\n"
      "entity person \"Person\" {\n  a : boolean \"a\"\n  b : boolean \"b\"\n  c : choice letter \"c\"\n"
      "  n : integer range 0..5 \"n\"\n  m : integer range 0..5 \"m\"\n}\n"
      "define if_c for person : integer = choose { 3 when c is x  0 when c is y  1 otherwise }\n"
      "right it for person \"It\" {\n  law \"1\"  served by office  purpose grant\n  when {\n";
  const std::int64_t conditions = chance.between(1, 3);
  for (std::int64_t i = 0; i < conditions; ++i)
    text += "    c" + std::to_string(i) + " : " + random_condition(chance) + " \"\"\n";
  if (chance.one_in(2))
    text +=
        "    either \"\" { d : " + random_condition(chance) + " \"\"  e : " + random_condition(chance) + " \"\" }\n";
  return text + "  }\n}\n";
}

Record person(const Values& values) {
  constexpr const char* kLetters[] = {"x", "y", "z"};
  Record record;
  record.set("a", values[0] != 0).set("b", values[1] != 0).set("c", kLetters[values[2]]);
  record.set("n", values[3]).set("m", values[4]);
  return record;
}

template <typename Visit>
void each_values(Visit visit) {
  Values values{};
  for (values[0] = 0; values[0] < kSizes[0]; ++values[0])
    for (values[1] = 0; values[1] < kSizes[1]; ++values[1])
      for (values[2] = 0; values[2] < kSizes[2]; ++values[2])
        for (values[3] = 0; values[3] < kSizes[3]; ++values[3])
          for (values[4] = 0; values[4] < kSizes[4]; ++values[4]) visit(values);
}

using Outcomes5 = std::map<Values, Outcome>;

Outcomes5 all_outcomes(const Plan& plan) {
  Outcomes5 outcomes;
  each_values([&](const Values& values) { outcomes[values] = plan.assess(person(values))->front().outcome; });
  return outcomes;
}

std::set<int> changed(const Values& a, const Values& b) {
  std::set<int> facts;
  for (int i = 0; i < kFacts; ++i) {
    if (a[i] != b[i]) facts.insert(i);
  }
  return facts;
}

// The smallest sets of facts, by trying all values of all of them.
std::set<std::set<int>> smallest_sets(const Outcomes5& outcomes, const Values& today) {
  std::set<std::set<int>> sets;
  for (const auto& [values, outcome] : outcomes) {
    if (outcome != outcomes.at(today)) sets.insert(changed(today, values));
  }
  std::set<std::set<int>> smallest;
  for (const auto& one : sets) {
    const bool has_smaller = std::any_of(sets.begin(), sets.end(), [&](const auto& other) {
      return other != one && std::includes(one.begin(), one.end(), other.begin(), other.end());
    });
    if (!has_smaller && one.size() <= 3) smallest.insert(one);
  }
  return smallest;
}

int number_of(const FactChange& fact) {
  const auto* found = std::find(std::begin(kNames), std::end(kNames), fact.fact);
  return static_cast<int>(found - std::begin(kNames));
}

int value_of(const FactValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? 1 : 0;
  if (const auto* text = std::get_if<std::string>(&value)) return *text == "x" ? 0 : *text == "y" ? 1 : 2;
  return static_cast<int>(std::get<std::int64_t>(value));
}

// No value between today's and the one given changes the outcome, the others being as given.
void expect_nearest(const Outcomes5& outcomes, const Values& today, const Values& after, int fact) {
  if (fact < 3) return;
  for (int value = today[fact]; value != after[fact]; value += after[fact] > today[fact] ? 1 : -1) {
    Values between = after;
    between[fact] = value;
    EXPECT_EQ(outcomes.at(between), outcomes.at(today)) << kNames[fact] << " may stay nearer";
  }
}

TEST(WouldChange, IsAllThereIs) {
  int sets = 0;
  int pairs = 0;
  for (std::uint64_t seed = 0; seed < 120; ++seed) {
    Chance chance(seed);
    const std::string text = random_rules(chance);
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text);
    const auto rules = RuleSet::parse({{"rules", text}});
    if (!rules) continue;  // a condition that always or never holds is no rule
    const Plan plan = *rules->plan({.on = *Date::of(2024, 1, 1)});
    const Outcomes5 outcomes = all_outcomes(plan);
    for (int subject = 0; subject < 8; ++subject) {
      Values today{};
      for (int i = 0; i < kFacts; ++i) today[i] = static_cast<int>(chance.below(kSizes[i]));
      const auto answer = plan.would_change(person(today), "it");
      ASSERT_TRUE(answer && answer->complete);
      std::set<std::set<int>> found;
      for (const auto& change : answer->changes) {
        Values after = today;
        std::set<int> facts;
        for (const auto& fact : change.facts) {
          after[number_of(fact)] = value_of(fact.after);
          facts.insert(number_of(fact));
        }
        EXPECT_NE(outcomes.at(after), outcomes.at(today)) << "it changes nothing";
        for (const int fact : facts) expect_nearest(outcomes, today, after, fact);
        pairs += facts.size() == 2 ? 1 : 0;
        found.insert(facts);
      }
      ASSERT_EQ(found, smallest_sets(outcomes, today));
      sets += static_cast<int>(found.size());
    }
  }
  EXPECT_GT(sets, 500);
  EXPECT_GT(pairs, 100);
}

// ---- at random -----------------------------------------------------------------------------

Kleene outcome_with(const plan::Program& program, const facts::Source& source, facts::Row subject,
                    const plan::RightPlan& right, const std::vector<answers::Place>& places,
                    const std::vector<answers::ChangedPlace>& change, unsigned taken) {
  answers::BoxSource box(program, source);
  std::vector<answers::Place> chosen;
  std::vector<answers::Bounds> bounds;
  for (std::size_t i = 0; i < change.size(); ++i) {
    if ((taken >> i & 1U) == 0) continue;
    chosen.push_back(places[change[i].place]);
    bounds.push_back({change[i].after, change[i].after});
  }
  box.choose(std::move(chosen));
  box.set(std::move(bounds));
  execution::Sets sets(program, box);
  sets.run(subject);
  return sets.at(right.outcome).truth();
}

// Every change that is found makes the outcome the other one, and no part of it does.
TEST(WouldChange, FlipsTheAnswerAndNoPartOfItDoes) {
  std::int64_t changes = 0;
  tests::for_each_program([&](const plan::Program& program, int, const std::string& origin) {
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const tests::RandomSource source(program, seed, seed % 3);
      for (const auto& right : program.rights) {
        execution::Sets sets(program, source);
        sets.run(source.subject());
        const Kleene today = sets.at(right.outcome).truth();
        const auto places = answers::places_read(sets, {right.outcome});
        const auto found = answers::smallest_changes(program, source, source.subject(), right, places, {},
                                                     {.most_facts = 3, .most_work = 3000});
        ASSERT_TRUE(today != Kleene::unknown || found.changes.empty());
        for (const auto& change : found.changes) {
          ++changes;
          const unsigned all = (1U << change.size()) - 1;
          for (unsigned taken = 0; taken <= all; ++taken) {
            const Kleene then = outcome_with(program, source, source.subject(), right, places, change, taken);
            ASSERT_EQ(then == !today, taken == all)
                << origin << ", " << program.model->rights[right.right].name << ", seed " << seed;
          }
        }
        ASSERT_LE(found.work, 3020);  // the last question may be asked again with guesses
      }
    }
  });
  EXPECT_GT(changes, 1000);
}

}  // namespace
}  // namespace proactive
