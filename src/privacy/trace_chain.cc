// A trace is linked to the one before by an HMAC under the year's key, so that who can write the file
// but has no key can neither change a trace nor add one. When old traces are removed, the link of the
// last of them stays as the anchor of the chain.
#include "privacy/trace_chain.h"

#include <algorithm>
#include <map>

#include "privacy/bytes.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr const char* kChain = "chain";

struct TraceRow {
  std::int64_t id = 0, day = 0, count = 0, hash_key = 0;
  std::string who, domain, purpose;
};

std::vector<std::byte> bytes_of(const TraceRow& row, std::span<const std::byte> previous,
                                std::span<const Hash> subjects) {
  std::vector<std::byte> bytes;
  const auto fill = [&](ByteWriter out) {
    out.text("proactive trace 1");
    out.number(previous.size(), 4);
    out.raw(previous);
    for (const std::int64_t number : {row.id, row.day, row.count}) out.number(static_cast<std::uint64_t>(number), 8);
    for (const std::string* text : {&row.who, &row.domain, &row.purpose}) out.text(*text);
    out.number(subjects.size(), 8);
    for (const Hash& subject : subjects) out.raw(subject);
    return out.size();
  };
  bytes.resize(fill(ByteWriter()));
  fill(ByteWriter(bytes));
  return bytes;
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

std::vector<Hash> subjects_of(Database& db, std::int64_t trace) {
  std::vector<Hash> subjects;
  Statement rows = db.prepare("SELECT hash FROM subject WHERE trace = ? ORDER BY hash");
  rows.with(trace);
  while (rows.next()) subjects.push_back(hash_of(rows.bytes(0)));
  return subjects;
}

}  // namespace

Anchor newest_trace(Database& db) {
  Anchor found;
  Statement row =
      db.prepare("SELECT id, link FROM trace UNION ALL SELECT trace, link FROM anchor ORDER BY 1 DESC LIMIT 1");
  if (!row.next()) return found;
  const auto link = row.bytes(1);
  return {row.number(0), {link.begin(), link.end()}};
}

Diagnostics add_trace(KeyedStore& store, const KeyUse& use, std::vector<Hash> subjects, Date today) {
  auto chain = store.current(today, kChain);
  if (!chain) return chain.errors();
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  const Anchor last = newest_trace(store.db);
  const TraceRow row{last.trace + 1, today.days, static_cast<std::int64_t>(use.count), chain->key_row(), use.who,
                     use.domain,     use.purpose};
  const Hash link = chain->hash(bytes_of(row, last.link, subjects));
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
  Statement insert = store.db.prepare("INSERT INTO subject VALUES (?, ?)");
  for (const Hash& subject : subjects) insert.with(row.id).with(subject).run();
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
  std::int64_t id = anchor.number(0);
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
    const Hash link = at->second.hash(bytes_of(row, previous, subjects_of(store.db, row.id)));
    if (!at->second.ok()) return {openssl_failed("EVP_MAC_final")};
    if (row.id != ++id || !std::ranges::equal(link, rows.bytes(7))) return {tampered(store.db.path())};
    previous.assign(link.begin(), link.end());
  }
  Statement stray = store.db.prepare("SELECT 1 FROM subject WHERE trace NOT IN (SELECT id FROM trace) LIMIT 1");
  if (stray.next()) return {tampered(store.db.path())};
  return store.db.errors();
}

}  // namespace proactive::privacy
