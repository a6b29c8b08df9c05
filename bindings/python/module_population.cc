#include "module_population.h"

#include <pybind11/stl.h>

#include "module_arrow.h"
#include "module_assessment.h"
#include "module_errors.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

py::dict to_dict(const Summary& summary) {
  py::dict d;
  d["subjects"] = summary.subjects;
  d["eligible"] = summary.eligible;
  d["not_eligible"] = summary.not_eligible;
  d["undetermined"] = summary.undetermined;
  d["receiving"] = summary.receiving;
  d["entitled_not_receiving"] = summary.entitled_not_receiving;
  d["receipt_unknown"] = summary.receipt_unknown;
  d["top_missing"] = summary.missing;
  py::dict unclaimed;
  if (summary.has_amount) {
    py::dict sums;
    sums["low_cents"] = summary.unclaimed_low_cents;
    sums["high_cents"] = summary.unclaimed_high_cents;
    unclaimed[py::str(summary.period)] = sums;
  }
  d["unclaimed"] = unclaimed;
  return d;
}

py::list bad_facts(const Population& population) {
  py::list list;
  for (const BadFacts& bad : population.bad_facts())
    list.append(py::make_tuple(bad.table, bad.column, bad.reason, bad.count));
  return list;
}

// Places (from 0) of the rows that are entitled for certain and do not receive.
std::vector<std::int64_t> unclaimed_rows(const RightOutcomes& outcomes) {
  std::vector<std::int64_t> rows;
  if (!outcomes.has_received) return rows;
  for (std::int64_t row = 0; row < outcomes.rows; ++row) {
    if (outcomes.outcome(row) == Outcome::eligible && outcomes.received(row) == Kleene::no) rows.push_back(row);
  }
  return rows;
}

py::object amount_or_none(const Changed& changed, Outcome outcome, const Amount& amount) {
  if (!changed.has_amount || outcome == Outcome::not_eligible) return py::none();
  return py::make_tuple(amount.low_cents, amount.high_cents);
}

// The rows that changed, as a list for each column.
py::dict columns_of(const Changed& changed) {
  const RightChanges& of = changed.changes;
  std::vector<std::int32_t> rows;
  py::list before, after, amount_before, amount_after, why;
  for (std::size_t i = 0; i < of.changes.size(); ++i) {
    const Change& change = of.changes[i];
    rows.push_back(change.row);
    before.append(to_string(change.before));
    after.append(to_string(change.after));
    amount_before.append(amount_or_none(changed, change.before, change.amount_before));
    amount_after.append(amount_or_none(changed, change.after, change.amount_after));
    why.append(of.why_of(i));
  }
  py::dict columns;
  const Ids found = ids_of(changed.population, of.entity, rows);
  columns["id"] = found.ids;
  columns["ids_are_texts"] = found.are_texts;
  columns["before"] = before;
  columns["after"] = after;
  columns["amount_before"] = amount_before;
  columns["amount_after"] = amount_after;
  columns["why"] = why;
  return columns;
}

py::dict counts_of(const Changed& changed) {
  const RightChanges& of = changed.changes;
  std::int64_t amounts = 0;
  for (const Change& change : of.changes) amounts += change.before == change.after ? 1 : 0;
  std::vector<std::int64_t> times(of.conditions.size());
  for (const std::int32_t condition : of.why) ++times[static_cast<std::size_t>(condition)];
  py::dict why;
  for (std::size_t i = 0; i < times.size(); ++i) why[py::str(of.conditions[i])] = times[i];
  py::dict counts;
  counts["assessed"] = of.assessed;
  counts["changed"] = of.changes.size();
  counts["entered"] = of.entered();
  counts["left"] = of.left();
  counts["amount_changed"] = amounts;
  counts["why"] = why;
  return counts;
}

Assessment assess(const Plan& plan, const Population& population, py::object context, const py::object& progress,
                  int threads, bool amounts, bool missing, bool conditions, const std::string& kernels) {
  const AssessOptions options{nullptr, threads, amounts, missing, conditions, kernels};
  return Assessment(plan, population, std::move(context), options, progress);
}

void bind_answers(py::module_& module) {
  py::class_<Answers>(module, "Answers")
      .def_property_readonly("right", [](const Answers& answers) { return answers.outcomes->right; })
      .def_property_readonly("entity", [](const Answers& answers) { return answers.outcomes->entity; })
      .def("summary", [](const Answers& answers) { return to_dict(summarise(*answers.outcomes)); })
      .def("unclaimed_rows", [](const Answers& answers) { return unclaimed_rows(*answers.outcomes); })
      .def(
          "__arrow_c_array__",
          [](const Answers& answers, const py::object&) { return export_array(answers.population, *answers.outcomes); },
          py::arg("requested_schema") = py::none())
      .def(
          "__arrow_c_stream__",
          [](const Answers& answers, const py::object&) { return export_stream(answers.population, answers.outcomes); },
          py::arg("requested_schema") = py::none());

  py::class_<Changed>(module, "RightChanges")
      .def_property_readonly("right", [](const Changed& changed) { return changed.changes.right; })
      .def("counts", &counts_of)
      .def("columns", &columns_of);
}

void bind_assessment(py::module_& module) {
  py::class_<Assessment>(module, "Assessment")
      .def_property_readonly("plan", [](const Assessment& assessment) { return assessment.plan(); })
      .def_property_readonly("population", [](const Assessment& assessment) { return assessment.population(); })
      .def_property_readonly("context", &Assessment::context)
      .def_property_readonly("rights", &Assessment::rights)
      .def("answers", &Assessment::answers)
      .def("update", &Assessment::update, py::arg("population"), py::arg("context"), py::arg("ids"), py::arg("rows"),
           py::arg("threads") = 0, py::arg("progress") = py::none())
      .def("update_rules", &Assessment::update_rules, py::arg("plan"), py::arg("context"), py::arg("threads") = 0,
           py::arg("progress") = py::none());
}

}  // namespace

void bind_populations(py::module_& module, py::class_<Plan>& plan) {
  py::class_<Population>(module, "Population")
      .def("rows", &Population::rows)
      .def("find", &Population::find)
      .def("columns_not_read", &Population::columns_not_read)
      .def("columns_absent", &Population::columns_absent)
      .def("bad_facts", &bad_facts);
  bind_answers(module);
  bind_assessment(module);
  py::class_<Windows>(module, "Windows").def("next", &Windows::next);

  plan.def("read", [](const Plan& self, const py::dict& entities,
                      const py::dict& members) { return value_or_raise(read_population(self, entities, members)); })
      .def("windows", [](const Plan& self, const py::dict& entities, const py::dict& members,
                         std::int64_t rows) { return Windows(self, entities, members, rows); })
      .def("assess", &assess, py::arg("population"), py::arg("context") = py::none(), py::arg("progress") = py::none(),
           py::arg("threads") = 0, py::arg("amounts") = true, py::arg("missing") = true, py::arg("conditions") = false,
           py::arg("kernels") = "");
}

}  // namespace proactive::python
