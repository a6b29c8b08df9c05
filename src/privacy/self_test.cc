// Whether libcrypto gives the published answers, through our own wrappers and for a second message too.
#include <array>
#include <cstring>

#include "privacy/algorithms.h"
#include "values/misuse.h"

namespace proactive::privacy {

namespace {

template <std::size_t Size>
using Bytes = std::array<unsigned char, Size>;

template <std::size_t Size>
std::span<const std::byte> view(const Bytes<Size>& bytes) {
  return std::as_bytes(std::span(bytes));
}

// RFC 4231, case 2.
constexpr Bytes<4> kHmacKey = {'J', 'e', 'f', 'e'};
constexpr std::string_view kHmacMessage = "what do ya want for nothing?";
constexpr Bytes<32> kHmacTag = {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e, 0x6a, 0x04, 0x24,
                                0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
                                0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};

// RFC 5297, A.1.
constexpr Bytes<32> kSivKey = {0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa, 0xf9, 0xf8, 0xf7, 0xf6, 0xf5,
                               0xf4, 0xf3, 0xf2, 0xf1, 0xf0, 0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5,
                               0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};
constexpr Bytes<24> kSivContext = {0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b,
                                   0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x27};
constexpr Bytes<14> kSivMessage = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee};
constexpr Bytes<30> kSivSealed = {0x85, 0x63, 0x2d, 0x07, 0xc6, 0xe8, 0xf3, 0x7f, 0x95, 0x0a,
                                  0xcd, 0x32, 0x0a, 0x2e, 0xcc, 0x93, 0x40, 0xc0, 0x2b, 0x96,
                                  0x90, 0xc4, 0xdc, 0x04, 0xda, 0xef, 0x7f, 0x6a, 0xfe, 0x5c};

// RFC 5869, A.3.
constexpr Bytes<16> kDerived = {0x8d, 0xa4, 0xe7, 0x75, 0xa5, 0x63, 0xc1, 0x8f,
                                0x71, 0x5f, 0x80, 0x2a, 0x06, 0x3c, 0x5a, 0x31};

Diagnostic wrong(const char* algorithm) {
  return values::misuse("E1409", std::string("this OpenSSL does not give the published answers of ") + algorithm,
                        "install a version that does; nothing was protected with it");
}

// Twice, as the second message is what versions before 3.0.3 get wrong.
Diagnostics test_hmac() {
  const auto hmac = Hmac::make(view(kHmacKey));
  if (!hmac) return hmac.errors();
  for (int i = 0; i < 2; ++i) {
    Bytes<32> tag{};
    if (!hmac->tag(std::as_bytes(std::span(kHmacMessage)), std::as_writable_bytes(std::span(tag)).data()) ||
        tag != kHmacTag)
      return {wrong("HMAC-SHA-256")};
  }
  return {};
}

Diagnostics test_hkdf() {
  const SecretBytes key(view(Bytes<22>{0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b,
                                       0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b, 0x0b}));
  const auto derived = hkdf_sha256(key, {}, {}, kDerived.size());
  if (!derived) return derived.errors();
  if (!(*derived == SecretBytes(view(kDerived)))) return {wrong("HKDF-SHA-256")};
  return {};
}

Diagnostics test_siv() {
  const auto siv = Siv::make(view(kSivKey), view(kSivContext));
  if (!siv) return siv.errors();
  for (int i = 0; i < 2; ++i) {
    Bytes<30> sealed{};
    Bytes<14> message{};
    auto* out = std::as_writable_bytes(std::span(message)).data();
    if (!siv->seal(view(kSivMessage), std::as_writable_bytes(std::span(sealed)).data()) || sealed != kSivSealed ||
        !siv->unseal(view(kSivSealed), out) || message != kSivMessage)
      return {wrong("AES-SIV")};
    sealed.back() ^= 1U;
    if (siv->unseal(view(sealed), out)) return {wrong("AES-SIV")};
  }
  return {};
}

Diagnostics run() {
  for (const auto test : {&test_hmac, &test_hkdf, &test_siv})
    if (Diagnostics errors = test(); !errors.empty()) return errors;
  return {};
}

}  // namespace

Diagnostics self_test() {
  static const Diagnostics found = run();
  return found;
}

}  // namespace proactive::privacy
