// Masks: what they look like, and that they come back.
#include "proactive/privacy/masked.h"

#include <gtest/gtest.h>

#include <set>

#include "privacy/memory_keys.h"
#include "privacy/text_arrays.h"

namespace proactive::privacy {
namespace {

const Authority kClerk{"agent 7", "a letter to be sent"};

DomainSpec spec() { return {"cnaf", "cma-lyon", "prime", {2026, 11}}; }

template <typename T>
std::string code(const Result<T>& result) {
  return result ? "" : result.errors().front().code;
}

// A million times the same numbers on every machine.
struct Numbers {
  std::uint64_t state = 7;
  std::uint64_t below(std::uint64_t limit) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 20U) % limit;
  }
};

std::string padded(std::uint64_t number, std::size_t size) {
  std::string text = std::to_string(number);
  return std::string(size - text.size(), '0') + text;
}

std::string with_key(const std::string& thirteen) {
  std::string digits = thirteen;
  if (digits[6] == 'A') digits.replace(5, 2, "19");
  if (digits[6] == 'B') digits.replace(5, 2, "18");
  return thirteen + padded(97 - std::stoull(digits) % 97, 2);
}

// As a register has them: one in twenty in Corsica, and keys of 97 too.
std::string nir(Numbers& numbers) {
  const std::uint64_t kind = numbers.below(40);
  std::string department = kind == 0 ? "2A" : kind == 1 ? "2B" : padded(1 + numbers.below(99), 2);
  std::string commune = padded(1 + numbers.below(kind < 2 ? 366 : 990), 3);
  return with_key(padded(1 + numbers.below(2), 1) + padded(numbers.below(100), 2) + padded(1 + numbers.below(12), 2) +
                  department + commune + padded(1 + numbers.below(999), 3));
}

std::uint64_t luhn_sum(const std::string& digits) {
  std::uint64_t sum = 0;
  for (std::size_t k = 0; k < digits.size(); ++k) {
    const auto digit = static_cast<std::uint64_t>(digits[digits.size() - 1 - k] - '0') * (k % 2 + 1);
    sum += digit / 10 + digit % 10;
  }
  return sum % 10;
}

std::string with_luhn(const std::string& digits) {
  for (char last = '0'; last <= '9'; ++last)
    if (luhn_sum(digits + last) == 0) return digits + last;
  return "";
}

class Masks : public testing::Test {
 protected:
  Mask mask(Shape shape, const char* field = "id") const { return {domain, {field, kPossibleNirs}, std::move(shape)}; }

  std::string back(const Mask& mask, const Masked& masked) const {
    const auto value = mask.unmask_unauthenticated(masked, kClerk);
    if (!value) return value.errors().front().code;
    return {reinterpret_cast<const char*>(value->expose().data()), value->size()};
  }

  MemoryKeys keys;
  Domain domain = *Domain::open(keys, spec());
};

TEST_F(Masks, NirsComeBackAndAreVisiblyFalse) {
  const Mask nirs = mask(Shape::nir());
  Numbers numbers;
  Texts values = {"295109912611193", "253072B07300470", "253072A07300443"};
  std::size_t key97 = 0;
  while (values.size() < 100'000) {
    values.emplace_back(nir(numbers));
    key97 += values.back()->substr(13) == "97";
  }
  EXPECT_GT(key97, 500U);
  values[7].reset();
  const TextArray<std::int32_t> column(values);
  const auto masked = nirs.masks(column.schema, column.array);
  ASSERT_TRUE(masked) << render(masked.errors());
  std::set<std::string> seen;
  for (const auto& text : texts_of(*masked)) {
    if (!text) continue;
    EXPECT_EQ(text->size(), 15U);
    EXPECT_EQ(text->find_first_not_of("0123456789"), std::string::npos);
    EXPECT_NE(with_key(text->substr(0, 13)), *text);
    seen.insert(*text);
  }
  EXPECT_EQ(seen.size(), (std::set<std::optional<std::string>>(values.begin(), values.end()).size() - 1));
  const auto key = key_beside(masked->schema());
  ASSERT_TRUE(key);
  const auto unmasked = nirs.unmasks_unauthenticated(masked->schema(), masked->array(), *key, kClerk);
  ASSERT_TRUE(unmasked) << render(unmasked.errors());
  EXPECT_EQ(texts_of(*unmasked), values);
  EXPECT_EQ(nirs.mask(*values[1])->text(), texts_of(*masked)[1]);
  EXPECT_EQ(back(nirs, *nirs.mask(*values[1])), values[1]);
}

TEST_F(Masks, EveryDepartmentComesBack) {
  const Mask nirs = mask(Shape::nir());
  std::set<std::string> masks;
  std::size_t count = 0;
  for (const char* month : {"07", "20", "42", "99"}) {
    for (int place = 1; place <= 99'999; place += place < 20'000 || place > 20'999 ? 331 : 1) {
      for (const char* corsica : {"", "2A", "2B"}) {
        std::string code = padded(static_cast<std::uint64_t>(place), 5);
        if (*corsica != 0 && (code[0] != '2' || code[1] != '0' || std::stoi(code.substr(2)) > 499)) continue;
        if (*corsica != 0) code.replace(0, 2, corsica);
        if (code.substr(0, 2) == "00") continue;
        const std::string value = with_key("276" + std::string(month) + code + "001");
        const auto masked = nirs.mask(value);
        ASSERT_TRUE(masked) << value;
        ASSERT_EQ(back(nirs, *masked), value);
        masks.insert(masked->text());
        ++count;
      }
    }
  }
  EXPECT_EQ(masks.size(), count);
}

TEST_F(Masks, WhatIsNoNirIsRefused) {
  const Mask nirs = mask(Shape::nir());
  for (const char* wrong : {"295109912611199", "253072C07300443", "29510991261119", "2951099126111930",
                            "295109912611 93", "2951099126111a3", "295100012611193", "253072b07300470"})
    EXPECT_EQ(code(nirs.mask(wrong)), "E1412") << wrong;
  EXPECT_EQ(code(nirs.mask(with_key("2530700073004"))), "E1412");
  EXPECT_EQ(code(nirs.mask(with_key("253072A500004"))), "E1412");
  EXPECT_EQ(code(nirs.mask("")), "E1407");
  EXPECT_EQ(back(nirs, Masked("295109912611193", domain.key())), "E1412") << "a real one is no mask";
}

TEST_F(Masks, ThoseForTestSystemsHaveARightKey) {
  const Mask nirs = mask(Shape::nir(Looks::like_a_real_one));
  const auto masked = nirs.mask("295109912611193");
  ASSERT_TRUE(masked);
  EXPECT_EQ(with_key(masked->text().substr(0, 13)), masked->text());
  EXPECT_EQ(back(nirs, *masked), "295109912611193");
  const auto siret = mask(Shape::siret(Looks::like_a_real_one)).mask("73282932000074");
  ASSERT_TRUE(siret);
  EXPECT_EQ(luhn_sum(siret->text()), 0U);
  EXPECT_EQ(luhn_sum(siret->text().substr(0, 9)), 0U);
}

TEST_F(Masks, SirensAndSiretsComeBack) {
  const Mask sirens = mask(Shape::siren());
  const Mask sirets = mask(Shape::siret());
  Numbers numbers;
  for (int k = 0; k < 2000; ++k) {
    const std::string siren = with_luhn(padded(100 + numbers.below(99'999'000), 8));
    const auto masked = sirens.mask(siren);
    ASSERT_TRUE(masked) << siren;
    EXPECT_NE(luhn_sum(masked->text()), 0U);
    EXPECT_EQ(back(sirens, *masked), siren);
    if (siren == "356000000") continue;
    const std::string siret = with_luhn(siren + padded(numbers.below(10'000), 4));
    const auto establishment = sirets.mask(siret);
    ASSERT_TRUE(establishment) << siret;
    EXPECT_NE(luhn_sum(establishment->text()), 0U);
    EXPECT_NE(luhn_sum(establishment->text().substr(0, 9)), 0U);
    EXPECT_EQ(back(sirets, *establishment), siret);
  }
  EXPECT_EQ(code(sirens.mask("732829321")), "E1412");
  EXPECT_EQ(code(sirets.mask("73282932000075")), "E1412");
  EXPECT_EQ(code(sirets.mask(with_luhn(with_luhn("00000000") + "0001"))), "E1412");
  EXPECT_EQ(code(sirets.mask(with_luhn(with_luhn("00000001") + "0001"))), "E1412");
}

// All of them: each a mask of its own, and only those whose digits add up to a multiple of five.
TEST_F(Masks, EstablishmentsOfLaPosteComeBack) {
  const Mask sirets = mask(Shape::siret());
  Texts good;
  for (std::uint64_t five = 0; five < 100'000; ++five) {
    const std::string siret = "356000000" + padded(five, 5);
    std::uint64_t sum = 0;
    for (const char digit : siret) sum += static_cast<std::uint64_t>(digit - '0');
    const bool exists = sum % 5 == 0 || five == 48;
    if (exists) good.emplace_back(siret);
    if (!exists && five % 50 == 1) {
      EXPECT_EQ(code(sirets.mask(siret)), "E1412");
    }
  }
  EXPECT_EQ(good.size(), 20'001U);
  const TextArray<std::int64_t> column(good);
  const auto masked = sirets.masks(column.schema, column.array);
  ASSERT_TRUE(masked) << render(masked.errors());
  const Texts masks = texts_of(*masked);
  EXPECT_EQ(std::set<std::optional<std::string>>(masks.begin(), masks.end()).size(), good.size());
  const auto unmasked = sirets.unmasks_unauthenticated(masked->schema(), masked->array(), domain.key(), kClerk);
  ASSERT_TRUE(unmasked);
  EXPECT_EQ(texts_of(*unmasked), good);
}

TEST_F(Masks, InesAndOtherAlphabetsComeBack) {
  const Mask ines = mask(Shape::ine());
  EXPECT_EQ(back(ines, *ines.mask("1234567890A")), "1234567890A");
  EXPECT_EQ(code(ines.mask("1234567890a")), "E1412");
  EXPECT_EQ(code(ines.mask("1234567890")), "E1412");
  const Mask hex = mask(*Shape::of("0123456789abcdef"));
  Numbers numbers;
  Texts values = {std::nullopt};
  for (int k = 0; k < 1000; ++k) {
    std::string value;
    for (std::uint64_t left = 5 + numbers.below(70); left > 0; --left) value += "0123456789abcdef"[numbers.below(16)];
    values.emplace_back(value);
  }
  const TextArray<std::int32_t> column(values);
  const auto masked = hex.masks(column.schema, column.array);
  ASSERT_TRUE(masked) << render(masked.errors());
  const Texts masks = texts_of(*masked);
  for (std::size_t k = 1; k < values.size(); ++k) {
    EXPECT_EQ(masks[k]->size(), values[k]->size());
    EXPECT_NE(masks[k], values[k]);
  }
  EXPECT_EQ(hex.mask(*values[5])->text(), masks[5]);
  EXPECT_EQ(texts_of(*hex.unmasks_unauthenticated(masked->schema(), masked->array(), domain.key(), kClerk)), values);
}

TEST_F(Masks, FewTextsAndBadAlphabetsAreRefused) {
  for (const char* wrong : {"", "0", "00", "0123456789abcdefghijklmnopqrstuvwxyzA", "01 ", "01\xc3\xa9"})
    EXPECT_EQ(code(Shape::of(wrong)), "E1413") << wrong;
  const Mask digits = mask(*Shape::of("0123456789"));
  EXPECT_EQ(code(digits.mask("12345")), "E1413");
  EXPECT_TRUE(digits.mask("123456"));
  EXPECT_EQ(code(digits.mask(std::string(321, '1'))), "E1413");
  EXPECT_EQ(code(digits.mask("12345x")), "E1412");
}

TEST_F(Masks, AreOfOneDomainFieldShapeAndMonth) {
  const std::string value = "295109912611193";
  const Mask nirs = mask(Shape::nir());
  const Masked here = *nirs.mask(value);
  EXPECT_NE(mask(Shape::nir(), "spouse").mask(value)->text(), here.text());
  const Domain other = *Domain::open(keys, {"cnaf", "cma-nice", "prime", {2026, 11}});
  const Mask there(other, {"id", kPossibleNirs}, Shape::nir());
  EXPECT_NE(there.mask(value)->text(), here.text());
  EXPECT_NE(back(there, here), value);
  const Domain december = *Domain::open(keys, {"cnaf", "cma-lyon", "prime", {2026, 12}});
  EXPECT_EQ(back(Mask(december, {"id", kPossibleNirs}, Shape::nir()), here), "E1405");
  keys.newest = 2;
  EXPECT_EQ(back(nirs, here), value) << "under the old key, by its name";
  ASSERT_TRUE(keys.shred(here.key(), *Date::of(2027, 11, 30)));
  EXPECT_EQ(back(nirs, here), "E1402");
}

TEST_F(Masks, NeedAuthorityAndManyValues) {
  const Mask nirs = mask(Shape::nir());
  EXPECT_EQ(code(nirs.unmask_unauthenticated(*nirs.mask("295109912611193"), {"", ""})), "E1411");
  const Mask few(domain, {"postcode", 6000}, *Shape::of("0123456789"));
  EXPECT_EQ(code(few.mask("0069001")), "E1408");
  const TextArray<std::int32_t> same(Texts(100, "295109912611193"));
  EXPECT_EQ(code(nirs.masks(same.schema, same.array)), "E1408");
}

TEST_F(Masks, ErrorsNameTheRowAndNeverTheValue) {
  const TextArray<std::int32_t> column({"295109912611193", "canary-54170001"});
  const std::string found = render(mask(Shape::nir()).masks(column.schema, column.array).errors()) +
                            render(mask(Shape::ine()).masks(column.schema, column.array).errors());
  EXPECT_EQ(found.find("canary"), std::string::npos);
  EXPECT_NE(found.find("field `id`, row 1"), std::string::npos);
}

TEST(KeyBeside, IsReadAmongOtherMetadata) {
  ArrowSchema schema{};
  schema.release = [](ArrowSchema*) {};
  EXPECT_EQ(code(key_beside(schema)), "E1415");
  const std::string other("\2\0\0\0\1\0\0\0a\1\0\0\0b\x0d\0\0\0proactive.key\x0c\0\0\0a/b/3/2026-1", 47);
  schema.metadata = other.data();
  EXPECT_EQ(code(key_beside(schema)), "E1415") << "2026-1 is no month";
  const std::string good("\2\0\0\0\1\0\0\0a\1\0\0\0b\x0d\0\0\0proactive.key\x0d\0\0\0a/b/3/2026-01", 48);
  schema.metadata = good.data();
  const auto key = key_beside(schema);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "a/b");
  EXPECT_EQ(key->version, 3U);
}

}  // namespace
}  // namespace proactive::privacy
