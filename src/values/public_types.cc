// The number and date types of the public interface, on top of the exact core.
#include "proactive/date.h"
#include "proactive/decimal.h"
#include "proactive/money.h"
#include "values/calendar.h"
#include "values/text.h"

namespace proactive {

namespace {

// "2024" as a number; -1 when a character is not a digit.
int digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string padded(int value, std::size_t width) {
  const std::string text = std::to_string(value);
  return std::string(width - text.size(), '0') + text;
}

}  // namespace

std::optional<Money> Money::parse(std::string_view text) {
  const auto number = values::parse_number(text, 2);
  if (!number) return std::nullopt;
  const auto cents = Decimal{number->units, number->scale}.rescaled(2);
  if (!cents) return std::nullopt;
  return Money{cents->units};
}

std::string to_string(Money amount) {
  const bool whole = amount.cents % 100 == 0;
  return values::write_number(whole ? amount.cents / 100 : amount.cents, whole ? 0 : 2, true) + " €";
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const auto number = values::parse_number(text, 9);
  if (!number) return std::nullopt;
  return Decimal{number->units, number->scale};
}

std::optional<Decimal> Decimal::rescaled(int to) const {
  if (to >= scale) {
    const values::Int128 grown = static_cast<values::Int128>(units) * values::power_of_ten(to - scale);
    if (!values::fits64(grown)) return std::nullopt;
    return Decimal{static_cast<std::int64_t>(grown), to};
  }
  const std::int64_t divisor = values::power_of_ten(scale - to);
  if (units % divisor != 0) return std::nullopt;
  return Decimal{units / divisor, to};
}

std::string to_string(Decimal number) { return values::write_number(number.units, number.scale); }

std::optional<Date> Date::of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > values::days_in_month(year, month)) return std::nullopt;
  return Date{values::days_from_civil({year, month, day})};
}

std::optional<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return of(digits(text.substr(0, 4)), digits(text.substr(5, 2)), digits(text.substr(8, 2)));
}

int Date::year() const { return values::civil_from_days(days).year; }
int Date::month() const { return values::civil_from_days(days).month; }
int Date::day() const { return values::civil_from_days(days).day; }

std::string to_string(Date date) {
  const auto civil = values::civil_from_days(date.days);
  return padded(civil.year, 4) + "-" + padded(civil.month, 2) + "-" + padded(civil.day, 2);
}

}  // namespace proactive
