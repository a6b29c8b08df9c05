// The block engine against what the language means, over all rule sets we have.
#include <gtest/gtest.h>

#include <cstdlib>

#include "execution/block_oracle.h"
#include "execution/every_program.h"
#include "execution/random_population.h"

namespace proactive::execution {
namespace {

using plan::Program;
using tests::Agreement;
using tests::Drawing;
using tests::Oracle;

// Blocks alone and a whole run against what the language means; a disagreement is made small and kept.
void compare(const Program& program, int entity, const Drawing& drawing, const tests::Engine& engine,
             const std::string& name, Agreement& agreement) {
  const auto population = tests::random_population(program, entity, drawing);
  const Oracle oracle(program, *population, entity,
                      name + ", seed " + std::to_string(drawing.seed) + ", " + std::to_string(drawing.rows) +
                          " rows, " + std::to_string(drawing.unknown_in_hundred) + " % unknown");
  ASSERT_EQ(oracle.difference_of_one(), "");
  ASSERT_EQ(oracle.check(engine, &agreement), "");
  ASSERT_EQ(oracle.check_run(engine, 1), "");
}

// More rounds than a day's run: PROACTIVE_BLOCK_ROUNDS=50.
int rounds() {
  const char* wanted = std::getenv("PROACTIVE_BLOCK_ROUNDS");
  return wanted == nullptr ? 1 : std::atoi(wanted);
}

TEST(Block, AgreesWithWhatTheLanguageMeans) {
  const auto& engines = tests::every_engine();
  std::uint64_t seed = 1;
  Agreement agreement;
  for (int round = 0; round < rounds(); ++round)
    tests::for_each_program([&](const Program& program, int entity, const std::string& name) {
      for (const int unknown : {0, 10, 40}) {
        for (const bool in_order : {false, true}) {
          Drawing drawing;
          drawing.seed = ++seed;
          drawing.rows = 400;
          drawing.unknown_in_hundred = unknown;
          drawing.members_in_order = in_order;
          drawing.others = in_order && seed % 4 == 0 ? 9 : 2;
          drawing.one_part = seed % 3 == 0;
          compare(program, entity, drawing, engines[seed % engines.size()], name, agreement);
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    });
  RecordProperty("pairs", std::to_string(agreement.pairs));
  EXPECT_GE(agreement.pairs, 1'000'000);
}

}  // namespace
}  // namespace proactive::execution
