// The only door to libcrypto: its handles freed when they go, its errors turned into ours.
#ifndef PROACTIVE_SRC_PRIVACY_OPENSSL_H_
#define PROACTIVE_SRC_PRIVACY_OPENSSL_H_

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "proactive/diagnostic.h"
#include "proactive/privacy/secret.h"
#include "proactive/result.h"

namespace proactive::privacy {

template <auto Free>
struct FreeBy {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

using LibraryContext = std::unique_ptr<OSSL_LIB_CTX, FreeBy<OSSL_LIB_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER, FreeBy<EVP_CIPHER_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeBy<EVP_CIPHER_CTX_free>>;
using Mac = std::unique_ptr<EVP_MAC, FreeBy<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeBy<EVP_MAC_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, FreeBy<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, FreeBy<EVP_KDF_CTX_free>>;

/// Before 3.0.3 HMAC with its key kept gives wrong tags, silently (openssl issue 17811).
inline constexpr unsigned long kOldestOpenSsl = 0x30000030UL;

/// None when libcrypto may be used; else E1403 with its version. `version` is that of the library that
/// runs, not of the headers; given by tests.
Diagnostics check_openssl(unsigned long version = OpenSSL_version_num());

/// A library context of the calling thread's own: shared ones make two threads slower than one.
OSSL_LIB_CTX* library_context();

/// Overwrites what calls just made may have left of a secret: on the stack below the caller's frame, and in
/// the registers with which it was copied.
[[gnu::noinline]] void forget_below();

/// E1403: `call` failed. Says no more, as the error queue of libcrypto may quote what it was given; the
/// queue is emptied.
Diagnostic openssl_failed(const char* call);

inline const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* raw(std::span<std::byte> bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

/// The only comparison of what is secret or authenticates: in a time that tells nothing but the sizes.
inline bool equal_in_constant_time(std::span<const std::byte> a, std::span<const std::byte> b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

/// HKDF-SHA-256 of RFC 5869, without salt when that is empty.
Result<SecretBytes> hkdf_sha256(const SecretBytes& key, std::span<const std::byte> salt,
                                std::span<const std::byte> info, std::size_t size);

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_OPENSSL_H_
