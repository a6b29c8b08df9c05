// Values of explanations as text: exact for programs, in the style of a language for people.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "answers/words.h"
#include "values/calendar.h"
#include "values/int128.h"
#include "values/text.h"

namespace proactive {

namespace {

using answers::Words;
using values::Int128;

Int128 divisor(Int128 a, Int128 b) {
  a = a < 0 ? -a : a;
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a == 0 ? 1 : a;
}

// A number as whole units of 10^-scale; `exact` is false where it had to be rounded to that.
struct Decimals {
  std::int64_t units = 0;
  int scale = 0;
  bool exact = true;
};

constexpr int kMostDecimals = 9;

std::optional<Decimals> finite(Int128 top, Int128 bottom) {
  Int128 power = 1;
  for (int scale = 0; scale <= kMostDecimals; ++scale, power *= 10) {
    if (power % bottom != 0) continue;
    const Int128 units = top * (power / bottom);
    if (!values::fits64(units)) return std::nullopt;
    return Decimals{static_cast<std::int64_t>(units), scale, true};
  }
  return std::nullopt;
}

struct Fraction {
  Int128 top;
  Int128 bottom;
};

Fraction reduced(std::int64_t number, std::int64_t over, int scale) {
  const Int128 bottom = static_cast<Int128>(over) * values::power_of_ten(scale);
  const Int128 common = divisor(number, bottom);
  return {number / common, bottom / common};
}

// Half away from zero.
Decimals rounded(Fraction value, int scale) {
  const Int128 power = values::power_of_ten(scale);
  const Int128 whole = value.top / value.bottom;
  const Int128 rest = value.top % value.bottom;
  const Int128 part = (rest * power * 2 + (rest < 0 ? -value.bottom : value.bottom)) / (value.bottom * 2);
  const Int128 units = whole * power + part;
  if (!values::fits64(units)) return {static_cast<std::int64_t>(whole), 0, false};
  return {static_cast<std::int64_t>(units), scale, false};
}

Decimals for_people(const ShownValue& value, std::int64_t number, std::int64_t over) {
  const bool money = value.kind == ShownValue::Kind::money;
  const bool rate = value.kind == ShownValue::Kind::rate;
  Fraction fraction = reduced(number, over, value.scale);
  if (rate) {
    const Int128 common = divisor(100, fraction.bottom);
    fraction = {fraction.top * (100 / common), fraction.bottom / common};
  }
  auto decimals = finite(fraction.top, fraction.bottom);
  if (!decimals) decimals = rounded(fraction, money ? 2 : 4);
  if (money && decimals->scale == 1) return {decimals->units * 10, 2, decimals->exact};
  return *decimals;
}

std::string number_text(const ShownValue& value, std::int64_t number, std::int64_t over, const Words& words) {
  const Decimals decimals = for_people(value, number, over);
  const std::string text = words.number(decimals.units, decimals.scale);
  const std::string about = decimals.exact ? "" : "≈ ";
  if (value.kind == ShownValue::Kind::money) return about + words.money(text) + words.per(value.period);
  if (value.kind == ShownValue::Kind::rate) return about + words.percent(text);
  return about + text;
}

std::string end_text(const ShownValue& value, std::int64_t number, std::int64_t over, const Words& words) {
  if (value.kind == ShownValue::Kind::date) return words.date(Date{static_cast<std::int32_t>(number)});
  return number_text(value, number, over, words);
}

bool lowest(const ShownValue& value) {
  return value.kind == ShownValue::Kind::date ? value.low == values::kFirstDay : value.low == values::kMin64;
}
bool highest(const ShownValue& value) {
  return value.kind == ShownValue::Kind::date ? value.high == values::kLastDay : value.high == values::kMax64;
}

std::string choices_text(const ShownValue& value, const Words& words) {
  return value.choices.empty() ? words.unknown : words.either_of(value.choices);
}

std::string open_text(const ShownValue& value, const Words& words) {
  if (value.kind == ShownValue::Kind::truth) return words.unknown;
  if (value.kind == ShownValue::Kind::choice) return choices_text(value, words);
  const bool from = !lowest(value);
  const bool to = !highest(value);
  if (!from && !to) return words.unknown;
  const std::string low = from ? end_text(value, value.low, value.low_over, words) : "";
  const std::string high = to ? end_text(value, value.high, value.high_over, words) : "";
  if (from && to) return fmt::format(fmt::runtime(words.between), low, high);
  return from ? fmt::format(fmt::runtime(words.no_less), low) : fmt::format(fmt::runtime(words.no_more), high);
}

std::string exact_number(const ShownValue& value, std::int64_t number, std::int64_t over) {
  if (over == 1) return values::write_number(number, value.scale);
  const Fraction fraction = reduced(number, over, value.scale);
  if (const auto decimals = finite(fraction.top, fraction.bottom))
    return values::write_number(decimals->units, decimals->scale);
  if (!values::fits64(fraction.bottom)) return fmt::format("{}/{}e{}", number, over, value.scale);
  return fmt::format("{}/{}", static_cast<std::int64_t>(fraction.top), static_cast<std::int64_t>(fraction.bottom));
}

std::string exact_end(const ShownValue& value, std::int64_t number, std::int64_t over) {
  if (value.kind == ShownValue::Kind::date) return to_string(Date{static_cast<std::int32_t>(number)});
  return exact_number(value, number, over);
}

std::string exact_members(const ShownValue& value) {
  std::string text;
  for (const auto& choice : value.choices) text += (text.empty() ? "" : "|") + choice.name;
  return text;
}

}  // namespace

std::string to_text(const ShownValue& value, Language language) {
  const Words& words = Words::of(language);
  switch (value.state) {
    case ShownValue::State::no_result: return words.no_result(value.reason);
    case ShownValue::State::not_read: return words.not_read;
    case ShownValue::State::open: return open_text(value, words);
    case ShownValue::State::known: break;
  }
  if (value.kind == ShownValue::Kind::truth) return value.low != 0 ? words.yes : words.no;
  if (value.kind == ShownValue::Kind::choice) return choices_text(value, words);
  return end_text(value, value.low, value.low_over, words);
}

std::string to_exact(const ShownValue& value) {
  using Kind = ShownValue::Kind;
  if (value.state == ShownValue::State::no_result || value.state == ShownValue::State::not_read) return "";
  if (value.kind == Kind::choice) return exact_members(value);
  if (value.known()) {
    if (value.kind == Kind::truth) return value.low != 0 ? "true" : "false";
    return exact_end(value, value.low, value.low_over);
  }
  if (value.kind == Kind::truth || (lowest(value) && highest(value))) return "";
  return (lowest(value) ? "" : exact_end(value, value.low, value.low_over)) + ".." +
         (highest(value) ? "" : exact_end(value, value.high, value.high_over));
}

}  // namespace proactive
