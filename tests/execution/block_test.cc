// The block engine against the evaluator for one subject, over all rule sets we have.
#include "execution/block.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "api/state.h"
#include "execution/evaluator.h"
#include "execution/every_program.h"
#include "execution/kernel_set.h"
#include "execution/random_population.h"
#include "population/assess.h"

namespace proactive::execution {
namespace {

using plan::Program;
using tests::Drawing;

std::string differences(const Program& program, const facts::Population& population,
                        const std::vector<RightOutcomes>& outcomes, std::int64_t rows) {
  const facts::ColumnSource source(program, population);
  Workspace workspace;
  std::vector<Answer> answers(program.rights.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    assess(program, source, facts::ColumnSource::row_of(row), workspace, answers);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const auto say = [&](const char* what) {
        return outcomes[i].right + " row " + std::to_string(row) + ": " + what;
      };
      if (outcomes[i].outcome(row) != answers[i].outcome) return say("outcome");
      if (outcomes[i].has_received && outcomes[i].received(row) != answers[i].received) return say("received");
      if (outcomes[i].has_amount && outcomes[i].amount(row) != answers[i].amount) return say("amount");
    }
  }
  return "";
}

void compare(const Program& program, int entity, const Drawing& drawing, const population::Settings& settings,
             const std::string& name) {
  const auto population = tests::random_population(program, entity, drawing);
  std::vector<RightOutcomes> outcomes;
  ASSERT_TRUE(population::assess(program, entity, *population, settings, {}, outcomes));
  const std::int64_t rows = population->entities[entity].ids.size();
  ASSERT_EQ(differences(program, *population, outcomes, rows), "")
      << name << ", seed " << drawing.seed << ", " << drawing.rows << " rows, " << drawing.unknown_in_hundred
      << " % unknown, kernels " << settings.kernels->name << ", blocks of " << settings.block_rows;
}

// More rounds than a day's run: PROACTIVE_BLOCK_ROUNDS=50.
int rounds() {
  const char* wanted = std::getenv("PROACTIVE_BLOCK_ROUNDS");
  return wanted == nullptr ? 1 : std::atoi(wanted);
}

TEST(Block, AgreesWithOneSubjectAtATime) {
  std::uint64_t seed = 1;
  for (int round = 0; round < rounds(); ++round)
    tests::for_each_program([&](const Program& program, int entity, const std::string& name) {
      for (const int unknown : {0, 10, 40}) {
        for (const bool in_order : {false, true}) {
          Drawing drawing;
          drawing.seed = ++seed;
          drawing.rows = 150;
          drawing.unknown_in_hundred = unknown;
          drawing.members_in_order = in_order;
          drawing.one_part = seed % 3 == 0;
          population::Settings settings;
          const auto& kernels = available_kernels();
          settings.kernels = kernels[seed % kernels.size()];
          settings.block_rows = seed % 2 == 0 ? 64 : kBlockRows;
          settings.missing = false;
          compare(program, entity, drawing, settings, name);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    });
}

}  // namespace
}  // namespace proactive::execution
