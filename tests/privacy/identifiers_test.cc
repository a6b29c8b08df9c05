#include "proactive/privacy/identifiers.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "privacy/text_streams.h"

namespace proactive::privacy {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(Printable<int> && !Printable<Nir> && !Printable<Siret> && !Printable<Email> && !Printable<SecretBytes>);
static_assert(!std::is_copy_constructible_v<Nir> && std::is_nothrow_move_constructible_v<Nir>);
static_assert(!std::is_convertible_v<Nir, std::string> && !std::is_convertible_v<Nir, std::string_view>);

// What `parse` makes of a text: the normalised form, or the code of the error.
template <typename T>
std::string parsed(std::string_view text) {
  const auto result = T::parse(text);
  return result ? std::string(result->normalised()) : result.errors().front().code;
}

TEST(Nir, IsWrittenWithoutSeparatorsAndInCapitals) {
  EXPECT_EQ(parsed<Nir>("295109912611193"), "295109912611193");
  EXPECT_EQ(parsed<Nir>(" 2 95 10 99 126 111 93\n"), "295109912611193");
  EXPECT_EQ(parsed<Nir>("2.95.10.99.126.111.93"), "295109912611193");
  EXPECT_EQ(parsed<Nir>("2\u00a095\u202f10 99 126 111 93"), "295109912611193");
  EXPECT_EQ(parsed<Nir>("253072b07300470"), "253072B07300470");
}

TEST(Nir, KnowsTheTwoDepartmentsOfCorsica) {
  EXPECT_EQ(parsed<Nir>("253072B07300470"), "253072B07300470");
  EXPECT_EQ(parsed<Nir>("253072A07300443"), "253072A07300443");
  EXPECT_EQ(parsed<Nir>("253072A07300470"), "E1442");
  EXPECT_EQ(parsed<Nir>("253072C07300443"), "E1441");
  EXPECT_EQ(parsed<Nir>("25307A207300443"), "E1441");
  EXPECT_EQ(parsed<Nir>("2530A2A07300443"), "E1441");
}

// The key by its definition, over 13 digits.
std::string with_key(std::string digits) {
  const long long number = std::stoll(digits);
  const std::string key = std::to_string(97 - number % 97);
  return digits + (key.size() == 1 ? "0" : "") + key;
}

TEST(Nir, MayHaveTheKey97AndNot00) {
  const std::string zero = "1234567890134";  // a multiple of 97
  ASSERT_EQ(std::stoll(zero) % 97, 0);
  EXPECT_EQ(parsed<Nir>(zero + "97"), zero + "97");
  EXPECT_EQ(parsed<Nir>(zero + "00"), "E1442");
}

TEST(Nir, HasEveryDepartmentAndMonth) {
  for (int department = 0; department < 100; ++department) {
    for (int month = 0; month < 100; ++month) {
      std::string digits = "1850000123456";
      digits[3] = static_cast<char>('0' + month / 10);
      digits[4] = static_cast<char>('0' + month % 10);
      digits[5] = static_cast<char>('0' + department / 10);
      digits[6] = static_cast<char>('0' + department % 10);
      EXPECT_EQ(parsed<Nir>(with_key(digits)), with_key(digits));
    }
  }
}

// Each error in one digit, and each swap of two, is seen: what a key modulo 97 is for.
TEST(Nir, SeesOneWrongDigit) {
  const std::string nir = "295109912611193";
  for (std::size_t i = 0; i < nir.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string wrong = nir;
      wrong[i] = digit;
      EXPECT_EQ(parsed<Nir>(wrong), digit == nir[i] ? nir : "E1442") << "place " << i;
    }
  }
}

TEST(Nir, HasFifteenCharacters) {
  EXPECT_EQ(parsed<Nir>(""), "E1440");
  EXPECT_EQ(parsed<Nir>("2951099126111"), "E1440");
  EXPECT_EQ(parsed<Nir>("2951099126111930"), "E1440");
  EXPECT_EQ(parsed<Nir>("295109912611193" + std::string(1010, ' ')), "E1440");
  EXPECT_EQ(parsed<Nir>("295109912611193" + std::string(1009, ' ')), "295109912611193");
  EXPECT_EQ(parsed<Nir>("29510991261119\u0663"), "E1440");
  EXPECT_EQ(parsed<Nir>(std::string_view("29510991261119\0", 15)), "E1441");
}

TEST(Ine, IsElevenDigitsAndLetters) {
  EXPECT_EQ(parsed<Ine>("1234567890a"), "1234567890A");
  EXPECT_EQ(parsed<Ine>("123456789AB"), "123456789AB");
  EXPECT_EQ(parsed<Ine>("1234567890"), "E1440");
  EXPECT_EQ(parsed<Ine>("1234567890-"), "E1441");
}

TEST(Siren, IsNineDigitsByLuhn) {
  EXPECT_EQ(parsed<Siren>("552 008 443"), "552008443");
  EXPECT_EQ(parsed<Siren>("552008442"), "E1442");
  EXPECT_EQ(parsed<Siren>("55200844X"), "E1441");
  EXPECT_EQ(parsed<Siren>("5520084430"), "E1440");
}

TEST(Siret, IsFourteenDigitsByLuhnAsAreItsFirstNine) {
  EXPECT_EQ(parsed<Siret>("732 829 320 00074"), "73282932000074");
  EXPECT_EQ(parsed<Siret>("73282932000075"), "E1442");
  // 14 digits by Luhn whose first 9 are not.
  EXPECT_EQ(parsed<Siret>("73282932100007"), "E1442");
}

TEST(Siret, OfLaPosteSumsToAMultipleOfFive) {
  EXPECT_EQ(parsed<Siret>("35600000000048"), "35600000000048");  // the head office, by Luhn
  EXPECT_EQ(parsed<Siret>("35600000000046"), "E1442");
  EXPECT_EQ(parsed<Siret>("35600000049837"), "35600000049837");
  EXPECT_EQ(parsed<Siret>("35600000049838"), "E1442");
}

TEST(Email, KeepsTheLocalPartAndLowersTheDomain) {
  EXPECT_EQ(parsed<Email>(" Jeanne.Martin+aide@Exemple.FR "), "Jeanne.Martin+aide@exemple.fr");
  EXPECT_EQ(parsed<Email>("o'neil@sub.domain.example"), "o'neil@sub.domain.example");
  EXPECT_EQ(parsed<Email>("a@xn--bcher-kva.example"), "a@xn--bcher-kva.example");
}

TEST(Email, IsRefusedWherePartsAreMissing) {
  for (const char* text :
       {"a", "a@", "@b.fr", "a@b", "a@@b.fr", "a@b.fr@c.fr", "a@b..fr", "a@.b.fr", "a@b.fr.", "a@-b.fr", "a@b-.fr",
        ".a@b.fr", "a.@b.fr", "a..b@c.fr", "a@127.0.0.1", "a@[127.0.0.1]", "\"a b\"@c.fr", "a@b_c.fr", "a(x)@b.fr"}) {
    const std::string code = parsed<Email>(text);
    EXPECT_TRUE(code == "E1443" || code == "E1441") << text << " " << code;
  }
  EXPECT_EQ(parsed<Email>(""), "E1440");
  EXPECT_EQ(parsed<Email>("h\u00e9l\u00e8ne@exemple.fr"), "E1441");
  EXPECT_EQ(parsed<Email>(std::string(65, 'a') + "@b.fr"), "E1443");
  EXPECT_EQ(parsed<Email>(std::string(64, 'a') + "@b.fr"), std::string(64, 'a') + "@b.fr");
  EXPECT_EQ(parsed<Email>("a@" + std::string(64, 'b') + ".fr"), "E1443");
}

TEST(Identifier, ErrorsHoldNothingOfTheText) {
  const auto wrong = Nir::parse("CANARY951099126");
  ASSERT_FALSE(wrong);
  const std::string drawn = render(wrong.errors());
  EXPECT_EQ(drawn.find("CANARY"), std::string::npos);
  EXPECT_NE(drawn.find("the text is not a NIR: a character out of place"), std::string::npos);
  EXPECT_EQ(to_string(IdentifierFault::key, Language::french), "clé incorrecte");
}

TEST(Identifier, IsComparedAndMoved) {
  auto a = Nir::parse("295109912611193");
  auto b = Nir::parse("2 95 10 99 126 111 93");
  EXPECT_TRUE(*a == *b);
  const Nir moved = *std::move(a);
  EXPECT_TRUE(moved == *b);
}

TEST(Column, IsNormalisedAndCounted) {
  TextStream in({GivenTexts({"2 95 10 99 126 111 93", std::nullopt, "295109912611199", "x"}), GivenTexts({""}),
                 GivenTexts({"253072b07300470"})});
  ArrowArrayStream out{};
  const auto counts = normalise(IdentifierKind::nir, &in.stream, &out);
  ASSERT_TRUE(counts);
  EXPECT_EQ(in.released, 1);
  EXPECT_EQ(read_texts(out),
            (Texts{"295109912611193", std::nullopt, std::nullopt, std::nullopt, std::nullopt, "253072B07300470"}));
  EXPECT_EQ(counts->rows, 6);
  EXPECT_EQ(counts->absent, 1);
  EXPECT_EQ(counts->good(), 2);
  EXPECT_EQ(counts->of(IdentifierFault::key), 1);
  EXPECT_EQ(counts->of(IdentifierFault::length), 2);
}

TEST(Column, IsReadFromItsOffset) {
  GivenTexts array({"552008443", "x", "732829320"});
  array.offset = 1;
  TextStream in({std::move(array)});
  ArrowArrayStream out{};
  const auto counts = normalise(IdentifierKind::siren, &in.stream, &out);
  ASSERT_TRUE(counts);
  EXPECT_EQ(read_texts(out), (Texts{std::nullopt, "732829320"}));
}

TEST(Column, ThatIsBrokenIsRefused) {
  const auto refused = [](TextStream& in) {
    ArrowArrayStream out{};
    const auto counts = normalise(IdentifierKind::email, &in.stream, &out);
    EXPECT_EQ(in.released, 1);
    EXPECT_EQ(out.release, nullptr);
    return counts ? std::string() : counts.errors().front().code;
  };
  TextStream numbers({});
  numbers.format = "l";
  EXPECT_EQ(refused(numbers), "E1444");
  GivenTexts backwards({"a@b.fr", "c@d.fr"});
  backwards.offsets[1] = 13;
  TextStream back({std::move(backwards)});
  EXPECT_EQ(refused(back), "E1444");
  GivenTexts crossed({"a@b.fr", "c@d.fr", "e@f.fr"});
  crossed.offsets[2] = 3;
  TextStream cross({std::move(crossed)});
  EXPECT_EQ(refused(cross), "E1444");
  GivenTexts negative({"a@b.fr", "c@d.fr"});
  negative.offsets[0] = -4;
  TextStream minus({std::move(negative)});
  EXPECT_EQ(refused(minus), "E1444");
}

}  // namespace
}  // namespace proactive::privacy
