// Where keys come from. The library makes none up and keeps none: a provider derives them, for one
// context at a time, from a master key that never leaves it.
#ifndef PROACTIVE_PRIVACY_KEY_PROVIDER_H_
#define PROACTIVE_PRIVACY_KEY_PROVIDER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "proactive/date.h"
#include "proactive/export.h"
#include "proactive/privacy/secret.h"
#include "proactive/result.h"

namespace proactive::privacy {

/// A month, the time for which one key is used. After it, tokens of the same person have nothing in common.
struct Epoch {
  std::int32_t year = 0;   ///< 1 to 9999
  std::int32_t month = 0;  ///< 1 to 12

  PROACTIVE_EXPORT static Epoch of(Date date);
  friend auto operator<=>(const Epoch&, const Epoch&) = default;
};

/// "2026-11"
PROACTIVE_EXPORT std::string to_string(Epoch epoch);

/// The name of a key: which key it is, not what it is. It stands beside the data it protects.
struct KeyName {
  std::string name;           ///< of the master key: `caf-2026`
  std::uint32_t version = 1;  ///< from 1; a rotated key has the next
  Epoch epoch;
  friend auto operator<=>(const KeyName&, const KeyName&) = default;
};

/// That a key has been destroyed. Kept in the register of processing; holds no secret.
struct ShredReceipt {
  KeyName key;
  Date on;
  std::string fingerprint;  ///< hexadecimal; of the destroyed key under its own name, so that none can pass for it
  std::string link;         ///< hexadecimal; SHA-256 over this receipt and the link of the one before: see `chained`
};

/// Implemented by a key file, a file descriptor, or the host's own HSM or vault. Calls may come from
/// several threads at once.
class PROACTIVE_EXPORT KeyProvider {
 public:
  virtual ~KeyProvider() = default;

  /// The key that new data are protected with in an epoch: the newest version, made now if the epoch
  /// has none. Errors: it was shredded (E1402), it cannot be made.
  virtual Result<KeyName> current(Epoch epoch) = 0;

  /// `size` bytes for one `context`, which is never empty: HKDF-SHA-256 (RFC 5869) of the epoch's key,
  /// with the context as its `info`. The same name and context give the same bytes. Errors: no such key
  /// (E1401), a key that was shredded (E1402), libcrypto that fails or is too old (E1403), an empty
  /// context or a size outside 1 to 8160 (E1427).
  virtual Result<SecretBytes> derive(const KeyName& key, std::span<const std::byte> context, std::size_t size) = 0;

  /// Destroys the key of one epoch for good: `derive` then fails for it. Idempotent: a second call
  /// gives the first receipt. `on` is the day, as the library has no clock.
  /// Errors: no such key (E1401), a provider that cannot destroy its keys (E1429), it cannot be written (E1425).
  virtual Result<ShredReceipt> shred(const KeyName& key, Date on) = 0;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_KEY_PROVIDER_H_
