#include "values/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace proactive::values {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits at the front of `text` into `units`; false when no 64 bits hold them, even
// with a minus sign.
bool take_digits(std::string_view& text, Int128& units, int& count) {
  for (count = 0; !text.empty() && is_digit(text.front()); ++count) {
    units = units * 10 + (text.front() - '0');
    if (!fits64(-units)) return false;
    text.remove_prefix(1);
  }
  return true;
}

std::string grouped_by_threes(const std::string& digits) {
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ' ';
    grouped += digits[i];
  }
  return grouped;
}

}  // namespace

std::optional<ParsedNumber> parse_number(std::string_view text, int max_scale) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  Int128 units = 0;
  int whole = 0;
  int scale = 0;
  if (!take_digits(text, units, whole) || whole == 0) return std::nullopt;
  if (!text.empty()) {
    if (text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
    if (!take_digits(text, units, scale) || scale == 0 || scale > max_scale || !text.empty()) return std::nullopt;
  }
  if (negative) units = -units;
  if (!fits64(units)) return std::nullopt;
  return ParsedNumber{static_cast<std::int64_t>(units), scale};
}

std::string write_number(std::int64_t units, int scale, bool grouped) {
  const Int128 size = magnitude(units);
  const Int128 one = power_of_ten(scale);
  const std::string whole = std::to_string(static_cast<std::uint64_t>(size / one));
  const std::string sign = units < 0 ? "-" : "";
  const std::string digits = grouped ? grouped_by_threes(whole) : whole;
  if (scale == 0) return fmt::format("{}{}", sign, digits);
  return fmt::format("{}{}.{:0>{}}", sign, digits, static_cast<std::uint64_t>(size % one), scale);
}

int edit_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<int> table((a.size() + 1) * width);
  const auto at = [&](std::size_t i, std::size_t j) -> int& { return table[i * width + j]; };
  for (std::size_t i = 0; i <= a.size(); ++i) at(i, 0) = static_cast<int>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) at(0, j) = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
      at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
      }
    }
  }
  return at(a.size(), b.size());
}

}  // namespace proactive::values
