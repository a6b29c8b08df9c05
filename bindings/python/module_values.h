// Parts of answers as plain Python values.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_VALUES_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_VALUES_H_

#include <pybind11/pybind11.h>

#include "proactive/decision.h"
#include "proactive/plan.h"

namespace proactive::python {

pybind11::dict to_dict(const Missing& missing);
pybind11::dict to_dict(const Need& need);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_VALUES_H_
