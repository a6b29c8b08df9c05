// Errors of the library as Python's exception.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_ERRORS_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_ERRORS_H_

#include <string>
#include <utility>

#include "proactive/diagnostic.h"
#include "proactive/result.h"

namespace proactive::python {

/// Raises `proactive.RightsError` with these diagnostics.
[[noreturn]] void raise(const Diagnostics& errors);

/// Raises it with one, which has no place in a file.
[[noreturn]] void raise(std::string code, std::string message, std::string way_out);

template <typename T>
T value_or_raise(Result<T> result) {
  if (!result) raise(result.errors());
  return *std::move(result);
}

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_ERRORS_H_
