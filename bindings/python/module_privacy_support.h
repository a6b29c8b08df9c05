// Days, months, names of keys and receipts between Python and C++, and calls without Python's lock.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_SUPPORT_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_SUPPORT_H_

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "module_errors.h"
#include "proactive/privacy/key_provider.h"

namespace proactive::python {

Date day_of(const std::string& text);
privacy::Epoch epoch_of(const std::string& text);
privacy::KeyName key_of(const std::tuple<std::string, std::uint32_t, std::string>& key);
pybind11::tuple to_tuple(const privacy::KeyName& key);
pybind11::dict to_dict(const privacy::ShredReceipt& receipt);
pybind11::list to_list(const std::vector<privacy::ShredReceipt>& receipts);
void raise_if(const Diagnostics& errors);

/// Runs `work` without Python's lock; gives its value or raises.
template <typename Work>
auto unlocked(Work&& work) {
  auto result = [&] {
    const pybind11::gil_scoped_release release;
    return work();
  }();
  return value_or_raise(std::move(result));
}

template <typename Work>
void unlocked_errors(Work&& work) {
  Diagnostics errors;
  {
    const pybind11::gil_scoped_release release;
    errors = work();
  }
  raise_if(errors);
}

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_PRIVACY_SUPPORT_H_
