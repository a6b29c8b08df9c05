// Everyone in a population, row by row.
#ifndef PROACTIVE_SRC_POPULATION_ASSESS_H_
#define PROACTIVE_SRC_POPULATION_ASSESS_H_

#include <functional>
#include <vector>

#include "facts/population.h"
#include "plan/program.h"
#include "proactive/population.h"

namespace proactive::population {

/// Called with the rows done of this program; false stops the run.
using Progress = std::function<bool(std::int64_t rows)>;

/// The outcomes of all rights of a program. False when the run was stopped.
bool assess(const plan::Program& program, int entity, const facts::Population& population, const Progress& progress,
            std::vector<RightOutcomes>& outcomes);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_ASSESS_H_
