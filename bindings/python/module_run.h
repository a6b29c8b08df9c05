// Long work without the interpreter's lock.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_RUN_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_RUN_H_

#include <pybind11/pybind11.h>

#include <cstdint>
#include <exception>
#include <utility>

#include "module_errors.h"
#include "proactive/plan.h"

namespace proactive::python {

/// Works without the interpreter's lock; the callback and Ctrl-C are heard between blocks of rows.
template <typename Work>
auto run(AssessOptions options, const pybind11::object& progress, const Work& work) {
  std::exception_ptr failure;
  options.progress = [&](std::int64_t done, std::int64_t total) {
    const pybind11::gil_scoped_acquire lock;
    try {
      if (!progress.is_none()) progress(done, total);
      if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
      return true;
    } catch (...) {
      failure = std::current_exception();
      return false;
    }
  };
  auto result = [&] {
    const pybind11::gil_scoped_release unlocked;
    return work(options);
  }();
  if (failure) std::rethrow_exception(failure);
  return value_or_raise(std::move(result));
}

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_RUN_H_
