#include "privacy/opposed_rows.h"

#include <utility>

namespace proactive::privacy {

namespace {

// Hashes rows from `row` on until the part is full, and says of those that have no hash why; the row
// after the last.
Result<std::int64_t> fill(HashedRows& part, const IdentifierArray& array, std::int64_t row, std::vector<Looked>& found,
                          Pace& pace) {
  for (; row < array.rows() && !part.full(); ++row) {
    const auto identifier = array.at(row);
    ++pace.rows;
    if (!pace.step()) return pace.errors();
    if (identifier && can_be_hashed(*identifier)) {
      found.push_back(Looked::free);
      part.add(*identifier);
    } else {
      found.push_back(identifier ? Looked::unchecked : Looked::absent);
      part.skip();
    }
  }
  return row;
}

}  // namespace

Result<std::vector<bool>> look_up(KeyedStore& store, std::vector<Hasher>& hashers, HashedRows& part, Date today,
                                  Pace& pace) {
  const Date last = store.last_due(DataClass::opposition, today);
  Statement find = store.db.prepare("SELECT 1 FROM opposed WHERE hash = ? AND day > ?");
  std::vector<bool> found(part.rows());
  for (std::size_t key = 0; key < hashers.size(); ++key) {
    const auto hashes = part.under(key, pace);
    if (!hashes) return hashes.errors();
    for (const RowHash& one : *hashes) {
      if (!pace.step()) return pace.errors();
      if (found[one.row]) continue;
      find.with(one.hash).with(last.days);
      if (!find.next()) continue;
      found[one.row] = true;
      find.run();
    }
  }
  if (store.db.failed()) return store.db.errors();
  return found;
}

Result<std::vector<Looked>> look_at(KeyedStore& store, const IdentifierArray& array, Date today, Pace& pace) {
  std::vector<Looked> found;
  found.reserve(static_cast<std::size_t>(array.rows()));
  std::int64_t row = 0;
  do {
    const std::size_t first = found.size();
    Diagnostics errors = store.in_transaction(today, [&]() -> Diagnostics {
      auto hashers = store.hashers(kPersons);
      if (!hashers) return hashers.errors();
      HashedRows part(*hashers);
      const auto next = fill(part, array, row, found, pace);
      if (!next) return next.errors();
      const auto opposed = look_up(store, *hashers, part, today, pace);
      if (!opposed) return opposed.errors();
      for (std::size_t i = 0; i < opposed->size(); ++i) {
        if ((*opposed)[i]) found[first + i] = Looked::opposed;
      }
      row = *next;
      return {};
    });
    if (!errors.empty()) return errors;
  } while (row < array.rows());
  return found;
}

}  // namespace proactive::privacy
