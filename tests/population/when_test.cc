// What changes for a population is what a walk through the days of each row finds.
#include "population/when.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "answers/causes.h"
#include "answers/timeline_oracle.h"
#include "answers/walk.h"
#include "api/timeline_state.h"
#include "execution/random_population.h"
#include "population/state.h"
#include "support.h"

namespace proactive {
namespace {

Date day(const std::string& text) { return *Date::parse(text); }

std::string shown(std::int64_t row, Date on, const RightStatus& before, const RightStatus& after,
                  const std::vector<ChangeCause>& causes) {
  std::string text = fmt::format("{} {} {} → {}", row, to_string(on), in_words(before, "", Language::english),
                                 in_words(after, "", Language::english));
  for (const ChangeCause& cause : causes) text += "; " + in_words(cause, Language::english);
  return text;
}

std::vector<std::string> walked(const detail::TimelineState& state, const plan::RightStretches& right,
                                const facts::Population& population, bool first_only) {
  const facts::ColumnSource columns(state.facts, population);
  facts::ClockSource source(columns);
  answers::Walk walk(right, source);
  answers::Causes causes(*state.rules->model, Audience::auditor(), false);
  std::vector<std::string> lines;
  const int entity = state.rules->model->rights[right.right].entity;
  for (std::int64_t row = 0; row < population.entities[entity].ids.size(); ++row) {
    const facts::Row subject = facts::ColumnSource::row_of(row);
    RightStatus start;
    EXPECT_TRUE(walk.run(subject, start, [&](const answers::Moment& moment) {
      std::vector<std::string> missing;
      if (moment.is.standing == Standing::undetermined)
        missing = causes.missing_on(*moment.after, moment.day, source, subject);
      lines.push_back(shown(row, Date{moment.day}, moment.was, moment.is, causes.of(moment, missing)));
      return !first_only;
    }));
  }
  return lines;
}

// The changes that a population's rows have, and how many of its rows were not walked.
std::int64_t expect_the_same(const RuleSet& rules, Date from, Date until, const tests::Drawing& drawing) {
  std::int64_t changed = 0;
  for (const RightInfo& right : rules.rights()) {
    const auto timeline = rules.timeline({from, until, {right.name}});
    EXPECT_TRUE(timeline);
    const detail::TimelineState& state = *timeline->state();
    const Plan plan = timeline->reading();
    const detail::PlanState& reading = *plan.state();
    const auto data = tests::random_population(*reading.programs.front(), reading.entities.front(), drawing);
    auto held = std::make_shared<detail::PopulationState>();
    held->data = data;
    for (const bool first_only : {false, true}) {
      ChangesOptions options;
      options.threads = first_only ? 3 : 1;
      options.first_only = first_only;
      const auto changes = timeline->changes(Population(held), options);
      EXPECT_TRUE(changes);
      std::vector<std::string> lines;
      for (const RowChange& change : changes->changes)
        lines.push_back(shown(change.row, change.on, change.before, change.after, changes->causes[change.cause]));
      EXPECT_EQ(lines, walked(state, state.rights.front(), *data, first_only)) << right.name << " " << drawing.seed;
      changed += static_cast<std::int64_t>(lines.size());
    }
  }
  return changed;
}

TEST(When, AgreesWithWalkingEachRow) {
  std::int64_t changed = 0;
  std::uint64_t seed = 0;
  for (const int unknown : {0, 10, 40}) {
    tests::Drawing drawing;
    drawing.rows = 120;
    drawing.unknown_in_hundred = unknown;
    for (const char* const rounding : {"", "dates round up\n"}) {
      const RuleSet rules = tests::loaded(tests::timeline_rules(rounding));
      drawing.seed = ++seed;
      changed += expect_the_same(rules, day("2021-03-01"), day("2022-06-30"), drawing);
    }
    changed += expect_the_same(tests::loaded(tests::france()), day("2017-06-01"), day("2023-06-30"), drawing);
  }
  EXPECT_GT(changed, 1000);
}

}  // namespace
}  // namespace proactive
