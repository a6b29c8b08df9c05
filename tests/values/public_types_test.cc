#include <gtest/gtest.h>

#include <limits>

#include "proactive/date.h"
#include "proactive/decimal.h"
#include "proactive/money.h"
#include "proactive/result.h"

namespace proactive {
namespace {

constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

TEST(Money, IsRead) {
  EXPECT_EQ(Money::parse("13440")->cents, 1'344'000);
  EXPECT_EQ(Money::parse("13440.5")->cents, 1'344'050);
  EXPECT_EQ(Money::parse("-0.01")->cents, -1);
  EXPECT_EQ(Money::parse("92233720368547758.07")->cents, kMax);
  for (const char* text : {"", "€", "1 €", "1.005", "1,50", "1e2", "1 000", "92233720368547758.08", "92233720368547759",
                           "NaN", "-", "1."}) {
    EXPECT_FALSE(Money::parse(text)) << text;
  }
}

TEST(Money, IsWritten) {
  EXPECT_EQ(to_string(Money{1'344'000}), "13 440 €");
  EXPECT_EQ(to_string(Money{1'344'005}), "13 440.05 €");
  EXPECT_EQ(to_string(Money{-5}), "-0.05 €");
  EXPECT_EQ(to_string(Money{-100}), "-1 €");
  EXPECT_LT(Money{1}, Money{2});
}

TEST(Decimal, IsReadAsWritten) {
  EXPECT_EQ(Decimal::parse("0.50")->units, 50);
  EXPECT_EQ(Decimal::parse("0.50")->scale, 2);
  EXPECT_EQ(Decimal::parse("-3")->units, -3);
  for (const char* text : {"", "0.1234567890", "42.20 %", "1/3", "٣"}) EXPECT_FALSE(Decimal::parse(text)) << text;
  EXPECT_EQ(to_string(Decimal{4220, 4}), "0.4220");
  EXPECT_EQ(to_string(Decimal{-5, 1}), "-0.5");
}

TEST(Decimal, IsRescaledWithoutLoss) {
  EXPECT_EQ((Decimal{50, 2}.rescaled(1))->units, 5);
  EXPECT_FALSE((Decimal{55, 2}.rescaled(1)));
  EXPECT_EQ((Decimal{5, 0}.rescaled(9))->units, 5'000'000'000);
  EXPECT_FALSE((Decimal{kMax, 0}.rescaled(1)));
  EXPECT_EQ((Decimal{kMax, 3}.rescaled(3))->units, kMax);
  EXPECT_EQ((Decimal{-10, 1}.rescaled(0))->units, -1);
}

TEST(Date, IsRead) {
  EXPECT_EQ(Date::parse("1970-01-01")->days, 0);
  EXPECT_EQ(Date::parse("2024-02-29"), Date::of(2024, 2, 29));
  EXPECT_EQ(to_string(*Date::parse("0001-01-01")), "0001-01-01");
  EXPECT_EQ(to_string(*Date::of(9999, 12, 31)), "9999-12-31");
  for (const char* text : {"", "2024-3-1", "24-03-01", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00",
                           "2024-01-32", "0000-01-01", "2024/01/01", "2024-01-01T", " 2024-01-01", "2024-01-0a",
                           "+024-01-01", "-001-01-01", "20240101", "2024--1-01"}) {
    EXPECT_FALSE(Date::parse(text)) << text;
  }
}

TEST(Date, HasParts) {
  const Date date = *Date::of(2024, 2, 29);
  EXPECT_EQ(date.year(), 2024);
  EXPECT_EQ(date.month(), 2);
  EXPECT_EQ(date.day(), 29);
  EXPECT_FALSE(Date::of(10000, 1, 1));
  EXPECT_FALSE(Date::of(0, 1, 1));
  EXPECT_FALSE(Date::of(2024, 1, -1));
  EXPECT_LT(date, *Date::of(2024, 3, 1));
}

TEST(Result, HoldsAValueOrErrors) {
  Result<std::string> value(std::string("yes"));
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, "yes");
  EXPECT_EQ(value->size(), 3U);
  EXPECT_TRUE(value.errors().empty());
  value->append("!");
  EXPECT_EQ(std::string(*std::move(value)), "yes!");

  const Result<std::string> failure(Diagnostic{.code = "E1001", .message = "no"});
  ASSERT_FALSE(failure);
  ASSERT_EQ(failure.errors().size(), 1U);
  EXPECT_EQ(failure.errors().front().code, "E1001");
}

}  // namespace
}  // namespace proactive
