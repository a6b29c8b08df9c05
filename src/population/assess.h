// Everyone in a population: blocks of rows for the block engine, the rows it leaves open for the
// pass over sets.
#ifndef PROACTIVE_SRC_POPULATION_ASSESS_H_
#define PROACTIVE_SRC_POPULATION_ASSESS_H_

#include <functional>
#include <span>
#include <vector>

#include "execution/block.h"
#include "facts/population.h"
#include "plan/program.h"
#include "proactive/population.h"

namespace proactive::population {

/// Called by the calling thread with the rows done of this program; false stops the run.
using Progress = std::function<bool(std::int64_t rows)>;

struct Settings {
  int threads = 1;
  bool amounts = true;
  bool missing = true;
  bool missing_of_amounts = true;  ///< of an undetermined row also what only its amount lacks
  bool conditions = false;
  const execution::Kernels* kernels = nullptr;  ///< null: the best
  std::int64_t block_rows = execution::kBlockRows;
};

/// The outcomes of all rights of a program. False when the run was stopped.
bool assess(const plan::Program& program, int entity, const facts::Population& population, const Settings& settings,
            const Progress& progress, std::vector<RightOutcomes>& outcomes);

/// The same for some rows only: the outcomes are those of `rows`, one by one.
bool assess_rows(const plan::Program& program, int entity, const facts::Population& population,
                 std::span<const std::int32_t> rows, const Settings& settings, const Progress& progress,
                 std::vector<RightOutcomes>& outcomes);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_ASSESS_H_
