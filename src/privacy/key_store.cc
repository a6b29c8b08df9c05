#include "privacy/key_store.h"

#include <algorithm>
#include <set>
#include <utility>

#include "privacy/bytes.h"
#include "privacy/openssl.h"
#include "privacy/sealed_box.h"
#include "proactive/privacy/key_file.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kMostContext = 65'536;
constexpr std::size_t kMostDerived = 255 * 32;  // RFC 5869
constexpr std::size_t kMostName = 64;

bool may_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

void write(ByteWriter& out, std::uint32_t version, Epoch epoch) {
  out.number(version, 4);
  out.number(static_cast<std::uint32_t>(epoch.year), 2);
  out.number(static_cast<std::uint32_t>(epoch.month), 1);
}

void write(ByteWriter& out, const KeyName& name) {
  out.text(name.name);
  write(out, name.version, name.epoch);
}

void write(ByteWriter& out, const KeyStore& store) {
  out.text(store.name);
  out.number(store.newest, 4);
  out.number(store.keys.size(), 4);
  for (const StoredKey& key : store.keys) {
    write(out, key.version, key.epoch);
    out.raw(key.key.expose());
  }
  out.number(store.receipts.size(), 4);
  for (const ShredReceipt& receipt : store.receipts) {
    write(out, receipt.key.version, receipt.key.epoch);
    out.number(static_cast<std::uint32_t>(receipt.on.days), 4);
    out.text(receipt.fingerprint);
    out.text(receipt.link);
  }
}

Epoch read_epoch(ByteReader& in) {
  const auto year = static_cast<std::int32_t>(in.number(2));
  return {year, static_cast<std::int32_t>(in.number(1))};
}

StoredKey read_key(ByteReader& in) {
  StoredKey key;
  key.version = static_cast<std::uint32_t>(in.number(4));
  key.epoch = read_epoch(in);
  key.key = SecretBytes(in.raw(kKeySize));
  return key;
}

ShredReceipt read_receipt(ByteReader& in, const std::string& name) {
  ShredReceipt receipt;
  receipt.key.name = name;
  receipt.key.version = static_cast<std::uint32_t>(in.number(4));
  receipt.key.epoch = read_epoch(in);
  receipt.on.days = static_cast<std::int32_t>(static_cast<std::uint32_t>(in.number(4)));
  receipt.fingerprint = in.text();
  receipt.link = in.text();
  return receipt;
}

template <typename T>
const T* first_of(const std::vector<T>& list, auto matches) {
  const auto at = std::find_if(list.begin(), list.end(), matches);
  return at == list.end() ? nullptr : &*at;
}

}  // namespace

const StoredKey* KeyStore::find(std::uint32_t version, Epoch epoch) const {
  return first_of(keys, [&](const StoredKey& key) { return key.version == version && key.epoch == epoch; });
}

const ShredReceipt* KeyStore::receipt(std::uint32_t version, Epoch epoch) const {
  return first_of(receipts,
                  [&](const ShredReceipt& one) { return one.key.version == version && one.key.epoch == epoch; });
}

SecretBytes encode(const KeyStore& store) {
  ByteWriter count;
  write(count, store);
  SecretBytes bytes(count.size());
  ByteWriter out(bytes.expose());
  write(out, store);
  return bytes;
}

namespace {

// What was authenticated may still be of another version of this library.
bool has_sound_keys(const KeyStore& store) {
  std::set<std::pair<std::uint32_t, Epoch>> seen;
  const auto is_sound = [&](std::uint32_t version, Epoch epoch) {
    return version >= 1 && version <= store.newest && check_epoch(epoch).empty() && seen.emplace(version, epoch).second;
  };
  return std::ranges::all_of(store.keys, [&](const StoredKey& key) { return is_sound(key.version, key.epoch); }) &&
         std::ranges::all_of(store.receipts,
                             [&](const ShredReceipt& one) { return is_sound(one.key.version, one.key.epoch); });
}

}  // namespace

std::optional<KeyStore> decode(std::span<const std::byte> bytes) {
  ByteReader in(bytes);
  KeyStore store;
  store.name = in.text();
  store.newest = static_cast<std::uint32_t>(in.number(4));
  const std::uint64_t keys = in.number(4);
  if (keys > kMostKeys) return std::nullopt;
  for (std::uint64_t i = 0; in.ok() && i < keys; ++i) store.keys.push_back(read_key(in));
  const std::uint64_t receipts = in.number(4);
  if (receipts > kMostKeys) return std::nullopt;
  for (std::uint64_t i = 0; in.ok() && i < receipts; ++i) store.receipts.push_back(read_receipt(in, store.name));
  if (!in.at_end() || store.newest == 0 || !check_key_name(store.name).empty() || !chained(store.receipts) ||
      !has_sound_keys(store)) {
    return std::nullopt;
  }
  return store;
}

Result<std::string> fingerprint_of(const SecretBytes& key, const KeyName& name) {
  ByteWriter count;
  write(count, name);
  std::vector<std::byte> info(count.size());
  ByteWriter out(info);
  write(out, name);
  auto print = hkdf_sha256(key, as_bytes("proactive fingerprint of a key"), info, 32);
  if (!print) return print.errors();
  return hexadecimal(print->expose());
}

std::string link_of(const ShredReceipt& receipt, const std::string& previous) {
  const auto fill = [&](ByteWriter& out) {
    out.text("proactive receipt 1");
    out.text(previous);
    write(out, receipt.key);
    out.number(static_cast<std::uint32_t>(receipt.on.days), 4);
    out.text(receipt.fingerprint);
  };
  ByteWriter count;
  fill(count);
  std::vector<std::byte> bytes(count.size());
  ByteWriter out(bytes);
  fill(out);
  return hexadecimal(sha256(bytes));
}

bool chained(std::span<const ShredReceipt> receipts) {
  std::string previous;
  for (const ShredReceipt& receipt : receipts) {
    if (receipt.link != link_of(receipt, previous)) return false;
    previous = receipt.link;
  }
  return true;
}

Diagnostics check_key_name(const std::string& name) {
  if (!name.empty() && name.size() <= kMostName && std::all_of(name.begin(), name.end(), may_name)) return {};
  return {values::misuse("E1427", "the name of a key is 1 to 64 of `a-z 0-9 - _ .`", "name it as `caf-2026`")};
}

Diagnostics check_epoch(Epoch epoch) {
  if (epoch.year >= 1 && epoch.year <= 9999 && epoch.month >= 1 && epoch.month <= 12) return {};
  return {values::misuse("E1427", "an epoch is a month from 0001-01 to 9999-12", "take `Epoch::of` a date")};
}

Diagnostics check_derivation(std::span<const std::byte> context, std::size_t size) {
  if (!context.empty() && context.size() <= kMostContext && size > 0 && size <= kMostDerived) return {};
  return {values::misuse("E1427", "a key is derived for a context that is not empty, with 1 to 8160 bytes",
                         "say what the key is for in the context")};
}

Diagnostic no_such_key(const KeyName& key) {
  return values::misuse(
      "E1401",
      "there is no key `" + key.name + "` of version " + std::to_string(key.version) + " for " + to_string(key.epoch),
      "give the key file that the data were protected with, and the name of the key beside them");
}

Diagnostic key_shredded(const KeyName& key) {
  return values::misuse("E1402",
                        "the key `" + key.name + "` of version " + std::to_string(key.version) + " for " +
                            to_string(key.epoch) + " was shredded",
                        "what it protected is gone for good; take the key of another month for new data");
}

}  // namespace proactive::privacy
