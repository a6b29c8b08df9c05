// FF1 by the published examples, and that it comes back.
#include "privacy/ff1.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "privacy/vectors.h"

namespace proactive::privacy {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";

std::vector<std::uint8_t> digits(std::string_view text, std::string_view alphabet = kDigits) {
  std::vector<std::uint8_t> out;
  for (const char letter : text) {
    const std::size_t place = alphabet.find(letter);
    out.push_back(static_cast<std::uint8_t>(place));
  }
  return out;
}

std::string text(const std::vector<std::uint8_t>& digits) {
  std::string out;
  for (const std::uint8_t digit : digits) out += kDigits[digit];
  return out;
}

struct Sample {
  const char *key, *tweak;
  unsigned radix;
  const char *plain, *enciphered;
};

// "FF1 Samples" of NIST: three for each length of key.
TEST(Ff1, AsPublishedByNist) {
  const Sample samples[] = {
      {"2B7E151628AED2A6ABF7158809CF4F3C", "", 10, "0123456789", "2433477484"},
      {"2B7E151628AED2A6ABF7158809CF4F3C", "39383736353433323130", 10, "0123456789", "6124200773"},
      {"2B7E151628AED2A6ABF7158809CF4F3C", "3737373770717273373737", 36, "0123456789abcdefghi", "a9tv40mll9kdu509eum"},
      {"2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F", "", 10, "0123456789", "2830668132"},
      {"2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F", "39383736353433323130", 10, "0123456789", "2496655549"},
      {"2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F", "3737373770717273373737", 36, "0123456789abcdefghi",
       "xbj3kv35jrawxv32ysr"},
      {"2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94", "", 10, "0123456789", "6657667009"},
      {"2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94", "39383736353433323130", 10, "0123456789",
       "1001623463"},
      {"2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94", "3737373770717273373737", 36,
       "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"}};
  for (const Sample& sample : samples) {
    auto message = digits(sample.plain);
    auto ff1 = Ff1::make(from_hex(sample.key), {sample.radix, message.size()}, from_hex(sample.tweak));
    ASSERT_TRUE(ff1);
    ASSERT_TRUE(ff1->encipher(message));
    EXPECT_EQ(text(message), sample.enciphered);
    ASSERT_TRUE(ff1->decipher(message));
    EXPECT_EQ(text(message), sample.plain);
  }
}

struct Tally {
  std::size_t valid = 0, too_small = 0, refused = 0, wrong = 0;
};

Tally check(const std::string& file, unsigned radix) {
  Tally tally;
  for (const Vector& it : vectors(file)) {
    auto message = digits(it.at("msg"), it.at("alphabet"));
    const auto key = from_hex(it.at("key"));
    // A digit outside the radix is refused before FF1 is asked: see the shapes.
    const bool has_digits = std::all_of(message.begin(), message.end(), [&](std::uint8_t d) { return d < radix; });
    const Ff1Format format{radix, message.size()};
    auto ff1 = Ff1::make(key, format, from_hex(it.at("tweak")));
    if (!ff1 || !has_digits) {
      const bool small = it.at("result") == "valid" && !format.allowed() && message.size() < 20;
      small ? ++tally.too_small : ++tally.refused;
      tally.wrong += !small && it.at("result") != "invalid";
      continue;
    }
    const auto plain = message;
    ++tally.valid;
    if (it.at("result") != "valid" || !ff1->encipher(message) || message != digits(it.at("ct"), it.at("alphabet")) ||
        !ff1->decipher(message) || message != plain)
      ++tally.wrong;
  }
  return tally;
}

TEST(Ff1, Wycheproof) {
  if (vectors("aes_ff1_base10_test.json").empty()) GTEST_SKIP() << "no vectors in " << vectors_folder();
  const Tally ten = check("aes_ff1_base10_test.json", 10);
  EXPECT_EQ(ten.valid + ten.too_small + ten.refused, 3845U);
  EXPECT_EQ(ten.refused, 533U);
  EXPECT_EQ(ten.wrong, 0U);
  const Tally thirty_six = check("aes_ff1_base36_test.json", 36);
  EXPECT_EQ(thirty_six.valid + thirty_six.too_small + thirty_six.refused, 2854U);
  EXPECT_EQ(thirty_six.refused, 389U);
  EXPECT_EQ(thirty_six.wrong, 0U);
  RecordProperty("too_small", static_cast<int>(ten.too_small + thirty_six.too_small));
  std::printf("base 10: %zu valid, %zu below a million; base 36: %zu valid, %zu below a million\n", ten.valid,
              ten.too_small, thirty_six.valid, thirty_six.too_small);
}

TEST(Ff1, ComesBackAtEveryLengthAndAlone) {
  const auto key = from_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  std::uint32_t seed = 1;
  for (const unsigned radix : {10U, 16U, 36U}) {
    for (std::size_t length = 6; length <= 56; ++length) {
      auto ff1 = Ff1::make(key, {radix, length});
      ASSERT_TRUE(ff1);
      constexpr std::size_t lanes = Ff1::kLanes + 3;
      std::vector<std::uint8_t> all(lanes * length);
      for (std::uint8_t& digit : all) {
        seed = seed * 1664525U + 1013904223U;
        digit = static_cast<std::uint8_t>((seed >> 16U) % radix);
      }
      auto message = all;
      ASSERT_TRUE(ff1->encipher(message));
      EXPECT_NE(message, all);
      // A lane has nothing to do with its neighbours.
      std::vector<std::uint8_t> one(all.end() - static_cast<std::ptrdiff_t>(length), all.end());
      ASSERT_TRUE(ff1->encipher(one));
      EXPECT_TRUE(std::equal(one.begin(), one.end(), message.end() - static_cast<std::ptrdiff_t>(length)));
      ASSERT_TRUE(ff1->decipher(message));
      EXPECT_EQ(message, all) << radix << ' ' << length;
    }
  }
}

// Every message of a format has one of its own.
TEST(Ff1, PermutesAllMessages) {
  auto ff1 = Ff1::make(from_hex("000102030405060708090a0b0c0d0e0f"), {10, 6});
  ASSERT_TRUE(ff1);
  std::vector<bool> seen(1'000'000);
  std::array<std::uint64_t, 200> left{};
  std::array<std::uint64_t, 200> right{};
  std::size_t count = 0;
  for (std::size_t first = 0; first < seen.size(); first += left.size()) {
    for (std::size_t k = 0; k < left.size(); ++k) {
      left[k] = (first + k) / 1000;
      right[k] = (first + k) % 1000;
    }
    ASSERT_TRUE(ff1->encipher(left, right));
    for (std::size_t k = 0; k < left.size(); ++k) {
      auto bit = seen[left[k] * 1000 + right[k]];
      count += !bit;
      bit = true;
    }
  }
  EXPECT_EQ(count, seen.size());
}

TEST(Ff1, RefusesFewMessagesAndLongOnes) {
  const auto key = from_hex("000102030405060708090a0b0c0d0e0f");
  const auto allowed = [&](unsigned radix, std::size_t length) {
    return static_cast<bool>(Ff1::make(key, {radix, length}));
  };
  EXPECT_TRUE(allowed(10, 6));
  EXPECT_FALSE(allowed(10, 5));
  EXPECT_TRUE(allowed(2, 20));
  EXPECT_FALSE(allowed(2, 19));
  EXPECT_TRUE(allowed(36, 320));
  EXPECT_FALSE(allowed(36, 321));
  EXPECT_FALSE(allowed(37, 10));
  EXPECT_FALSE(allowed(1, 100));
  EXPECT_FALSE(allowed(0, 100));
  EXPECT_FALSE(Ff1::make(from_hex("00"), {10, 10}));
}

// Whole numbers: with floating ones the first is 30.
TEST(Ff1, BytesOfAHalf) {
  EXPECT_EQ((Ff1Format{16, 116}.bytes()), 29U);
  EXPECT_EQ((Ff1Format{10, 13}.bytes()), 3U);
  EXPECT_EQ((Ff1Format{10, 38}.bytes()), 8U);
  EXPECT_EQ((Ff1Format{2, 64}.bytes()), 4U);
  EXPECT_EQ((Ff1Format{2, 66}.bytes()), 5U);
}

}  // namespace
}  // namespace proactive::privacy
