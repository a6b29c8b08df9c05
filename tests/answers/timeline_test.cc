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
    const RuleSet rules = tests::loaded(tests::timeline_rules(rounding));
    for (const auto& [from, until] : horizons) expect_agreement(rules, day(from), day(until), ++seed, 9, changes);
  }
  // Longer than a year: months come back, and ages that begin end again.
  const RuleSet rules = tests::loaded(tests::timeline_rules("dates round up\n"));
  expect_agreement(rules, day("2020-02-10"), day("2022-03-20"), ++seed, 12, changes);
  for (const RightInfo& right : tests::loaded(tests::timeline_rules("")).rights())
    EXPECT_GT(changes[right.name], 0) << right.name;
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
