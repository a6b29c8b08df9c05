#include "privacy/keyed_store.h"

#include "privacy/bytes.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kMostIdentifier = 4096;
constexpr std::size_t kMostText = 200;
constexpr std::int32_t kApplication = 0x50524F00;  // "PRO"

constexpr const char* kCommonTables =
    "CREATE TABLE day (one INTEGER PRIMARY KEY CHECK (one = 1), day INTEGER NOT NULL);"
    "CREATE TABLE hash_key (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, version INTEGER NOT NULL,"
    " year INTEGER NOT NULL, proof BLOB NOT NULL, UNIQUE (name, version, year));";

constexpr std::size_t kProof = 16;

}  // namespace

Diagnostic bad_entry(const std::string& what) {
  return values::misuse("E1435", what, "leave this entry out, or mend what it says");
}

Diagnostics check_text(std::string_view text, const char* what) {
  if (!text.empty() && text.size() <= kMostText) return {};
  return {bad_entry(std::string(what) + " is empty or longer than 200 bytes")};
}

bool can_be_hashed(std::string_view identifier) { return !identifier.empty() && identifier.size() <= kMostIdentifier; }

Diagnostic reentered(const Database& db) {
  return values::misuse("E1496", "what gives the column uses `" + db.path() + "`, which is reading it",
                        "make the column first");
}

Diagnostics check_identifiers(std::span<const std::string_view> identifiers) {
  for (std::size_t row = 0; row < identifiers.size(); ++row) {
    if (!can_be_hashed(identifiers[row])) {
      return {bad_entry("the identifier of row " + std::to_string(row) + " is empty or longer than 4096 bytes")};
    }
  }
  return {};
}

std::int32_t KeyedStore::mark(Kind kind) { return kApplication + static_cast<std::int32_t>(kind); }

Result<std::unique_ptr<KeyedStore>> KeyedStore::open(const std::string& path, KeyProvider& own, Kind kind,
                                                     const Retention& retention, const char* schema) {
  if (Diagnostics errors = check(retention); !errors.empty()) return errors;
  auto db = schema == nullptr ? Database::open(path, mark(kind))
                              : Database::create(path, mark(kind), (std::string(kCommonTables) + schema).c_str());
  if (!db) return db.errors();
  auto store = std::make_unique<KeyedStore>(*std::move(db), own, kind, retention);
  if (Diagnostics errors = store->check_keys(); !errors.empty()) return errors;
  return store;
}

Diagnostic KeyedStore::of_other_keys(const KeyName& key) const {
  return values::misuse("E1493",
                        "`" + db.path() + "` was made with a key `" + key.name + "` for " +
                            std::to_string(key.epoch.year) + " that is not the one given",
                        "give the key file it was made with");
}

Diagnostics KeyedStore::check_keys() {
  Statement keys = db.prepare("SELECT name, version, year, proof FROM hash_key ORDER BY id");
  while (keys.next()) {
    const KeyName key = key_in(keys, 0, static_cast<std::int32_t>(kind));
    if (db.failed()) break;
    const auto proof = proof_of(key);
    const std::string code = proof ? "" : proof.errors().front().code;
    if (code == "E1402") continue;  // destroyed, and its row is still to go
    if (code == "E1401" || (proof && !(*proof == SecretBytes(keys.bytes(3))))) return {of_other_keys(key)};
    if (!proof) return proof.errors();
  }
  Diagnostics errors = db.errors();
  db.roll_back();
  return errors;
}

Result<SecretBytes> KeyedStore::secret_of(const KeyName& key, std::string_view use, std::size_t size) const {
  const std::string context =
      "proactive " + std::string(kind == Kind::ledger ? "ledger" : "opposition") + " " + std::string(use);
  return own->derive(key, as_bytes(context), size);
}

Result<SecretBytes> KeyedStore::proof_of(const KeyName& key) const { return secret_of(key, "proof", kProof); }

Diagnostics KeyedStore::give_up(Diagnostics errors) {
  db.roll_back();
  return errors;
}

Diagnostics KeyedStore::begin(Date today) {
  if (db.in_transaction()) return {reentered(db)};
  db.begin();
  Statement last = db.prepare("SELECT day FROM day");
  const bool has_day = last.next();
  const Date before = has_day ? last.day(0) : today;
  last = db.prepare("INSERT OR REPLACE INTO day VALUES (1, ?)");
  if (db.failed()) {
    Diagnostics errors = db.errors();
    return give_up(std::move(errors));
  }
  if (today < before) {
    return give_up({values::misuse("E1433",
                                   "the day is " + to_string(today) + ", and `" + db.path() + "` was used on " +
                                       to_string(before) + ": the clock was put back",
                                   "give the day of today; data are kept no longer because a clock is wrong")});
  }
  if (!has_day || before < today) last.with(today.days).run();
  return {};
}

Result<Hasher> KeyedStore::derived(std::int64_t row, const KeyName& key, std::string_view use) {
  const auto secret = secret_of(key, use, Hmac::kSize);
  if (!secret) return secret.errors();
  auto hmac = Hmac::make(secret->expose());
  if (!hmac) return hmac.errors();
  return Hasher(row, *std::move(hmac));
}

Result<Hasher> KeyedStore::current(Date today, std::string_view use) {
  auto key = own->current({today.year(), static_cast<std::int32_t>(kind)});
  if (!key) return key.errors();
  const auto proof = proof_of(*key);
  if (!proof) return proof.errors();
  db.prepare("INSERT OR IGNORE INTO hash_key (name, version, year, proof) VALUES (?, ?, ?, ?)")
      .with(key->name)
      .with(key->version)
      .with(key->epoch.year)
      .with(proof->expose())
      .run();
  Statement row = db.prepare("SELECT id, proof FROM hash_key WHERE name = ? AND version = ? AND year = ?");
  row.with(key->name).with(key->version).with(key->epoch.year);
  if (!row.next()) return db.errors();
  if (!(*proof == SecretBytes(row.bytes(1)))) return of_other_keys(*key);
  return derived(row.number(0), *key, use);
}

Result<Hasher> KeyedStore::hasher(std::int64_t key_row, std::string_view use) {
  Statement row = db.prepare("SELECT name, version, year FROM hash_key WHERE id = ?");
  row.with(key_row);
  if (!row.next()) {
    if (db.failed()) return db.errors();
    return values::misuse("E1434", "`" + db.path() + "` names a key that it does not have", "restore the file");
  }
  const KeyName key = key_in(row, 0, static_cast<std::int32_t>(kind));
  if (db.failed()) return db.errors();
  return derived(key_row, key, use);
}

Result<std::vector<Hasher>> KeyedStore::hashers(std::string_view use) {
  std::vector<std::int64_t> rows;
  Statement keys = db.prepare("SELECT id FROM hash_key ORDER BY id");
  while (keys.next()) rows.push_back(keys.number(0));
  if (db.failed()) return db.errors();
  std::vector<Hasher> all;
  for (const std::int64_t row : rows) {
    auto one = hasher(row, use);
    if (!one) return one.errors();
    all.push_back(*std::move(one));
  }
  return all;
}

Result<std::string> KeyedStore::own_name(Date today) {
  auto key = own->current({today.year(), static_cast<std::int32_t>(kind)});
  if (!key) return key.errors();
  return key->name;
}

Date KeyedStore::last_due(DataClass data, Date today) const {
  std::int32_t none = today.days - 366 * 4, all = today.days + 1;  // no clock is longer than three years
  while (all - none > 1) {
    const std::int32_t middle = none + (all - none) / 2;
    (due(data, Date{middle}, retention) <= today ? none : all) = middle;
  }
  return Date{none};
}

KeyName key_in(Statement& row, int column, std::int32_t month) {
  constexpr std::int64_t kMostVersion = 0xFFFFFFFF;
  return {row.text(column),
          static_cast<std::uint32_t>(row.number(column + 1, 1, kMostVersion)),
          {static_cast<std::int32_t>(row.number(column + 2, 1, 9999)), month}};
}

Date end_of_key(Epoch month, const Retention& retention) {
  return due(DataClass::information, Date::of(month.year, month.month, 1).value_or(Date{}), retention);
}

Diagnostic serves_two(const std::string& key_name) {
  return values::misuse("E1436", "the key `" + key_name + "` serves data and the ledger, or data and the register",
                        "give the ledger, the register and the data a key file each");
}

bool shred_into(SweepReport& report, KeyProvider& keys, const KeyName& key, Date today) {
  auto receipt = keys.shred(key, today);
  if (receipt) {
    report.shredded.push_back(*std::move(receipt));
    return true;
  }
  const std::string& code = receipt.errors().front().code;
  if (code == "E1401" || code == "E1429") {
    report.not_shredded.push_back(key);
  } else {
    report.problems.insert(report.problems.end(), receipt.errors().begin(), receipt.errors().end());
  }
  return code == "E1429";  // what another key file has is still to be destroyed
}

void KeyedStore::shred_unused(const char* is_used, Date today, SweepReport& report) {
  struct Old {
    std::int64_t row;
    KeyName key;
  };
  std::vector<Old> old;
  Statement keys = db.prepare("SELECT id, name, version, year FROM hash_key WHERE year < ? ORDER BY id");
  keys.with(today.year());
  while (keys.next()) {
    old.push_back({keys.number(0), key_in(keys, 1, static_cast<std::int32_t>(kind))});
  }
  for (const Old& one : old) {
    Statement used = db.prepare(is_used);
    used.with(one.row);
    if (used.next() || db.failed()) continue;
    if (shred_into(report, *own, one.key, today)) db.prepare("DELETE FROM hash_key WHERE id = ?").with(one.row).run();
  }
}

}  // namespace proactive::privacy
