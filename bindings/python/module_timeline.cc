#include "module_timeline.h"

#include <pybind11/functional.h>
#include <pybind11/stl.h>

#include <memory>

#include "module_assessment.h"
#include "module_errors.h"
#include "module_records.h"
#include "module_run.h"
#include "proactive/rule_set.h"
#include "proactive/timeline.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

// The changes of one right, with what is needed to export them.
struct TimelineChanges {
  Population population;
  std::shared_ptr<const PopulationChanges> all;
  std::int32_t right = 0;
  const PopulationChanges::Right& about() const { return all->rights[static_cast<std::size_t>(right)]; }
};

Date date_of(const std::string& text, const char* which) {
  const auto date = Date::parse(text);
  if (date) return *date;
  raise("E1006", std::string("the ") + which + " day of the timeline is not a date",
        "write it as `2024-03-01`, or give a `datetime.date`");
}

py::object amount_of(const RightStatus& status) {
  if (!status.amount) return py::none();
  return py::make_tuple(status.amount->low_cents, status.amount->high_cents);
}

py::dict to_dict(const RightStatus& status, const std::string& period) {
  py::dict d;
  d["standing"] = std::string(to_string(status.standing));
  d["amount"] = amount_of(status);
  d["text"] = py::make_tuple(in_words(status, period, Language::english), in_words(status, period, Language::french));
  return d;
}

py::dict to_dict(const ChangeCause& cause) {
  py::dict d;
  d["kind"] = std::string(to_string(cause.kind));
  d["subject"] = cause.subject;
  d["facts"] = cause.facts;
  d["age"] = cause.age ? py::object(py::int_(*cause.age)) : py::none();
  d["condition"] = cause.condition;
  d["condition_label"] = cause.condition_label;
  d["name"] = cause.name;
  d["text"] = py::make_tuple(in_words(cause, Language::english), in_words(cause, Language::french));
  return d;
}

py::list to_list(const std::vector<ChangeCause>& causes) {
  py::list list;
  for (const ChangeCause& cause : causes) list.append(to_dict(cause));
  return list;
}

py::dict to_dict(const TimelineEntry& entry) {
  py::dict d;
  d["on"] = to_string(entry.on);
  d["right"] = entry.right;
  d["label"] = entry.label;
  d["period"] = entry.period;
  d["before"] = to_dict(entry.before, entry.period);
  d["after"] = to_dict(entry.after, entry.period);
  d["causes"] = to_list(entry.causes);
  d["missing"] = entry.missing;
  d["text"] = py::make_tuple(in_words(entry, Language::english), in_words(entry, Language::french));
  return d;
}

py::dict to_dict(const Calendar& calendar) {
  py::list start, entries;
  for (const Calendar::Start& one : calendar.start) {
    py::dict d;
    d["right"] = one.right;
    d["label"] = one.label;
    d["period"] = one.period;
    d["status"] = to_dict(one.status, one.period);
    start.append(d);
  }
  for (const TimelineEntry& entry : calendar.entries) entries.append(to_dict(entry));
  py::dict d;
  d["start"] = start;
  d["entries"] = entries;
  d["text"] = py::make_tuple(in_words(calendar, Language::english), in_words(calendar, Language::french));
  return d;
}

py::dict calendar_of(const Timeline& timeline, const py::dict& record, const std::string& entity,
                     const std::string& audience, const std::string& name) {
  return to_dict(value_or_raise(timeline.of(to_record(record), entity, audience_of(audience, name))));
}

std::vector<TimelineChanges> changes_of(const Timeline& timeline, const Population& population,
                                        const py::object& progress, int threads, bool first_only,
                                        const std::string& audience, const std::string& name) {
  PopulationChanges changes = run({}, progress, [&](const AssessOptions& with) {
    ChangesOptions options;
    options.progress = with.progress;
    options.threads = threads;
    options.first_only = first_only;
    options.audience = audience_of(audience, name);
    return timeline.changes(population, options);
  });
  const auto all = std::make_shared<const PopulationChanges>(std::move(changes));
  std::vector<TimelineChanges> rights;
  for (std::size_t i = 0; i < all->rights.size(); ++i)
    rights.push_back({population, all, static_cast<std::int32_t>(i)});
  return rights;
}

// The changes as a list for each column; `cause` are places in `causes`.
py::dict columns_of(const TimelineChanges& changes) {
  std::vector<std::int32_t> rows;
  py::list on, before, after, amount_before, amount_after, cause;
  for (const RowChange& change : changes.all->changes) {
    if (change.right != changes.right) continue;
    rows.push_back(change.row);
    on.append(to_string(change.on));
    before.append(std::string(to_string(change.before.standing)));
    after.append(std::string(to_string(change.after.standing)));
    amount_before.append(amount_of(change.before));
    amount_after.append(amount_of(change.after));
    cause.append(change.cause);
  }
  py::list causes;
  for (const auto& one : changes.all->causes) causes.append(to_list(one));
  const Ids found = ids_of(changes.population, changes.about().entity, rows);
  py::dict columns;
  columns["id"] = found.ids;
  columns["ids_are_texts"] = found.are_texts;
  columns["on"] = on;
  columns["before"] = before;
  columns["after"] = after;
  columns["amount_before"] = amount_before;
  columns["amount_after"] = amount_after;
  columns["cause"] = cause;
  columns["causes"] = causes;
  return columns;
}

}  // namespace

void bind_timelines(py::module_& module) {
  py::class_<TimelineChanges>(module, "TimelineChanges")
      .def_property_readonly("right", [](const TimelineChanges& changes) { return changes.about().right; })
      .def_property_readonly("entity", [](const TimelineChanges& changes) { return changes.about().entity; })
      .def_property_readonly("period", [](const TimelineChanges& changes) { return changes.about().period; })
      .def_property_readonly("walked", [](const TimelineChanges& changes) { return changes.all->walked; })
      .def("columns", &columns_of);

  py::class_<Timeline>(module, "Timeline")
      .def("first_day", [](const Timeline& timeline) { return to_string(timeline.from()); })
      .def("last_day", [](const Timeline& timeline) { return to_string(timeline.until()); })
      .def("rights", &Timeline::rights)
      .def("reading", &Timeline::reading)
      .def("of", &calendar_of)
      .def("changes", &changes_of, py::arg("population"), py::arg("progress") = py::none(), py::arg("threads") = 0,
           py::arg("first_only") = false, py::arg("audience") = "auditor", py::arg("name") = "");

  module.def("timeline", [](const RuleSet& rules, const std::string& from, const std::string& until,
                            const std::vector<std::string>& rights) {
    return value_or_raise(rules.timeline({date_of(from, "first"), date_of(until, "last"), rights}));
  });
}

}  // namespace proactive::python
