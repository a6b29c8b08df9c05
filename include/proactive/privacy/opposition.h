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

/// Keyed hashes and days in a file of their own (SQLite, mode 0600), for this purpose only. An entry
/// ends with its clock, 12 to 24 months, or when the person withdraws it.
///
/// Where it cannot look, because a key is missing or the file is damaged, it gives an error and nobody
/// may be reached. Identifiers must be written one way (see the checks of identifiers): the register
/// compares bytes. Days, threads, processes and errors are as in `Ledger`.
class PROACTIVE_EXPORT OppositionRegister {
 public:
  /// Makes an empty register; there must be no file (E1430). `own` must outlive it, and must not be
  /// where the keys of data are.
  static Result<OppositionRegister> create(const std::string& path, KeyProvider& own, const Retention& retention = {});
  /// A file that is not there is an error (E1420), and no register in which nobody is.
  static Result<OppositionRegister> open(const std::string& path, KeyProvider& own, const Retention& retention = {});
  OppositionRegister(OppositionRegister&&) noexcept;
  OppositionRegister& operator=(OppositionRegister&&) noexcept;
  ~OppositionRegister();

  /// The person opposed `on` a day; said again, the clock begins again. Errors (E1435): a day after
  /// today or already due, an empty identifier.
  Diagnostics oppose(std::string_view identifier, Date on, Date today);
  /// Whether there was anything to withdraw.
  Result<bool> withdraw(std::string_view identifier, Date today);

  Result<bool> is_opposed(std::string_view identifier, Date today);
  /// One for each row.
  Result<std::vector<bool>> opposed(std::span<const std::string_view> identifiers, Date today);

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
