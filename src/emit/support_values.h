// Snippets for values that are known or not: the exact pass. See `support.h`.
//
// What they compute is what `values/exact.h` and `values/calendar.h` say; tests/emit compares.
#ifndef PROACTIVE_SRC_EMIT_SUPPORT_VALUES_H_
#define PROACTIVE_SRC_EMIT_SUPPORT_VALUES_H_

#include "emit/support.h"

namespace proactive::emit {

inline constexpr Snippet kSupportOfValues[] = {
    {"Int128", R"code(
__extension__ typedef __int128 Int128;
)code"},
    {"Kleene", R"code(
// Yes, no, or neither while that is open.
struct Kleene {
  bool yes = false;
  bool no = false;
  static constexpr Kleene of(bool yes, bool no) { return {yes, no}; }
  constexpr bool known() const { return yes | no; }
  [[maybe_unused]] friend constexpr Kleene operator!(Kleene a) { return {a.no, a.yes}; }
  [[maybe_unused]] friend constexpr Kleene operator&(Kleene a, Kleene b) { return of(a.yes & b.yes, a.no | b.no); }
  [[maybe_unused]] friend constexpr Kleene operator|(Kleene a, Kleene b) { return of(a.yes | b.yes, a.no & b.no); }
  [[maybe_unused]] friend constexpr Kleene hull(Kleene a, Kleene b) { return of(a.yes & b.yes, a.no & b.no); }
  [[maybe_unused]] friend constexpr void become(Kleene& a, std::int64_t value) { a = {value != 0, value == 0}; }
};
)code"},
    {"decided", R"code(
// A test of values that are known.
constexpr Kleene decided(bool known, bool holds) { return Kleene::of(known & holds, known & !holds); }
)code"},
    {"bit", R"code(
constexpr std::uint64_t bit(bool holds, unsigned place) { return std::uint64_t{holds} << place; }
)code"},
    {"same_truth", R"code(
constexpr Kleene same_truth(Kleene a, Kleene b) {
  return Kleene::of((a.yes & b.yes) | (a.no & b.no), (a.yes & b.no) | (a.no & b.yes));
}
)code"},
    {"at_least_of", R"code(
// At least `wanted` of `count` conditions, of which `yes` hold and `no` do not.
constexpr Kleene at_least_of(int wanted, int count, int yes, int no) {
  return {yes >= wanted, count - no < wanted};
}
)code"},
    {"Whole", R"code(
// A whole number, unless it is unknown; then the value is some number of its range.
struct Whole {
  std::int64_t value = 0;
  bool known = false;
};
)code"},
    {"whole_of", R"code(
constexpr Whole whole_of(std::int64_t value, bool known) { return {value, known}; }
)code"},
    {"Fraction", R"code(
// A quotient, unless it is unknown. The denominator is positive.
struct Fraction {
  std::int64_t num = 0;
  std::int64_t den = 1;
  bool known = false;
};
)code"},
    {"fraction_of", R"code(
constexpr Fraction fraction_of(std::int64_t num, std::int64_t den, bool known) { return {num, den, known}; }
)code"},
    {"known_within", R"code(
// A fact is unknown outside its range.
constexpr bool known_within(const Fact<std::int64_t>& fact, std::int64_t low, std::int64_t high) {
  return fact.known & (low <= fact.value) & (fact.value <= high);
}
)code"},
    {"read", R"code(
constexpr Whole read(const Fact<std::int64_t>& fact, std::int64_t low, std::int64_t high) {
  const bool known = known_within(fact, low, high);
  return {known ? fact.value : low, known};
}
)code"},
    {"read_any", R"code(
constexpr Whole read_any(const Fact<std::int64_t>& fact) { return {fact.value, fact.known}; }
)code"},
    {"read_truth", R"code(
constexpr Kleene read_truth(const Fact<bool>& fact) { return decided(fact.known, fact.value); }
)code"},
    {"day_of_fact", R"code(
constexpr std::int64_t day_of_fact(const Fact<std::chrono::sys_days>& fact) {
  return fact.value.time_since_epoch().count();
}
)code"},
    {"known_day", R"code(
constexpr bool known_day(const Fact<std::chrono::sys_days>& fact, std::int64_t low, std::int64_t high) {
  const std::int64_t day = day_of_fact(fact);
  return fact.known & (low <= day) & (day <= high);
}
)code"},
    {"read_day", R"code(
constexpr Whole read_day(const Fact<std::chrono::sys_days>& fact, std::int64_t low, std::int64_t high) {
  const bool known = known_day(fact, low, high);
  return {known ? day_of_fact(fact) : low, known};
}
)code"},
    {"place_of_fact", R"code(
template <typename Choice>
constexpr std::int64_t place_of_fact(const Fact<Choice>& fact) {
  return static_cast<std::int64_t>(fact.value);
}
)code"},
    {"known_choice", R"code(
template <typename Choice>
constexpr bool known_choice(const Fact<Choice>& fact, std::uint64_t size) {
  return fact.known & (static_cast<std::uint64_t>(fact.value) < size);
}
)code"},
    {"read_choice", R"code(
template <typename Choice>
constexpr Whole read_choice(const Fact<Choice>& fact, std::uint64_t size) {
  const bool known = known_choice(fact, size);
  return {known ? place_of_fact(fact) : 0, known};
}
)code"},
    {"List", R"code(
// The members of a role: none while the list is unknown.
template <typename Member>
struct List {
  const Member* first = nullptr;
  std::size_t count = 0;
  bool known = false;
  constexpr const Member* begin() const { return first; }
  constexpr const Member* end() const { return first + count; }
  constexpr const Member* only() const { return count == 1 ? first : nullptr; }
};
)code"},
    {"known_list", R"code(
// A list outside its number is unknown as a whole.
template <typename Member>
constexpr bool known_list(const Members<Member>& members, std::size_t low, std::size_t high) {
  return members.known & (low <= members.count) & (members.count <= high);
}
)code"},
    {"listed", R"code(
template <typename Member>
constexpr List<Member> listed(const Members<Member>& members, std::size_t low, std::size_t high) {
  const bool known = known_list(members, low, high);
  return {members.first, known ? members.count : 0, known};
}
)code"},
    {"counted", R"code(
template <typename Member>
constexpr Whole counted(const List<Member>& list, std::int64_t low) {
  const auto count = static_cast<std::int64_t>(list.count);
  return {count < low ? low : count, list.known};
}
)code"},
    {"in_members", R"code(
// Whether a member of a choice is among some: bit i stands for member i.
constexpr bool in_members(std::int64_t place, std::uint64_t members) { return ((members >> place) & 1U) != 0; }
)code"},
    {"pick", R"code(
// The value of a row if its condition holds, and the rest if it does not.
constexpr Whole pick(Kleene condition, Whole value, Whole rest) {
  const bool known = condition.no ? rest.known : value.known & condition.yes;
  return {condition.no ? rest.value : value.value, known};
}
)code"},
    {"pick_fraction", R"code(
constexpr Fraction pick_fraction(Kleene condition, Fraction value, Fraction rest) {
  const bool known = condition.no ? rest.known : value.known & condition.yes;
  return {condition.no ? rest.num : value.num, condition.no ? rest.den : value.den, known};
}
)code"},
    {"pick_truth", R"code(
constexpr Kleene pick_truth(Kleene condition, Kleene value, Kleene rest) {
  return Kleene::of(condition.no ? rest.yes : condition.yes & value.yes,
                    condition.no ? rest.no : condition.yes & value.no);
}
)code"},
    {"magnitude", R"code(
constexpr std::int64_t magnitude(std::int64_t value) { return value < 0 ? -value : value; }
)code"},
    {"fits", R"code(
constexpr bool fits(Int128 value) {
  return value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
}
)code"},
    {"Rounding", R"code(
enum class Rounding { down, up, half_up, half_even };
)code"},
    {"rounded", R"code(
// A fraction rounded to a multiple, on the magnitude.
template <typename Integer>
constexpr Integer rounded(Integer num, Integer den, Integer multiple_of, Rounding mode) {
  const Integer size = num < 0 ? -num : num;
  const Integer whole = size / den;
  const Integer rest = size % den;
  const Integer units = whole % multiple_of;
  Integer multiple = whole / multiple_of;
  if ((units != 0 || rest != 0) && mode != Rounding::down) {
    // -1, 0 or 1: below, at or above the middle.
    const Integer distance = 2 * units - multiple_of;
    int middle = distance < 0 ? -1 : distance > 0 || rest > 0 ? 1 : 0;
    if (distance == -1) middle = rest < den - rest ? -1 : rest > den - rest ? 1 : 0;
    const bool away = mode == Rounding::up || middle > 0 ||
                      (middle == 0 && (mode == Rounding::half_up || multiple % 2 != 0));
    if (away) ++multiple;
  }
  return num < 0 ? -multiple * multiple_of : multiple * multiple_of;
}
)code"},
    {"checked", R"code(
// A result that may not fit in 64 bits; then it is unknown.
constexpr Whole checked(Int128 value, bool known) {
  const bool fitting = known && fits(value);
  return {fitting ? static_cast<std::int64_t>(value) : 0, fitting};
}
)code"},
    {"WideBracket", R"code(
struct WideBracket {
  std::int64_t up_to;  // of the last one: without meaning
  std::int64_t value;
};
)code"},
    {"marginal", R"code(
// The sum over the brackets of the value times the part of the argument inside.
template <std::size_t Count>
constexpr bool marginal(std::int64_t argument, std::int64_t factor, std::int64_t bound_factor,
                        const WideBracket (&brackets)[Count], bool endless, Int128& total) {
  const Int128 whole = argument < 0 ? Int128{0} : Int128{argument} * factor;
  Int128 below = 0;
  total = 0;
  for (std::size_t i = 0; i < Count; ++i) {
    const bool last = endless && i + 1 == Count;
    const Int128 bound = last ? whole : Int128{brackets[i].up_to} * bound_factor;
    const Int128 part = (whole < bound ? whole : bound) - below;
    Int128 product = 0;
    if (part > 0 && __builtin_mul_overflow(part, Int128{brackets[i].value}, &product)) return false;
    if (__builtin_add_overflow(total, product, &total)) return false;
    if (whole <= bound) break;
    below = bound < 0 ? 0 : bound;
  }
  return fits(total);
}
)code"},
    {"checked_marginal", R"code(
template <std::size_t Count>
constexpr Whole checked_marginal(Whole argument, std::int64_t factor, std::int64_t bound_factor,
                                 const WideBracket (&brackets)[Count], bool endless) {
  Int128 total = 0;
  const bool found = marginal(argument.value, factor, bound_factor, brackets, endless, total);
  return checked(found ? total : 0, argument.known & found);
}
)code"},
    {"Number", R"code(
// A fraction with a positive denominator; whole numbers are over 1.
struct Number {
  std::int64_t num = 0;
  std::int64_t den = 1;
};
)code"},
    {"gcd", R"code(
constexpr Int128 gcd(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
)code"},
    {"store", R"code(
// num / den, reduced where it must be; false if it does not fit even so.
constexpr bool store(Int128 num, Int128 den, Number& out) {
  if (den < 0) {
    num = -num;
    den = -den;
  }
  if (!fits(num) || !fits(den)) {
    const Int128 divisor = gcd(num < 0 ? -num : num, den);
    num /= divisor;
    den /= divisor;
    if (!fits(num) || !fits(den)) return false;
  }
  out = {static_cast<std::int64_t>(num), static_cast<std::int64_t>(den)};
  return true;
}
)code"},
    {"order", R"code(
// -1, 0 or 1; the factors bring both to one scale.
constexpr int order(Number a, Number b, std::int64_t left = 1, std::int64_t right = 1) {
  const Int128 x = Int128{a.num} * (left * b.den);
  const Int128 y = Int128{b.num} * (right * a.den);
  return x < y ? -1 : x > y ? 1 : 0;
}
)code"},
    {"add", R"code(
constexpr bool add(Number a, Number b, std::int64_t left, std::int64_t right, Number& out) {
  const Int128 x = Int128{a.num} * left;
  const Int128 y = Int128{b.num} * right;
  if (a.den == b.den) return store(x + y, a.den, out);
  return store(x * b.den + y * a.den, Int128{a.den} * b.den, out);
}
)code"},
    {"subtract", R"code(
constexpr bool subtract(Number a, Number b, std::int64_t left, std::int64_t right, Number& out) {
  const Int128 x = Int128{a.num} * left;
  const Int128 y = Int128{b.num} * right;
  if (a.den == b.den) return store(x - y, a.den, out);
  return store(x * b.den - y * a.den, Int128{a.den} * b.den, out);
}
)code"},
    {"multiply", R"code(
constexpr bool multiply(Number a, Number b, Number& out) {
  return store(Int128{a.num} * b.num, Int128{a.den} * b.den, out);
}
)code"},
    {"divide", R"code(
constexpr bool divide(Number a, Number b, std::int64_t left, std::int64_t right, Number& out) {
  return b.num != 0 && store(Int128{a.num} * left, Int128{b.num} * right, out);
}
)code"},
    {"shrink", R"code(
constexpr bool shrink(Number a, std::int64_t divisor, Number& out) {
  return store(a.num, Int128{a.den} * divisor, out);
}
)code"},
    {"rescale", R"code(
constexpr bool rescale(Number a, std::int64_t factor, Number& out) {
  return store(Int128{a.num} * factor, a.den, out);
}
)code"},
    {"round_to", R"code(
constexpr bool round_to(Number a, std::int64_t left, std::int64_t right, std::int64_t multiple_of, Rounding mode,
                        Number& out) {
  return store(rounded<Int128>(Int128{a.num} * left, Int128{a.den} * right, multiple_of, mode), 1, out);
}
)code"},
    {"marginal_quotient", R"code(
// A marginal scale in fractions of units.
template <std::size_t Count>
constexpr bool marginal_quotient(Number argument, std::int64_t bound_divisor, std::int64_t value_divisor,
                                 const WideBracket (&brackets)[Count], bool endless, Number& out) {
  Number total;
  Number below;
  if (argument.num < 0) argument = {};
  for (std::size_t i = 0; i < Count; ++i) {
    const bool last = endless && i + 1 == Count;
    Number bound = argument;
    if (!last) shrink({brackets[i].up_to, 1}, bound_divisor, bound);
    if (bound.num < 0) bound = {};
    const bool within = last || order(argument, bound) <= 0;
    Number part;
    Number rate;
    if (!subtract(within ? argument : bound, below, 1, 1, part)) return false;
    if (!shrink({brackets[i].value, 1}, value_divisor, rate) || !multiply(part, rate, part)) return false;
    if (!add(total, part, 1, 1, total)) return false;
    if (within) break;
    below = bound;
  }
  out = total;
  return true;
}
)code"},
    {"number_of", R"code(
constexpr Number number_of(Fraction a) { return {a.num, a.den}; }
)code"},
    {"checked_fraction", R"code(
constexpr Fraction checked_fraction(bool found, Number value, bool known) {
  const bool has = found & known;
  return {has ? value.num : 0, has ? value.den : 1, has};
}
)code"},
    {"add_fractions", R"code(
constexpr Fraction add_fractions(Fraction a, Fraction b) {
  Number out;
  const bool found = add(number_of(a), number_of(b), 1, 1, out);
  return checked_fraction(found, out, a.known & b.known);
}
)code"},
    {"subtract_fractions", R"code(
constexpr Fraction subtract_fractions(Fraction a, Fraction b) {
  Number out;
  const bool found = subtract(number_of(a), number_of(b), 1, 1, out);
  return checked_fraction(found, out, a.known & b.known);
}
)code"},
    {"multiply_fractions", R"code(
constexpr Fraction multiply_fractions(Fraction a, Fraction b) {
  Number out;
  const bool found = multiply(number_of(a), number_of(b), out);
  return checked_fraction(found, out, a.known & b.known);
}
)code"},
    {"divide_wholes", R"code(
constexpr Fraction divide_wholes(Whole a, Whole b, std::int64_t left, std::int64_t right) {
  Number out;
  const bool found = divide({a.value, 1}, {b.value, 1}, left, right, out);
  return checked_fraction(found, out, a.known & b.known);
}
)code"},
    {"rescale_fraction", R"code(
constexpr Fraction rescale_fraction(Fraction a, std::int64_t factor) {
  Number out;
  const bool found = rescale(number_of(a), factor, out);
  return checked_fraction(found, out, a.known);
}
)code"},
    {"shrink_fraction", R"code(
constexpr Fraction shrink_fraction(Fraction a, std::int64_t divisor) {
  Number out;
  const bool found = shrink(number_of(a), divisor, out);
  return checked_fraction(found, out, a.known);
}
)code"},
    {"scale_quotient", R"code(
template <std::size_t Count>
constexpr Fraction scale_quotient(Fraction a, std::int64_t bound_divisor, std::int64_t value_divisor,
                                  const WideBracket (&brackets)[Count], bool endless) {
  Number out;
  const bool found = marginal_quotient(number_of(a), bound_divisor, value_divisor, brackets, endless, out);
  return checked_fraction(found, out, a.known);
}
)code"},
    {"extreme_of", R"code(
// The smallest (-1) or largest (1) of fractions.
template <std::size_t Count>
constexpr Fraction extreme_of(int wanted, const Fraction (&values)[Count]) {
  Fraction best = values[0];
  for (std::size_t i = 1; i < Count; ++i) {
    const bool known = best.known & values[i].known;
    if (order({values[i].num, values[i].den}, {best.num, best.den}) == wanted) best = values[i];
    best.known = known;
  }
  return best;
}
)code"},
    {"CivilDate", R"code(
struct CivilDate {
  int year;
  int month;
  int day;
};
)code"},
    {"days_in_month", R"code(
constexpr int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}
)code"},
    {"days_from_civil", R"code(
// Days since 1970-01-01. Years begin in March here, so that the leap day is the last of its year.
constexpr std::int64_t days_from_civil(CivilDate date) {
  const int year = date.year - (date.month <= 2 ? 1 : 0);
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = year - era * 400;
  const int month_from_march = (date.month + 9) % 12;
  const int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return std::int64_t{era} * 146'097 + day_of_era - 719'468;
}
)code"},
    {"civil", R"code(
constexpr CivilDate civil(std::int64_t days) {
  const int shifted = static_cast<int>(days) + 719'468;
  const int era = (shifted >= 0 ? shifted : shifted - 146'096) / 146'097;
  const int day_of_era = shifted - era * 146'097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {era * 400 + year_of_era + (month <= 2 ? 1 : 0), month, day};
}
)code"},
    {"DayRounding", R"code(
// For a day that a month lacks: no result, the 1st of the next month, or the last day.
enum class DayRounding { none, up, down };
)code"},
    {"add_days", R"code(
// From 0001-01-01 to 9999-12-31; false beyond.
constexpr bool add_days(std::int64_t days, Int128 count, std::int64_t& out) {
  const Int128 sum = days + count;
  if (sum < -719'162 || sum > 2'932'896) return false;
  out = static_cast<std::int64_t>(sum);
  return true;
}
)code"},
    {"add_months", R"code(
// Months first, then the rounding of the day.
constexpr bool add_months(std::int64_t days, Int128 months, DayRounding rounding, std::int64_t& out) {
  const CivilDate from = civil(days);
  const Int128 index = Int128{from.year} * 12 + (from.month - 1) + months;
  if (index < 12 || index >= 120'000) return false;
  CivilDate to{static_cast<int>(index / 12), static_cast<int>(index % 12) + 1, from.day};
  const int last = days_in_month(to.year, to.month);
  if (to.day <= last) {
    out = days_from_civil(to);
    return true;
  }
  if (rounding == DayRounding::none) return false;
  to.day = last;
  return add_days(days_from_civil(to), rounding == DayRounding::up ? 1 : 0, out);
}
)code"},
    {"completed_years", R"code(
constexpr std::int64_t completed_years(std::int64_t birth, std::int64_t on, DayRounding rounding) {
  const CivilDate born = civil(birth);
  const CivilDate at = civil(on);
  CivilDate anniversary{at.year, born.month, born.day};
  if (anniversary.day > days_in_month(anniversary.year, anniversary.month)) {
    if (rounding == DayRounding::down) {
      anniversary.day = 28;
    } else {
      anniversary = {anniversary.year, 3, 1};
    }
  }
  return at.year - born.year - (on >= days_from_civil(anniversary) ? 0 : 1);
}
)code"},
    {"later_by_months", R"code(
constexpr Whole later_by_months(Whole date, Whole count, std::int64_t per_unit, DayRounding rounding) {
  std::int64_t out = 0;
  const bool found = add_months(date.value, Int128{count.value} * per_unit, rounding, out);
  return {out, found && date.known && count.known};
}
)code"},
    {"later_by_days", R"code(
constexpr Whole later_by_days(Whole date, Whole count, std::int64_t per_unit) {
  std::int64_t out = 0;
  const bool found = add_days(date.value, Int128{count.value} * per_unit, out);
  return {out, found && date.known && count.known};
}
)code"},
    {"count_if", R"code(
constexpr void count_if(Whole& total, Kleene where) {
  total.value += where.yes ? 1 : 0;
  total.known &= where.known();
}
)code"},
    {"sum_if", R"code(
constexpr void sum_if(Whole& total, Kleene where, Whole value) {
  total.value += where.yes ? value.value : 0;
  total.known &= where.no | (where.yes & value.known);
}
)code"},
    {"WideTotal", R"code(
struct WideTotal {
  Int128 value = 0;
  bool known = false;
};
)code"},
    {"sum_wide_if", R"code(
constexpr void sum_wide_if(WideTotal& total, Kleene where, Whole value) {
  total.value += where.yes ? value.value : 0;
  total.known &= where.no | (where.yes & value.known);
}
)code"},
    {"Best", R"code(
// The best of the members so far.
struct Best {
  Fraction value;
  bool found = false;
  bool known = false;
};
)code"},
    {"best_if", R"code(
constexpr void best_if(Best& best, int wanted, Kleene where, Fraction value) {
  best.known &= where.no | (where.yes & value.known);
  if (!where.yes) return;
  const bool better = order({value.num, value.den}, {best.value.num, best.value.den}) == wanted;
  if (!best.found || better) best.value = value;
  best.found = true;
}
)code"},
    {"best_whole", R"code(
constexpr Whole best_whole(const Best& best, std::int64_t otherwise) {
  return {best.found ? best.value.num : otherwise, best.known && best.found};
}
)code"},
    {"best_fraction", R"code(
constexpr Fraction best_fraction(const Best& best, Fraction otherwise) {
  Fraction result = best.found ? best.value : otherwise;
  result.known = best.known & best.found;
  return result;
}
)code"},
    {"row_of", R"code(
// The place of the first header that holds, or their number.
template <std::size_t Count>
constexpr std::size_t row_of(const bool (&holds)[Count]) {
  std::size_t row = 0;
  while (row < Count && !holds[row]) ++row;
  return row;
}
)code"},
};

}  // namespace proactive::emit

#endif  // PROACTIVE_SRC_EMIT_SUPPORT_VALUES_H_
