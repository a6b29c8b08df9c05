// Populations drawn at random for any program, in columns of every layout.
#ifndef PROACTIVE_TESTS_EXECUTION_RANDOM_POPULATION_H_
#define PROACTIVE_TESTS_EXECUTION_RANDOM_POPULATION_H_

#include <memory>
#include <vector>

#include "facts/population.h"
#include "plan/program.h"

namespace proactive::tests {

struct Drawing {
  std::uint64_t seed = 1;
  std::int64_t rows = 100;        ///< of the program's own entity; others have about as many
  int unknown_in_hundred = 10;    ///< facts, lists and groups
  bool members_in_order = false;  ///< memberships sorted as their tables are: nothing is gathered
  bool one_part = false;          ///< columns in one piece, read in place
  std::int64_t longest_list = 3;  ///< members of a role beyond those it must have; a few lists are as long
  std::int64_t others = 2;  ///< rows of tables of members, for each row of the program's own; 0: all others are empty
};

/// The population, and what its columns point into.
std::shared_ptr<const facts::Population> random_population(const plan::Program& program, int entity,
                                                           const Drawing& drawing);

}  // namespace proactive::tests

#endif  // PROACTIVE_TESTS_EXECUTION_RANDOM_POPULATION_H_
