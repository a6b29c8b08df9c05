// Whom two versions of a right treat otherwise: found where they are, and proved where nobody is.
#include "answers/difference.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "api/state.h"
#include "execution/evaluator.h"
#include "execution/random_population.h"
#include "plan/same.h"
#include "proactive/difference.h"
#include "support.h"

namespace proactive {
namespace {

using Verdict = RightComparison::Verdict;

constexpr const char* kVocabulary =
    "source caf \"Family fund\"\n"
    "choice housing { tenant \"T\"  owner \"O\"  free \"F\" }\n"
    "entity person \"P\" { birth_date : date \"B\"  wage : money range 0 €..100 000 € \"W\"  student : boolean \"S\" "
    "}\n"
    "entity household \"H\" {\n"
    "  housing : choice housing \"H\"\n  rent : money range 0 €..20 000 € \"R\"\n  paid : boolean \"P\"\n"
    "  adults : 1..2 person \"A\"\n  children : 0..9 person \"C\"\n}\n";

std::string rules(const std::string& conditions, const std::string& amount = "100 €", const std::string& more = "") {
  return kVocabulary + more + "right help for household \"Help\" {\n  law \"L\"\n  when {\n" + conditions +
         "\n  }\n  amount " + amount + "\n}\n";
}

RightComparison compared(const std::string& before, const std::string& after, const char* on = "2024-01-01") {
  const auto plan = [&](const std::string& text) { return *tests::loaded(text).plan({*Date::parse(on), {}}); };
  auto found = compare(plan(before), plan(after));
  EXPECT_TRUE(found) << render(found.errors());
  return found->front();
}

// The witness is asked of both plans again.
void expect_differs(const std::string& before, const std::string& after, const RightComparison& found) {
  ASSERT_TRUE(found.witness);
  const auto ask = [&](const std::string& text) {
    return tests::loaded(text).plan({*Date::parse("2024-01-01"), {}})->assess(found.witness->person)->front();
  };
  const Decision was = ask(before);
  const Decision is = ask(after);
  EXPECT_TRUE(was.outcome != is.outcome || was.amount != is.amount);
  EXPECT_EQ(was.outcome, found.witness->before.outcome);
  EXPECT_EQ(is.outcome, found.witness->after.outcome);
}

RightComparison expect_different(const std::string& before, const std::string& after) {
  RightComparison found = compared(before, after);
  EXPECT_EQ(to_string(found.verdict), "different") << found.looked_at;
  expect_differs(before, after, found);
  return found;
}

// ---- found -----------------------------------------------------------------------------------

TEST(Difference, OfAThresholdIsOneCentWide) {
  const auto found = expect_different(rules("c : rent < 500 € \"C\""), rules("c : rent <= 500 € \"C\""));
  EXPECT_EQ(std::get<Money>(found.witness->person.facts().at("rent")), Money{50000});
  EXPECT_EQ(found.witness->person.facts().size(), 1U) << "nothing else matters";
  ASSERT_EQ(found.changes.size(), 1U);
  EXPECT_EQ(found.changes[0].name, "c");
}

TEST(Difference, OfASumOverMembers) {
  expect_different(rules("c : sum(wage of adults) < 10 000 € \"C\""),
                   rules("c : sum(wage of adults) < 10 001 € \"C\""));
}

TEST(Difference, BehindOtherConditions) {
  expect_different(rules("a : housing is free \"A\"\n b : any(children where student) \"B\"\n c : rent < 500 € \"C\""),
                   rules("a : housing is free \"A\"\n b : any(children where student) \"B\"\n c : rent < 501 € \"C\""));
}

TEST(Difference, OfAnAgeIsOneDayWide) {
  const auto found = expect_different("dates round up\n" + rules("c : all(adults where age(birth_date) >= 25) \"C\""),
                                      "dates round up\n" + rules("c : all(adults where age(birth_date) > 25) \"C\""));
  EXPECT_EQ(found.witness->person.members().at("adults").size(), 1U);
}

TEST(Difference, OfAnAmountOnly) {
  expect_different(rules("c : rent > 0 € \"C\"", "rent * 10 % rounded down to 1 €"),
                   rules("c : rent > 0 € \"C\"", "rent * 11 % rounded down to 1 €"));
  expect_different(rules("c : rent > 0 € \"C\"", "min(rent, 300 €)"),
                   rules("c : rent > 0 € \"C\"", "min(rent, 301 €)"));
}

TEST(Difference, OfAConditionThatCame) {
  const auto found =
      expect_different(rules("c : rent < 500 € \"C\""), rules("c : rent < 500 € \"C\"\n d : housing is tenant \"D\""));
  ASSERT_EQ(found.changes.size(), 1U);
  EXPECT_EQ(found.changes[0].name, "d");
  EXPECT_EQ(found.changes[0].before, "");
}

TEST(Difference, OfWhatIsNotKnown) {
  expect_different(rules("c : known(rent) \"C\""), rules("c : not known(rent) \"C\""));
  const auto found =
      expect_different(rules("c : choose { rent < 500 € when known(rent)  housing is free otherwise } \"C\""),
                       rules("c : choose { rent < 500 € when known(rent)  housing is owner otherwise } \"C\""));
  EXPECT_FALSE(found.witness->person.facts().contains("rent"));
}

TEST(Difference, OfAFigureBetweenDates) {
  const std::string text =
      rules("c : rent < ceiling \"C\"", "100 €",
            "parameter ceiling : money { from 2023-01-01 : 400 € law \"L\" from 2024-01-01 : 450 € law \"L\" }\n");
  const RuleSet set = tests::loaded(text);
  const auto found = compare(*set.plan({*Date::of(2023, 6, 1), {}}), *set.plan({*Date::of(2024, 6, 1), {}}));
  ASSERT_EQ(found->front().verdict, Verdict::different);
  ASSERT_EQ(found->front().changes.size(), 2U);
  EXPECT_EQ(found->front().changes[1].kind, RuleChange::Kind::figure);
  EXPECT_EQ(found->front().changes[1].before, "400 €");
  EXPECT_EQ(found->front().changes[1].after, "450 €");
}

// ---- proved ----------------------------------------------------------------------------------

void expect_same(const std::string& before, const std::string& after, bool operations) {
  const RightComparison found = compared(before, after);
  EXPECT_EQ(to_string(found.verdict), "same") << found.looked_at;
  EXPECT_EQ(found.same_operations, operations);
}

TEST(Difference, OfLabelsIsNone) {
  const std::string text = rules("c : rent < 500 € \"C\"");
  expect_same(text, std::regex_replace(text, std::regex("\"C\""), "\"Another label\""), true);
}

TEST(Difference, IsNoneWhereTheOrderChanged) {
  expect_same(rules("c : rent < 500 € \"C\"\n d : housing is tenant \"D\""),
              rules("d : housing is tenant \"D\"\n c : rent < 500 € \"C\""), false);
}

TEST(Difference, IsNoneWhereOneThingIsSaidInAnotherWay) {
  expect_same(rules("c : rent < 500 € \"C\""), rules("c : not (rent >= 500 €) \"C\""), false);
  expect_same(rules("c : rent < 500 € \"C\""), rules("c : rent <= 499.99 € \"C\""), false);
  expect_same(rules("c : housing in {tenant, owner} \"C\""), rules("c : not (housing is free) \"C\""), false);
  expect_same(rules("c : paid \"C\"", "choose { 100 € when rent < 500 €  50 € otherwise }"),
              rules("c : paid \"C\"", "choose { 50 € when rent >= 500 €  100 € otherwise }"), false);
}

// The two say the same of the rent, and of the members whatever they say: nobody is told apart by them.
TEST(Difference, IsNoneWhateverTheMembers) {
  const std::string members = "m : sum(wage of children where student) < 900 € \"M\"\n";
  expect_same(rules(members + "c : rent < 500 € \"C\""), rules(members + "c : not (rent >= 500 €) \"C\""), false);
}

// ---- neither ---------------------------------------------------------------------------------

TEST(Difference, IsNotProvedWhereListsAreTooLong) {
  const auto found = compared(rules("c : sum(wage of children) < 900 € \"C\""),
                              rules("c : not (sum(wage of children) >= 900 €) \"C\""));
  EXPECT_EQ(to_string(found.verdict), "not found");
  EXPECT_LE(found.looked_at, kPeopleLookedAt + 100);
}

TEST(Difference, IsLookedForWithinTheBound) {
  const auto plan = [](const char* conditions) {
    return *tests::loaded(rules(conditions)).plan({*Date::of(2024, 1, 1), {}});
  };
  const Plan before = plan("c : sum(wage of children) < 900 € \"C\"");
  const Plan after = plan("c : not (sum(wage of children) >= 900 €) \"C\"");
  for (const std::int64_t bound : {1, 2, 10, 100, 1000}) {
    const auto found = compare(before, after, bound);
    EXPECT_LE(found->front().looked_at, bound);
    EXPECT_EQ(found->front().verdict, Verdict::not_found);
  }
}

TEST(Difference, NeedsFactsThatAreTheSame) {
  const std::string before = rules("c : rent < 500 € \"C\"");
  const auto other = [&](const char* was, const char* is) { return std::regex_replace(before, std::regex(was), is); };
  const auto period = compared(before, std::regex_replace(other("rent : money range", "rent : money per month range"),
                                                          std::regex("500 €"), "500 € per month"));
  EXPECT_EQ(to_string(period.verdict), "not comparable");
  EXPECT_EQ(period.obstacles, std::vector<std::string>{"the field `rent` is of another type"});
  const auto range = compared(before, other("rent : money range 0 €..20 000 €", "rent : money range 400 €..20 000 €"));
  EXPECT_EQ(to_string(range.verdict), "same") << "people within both ranges";
}

// ---- every rule set, changed a little --------------------------------------------------------

// A comparison turned or moved to its end, or a figure one larger: the text, or nothing at its end.
std::string mutated(const std::string& text, std::size_t number) {
  static const std::regex kPlaces("( < | <= | > | >= | and | or )|([0-9]) €|([0-9]) years");
  auto place = std::sregex_iterator(text.begin(), text.end(), kPlaces);
  for (; number > 0 && place != std::sregex_iterator(); --number) ++place;
  if (place == std::sregex_iterator()) return "";
  const std::string found = place->str();
  static const std::map<std::string, std::string> kTurned{{" < ", " <= "}, {" <= ", " < "},   {" > ", " >= "},
                                                          {" >= ", " < "}, {" and ", " or "}, {" or ", " and "}};
  const auto turned = kTurned.find(found);
  std::string replaced = found;
  if (turned != kTurned.end())
    replaced = turned->second;
  else
    replaced[0] = replaced[0] == '9' ? '8' : static_cast<char>(replaced[0] + 1);
  return text.substr(0, static_cast<std::size_t>(place->position())) + replaced +
         text.substr(static_cast<std::size_t>(place->position() + place->length()));
}

struct Tally {
  int different = 0;
  int same = 0;
  int not_found = 0;
  int operations = 0;
};

// Everybody drawn at random gets the same answer, where that is proved.
void expect_nobody(const Plan& before, const Plan& after, const std::string& right) {
  const plan::RightPlan* was = nullptr;
  const plan::RightPlan* is = nullptr;
  const plan::Program& old_program = *before.state()->program_of_right(right, &was);
  const plan::Program& program = *after.state()->program_of_right(right, &is);
  if (!plan::declares_the_same(*old_program.model, *program.model)) return;
  const int entity = program.model->rights[is->right].entity;
  for (const plan::Program* drawn : {&old_program, &program}) {
    const auto population =
        tests::random_population(*drawn, entity, {.seed = 11, .rows = 200, .unknown_in_hundred = 0});
    const facts::ColumnSource old_source(old_program, *population);
    const facts::ColumnSource source(program, *population);
    execution::Sets old_sets(old_program, old_source);
    execution::Sets sets(program, source);
    for (std::int64_t row = 0; row < 200; ++row) {
      old_sets.run(facts::ColumnSource::row_of(row));
      sets.run(facts::ColumnSource::row_of(row));
      const Answer a = execution::answer_from(old_sets, *was);
      const Answer b = execution::answer_from(sets, *is);
      if (a.outcome == Outcome::undetermined || b.outcome == Outcome::undetermined) continue;
      ASSERT_EQ(a.outcome, b.outcome) << right << " row " << row;
      const bool exact = a.outcome == Outcome::eligible && a.amount.exact() && b.amount.exact();
      ASSERT_TRUE(!exact || a.amount == b.amount) << right << " row " << row;
    }
  }
}

void compare_mutated(const RuleSet& rules, const RuleSet& changed, const char* date, Tally& tally) {
  const auto before = rules.plan({*Date::parse(date), {}});
  const auto after = changed.plan({*Date::parse(date), {}});
  if (!before || !after) return;
  const auto found = compare(*before, *after, 4000);
  ASSERT_TRUE(found) << render(found.errors());
  for (const RightComparison& one : *found) {
    tally.different += one.verdict == Verdict::different ? 1 : 0;
    tally.same += one.verdict == Verdict::same && !one.same_operations ? 1 : 0;
    tally.not_found += one.verdict == Verdict::not_found ? 1 : 0;
    tally.operations += one.same_operations ? 1 : 0;
    if (one.verdict == Verdict::same) expect_nobody(*before, *after, one.right);
    if (!one.witness) continue;
    const auto was = before->assess(one.witness->person, one.entity);
    const auto is = after->assess(one.witness->person, one.entity);
    ASSERT_TRUE(was && is);
    const auto of = [&](const std::vector<Decision>& decisions) {
      return *std::find_if(decisions.begin(), decisions.end(), [&](const Decision& d) { return d.right == one.right; });
    };
    ASSERT_TRUE(of(*was).outcome != of(*is).outcome || of(*was).amount != of(*is).amount) << one.right;
  }
}

TEST(Difference, IsFoundInEveryRuleSetChangedALittle) {
  Tally tally;
  for (const auto& file : tests::corpus()) {
    if (file.side != "good" || file.topic == "limits") continue;
    const auto texts = file.topic == "france" ? tests::france() : tests::rule_set_of(file);
    const RuleSet rules = tests::loaded(texts);
    for (std::size_t text = 0; text < texts.size(); ++text) {
      for (std::size_t number = 0; number < 40; ++number) {
        auto changed = texts;
        changed[text].text = mutated(texts[text].text, number);
        if (changed[text].text.empty()) break;
        const auto loaded = RuleSet::parse(changed);
        if (!loaded) continue;
        SCOPED_TRACE(file.path + " change " + std::to_string(number));
        compare_mutated(rules, *loaded, file.topic == "france" ? "2022-10-01" : "2024-02-29", tally);
      }
    }
    if (file.topic == "france") break;
  }
  EXPECT_GT(tally.different, 60);
  EXPECT_GT(tally.same, 30);
  EXPECT_LE(tally.not_found, 6) << "of these some are the same, which is beyond proof";
}

TEST(Difference, OfARuleSetFromItselfIsNone) {
  for (const auto& file : tests::corpus()) {
    if (file.side != "good" || file.topic == "france") continue;
    const auto plan = [&] { return tests::loaded(tests::rule_set_of(file)).plan({*Date::of(2024, 2, 29), {}}); };
    if (!plan()) continue;
    const auto found = compare(*plan(), *plan());
    for (const RightComparison& one : *found) EXPECT_TRUE(one.same_operations) << file.path << ' ' << one.right;
  }
}

TEST(Difference, OfARightThatIsGone) {
  const std::string before = rules("c : rent < 500 € \"C\"");
  const std::string after = std::regex_replace(before, std::regex("right help"), "right other");
  const auto plan = [&](const std::string& text) { return *tests::loaded(text).plan({*Date::of(2024, 1, 1), {}}); };
  const auto found = compare(plan(before), plan(after));
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].verdict, Verdict::only_after);
  EXPECT_EQ((*found)[1].verdict, Verdict::only_before);
}

}  // namespace
}  // namespace proactive
