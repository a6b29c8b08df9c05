#include "proactive/privacy/opposition.h"

#include <algorithm>

#include "privacy/bytes.h"
#include "privacy/hashed_rows.h"
#include "privacy/ledger_state.h"
#include "privacy/opposed_rows.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr const char* kTables =
    "CREATE TABLE opposed (hash BLOB PRIMARY KEY, hash_key INTEGER NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX opposed_by_day ON opposed (day);"
    "CREATE INDEX opposed_by_key ON opposed (hash_key);";

// One row for each person and key: said again under the key of another year, the person has two.
Result<std::uint64_t> add_part(KeyedStore& store, std::vector<Hasher>& hashers, std::int64_t own_row, HashedRows& part,
                               Date on, Date today, Pace& pace) {
  const auto known = look_up(store, hashers, part, today, pace);
  if (!known) return known.errors();
  std::size_t own = 0;
  while (hashers[own].key_row() != own_row) ++own;
  const auto hashes = part.under(own, pace);
  if (!hashes) return hashes.errors();
  Statement insert = store.db.prepare(
      "INSERT INTO opposed VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE SET day = max(day, excluded.day)");
  std::uint64_t added = 0;
  const Hash* before = nullptr;
  for (const RowHash& one : *hashes) {
    if (!pace.step()) return pace.errors();
    if (before != nullptr && *before == one.hash) continue;
    before = &one.hash;
    added += (*known)[one.row] ? 0 : 1;
    insert.with(one.hash).with(own_row).with(on.days).run();
  }
  return added;
}

Result<std::uint64_t> remove_part(KeyedStore& store, std::size_t keys, HashedRows& part, Pace& pace) {
  Statement remove = store.db.prepare("DELETE FROM opposed WHERE hash = ?");
  std::vector<bool> removed(part.rows());
  for (std::size_t key = 0; key < keys; ++key) {
    const auto hashes = part.under(key, pace);
    if (!hashes) return hashes.errors();
    for (const RowHash& one : *hashes) {
      if (!pace.step()) return pace.errors();
      remove.with(one.hash).run();
      if (store.db.changes() > 0) removed[one.row] = true;
    }
  }
  return static_cast<std::uint64_t>(std::ranges::count(removed, true));
}

// Adds up what `change` says of each part. Within a transaction.
template <typename Change>
Diagnostics change_each(KeyedStore& store, const Identifiers& identifiers, std::uint64_t& sum, Change&& change) {
  auto hashers = store.hashers(kPersons);
  if (!hashers) return hashers.errors();
  return identifiers(*hashers, [&](HashedRows& part) -> Diagnostics {
    const Result<std::uint64_t> changed = change(*hashers, part);
    if (!changed) return changed.errors();
    sum += *changed;
    return store.db.errors();
  });
}

Result<std::uint64_t> oppose_all(KeyedStore& store, const Identifiers& identifiers, Date on, Date today, Pace& pace) {
  if (on > today) return bad_entry("the opposition is of a day after today");
  if (due(DataClass::opposition, on, store.retention) <= today) return bad_entry("the opposition is over already");
  std::uint64_t added = 0;
  Diagnostics errors = store.in_transaction(today, [&]() -> Diagnostics {
    const auto own = store.current(today, kPersons);  // noted first, to be among the keys of all hashers
    if (!own) return own.errors();
    return change_each(store, identifiers, added, [&](auto& hashers, HashedRows& part) {
      return add_part(store, hashers, own->key_row(), part, on, today, pace);
    });
  });
  if (!errors.empty()) return errors;
  return added;
}

Result<std::uint64_t> withdraw_all(KeyedStore& store, const Identifiers& identifiers, Date today, Pace& pace) {
  std::uint64_t removed = 0;
  Diagnostics errors = store.in_transaction(today, [&] {
    return change_each(store, identifiers, removed, [&](const auto& hashers, HashedRows& part) {
      return remove_part(store, hashers.size(), part, pace);
    });
  });
  if (!errors.empty()) return errors;
  return removed;
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
  if (Diagnostics errors = check_identifiers({&identifier, 1}); !errors.empty()) return errors;
  Pace pace;
  return oppose_all(*state_->store, list_of({&identifier, 1}), on, today, pace).errors();
}

Result<std::uint64_t> OppositionRegister::oppose(ArrowArrayStream& identifiers, Date on, Date today,
                                                 const ColumnProgress& progress) {
  Owned<ArrowArrayStream> column(identifiers);
  Pace pace(progress);
  return oppose_all(*state_->store, column_of(column, pace), on, today, pace);
}

Result<bool> OppositionRegister::withdraw(std::string_view identifier, Date today) {
  if (Diagnostics errors = check_identifiers({&identifier, 1}); !errors.empty()) return errors;
  Pace pace;
  const auto withdrawn = withdraw_all(*state_->store, list_of({&identifier, 1}), today, pace);
  if (!withdrawn) return withdrawn.errors();
  return *withdrawn > 0;
}

Result<std::uint64_t> OppositionRegister::withdraw(ArrowArrayStream& identifiers, Date today,
                                                   const ColumnProgress& progress) {
  Owned<ArrowArrayStream> column(identifiers);
  Pace pace(progress);
  return withdraw_all(*state_->store, column_of(column, pace), today, pace);
}

Result<std::vector<bool>> OppositionRegister::opposed(std::span<const std::string_view> identifiers, Date today) {
  KeyedStore& store = *state_->store;
  if (Diagnostics errors = check_identifiers(identifiers); !errors.empty()) return errors;
  Pace pace;
  std::vector<bool> found;
  Diagnostics errors = store.in_transaction(today, [&]() -> Diagnostics {
    auto hashers = store.hashers(kPersons);
    if (!hashers) return hashers.errors();
    HashedRows part(*hashers);
    for (const std::string_view identifier : identifiers) part.add(identifier);
    auto opposed = look_up(store, *hashers, part, today, pace);
    if (!opposed) return opposed.errors();
    found = *std::move(opposed);
    return {};
  });
  if (!errors.empty()) return errors;
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
