#include "module_privacy_minimise.h"

#include <pybind11/stl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "module_arrow.h"
#include "module_assessment.h"
#include "module_errors.h"
#include "proactive/privacy/entitled.h"
#include "proactive/privacy/minimise.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

using Streams = std::vector<std::pair<std::string, ArrowArrayStream*>>;

Streams open_all(const py::dict& tables, py::list& capsules) {
  Streams streams;
  for (const auto& [name, table] : tables) streams.emplace_back(py::str(name), open_stream(table, capsules));
  return streams;
}

py::dict capsules_of(std::vector<privacy::TableStream> tables) {
  py::dict capsules;
  for (privacy::TableStream& table : tables) {
    std::unique_ptr<ArrowArrayStream> stream(table.stream.release());
    capsules[py::str(table.name)] = stream_capsule(std::move(stream));
  }
  return capsules;
}

Language language_of(const std::string& name) { return name == "fr" ? Language::french : Language::english; }

py::tuple minimise(const RuleSet& rules, const Plan& plan, const py::dict& tables, const py::dict& members,
                   bool receipt) {
  py::list opened;
  Streams entity_streams = open_all(tables, opened);
  Streams member_streams = open_all(members, opened);
  auto minimised = [&] {
    const py::gil_scoped_release unlocked;
    return privacy::minimise(rules, plan, std::move(entity_streams), std::move(member_streams), {receipt});
  }();
  if (!minimised) raise(minimised.errors());
  py::list dropped, absent;
  for (const auto& [table, column, reason] : minimised->dropped)
    dropped.append(py::make_tuple(table, column, std::string(to_string(reason)),
                                  std::string(to_string(reason, Language::french))));
  for (const auto& [table, column, holder] : minimised->absent) absent.append(py::make_tuple(table, column, holder));
  return py::make_tuple(capsules_of(std::move(minimised->entities)), capsules_of(std::move(minimised->members)),
                        dropped, absent);
}

py::tuple keep_entitled(const Answers& answers) {
  auto out = std::make_unique<ArrowArrayStream>();
  auto counts = [&] {
    const py::gil_scoped_release unlocked;
    return privacy::keep_entitled(answers.population, *answers.outcomes, out.get());
  }();
  if (!counts) raise(counts.errors());
  return py::make_tuple(stream_capsule(std::move(out)), counts->entitled, counts->undetermined, counts->not_entitled);
}

std::string notice(std::int64_t entitled, std::int64_t undetermined, std::int64_t not_entitled,
                   const std::string& language) {
  return to_string(privacy::EntitledCounts{"", "", entitled, undetermined, not_entitled}, language_of(language));
}

}  // namespace

void bind_privacy_minimise(py::module_& privacy) {
  privacy.def("minimise", &minimise);
  privacy.def("keep_entitled", &keep_entitled);
  privacy.def("notice", &notice);
}

}  // namespace proactive::python
