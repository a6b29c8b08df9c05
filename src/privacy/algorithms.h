// The two primitives of pseudonyms, called as measured to be right and fast (openssl issue 17811,
// CVE-2023-2975, CVE-2026-45446).
#ifndef PROACTIVE_SRC_PRIVACY_ALGORITHMS_H_
#define PROACTIVE_SRC_PRIVACY_ALGORITHMS_H_

#include <cstddef>
#include <span>
#include <vector>

#include "privacy/openssl.h"

namespace proactive::privacy {

/// What the calling thread has fetched, once. A handle is null when libcrypto has no such algorithm.
struct Algorithms {
  Mac hmac;
  Cipher siv128, siv192, siv256;
  Cipher ecb128, ecb192, ecb256;
};
const Algorithms& algorithms();

/// HMAC-SHA-256 of many messages under one key. The key is kept and only the state begun anew, which
/// versions that `check_openssl` refuses get wrong. Belongs to the thread that made it.
class Hmac {
 public:
  static constexpr std::size_t kSize = 32;
  static Result<Hmac> make(std::span<const std::byte> key);
  /// Writes `kSize` bytes. False when libcrypto fails.
  [[nodiscard]] bool tag(std::span<const std::byte> message, std::byte* out) const;
  /// The same of a message in parts: `begin`, any number of `add`, `end`.
  [[nodiscard]] bool begin() const;
  [[nodiscard]] bool add(std::span<const std::byte> part) const;
  [[nodiscard]] bool end(std::byte* out) const;

 private:
  explicit Hmac(MacContext context) : context_(std::move(context)) {}
  MacContext context_;
};

/// AES-SIV (RFC 5297) of many messages under one key and one context. A cipher context serves one
/// message: used again without a key, some versions of libcrypto take a forged message for a good one.
/// So each message has its own copy of a keyed one. Belongs to the thread that made it.
class Siv {
 public:
  static constexpr std::size_t kTag = 16;

  /// A key of 32, 48 or 64 bytes. `context` is authenticated and not empty: empty ones are ignored by
  /// some versions. Errors: E1403.
  static Result<Siv> make(std::span<const std::byte> key, std::span<const std::byte> context);

  /// Writes the tag and then the ciphertext, `kTag` more bytes than the message. False for an empty one, which
  /// libcrypto gives a tag of zeros, and when libcrypto fails.
  [[nodiscard]] bool seal(std::span<const std::byte> message, std::byte* out) const;

  /// Writes `kTag` fewer bytes than `sealed` has. False, and nothing left behind, when it is shorter than
  /// 17 bytes, was not made with this key and context, or was changed.
  [[nodiscard]] bool unseal(std::span<const std::byte> sealed, std::byte* out) const;

 private:
  Siv() = default;
  CipherContext sealing_, unsealing_;  // keyed, with the context; only copied
  CipherContext work_;
};

/// The published answers, computed once a process through what stands above. Errors: E1409, E1403.
Diagnostics self_test();

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_ALGORITHMS_H_
