// What of tables a plan needs, and what of answers may be kept.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_MINIMISE_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_MINIMISE_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

void bind_privacy_minimise(pybind11::module_& privacy);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_MINIMISE_H_
