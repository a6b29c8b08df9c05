// A program as text, one line an instruction: for people and for golden tests.
#ifndef PROACTIVE_SRC_PLAN_LISTING_H_
#define PROACTIVE_SRC_PLAN_LISTING_H_

#include <string>
#include <string_view>
#include <vector>

#include "plan/program.h"

namespace proactive::plan {

/// The name of an operation, as the enumeration writes it.
std::string_view to_string(OpCode op);

/// One instruction: `r12 = compare r3 < r11`.
std::string describe(const Program& program, Register reg);

/// The registers that an output of a right is computed from, those of loop bodies included, in order.
std::vector<Register> registers_of(const Program& program, const RightPlan& right);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_LISTING_H_
