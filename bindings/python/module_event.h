// Life events.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_EVENT_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_EVENT_H_

#include <pybind11/pybind11.h>

#include "proactive/plan.h"
#include "proactive/rule_set.h"

namespace proactive::python {

/// Adds `events` to the class of rule sets, and `event` and `event_of_record` to that of plans.
void bind_events(pybind11::class_<RuleSet>& rules, pybind11::class_<Plan>& plan);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_EVENT_H_
