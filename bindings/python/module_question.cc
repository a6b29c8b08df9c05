#include "module_question.h"

#include <pybind11/stl.h>

#include "module_errors.h"
#include "module_records.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

py::object or_none(const std::optional<int>& value) { return value ? py::object(py::int_(*value)) : py::none(); }

py::list steps_of(const AskedFact& fact) {
  py::list steps;
  for (const AskedStep& step : fact.steps)
    steps.append(py::make_tuple(step.name, step.member < 0 ? py::object(py::none()) : py::int_(step.member)));
  return steps;
}

py::dict to_dict(const AskedFact& fact) {
  py::list members;
  for (const AskedMember& member : fact.members) members.append(py::make_tuple(member.name, member.label));
  py::dict d;
  d["fact"] = fact.fact;
  d["steps"] = steps_of(fact);
  d["entity"] = fact.entity;
  d["column"] = fact.column;
  d["label"] = fact.label;
  d["is_list"] = fact.is_list;
  d["type"] = fact.type;
  d["members"] = members;
  d["low"] = fact.low;
  d["high"] = fact.high;
  d["secrecy"] = fact.secrecy;
  d["kept_months"] = or_none(fact.kept_months);
  d["reason"] = std::string(to_string(fact.absence));
  d["retry"] = std::string(to_string(retry_of(fact.absence)));
  d["retry_fr"] = std::string(to_string(retry_of(fact.absence), Language::french));
  return d;
}

template <typename T>
void add_holder(py::dict& d, const T& of) {
  d["source"] = of.source;
  d["source_label"] = of.source_label;
  d["way"] = of.way;
  d["address"] = of.address;
  d["rights"] = of.rights;
  d["alone"] = of.alone;
}

py::dict to_dict(const Question& question) {
  py::list facts;
  for (const AskedFact& fact : question.facts) facts.append(to_dict(fact));
  py::dict d;
  add_holder(d, question);
  d["facts"] = facts;
  d["cost"] = question.cost;
  d["expected"] = py::make_tuple(question.expected, question.expected_of);
  d["text"] = question.text();
  d["text_fr"] = question.text(Language::french);
  return d;
}

py::dict to_dict(const StillNeeded& needed) {
  py::dict d;
  add_holder(d, needed);
  d["fact"] = to_dict(needed.fact);
  return d;
}

AskingCosts costs_of(const std::map<std::string, int>& given) {
  AskingCosts costs;
  for (const auto& [name, cost] : given) {
    if (cost < 1 || cost > 1'000'000)
      raise("E1323", "the cost of asking `" + name + "` is not from 1 to 1 000 000", "only ratios matter: 1, 2, 10");
    if (name == "api")
      costs.api = cost;
    else if (name == "file")
      costs.file = cost;
    else if (name == "person")
      costs.person = cost;
    else
      costs.by_source[name] = cost;
  }
  return costs;
}

py::object next_question(const Plan& plan, const py::dict& record, const std::string& entity, const std::string& kind,
                         const std::string& name, const std::map<std::string, int>& costs,
                         const std::vector<std::string>& cannot_be_obtained, const std::optional<Prior>& prior) {
  QuestionOptions options{entity, audience_of(kind, name), costs_of(costs), cannot_be_obtained, prior};
  const auto question = value_or_raise(plan.next_question(to_record(record), options));
  return question ? py::object(to_dict(*question)) : py::none();
}

py::list still_needed(const Plan& plan, const py::dict& record, const std::string& entity, const std::string& kind,
                      const std::string& name) {
  py::list list;
  for (const StillNeeded& needed :
       value_or_raise(plan.still_needed(to_record(record), entity, audience_of(kind, name))))
    list.append(to_dict(needed));
  return list;
}

}  // namespace

void bind_questions(py::module_& module, py::class_<Plan>& plan) {
  py::class_<Prior>(module, "Prior").def("columns", [](const Prior& prior) {
    std::vector<std::pair<std::string, std::string>> names;
    for (const auto& [name, column] : prior.columns()) names.push_back(name);
    return names;
  });
  module.def("prior_from", [](const Population& population) { return Prior::from(population); });
  plan.def("next_question", &next_question).def("still_needed", &still_needed);
}

}  // namespace proactive::python
