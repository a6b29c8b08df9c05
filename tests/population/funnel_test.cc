// A funnel against a plain count over the decision of each row.
#include "population/funnel.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "answers/decide.h"
#include "execution/every_program.h"
#include "execution/random_population.h"
#include "population/assess.h"

namespace proactive::population {
namespace {

using Names = std::set<std::string>;

Funnel counted(const plan::Program& program, int entity, const facts::Population& population, std::size_t right,
               std::size_t combinations) {
  Settings settings;
  settings.threads = 2;
  settings.amounts = false;
  settings.missing_of_amounts = false;
  settings.conditions = true;
  std::vector<RightOutcomes> outcomes;
  EXPECT_TRUE(assess(program, entity, population, settings, {}, outcomes));
  return count_funnel(program, program.rights[right], outcomes[right], combinations);
}

std::string by_field(const std::string& fact) { return std::regex_replace(fact, std::regex("\\[[0-9]+\\]"), ""); }

// The same by the decision of each row, one after the other.
struct Plain {
  std::int64_t eligible = 0, refused = 0, undetermined = 0;
  std::map<std::string, std::int64_t> deciding;  ///< by name of a condition
  std::map<Names, std::int64_t> combinations;    ///< of stops, by the name of the stop
  std::map<std::string, std::int64_t> missing, alone;
};

// The names of what stops a row: a group is one stop.
Names stops_of(const Decision& decision, const std::vector<Stop>& stops) {
  Names names;
  const auto decides = [&](const std::string& name) {
    return std::count(decision.deciding.begin(), decision.deciding.end(), name) > 0;
  };
  for (const Stop& stop : stops) {
    bool failed = decides(stop.name);
    for (const StopPart& part : stop.parts) failed = failed || decides(part.name);
    if (failed) names.insert(stop.name);
  }
  return names;
}

Plain plain_count(const plan::Program& program, const facts::Population& population, const plan::RightPlan& right,
                  std::int64_t rows, const std::vector<Stop>& stops) {
  Plain plain;
  plan::RightPlan outcome_only = right;
  outcome_only.amount = -1;
  const facts::ColumnSource source(program, population);
  execution::Sets sets(program, source);
  for (std::int64_t row = 0; row < rows; ++row) {
    sets.run(facts::ColumnSource::row_of(row));
    const Decision decision = answers::decide(sets, outcome_only);
    plain.eligible += decision.outcome == Outcome::eligible ? 1 : 0;
    plain.refused += decision.outcome == Outcome::not_eligible ? 1 : 0;
    plain.undetermined += decision.outcome == Outcome::undetermined ? 1 : 0;
    for (const std::string& name : Names(decision.deciding.begin(), decision.deciding.end())) ++plain.deciding[name];
    if (const Names names = stops_of(decision, stops); !names.empty()) ++plain.combinations[names];
    Names lacking(decision.no_result.begin(), decision.no_result.end());
    for (const Missing& fact : decision.missing) lacking.insert(by_field(fact.fact));
    if (decision.outcome != Outcome::undetermined) continue;
    for (const std::string& name : lacking) ++plain.missing[name];
    if (lacking.size() == 1) ++plain.alone[*lacking.begin()];
  }
  return plain;
}

void expect_same(const Funnel& funnel, const Plain& plain) {
  EXPECT_EQ(funnel.eligible, plain.eligible);
  EXPECT_EQ(funnel.refused, plain.refused);
  EXPECT_EQ(funnel.undetermined, plain.undetermined);
  const auto at = [](const auto& counts, const auto& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  };
  Names before;
  for (const Stop& stop : funnel.stops) {
    SCOPED_TRACE(stop.name);
    std::int64_t failed = 0;
    std::int64_t in = funnel.total;
    before.insert(stop.name);
    for (const auto& [names, rows] : plain.combinations) {
      failed += names.contains(stop.name) ? rows : 0;
      const bool left =
          std::any_of(names.begin(), names.end(), [&](const auto& name) { return before.contains(name); });
      in -= left ? rows : 0;
    }
    EXPECT_EQ(stop.failed, failed);
    EXPECT_EQ(stop.failed_alone, at(plain.combinations, Names{stop.name}));
    EXPECT_EQ(stop.still_in, in);
    for (const StopPart& part : stop.parts) EXPECT_EQ(part.failed, at(plain.deciding, part.name)) << part.name;
  }
  EXPECT_EQ(funnel.combinations.size(), plain.combinations.size());
  for (const StopCombination& combination : funnel.combinations) {
    Names names;
    for (const std::int32_t stop : combination.stops) names.insert(funnel.stops[stop].name);
    EXPECT_EQ(combination.rows, at(plain.combinations, names));
  }
  EXPECT_EQ(funnel.missing.size(), plain.missing.size());
  for (const FunnelMissing& missing : funnel.missing) {
    EXPECT_EQ(missing.rows, at(plain.missing, missing.fact)) << missing.fact;
    EXPECT_EQ(missing.alone, at(plain.alone, missing.fact)) << missing.fact;
  }
  if (funnel.stops.empty()) return;
  EXPECT_EQ(funnel.stops.back().still_in, funnel.eligible + funnel.undetermined);
  EXPECT_EQ(funnel.stops.back().certain, funnel.eligible);
}

// Names of conditions are unique in a version, so that a stop is known by its name.
TEST(Funnel, AgreesWithTheDecisionOfEachRow) {
  constexpr std::int64_t kRows = 300;
  std::int64_t refusals = 0;
  std::int64_t several = 0;
  std::int64_t groups = 0;
  std::int64_t lacking = 0;
  tests::for_each_program([&](const plan::Program& program, int entity, const std::string& name) {
    SCOPED_TRACE(name);
    for (const int unknown : {0, 8}) {
      const auto population =
          tests::random_population(program, entity, {.seed = 7, .rows = kRows, .unknown_in_hundred = unknown});
      for (std::size_t right = 0; right < program.rights.size(); ++right) {
        SCOPED_TRACE(program.model->rights[program.rights[right].right].name);
        const Funnel funnel = counted(program, entity, *population, right, 1000);
        expect_same(funnel, plain_count(program, *population, program.rights[right], kRows, funnel.stops));
        refusals += funnel.refused;
        lacking += static_cast<std::int64_t>(funnel.missing.size());
        for (const auto& combination : funnel.combinations) several += combination.stops.size() > 1 ? 1 : 0;
        for (const auto& stop : funnel.stops) groups += stop.failed > 0 && stop.at_least > 0 ? 1 : 0;
      }
    }
  });
  EXPECT_GT(refusals, 1000);
  EXPECT_GT(several, 50);
  EXPECT_GT(groups, 5);
  EXPECT_GT(lacking, 50);
}

TEST(Funnel, WhatIsNotListedIsSummed) {
  tests::for_each_program([&](const plan::Program& program, int entity, const std::string& name) {
    const auto population = tests::random_population(program, entity, {.seed = 3, .rows = 200});
    for (std::size_t right = 0; right < program.rights.size(); ++right) {
      SCOPED_TRACE(name);
      const Funnel all = counted(program, entity, *population, right, 1000);
      const Funnel some = counted(program, entity, *population, right, 1);
      ASSERT_EQ(all.other_combinations, 0);
      ASSERT_EQ(some.combinations.size() + some.other_combinations, all.combinations.size());
      std::int64_t listed = some.other_rows;
      for (const auto& combination : some.combinations) listed += combination.rows;
      std::int64_t rows = 0;
      for (const auto& combination : all.combinations) rows += combination.rows;
      ASSERT_EQ(listed, rows);
      ASSERT_EQ(rows, all.refused);
    }
  });
}

}  // namespace
}  // namespace proactive::population
