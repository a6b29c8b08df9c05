// A program for many days, on one of them, for the block engine.
#ifndef PROACTIVE_SRC_PLAN_FROZEN_H_
#define PROACTIVE_SRC_PLAN_FROZEN_H_

#include <cstdint>

#include "plan/probes.h"
#include "plan/program.h"

namespace proactive::plan {

/// Whether `frozen` can show all probes: then what is the same on two days was the same between them.
bool can_be_frozen(const Probes& probes);

/// The program with the day in the place of the clock. Its first right is the right; the others are
/// no rights but show the probes, as outcomes or amounts: those in members as a count or a sum over
/// them, which moves the way each of them does.
Program frozen(const Program& program, const Probes& probes, std::int32_t day);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_FROZEN_H_
