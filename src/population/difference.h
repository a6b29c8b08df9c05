// Two results of one right over the same rows, summed: who entered, who left, and why.
#ifndef PROACTIVE_SRC_POPULATION_DIFFERENCE_H_
#define PROACTIVE_SRC_POPULATION_DIFFERENCE_H_

#include "proactive/difference.h"
#include "proactive/population.h"

namespace proactive::population {

/// Adds moves, amounts and reasons to `comparison`. Null: everybody is refused. Both have the masks of
/// their conditions. At least one is there.
void compare(const RightOutcomes* before, const RightOutcomes* after, PopulationComparison& comparison);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_DIFFERENCE_H_
