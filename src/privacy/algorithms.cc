#include "privacy/algorithms.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

#include <limits>
#include <utility>

namespace proactive::privacy {

namespace {

// What libcrypto counts in.
constexpr std::size_t kLongest = std::numeric_limits<int>::max();

Algorithms fetch() {
  OSSL_LIB_CTX* context = library_context();
  const auto cipher = [&](const char* name) { return Cipher(EVP_CIPHER_fetch(context, name, nullptr)); };
  return {Mac(EVP_MAC_fetch(context, "HMAC", nullptr)),
          cipher("AES-128-SIV"),
          cipher("AES-192-SIV"),
          cipher("AES-256-SIV"),
          cipher("AES-128-ECB"),
          cipher("AES-192-ECB"),
          cipher("AES-256-ECB")};
}

const EVP_CIPHER* siv_of(std::size_t key_size) {
  if (key_size == 32) return algorithms().siv128.get();
  if (key_size == 48) return algorithms().siv192.get();
  return key_size == 64 ? algorithms().siv256.get() : nullptr;
}

}  // namespace

const Algorithms& algorithms() {
  thread_local const Algorithms fetched = fetch();
  return fetched;
}

// ---- HMAC ------------------------------------------------------------------------------------

Result<Hmac> Hmac::make(std::span<const std::byte> key) {
  if (Diagnostics errors = check_openssl(); !errors.empty()) return errors;
  const Mac& hmac = algorithms().hmac;
  MacContext context(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
  if (!context) return openssl_failed("EVP_MAC_fetch(HMAC)");
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                   OSSL_PARAM_construct_end()};
  if (EVP_MAC_init(context.get(), raw(key), key.size(), parameters) != 1) return openssl_failed("EVP_MAC_init(HMAC)");
  return Hmac(std::move(context));
}

bool Hmac::begin() const { return EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1; }

bool Hmac::add(std::span<const std::byte> part) const {
  return EVP_MAC_update(context_.get(), raw(part), part.size()) == 1;
}

bool Hmac::end(std::byte* out) const {
  std::size_t size = 0;
  return EVP_MAC_final(context_.get(), reinterpret_cast<unsigned char*>(out), &size, kSize) == 1 && size == kSize;
}

bool Hmac::tag(std::span<const std::byte> message, std::byte* out) const { return begin() && add(message) && end(out); }

// ---- AES-SIV ---------------------------------------------------------------------------------

Result<Siv> Siv::make(std::span<const std::byte> key, std::span<const std::byte> context) {
  if (Diagnostics errors = check_openssl(); !errors.empty()) return errors;
  const EVP_CIPHER* cipher = siv_of(key.size());
  if (cipher == nullptr || context.empty() || context.size() > kLongest)
    return openssl_failed("EVP_CIPHER_fetch(AES-SIV)");
  Siv siv;
  siv.sealing_.reset(EVP_CIPHER_CTX_new());
  siv.unsealing_.reset(EVP_CIPHER_CTX_new());
  siv.work_.reset(EVP_CIPHER_CTX_new());
  if (!siv.sealing_ || !siv.unsealing_ || !siv.work_) return openssl_failed("EVP_CIPHER_CTX_new");
  const int size = static_cast<int>(context.size());
  int written = 0;
  if (EVP_EncryptInit_ex2(siv.sealing_.get(), cipher, raw(key), nullptr, nullptr) != 1 ||
      EVP_DecryptInit_ex2(siv.unsealing_.get(), cipher, raw(key), nullptr, nullptr) != 1)
    return openssl_failed("EVP_CipherInit(AES-SIV)");
  if (EVP_EncryptUpdate(siv.sealing_.get(), nullptr, &written, raw(context), size) != 1 ||
      EVP_DecryptUpdate(siv.unsealing_.get(), nullptr, &written, raw(context), size) != 1)
    return openssl_failed("EVP_CipherUpdate(AES-SIV)");
  return siv;
}

bool Siv::seal(std::span<const std::byte> message, std::byte* out) const {
  if (message.empty() || message.size() > kLongest) return false;
  EVP_CIPHER_CTX* work = work_.get();
  auto* to = reinterpret_cast<unsigned char*>(out);
  int written = 0;
  int rest = 0;
  return EVP_CIPHER_CTX_copy(work, sealing_.get()) == 1 &&
         EVP_EncryptUpdate(work, to + kTag, &written, raw(message), static_cast<int>(message.size())) == 1 &&
         EVP_EncryptFinal_ex(work, to + kTag + written, &rest) == 1 &&
         static_cast<std::size_t>(written) + static_cast<std::size_t>(rest) == message.size() &&
         EVP_CIPHER_CTX_ctrl(work, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(kTag), to) == 1;
}

bool Siv::unseal(std::span<const std::byte> sealed, std::byte* out) const {
  if (sealed.size() <= kTag || sealed.size() > kLongest) return false;
  const std::size_t size = sealed.size() - kTag;
  EVP_CIPHER_CTX* work = work_.get();
  auto* to = reinterpret_cast<unsigned char*>(out);
  int written = 0;
  int rest = 0;
  const bool good = EVP_CIPHER_CTX_copy(work, unsealing_.get()) == 1 &&
                    EVP_CIPHER_CTX_ctrl(work, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(kTag),
                                        const_cast<unsigned char*>(raw(sealed))) == 1 &&
                    EVP_DecryptUpdate(work, to, &written, raw(sealed) + kTag, static_cast<int>(size)) == 1 &&
                    EVP_DecryptFinal_ex(work, to + written, &rest) == 1 &&
                    static_cast<std::size_t>(written) + static_cast<std::size_t>(rest) == size;
  if (good) return true;
  OPENSSL_cleanse(out, size);
  ERR_clear_error();  // a host that reads the queue has nothing to do with a seal that is not ours
  return false;
}

}  // namespace proactive::privacy
