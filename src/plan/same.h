// Whether two plans give a right the same answers because they compute the same.
#ifndef PROACTIVE_SRC_PLAN_SAME_H_
#define PROACTIVE_SRC_PLAN_SAME_H_

#include "plan/program.h"

namespace proactive::plan {

/// Whether outcome, amount and receipt are the same operations on the same facts. False may also
/// be said of rights that are written differently and mean the same.
bool computes_the_same(const Program& a, const RightPlan& right_a, const Program& b, const RightPlan& right_b);

/// Whether two rule sets declare the same entities, fields with their types and ranges, choices and
/// roles in the same order: what was read for one can be assessed by the other.
bool declares_the_same(const semantics::Model& a, const semantics::Model& b);

}  // namespace proactive::plan

#endif  // PROACTIVE_SRC_PLAN_SAME_H_
