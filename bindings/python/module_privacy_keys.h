// Key files and master keys, for `proactive.privacy`.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_KEYS_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_KEYS_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

/// Among others the class `KeyProvider`, held by `std::shared_ptr`, which other parts take.
void bind_privacy_keys(pybind11::module_& module);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_KEYS_H_
