// Equivalence classes: rows that are equal in all quasi-identifiers.
//
// Every row gets a key of 64 bits, equal for equal rows: the codes of its columns as digits of one
// number. When the number grows beyond 64 bits, keys are replaced by their ranks, and more digits
// follow. Sorted in place, equal keys stand together. That takes 8 bytes a row, and 16 while ranks
// are made, whatever the number of columns.
#ifndef PROACTIVE_SRC_PRIVACY_CLASSES_H_
#define PROACTIVE_SRC_PRIVACY_CLASSES_H_

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <vector>

#include "proactive/privacy/coded_table.h"

namespace proactive::privacy {

/// A column of keys to be made; with `recode`, its codes are first replaced.
struct KeyColumn {
  const CodedColumn* column = nullptr;
  std::vector<std::uint32_t> recode;  ///< empty: as they are
};

/// The key of rows that are null in every quasi-identifier and are persons all the same: a class like others.
inline constexpr std::uint64_t kNullKey = std::numeric_limits<std::uint64_t>::max();

/// Makes keys for rows of one or of several tables with the same columns.
class KeyMaker {
 public:
  explicit KeyMaker(std::int64_t rows) : keys_(static_cast<std::size_t>(rows), 0) {}

  /// One more column. `parts` are the tables one after another; codes, after recoding, are below `codes`.
  void add(std::span<const KeyColumn> parts, std::uint32_t codes);

  /// 0 exactly for the rows that are null in every column; never `kNullKey`.
  std::vector<std::uint64_t>& keys() { return keys_; }

 private:
  void rank();

  std::vector<std::uint64_t> keys_;
  std::uint64_t limit_ = 1;  ///< keys are below
};

/// Of the rows with key 0 those that hold something elsewhere get `kNullKey`: only what is null throughout
/// was suppressed.
void tell_null_from_suppressed(const CodedTable& table, std::span<std::uint64_t> keys);

/// Keys of all rows of one table: 0 for those that were suppressed.
std::vector<std::uint64_t> row_keys(const CodedTable& table, std::span<const std::size_t> columns);

/// How many classes there are of each size, and suppressed rows, which are in none.
struct ClassSizes {
  std::map<std::int64_t, std::int64_t> classes_of_size;
  std::int64_t suppressed = 0;
};

/// Sorts the keys.
ClassSizes class_sizes(std::vector<std::uint64_t>& keys);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_CLASSES_H_
