// Columns of identifiers as the ledger and the register read them: array by array, whatever their layout.
#ifndef PROACTIVE_SRC_PRIVACY_IDENTIFIER_STREAM_H_
#define PROACTIVE_SRC_PRIVACY_IDENTIFIER_STREAM_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "privacy/owned_stream.h"
#include "privacy/text_column.h"
#include "proactive/arrow_abi.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// The identifiers of an array, each of which was looked at and can be read. Must not outlive the array.
class IdentifierArray {
 public:
  /// Whether a column can have some: it is text in one of its layouts, or of the type in which all is null.
  static bool can_be(const ArrowSchema& schema);

  /// `rows` of them from `first` on. Errors: E1444.
  static Result<IdentifierArray> of(const ArrowSchema& schema, const ArrowArray& array, std::int64_t first,
                                    std::int64_t rows);

  std::int64_t rows() const { return rows_; }
  /// Nothing when it is null.
  std::optional<std::string_view> at(std::int64_t row) const {
    if (!texts_ || !texts_->has(first_ + row)) return std::nullopt;
    return texts_->at(first_ + row);
  }

 private:
  IdentifierArray(std::optional<TextColumn> texts, std::int64_t first, std::int64_t rows)
      : texts_(std::move(texts)), first_(first), rows_(rows) {}

  std::optional<TextColumn> texts_;  // none: all is null
  std::int64_t first_;
  std::int64_t rows_;
};

/// A stream of arrays that is taken over, and released when this goes.
class ArrayReader {
 public:
  /// E1444 when it cannot be read.
  static Result<ArrayReader> open(Owned<ArrowArrayStream> stream);

  const ArrowSchema& schema() const { return schema_.get(); }
  /// The next array, released by who takes it; none at the end. E1444 when it cannot be read to its end.
  Result<Owned<ArrowArray>> next();

 private:
  ArrayReader() = default;
  Owned<ArrowArrayStream> stream_;
  Owned<ArrowSchema> schema_;
};

/// E1444.
Diagnostic column_error(const char* what);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_IDENTIFIER_STREAM_H_
