#include "proactive/privacy/opposition.h"

#include "privacy/bytes.h"
#include "privacy/ledger_state.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr const char* kPersons = "persons";

constexpr const char* kTables =
    "CREATE TABLE opposed (hash BLOB PRIMARY KEY, hash_key INTEGER NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX opposed_by_day ON opposed (day);"
    "CREATE INDEX opposed_by_key ON opposed (hash_key);";

Result<std::vector<bool>> look_up(KeyedStore& store, std::span<const std::string_view> identifiers, Date today) {
  auto hashers = store.hashers(kPersons);
  if (!hashers) return hashers.errors();
  const Date last = store.last_due(DataClass::opposition, today);
  Statement find = store.db.prepare("SELECT 1 FROM opposed WHERE hash = ? AND day > ?");
  std::vector<bool> found(identifiers.size());
  for (Hasher& hasher : *hashers) {
    for (std::size_t row = 0; row < identifiers.size() && hasher.ok(); ++row) {
      if (found[row]) continue;
      find.with(hasher.hash(as_bytes(identifiers[row]))).with(last.days);
      if (!find.next()) continue;
      found[row] = true;
      find.run();
    }
    if (!hasher.ok()) return openssl_failed("EVP_MAC_final");
  }
  if (store.db.failed()) return store.db.errors();
  return found;
}

}  // namespace

OppositionRegister::OppositionRegister(std::unique_ptr<State> state) : state_(std::move(state)) {}
OppositionRegister::OppositionRegister(OppositionRegister&&) noexcept = default;
OppositionRegister& OppositionRegister::operator=(OppositionRegister&&) noexcept = default;
OppositionRegister::~OppositionRegister() = default;

Result<OppositionRegister> OppositionRegister::create(const std::string& path, KeyProvider& own,
                                                      const Retention& retention) {
  auto store = KeyedStore::open(path, own, KeyedStore::Kind::opposition, retention, kTables);
  if (!store) return store.errors();
  return OppositionRegister(std::make_unique<State>(State{*std::move(store)}));
}

Result<OppositionRegister> OppositionRegister::open(const std::string& path, KeyProvider& own,
                                                    const Retention& retention) {
  auto store = KeyedStore::open(path, own, KeyedStore::Kind::opposition, retention);
  if (!store) return store.errors();
  return OppositionRegister(std::make_unique<State>(State{*std::move(store)}));
}

Diagnostics OppositionRegister::oppose(std::string_view identifier, Date on, Date today) {
  KeyedStore& store = *state_->store;
  if (Diagnostics errors = check_identifiers({&identifier, 1}); !errors.empty()) return errors;
  if (on > today) return {bad_entry("the opposition is of a day after today")};
  if (due(DataClass::opposition, on, store.retention) <= today) return {bad_entry("the opposition is over already")};
  const std::lock_guard lock(store.mutex);
  if (Diagnostics errors = store.begin(today); !errors.empty()) return errors;
  auto hasher = store.current(today, kPersons);
  if (!hasher) return store.give_up(hasher.errors());
  const Hash hash = hasher->hash(as_bytes(identifier));
  if (!hasher->ok()) return store.give_up({openssl_failed("EVP_MAC_final")});
  store.db.prepare("INSERT INTO opposed VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET day = max(day, excluded.day)")
      .with(hash)
      .with(hasher->key_row())
      .with(on.days)
      .run();
  return store.db.commit();
}

Result<bool> OppositionRegister::withdraw(std::string_view identifier, Date today) {
  KeyedStore& store = *state_->store;
  if (Diagnostics errors = check_identifiers({&identifier, 1}); !errors.empty()) return errors;
  const std::lock_guard lock(store.mutex);
  if (Diagnostics errors = store.begin(today); !errors.empty()) return errors;
  auto hashers = store.hashers(kPersons);
  if (!hashers) return store.give_up(hashers.errors());
  std::uint64_t removed = 0;
  Statement remove = store.db.prepare("DELETE FROM opposed WHERE hash = ?");
  for (Hasher& hasher : *hashers) {
    remove.with(hasher.hash(as_bytes(identifier))).run();
    removed += store.db.changes();
    if (!hasher.ok()) return store.give_up({openssl_failed("EVP_MAC_final")});
  }
  if (Diagnostics errors = store.db.commit(); !errors.empty()) return errors;
  return removed > 0;
}

Result<std::vector<bool>> OppositionRegister::opposed(std::span<const std::string_view> identifiers, Date today) {
  KeyedStore& store = *state_->store;
  if (Diagnostics errors = check_identifiers(identifiers); !errors.empty()) return errors;
  const std::lock_guard lock(store.mutex);
  if (Diagnostics errors = store.begin(today); !errors.empty()) return errors;
  auto found = look_up(store, identifiers, today);
  if (!found) return store.give_up(found.errors());
  if (Diagnostics errors = store.db.commit(); !errors.empty()) return errors;
  return found;
}

Result<bool> OppositionRegister::is_opposed(std::string_view identifier, Date today) {
  auto found = opposed({&identifier, 1}, today);
  if (!found) return found.errors();
  return static_cast<bool>(found->front());
}

Result<std::vector<Reachable>> OppositionRegister::reachable(std::span<const std::string_view> identifiers,
                                                             Date today) {
  const auto found = opposed(identifiers, today);
  if (!found) return found.errors();
  std::vector<Reachable> out;
  for (std::size_t row = 0; row < identifiers.size(); ++row) {
    if ((*found)[row]) continue;
    out.push_back(Reachable(row, today, SecretBytes(as_bytes(identifiers[row]))));
  }
  return out;
}

Result<Reachable> OppositionRegister::reach(std::string_view identifier, Date today) {
  auto one = reachable({&identifier, 1}, today);
  if (!one) return one.errors();
  if (one->empty()) {
    return values::misuse("E1437", "the person does not want to be told of rights",
                          "leave them out; they may withdraw that");
  }
  return std::move(one->front());
}

}  // namespace proactive::privacy
