#include <algorithm>
#include <tuple>
#include <utility>

#include "privacy/bytes.h"
#include "privacy/hashed_rows.h"
#include "privacy/key_store.h"
#include "privacy/keyed_store.h"
#include "privacy/ledger_state.h"
#include "privacy/sealed_box.h"
#include "privacy/trace_chain.h"
#include "proactive/privacy/retention.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr const char* kTables =
    "CREATE TABLE data_key (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL,"
    " year INTEGER NOT NULL, month INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, UNIQUE (name, version, year, "
    "month));"
    "CREATE TABLE held (hash BLOB NOT NULL, purpose TEXT NOT NULL, data_key INTEGER NOT NULL,"
    " hash_key INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (hash, purpose, data_key)) WITHOUT ROWID;"
    "CREATE INDEX held_by_day ON held (day);"
    "CREATE INDEX held_by_key ON held (hash_key);"
    "CREATE TABLE trace (id INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL, who TEXT NOT NULL,"
    " domain TEXT NOT NULL, purpose TEXT NOT NULL, count INTEGER NOT NULL, hash_key INTEGER NOT NULL, link BLOB NOT "
    "NULL);"
    "CREATE TABLE subject (trace INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (trace, hash)) WITHOUT ROWID;"
    "CREATE INDEX subject_by_hash ON subject (hash);"
    "CREATE TABLE anchor (one INTEGER PRIMARY KEY CHECK (one = 1), trace INTEGER NOT NULL, link BLOB NOT NULL);"
    "INSERT INTO anchor VALUES (1, 0, x'');";

Result<std::int64_t> row_of_key(KeyedStore& store, const KeyName& key) {
  store.db.prepare("INSERT OR IGNORE INTO data_key (name, version, year, month) VALUES (?, ?, ?, ?)")
      .with(key.name)
      .with(key.version)
      .with(key.epoch.year)
      .with(key.epoch.month)
      .run();
  Statement row =
      store.db.prepare("SELECT id, gone FROM data_key WHERE name = ? AND version = ? AND year = ? AND month = ?");
  row.with(key.name).with(key.version).with(key.epoch.year).with(key.epoch.month);
  if (!row.next()) return store.db.errors();
  if (row.number(1) != 0) return key_shredded(key);
  return row.number(0);
}

Result<std::vector<Hasher>> only_current(KeyedStore& store, Date today) {
  auto hasher = store.current(today, kPersons);
  if (!hasher) return hasher.errors();
  std::vector<Hasher> one;
  one.push_back(*std::move(hasher));
  return one;
}

Diagnostics add_held(KeyedStore& store, const Identifiers& identifiers, const KeyName& key, const std::string& purpose,
                     Date on, Date today, Pace& pace, std::uint64_t& added) {
  const auto own = store.own_name(today);
  if (!own) return own.errors();
  if (*own == key.name) return {serves_two(key.name)};
  const auto row = row_of_key(store, key);
  if (!row) return row.errors();
  auto hashers = only_current(store, today);
  if (!hashers) return hashers.errors();
  Statement insert =
      store.db.prepare("INSERT OR IGNORE INTO held (hash, purpose, data_key, hash_key, day) VALUES (?, ?, ?, ?, ?)");
  return identifiers(*hashers, [&](HashedRows& part) -> Diagnostics {
    const auto hashes = part.under(0, pace);
    if (!hashes) return hashes.errors();
    for (const RowHash& one : *hashes) {
      insert.with(one.hash).with(purpose).with(*row).with(hashers->front().key_row()).with(on.days).run();
      added += store.db.changes();
      if (!pace.step()) return pace.errors();
    }
    return store.db.errors();
  });
}

Diagnostics check_held(const KeyedStore& store, const KeyName& key, const std::string& purpose, Date on, Date today) {
  if (Diagnostics errors = check_text(purpose, "the purpose"); !errors.empty()) return errors;
  if (Diagnostics errors = check_epoch(key.epoch); !errors.empty()) return errors;
  if (on > today) return {bad_entry("data were obtained after today")};
  if (due(DataClass::information, on, store.retention) <= today)
    return {bad_entry("data are older than they may be kept")};
  if (end_of_key(key.epoch, store.retention) <= today)
    return {bad_entry("the key of " + to_string(key.epoch) + " is due to be shredded")};
  return {};
}

Result<std::uint64_t> note_all_held(KeyedStore& store, const Identifiers& identifiers, const KeyName& key,
                                    const std::string& purpose, Date on, Date today, Pace& pace) {
  if (Diagnostics errors = check_held(store, key, purpose, on, today); !errors.empty()) return errors;
  std::uint64_t added = 0;
  Diagnostics errors =
      store.in_transaction(today, [&] { return add_held(store, identifiers, key, purpose, on, today, pace, added); });
  if (!errors.empty()) return errors;
  return added;
}

Diagnostics check_use(const KeyUse& use) {
  const std::pair<const std::string*, const char*> texts[] = {
      {&use.who, "who uses the key"}, {&use.domain, "the domain"}, {&use.purpose, "the purpose"}};
  for (const auto& [text, what] : texts) {
    if (Diagnostics errors = check_text(*text, what); !errors.empty()) return errors;
  }
  if (use.count > std::uint64_t{1} << 62U) return {bad_entry("the count is too large")};
  return {};
}

Diagnostics note_use_of_all(KeyedStore& store, const KeyUse& use, const Identifiers& subjects, Date today, Pace& pace) {
  if (Diagnostics errors = check_use(use); !errors.empty()) return errors;
  return store.in_transaction(today, [&]() -> Diagnostics {
    auto hashers = only_current(store, today);
    if (!hashers) return hashers.errors();
    return add_trace(store, use, today, [&](const auto& add) {
      return subjects(*hashers, [&](HashedRows& part) -> Diagnostics {
        const auto hashes = part.under(0, pace);
        if (!hashes) return hashes.errors();
        for (const RowHash& one : *hashes) {
          add(one.hash);
          if (!pace.step()) return pace.errors();
        }
        return store.db.errors();
      });
    });
  });
}

Result<std::uint64_t> forget_all(KeyedStore& store, const Identifiers& identifiers, Date today, Pace& pace) {
  std::uint64_t removed = 0;
  Diagnostics errors = store.in_transaction(today, [&]() -> Diagnostics {
    auto hashers = store.hashers(kPersons);
    if (!hashers) return hashers.errors();
    Statement remove = store.db.prepare("DELETE FROM held WHERE hash = ?");
    return identifiers(*hashers, [&](HashedRows& part) -> Diagnostics {
      for (std::size_t key = 0; key < hashers->size(); ++key) {
        const auto hashes = part.under(key, pace);
        if (!hashes) return hashes.errors();
        for (const RowHash& one : *hashes) {
          remove.with(one.hash).run();
          removed += store.db.changes();
          if (!pace.step()) return pace.errors();
        }
      }
      return store.db.errors();
    });
  });
  if (!errors.empty()) return errors;
  return removed;
}

void read_held(KeyedStore& store, const Hash& hash, SubjectAccess& access) {
  Statement rows = store.db.prepare("SELECT purpose, day FROM held WHERE hash = ?");
  rows.with(hash);
  while (rows.next()) {
    const Date on = rows.day(1);
    access.held.push_back({rows.text(0), on, due(DataClass::information, on, store.retention)});
  }
}

void read_traces(KeyedStore& store, const Hash& hash, SubjectAccess& access) {
  Statement rows = store.db.prepare(
      "SELECT day, who, domain, purpose FROM subject JOIN trace ON trace.id = subject.trace WHERE subject.hash = ? "
      "ORDER BY trace.id");
  rows.with(hash);
  while (rows.next()) {
    access.traces.push_back({rows.day(0), rows.text(1), rows.text(2), rows.text(3)});
  }
}

}  // namespace

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::Ledger(Ledger&&) noexcept = default;
Ledger& Ledger::operator=(Ledger&&) noexcept = default;
Ledger::~Ledger() = default;

Result<Ledger> Ledger::create(const std::string& path, KeyProvider& own, const Retention& retention) {
  auto store = KeyedStore::open(path, own, KeyedStore::Kind::ledger, retention, kTables);
  if (!store) return store.errors();
  return Ledger(std::make_unique<State>(State{*std::move(store)}));
}

Result<Ledger> Ledger::open(const std::string& path, KeyProvider& own, const Retention& retention) {
  auto store = KeyedStore::open(path, own, KeyedStore::Kind::ledger, retention);
  if (!store) return store.errors();
  return Ledger(std::make_unique<State>(State{*std::move(store)}));
}

Diagnostics Ledger::note_held(std::span<const std::string_view> identifiers, const KeyName& key,
                              const std::string& purpose, Date on, Date today) {
  if (Diagnostics errors = check_identifiers(identifiers); !errors.empty()) return errors;
  Pace pace;
  return note_all_held(*state_->store, list_of(identifiers), key, purpose, on, today, pace).errors();
}

Result<std::uint64_t> Ledger::note_held(ArrowArrayStream& identifiers, const KeyName& key, const std::string& purpose,
                                        Date on, Date today, const ColumnProgress& progress) {
  Owned<ArrowArrayStream> column(identifiers);
  Pace pace(progress);
  return note_all_held(*state_->store, column_of(column, pace), key, purpose, on, today, pace);
}

Diagnostics Ledger::note_use(const KeyUse& use, std::span<const std::string_view> subjects, Date today) {
  if (Diagnostics errors = check_identifiers(subjects); !errors.empty()) return errors;
  Pace pace;
  return note_use_of_all(*state_->store, use, list_of(subjects), today, pace);
}

Diagnostics Ledger::note_use(const KeyUse& use, ArrowArrayStream& subjects, Date today,
                             const ColumnProgress& progress) {
  Owned<ArrowArrayStream> column(subjects);
  Pace pace(progress);
  return note_use_of_all(*state_->store, use, column_of(column, pace), today, pace);
}

Result<std::uint64_t> Ledger::forget(std::string_view identifier, Date today) {
  if (Diagnostics errors = check_identifiers({&identifier, 1}); !errors.empty()) return errors;
  Pace pace;
  return forget_all(*state_->store, list_of({&identifier, 1}), today, pace);
}

Result<std::uint64_t> Ledger::forget(ArrowArrayStream& identifiers, Date today, const ColumnProgress& progress) {
  Owned<ArrowArrayStream> column(identifiers);
  Pace pace(progress);
  return forget_all(*state_->store, column_of(column, pace), today, pace);
}

Result<SubjectAccess> Ledger::access(std::string_view identifier, Date today) {
  KeyedStore& store = *state_->store;
  if (Diagnostics errors = check_identifiers({&identifier, 1}); !errors.empty()) return errors;
  SubjectAccess access;
  const Diagnostics errors = store.in_transaction(today, [&]() -> Diagnostics {
    auto hashers = store.hashers(kPersons);
    if (!hashers) return hashers.errors();
    for (Hasher& hasher : *hashers) {
      const Hash hash = hasher.hash(as_bytes(identifier));
      if (!hasher.ok()) return {openssl_failed("EVP_MAC_final")};
      read_held(store, hash, access);
      read_traces(store, hash, access);
    }
    return {};
  });
  if (!errors.empty()) return errors;
  std::ranges::sort(access.held, {}, [](const auto& held) { return std::tie(held.on, held.purpose); });
  std::ranges::stable_sort(access.traces, {}, &SubjectAccess::Trace::on);
  return access;
}

Diagnostics Ledger::verify() {
  KeyedStore& store = *state_->store;
  const std::lock_guard lock(store.mutex);
  if (store.db.in_transaction()) return {reentered(store.db)};
  store.db.begin();
  Statement check = store.db.prepare("PRAGMA integrity_check(1)");
  const bool is_whole = check.next() && check.text(0) == "ok";
  Diagnostics errors = store.db.errors();
  if (errors.empty() && !is_whole)
    errors = {values::misuse("E1434", "`" + store.db.path() + "` is damaged", "restore the file")};
  if (errors.empty()) errors = verify_traces(store);
  return store.give_up(std::move(errors));
}

Result<std::string> Ledger::head() {
  KeyedStore& store = *state_->store;
  const std::lock_guard lock(store.mutex);
  if (store.db.in_transaction()) return reentered(store.db);
  const Anchor last = newest_trace(store.db);
  if (store.db.failed()) return store.give_up(store.db.errors());
  return hexadecimal(last.link);
}

}  // namespace proactive::privacy
