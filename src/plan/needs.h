// Which facts a right needs on the date of its plan.
#ifndef PROACTIVE_SRC_PLAN_NEEDS_H_
#define PROACTIVE_SRC_PLAN_NEEDS_H_

#include "plan/program.h"

namespace proactive::plan {

/// The facts that the conditions and then the amount of a right still read once the date has
/// decided what it decides: depth first, left to right, each once.
std::vector<Need> needs_of(const Program& program, const RightPlan& right);

/// The same for one register: a condition or an amount.
std::vector<Need> needs_of(const Program& program, Register reg);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_NEEDS_H_
