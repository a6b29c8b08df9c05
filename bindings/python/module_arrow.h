// Arrow tables between Python and C++, by the PyCapsule protocol.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_ARROW_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_ARROW_H_

#include <pybind11/pybind11.h>

#include <memory>

#include "proactive/plan.h"
#include "proactive/population.h"
#include "proactive/result.h"

namespace proactive::python {

/// Reads tables given as objects with `__arrow_c_stream__` or `__arrow_c_array__`, by name.
Result<Population> read_population(const Plan& plan, const pybind11::dict& entities, const pybind11::dict& members);

/// The capsules that `__arrow_c_array__` and `__arrow_c_stream__` return.
pybind11::tuple export_array(const Population& population, const RightOutcomes& outcomes);
pybind11::capsule export_stream(const Population& population, std::shared_ptr<const RightOutcomes> outcomes);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_ARROW_H_
