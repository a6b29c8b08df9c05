// Where rows stop, counted from the masks of their conditions, 64 rows at a time.
#ifndef PROACTIVE_SRC_POPULATION_FUNNEL_H_
#define PROACTIVE_SRC_POPULATION_FUNNEL_H_

#include "plan/program.h"
#include "proactive/funnel.h"
#include "proactive/population.h"

namespace proactive::population {

/// The funnel of one right of the program. `outcomes` are its answers with the masks of conditions
/// and what is missing for the outcome.
Funnel count_funnel(const plan::Program& program, const plan::RightPlan& planned, const RightOutcomes& outcomes,
                    std::size_t combinations);

}  // namespace proactive::population

#endif  // PROACTIVE_SRC_POPULATION_FUNNEL_H_
