// Rows of a column of identifiers as keyed hashes, in parts that bound the memory. In the order of a
// table, a million of them take a tenth of the time.
#ifndef PROACTIVE_SRC_PRIVACY_HASHED_ROWS_H_
#define PROACTIVE_SRC_PRIVACY_HASHED_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "privacy/identifier_stream.h"
#include "privacy/keyed_store.h"

namespace proactive::privacy {

/// As many hashes as are held at once: 36 MiB of them.
inline constexpr std::size_t kMostHashes = std::size_t{1} << 20U;

/// Asks now and then whether to go on, where somebody is to be asked.
class Pace {
 public:
  Pace() = default;
  explicit Pace(const ColumnProgress& progress) : progress_(&progress) {}

  /// Rows read.
  std::int64_t rows = 0;
  /// One step of work is done. False once the call is cancelled.
  bool step();
  /// E1100 when it is.
  Diagnostics errors() const;

 private:
  const ColumnProgress* progress_ = nullptr;
  std::uint32_t steps_ = 0;
  bool cancelled_ = false;
};

struct RowHash {
  Hash hash;
  std::uint32_t row;  ///< of its part
  friend auto operator<=>(const RowHash&, const RowHash&) = default;
};

/// Hashes of some rows under each of some keys.
class HashedRows {
 public:
  explicit HashedRows(std::vector<Hasher>& hashers) : hashers_(&hashers), by_key_(hashers.size()) {}

  void add(std::string_view identifier);
  /// A row that has none: it is found nowhere.
  void skip() { ++rows_; }
  /// Whether no more may be added.
  bool full() const { return static_cast<std::size_t>(rows_) * by_key_.size() >= kMostHashes; }
  std::uint32_t rows() const { return rows_; }
  void clear();

  /// Sorted by hash, then by row, under the key at a place. Errors: E1403, E1100.
  Result<std::span<const RowHash>> under(std::size_t key, Pace& pace);

 private:
  std::vector<Hasher>* hashers_;
  std::vector<std::vector<RowHash>> by_key_;
  std::uint32_t rows_ = 0;
};

using UsePart = std::function<Diagnostics(HashedRows& part)>;

/// Identifiers that are to be written: gives `use` each part of them, hashed. Within a transaction.
using Identifiers = std::function<Diagnostics(std::vector<Hasher>& hashers, const UsePart& use)>;

/// Those of a list, which have been checked, as one part.
Identifiers list_of(std::span<const std::string_view> identifiers);
/// Those of a column, which is read to its end, once. Every row must have one (E1435). Also E1403,
/// E1444, E1100, the errors of `use`.
Identifiers column_of(Owned<ArrowArrayStream>& column, Pace& pace);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_HASHED_ROWS_H_
