// Why a fact is unknown, as Python says it.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_ABSENCE_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_ABSENCE_H_

#include <pybind11/pybind11.h>

#include <optional>

#include "proactive/absence.h"

namespace proactive::python {

/// The reason that a value of a record stands for: a `proactive.Absent`, or `{"absent": "masked"}` as
/// JSON has it; none for anything else. Raises E1322 for a reason that there is not.
std::optional<Absence> absence(const pybind11::handle& value);

void bind_absence(pybind11::module_& module);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_ABSENCE_H_
