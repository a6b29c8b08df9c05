// Identifiers checked and normalised, one by one and in columns.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_IDENTIFIERS_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_IDENTIFIERS_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

void bind_privacy_identifiers(pybind11::module_& privacy);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_IDENTIFIERS_H_
