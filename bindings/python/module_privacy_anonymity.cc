#include "module_privacy_anonymity.h"

#include <pybind11/stl.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "module_arrow.h"
#include "module_errors.h"
#include "proactive/privacy/anonymise.h"
#include "proactive/privacy/cells.h"
#include "proactive/privacy/coded_table.h"
#include "proactive/privacy/hierarchy.h"
#include "proactive/privacy/noise.h"
#include "proactive/privacy/risk.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

using privacy::AnonymousTable;
using privacy::CodedTable;
using privacy::Fraction;
using privacy::Hierarchy;
using privacy::PrivacyBudget;

/// Numerator and denominator; from Python in lowest terms, to Python as counted.
using Pair = std::pair<std::int64_t, std::int64_t>;

Fraction fraction_of(const Pair& pair) { return {pair.first, pair.second, true}; }
std::optional<Fraction> fraction_of(const std::optional<Pair>& pair) {
  return pair ? std::optional(fraction_of(*pair)) : std::nullopt;
}
py::tuple to_tuple(const Fraction& fraction) {
  return py::make_tuple(fraction.numerator, fraction.denominator, fraction.exact);
}

std::shared_ptr<CodedTable> read_table(const py::object& table) {
  py::list capsules;
  ArrowArrayStream* stream = open_stream(table, capsules);
  auto read = [&] {
    const py::gil_scoped_release unlocked;
    return CodedTable::read(stream);
  }();
  return std::make_shared<CodedTable>(value_or_raise(std::move(read)));
}

py::dict to_dict(const privacy::AttackerRisk& risk) {
  py::dict d;
  d["highest"] = to_tuple(risk.highest);
  d["average"] = to_tuple(risk.average);
  d["records_at_risk"] = to_tuple(risk.records_at_risk);
  return d;
}

py::dict to_dict(const privacy::SensitiveRisk& risk) {
  py::dict d;
  d["column"] = risk.column;
  d["distinct_l"] = risk.distinct_l;
  d["uniform_classes"] = risk.uniform_classes;
  d["uniform_rows"] = risk.uniform_rows;
  d["equal_t"] = to_tuple(risk.equal_t);
  d["ordered_t"] = risk.ordered_t ? py::object(to_tuple(*risk.ordered_t)) : py::none();
  return d;
}

py::dict to_dict(const privacy::Heading& heading) {
  py::dict d;
  d["name_fr"] = heading.name_fr;
  d["name_en"] = heading.name_en;
  d["verdict"] = heading.verdict == privacy::Verdict::holds   ? "holds"
                 : heading.verdict == privacy::Verdict::fails ? "fails"
                                                              : "not_assessed";
  d["reason_fr"] = heading.reason_fr;
  d["reason_en"] = heading.reason_en;
  return d;
}

template <typename T>
py::list to_list(const std::vector<T>& values) {
  py::list list;
  for (const T& value : values) list.append(to_dict(value));
  return list;
}

py::dict to_dict(const privacy::RiskReport& report) {
  py::dict d;
  d["rows"] = report.rows;
  d["suppressed"] = report.suppressed;
  d["classes"] = report.classes;
  d["k"] = report.k;
  d["uniqueness"] = to_tuple(report.uniqueness);
  d["prosecutor"] = to_dict(report.prosecutor);
  d["journalist"] = report.journalist ? py::object(to_dict(*report.journalist)) : py::none();
  d["marketer"] = to_tuple(report.marketer);
  d["sensitive"] = to_list(report.sensitive);
  d["headings"] = to_list(report.headings);
  d["text_fr"] = render(report, true);
  d["text_en"] = render(report, false);
  return d;
}

py::dict assess_risk(const CodedTable& table, std::vector<std::string> quasi_identifiers,
                     std::vector<std::string> sensitive, std::vector<std::vector<std::string>> order,
                     const Pair& threshold, std::int64_t k, std::int64_t l, const Pair& t,
                     const CodedTable* population) {
  const privacy::RiskQuestion question{std::move(quasi_identifiers),
                                       std::move(sensitive),
                                       std::move(order),
                                       fraction_of(threshold),
                                       k,
                                       l,
                                       fraction_of(t)};
  auto report = [&] {
    const py::gil_scoped_release unlocked;
    return privacy::assess_risk(table, question, population);
  }();
  return to_dict(value_or_raise(std::move(report)));
}

using PythonColumn = std::tuple<std::string, Hierarchy, int, int>;
using PythonRule = std::tuple<std::string, std::int64_t, std::optional<Pair>, std::optional<Pair>, std::optional<Pair>,
                              std::vector<std::string>>;

std::shared_ptr<AnonymousTable> anonymise(const CodedTable& table, const std::vector<PythonColumn>& columns,
                                                const std::vector<PythonRule>& sensitive, std::vector<std::string> keep,
                                                std::int64_t k, const Pair& suppression, std::int64_t most_checks,
                                                std::int64_t most_nodes) {
  privacy::AnonymisationPlan plan;
  for (const auto& [name, hierarchy, lowest, highest] : columns)
    plan.quasi_identifiers.push_back({name, hierarchy, lowest, highest});
  for (const auto& [name, l, c, equal_t, ordered_t, order] : sensitive)
    plan.sensitive.push_back({name, l, fraction_of(c), fraction_of(equal_t), fraction_of(ordered_t), order});
  plan.keep = std::move(keep);
  plan.k = k;
  plan.suppression = fraction_of(suppression);
  plan.most_checks = most_checks;
  plan.most_nodes = most_nodes;
  auto anonymous = [&] {
    const py::gil_scoped_release unlocked;
    return privacy::anonymise(table, plan);
  }();
  return std::make_shared<AnonymousTable>(value_or_raise(std::move(anonymous)));
}

py::dict report_of(const AnonymousTable& anonymous) {
  const privacy::AnonymisationReport& report = anonymous.report();
  py::dict d;
  d["levels"] = report.levels;
  d["loss"] = py::make_tuple(report.loss.whole, report.loss.trillionths);
  d["proven_optimal"] = report.proven_optimal;
  d["nodes"] = report.nodes;
  d["checks"] = report.checks;
  d["suppressed"] = report.suppressed;
  d["classes"] = report.classes;
  d["k"] = report.k;
  return d;
}

py::capsule stream_of(const AnonymousTable& anonymous) {
  auto stream = std::make_unique<ArrowArrayStream>();
  {
    const py::gil_scoped_release unlocked;
    anonymous.table().export_arrow(stream.get());
  }
  return stream_capsule(std::move(stream));
}

py::tuple suppress(std::vector<std::int64_t> sizes, std::vector<std::int64_t> values,
                   const std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t>>& contributors,
                   std::int64_t threshold, const std::optional<Pair>& dominance, const std::optional<Pair>& p_percent) {
  privacy::CellTable table{std::move(sizes), std::move(values), {}};
  for (const auto& [count, largest, second] : contributors) table.contributors.push_back({count, largest, second});
  auto safe = [&] {
    const py::gil_scoped_release unlocked;
    return privacy::suppress(table, {threshold, fraction_of(dominance), fraction_of(p_percent)});
  }();
  if (!safe) raise(safe.errors());
  std::vector<std::string> states;
  for (const privacy::CellState state : safe->states)
    states.emplace_back(state == privacy::CellState::published ? "published"
                        : state == privacy::CellState::primary ? "primary"
                                                               : "secondary");
  return py::make_tuple(safe->sizes, states, safe->values);
}

privacy::PrivacyUnit unit_of(const std::string& name) {
  if (name == "epsilon") return privacy::PrivacyUnit::epsilon;
  if (name == "rho") return privacy::PrivacyUnit::rho;
  throw py::value_error("a budget counts epsilon or rho");
}

std::vector<std::int64_t> noisy_counts(const std::vector<std::int64_t>& counts, std::int64_t cells_per_person,
                                       std::int64_t millionths, PrivacyBudget& budget) {
  auto noisy = [&] {
    const py::gil_scoped_release unlocked;
    privacy::SystemRandomness randomness;
    return budget.unit() == privacy::PrivacyUnit::epsilon
               ? privacy::noisy_counts_laplace(counts, cells_per_person, millionths, budget, randomness)
               : privacy::noisy_counts_gaussian(counts, cells_per_person, millionths, budget, randomness);
  }();
  return value_or_raise(std::move(noisy));
}

void bind_hierarchy(py::module_& privacy) {
  py::class_<Hierarchy>(privacy, "Hierarchy")
      .def_static("from_csv", [](std::string_view text) { return value_or_raise(Hierarchy::from_csv(text)); })
      .def_static("from_table",
                  [](const CodedTable& table, const std::vector<std::string>& columns) {
                    return value_or_raise(Hierarchy::from_table(table, columns));
                  })
      .def_static("all_or_nothing", &Hierarchy::all_or_nothing)
      .def_static("dates", &Hierarchy::dates)
      .def_static("widths",
                  [](const std::vector<std::int64_t>& widths) { return value_or_raise(Hierarchy::widths(widths)); })
      .def_static(
          "bands",
          [](const std::vector<std::vector<std::int64_t>>& limits) { return value_or_raise(Hierarchy::bands(limits)); })
      .def_static("prefixes",
                  [](const std::vector<int>& lengths) { return value_or_raise(Hierarchy::prefixes(lengths)); })
      .def_property_readonly("levels", &Hierarchy::levels);
}

}  // namespace

void bind_privacy_anonymity(py::module_& privacy) {
  py::class_<CodedTable, std::shared_ptr<CodedTable>>(privacy, "CodedTable")
      .def_static("read", &read_table)
      .def("rows", &CodedTable::rows);
  bind_hierarchy(privacy);
  py::class_<AnonymousTable, std::shared_ptr<AnonymousTable>>(privacy, "AnonymousTable")
      .def("report", &report_of)
      .def("rows", [](const AnonymousTable& anonymous) { return anonymous.table().rows(); })
      .def("stream", &stream_of);
  py::class_<PrivacyBudget>(privacy, "PrivacyBudget")
      .def(py::init([](const std::string& unit, std::int64_t millionths) {
        return std::make_unique<PrivacyBudget>(unit_of(unit), millionths);
      }))
      .def("unit",
           [](const PrivacyBudget& budget) {
             return budget.unit() == privacy::PrivacyUnit::epsilon ? "epsilon" : "rho";
           })
      .def("left", &PrivacyBudget::left);
  privacy.def("assess_risk", &assess_risk);
  privacy.def("anonymise", &anonymise);
  privacy.def("suppress", &suppress);
  privacy.def("noisy_counts", &noisy_counts);
}

}  // namespace proactive::python
