#include "module_absence.h"

#include "module_errors.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

Absence reason(const std::string& text) {
  if (const auto absence = absence_from(text)) return *absence;
  std::string names;
  for (int i = 0; i < kAbsences; ++i)
    names += (names.empty() ? "`" : ", `") + std::string(to_string(static_cast<Absence>(i))) + "`";
  raise("E1322", "a fact is absent for a reason that there is not", "choose among " + names);
}

// {"absent": "masked"}: the one member of its dict, and a text.
bool is_reason(const py::handle& value) {
  if (!py::isinstance<py::dict>(value)) return false;
  const auto dict = py::reinterpret_borrow<py::dict>(value);
  return dict.size() == 1 && dict.contains("absent") && py::isinstance<py::str>(dict["absent"]);
}

}  // namespace

std::optional<Absence> absence(const py::handle& value) {
  if (is_reason(value)) return reason(py::str(value["absent"]));
  const py::object type = py::module_::import("proactive._absent").attr("Absent");
  if (py::isinstance(value, type)) return reason(py::str(value.attr("value")));
  return std::nullopt;
}

void bind_absence(py::module_& module) {
  module.def("absence_of", [](int status, const std::string& code, bool there) -> py::object {
    const auto absence = value_or_raise(absence_of(status, code, there));
    return absence ? py::object(py::str(std::string(to_string(*absence)))) : py::none();
  });
  module.def("retry_of", [](const std::string& text, bool french) {
    return std::string(to_string(retry_of(reason(text)), french ? Language::french : Language::english));
  });
  module.def("absence_in_french",
             [](const std::string& text) { return std::string(to_string(reason(text), Language::french)); });
}

}  // namespace proactive::python
