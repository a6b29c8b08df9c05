// What the ledger and the register have in common: a database in which persons are keyed hashes, the
// day that may not go back, and a key of the store's own for each year.
#ifndef PROACTIVE_SRC_PRIVACY_KEYED_STORE_H_
#define PROACTIVE_SRC_PRIVACY_KEYED_STORE_H_

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "privacy/algorithms.h"
#include "privacy/database.h"
#include "proactive/privacy/retention.h"

namespace proactive::privacy {

using Hash = std::array<std::byte, Hmac::kSize>;

/// HMAC-SHA-256 under a key noted in the database, which lives as long as this.
class Hasher {
 public:
  Hasher(std::int64_t key_row, Hmac hmac) : key_row_(key_row), hmac_(std::move(hmac)) {}
  /// Errors are kept: see `ok`.
  Hash hash(std::span<const std::byte> bytes) {
    Hash hash{};
    ok_ = ok_ && hmac_.tag(bytes, hash.data());
    return hash;
  }
  /// The same in parts: `begin`, any number of `add`, `end`.
  void begin() { ok_ = ok_ && hmac_.begin(); }
  void add(std::span<const std::byte> bytes) { ok_ = ok_ && hmac_.add(bytes); }
  Hash end() {
    Hash hash{};
    ok_ = ok_ && hmac_.end(hash.data());
    return hash;
  }
  bool ok() const { return ok_; }
  std::int64_t key_row() const { return key_row_; }

 private:
  std::int64_t key_row_;
  Hmac hmac_;
  bool ok_ = true;
};

struct KeyedStore {
  /// The month in whose place the keys of a year stand; the ledger and the register take two.
  enum class Kind : std::int32_t { ledger = 1, opposition = 2 };
  /// By which a file is known to be of a kind.
  static std::int32_t mark(Kind kind);

  /// Recursive, so that a call from within one, by the producer of the column that it reads, is refused
  /// by `begin` and does not wait for itself.
  std::recursive_mutex mutex;
  Database db;
  KeyProvider* own;
  Kind kind;
  Retention retention;

  KeyedStore(Database database, KeyProvider& keys, Kind what, const Retention& months)
      : db(std::move(database)), own(&keys), kind(what), retention(months) {}

  /// With the tables of `schema`, makes the file; without, opens it. Errors: E1493.
  static Result<std::unique_ptr<KeyedStore>> open(const std::string& path, KeyProvider& own, Kind kind,
                                                  const Retention& retention, const char* schema = nullptr);

  /// Begins a transaction on a day. Errors: E1433; E1496 within another one.
  Diagnostics begin(Date today);
  /// Rolls back; for `return store.give_up(errors)`.
  Diagnostics give_up(Diagnostics errors);

  /// Runs `work` in a transaction of a day; gives its errors, or those of the database. Whatever ends it
  /// early, an exception too, leaves what was before.
  template <typename Work>
  Diagnostics in_transaction(Date today, Work&& work);

  /// The year's hasher, its key noted in the database with a proof, by which another key of the same name is
  /// told from it (E1493). Within a transaction.
  Result<Hasher> current(Date today, std::string_view use);
  /// Of a key noted before.
  Result<Hasher> hasher(std::int64_t key_row, std::string_view use);
  /// Of all keys noted.
  Result<std::vector<Hasher>> hashers(std::string_view use);

  Result<std::string> own_name(Date today);

  /// The last day of which everything is due by `today`.
  Date last_due(DataClass data, Date today) const;

  /// Shreds the keys of past years for which `is_used`, a query of one parameter, has no row.
  void shred_unused(const char* is_used, Date today, SweepReport& report);

 private:
  /// E1493 unless `own` has the keys noted. A hash under another one would be found by nobody again.
  Diagnostics check_keys();
  Diagnostic of_other_keys(const KeyName& key) const;
  Result<SecretBytes> secret_of(const KeyName& key, std::string_view use, std::size_t size) const;
  Result<SecretBytes> proof_of(const KeyName& key) const;
  Result<Hasher> derived(std::int64_t row, const KeyName& key, std::string_view use);
};

template <typename Work>
Diagnostics KeyedStore::in_transaction(Date today, Work&& work) {
  const std::lock_guard lock(mutex);
  if (Diagnostics errors = begin(today); !errors.empty()) return errors;
  struct RollBack {
    Database& db;
    ~RollBack() { db.roll_back(); }
  };
  const RollBack unless_committed{db};
  if (Diagnostics errors = work(); !errors.empty()) return errors;
  return db.commit();
}

/// The context under which the keys of hashes of persons are derived.
inline constexpr const char* kPersons = "persons";

/// E1496: the producer of a column used the store that was reading it.
Diagnostic reentered(const Database& db);

/// Of three columns from `column`: its name, version and year, for a month of the given number.
KeyName key_in(Statement& row, int column, std::int32_t month);

/// The day on which a key of data goes, and nothing under it may be left: on the first day of its month plus
/// the months of information.
Date end_of_key(Epoch month, const Retention& retention);

/// E1436: one key for the data and for what is kept longer than they are.
Diagnostic serves_two(const std::string& key_name);

/// What becomes of the key, in the report: true when it need not be tried again.
bool shred_into(SweepReport& report, KeyProvider& keys, const KeyName& key, Date today);

/// Whether an identifier can be looked up: it is not empty and has at most 4,096 bytes.
bool can_be_hashed(std::string_view identifier);

/// E1435 when an identifier or text is empty or too long.
Diagnostics check_text(std::string_view text, const char* what);
Diagnostics check_identifiers(std::span<const std::string_view> identifiers);
Diagnostic bad_entry(const std::string& what);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_KEYED_STORE_H_
