// A table with some of its columns, which are moved out of each batch and not copied.
#ifndef PROACTIVE_SRC_PRIVACY_PROJECTION_H_
#define PROACTIVE_SRC_PRIVACY_PROJECTION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "privacy/owned_stream.h"
#include "proactive/arrow_abi.h"
#include "proactive/diagnostic.h"

namespace proactive::privacy {

/// A table whose schema was read, and that has batches to come.
struct OpenTable {
  Owned<ArrowArrayStream> stream;
  Owned<ArrowSchema> schema;

  /// Why it cannot be opened, or nothing. Takes the stream over in either case.
  std::string open(ArrowArrayStream* from);
  std::vector<std::string> columns() const;
};

/// Looks at a column that is kept, in each batch, before it is handed on: why it must not be, or nothing.
using Check = std::function<std::optional<Diagnostic>(const ArrowSchema& schema, const ArrowArray& column)>;

/// E1447: a table that cannot be used.
Diagnostic table_error(const std::string& table, const std::string& what, std::string way_out = {});

/// The columns kept by their place, in their order, with a check of some.
struct Projection {
  std::string table;  ///< its name, for messages
  std::vector<std::int64_t> columns;
  std::vector<std::pair<std::int64_t, Check>> checks;
};

/// The projected table as a stream. Its first batch is read here, so that a check that fails in it, or a
/// table that cannot be read, is told at once: by what is returned.
std::optional<Diagnostic> project(OpenTable table, Projection projection, ArrowArrayStream* out);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_PROJECTION_H_
