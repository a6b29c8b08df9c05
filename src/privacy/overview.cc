// What runs on which clock, from the days that are in the files in the clear.
#include <algorithm>
#include <map>

#include "privacy/keyed_store.h"
#include "proactive/privacy/opposition.h"

namespace proactive::privacy {

namespace {

std::int32_t month_in(Statement& row, int column) { return static_cast<std::int32_t>(row.number(column, 1, 12)); }

// By the day on which they are due.
using Ends = std::map<Date, std::uint64_t>;

Ends ends_of_information(Database& db, const Retention& retention) {
  Ends ends;
  Statement rows = db.prepare(
      "SELECT day, count(*), year, month FROM held JOIN data_key ON data_key.id = data_key GROUP BY day, year, month");
  while (rows.next()) {
    const Date own = due(DataClass::information, rows.day(0), retention);
    const Epoch month{static_cast<std::int32_t>(rows.number(2, 1, 9999)), month_in(rows, 3)};
    ends[std::min(own, end_of_key(month, retention))] += static_cast<std::uint64_t>(rows.number(1));
  }
  return ends;
}

Ends ends_by_day(Database& db, const char* sql, DataClass data, const Retention& retention) {
  Ends ends;
  Statement rows = db.prepare(sql);
  while (rows.next()) ends[due(data, rows.day(0), retention)] += static_cast<std::uint64_t>(rows.number(1));
  return ends;
}

StoreOverview::Clock clock_of(DataClass data, int months, const Ends& ends, Date today) {
  StoreOverview::Clock clock;
  clock.data = data;
  clock.months = months;
  for (const auto& [end, entries] : ends) {
    clock.entries += entries;
    if (end <= today) {
      clock.due += entries;
    } else if (!clock.next) {
      clock.next = end;
      clock.next_entries = entries;
    }
  }
  return clock;
}

std::vector<StoreOverview::DataKey> data_keys(Database& db, const Retention& retention) {
  std::vector<StoreOverview::DataKey> keys;
  Statement rows =
      db.prepare("SELECT name, version, year, month FROM data_key WHERE gone = 0 ORDER BY year, month, name, version");
  while (rows.next()) {
    const KeyName key = key_in(rows, 0, month_in(rows, 3));
    keys.push_back({key, end_of_key(key.epoch, retention)});
  }
  return keys;
}

// `fill` reads what is of one kind of store, all in the state of one moment.
template <typename Fill>
Result<StoreOverview> looked_at(const std::string& path, KeyedStore::Kind kind, const Retention& retention,
                                Fill&& fill) {
  if (Diagnostics errors = check(retention); !errors.empty()) return errors;
  auto db = Database::open(path, KeyedStore::mark(kind));
  if (!db) return db.errors();
  StoreOverview found;
  db->begin();
  Statement last = db->prepare("SELECT day FROM day");
  if (last.next()) found.last_day = last.day(0);
  fill(*db, found);
  Diagnostics errors = db->errors();
  db->roll_back();
  if (!errors.empty()) return errors;
  return found;
}

}  // namespace

Result<StoreOverview> Ledger::overview(const std::string& path, Date today, const Retention& retention) {
  return looked_at(path, KeyedStore::Kind::ledger, retention, [&](Database& db, StoreOverview& found) {
    const Ends traces = ends_by_day(db, "SELECT day, count(*) FROM trace GROUP BY day", DataClass::trace, retention);
    found.clocks = {clock_of(DataClass::information, retention.information, ends_of_information(db, retention), today),
                    clock_of(DataClass::trace, retention.trace, traces, today)};
    found.data_keys = data_keys(db, retention);
  });
}

Result<StoreOverview> OppositionRegister::overview(const std::string& path, Date today, const Retention& retention) {
  return looked_at(path, KeyedStore::Kind::opposition, retention, [&](Database& db, StoreOverview& found) {
    const Ends ends =
        ends_by_day(db, "SELECT day, count(*) FROM opposed GROUP BY day", DataClass::opposition, retention);
    found.clocks = {clock_of(DataClass::opposition, retention.opposition, ends, today)};
  });
}

}  // namespace proactive::privacy
