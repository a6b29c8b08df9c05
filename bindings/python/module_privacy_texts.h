// Columns of identifiers from Python, and what may end a long call on one.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_TEXTS_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_TEXTS_H_

#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "proactive/arrow_abi.h"

namespace proactive::python {

/// The stream of an Arrow column or table, or of a list of texts and `None`. `capsules` keeps it alive.
ArrowArrayStream& open_texts(const pybind11::object& column, pybind11::list& capsules);

/// Asks Python now and then whether a signal, such as that of Ctrl-C, raises; then the call is cancelled.
class Interrupts {
 public:
  /// Called without Python's lock.
  bool go_on();
  /// With the lock, after the call.
  void raise_if_any();

 private:
  std::optional<pybind11::error_already_set> raised_;
};

/// Runs `work(stream, progress)` without Python's lock; gives its result, or raises what a signal raised.
template <typename Work>
auto on_column(const pybind11::object& column, Work&& work) {
  pybind11::list capsules;
  ArrowArrayStream& stream = open_texts(column, capsules);
  Interrupts interrupts;
  auto result = [&] {
    const pybind11::gil_scoped_release unlocked;
    return work(stream, [&](std::int64_t) { return interrupts.go_on(); });
  }();
  interrupts.raise_if_any();
  return result;
}

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_TEXTS_H_
