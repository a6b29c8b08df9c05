// A table as anonymisation sees it: every column a list of distinct values and one small number a row.
#ifndef PROACTIVE_PRIVACY_CODED_TABLE_H_
#define PROACTIVE_PRIVACY_CODED_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "proactive/arrow_abi.h"
#include "proactive/export.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// One column. Code 0 is null; code `i` stands for `values()[i - 1]`. Codes take one, two or four
/// bytes a row, as few as the number of distinct values allows.
class PROACTIVE_EXPORT CodedColumn {
 public:
  explicit CodedColumn(std::string name) : name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  std::int64_t rows() const;
  /// Codes are below this: the distinct values, and null.
  std::uint32_t codes() const { return static_cast<std::uint32_t>(values_.size()) + 1; }
  const std::vector<std::string>& values() const { return values_; }
  std::uint32_t code(std::int64_t row) const;

  /// Calls `f` with the vector of codes, whatever its width.
  template <typename F>
  void with_codes(F&& f) const {
    std::visit(f, codes_);
  }

  /// Appends a row. `code` is at most `codes() - 1`.
  void append(std::uint32_t code);
  /// A new value; the caller makes sure that it is new. Gives its code.
  std::uint32_t add_value(std::string value);

 private:
  std::string name_;
  std::vector<std::string> values_;
  std::variant<std::vector<std::uint8_t>, std::vector<std::uint16_t>, std::vector<std::uint32_t>> codes_;
};

/// Columns of one length. Reading copies: what it was read from may go. Immutable once built, and may
/// then be read by any number of threads.
class PROACTIVE_EXPORT CodedTable {
 public:
  /// Takes the stream over, releases each batch once it is coded, and the stream, also on error.
  /// Columns of text, whole numbers, booleans, days, decimals, and dictionaries of text. Errors: a
  /// stream that fails or does not hold what it says (E1450), a column of another type, a float among
  /// them, or two of one name (E1451). Arrow memory of a producer that is not trusted cannot be made safe.
  static Result<CodedTable> read(ArrowArrayStream* stream);

  /// Of rows of text, a column a name. Errors: rows of another width (E1450), a name twice (E1451).
  static Result<CodedTable> of(const std::vector<std::string>& names,
                               const std::vector<std::vector<std::string>>& rows);

  explicit CodedTable(std::vector<CodedColumn> columns) : columns_(std::move(columns)) {}

  std::int64_t rows() const { return columns_.empty() ? 0 : columns_.front().rows(); }
  const std::vector<CodedColumn>& columns() const { return columns_; }
  /// The place of a column, or -1.
  std::ptrdiff_t find(std::string_view name) const;

  /// The places of these columns. Errors: one that the table lacks, or one twice (E1452).
  Result<std::vector<std::size_t>> find_all(const std::vector<std::string>& names) const;

  /// As a stream of one batch of text columns, nulls where there is no value. The stream has its own
  /// copy; the caller releases it.
  void export_arrow(ArrowArrayStream* stream) const;

 private:
  std::vector<CodedColumn> columns_;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_CODED_TABLE_H_
