// Rights as funnels over a population.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_FUNNEL_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_FUNNEL_H_

#include <pybind11/pybind11.h>

#include "proactive/plan.h"

namespace proactive::python {

/// Adds `funnel` to the class of plans.
void bind_funnels(pybind11::class_<Plan>& plan);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_FUNNEL_H_
