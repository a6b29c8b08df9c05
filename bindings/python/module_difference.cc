#include "module_difference.h"

#include <pybind11/stl.h>

#include "module_records.h"
#include "module_run.h"
#include "proactive/difference.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

std::string text(std::string_view of) { return std::string(of); }

py::list to_list(const std::vector<RuleChange>& changes) {
  py::list list;
  for (const RuleChange& change : changes) {
    py::dict d;
    d["kind"] = text(to_string(change.kind));
    d["name"] = change.name;
    d["before"] = change.before;
    d["after"] = change.after;
    list.append(d);
  }
  return list;
}

// What differs in a made-up person's answers; the long answers are a call of `assess` away.
py::dict to_dict(const Decision& decision) {
  py::dict d;
  d["outcome"] = text(to_string(decision.outcome));
  d["amount"] = decision.amount && decision.outcome != Outcome::not_eligible
                    ? py::object(py::make_tuple(decision.amount->low_cents, decision.amount->high_cents))
                    : py::none();
  d["deciding"] = decision.deciding;
  return d;
}

py::object to_object(const std::optional<DifferenceWitness>& witness) {
  if (!witness) return py::none();
  py::dict d;
  d["person"] = plain_dict(witness->person);
  d["before"] = to_dict(witness->before);
  d["after"] = to_dict(witness->after);
  return d;
}

py::dict to_dict(const RightComparison& comparison) {
  py::dict d;
  d["right"] = comparison.right;
  d["label"] = comparison.label;
  d["entity"] = comparison.entity;
  d["verdict"] = text(to_string(comparison.verdict));
  d["same_operations"] = comparison.same_operations;
  d["looked_at"] = comparison.looked_at;
  d["witness"] = to_object(comparison.witness);
  d["obstacles"] = comparison.obstacles;
  d["changes"] = to_list(comparison.changes);
  return d;
}

py::dict moves_of(const PopulationComparison& comparison) {
  constexpr Outcome kOutcomes[] = {Outcome::eligible, Outcome::not_eligible, Outcome::undetermined};
  py::dict moves;
  for (const Outcome before : kOutcomes) {
    py::dict after;
    for (const Outcome to : kOutcomes)
      after[py::str(text(to_string(to)))] =
          comparison.moves[static_cast<std::size_t>(before)][static_cast<std::size_t>(to)];
    moves[py::str(text(to_string(before)))] = after;
  }
  return moves;
}

py::dict to_dict(const PopulationComparison& comparison) {
  py::dict d;
  d["right"] = comparison.right;
  d["label"] = comparison.label;
  d["entity"] = comparison.entity;
  d["period"] = comparison.period;
  d["in_force_before"] = comparison.in_force_before;
  d["in_force_after"] = comparison.in_force_after;
  d["same_operations"] = comparison.same_operations;
  d["subjects"] = comparison.subjects;
  d["moves"] = moves_of(comparison);
  d["entered"] = comparison.entered();
  d["left"] = comparison.left();
  d["became_undetermined"] = comparison.became_undetermined();
  d["no_longer_undetermined"] = comparison.no_longer_undetermined();
  d["amount_up"] = comparison.amount_up;
  d["amount_down"] = comparison.amount_down;
  d["amount_open"] = comparison.amount_open;
  d["up_cents"] = comparison.up_cents;
  d["down_cents"] = comparison.down_cents;
  d["entered_cents"] = comparison.entered_cents;
  d["left_cents"] = comparison.left_cents;
  py::list reasons;
  for (const ReasonCount& count : comparison.reasons) {
    py::dict reason;
    reason["condition"] = count.condition;
    reason["entered"] = count.entered;
    reason["left"] = count.left;
    reason["other"] = count.other;
    reasons.append(reason);
  }
  d["reasons"] = reasons;
  d["changes"] = to_list(comparison.changes);
  return d;
}

py::list compare_plans(const Plan& before, const Plan& after, std::int64_t bound) {
  auto found = [&] {
    const py::gil_scoped_release unlocked;
    return compare(before, after, bound);
  }();
  py::list list;
  for (const RightComparison& one : value_or_raise(std::move(found))) list.append(to_dict(one));
  return list;
}

py::list compare_populations(const Plan& before, const Population& population_before, const Plan& after,
                             const Population& population_after, int threads, const py::object& progress) {
  AssessOptions options;
  options.threads = threads;
  const auto found = run(options, progress, [&](const AssessOptions& with) {
    return compare(before, population_before, after, population_after, with);
  });
  py::list list;
  for (const PopulationComparison& one : found) list.append(to_dict(one));
  return list;
}

}  // namespace

void bind_differences(py::module_& module) {
  module.def("compare", &compare_plans, py::arg("before"), py::arg("after"), py::arg("bound") = kPeopleLookedAt);
  module.def("compare_populations", &compare_populations, py::arg("before"), py::arg("population_before"),
             py::arg("after"), py::arg("population_after"), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace proactive::python
