// Risks, anonymous tables, suppressed cells and noisy counts, for Python.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_ANONYMITY_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_ANONYMITY_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

void bind_privacy_anonymity(pybind11::module_& privacy);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_ANONYMITY_H_
