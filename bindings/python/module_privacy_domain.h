// Domains and their pseudonyms in Python.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_DOMAIN_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_DOMAIN_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

void bind_privacy_domain(pybind11::module_& privacy);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_DOMAIN_H_
