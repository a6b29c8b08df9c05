// Frequencies of a population's columns.
#include "proactive/prior.h"

#include <algorithm>

#include "facts/names.h"
#include "population/state.h"

namespace proactive {

namespace {

using semantics::TypeKind;
using Values = std::vector<std::int64_t>;

Values known_values(const facts::Column& column) {
  Values values;
  std::int64_t value = 0;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (column.value(row, value)) values.push_back(value);
  }
  return values;
}

Prior::Column counted(const Values& values, std::size_t size) {
  Prior::Column column{.counts = true, .values = Values(size)};
  for (const std::int64_t value : values) {
    if (value >= 0 && value < static_cast<std::int64_t>(size)) ++column.values[static_cast<std::size_t>(value)];
  }
  const auto total = static_cast<std::int64_t>(values.size());
  for (std::int64_t& count : column.values) count = count < Prior::kFewest ? 0 : count * Prior::kParts / total;
  return column;
}

// A quantile is the value of somebody: it is cut to its first two digits.
std::int64_t coarse(std::int64_t value) {
  std::int64_t unit = 1;
  for (std::int64_t rest = value < 0 ? -(value / 2) : value / 2; rest >= 50; rest /= 10) unit *= 10;
  return value / unit * unit;
}

Prior::Column divided(Values values, bool dates) {
  std::sort(values.begin(), values.end());
  Prior::Column column;
  const auto total = static_cast<std::int64_t>(values.size());
  for (std::int64_t part = 1; part < Prior::kParts; ++part) {
    const std::int64_t value = values[static_cast<std::size_t>(total * part / Prior::kParts)];
    column.values.push_back(dates ? value / 100 * 100 : coarse(value));
  }
  std::sort(column.values.begin(), column.values.end());
  return column;
}

}  // namespace

Prior Prior::from(const Population& population) {
  const facts::Population& data = *population.state()->data;
  const semantics::Model& model = *data.model;
  Columns columns;
  for (const auto& table : data.entities) {
    for (const auto& [key, column] : table.columns) {
      const semantics::Field& field = model.fields[key.first];
      if (field.type.kind == TypeKind::identifier) continue;
      Values values = known_values(column);
      if (static_cast<std::int64_t>(values.size()) < kFewest) continue;
      const bool boolean = field.type.kind == TypeKind::boolean;
      const bool choice = field.type.kind == TypeKind::choice;
      const std::size_t size = boolean ? 2 : choice ? model.choices[field.type.choice].members.size() : 0;
      columns[{model.entities[field.entity].name, facts::column_of(model, {key.first, key.second})}] =
          size > 0 ? counted(values, size) : divided(std::move(values), field.type.kind == TypeKind::date);
    }
  }
  return Prior(std::move(columns));
}

}  // namespace proactive
