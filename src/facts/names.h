// Names of facts in records and tables.
#ifndef PROACTIVE_SRC_FACTS_NAMES_H_
#define PROACTIVE_SRC_FACTS_NAMES_H_

#include <optional>
#include <string>
#include <string_view>

#include "plan/program.h"
#include "proactive/diagnostic.h"
#include "semantics/model.h"

namespace proactive::facts {

/// The column of an input: `occupancy`, `reference_income_2020`.
std::string column_of(const semantics::Model& model, const plan::Input& input);

/// The field and year that a name means in an entity; no value when there is none.
std::optional<plan::Input> input_of(const semantics::Model& model, int entity, std::string_view name);

/// The nearest field or role to a name that does not exist, for "did you mean"; may be empty.
std::string nearest_name(const semantics::Model& model, int entity, std::string_view name);

/// A mistake in a table: "table `household`: it has no column `id`".
Diagnostic table_error(std::string code, const std::string& table, std::string_view message, std::string way_out = "");

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_NAMES_H_
