#include "module_funnel.h"

#include <pybind11/stl.h>

#include "module_run.h"
#include "proactive/funnel.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

py::dict to_dict(const StopPart& part) {
  py::dict d;
  d["name"] = part.name;
  d["label"] = part.label;
  d["law"] = part.law;
  d["failed"] = part.failed;
  return d;
}

py::dict to_dict(const Stop& stop) {
  py::dict d;
  d["name"] = stop.name;
  d["label"] = stop.label;
  d["law"] = stop.law;
  d["at_least"] = stop.at_least;
  d["failed"] = stop.failed;
  d["failed_alone"] = stop.failed_alone;
  d["open"] = stop.open;
  d["still_in"] = stop.still_in;
  d["certain"] = stop.certain;
  py::list parts;
  for (const StopPart& part : stop.parts) parts.append(to_dict(part));
  d["parts"] = parts;
  return d;
}

py::dict to_dict(const FunnelMissing& missing) {
  py::dict d;
  d["fact"] = missing.fact;
  d["source"] = missing.source;
  d["source_label"] = missing.source_label;
  d["is_fact"] = missing.is_fact;
  d["rows"] = missing.rows;
  d["alone"] = missing.alone;
  return d;
}

py::dict to_dict(const Funnel& funnel) {
  py::dict d;
  d["right"] = funnel.right;
  d["label"] = funnel.label;
  d["entity"] = funnel.entity;
  d["total"] = funnel.total;
  d["eligible"] = funnel.eligible;
  d["refused"] = funnel.refused;
  d["undetermined"] = funnel.undetermined;
  py::list stops, combinations, missing;
  for (const Stop& stop : funnel.stops) stops.append(to_dict(stop));
  for (const StopCombination& one : funnel.combinations) {
    py::list names;
    for (const std::int32_t stop : one.stops) names.append(funnel.stops[stop].name);
    combinations.append(py::make_tuple(names, one.rows));
  }
  for (const FunnelMissing& fact : funnel.missing) missing.append(to_dict(fact));
  d["stops"] = stops;
  d["combinations"] = combinations;
  d["other_combinations"] = funnel.other_combinations;
  d["other_rows"] = funnel.other_rows;
  d["missing"] = missing;
  return d;
}

py::list funnels(const Plan& plan, const Population& population, std::size_t combinations, int threads,
                 const py::object& progress) {
  AssessOptions options;
  options.threads = threads;
  const auto made =
      run(options, progress, [&](const AssessOptions& with) { return funnel(plan, population, with, combinations); });
  py::list list;
  for (const Funnel& one : made) list.append(to_dict(one));
  return list;
}

}  // namespace

void bind_funnels(py::class_<Plan>& plan) {
  plan.def("funnel", &funnels, py::arg("population"), py::arg("combinations") = kListedCombinations,
           py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace proactive::python
