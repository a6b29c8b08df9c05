#include "privacy/identifier_stream.h"

#include <string>
#include <utility>

#include "values/misuse.h"

namespace proactive::privacy {

Diagnostic column_error(const char* what) {
  return values::misuse("E1444", std::string("the column of identifiers ") + what,
                        "give a column of text: numbers lose the zeros that identifiers begin with");
}

namespace {

bool all_is_null(const ArrowSchema& schema) {
  return schema.format != nullptr && std::string_view(schema.format) == "n" && schema.dictionary == nullptr;
}

}  // namespace

bool IdentifierArray::can_be(const ArrowSchema& schema) { return TextColumn::is_text(schema) || all_is_null(schema); }

Result<IdentifierArray> IdentifierArray::of(const ArrowSchema& schema, const ArrowArray& array, std::int64_t first,
                                            std::int64_t rows) {
  if (!can_be(schema)) return column_error("is not text");
  if (array.length < 0 || first < 0 || rows < 0 || first > array.length || rows > array.length - first)
    return column_error("contradicts itself");
  if (all_is_null(schema)) return IdentifierArray(std::nullopt, first, rows);
  auto texts = TextColumn::read(schema, array);
  if (!texts) return column_error("contradicts itself");
  return IdentifierArray(*std::move(texts), first, rows);
}

Result<ArrayReader> ArrayReader::open(Owned<ArrowArrayStream> stream) {
  ArrayReader reader;
  if (!stream) return column_error("was read before");
  reader.stream_ = std::move(stream);
  ArrowArrayStream& from = reader.stream_.get();
  if (from.get_schema(&from, &reader.schema_.get()) != 0 || !reader.schema_) return column_error("cannot be read");
  return reader;
}

Result<Owned<ArrowArray>> ArrayReader::next() {
  Owned<ArrowArray> array;
  ArrowArrayStream& from = stream_.get();
  if (from.get_next(&from, &array.get()) != 0) {
    array.get().release = nullptr;  // what a failed call leaves there is not ours
    return column_error("cannot be read to its end");
  }
  return array;
}

}  // namespace proactive::privacy
