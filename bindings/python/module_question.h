// The next question, and what is still needed for one subject.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_QUESTION_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_QUESTION_H_

#include <pybind11/pybind11.h>

#include "proactive/plan.h"

namespace proactive::python {

void bind_questions(pybind11::module_& module, pybind11::class_<Plan>& plan);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_QUESTION_H_
