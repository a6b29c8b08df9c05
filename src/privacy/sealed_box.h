// Bytes sealed under a passphrase: scrypt (RFC 7914) makes a key of it, AES-256-GCM seals with that.
#ifndef PROACTIVE_SRC_PRIVACY_SEALED_BOX_H_
#define PROACTIVE_SRC_PRIVACY_SEALED_BOX_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "proactive/privacy/secret.h"
#include "proactive/result.h"

namespace proactive::privacy {

inline constexpr std::size_t kSaltSize = 16;
inline constexpr std::size_t kNonceSize = 12;
inline constexpr std::size_t kTagSize = 16;
inline constexpr std::size_t kKeySize = 32;
inline constexpr int kLeastWork = 14;
inline constexpr int kMostWork = 20;

using Salt = std::array<std::byte, kSaltSize>;

/// From libcrypto's generator for secrets; an error (E1403), never weaker bytes, when that fails.
Diagnostics fill_random(std::span<std::byte> bytes);
Result<SecretBytes> random_secret(std::size_t size);

std::array<std::byte, 32> sha256(std::span<const std::byte> bytes);

/// scrypt with N = 2^log2_n, r = 8, p = 1.
Result<SecretBytes> passphrase_key(const SecretBytes& passphrase, const Salt& salt, int log2_n);

/// A fresh nonce, the sealed bytes, the tag. `header` is not in it and must be the same to open it.
Result<std::vector<std::byte>> seal_box(const SecretBytes& key, std::span<const std::byte> header,
                                        std::span<const std::byte> plain);
/// Errors: E1424 when the key is wrong or something was altered, naming `path`; E1403.
Result<SecretBytes> open_box(const SecretBytes& key, std::span<const std::byte> header, std::span<const std::byte> box,
                             const std::string& path);

std::string hexadecimal(std::span<const std::byte> bytes);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_SEALED_BOX_H_
