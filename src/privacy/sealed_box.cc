#include "privacy/sealed_box.h"

#include <openssl/core_names.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "privacy/openssl.h"
#include "privacy/text_form.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kOverhead = kNonceSize + kTagSize;

Diagnostic cannot_open(const std::string& path) {
  return values::misuse("E1424", "`" + path + "` does not open: the passphrase is another, or the file was altered",
                        "give the passphrase of this file, or restore the file");
}

}  // namespace

Diagnostics fill_random(std::span<std::byte> bytes) {
  if (RAND_priv_bytes_ex(library_context(), raw(bytes), bytes.size(), 0) != 1)
    return {openssl_failed("RAND_priv_bytes")};
  return {};
}

Result<SecretBytes> random_secret(std::size_t size) {
  SecretBytes secret(size);
  Diagnostics errors = fill_random(secret.expose());
  forget_below();
  if (!errors.empty()) return errors;
  return secret;
}

std::array<std::byte, 32> sha256(std::span<const std::byte> bytes) {
  std::array<std::byte, 32> digest{};
  std::size_t size = 0;
  if (EVP_Q_digest(library_context(), "SHA256", nullptr, bytes.data(), bytes.size(), raw(std::span<std::byte>(digest)),
                   &size) != 1) {
    std::abort();  // every libcrypto has it; going on would forge a chain
  }
  return digest;
}

Result<SecretBytes> passphrase_key(const SecretBytes& passphrase, const Salt& salt, int log2_n) {
  if (Diagnostics errors = check_openssl(); !errors.empty()) return errors;
  const Kdf kdf(EVP_KDF_fetch(library_context(), "SCRYPT", nullptr));
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return openssl_failed("EVP_KDF_fetch(SCRYPT)");
  std::uint64_t n = std::uint64_t{1} << log2_n;
  std::uint32_t r = 8, p = 1;
  std::uint64_t most_memory = n * r * 128 + (std::uint64_t{1} << 20);
  const auto octets = [](const char* name, std::span<const std::byte> bytes) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::byte*>(bytes.data()), bytes.size());
  };
  OSSL_PARAM parameters[] = {octets(OSSL_KDF_PARAM_PASSWORD, passphrase.expose()),
                             octets(OSSL_KDF_PARAM_SALT, salt),
                             OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
                             OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
                             OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
                             OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &most_memory),
                             OSSL_PARAM_construct_end()};
  SecretBytes key(kKeySize);
  if (EVP_KDF_derive(context.get(), raw(key.expose()), kKeySize, parameters) != 1)
    return openssl_failed("EVP_KDF_derive");
  return key;
}

Result<std::vector<std::byte>> seal_box(const SecretBytes& key, std::span<const std::byte> header,
                                        std::span<const std::byte> plain) {
  std::vector<std::byte> box(plain.size() + kOverhead);
  const std::span<std::byte> out(box);
  if (Diagnostics errors = fill_random(out.first(kNonceSize)); !errors.empty()) return errors;
  const Cipher cipher(EVP_CIPHER_fetch(library_context(), "AES-256-GCM", nullptr));
  const CipherContext context(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* const c = context.get();
  unsigned char* const text = raw(out.subspan(kNonceSize));
  int done = 0;
  const bool sealed = cipher && c != nullptr &&
                      EVP_EncryptInit_ex2(c, cipher.get(), raw(key.expose()), raw(out), nullptr) == 1 &&
                      EVP_EncryptUpdate(c, nullptr, &done, raw(header), static_cast<int>(header.size())) == 1 &&
                      EVP_EncryptUpdate(c, text, &done, raw(plain), static_cast<int>(plain.size())) == 1 &&
                      EVP_EncryptFinal_ex(c, text + plain.size(), &done) == 1 &&
                      EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, kTagSize, text + plain.size()) == 1;
  if (!sealed) return openssl_failed("AES-256-GCM");
  return box;
}

Result<SecretBytes> open_box(const SecretBytes& key, std::span<const std::byte> header, std::span<const std::byte> box,
                             const std::string& path) {
  if (box.size() <= kOverhead) return cannot_open(path);
  const Cipher cipher(EVP_CIPHER_fetch(library_context(), "AES-256-GCM", nullptr));
  const CipherContext context(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX* const c = context.get();
  const auto text = box.subspan(kNonceSize, box.size() - kOverhead);
  unsigned char* const tag = const_cast<unsigned char*>(raw(box.last(kTagSize)));
  SecretBytes plain(text.size());
  int done = 0;
  const bool ready = cipher && c != nullptr &&
                     EVP_DecryptInit_ex2(c, cipher.get(), raw(key.expose()), raw(box), nullptr) == 1 &&
                     EVP_DecryptUpdate(c, nullptr, &done, raw(header), static_cast<int>(header.size())) == 1 &&
                     EVP_DecryptUpdate(c, raw(plain.expose()), &done, raw(text), static_cast<int>(text.size())) == 1 &&
                     EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag) == 1;
  if (!ready) return openssl_failed("AES-256-GCM");
  if (EVP_DecryptFinal_ex(c, raw(plain.expose()) + plain.size(), &done) != 1) return cannot_open(path);
  return plain;
}

std::string hexadecimal(std::span<const std::byte> bytes) {
  std::string text(2 * bytes.size(), '\0');
  to_hex(bytes, text.data());
  return text;
}

}  // namespace proactive::privacy
