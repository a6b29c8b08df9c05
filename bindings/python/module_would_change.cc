#include "module_would_change.h"

#include <pybind11/stl.h>

#include "module_errors.h"
#include "module_records.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

py::dict to_dict(const FactChange& fact) {
  py::dict d;
  d["fact"] = fact.fact;
  d["label"] = fact.label;
  d["source"] = fact.source;
  d["source_label"] = fact.source_label;
  d["before"] = fact.before ? to_python(*fact.before) : py::none();
  d["after"] = to_python(fact.after);
  return d;
}

py::dict to_dict(const WouldChange& answer) {
  py::list changes;
  for (const SmallestChange& change : answer.changes) {
    py::list facts;
    for (const FactChange& fact : change.facts) facts.append(to_dict(fact));
    changes.append(facts);
  }
  py::dict d;
  d["right"] = answer.right;
  d["outcome"] = std::string(to_string(answer.outcome));
  d["changes"] = changes;
  d["complete"] = answer.complete;
  d["withheld"] = answer.withheld;
  d["fixed"] = answer.fixed;
  d["work"] = answer.work;
  return d;
}

py::dict would_change(const Plan& plan, const py::dict& facts, const std::string& right, int most_facts,
                      std::int64_t most_work, const std::vector<std::string>& fixed, const std::string& audience,
                      const std::string& name) {
  WouldChangeOptions options;
  options.most_facts = most_facts;
  options.most_work = most_work;
  options.fixed = fixed;
  options.audience = audience_of(audience, name);
  const Record record = to_record(facts);
  const auto answer = [&] {
    const py::gil_scoped_release unlocked;
    return plan.would_change(record, right, options);
  }();
  return to_dict(value_or_raise(answer));
}

}  // namespace

void bind_would_change(py::class_<Plan>& plan) { plan.def("would_change", &would_change); }

}  // namespace proactive::python
