// What callers ask for, as the stages take it.
#ifndef PROACTIVE_SRC_API_SETTINGS_H_
#define PROACTIVE_SRC_API_SETTINGS_H_

#include "api/state.h"
#include "facts/population.h"
#include "population/assess.h"
#include "proactive/plan.h"

namespace proactive::detail {

/// The columns and tables that the programs of a plan read.
facts::Wanted wanted_by(const PlanState& plan);

/// Errors: an instruction set that is not there (E1109).
Result<population::Settings> settings_of(const AssessOptions& options);

}  // namespace proactive::detail

#endif  // PROACTIVE_SRC_API_SETTINGS_H_
