// A trace is linked to the one before by an HMAC under the year's key, so that who can write the file
// but has no key can neither change a trace nor add one. When old traces are removed, the link of the
// last of them stays as the anchor of the chain.
#include "privacy/trace_chain.h"

#include <algorithm>
#include <map>

#include "privacy/bytes.h"
#include "privacy/openssl.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr const char* kChain = "chain";
constexpr std::int64_t kMostTraces = std::int64_t{1} << 62U;

struct TraceRow {
  std::int64_t id = 0, day = 0, count = 0, hash_key = 0;
  std::string who, domain, purpose;
};

std::vector<std::byte> head_of(const TraceRow& row, std::span<const std::byte> previous, std::uint64_t subjects) {
  std::vector<std::byte> bytes;
  const auto fill = [&](ByteWriter out) {
    out.text("proactive trace 1");
    out.number(previous.size(), 4);
    out.raw(previous);
    for (const std::int64_t number : {row.id, row.day, row.count}) out.number(static_cast<std::uint64_t>(number), 8);
    for (const std::string* text : {&row.who, &row.domain, &row.purpose}) out.text(*text);
    out.number(subjects, 8);
    return out.size();
  };
  bytes.resize(fill(ByteWriter()));
  fill(ByteWriter(bytes));
  return bytes;
}

// Over the trace and its subjects, which are read one by one: a trace may be of a million of them.
Hash link_of(Database& db, Hasher& chain, const TraceRow& row, std::span<const std::byte> previous) {
  Statement count = db.prepare("SELECT count(*) FROM subject WHERE trace = ?");
  count.with(row.id);
  chain.begin();
  chain.add(head_of(row, previous, count.next() ? static_cast<std::uint64_t>(count.number(0)) : 0));
  Statement subjects = db.prepare("SELECT hash FROM subject WHERE trace = ? ORDER BY hash");
  subjects.with(row.id);
  while (subjects.next()) chain.add(subjects.bytes(0));
  return chain.end();
}

Diagnostic tampered(const std::string& path) {
  return values::misuse("E1434", "the traces of `" + path + "` are not those that were written",
                        "restore the file, and find out who changed it");
}

Hash hash_of(std::span<const std::byte> bytes) {
  Hash hash{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
  return hash;
}

}  // namespace

Anchor newest_trace(Database& db) {
  Anchor found;
  Statement row =
      db.prepare("SELECT id, link FROM trace UNION ALL SELECT trace, link FROM anchor ORDER BY 1 DESC LIMIT 1");
  if (!row.next()) return found;
  const auto link = row.bytes(1);
  return {row.number(0, 0, kMostTraces), {link.begin(), link.end()}};
}

Diagnostics add_trace(KeyedStore& store, const KeyUse& use, Date today, const Subjects& subjects) {
  auto chain = store.current(today, kChain);
  if (!chain) return chain.errors();
  const Anchor last = newest_trace(store.db);
  const TraceRow row{last.trace + 1, today.days, static_cast<std::int64_t>(use.count), chain->key_row(), use.who,
                     use.domain,     use.purpose};
  Statement insert = store.db.prepare("INSERT OR IGNORE INTO subject VALUES (?, ?)");
  const auto add = [&](const Hash& subject) { insert.with(row.id).with(subject).run(); };
  if (Diagnostics errors = subjects(add); !errors.empty()) return errors;
  const Hash link = link_of(store.db, *chain, row, last.link);
  if (!chain->ok()) return {openssl_failed("EVP_MAC_final")};
  store.db.prepare("INSERT INTO trace VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .with(row.id)
      .with(row.day)
      .with(row.who)
      .with(row.domain)
      .with(row.purpose)
      .with(row.count)
      .with(row.hash_key)
      .with(link)
      .run();
  return {};
}

std::uint64_t remove_traces(Database& db, Date last) {
  Statement row = db.prepare("SELECT id, link FROM trace WHERE day <= ? ORDER BY id DESC LIMIT 1");
  row.with(last.days);
  if (!row.next()) return 0;
  const std::int64_t id = row.number(0);
  const Hash link = hash_of(row.bytes(1));
  row = db.prepare("UPDATE anchor SET trace = ?, link = ?");
  row.with(id).with(link).run();
  db.prepare("DELETE FROM subject WHERE trace <= ?").with(id).run();
  db.prepare("DELETE FROM trace WHERE id <= ?").with(id).run();
  return db.changes();
}

Diagnostics verify_traces(KeyedStore& store) {
  std::map<std::int64_t, Hasher> hashers;
  Statement anchor = store.db.prepare("SELECT trace, link FROM anchor");
  if (!anchor.next()) return {tampered(store.db.path())};
  std::int64_t id = anchor.number(0, 0, kMostTraces);
  std::vector<std::byte> previous(anchor.bytes(1).begin(), anchor.bytes(1).end());
  Statement rows =
      store.db.prepare("SELECT id, day, count, hash_key, who, domain, purpose, link FROM trace ORDER BY id");
  while (rows.next()) {
    const TraceRow row{rows.number(0), rows.number(1), rows.number(2), rows.number(3),
                       rows.text(4),   rows.text(5),   rows.text(6)};
    auto at = hashers.find(row.hash_key);
    if (at == hashers.end()) {
      auto hasher = store.hasher(row.hash_key, kChain);
      if (!hasher) return hasher.errors();
      at = hashers.emplace(row.hash_key, *std::move(hasher)).first;
    }
    const Hash link = link_of(store.db, at->second, row, previous);
    if (!at->second.ok()) return {openssl_failed("EVP_MAC_final")};
    if (row.id != ++id || !equal_in_constant_time(link, rows.bytes(7))) return {tampered(store.db.path())};
    previous.assign(link.begin(), link.end());
  }
  Statement stray = store.db.prepare("SELECT 1 FROM subject WHERE trace NOT IN (SELECT id FROM trace) LIMIT 1");
  if (stray.next()) return {tampered(store.db.path())};
  return store.db.errors();
}

}  // namespace proactive::privacy
