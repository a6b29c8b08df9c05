// The door to libcrypto: what is too old, and derivation by the published examples.
#include "privacy/openssl.h"

#include <gtest/gtest.h>

#include "proactive/privacy/key_provider.h"

namespace proactive::privacy {
namespace {

std::vector<std::byte> bytes(std::string_view hex) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    out.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return out;
}

TEST(OpenSsl, VersionsWhoseHmacIsWrongAreRefusedByName) {
  EXPECT_TRUE(check_openssl(0x30000030UL).empty());
  EXPECT_TRUE(check_openssl().empty());
  const Diagnostics old = check_openssl(0x30000020UL);
  ASSERT_EQ(old.size(), 1U);
  EXPECT_EQ(old.front().code, "E1403");
  EXPECT_NE(old.front().message.find("3.0.2"), std::string::npos);
}

// RFC 5869, A.1 and A.3.
TEST(OpenSsl, HkdfAsPublished) {
  const SecretBytes key(bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
  const auto with_salt = hkdf_sha256(key, bytes("000102030405060708090a0b0c"), bytes("f0f1f2f3f4f5f6f7f8f9"), 42);
  ASSERT_TRUE(with_salt);
  EXPECT_TRUE(*with_salt == SecretBytes(bytes("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                              "34007208d5b887185865")));
  const auto plain = hkdf_sha256(key, {}, {}, 42);
  ASSERT_TRUE(plain);
  EXPECT_TRUE(*plain == SecretBytes(bytes("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                                          "9d201395faa4b61a96c8")));
}

TEST(SecretBytes, AreMovedAndWiped) {
  SecretBytes a(bytes("0102"));
  SecretBytes b(std::move(a));
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(b.size(), 2U);
  EXPECT_FALSE(b == SecretBytes(bytes("0103")));
  EXPECT_FALSE(b == SecretBytes(bytes("01")));
  a = std::move(b);
  EXPECT_TRUE(a == SecretBytes(bytes("0102")));
  a.clear();
  EXPECT_TRUE(a.empty());
  static_assert(!std::is_copy_constructible_v<SecretBytes>);
}

TEST(Epoch, IsTheMonth) {
  EXPECT_EQ(to_string(Epoch::of(*Date::of(2026, 2, 28))), "2026-02");
  EXPECT_LT(Epoch::of(*Date::of(2025, 12, 31)), Epoch::of(*Date::of(2026, 1, 1)));
}

}  // namespace
}  // namespace proactive::privacy
