// A column of identifiers at once: a pass over each array, with no memory for single values.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "privacy/array_stream.h"
#include "privacy/identifier_scan.h"
#include "privacy/identifier_stream.h"
#include "privacy/owned_stream.h"
#include "privacy/text_column.h"
#include "proactive/privacy/identifiers.h"

namespace proactive::privacy {

namespace {

// Reads a column to its end.
class Normaliser {
 public:
  Normaliser(IdentifierKind kind, ArrowArrayStream& column) : kind_(kind), column_(column) {}

  Result<IdentifierCounts> run(ArrowArrayStream* out) {
    auto reader = ArrayReader::open(std::move(column_));
    if (!reader) return reader.errors();
    const ArrowSchema& schema = reader->schema();
    if (!TextColumn::is_text(schema)) return column_error("is not text");
    const std::string name = schema.name == nullptr ? "" : schema.name;
    while (true) {
      const auto array = reader->next();
      if (!array) return array.errors();
      if (!*array) break;
      const auto column = TextColumn::read(schema, array->get());
      if (!column) return column_error("contradicts itself");
      if (Diagnostics errors = add(*column, name); !errors.empty()) return errors;
    }
    if (made_.empty()) {
      if (Diagnostics errors = add({}, name); !errors.empty()) return errors;
    }
    make_stream(std::move(made_), out);
    return counts_;
  }

 private:
  Diagnostics add(const TextColumn& column, const std::string& name) {
    std::int64_t most = kMostIdentifier;  // room for the last one, whatever it is
    for (std::int64_t row = 0; row < column.rows(); ++row) {
      if (column.has(row)) most += static_cast<std::int64_t>(std::min(column.at(row).size(), kMostIdentifier));
    }
    auto writer = TextWriter::make(column.rows(), most);
    if (!writer) return writer.errors();
    for (std::int64_t row = 0; row < column.rows(); ++row) add_row(column, row, *writer);
    counts_.rows += column.rows();
    made_.push_back((*std::move(writer)).finish(name, nullptr));
    return {};
  }

  void add_row(const TextColumn& column, std::int64_t row, TextWriter& writer) {
    if (!column.has(row)) {
      ++counts_.absent;
      return writer.null();
    }
    std::size_t size = 0;
    if (const auto fault = scan(kind_, column.at(row), writer.room(), size)) {
      ++counts_.bad[static_cast<std::size_t>(*fault)];
      return writer.null();
    }
    writer.end(size);
  }

  IdentifierKind kind_;
  Owned<ArrowArrayStream> column_;
  std::vector<Column> made_;
  IdentifierCounts counts_;
};

}  // namespace

Result<IdentifierCounts> normalise(IdentifierKind kind, ArrowArrayStream* column, ArrowArrayStream* out) {
  *out = {};
  return Normaliser(kind, *column).run(out);
}

}  // namespace proactive::privacy
