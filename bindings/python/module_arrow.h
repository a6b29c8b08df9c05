// Arrow tables between Python and C++, by the PyCapsule protocol.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_ARROW_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_ARROW_H_

#include <pybind11/pybind11.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "proactive/plan.h"
#include "proactive/population.h"
#include "proactive/result.h"
#include "proactive/stream.h"

namespace proactive::python {

/// Reads tables given as objects with `__arrow_c_stream__` or `__arrow_c_array__`, by name.
Result<Population> read_population(const Plan& plan, const pybind11::dict& entities, const pybind11::dict& members);

/// Windows of tables given in the same way.
class Windows {
 public:
  Windows(const Plan& plan, const pybind11::dict& entities, const pybind11::dict& members, std::int64_t rows);
  /// Nothing at the end.
  std::optional<Population> next();

 private:
  pybind11::list capsules_;  ///< keep the streams alive
  PopulationStream stream_;
};

/// A capsule of one of the structs of the Arrow C interface; it frees what nobody took.
template <typename T>
pybind11::capsule capsule(std::unique_ptr<T> value, const char* name) {
  return pybind11::reinterpret_steal<pybind11::capsule>(PyCapsule_New(value.release(), name, [](PyObject* object) {
    auto* held = static_cast<T*>(PyCapsule_GetPointer(object, PyCapsule_GetName(object)));
    if (held->release != nullptr) held->release(held);
    delete held;
  }));
}

/// What such a capsule holds; raises when it is another one.
template <typename T>
T* pointer_in(const pybind11::handle& object, const char* name) {
  auto* pointer = static_cast<T*>(PyCapsule_GetPointer(object.ptr(), name));
  if (pointer == nullptr) throw pybind11::error_already_set();
  return pointer;
}

/// The stream of a table or column with `__arrow_c_stream__` or `__arrow_c_array__`. `capsules` keeps it
/// alive.
ArrowArrayStream* open_stream(const pybind11::handle& table, pybind11::list& capsules);

/// What `__arrow_c_stream__` returns of a stream that is handed out once.
pybind11::capsule stream_capsule(std::unique_ptr<ArrowArrayStream> stream);

/// The capsules that `__arrow_c_array__` and `__arrow_c_stream__` return.
pybind11::tuple export_array(const Population& population, const RightOutcomes& outcomes);
pybind11::capsule export_stream(const Population& population, std::shared_ptr<const RightOutcomes> outcomes);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_ARROW_H_
