// The ledger, the register of opposition and the sweep, for `proactive.privacy`.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_RETENTION_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_RETENTION_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

/// After the providers of keys, which they take.
void bind_privacy_retention(pybind11::module_& module);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_RETENTION_H_
