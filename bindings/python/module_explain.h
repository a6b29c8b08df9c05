// Explanations for Python.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_EXPLAIN_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_EXPLAIN_H_

#include <pybind11/pybind11.h>

#include "proactive/plan.h"

namespace proactive::python {

/// Adds the class `Explanation` and the ways of a plan to it.
void bind_explanations(pybind11::module_& module, pybind11::class_<Plan>& plan);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_EXPLAIN_H_
