// Two versions of rules side by side.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_DIFFERENCE_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_DIFFERENCE_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

/// Adds the functions `compare` and `compare_populations`.
void bind_differences(pybind11::module_& module);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_DIFFERENCE_H_
