// What would change an answer.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_WOULD_CHANGE_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_WOULD_CHANGE_H_

#include <pybind11/pybind11.h>

#include "proactive/plan.h"

namespace proactive::python {

/// Adds `would_change` to the class of plans.
void bind_would_change(pybind11::class_<Plan>& plan);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_WOULD_CHANGE_H_
