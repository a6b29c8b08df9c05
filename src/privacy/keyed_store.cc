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
    " year INTEGER NOT NULL, UNIQUE (name, version, year));";

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

Result<std::unique_ptr<KeyedStore>> KeyedStore::open(const std::string& path, KeyProvider& own, Kind kind,
                                                     const Retention& retention, const char* schema) {
  if (Diagnostics errors = check(retention); !errors.empty()) return errors;
  const std::int32_t mark = kApplication + static_cast<std::int32_t>(kind);
  auto db = schema == nullptr ? Database::open(path, mark)
                              : Database::create(path, mark, (std::string(kCommonTables) + schema).c_str());
  if (!db) return db.errors();
  return std::make_unique<KeyedStore>(*std::move(db), own, kind, retention);
}

Diagnostics KeyedStore::give_up(Diagnostics errors) {
  db.roll_back();
  return errors;
}

Diagnostics KeyedStore::begin(Date today) {
  if (db.in_transaction()) return {reentered(db)};
  db.begin();
  Statement last = db.prepare("SELECT day FROM day");
  const bool has_day = last.next();
  const Date before{has_day ? static_cast<std::int32_t>(last.number(0)) : today.days};
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
  const std::string context =
      "proactive " + std::string(kind == Kind::ledger ? "ledger" : "opposition") + " " + std::string(use);
  auto secret = own->derive(key, as_bytes(context), 32);
  if (!secret) return secret.errors();
  auto hmac = Hmac::make(secret->expose());
  if (!hmac) return hmac.errors();
  return Hasher(row, *std::move(hmac));
}

Result<Hasher> KeyedStore::current(Date today, std::string_view use) {
  auto key = own->current({today.year(), static_cast<std::int32_t>(kind)});
  if (!key) return key.errors();
  db.prepare("INSERT OR IGNORE INTO hash_key (name, version, year) VALUES (?, ?, ?)")
      .with(key->name)
      .with(key->version)
      .with(key->epoch.year)
      .run();
  Statement row = db.prepare("SELECT id FROM hash_key WHERE name = ? AND version = ? AND year = ?");
  row.with(key->name).with(key->version).with(key->epoch.year);
  if (!row.next()) return db.errors();
  return derived(row.number(0), *key, use);
}

Result<Hasher> KeyedStore::hasher(std::int64_t key_row, std::string_view use) {
  Statement row = db.prepare("SELECT name, version, year FROM hash_key WHERE id = ?");
  row.with(key_row);
  if (!row.next()) {
    if (db.failed()) return db.errors();
    return values::misuse("E1434", "`" + db.path() + "` names a key that it does not have", "restore the file");
  }
  const KeyName key{row.text(0),
                    static_cast<std::uint32_t>(row.number(1)),
                    {static_cast<std::int32_t>(row.number(2)), static_cast<std::int32_t>(kind)}};
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

bool shred_into(SweepReport& report, KeyProvider& keys, const KeyName& key, Date today) {
  auto receipt = keys.shred(key, today);
  if (receipt) {
    report.shredded.push_back(*std::move(receipt));
    return true;
  }
  const std::string& code = receipt.errors().front().code;
  const bool cannot = code == "E1401" || code == "E1429";
  if (cannot) {
    report.not_shredded.push_back(key);
  } else {
    report.problems.insert(report.problems.end(), receipt.errors().begin(), receipt.errors().end());
  }
  return cannot;
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
    old.push_back({keys.number(0),
                   {keys.text(1),
                    static_cast<std::uint32_t>(keys.number(2)),
                    {static_cast<std::int32_t>(keys.number(3)), static_cast<std::int32_t>(kind)}}});
  }
  for (const Old& one : old) {
    Statement used = db.prepare(is_used);
    used.with(one.row);
    if (used.next() || db.failed()) continue;
    if (shred_into(report, *own, one.key, today)) db.prepare("DELETE FROM hash_key WHERE id = ?").with(one.row).run();
  }
}

}  // namespace proactive::privacy
