// `proactive._core.privacy`: the native part of `proactive.privacy`. Only there when the library was
// built with its privacy component.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_H_

#include <pybind11/pybind11.h>

namespace proactive::python {

/// Makes the submodule `privacy` of `module`. Each part of the component binds itself into it.
void bind_privacy(pybind11::module_& module);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_H_
