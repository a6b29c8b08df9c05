// The native module `proactive._core`: the C++ interface in plain Python values. The classes
// that users meet are in `proactive/_api.py`.
#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "module_absence.h"
#include "module_difference.h"
#include "module_errors.h"
#include "module_event.h"
#include "module_explain.h"
#include "module_funnel.h"
#include "module_population.h"
#ifdef PROACTIVE_PRIVACY
#include "module_privacy.h"
#endif
#include "module_question.h"
#include "module_records.h"
#include "module_timeline.h"
#include "module_values.h"
#include "module_would_change.h"
#include "proactive/plan.h"
#include "proactive/rule_set.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

py::dict to_dict(const Diagnostic& diagnostic) {
  py::dict d;
  d["code"] = diagnostic.code;
  d["severity"] = diagnostic.severity == Severity::error ? "error" : "warning";
  d["message"] = diagnostic.message;
  d["file"] = diagnostic.place.file;
  d["line"] = diagnostic.place.line;
  d["column"] = diagnostic.place.column;
  d["notes"] = diagnostic.notes;
  d["way_out"] = diagnostic.way_out.empty() ? py::object(py::none()) : py::str(diagnostic.way_out);
  d["text"] = render(diagnostic);
  return d;
}

py::list to_list(const Diagnostics& diagnostics) {
  py::list list;
  for (const Diagnostic& diagnostic : diagnostics) list.append(to_dict(diagnostic));
  return list;
}

}  // namespace

void raise(const Diagnostics& errors) {
  const py::object type = py::module_::import("proactive._errors").attr("RightsError");
  const py::object error = type.attr("_of")(to_list(errors));
  PyErr_SetObject(type.ptr(), error.ptr());
  throw py::error_already_set();
}

void raise(std::string code, std::string message, std::string way_out) {
  Diagnostic error;
  error.code = std::move(code);
  error.message = std::move(message);
  error.way_out = std::move(way_out);
  raise(Diagnostics{std::move(error)});
}

py::dict to_dict(const Missing& missing) {
  py::dict d;
  d["fact"] = missing.fact;
  d["source"] = missing.source;
  d["source_label"] = missing.source_label;
  d["way"] = missing.way;
  d["address"] = missing.address;
  d["reason"] = missing.reason;
  d["retry"] = std::string(to_string(retry_of(missing.absence)));
  d["retry_fr"] = std::string(to_string(retry_of(missing.absence), Language::french));
  return d;
}

namespace {

py::dict to_dict(const NeedReason& reason) {
  py::dict d;
  d["right"] = reason.right;
  d["condition"] = reason.condition;
  d["label"] = reason.label;
  d["law"] = reason.law;
  return d;
}

}  // namespace

py::dict to_dict(const Need& need) {
  py::dict d;
  d["fact"] = need.fact;
  d["entity"] = need.entity;
  d["column"] = need.column;
  d["is_role"] = need.is_role;
  d["label"] = need.label;
  d["source"] = need.source;
  d["source_label"] = need.source_label;
  d["way"] = need.way;
  d["address"] = need.address;
  d["secrecy"] = need.secrecy;
  d["kept_months"] = need.kept_months ? py::object(py::int_(*need.kept_months)) : py::none();
  d["rights"] = need.rights;
  py::list because;
  for (const NeedReason& reason : need.because) because.append(to_dict(reason));
  d["because"] = because;
  return d;
}

namespace {

Date date_of(const std::string& text) {
  const auto date = Date::parse(text);
  if (date) return *date;
  raise("E1006", "the date of assessment is not a date", "write it as `2024-03-01`, or give a `datetime.date`");
}

py::dict to_dict(const ConditionResult& condition) {
  py::dict d;
  d["name"] = condition.name;
  d["label"] = condition.label;
  d["law"] = condition.law;
  d["value"] = std::string(to_string(condition.value));
  return d;
}

py::dict to_dict(const Decision& decision);
using python::to_dict;
py::dict to_dict(const RightInfo& right);
py::dict to_dict(const FieldInfo& field);
py::dict to_dict(const RoleInfo& role);
py::dict to_dict(const EntityInfo& entity);
py::dict to_dict(const ExampleResult& example);

template <typename T>
py::list to_list(const std::vector<T>& values) {
  py::list list;
  for (const T& value : values) list.append(to_dict(value));
  return list;
}

py::dict to_dict(const Decision& decision) {
  py::dict d;
  d["right"] = decision.right;
  d["label"] = decision.label;
  d["law"] = decision.law;
  d["on"] = to_string(decision.on);
  d["outcome"] = std::string(to_string(decision.outcome));
  d["amount"] = decision.amount ? py::object(py::make_tuple(decision.amount->low_cents, decision.amount->high_cents))
                                : py::none();
  d["period"] = decision.period;
  d["received"] = decision.received ? py::object(py::str(std::string(to_string(*decision.received)))) : py::none();
  d["missing"] = to_list(decision.missing);
  d["no_result"] = decision.no_result;
  d["deciding"] = decision.deciding;
  d["conditions"] = to_list(decision.conditions);
  d["attested"] = to_list(decision.attested);
  d["needs"] = decision.needs;
  d["stale"] = decision.stale;
  d["text"] = decision.to_text();
  return d;
}

py::dict to_dict(const RightInfo& right) {
  py::dict d;
  d["name"] = right.name;
  d["entity"] = right.entity;
  d["label"] = right.label;
  d["law"] = right.law;
  d["purpose"] = right.purpose;
  d["has_amount"] = right.has_amount;
  return d;
}

py::dict to_dict(const FieldInfo& field) {
  py::dict d;
  d["name"] = field.name;
  d["type"] = field.type;
  d["source"] = field.source;
  d["label"] = field.label;
  d["by_year"] = field.by_year;
  d["secrecy"] = field.secrecy;
  d["members"] = field.members;
  d["concealed_from"] = field.concealed_from;
  return d;
}

py::dict to_dict(const RoleInfo& role) {
  py::dict d;
  d["name"] = role.name;
  d["entity"] = role.entity;
  d["min"] = role.min;
  d["max"] = role.max;
  d["label"] = role.label;
  return d;
}

py::dict to_dict(const EntityInfo& entity) {
  py::dict d;
  d["name"] = entity.name;
  d["label"] = entity.label;
  d["is_group"] = entity.is_group;
  d["fields"] = to_list(entity.fields);
  d["roles"] = to_list(entity.roles);
  return d;
}

py::dict to_dict(const ExampleResult& example) {
  py::dict d;
  d["title"] = example.title;
  d["right"] = example.right;
  d["on"] = to_string(example.on);
  d["passed"] = example.passed;
  d["file"] = example.file;
  d["line"] = example.line;
  d["failures"] = example.failures;
  return d;
}

RuleSet parse(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<RuleText> texts;
  for (const auto& [name, text] : files) texts.push_back({name, text});
  return value_or_raise(RuleSet::parse(std::move(texts)));
}

py::list assess_record(const Plan& plan, const py::dict& record, const std::string& entity) {
  return to_list(value_or_raise(plan.assess(to_record(record), entity)));
}

}  // namespace

}  // namespace proactive::python

PYBIND11_MODULE(_core, module) {
  using namespace proactive;
  using namespace proactive::python;
  module.doc() = "The native part of proactive; use the names of the package `proactive`.";
  module.attr("__version__") = std::string(version());

  module.def("load", [](const std::string& path) { return value_or_raise(RuleSet::load(path)); });
  module.def("parse", &parse);

  py::class_<RuleSet> rules(module, "RuleSet");
  rules.def("warnings", [](const RuleSet& rules) { return to_list(rules.warnings()); })
      .def("rights", [](const RuleSet& rules) { return to_list(rules.rights()); })
      .def("entities", [](const RuleSet& rules) { return to_list(rules.entities()); })
      .def("test", [](const RuleSet& rules) { return to_list(rules.test()); })
      .def("plan", [](const RuleSet& rules, const std::string& on, const std::vector<std::string>& rights) {
        return value_or_raise(rules.plan({date_of(on), rights}));
      });

  py::class_<Plan> plan(module, "Plan");
  plan.def("on", [](const Plan& plan) { return to_string(plan.on()); })
      .def("rights", &Plan::rights)
      .def("not_in_force", &Plan::not_in_force)
      .def("when_in_force", &Plan::when_in_force)
      .def("entity_of", &Plan::entity_of)
      .def("needs", [](const Plan& plan, const std::string& right) { return to_list(plan.needs(right)); })
      .def("columns", &Plan::columns)
      .def("memberships", &Plan::memberships)
      .def("listing", &Plan::listing)
      .def("stale", &Plan::stale)
      .def("assess_record", &assess_record)
      .def("emit_cpp",
           [](const Plan& plan, const std::string& name) {
             const CppFiles files = value_or_raise(plan.emit_cpp(name));
             return py::make_tuple(files.header, files.source);
           })
      .def("decide", [](const Plan& plan, const Population& population, const std::string& right, std::int64_t row) {
        return to_dict(value_or_raise(plan.decide(population, right, row)));
      });

  bind_would_change(plan);
  bind_populations(module, plan);
  bind_absence(module);
  bind_timelines(module);
  bind_funnels(plan);
  bind_questions(module, plan);
  bind_explanations(module, plan);
  bind_differences(module);
  bind_events(rules, plan);
#ifdef PROACTIVE_PRIVACY
  bind_privacy(module);
#endif
}
