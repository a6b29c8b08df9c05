// What a life event makes unknown, and which rights read it.
#include "answers/events.h"

#include <gtest/gtest.h>

#include "proactive/event.h"
#include "support.h"

namespace proactive {
namespace {

using Names = std::vector<std::string>;

constexpr const char* kRules = R"(
source office "Office" { via file "a.csv" }
choice custody { full "F"  shared "S" }
entity person "P" {
  wage      : money range 0 €..9 000 €          from office  "Wage"
  income    : money by year range 0 €..90 000 € from office  "Income"
  custody   : choice custody                                 "Custody"
  violence  : boolean                                        "Violence"
}
entity household "H" {
  rent      : money range 0 €..9 000 €  concealed from children  "Rent"
  adults    : 1..2 person "A"
  children  : 0..9 person "C"
}
define modest  for household : boolean = sum(wage of adults) < 2 000 €
define charged for household : integer = count(children where custody is full)
event birth          for household "Birth"    { changes children }
event custody_change for household "Custody"  { changes children.custody }
event job_loss       for person    "Job loss" { changes wage, income }
event move           for household "Move"     { changes rent  law "Law of moves" }
right by_define   for household "D" { law "L" when { m : modest "M" } }
right by_right    for household "R" { law "L" when { e : entitled to by_define "E" } }
right by_children for household "C" { law "L" when { c : charged > 0 "C" }  amount charged * 10 € }
right by_adults   for household "A" { law "L" when { a : any(adults where custody is full) "A" } }
right by_rent     for household "T" { law "L" when { t : rent < 500 € "T" } }
right by_past     for person    "P" { law "L" when { p : income(year(today) - 2) < 900 € "P" } }
right by_now      for person    "N" { law "L" when { n : income(year(today)) < 900 € "N" } }
right own_custody for person    "O" { law "L" when { o : custody is full "O" } }
)";

Plan plan_of(Names rights = {}) { return *tests::loaded(kRules).plan({*Date::of(2024, 5, 1), std::move(rights)}); }

Names affected(std::string_view event) {
  Names names;
  const auto effect = look_again(plan_of(), event);
  for (const AffectedRight& right : effect->rights) names.push_back(right.right);
  return names;
}

TEST(Events, ReachRightsThroughDefinesAndOtherRights) {
  EXPECT_EQ(affected("job_loss"), (Names{"by_define", "by_right", "by_now"})) << "years that are over do not change";
}

TEST(Events, OfARoleReachWhatIsReadOfItsMembers) {
  EXPECT_EQ(affected("birth"), Names{"by_children"});
  const auto effect = look_again(plan_of(), "birth");
  Names facts;
  for (const Need& need : effect->collect) facts.push_back(need.fact);
  EXPECT_EQ(facts, (Names{"children", "children.custody"}));
  EXPECT_EQ(effect->collect[1].rights, Names{"by_children"});
}

TEST(Events, OfMembersInARoleReachThoseOnly) {
  EXPECT_EQ(affected("custody_change"), (Names{"by_children", "own_custody"})) << "not the custody of adults";
}

TEST(Events, EveryRightIsAffectedOrNot) {
  for (const char* event : {"birth", "custody_change", "job_loss", "move"}) {
    const auto effect = look_again(plan_of(), event);
    EXPECT_EQ(effect->rights.size() + effect->others.size(), plan_of().rights().size());
  }
}

TEST(Events, AreToldWithWhatTheyChange) {
  const auto all = events(tests::loaded(kRules));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[3].name, "move");
  EXPECT_EQ(all[3].law, "Law of moves");
  EXPECT_EQ(all[1].changes[0].fact, "children.custody");
  EXPECT_EQ(all[1].changes[0].entity, "person");
  EXPECT_TRUE(all[0].changes[0].is_role);
}

TEST(Events, ThatDoNotExistAreRefusedWithTheNearestName) {
  const auto effect = look_again(plan_of(), "brith");
  ASSERT_FALSE(effect);
  EXPECT_EQ(effect.errors().front().code, "E1332");
  EXPECT_NE(effect.errors().front().way_out.find("birth"), std::string::npos);
}

Record family() {
  Record adult;
  adult.set("wage", Money{150000}).set("custody", "full");
  Record child;
  child.set("custody", "full");
  Record household;
  household.set("rent", Money{40000}).add("adults", adult).add("children", child);
  return household;
}

Names opened(const Record& record, std::string_view event, const Audience& audience = {}) {
  const auto answers = look_again(plan_of({"by_define", "by_right", "by_children", "by_adults", "by_rent"}), event,
                                  record, {}, audience);
  EXPECT_TRUE(answers) << render(answers.errors());
  Names names;
  for (const AnswerAfterEvent& answer : answers->answers) {
    if (answer.opens()) names.push_back(answer.right);
  }
  return names;
}

TEST(Events, OpenTheAnswersOfSomebodyAgain) {
  EXPECT_EQ(opened(family(), "birth"), Names{"by_children"});
  EXPECT_EQ(opened(family(), "custody_change"), Names{"by_children"});
  EXPECT_EQ(opened(family(), "job_loss"), (Names{"by_define", "by_right"}));
  EXPECT_EQ(opened(family(), "move"), Names{"by_rent"});
}

TEST(Events, OpenNothingWhereNothingWasDecided) { EXPECT_EQ(opened(Record{}, "birth"), Names{}); }

TEST(Events, SayWhatWouldDecideTheAnswerNow) {
  const auto answers = look_again(plan_of({"by_children"}), "custody_change", family());
  ASSERT_EQ(answers->answers.size(), 1U);
  EXPECT_EQ(answers->answers[0].before, Outcome::eligible);
  EXPECT_EQ(answers->answers[0].after, Outcome::undetermined);
  ASSERT_EQ(answers->answers[0].missing.size(), 1U);
  EXPECT_EQ(answers->answers[0].missing[0].fact, "children[1].custody");
  EXPECT_EQ(answers->answers[0].missing[0].reason, "not asked");
}

TEST(Events, KeepTheReasonsOfWhatTheyDoNotChange) {
  Record household = family();
  household.absent("rent", Absence::declined).absent("children", Absence::not_found);
  const auto reason = [&](const char* right, const char* event) {
    const auto answers = look_again(plan_of({right}), event, household);
    return answers->answers.empty() ? "" : answers->answers[0].missing.front().reason;
  };
  EXPECT_EQ(reason("by_rent", "move"), "not asked");
  EXPECT_EQ(reason("by_children", "custody_change"), "not found");
  EXPECT_EQ(reason("by_children", "birth"), "not asked");
}

TEST(Events, OfAHouseholdReachThePersonInIt) {
  Record person;
  person.set_group("household", family());
  const Plan plan =
      *tests::loaded(std::string(kRules) +
                     "right housed for person \"H\" { law \"L\" when { h : household.rent < 500 € \"H\" } }\n")
           .plan({*Date::of(2024, 5, 1), {"housed"}});
  const auto answers = look_again(plan, "move", person);
  ASSERT_TRUE(answers) << render(answers.errors());
  ASSERT_EQ(answers->answers.size(), 1U);
  EXPECT_TRUE(answers->answers[0].opens());
}

TEST(Events, KeepFromSomebodyWhatIsConcealedFromThem) {
  const auto answers = look_again(plan_of({"by_rent"}), "move", family(), {}, Audience::person("children"));
  ASSERT_TRUE(answers);
  EXPECT_TRUE(answers->effect.event.changes.empty());
  EXPECT_TRUE(answers->effect.collect.empty());
  EXPECT_TRUE(answers->effect.rights[0].facts.empty());
  EXPECT_TRUE(answers->answers[0].missing.empty());
  const auto all = look_again(plan_of({"by_rent"}), "move", family());
  EXPECT_EQ(all->answers[0].missing.size(), 1U);
  const auto wrong = look_again(plan_of({"by_rent"}), "move", family(), {}, Audience::person("childs"));
  EXPECT_EQ(wrong.errors().front().code, "E1301");
}

TEST(Events, DoNotMindABadOrContradictoryRecord) {
  Record record = family();
  record.set("rent", "a lot");
  for (int i = 0; i < 12; ++i) record.add("children", Record{});
  for (const char* event : {"birth", "custody_change", "job_loss", "move"}) {
    const auto answers = look_again(plan_of({"by_rent", "by_children"}), event, record);
    EXPECT_TRUE(answers || answers.errors().front().code == "E1002");
  }
  record = family();
  record.set("rant", Money{1});
  EXPECT_EQ(look_again(plan_of({"by_rent"}), "move", record).errors().front().code, "E1001");
}

}  // namespace
}  // namespace proactive
