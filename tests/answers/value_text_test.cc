// Values for people, in the style of each language, and for programs.
#include <gtest/gtest.h>

#include "proactive/explanation.h"

namespace proactive {
namespace {

using Kind = ShownValue::Kind;

ShownValue number(Kind kind, std::int64_t value, int scale, std::int64_t over = 1) {
  ShownValue shown;
  shown.kind = kind;
  shown.scale = scale;
  shown.low = shown.high = value;
  shown.low_over = shown.high_over = over;
  return shown;
}

std::string french(const ShownValue& value) { return to_text(value, Language::french); }
std::string english(const ShownValue& value) { return to_text(value, Language::english); }

TEST(ValueText, Money) {
  EXPECT_EQ(french(number(Kind::money, 123'450, 2)), "1\u202F234,50\u00A0€");
  EXPECT_EQ(english(number(Kind::money, 123'450, 2)), "€1,234.50");
  EXPECT_EQ(french(number(Kind::money, -100'000'000, 2)), "−1\u202F000\u202F000\u00A0€");
  EXPECT_EQ(english(number(Kind::money, -100, 2)), "-€1");
  EXPECT_EQ(french(number(Kind::money, 560'000, 2, 24)), "≈ 233,33\u00A0€");
  EXPECT_EQ(english(number(Kind::money, -500, 2, 3)), "≈ -€1.67") << "half away from zero";
  EXPECT_EQ(english(number(Kind::money, 12'345'678, 5)), "€123.45678") << "not rounded yet";
  ShownValue monthly = number(Kind::money, 100, 2);
  monthly.period = "month";
  EXPECT_EQ(french(monthly), "1\u00A0€ par mois");
  EXPECT_EQ(english(monthly), "€1 per month");
}

TEST(ValueText, NumbersAndRates) {
  EXPECT_EQ(french(number(Kind::number, 1950, 3)), "1,95");
  EXPECT_EQ(english(number(Kind::number, 10'000, 0)), "10,000");
  EXPECT_EQ(french(number(Kind::rate, 4220, 4)), "42,2\u00A0%");
  EXPECT_EQ(english(number(Kind::rate, 1, 9)), "0.0000001%");
  EXPECT_EQ(english(number(Kind::number, 1, 0, 3)), "≈ 0.3333");
  EXPECT_EQ(english(number(Kind::number, INT64_MIN, 0)), "-9,223,372,036,854,775,808");
  EXPECT_EQ(english(number(Kind::number, INT64_MAX, 0, 3)), "≈ 3,074,457,345,618,258,602");
}

TEST(ValueText, DatesAndTruths) {
  ShownValue date = number(Kind::date, Date::of(2024, 4, 1)->days, 0);
  EXPECT_EQ(french(date), "1er avril 2024");
  EXPECT_EQ(english(date), "1 April 2024");
  EXPECT_EQ(french(number(Kind::date, Date::of(2024, 12, 31)->days, 0)), "31 décembre 2024");
  EXPECT_EQ(french(number(Kind::truth, 1, 0)), "oui");
  EXPECT_EQ(english(number(Kind::truth, 0, 0)), "no");
}

TEST(ValueText, Open) {
  ShownValue open = number(Kind::money, 0, 2);
  open.state = ShownValue::State::open;
  open.high = 900'000;
  EXPECT_EQ(french(open), "entre 0\u00A0€ et 9\u202F000\u00A0€");
  EXPECT_EQ(to_exact(open), "0.00..9000.00");
  open.high = INT64_MAX;
  EXPECT_EQ(english(open), "€0 or more");
  EXPECT_EQ(to_exact(open), "0.00..");
  open.low = INT64_MIN;
  EXPECT_EQ(english(open), "unknown");
  EXPECT_EQ(to_exact(open), "");
  ShownValue choice;
  choice.kind = Kind::choice;
  choice.state = ShownValue::State::open;
  EXPECT_EQ(french(choice), "inconnu");
  choice.choices = {{"a", "A"}, {"b", ""}, {"c", "C"}};
  EXPECT_EQ(french(choice), "A, b ou C");
  EXPECT_EQ(to_exact(choice), "a|b|c");
}

TEST(ValueText, WithoutResult) {
  ShownValue failed;
  failed.state = ShownValue::State::no_result;
  failed.reason = "division by zero";
  EXPECT_EQ(french(failed), "division par zéro");
  EXPECT_EQ(to_exact(failed), "");
}

TEST(ValueText, Exact) {
  EXPECT_EQ(to_exact(number(Kind::money, 123'450, 2)), "1234.50");
  EXPECT_EQ(to_exact(number(Kind::money, 560'000, 2, 24)), "700/3");
  EXPECT_EQ(to_exact(number(Kind::number, 1, 0, 4)), "0.25");
  EXPECT_EQ(to_exact(number(Kind::rate, 4220, 4)), "0.4220");
}

}  // namespace
}  // namespace proactive
