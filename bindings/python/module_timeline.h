// Timelines in Python.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_TIMELINE_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_TIMELINE_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

/// After the classes of rule sets, plans and populations.
void bind_timelines(pybind11::module_& module);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_TIMELINE_H_
