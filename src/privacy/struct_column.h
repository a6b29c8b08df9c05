// Columns side by side: a table, as Arrow has it, is one column of structs.
#ifndef PROACTIVE_SRC_PRIVACY_STRUCT_COLUMN_H_
#define PROACTIVE_SRC_PRIVACY_STRUCT_COLUMN_H_

#include <cstdint>
#include <vector>

#include "proactive/privacy/column.h"

namespace proactive::privacy {

/// Of columns with `rows` rows each. A child that is moved out of it outlives it.
Column struct_column(std::vector<Column> children, std::int64_t rows);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_STRUCT_COLUMN_H_
