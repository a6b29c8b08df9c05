// Python values as records.
#ifndef PROACTIVE_BINDINGS_PYTHON_MODULE_RECORDS_H_
#define PROACTIVE_BINDINGS_PYTHON_MODULE_RECORDS_H_

#include <pybind11/pybind11.h>

#include <string>

#include "proactive/audience.h"
#include "proactive/record.h"

namespace proactive::python {

/// The key under which a dict says when its facts were obtained: {"occupancy": "2024-03-01"}.
inline constexpr const char* kAsOf = "@as_of";

/// A dict as a record: None is unknown, a list of dicts a role, a dict a group (or, with
/// years as keys, a field by year). Raises for values that are no facts, such as floats.
Record to_record(const pybind11::dict& facts);

/// A fact as Python gives it: money and decimals as Decimal, choices by name.
pybind11::object to_python(const FactValue& value);
/// A record as a dict of plain values, as JSON has them: amounts, decimals and dates are text.
pybind11::dict plain_dict(const Record& record);

/// An audience by the words of Python, which has checked them.
Audience audience_of(const std::string& kind, const std::string& name);

}  // namespace proactive::python

#endif  // PROACTIVE_BINDINGS_PYTHON_MODULE_RECORDS_H_
