#include "module_records.h"

#include <datetime.h>

#include "module_absence.h"
#include "module_errors.h"

namespace py = pybind11;

namespace proactive::python {

namespace {

[[noreturn]] void wrong_value(const std::string& field, const std::string& what, const std::string& way_out) {
  raise("E1002", "the value of `" + field + "` is " + what, way_out);
}

bool is_date(const py::handle& value) {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  return PyDate_Check(value.ptr()) && !PyDateTime_Check(value.ptr());
}

// A whole number that does not fit in 64 bits goes on as text, and is refused there as bad data.
FactValue integer(const py::handle& value) {
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow != 0) return std::string(py::str(value));
  return static_cast<std::int64_t>(number);
}

FactValue fact(const std::string& field, const py::handle& value) {
  if (py::isinstance<py::bool_>(value)) return value.cast<bool>();
  if (py::isinstance<py::int_>(value)) return integer(value);
  if (py::isinstance<py::str>(value)) return value.cast<std::string>();
  if (is_date(value)) return std::string(py::str(value.attr("isoformat")()));
  if (py::isinstance<py::float_>(value)) {
    wrong_value(field, "a float, which is not exact",
                "give a `decimal.Decimal`, a whole number, or text such as \"13440.50\"");
  }
  if (py::isinstance(value, py::module_::import("decimal").attr("Decimal"))) {
    return std::string(py::str(value.attr("__format__")("f")));
  }
  if (PyIndex_Check(value.ptr())) return integer(py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr())));
  wrong_value(field, "of no type that facts have", "give text, a bool, a whole number, a Decimal or a date");
}

// JSON has no keys but text.
bool is_year(const py::handle& key) {
  if (!py::isinstance<py::str>(key)) return py::isinstance<py::int_>(key);
  const std::string text = key.cast<std::string>();
  return !text.empty() && text.size() <= 4 && text.find_first_not_of("0123456789") == std::string::npos;
}

bool has_years_as_keys(const py::dict& dict) {
  for (const auto& [key, value] : dict) {
    if (!is_year(key)) return false;
  }
  return !dict.empty();
}

void add_members(Record& record, const std::string& role, const py::sequence& members) {
  record.no_members(role);
  for (const auto& member : members) {
    if (!py::isinstance<py::dict>(member))
      wrong_value(role, "not a list of dicts", "a role is a list of records: [{…}, {…}]");
    record.add(role, to_record(member.cast<py::dict>()));
  }
}

void add_dict(Record& record, const std::string& name, const py::dict& value) {
  if (!has_years_as_keys(value)) {
    record.set_group(name, to_record(value));
    return;
  }
  for (const auto& [year, fact_of_year] : value) {
    if (fact_of_year.is_none()) continue;
    const int number = py::int_(py::reinterpret_borrow<py::object>(year)).cast<int>();
    if (const auto reason = absence(fact_of_year))
      record.absent(name, number, *reason);
    else
      record.set(name, number, fact(name, fact_of_year));
  }
}

void add_days(Record& record, const py::handle& days) {
  const char* const way_out = "write {\"FIELD\": \"2024-03-01\"}, or give `datetime.date`s";
  if (!py::isinstance<py::dict>(days)) raise("E1304", "`@as_of` is not a dict of days by field", way_out);
  for (const auto& [field, day] : py::reinterpret_borrow<py::dict>(days)) {
    const std::string text = py::str(is_date(day) ? day.attr("isoformat")() : py::reinterpret_borrow<py::object>(day));
    const auto date = Date::parse(text);
    if (!date) raise("E1304", "`@as_of` gives `" + std::string(py::str(field)) + "` no day", way_out);
    record.as_of(std::string(py::str(field)), *date);
  }
}

}  // namespace

Record to_record(const py::dict& facts) {
  Record record;
  for (const auto& [key, value] : facts) {
    const std::string name = py::str(key);
    if (value.is_none()) continue;
    if (name == kAsOf)
      add_days(record, value);
    else if (const auto reason = absence(value))
      record.absent(name, *reason);
    else if (py::isinstance<py::dict>(value))
      add_dict(record, name, value.cast<py::dict>());
    else if (py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value))
      add_members(record, name, value.cast<py::sequence>());
    else
      record.set(name, fact(name, value));
  }
  return record;
}

namespace {

py::object decimal(const std::string& text) { return py::module_::import("decimal").attr("Decimal")(text); }

}  // namespace

py::object to_python(const FactValue& value) {
  struct Python {
    py::object operator()(bool truth) const { return py::bool_(truth); }
    py::object operator()(std::int64_t number) const { return py::int_(number); }
    py::object operator()(Money money) const { return decimal(to_string(Decimal{money.cents, 2})); }
    py::object operator()(Decimal number) const { return decimal(to_string(number)); }
    py::object operator()(Date date) const {
      return py::module_::import("datetime").attr("date").attr("fromisoformat")(to_string(date));
    }
    py::object operator()(const std::string& text) const { return py::str(text); }
  };
  return std::visit(Python{}, value);
}

namespace {

py::object plain(const FactValue& value) {
  struct Plain {
    py::object operator()(bool value) const { return py::bool_(value); }
    py::object operator()(std::int64_t value) const { return py::int_(value); }
    py::object operator()(Money value) const { return py::str(to_string(Decimal{value.cents, 2})); }
    py::object operator()(Decimal value) const { return py::str(to_string(value)); }
    py::object operator()(Date value) const { return py::str(to_string(value)); }
    py::object operator()(const std::string& value) const { return py::str(value); }
  };
  return std::visit(Plain{}, value);
}

}  // namespace

py::dict plain_dict(const Record& record) {
  py::dict dict;
  for (const auto& [name, value] : record.facts()) dict[py::str(name)] = plain(value);
  for (const auto& [role, members] : record.members()) {
    py::list list;
    for (const Record& member : members) list.append(plain_dict(member));
    dict[py::str(role)] = list;
  }
  for (const auto& [entity, group] : record.groups()) dict[py::str(entity)] = plain_dict(group.front());
  return dict;
}

Audience audience_of(const std::string& kind, const std::string& name) {
  if (kind == "agent") return Audience::agent(name);
  return kind == "auditor" ? Audience::auditor() : Audience::person(name);
}

}  // namespace proactive::python
