// Everyone in a population: assessed, brought up to date, window by window.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_POPULATION_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_POPULATION_H_

#include <pybind11/pybind11.h>

#include "proactive/plan.h"

namespace proactive::python {

/// Adds the classes `Population`, `Assessment`, `Answers`, `RightChanges` and `Windows`, and the
/// functions of a plan that make them.
void bind_populations(pybind11::module_& module, pybind11::class_<Plan>& plan);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_POPULATION_H_
