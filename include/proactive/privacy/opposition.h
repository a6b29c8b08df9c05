// Who does not want to be told of rights, and the only way to those who may be.
#ifndef PROACTIVE_PRIVACY_OPPOSITION_H_
#define PROACTIVE_PRIVACY_OPPOSITION_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proactive/privacy/retention.h"

namespace proactive::privacy {

/// One person who may be reached on a day. Only the register makes it, after looking, and it holds the
/// identifier: what reaches out takes this type and nothing else, and cannot be built without the look.
class PROACTIVE_EXPORT Reachable {
 public:
  Reachable(Reachable&&) noexcept = default;
  Reachable& operator=(Reachable&&) noexcept = default;

  std::size_t row() const { return row_; }         ///< in the column that was asked about
  Date checked_on() const { return checked_on_; }  ///< good for this day and no later one
  std::span<const std::byte> identifier() const { return identifier_.expose(); }

 private:
  friend class OppositionRegister;
  Reachable(std::size_t row, Date checked_on, SecretBytes identifier)
      : row_(row), checked_on_(checked_on), identifier_(std::move(identifier)) {}
  std::size_t row_;
  Date checked_on_;
  SecretBytes identifier_;
};

/// What the register said of the rows of a column or table.
struct ReachCounts {
  std::int64_t rows = 0;
  std::int64_t opposed = 0;
  std::int64_t absent = 0;     ///< without an identifier: null
  std::int64_t unchecked = 0;  ///< empty or longer than 4,096 bytes, which the register cannot look up
  /// Only these are not opposed.
  std::int64_t reachable() const { return rows - opposed - absent - unchecked; }
};

/// The rows of a table whose persons may be reached on a day. Only the register makes it, after looking.
class PROACTIVE_EXPORT ReachableTable {
 public:
  ReachableTable(ReachableTable&& other) noexcept;
  ReachableTable& operator=(ReachableTable&& other) noexcept;
  ReachableTable(const ReachableTable&) = delete;
  ReachableTable& operator=(const ReachableTable&) = delete;
  ~ReachableTable();

  const ReachCounts& counts() const { return counts_; }
  Date checked_on() const { return checked_on_; }  ///< good for this day and no later one
  /// Gives the rows away, once. They share nothing with the table that was asked about, and are wiped
  /// when they are released; nothing of the others is in them, nor in their dictionaries.
  void move_to(ArrowArrayStream* out);

 private:
  friend class OppositionRegister;
  ReachableTable(ReachCounts counts, Date checked_on, ArrowArrayStream& rows);
  ReachCounts counts_;
  Date checked_on_;
  ArrowArrayStream rows_{};
};

/// Keyed hashes and days in a file of their own (SQLite, mode 0600), for this purpose only. An entry
/// ends with its clock, 12 to 24 months, or when the person withdraws it.
///
/// Where it cannot look, because a key is missing or the file is damaged, it gives an error and nobody
/// may be reached. Identifiers must be written one way (see the checks of identifiers): the register
/// compares bytes. Days, threads, processes, columns and errors are as in `Ledger`.
class PROACTIVE_EXPORT OppositionRegister {
 public:
  /// Makes an empty register; there must be no file (E1430). `own` must outlive it, and must not be
  /// where the keys of data are.
  static Result<OppositionRegister> create(const std::string& path, KeyProvider& own, const Retention& retention = {});
  /// A file that is not there is an error (E1420), and no register in which nobody is. Keys that are not
  /// those it was made with are one too (E1493).
  static Result<OppositionRegister> open(const std::string& path, KeyProvider& own, const Retention& retention = {});
  OppositionRegister(OppositionRegister&&) noexcept;
  OppositionRegister& operator=(OppositionRegister&&) noexcept;
  ~OppositionRegister();

  /// Of a file that need not be open: see `StoreOverview`. Errors: as `open`, but for the keys.
  static Result<StoreOverview> overview(const std::string& path, Date today, const Retention& retention = {});

  /// The person opposed `on` a day; said again, the clock begins again. Errors (E1435): a day after
  /// today or already due, an empty identifier.
  Diagnostics oppose(std::string_view identifier, Date on, Date today);
  /// Of a column; how many were not opposed before.
  Result<std::uint64_t> oppose(ArrowArrayStream& identifiers, Date on, Date today, const ColumnProgress& progress = {});
  /// Whether there was anything to withdraw.
  Result<bool> withdraw(std::string_view identifier, Date today);
  /// Of a column; of how many persons there was.
  Result<std::uint64_t> withdraw(ArrowArrayStream& identifiers, Date today, const ColumnProgress& progress = {});

  Result<bool> is_opposed(std::string_view identifier, Date today);
  /// One for each row.
  Result<std::vector<bool>> opposed(std::span<const std::string_view> identifiers, Date today);

  /// Of a column, as a stream of booleans with the same rows, which are null where there is no identifier
  /// or none that can be looked up. What looks, here and in `reachable`, lets others write after each array
  /// or million of its rows, and what they write counts for the rows to come.
  Result<ReachCounts> opposed(ArrowArrayStream& identifiers, Date today, ArrowArrayStream* out,
                              const ColumnProgress& progress = {});

  /// The rows of a table whose person, named by the column `by`, is not opposed; rows without an
  /// identifier that can be looked up are left out. Without `by`, `table` is that column itself. The table
  /// is taken over and read to its end; only one batch of it is held at a time. Errors: E1495 for a table
  /// that cannot be used: `by` is not there once, a column of unions, run ends or list views, batches that
  /// contradict themselves.
  Result<ReachableTable> reachable(ArrowArrayStream& table, std::string_view by, Date today,
                                   const ColumnProgress& progress = {});

  /// Those who are not opposed. E1435 when a row is empty.
  Result<std::vector<Reachable>> reachable(std::span<const std::string_view> identifiers, Date today);
  /// E1437 when the person is opposed.
  Result<Reachable> reach(std::string_view identifier, Date today);

  /// Removes what is due and shreds the keys of years of which nothing is left.
  Result<SweepReport> sweep(Date today);

 private:
  friend PROACTIVE_EXPORT Result<SweepReport> sweep(Ledger&, OppositionRegister&, KeyProvider&, Date);
  struct State;
  explicit OppositionRegister(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Sweeps both, in one report. E1436 when one key serves the register and the data.
PROACTIVE_EXPORT Result<SweepReport> sweep(Ledger& ledger, OppositionRegister& opposed, KeyProvider& data_keys,
                                           Date today);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_OPPOSITION_H_
