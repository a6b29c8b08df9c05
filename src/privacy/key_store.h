// What a key file holds, and its form in bytes before it is sealed.
#ifndef PROACTIVE_SRC_PRIVACY_KEY_STORE_H_
#define PROACTIVE_SRC_PRIVACY_KEY_STORE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "proactive/privacy/key_provider.h"

namespace proactive::privacy {

/// More than 400 years of months in two versions. A receipt takes the place of a key.
inline constexpr std::size_t kMostKeys = 10'000;

struct StoredKey {
  std::uint32_t version = 1;
  Epoch epoch;
  SecretBytes key;
};

struct KeyStore {
  std::string name;
  std::uint32_t newest = 1;
  std::vector<StoredKey> keys;
  std::vector<ShredReceipt> receipts;

  const StoredKey* find(std::uint32_t version, Epoch epoch) const;
  const ShredReceipt* receipt(std::uint32_t version, Epoch epoch) const;
};

SecretBytes encode(const KeyStore& store);
/// No value when the bytes are no store, or its receipts are not chained.
std::optional<KeyStore> decode(std::span<const std::byte> bytes);

/// Hexadecimal; HKDF of the key with its name, apart from everything `derive` gives.
Result<std::string> fingerprint_of(const SecretBytes& key, const KeyName& name);

/// The link of a receipt after one whose link is `previous`, empty for the first.
std::string link_of(const ShredReceipt& receipt, const std::string& previous);

/// E1427: what a name, an epoch, a context and a size may be.
Diagnostics check_key_name(const std::string& name);
Diagnostics check_epoch(Epoch epoch);
Diagnostics check_derivation(std::span<const std::byte> context, std::size_t size);

Diagnostic no_such_key(const KeyName& key);   ///< E1401
Diagnostic key_shredded(const KeyName& key);  ///< E1402

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_KEY_STORE_H_
