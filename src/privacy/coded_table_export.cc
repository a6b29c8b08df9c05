// A coded table as an Arrow stream of one batch, all columns text.
#include <cstring>
#include <new>

#include "privacy/array_stream.h"
#include "privacy/struct_column.h"
#include "privacy/text_column.h"
#include "proactive/privacy/coded_table.h"

namespace proactive::privacy {

namespace {

Column text_of(const CodedColumn& column) {
  std::int64_t bytes = 0;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    const std::uint32_t code = column.code(row);
    if (code != 0) bytes += static_cast<std::int64_t>(column.values()[code - 1].size());
  }
  auto writer = TextWriter::make(column.rows(), bytes);
  if (!writer) throw std::bad_alloc();
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    const std::uint32_t code = column.code(row);
    if (code == 0) {
      writer->null();
      continue;
    }
    const std::string& text = column.values()[code - 1];
    std::memcpy(writer->room(), text.data(), text.size());
    writer->end(text.size());
  }
  return (*std::move(writer)).finish(column.name(), nullptr);
}

}  // namespace

void CodedTable::export_arrow(ArrowArrayStream* stream) const {
  std::vector<Column> columns;
  for (const CodedColumn& column : columns_) columns.push_back(text_of(column));
  std::vector<Column> table;
  table.push_back(struct_column(std::move(columns), rows()));
  make_stream(std::move(table), stream);
}

}  // namespace proactive::privacy
