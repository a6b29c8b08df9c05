// HMAC and AES-SIV by the published vectors, and what libcrypto gets wrong kept from it.
#include "privacy/algorithms.h"

#include <gtest/gtest.h>

#include <cstdio>

#include "privacy/memory_keys.h"
#include "privacy/vectors.h"
#include "proactive/privacy/domain.h"

namespace proactive::privacy {
namespace {

using Bytes = std::vector<std::byte>;

const Bytes kKey64(64, std::byte{7});
const Bytes kContext(5, std::byte{1});

TEST(SelfTest, Passes) { EXPECT_TRUE(self_test().empty()) << render(self_test()); }

// RFC 4231, cases 1, 3, 4, 6 and 7; case 2 is in the self-test.
TEST(Hmac, AsPublished) {
  struct Case {
    Bytes key, message;
    const char* tag;
  };
  const std::string long_text =
      "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
      "hashed before being used by the HMAC algorithm.";
  const auto text = [](const std::string& from) {
    const auto bytes = std::as_bytes(std::span(from));
    return Bytes(bytes.begin(), bytes.end());
  };
  const Case cases[] = {{Bytes(20, std::byte{0x0b}), text("Hi There"),
                         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
                        {Bytes(20, std::byte{0xaa}), Bytes(50, std::byte{0xdd}),
                         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
                        {from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), Bytes(50, std::byte{0xcd}),
                         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
                        {Bytes(131, std::byte{0xaa}), text("Test Using Larger Than Block-Size Key - Hash Key First"),
                         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
                        {Bytes(131, std::byte{0xaa}), text(long_text),
                         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const Case& it : cases) {
    const auto hmac = Hmac::make(it.key);
    ASSERT_TRUE(hmac);
    for (int again = 0; again < 3; ++again) {
      Bytes tag(Hmac::kSize);
      ASSERT_TRUE(hmac->tag(it.message, tag.data()));
      EXPECT_EQ(tag, from_hex(it.tag));
    }
  }
}

TEST(Hmac, Wycheproof) {
  const auto all = vectors("hmac_sha256_test.json");
  if (all.empty()) GTEST_SKIP() << "no vectors in " << vectors_folder();
  std::size_t right = 0;
  for (const Vector& it : all) {
    const auto hmac = Hmac::make(from_hex(it.at("key")));
    ASSERT_TRUE(hmac);
    Bytes tag(Hmac::kSize);
    ASSERT_TRUE(hmac->tag(from_hex(it.at("msg")), tag.data()));
    tag.resize(std::stoul(it.at("tagSize")) / 8);
    right += (tag == from_hex(it.at("tag"))) == (it.at("result") == "valid");
  }
  EXPECT_EQ(right, 174U);
  EXPECT_EQ(all.size(), 174U);
}

TEST(Hkdf, Wycheproof) {
  const auto all = vectors("hkdf_sha256_test.json");
  if (all.empty()) GTEST_SKIP() << "no vectors in " << vectors_folder();
  std::size_t right = 0;
  for (const Vector& it : all) {
    const std::size_t size = std::stoul(it.at("size"));
    const auto derived =
        hkdf_sha256(SecretBytes(from_hex(it.at("ikm"))), from_hex(it.at("salt")), from_hex(it.at("info")), size);
    const bool same = derived && *derived == SecretBytes(from_hex(it.at("okm")));
    right += same == (it.at("result") == "valid");
  }
  EXPECT_EQ(right, 86U);
  EXPECT_EQ(all.size(), 86U);
}

// Those with an empty message, which libcrypto fails, and with an empty context, of which there are
// none here, are refused before it is asked.
TEST(Siv, Wycheproof) {
  const auto all = vectors("aes_siv_cmac_test.json");
  if (all.empty()) GTEST_SKIP() << "no vectors in " << vectors_folder();
  std::size_t valid = 0, invalid = 0, refused = 0, wrong = 0;
  for (const Vector& it : all) {
    const Bytes message = from_hex(it.at("msg"));
    const Bytes sealed = from_hex(it.at("ct"));
    const auto siv = Siv::make(from_hex(it.at("key")), from_hex(it.at("aad")));
    EXPECT_EQ(static_cast<bool>(siv), !it.at("aad").empty());
    if (!siv) {
      ++refused;
      continue;
    }
    Bytes back(message.size() + sealed.size());
    Bytes made(message.size() + Siv::kTag);
    const bool opened = siv->unseal(sealed, back.data());
    if (message.empty()) {
      ++refused;
      wrong += opened || siv->seal(message, made.data());
      continue;
    }
    back.resize(message.size());
    if (it.at("result") == "valid") {
      ++valid;
      wrong += !opened || back != message || !siv->seal(message, made.data()) || made != sealed;
    } else {
      ++invalid;
      wrong += opened;
    }
  }
  EXPECT_EQ(wrong, 0U);
  EXPECT_EQ(valid + invalid + refused, 442U);
  EXPECT_EQ(valid, 85U);
  std::printf("valid %zu, invalid %zu, refused before libcrypto %zu\n", valid, invalid, refused);
}

TEST(Siv, RefusesWhatItsCipherGetsWrong) {
  EXPECT_FALSE(Siv::make(kKey64, {})) << "CVE-2023-2975: empty contexts are not authenticated";
  EXPECT_FALSE(Siv::make(Bytes(63), kContext));
  const auto siv = Siv::make(kKey64, kContext);
  ASSERT_TRUE(siv);
  Bytes out(64);
  EXPECT_FALSE(siv->seal({}, out.data()));
  for (std::size_t size = 0; size <= Siv::kTag; ++size) EXPECT_FALSE(siv->unseal(Bytes(size), out.data()));
}

// CVE-2026-45446: a context that has opened a message takes an empty one with a tag of zeros for good.
TEST(Siv, AForgedEmptyMessageAfterAGoodOneIsRefused) {
  const auto siv = Siv::make(kKey64, kContext);
  ASSERT_TRUE(siv);
  Bytes sealed(20);
  Bytes out(64);
  ASSERT_TRUE(siv->seal(Bytes(4, std::byte{'x'}), sealed.data()));
  ASSERT_TRUE(siv->unseal(sealed, out.data()));
  EXPECT_FALSE(siv->unseal(Bytes(16), out.data()));
  EXPECT_FALSE(siv->unseal(Bytes(17), out.data()));

  MemoryKeys keys;
  const auto domain = Domain::open(keys, {"a", "b", "c", {2026, 11}});
  const Field field{"nir", kPossibleNirs};
  const Authority clerk{"who", "why"};
  ASSERT_TRUE(domain);
  ASSERT_TRUE(domain->unseal(field, *domain->seal(field, "value"), clerk));
  EXPECT_FALSE(Sealed::parse("test/1/2026-11/" + std::string(22, 'A'))) << "sixteen zeros and no message";
  EXPECT_FALSE(domain->unseal(field, *Sealed::parse("test/1/2026-11/" + std::string(23, 'A')), clerk));
}

TEST(Siv, LeavesNothingOfARefusedMessage) {
  const auto siv = Siv::make(kKey64, kContext);
  ASSERT_TRUE(siv);
  Bytes sealed(48);
  ASSERT_TRUE(siv->seal(Bytes(32, std::byte{'x'}), sealed.data()));
  sealed.front() ^= std::byte{1};
  Bytes out(32, std::byte{9});
  EXPECT_FALSE(siv->unseal(sealed, out.data()));
  EXPECT_EQ(out, Bytes(32));
}

}  // namespace
}  // namespace proactive::privacy
