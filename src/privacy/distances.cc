#include "privacy/distances.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "values/text.h"

namespace proactive::privacy {

using values::Int128;

// What a class has too much of, it has too little of elsewhere: the excess alone is half of the sum.
WideFraction equal_distance(std::span<const std::uint32_t> present, Counts in_class, std::int64_t class_rows,
                            Counts in_table, std::int64_t table_rows) {
  Int128 more = 0;
  for (const std::uint32_t v : present) {
    const Int128 difference = Int128{in_class[v]} * table_rows - Int128{in_table[v]} * class_rows;
    if (difference > 0) more += difference;
  }
  return {more, Int128{class_rows} * table_rows};
}

// Only values that occur in the table are steps of the ladder.
WideFraction ordered_distance(Counts in_class, std::int64_t class_rows, Counts in_table, std::int64_t table_rows,
                              std::span<const std::uint32_t> order) {
  Int128 moved = 0;
  Int128 carried = 0;
  std::int64_t steps = -1;
  for (const std::uint32_t v : order) {
    if (in_table[v] == 0) continue;
    ++steps;
    carried += Int128{in_class[v]} * table_rows - Int128{in_table[v]} * class_rows;
    moved += values::magnitude(carried);
  }
  return {moved, Int128{class_rows} * table_rows * std::max<std::int64_t>(steps, 1)};
}

bool is_recursively_diverse(Counts in_class, const Fraction& c, std::int64_t l) {
  std::vector<std::int64_t> counts(in_class.begin(), in_class.end());
  std::sort(counts.begin(), counts.end(), std::greater<>());
  if (static_cast<std::int64_t>(counts.size()) < l) return false;
  const std::int64_t rare = std::accumulate(counts.begin() + (l - 1), counts.end(), std::int64_t{0});
  return Int128{counts.front()} * c.denominator < Int128{c.numerator} * rare;
}

namespace {

std::vector<std::uint32_t> given_order(const std::vector<std::string>& values, const std::vector<std::string>& given) {
  std::vector<std::uint32_t> codes{0};
  for (const std::string& value : given) {
    const auto at = std::find(values.begin(), values.end(), value);
    if (at != values.end()) codes.push_back(static_cast<std::uint32_t>(at - values.begin()) + 1);
  }
  if (codes.size() != values.size() + 1) codes.clear();
  return codes;
}

}  // namespace

std::vector<std::uint32_t> order_of(const std::vector<std::string>& values, const std::vector<std::string>& given) {
  if (!given.empty()) return given_order(values, given);
  std::vector<std::pair<Int128, std::uint32_t>> numbers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto number = values::parse_number(values[i], 9);
    if (!number) return {};
    numbers.emplace_back(Int128{number->units} * values::power_of_ten(9 - number->scale),
                         static_cast<std::uint32_t>(i) + 1);
  }
  std::sort(numbers.begin(), numbers.end());
  std::vector<std::uint32_t> codes{0};
  for (const auto& [number, code] : numbers) codes.push_back(code);
  return codes;
}

}  // namespace proactive::privacy
