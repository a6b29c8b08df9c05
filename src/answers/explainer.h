// Explanations from the set pass and the outline of a program.
#ifndef PROACTIVE_SRC_ANSWERS_EXPLAINER_H_
#define PROACTIVE_SRC_ANSWERS_EXPLAINER_H_

#include "execution/evaluator.h"
#include "plan/program.h"
#include "proactive/explanation.h"

namespace proactive::answers {

/// One right, for an audience that `check_audience` accepts. `sets` has run for the subject; its
/// loop registers are used, all others stay.
Explanation explain(execution::Sets& sets, const plan::RightPlan& right, const ExplainOptions& options);

}  // namespace proactive::answers

#endif  // PROACTIVE_SRC_ANSWERS_EXPLAINER_H_
