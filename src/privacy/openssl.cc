#include "privacy/openssl.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <cstring>

#include "values/misuse.h"

namespace proactive::privacy {

namespace {

std::string version_text(unsigned long version) {
  return std::to_string(version >> 28U & 0xFU) + "." + std::to_string(version >> 20U & 0xFFU) + "." +
         std::to_string(version >> 4U & 0xFFFFU);
}

#if defined(__x86_64__)
[[gnu::noinline, gnu::target("avx")]] void zero_vector_registers() { __builtin_ia32_vzeroall(); }
bool has_vector_registers() { return __builtin_cpu_supports("avx") != 0; }
#else
void zero_vector_registers() {}
bool has_vector_registers() { return false; }
#endif

// What copied a secret left it in its wide registers, which the first call of a function that is still to
// be linked puts on the stack. Copies of nothing, of each size class, go over those that the library's copy
// works with; those that the compiler's own copies work with are cleared by name.
[[gnu::noinline]] void forget_registers() {
  constexpr std::size_t kMost = 512;
  unsigned char zeros[2 * kMost] = {};
  for (std::size_t size = 32; size <= kMost; size *= 2) {
    asm volatile("" : "+r"(size));  // else the compiler copies by itself, with others
    std::memcpy(zeros, zeros + kMost, size);
  }
  asm volatile("" : : "r"(zeros) : "memory");
  if (has_vector_registers()) zero_vector_registers();
}

}  // namespace

Diagnostics check_openssl(unsigned long version) {
  if (version >= kOldestOpenSsl) return {};
  return {values::misuse("E1403", "OpenSSL " + version_text(version) + " is too old: its HMAC may give wrong tags",
                         "install OpenSSL 3.0.3 or later, best a version that is still patched")};
}

void forget_below() {
  // First, as the call below may itself be one that is still to be linked: it would put what the registers
  // hold further down than is overwritten.
  forget_registers();
  constexpr std::size_t kDepth = 8192;  // further down than libcrypto goes for a key
  unsigned char below[kDepth];
  OPENSSL_cleanse(below, kDepth);
  asm volatile("" : : "r"(below) : "memory");
}

OSSL_LIB_CTX* library_context() {
  thread_local const LibraryContext context(OSSL_LIB_CTX_new());
  return context.get();
}

Diagnostic openssl_failed(const char* call) {
  ERR_clear_error();
  return values::misuse("E1403", std::string("OpenSSL failed in ") + call,
                        "see whether the host's OpenSSL is configured without this algorithm");
}

Result<SecretBytes> hkdf_sha256(const SecretBytes& key, std::span<const std::byte> salt,
                                std::span<const std::byte> info, std::size_t size) {
  if (Diagnostics errors = check_openssl(); !errors.empty()) return errors;
  thread_local const Kdf kdf(EVP_KDF_fetch(library_context(), "HKDF", nullptr));
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return openssl_failed("EVP_KDF_fetch(HKDF)");
  char digest[] = "SHA256";
  const auto octets = [](const char* name, std::span<const std::byte> bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::byte*>(bytes.data()), bytes.size());
  };
  OSSL_PARAM parameters[5] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                              octets(OSSL_KDF_PARAM_KEY, key.expose()), octets(OSSL_KDF_PARAM_INFO, info),
                              OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  if (!salt.empty()) parameters[3] = octets(OSSL_KDF_PARAM_SALT, salt);
  SecretBytes out(size);
  const int derived = EVP_KDF_derive(context.get(), raw(out.expose()), size, parameters);
  forget_below();
  if (derived != 1) return openssl_failed("EVP_KDF_derive");
  return out;
}

}  // namespace proactive::privacy
