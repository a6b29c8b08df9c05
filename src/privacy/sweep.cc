// The sweep. What is due is removed in one transaction, which also notes what was done as a trace; then
// each key that is due is destroyed, and marked when it is. A key that was destroyed without being
// marked, because the process ended between the two, is destroyed again: that gives its first receipt.
#include "privacy/ledger_state.h"
#include "privacy/trace_chain.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

struct DueKey {
  std::int64_t row = 0;
  KeyName key;
};

std::vector<DueKey> due_keys(KeyedStore& store, Date today) {
  const Date last = store.last_due(DataClass::information, today);
  std::vector<DueKey> keys;
  Statement rows = store.db.prepare(
      "SELECT id, name, version, year, month FROM data_key WHERE gone = 0 AND year * 12 + month <= ? ORDER BY id");
  // A month is due when its first day is: the last day that is due lies in it or after.
  rows.with(last.year() * 12 + last.month());
  while (rows.next()) {
    const auto month = static_cast<std::int32_t>(rows.number(4, 1, 12));
    keys.push_back({rows.number(0), key_in(rows, 1, month)});
  }
  return keys;
}

void remove_due(KeyedStore& store, Date today, SweepReport& report) {
  store.db.prepare("DELETE FROM held WHERE day <= ?").with(store.last_due(DataClass::information, today).days).run();
  report.held = store.db.changes();
  Statement remove = store.db.prepare("DELETE FROM held WHERE data_key = ?");
  for (const DueKey& key : due_keys(store, today)) {
    remove.with(key.row).run();
    report.held += store.db.changes();
  }
  report.traces = remove_traces(store.db, store.last_due(DataClass::trace, today));
}

Diagnostics note_sweep(KeyedStore& store, const SweepReport& report, Date today) {
  const auto note = [&](std::uint64_t count, const char* purpose) -> Diagnostics {
    if (count == 0) return {};
    return add_trace(store, {"sweep", "ledger", purpose, count}, today, [](const auto&) { return Diagnostics(); });
  };
  Diagnostics errors = note(report.held, "end of the time of information data (CRPA R114-9-7)");
  return errors.empty() ? note(report.traces, "end of the time of traces (CRPA R114-9-7)") : errors;
}

Diagnostics shred_due(KeyedStore& store, KeyProvider& keys, Date today, SweepReport& report) {
  for (const DueKey& one : due_keys(store, today)) {
    if (!shred_into(report, keys, one.key, today)) continue;
    store.db.prepare("UPDATE data_key SET gone = 1 WHERE id = ?").with(one.row).run();
  }
  store.shred_unused(
      "SELECT 1 WHERE EXISTS (SELECT 1 FROM held WHERE hash_key = ?1) OR EXISTS (SELECT 1 FROM trace WHERE hash_key = "
      "?1)",
      today, report);
  Diagnostics errors = store.db.errors();
  store.db.roll_back();
  return errors;
}

Diagnostics sweep_rows(KeyedStore& store, Date today, SweepReport& report) {
  if (Diagnostics errors = store.begin(today); !errors.empty()) return errors;
  remove_due(store, today, report);
  if (Diagnostics errors = note_sweep(store, report, today); !errors.empty()) return store.give_up(std::move(errors));
  return store.db.commit();
}

}  // namespace

Result<SweepReport> Ledger::sweep(KeyProvider& data_keys, Date today) {
  KeyedStore& store = *state_->store;
  const std::lock_guard lock(store.mutex);
  SweepReport report;
  report.on = today;
  if (Diagnostics errors = sweep_rows(store, today, report); !errors.empty()) return errors;
  if (Diagnostics errors = shred_due(store, data_keys, today, report); !errors.empty()) return errors;
  return report;
}

Result<SweepReport> OppositionRegister::sweep(Date today) {
  KeyedStore& store = *state_->store;
  const std::lock_guard lock(store.mutex);
  SweepReport report;
  report.on = today;
  if (Diagnostics errors = store.begin(today); !errors.empty()) return errors;
  store.db.prepare("DELETE FROM opposed WHERE day <= ?").with(store.last_due(DataClass::opposition, today).days).run();
  report.oppositions = store.db.changes();
  if (Diagnostics errors = store.db.commit(); !errors.empty()) return errors;
  store.shred_unused("SELECT 1 FROM opposed WHERE hash_key = ? LIMIT 1", today, report);
  Diagnostics errors = store.db.errors();
  store.db.roll_back();
  if (!errors.empty()) return errors;
  return report;
}

Result<SweepReport> sweep(Ledger& ledger, OppositionRegister& opposed, KeyProvider& data_keys, Date today) {
  {
    KeyedStore& notes = *ledger.state_->store;
    const auto own = opposed.state_->store->own_name(today);
    if (!own) return own.errors();
    const std::lock_guard lock(notes.mutex);
    Statement clash = notes.db.prepare("SELECT 1 FROM data_key WHERE name = ? LIMIT 1");
    clash.with(*own);
    if (clash.next()) return serves_two(*own);
  }
  auto report = ledger.sweep(data_keys, today);
  if (!report) return report;
  auto others = opposed.sweep(today);
  if (!others) return others;
  report->oppositions = others->oppositions;
  report->shredded.insert(report->shredded.end(), others->shredded.begin(), others->shredded.end());
  report->not_shredded.insert(report->not_shredded.end(), others->not_shredded.begin(), others->not_shredded.end());
  report->problems.insert(report->problems.end(), others->problems.begin(), others->problems.end());
  return report;
}

}  // namespace proactive::privacy
