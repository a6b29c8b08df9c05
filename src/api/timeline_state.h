// What stands behind the handle `Timeline`.
#ifndef PROACTIVE_SRC_API_TIMELINE_STATE_H_
#define PROACTIVE_SRC_API_TIMELINE_STATE_H_

#include <memory>
#include <string>
#include <vector>

#include "api/state.h"
#include "plan/stretches.h"
#include "proactive/timeline.h"

namespace proactive::detail {

struct TimelineState {
  std::shared_ptr<const RuleSetState> rules;
  Date from;
  Date until;
  std::vector<plan::RightStretches> rights;  ///< in the order of the rule set
  plan::Program facts;                       ///< no code: the model and the inputs that all programs share
};

/// The words of a right.
void describe(const semantics::Model& model, int right, std::string& name, std::string& label, std::string& period);

Diagnostic too_much_work();

}  // namespace proactive::detail

#endif  // PROACTIVE_SRC_API_TIMELINE_STATE_H_
