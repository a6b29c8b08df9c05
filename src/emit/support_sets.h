// Snippets for sets of possible values: the pass that runs when a fact is missing. See `support.h`.
//
// What they compute is what `values/possible.h` and `plan/meaning.h` say; tests/emit compares.
#ifndef PROACTIVE_SRC_EMIT_SUPPORT_SETS_H_
#define PROACTIVE_SRC_EMIT_SUPPORT_SETS_H_

#include "emit/support.h"

namespace proactive::emit {

inline constexpr Snippet kSupportOfSets[] = {
    {"Interval", R"code(
// All numbers, or days, that are still possible.
struct Interval {
  Number low;
  Number high;
  [[maybe_unused]] friend constexpr Interval hull(const Interval& a, const Interval& b) {
    return {order(a.low, b.low) <= 0 ? a.low : b.low, order(a.high, b.high) >= 0 ? a.high : b.high};
  }
  [[maybe_unused]] friend constexpr void become(Interval& a, std::int64_t value) { a = {{value, 1}, {value, 1}}; }
};
)code"},
    {"kAnyNumber", R"code(
constexpr Interval kAnyNumber{{std::numeric_limits<std::int64_t>::min(), 1},
                              {std::numeric_limits<std::int64_t>::max(), 1}};
)code"},
    {"kAnyDay", R"code(
constexpr Interval kAnyDay{{-719'162, 1}, {2'932'896, 1}};
)code"},
    {"between", R"code(
constexpr Interval between(std::int64_t low, std::int64_t high) { return {{low, 1}, {high, 1}}; }
)code"},
    {"possible_values", R"code(
// What a fact may be, from low to high while it is unknown.
constexpr Interval possible_values(Whole fact, std::int64_t low, std::int64_t high) {
  return {{fact.known ? fact.value : low, 1}, {fact.known ? fact.value : high, 1}};
}
)code"},
    {"all_members", R"code(
template <std::size_t Size>
std::bitset<Size> all_members() {
  return ~std::bitset<Size>();
}
)code"},
    {"hull", R"code(
template <std::size_t Size>
std::bitset<Size> hull(const std::bitset<Size>& a, const std::bitset<Size>& b) {
  return a | b;
}
)code"},
    {"become", R"code(
template <std::size_t Size>
void become(std::bitset<Size>& a, std::int64_t member) {
  a.reset();
  a[static_cast<std::size_t>(member)] = true;
}
)code"},
    {"only_member", R"code(
template <std::size_t Size>
std::bitset<Size> only_member(std::int64_t place) {
  std::bitset<Size> result;
  result[static_cast<std::size_t>(place)] = true;
  return result;
}
)code"},
    {"possible_members", R"code(
template <std::size_t Size>
std::bitset<Size> possible_members(Whole fact) {
  return fact.known ? only_member<Size>(fact.value) : all_members<Size>();
}
)code"},
    {"among", R"code(
template <std::size_t Size>
Kleene among(const std::bitset<Size>& a, const std::bitset<Size>& some) {
  return {(a & ~some).none(), (a & some).none() && (a & ~some).any()};
}
)code"},
    {"same_member", R"code(
template <std::size_t Size>
Kleene same_member(const std::bitset<Size>& a, const std::bitset<Size>& b) {
  if ((a & b).none()) return {false, true};
  return {a.count() == 1 && b.count() == 1, false};
}
)code"},
    {"Comparison", R"code(
enum class Comparison { less, at_most, equal, unequal, at_least, more };
)code"},
    {"compare", R"code(
// Decided when it comes out the same for every pair of values.
constexpr Kleene compare(Comparison comparison, const Interval& a, const Interval& b, std::int64_t left = 1,
                         std::int64_t right = 1) {
  const int smallest = order(a.low, b.high, left, right);
  const int largest = order(a.high, b.low, left, right);
  const bool apart = smallest > 0 || largest < 0;
  const bool same = smallest == 0 && largest == 0;
  switch (comparison) {
    case Comparison::less: return {largest < 0, smallest >= 0};
    case Comparison::at_most: return {largest <= 0, smallest > 0};
    case Comparison::equal: return {same, apart};
    case Comparison::unequal: return {apart, same};
    case Comparison::at_least: return {smallest >= 0, largest < 0};
    case Comparison::more: return {smallest > 0, largest <= 0};
  }
  return {};
}
)code"},
    {"add_sets", R"code(
// Below: where an end has no result, anything is possible.
constexpr Interval add_sets(const Interval& a, const Interval& b, std::int64_t left, std::int64_t right) {
  Interval out;
  const bool found = add(a.low, b.low, left, right, out.low) && add(a.high, b.high, left, right, out.high);
  return found ? out : kAnyNumber;
}
)code"},
    {"subtract_sets", R"code(
constexpr Interval subtract_sets(const Interval& a, const Interval& b, std::int64_t left, std::int64_t right) {
  Interval out;
  const bool found = subtract(a.low, b.high, left, right, out.low) && subtract(a.high, b.low, left, right, out.high);
  return found ? out : kAnyNumber;
}
)code"},
    {"multiply_sets", R"code(
constexpr Interval multiply_sets(const Interval& a, const Interval& b) {
  Interval out;
  bool first = true;
  for (const Number x : {a.low, a.high}) {
    for (const Number y : {b.low, b.high}) {
      Number value;
      if (!multiply(x, y, value)) return kAnyNumber;
      out = first ? Interval{value, value} : hull(out, {value, value});
      first = false;
    }
  }
  return out;
}
)code"},
    {"divide_sets", R"code(
constexpr Interval divide_sets(const Interval& a, const Interval& b, std::int64_t left, std::int64_t right) {
  if (b.low.num <= 0 && b.high.num >= 0) return kAnyNumber;
  Interval out;
  bool first = true;
  for (const Number x : {a.low, a.high}) {
    for (const Number y : {b.low, b.high}) {
      Number value;
      if (!divide(x, y, left, right, value)) return kAnyNumber;
      out = first ? Interval{value, value} : hull(out, {value, value});
      first = false;
    }
  }
  return out;
}
)code"},
    {"negate_set", R"code(
constexpr Interval negate_set(const Interval& a) {
  Interval out;
  return rescale(a.high, -1, out.low) && rescale(a.low, -1, out.high) ? out : kAnyNumber;
}
)code"},
    {"absolute_set", R"code(
constexpr Interval absolute_set(const Interval& a) {
  if (a.low.num >= 0) return a;
  if (a.high.num <= 0) return negate_set(a);
  Number mirrored;
  if (!rescale(a.low, -1, mirrored)) return kAnyNumber;
  return {{0, 1}, order(mirrored, a.high) >= 0 ? mirrored : a.high};
}
)code"},
    {"rescale_set", R"code(
constexpr Interval rescale_set(const Interval& a, std::int64_t factor) {
  Interval out;
  return rescale(a.low, factor, out.low) && rescale(a.high, factor, out.high) ? out : kAnyNumber;
}
)code"},
    {"shrink_set", R"code(
constexpr Interval shrink_set(const Interval& a, std::int64_t divisor) {
  Interval out;
  return shrink(a.low, divisor, out.low) && shrink(a.high, divisor, out.high) ? out : kAnyNumber;
}
)code"},
    {"round_set", R"code(
constexpr Interval round_set(const Interval& a, std::int64_t left, std::int64_t right, std::int64_t multiple_of,
                             Rounding mode) {
  Interval out;
  const bool found = round_to(a.low, left, right, multiple_of, mode, out.low) &&
                     round_to(a.high, left, right, multiple_of, mode, out.high);
  return found ? out : kAnyNumber;
}
)code"},
    {"Scaled", R"code(
struct Scaled {
  Interval value;
  std::int64_t factor;
};
)code"},
    {"extreme_set", R"code(
// The smallest (-1) or largest (1), each times its factor.
template <std::size_t Count>
constexpr Interval extreme_set(int wanted, const Scaled (&values)[Count]) {
  const Scaled* low = &values[0];
  const Scaled* high = &values[0];
  for (const Scaled& one : values) {
    if (order(one.value.low, low->value.low, one.factor, low->factor) == wanted) low = &one;
    if (order(one.value.high, high->value.high, one.factor, high->factor) == wanted) high = &one;
  }
  Interval out;
  const bool found = rescale(low->value.low, low->factor, out.low) && rescale(high->value.high, high->factor, out.high);
  return found ? out : kAnyNumber;
}
)code"},
    {"pick_set", R"code(
// The value of a row, the rest, or the hull of both while the condition is open.
template <typename Set>
Set pick_set(Kleene condition, const Set& value, const Set& rest) {
  return condition.no ? rest : condition.yes ? value : hull(value, rest);
}
)code"},
    {"Bend", R"code(
// The upper bound of a bracket, and the scale there.
struct Bend {
  std::int64_t bound;
  Number value;
  bool has_value;
};
)code"},
    {"scale_set", R"code(
// Between two bounds a scale is a line or a constant: its extremes are at the ends and at the
// bounds inside.
template <typename Scale, std::size_t Count>
constexpr Interval scale_set(const Interval& a, Scale scale, std::int64_t left, std::int64_t right,
                             const Bend (&bends)[Count]) {
  Number low;
  Number high;
  if (!scale(a.low, low) || !scale(a.high, high)) return kAnyNumber;
  Interval out = hull(Interval{low, low}, Interval{high, high});
  for (const Bend& bend : bends) {
    const Number bound{bend.bound, 1};
    if (order(a.high, bound, left, right) <= 0 || order(a.low, bound, left, right) > 0) continue;
    if (!bend.has_value) return kAnyNumber;
    out = hull(out, {bend.value, bend.value});
  }
  return out;
}
)code"},
    {"scale_of_one", R"code(
// A scale of one bracket.
template <typename Scale>
constexpr Interval scale_of_one(const Interval& a, Scale scale) {
  Number low;
  Number high;
  if (!scale(a.low, low) || !scale(a.high, high)) return kAnyNumber;
  return hull(Interval{low, low}, Interval{high, high});
}
)code"},
    {"banded", R"code(
template <std::size_t Count>
constexpr bool banded(Number argument, std::int64_t left, std::int64_t right, const WideBracket (&brackets)[Count],
                      bool endless, Number& out) {
  for (std::size_t i = 0; i < Count; ++i) {
    const bool last = endless && i + 1 == Count;
    if (!last && order(argument, {brackets[i].up_to, 1}, left, right) > 0) continue;
    out = {brackets[i].value, 1};
    return true;
  }
  return false;
}
)code"},
    {"marginal_number", R"code(
template <std::size_t Count>
constexpr bool marginal_number(Number argument, std::int64_t factor, std::int64_t bound_factor,
                               const WideBracket (&brackets)[Count], bool endless, Number& out) {
  Int128 total = 0;
  return marginal(argument.num, factor, bound_factor, brackets, endless, total) && store(total, 1, out);
}
)code"},
    {"cells_of", R"code(
// The hull of the cells whose row and column are possible, up to the first that certainly hold.
template <typename Set, std::size_t Rows, std::size_t Columns>
Set cells_of(const Kleene (&rows)[Rows], const Kleene (&columns)[Columns], const std::int64_t (&cells)[Rows][Columns]) {
  Set result{};
  bool any = false;
  for (std::size_t i = 0; i < Rows; ++i) {
    if (rows[i].no) continue;
    for (std::size_t j = 0; j < Columns; ++j) {
      if (columns[j].no) continue;
      Set cell{};
      become(cell, cells[i][j]);
      result = any ? hull(result, cell) : cell;
      any = true;
      if (columns[j].yes) break;
    }
    if (rows[i].yes) break;
  }
  return result;
}
)code"},
    {"Cut", R"code(
// A place before or behind a value.
struct Cut {
  Number at;
  bool behind;
  [[maybe_unused]] friend constexpr bool operator<(const Cut& a, const Cut& b) {
    const int ordered = order(a.at, b.at);
    return ordered != 0 ? ordered < 0 : !a.behind && b.behind;
  }
};
)code"},
    {"meets", R"code(
// Whether some value of the argument lies in a gap between the headers of a table.
constexpr bool meets(const Interval& a, bool whole, const Cut& from, const Cut& to) {
  const Cut low{a.low, false};
  const bool next = whole && a.high.num != std::numeric_limits<std::int64_t>::max();
  const Cut high = next ? Cut{{a.high.num + 1, 1}, false} : Cut{a.high, true};
  return (from < low ? low : from) < (high < to ? high : to);
}
)code"},
    {"months_later", R"code(
constexpr std::int64_t month_index(std::int64_t days) {
  const CivilDate date = civil(days);
  return std::int64_t{date.year} * 12 + date.month - 1;
}

constexpr int month_length(std::int64_t index) {
  return days_in_month(static_cast<int>(index / 12), static_cast<int>(index % 12) + 1);
}

// The last day of a month that lies within the interval.
constexpr int last_day_within(std::int64_t index, const Interval& dates) {
  return month_index(dates.high.num) == index ? civil(dates.high.num).day : month_length(index);
}

// Whether some day is missing from the month that lies `shift` months later. After 400 years
// the calendar repeats.
constexpr bool may_miss_day(const Interval& dates, std::int64_t shift) {
  if (shift % 4800 == 0) return false;
  const std::int64_t first = month_index(dates.low.num);
  const std::int64_t last = std::min(month_index(dates.high.num), first + 4800);
  for (std::int64_t month = first; month <= last; ++month) {
    if (last_day_within(month, dates) > month_length(month + shift)) return true;
  }
  return false;
}

constexpr Interval months_later(const Interval& date, const Interval& count, std::int64_t per_unit,
                                DayRounding rounding) {
  Int128 low = Int128{count.low.num} * per_unit;
  Int128 high = Int128{count.high.num} * per_unit;
  if (low > high) std::swap(low, high);
  Interval out;
  const DayRounding lenient = rounding == DayRounding::none ? DayRounding::down : rounding;
  if (!add_months(date.low.num, low, lenient, out.low.num)) return kAnyDay;
  if (!add_months(date.high.num, high, lenient, out.high.num)) return kAnyDay;
  if (rounding != DayRounding::none) return out;
  const int step = per_unit % 12 == 0 ? 12 : 1;
  const Int128 last = std::min<Int128>(high, low + step * 4800);
  for (Int128 shift = low; shift <= last; shift += step) {
    if (may_miss_day(date, static_cast<std::int64_t>(shift))) return kAnyDay;
  }
  return out;
}
)code"},
    {"days_later", R"code(
constexpr Interval days_later(const Interval& date, const Interval& count, std::int64_t sign) {
  Int128 low = Int128{count.low.num} * sign;
  Int128 high = Int128{count.high.num} * sign;
  if (low > high) std::swap(low, high);
  Interval out;
  const bool found = add_days(date.low.num, low, out.low.num) && add_days(date.high.num, high, out.high.num);
  return found ? out : kAnyDay;
}
)code"},
    {"year_of", R"code(
constexpr Interval year_of(const Interval& date) { return between(civil(date.low.num).year, civil(date.high.num).year); }
)code"},
    {"month_of", R"code(
constexpr Interval month_of(const Interval& date) {
  const CivilDate low = civil(date.low.num);
  const CivilDate high = civil(date.high.num);
  return low.year != high.year ? between(1, 12) : between(low.month, high.month);
}
)code"},
    {"day_of", R"code(
constexpr Interval day_of(const Interval& date) {
  CivilDate low = civil(date.low.num);
  const CivilDate high = civil(date.high.num);
  if (low.year == high.year && low.month == high.month) return between(low.day, high.day);
  // Among any three months in a row one has 31 days.
  int highest = high.day;
  for (int i = 0; i < 3 && (low.year != high.year || low.month != high.month); ++i) {
    highest = std::max(highest, days_in_month(low.year, low.month));
    low = low.month == 12 ? CivilDate{low.year + 1, 1, 1} : CivilDate{low.year, low.month + 1, 1};
  }
  return between(1, highest);
}
)code"},
    {"age_of", R"code(
constexpr Interval age_of(const Interval& birth, const Interval& on, DayRounding rounding) {
  return between(completed_years(birth.high.num, on.low.num, rounding),
                 completed_years(birth.low.num, on.high.num, rounding));
}
)code"},
    {"Counter", R"code(
// Members that certainly count, and those that may.
struct Counter {
  std::int64_t certain = 0;
  std::int64_t possible = 0;
  constexpr void add_member(Kleene where) {
    certain += where.yes ? 1 : 0;
    possible += where.no ? 0 : 1;
  }
};
)code"},
    {"Total", R"code(
// A sum over members. Whole numbers are summed in 128 bits; at the first fraction both sums
// become fractions.
struct Total {
  Number low;
  Number high;
  Int128 low_sum = 0;
  Int128 high_sum = 0;
  bool whole = true;
  bool found = true;
  constexpr void leave_whole() {
    if (!whole) return;
    whole = false;
    found = found && store(low_sum, 1, low) && store(high_sum, 1, high);
  }
  constexpr void add_member(Kleene where, const Interval& value) {
    if (where.no) return;
    const Number least = where.yes || value.low.num < 0 ? value.low : Number{};
    const Number most = where.yes || value.high.num > 0 ? value.high : Number{};
    if (whole && least.den == 1 && most.den == 1) {
      low_sum += least.num;
      high_sum += most.num;
      return;
    }
    leave_whole();
    found = found && add(low, least, 1, 1, low) && add(high, most, 1, 1, high);
  }
  constexpr Interval result() {
    leave_whole();
    return found ? Interval{low, high} : kAnyNumber;
  }
};
)code"},
    {"Extreme", R"code(
// The smallest (-1) or largest (1) over members: the near end from all possible ones, the far
// end from certain ones.
struct Extreme {
  Number near_end;
  Number far_end;
  std::int64_t certain = 0;
  std::int64_t possible = 0;
  constexpr void add_member(int wanted, Kleene where, const Interval& value) {
    if (where.no) return;
    const Number value_near = wanted < 0 ? value.low : value.high;
    const Number value_far = wanted < 0 ? value.high : value.low;
    if (possible++ == 0 || order(value_near, near_end) == wanted) near_end = value_near;
    if (!where.yes) return;
    if (certain++ == 0 || order(value_far, far_end) == wanted) far_end = value_far;
  }
  constexpr Interval result(int wanted, const Interval& any) const {
    if (certain == 0) return any;
    return wanted < 0 ? Interval{near_end, far_end} : Interval{far_end, near_end};
  }
};
)code"},
};

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_SUPPORT_SETS_H_
