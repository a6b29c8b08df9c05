#include "module_explain.h"

#include <pybind11/stl.h>

#include "module_errors.h"
#include "module_records.h"
#include "proactive/explanation.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

// The package checks the words first.
ExplainOptions options_of(const std::string& kind, const std::string& name, const std::string& language) {
  ExplainOptions options;
  options.audience = audience_of(kind, name);
  options.language = language == "fr" ? Language::french : Language::english;
  return options;
}

py::dict to_dict(const Record& record) {
  py::dict dict;
  for (const auto& [name, value] : record.facts()) dict[py::str(name)] = to_python(value);
  for (const auto& [role, members] : record.members()) {
    py::list list;
    for (const Record& member : members) list.append(to_dict(member));
    dict[py::str(role)] = list;
  }
  for (const auto& [entity, group] : record.groups()) dict[py::str(entity)] = to_dict(group.front());
  py::dict days;
  for (const auto& [name, day] : record.obtained()) days[py::str(name)] = to_python(FactValue(day));
  if (!days.empty()) dict[kAsOf] = days;
  return dict;
}

py::list statutory(const Explanation& explanation) {
  py::list blocks;
  for (const StatutoryBlock& block : explanation.statutory())
    blocks.append(py::make_tuple(py::str(block.title), py::cast(block.lines)));
  return blocks;
}

py::object refusal(const Explanation& explanation) {
  const auto sheet = explanation.refusal();
  if (!sheet) return py::none();
  return py::make_tuple(py::str(sheet->to_text()), py::str(sheet->to_json()));
}

}  // namespace

void bind_explanations(py::module_& module, py::class_<Plan>& plan) {
  py::class_<Explanation>(module, "Explanation")
      .def("text", &Explanation::to_text)
      .def("json", &Explanation::to_json)
      .def("html", &Explanation::to_html)
      .def("statutory", &statutory)
      .def("refusal", &refusal)
      .def("facts", [](const Explanation& explanation) { return to_dict(explanation.facts()); });
  py::class_<Record>(module, "Record").def(py::init(&to_record));
  plan.def("explain_record", [](const Plan& plan, const Record& record, const std::string& right,
                                const std::string& kind, const std::string& name, const std::string& language) {
    return value_or_raise(plan.explain(record, right, options_of(kind, name, language)));
  });
  plan.def("explain_row", [](const Plan& plan, const Population& population, const std::string& right, std::int64_t row,
                             const std::string& kind, const std::string& name, const std::string& language) {
    return value_or_raise(plan.explain(population, right, row, options_of(kind, name, language)));
  });
}

}  // namespace proactive::python
