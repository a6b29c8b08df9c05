#include "module_event.h"

#include <pybind11/stl.h>

#include "module_errors.h"
#include "module_records.h"
#include "module_values.h"
#include "proactive/event.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

py::dict to_dict(const EventChange& change) {
  py::dict d;
  d["fact"] = change.fact;
  d["entity"] = change.entity;
  d["name"] = change.name;
  d["label"] = change.label;
  d["is_role"] = change.is_role;
  return d;
}

py::dict to_dict(const EventInfo& event) {
  py::dict d;
  d["name"] = event.name;
  d["label"] = event.label;
  d["entity"] = event.entity;
  d["law"] = event.law;
  py::list changes;
  for (const EventChange& change : event.changes) changes.append(to_dict(change));
  d["changes"] = changes;
  return d;
}

py::dict to_dict(const EventEffect& effect) {
  py::dict d;
  d["event"] = to_dict(effect.event);
  py::list rights, collect;
  for (const AffectedRight& right : effect.rights) {
    py::dict one;
    one["right"] = right.right;
    one["label"] = right.label;
    one["entity"] = right.entity;
    one["facts"] = right.facts;
    rights.append(one);
  }
  for (const Need& need : effect.collect) collect.append(python::to_dict(need));
  d["rights"] = rights;
  d["others"] = effect.others;
  d["collect"] = collect;
  return d;
}

py::object pair_of(Outcome outcome, const std::optional<Amount>& amount) {
  if (!amount || outcome == Outcome::not_eligible) return py::none();
  return py::make_tuple(amount->low_cents, amount->high_cents);
}

py::dict to_dict(const AnswerAfterEvent& answer) {
  py::dict d;
  d["right"] = answer.right;
  d["label"] = answer.label;
  d["before"] = std::string(to_string(answer.before));
  d["after"] = std::string(to_string(answer.after));
  d["amount_before"] = pair_of(answer.before, answer.amount_before);
  d["amount_after"] = pair_of(answer.after, answer.amount_after);
  py::list missing;
  for (const Missing& fact : answer.missing) missing.append(python::to_dict(fact));
  d["missing"] = missing;
  d["opens"] = answer.opens();
  return d;
}

py::list events_of(const RuleSet& rules) {
  py::list list;
  for (const EventInfo& event : events(rules)) list.append(to_dict(event));
  return list;
}

py::dict event_of_record(const Plan& plan, const std::string& name, const py::dict& record, const std::string& entity,
                         const std::string& kind, const std::string& who) {
  const auto found = value_or_raise(look_again(plan, name, to_record(record), entity, audience_of(kind, who)));
  py::dict d;
  d["effect"] = to_dict(found.effect);
  py::list answers;
  for (const AnswerAfterEvent& answer : found.answers) answers.append(to_dict(answer));
  d["answers"] = answers;
  return d;
}

}  // namespace

void bind_events(py::class_<RuleSet>& rules, py::class_<Plan>& plan) {
  rules.def("events", &events_of);
  plan.def("event",
           [](const Plan& self, const std::string& name) { return to_dict(value_or_raise(look_again(self, name))); })
      .def("event_of_record", &event_of_record, py::arg("event"), py::arg("record"), py::arg("entity"),
           py::arg("audience") = "person", py::arg("name") = "");
}

}  // namespace proactive::python
