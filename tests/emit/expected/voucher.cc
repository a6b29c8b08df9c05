// Rights compiled by proactive for 2019-04-01. Change the rules, not this file.
#include "voucher.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace voucher {

namespace {

__extension__ typedef __int128 Int128;

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

// A test of values that are known.
constexpr Kleene decided(bool known, bool holds) { return Kleene::of(known & holds, known & !holds); }

constexpr std::uint64_t bit(bool holds, unsigned place) { return std::uint64_t{holds} << place; }

// A whole number, unless it is unknown; then the value is some number of its range.
struct Whole {
  std::int64_t value = 0;
  bool known = false;
};

constexpr Whole whole_of(std::int64_t value, bool known) { return {value, known}; }

// A quotient, unless it is unknown. The denominator is positive.
struct Fraction {
  std::int64_t num = 0;
  std::int64_t den = 1;
  bool known = false;
};

constexpr Fraction fraction_of(std::int64_t num, std::int64_t den, bool known) { return {num, den, known}; }

// A fact is unknown outside its range.
constexpr bool known_within(const Fact<std::int64_t>& fact, std::int64_t low, std::int64_t high) {
  return fact.known & (low <= fact.value) & (fact.value <= high);
}

constexpr Whole read(const Fact<std::int64_t>& fact, std::int64_t low, std::int64_t high) {
  const bool known = known_within(fact, low, high);
  return {known ? fact.value : low, known};
}

constexpr Kleene read_truth(const Fact<bool>& fact) { return decided(fact.known, fact.value); }

template <typename Choice>
constexpr std::int64_t place_of_fact(const Fact<Choice>& fact) {
  return static_cast<std::int64_t>(fact.value);
}

template <typename Choice>
constexpr bool known_choice(const Fact<Choice>& fact, std::uint64_t size) {
  return fact.known & (static_cast<std::uint64_t>(fact.value) < size);
}

template <typename Choice>
constexpr Whole read_choice(const Fact<Choice>& fact, std::uint64_t size) {
  const bool known = known_choice(fact, size);
  return {known ? place_of_fact(fact) : 0, known};
}

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

// A list outside its number is unknown as a whole.
template <typename Member>
constexpr bool known_list(const Members<Member>& members, std::size_t low, std::size_t high) {
  return members.known & (low <= members.count) & (members.count <= high);
}

template <typename Member>
constexpr List<Member> listed(const Members<Member>& members, std::size_t low, std::size_t high) {
  const bool known = known_list(members, low, high);
  return {members.first, known ? members.count : 0, known};
}

template <typename Member>
constexpr Whole counted(const List<Member>& list, std::int64_t low) {
  const auto count = static_cast<std::int64_t>(list.count);
  return {count < low ? low : count, list.known};
}

constexpr bool fits(Int128 value) {
  return value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
}

struct WideBracket {
  std::int64_t up_to;  // of the last one: without meaning
  std::int64_t value;
};

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

// A fraction with a positive denominator; whole numbers are over 1.
struct Number {
  std::int64_t num = 0;
  std::int64_t den = 1;
};

constexpr Int128 gcd(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

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

// -1, 0 or 1; the factors bring both to one scale.
constexpr int order(Number a, Number b, std::int64_t left = 1, std::int64_t right = 1) {
  const Int128 x = Int128{a.num} * (left * b.den);
  const Int128 y = Int128{b.num} * (right * a.den);
  return x < y ? -1 : x > y ? 1 : 0;
}

constexpr bool add(Number a, Number b, std::int64_t left, std::int64_t right, Number& out) {
  const Int128 x = Int128{a.num} * left;
  const Int128 y = Int128{b.num} * right;
  if (a.den == b.den) return store(x + y, a.den, out);
  return store(x * b.den + y * a.den, Int128{a.den} * b.den, out);
}

constexpr bool multiply(Number a, Number b, Number& out) {
  return store(Int128{a.num} * b.num, Int128{a.den} * b.den, out);
}

constexpr bool divide(Number a, Number b, std::int64_t left, std::int64_t right, Number& out) {
  return b.num != 0 && store(Int128{a.num} * left, Int128{b.num} * right, out);
}

constexpr void count_if(Whole& total, Kleene where) {
  total.value += where.yes ? 1 : 0;
  total.known &= where.known();
}

// All numbers, or days, that are still possible.
struct Interval {
  Number low;
  Number high;
  [[maybe_unused]] friend constexpr Interval hull(const Interval& a, const Interval& b) {
    return {order(a.low, b.low) <= 0 ? a.low : b.low, order(a.high, b.high) >= 0 ? a.high : b.high};
  }
  [[maybe_unused]] friend constexpr void become(Interval& a, std::int64_t value) { a = {{value, 1}, {value, 1}}; }
};

constexpr Interval kAnyNumber{{std::numeric_limits<std::int64_t>::min(), 1},
                              {std::numeric_limits<std::int64_t>::max(), 1}};

constexpr Interval between(std::int64_t low, std::int64_t high) { return {{low, 1}, {high, 1}}; }

// What a fact may be, from low to high while it is unknown.
constexpr Interval possible_values(Whole fact, std::int64_t low, std::int64_t high) {
  return {{fact.known ? fact.value : low, 1}, {fact.known ? fact.value : high, 1}};
}

template <std::size_t Size>
std::bitset<Size> all_members() {
  return ~std::bitset<Size>();
}

template <std::size_t Size>
std::bitset<Size> hull(const std::bitset<Size>& a, const std::bitset<Size>& b) {
  return a | b;
}

template <std::size_t Size>
void become(std::bitset<Size>& a, std::int64_t member) {
  a.reset();
  a[static_cast<std::size_t>(member)] = true;
}

template <std::size_t Size>
std::bitset<Size> only_member(std::int64_t place) {
  std::bitset<Size> result;
  result[static_cast<std::size_t>(place)] = true;
  return result;
}

template <std::size_t Size>
std::bitset<Size> possible_members(Whole fact) {
  return fact.known ? only_member<Size>(fact.value) : all_members<Size>();
}

template <std::size_t Size>
Kleene among(const std::bitset<Size>& a, const std::bitset<Size>& some) {
  return {(a & ~some).none(), (a & some).none() && (a & ~some).any()};
}

enum class Comparison { less, at_most, equal, unequal, at_least, more };

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

// Below: where an end has no result, anything is possible.
constexpr Interval add_sets(const Interval& a, const Interval& b, std::int64_t left, std::int64_t right) {
  Interval out;
  const bool found = add(a.low, b.low, left, right, out.low) && add(a.high, b.high, left, right, out.high);
  return found ? out : kAnyNumber;
}

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

// The upper bound of a bracket, and the scale there.
struct Bend {
  std::int64_t bound;
  Number value;
  bool has_value;
};

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

template <std::size_t Count>
constexpr bool marginal_number(Number argument, std::int64_t factor, std::int64_t bound_factor,
                               const WideBracket (&brackets)[Count], bool endless, Number& out) {
  Int128 total = 0;
  return marginal(argument.num, factor, bound_factor, brackets, endless, total) && store(total, 1, out);
}

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

// Members that certainly count, and those that may.
struct Counter {
  std::int64_t certain = 0;
  std::int64_t possible = 0;
  constexpr void add_member(Kleene where) {
    certain += where.yes ? 1 : 0;
    possible += where.no ? 0 : 1;
  }
};

// `cheque_energie` over all values that are still possible.
[[gnu::cold, gnu::noinline]]
ChequeEnergie assess_cheque_energie_over_sets(const Household& household) noexcept {
  const std::bitset<5> occupancy = possible_members<5>(read_choice(household.occupancy, 5));
  // housed: Le logement est occupé à titre de résidence principale [Code de l'énergie, art. L124-1 et R124-1 à R124-5]
  const Kleene housed = among(occupancy, std::bitset<5>(0b00111U));
  const Interval reference_income_2017 = possible_values(read(household.reference_income_2017, 0,
      10'000'000'000), 0, 10'000'000'000);
  const List<Person> declarants = listed(household.declarants, 1, 2);
  const Interval counted_declarants = possible_values(counted(declarants, 0), 1, 2);
  const List<Person> dependants = listed(household.dependants, 0, 20);
  Counter counter;
  for (const Person& person : dependants) {
    const std::bitset<2> custody = possible_members<2>(read_choice(person.custody, 2));
    const Kleene is_among = among(custody, std::bitset<2>(0b01U));
    counter.add_member(is_among);
  }
  const Interval counted_dependants = dependants.known ? between(counter.certain, counter.possible)
      : Interval{{0, 1}, {20, 1}};
  const Interval whole_persons = add_sets(counted_declarants, counted_dependants, 1, 1);
  static constexpr WideBracket kUnitsOf[] = {{1, 10}, {2, 5}, {0, 3}};
  static constexpr Bend kUnitsOfBends[] = {{1, {10, 1}, true}, {2, {15, 1}, true}};
  const Interval units_of = scale_set(whole_persons, [](Number a, Number& out) { return marginal_number(a, 1,
      1, kUnitsOf, true, out); }, 1, 1, kUnitsOfBends);
  const Interval product = multiply_sets(between(5, 5), units_of);
  const Interval counted_dependants_2 = possible_values(counted(dependants, 0), 0, 20);
  const Interval all_persons = add_sets(counted_declarants, counted_dependants_2, 1, 1);
  const Interval units_of_2 = scale_set(all_persons, [](Number a, Number& out) { return marginal_number(a, 1,
      1, kUnitsOf, true, out); }, 1, 1, kUnitsOfBends);
  const Interval product_2 = multiply_sets(between(5, 5), units_of_2);
  const Interval units = add_sets(product, product_2, 1, 1);
  const Interval income_per_unit = divide_sets(reference_income_2017, units, 100, 1);
  // modest: Le revenu par unité de consommation est inférieur au plafond [Art. R124-1]
  const Kleene modest = compare(Comparison::less, income_per_unit, between(1'070'000, 1'070'000));
  const Kleene both = housed & modest;
  static constexpr std::int64_t kVoucher[5][3] = {
    {19'400, 24'000, 27'700},
    {14'600, 17'600, 20'200},
    {9'800, 11'300, 12'600},
    {4'800, 6'300, 7'600},
    {0, 0, 0},
  };
  const Kleene rows[] = {compare(Comparison::less, income_per_unit, between(560'000, 560'000)),
      compare(Comparison::less, income_per_unit, between(670'000, 670'000)), compare(Comparison::less,
      income_per_unit, between(770'000, 770'000)), compare(Comparison::less, income_per_unit,
      between(1'070'000, 1'070'000)), Kleene{true, false}};
  const Kleene columns[] = {compare(Comparison::at_most, units, between(1, 1), 1, 100),
      compare(Comparison::more, units, between(1, 1), 1, 100) & compare(Comparison::less, units, between(2,
      2), 1, 100), compare(Comparison::at_least, units, between(2, 2), 1, 100)};
  const Interval voucher = cells_of<Interval>(rows, columns, kVoucher);
  const Kleene voucher_sent = read_truth(household.voucher_sent);
  ChequeEnergie answer;
  if (!both.known()) {
    answer.outcome = Outcome::undetermined;
  } else {
    answer.outcome = both.yes ? Outcome::eligible : Outcome::not_eligible;
  }
  if (voucher_sent.known()) answer.received = voucher_sent.yes ? Truth::yes : Truth::no;
  if (!both.no) answer.amount = {voucher.low.num, voucher.high.num};
  answer.deciding = bit(housed.no, 0) | bit(modest.no, 1);
  return answer;
}

// `cheque_energie` where a fact is missing that may not matter.
[[gnu::cold, gnu::noinline]]
ChequeEnergie assess_cheque_energie_with_gaps(const Household& household) noexcept {
  const Whole occupancy = read_choice(household.occupancy, 5);
  // housed: Le logement est occupé à titre de résidence principale [Code de l'énergie, art. L124-1 et R124-1 à R124-5]
  const Kleene housed = decided(occupancy.known, occupancy.value <= 2);
  const Whole reference_income_2017 = read(household.reference_income_2017, 0, 10'000'000'000);
  const List<Person> declarants = listed(household.declarants, 1, 2);
  const Whole counted_declarants = counted(declarants, 1);
  const List<Person> dependants = listed(household.dependants, 0, 20);
  Whole counted_dependants{0, dependants.known};
  for (const Person& person : dependants) {
    const Whole custody = read_choice(person.custody, 2);
    const Kleene is_among = decided(custody.known, custody.value == 0);
    count_if(counted_dependants, is_among);
  }
  const Whole whole_persons = whole_of(counted_declarants.value + counted_dependants.value,
      counted_declarants.known & counted_dependants.known);
  const Whole units_of = whole_of(whole_persons.value <= 1 ? 10 * whole_persons.value
      : whole_persons.value <= 2 ? 10 + 5 * (whole_persons.value - 1) : 15 + 3 * (whole_persons.value - 2),
      whole_persons.known);
  const Whole product = whole_of(units_of.value * 5, units_of.known);
  const Whole counted_dependants_2 = counted(dependants, 0);
  const Whole all_persons = whole_of(counted_declarants.value + counted_dependants_2.value,
      counted_declarants.known & counted_dependants_2.known);
  const Whole units_of_2 = whole_of(all_persons.value <= 1 ? 10 * all_persons.value : all_persons.value <= 2
      ? 10 + 5 * (all_persons.value - 1) : 15 + 3 * (all_persons.value - 2), all_persons.known);
  const Whole product_2 = whole_of(units_of_2.value * 5, units_of_2.known);
  const Whole units = whole_of(product.value + product_2.value, product.known & product_2.known);
  const Fraction income_per_unit = fraction_of(reference_income_2017.value * 100, units.value,
      reference_income_2017.known & units.known);
  // modest: Le revenu par unité de consommation est inférieur au plafond [Art. R124-1]
  const Kleene modest = decided(income_per_unit.known, income_per_unit.num < income_per_unit.den * 1'070'000);
  const Kleene both = housed & modest;
  static constexpr std::int64_t kVoucher[5][3] = {
    {19'400, 24'000, 27'700},
    {14'600, 17'600, 20'200},
    {9'800, 11'300, 12'600},
    {4'800, 6'300, 7'600},
    {0, 0, 0},
  };
  const std::size_t row = income_per_unit.num < income_per_unit.den * 560'000 ? 0
      : income_per_unit.num < income_per_unit.den * 670'000 ? 1
      : income_per_unit.num < income_per_unit.den * 770'000 ? 2
      : income_per_unit.num < income_per_unit.den * 1'070'000 ? 3 : 4;
  const std::size_t column = units.value <= 100 ? 0 : units.value < 200 ? 1 : 2;
  const Whole voucher = whole_of(kVoucher[row][column], income_per_unit.known & units.known);
  const Kleene voucher_sent = read_truth(household.voucher_sent);
  const bool settled = (both.yes | both.no) & (voucher_sent.yes | voucher_sent.no) & (both.no | voucher.known)
      & (both.yes | ((housed.yes | housed.no) & (modest.yes | modest.no)));
  if (!settled) return assess_cheque_energie_over_sets(household);
  ChequeEnergie answer;
  answer.outcome = both.yes ? Outcome::eligible : Outcome::not_eligible;
  answer.received = voucher_sent.yes ? Truth::yes : Truth::no;
  answer.amount.low_cents = both.yes ? voucher.value : 0;
  answer.amount.high_cents = answer.amount.low_cents;
  answer.deciding = bit(housed.no, 0) | bit(modest.no, 1);
  return answer;
}

}  // namespace

ChequeEnergie assess_cheque_energie(const Household& household) noexcept {
  if (!known_choice(household.occupancy, 5)) [[unlikely]] return assess_cheque_energie_with_gaps(household);
  const std::int64_t occupancy = place_of_fact(household.occupancy);
  // housed: Le logement est occupé à titre de résidence principale [Code de l'énergie, art. L124-1 et R124-1 à R124-5]
  const bool housed = occupancy <= 2;
  if (!known_within(household.reference_income_2017, 0,
      10'000'000'000)) [[unlikely]] return assess_cheque_energie_with_gaps(household);
  const std::int64_t reference_income_2017 = household.reference_income_2017.value;
  if (!known_list(household.declarants, 1, 2)) [[unlikely]] return assess_cheque_energie_with_gaps(household);
  const List<Person> declarants{household.declarants.first, household.declarants.count, true};
  const std::int64_t counted_declarants = static_cast<std::int64_t>(declarants.count);
  if (!known_list(household.dependants, 0,
      20)) [[unlikely]] return assess_cheque_energie_with_gaps(household);
  const List<Person> dependants{household.dependants.first, household.dependants.count, true};
  std::int64_t counted_dependants = 0;
  for (const Person& person : dependants) {
    if (!known_choice(person.custody, 2)) [[unlikely]] return assess_cheque_energie_with_gaps(household);
    const std::int64_t custody = place_of_fact(person.custody);
    const bool is_among = custody == 0;
    counted_dependants += is_among ? 1 : 0;
  }
  const std::int64_t whole_persons = counted_declarants + counted_dependants;
  const std::int64_t units_of = whole_persons <= 1 ? 10 * whole_persons : whole_persons <= 2 ? 10
      + 5 * (whole_persons - 1) : 15 + 3 * (whole_persons - 2);
  const std::int64_t product = units_of * 5;
  const std::int64_t counted_dependants_2 = static_cast<std::int64_t>(dependants.count);
  const std::int64_t all_persons = counted_declarants + counted_dependants_2;
  const std::int64_t units_of_2 = all_persons <= 1 ? 10 * all_persons : all_persons <= 2 ? 10
      + 5 * (all_persons - 1) : 15 + 3 * (all_persons - 2);
  const std::int64_t product_2 = units_of_2 * 5;
  const std::int64_t units = product + product_2;
  const Fraction income_per_unit = fraction_of(reference_income_2017 * 100, units, true);
  // modest: Le revenu par unité de consommation est inférieur au plafond [Art. R124-1]
  const bool modest = income_per_unit.num < income_per_unit.den * 1'070'000;
  const bool both = housed && modest;
  static constexpr std::int64_t kVoucher[5][3] = {
    {19'400, 24'000, 27'700},
    {14'600, 17'600, 20'200},
    {9'800, 11'300, 12'600},
    {4'800, 6'300, 7'600},
    {0, 0, 0},
  };
  const std::size_t row = income_per_unit.num < income_per_unit.den * 560'000 ? 0
      : income_per_unit.num < income_per_unit.den * 670'000 ? 1
      : income_per_unit.num < income_per_unit.den * 770'000 ? 2
      : income_per_unit.num < income_per_unit.den * 1'070'000 ? 3 : 4;
  const std::size_t column = units <= 100 ? 0 : units < 200 ? 1 : 2;
  const std::int64_t voucher = kVoucher[row][column];
  if (!household.voucher_sent.known) [[unlikely]] return assess_cheque_energie_with_gaps(household);
  const bool voucher_sent = household.voucher_sent.value;
  ChequeEnergie answer;
  answer.outcome = both ? Outcome::eligible : Outcome::not_eligible;
  answer.received = voucher_sent ? Truth::yes : Truth::no;
  answer.amount.low_cents = both ? voucher : 0;
  answer.amount.high_cents = answer.amount.low_cents;
  answer.deciding = bit(!housed, 0) | bit(!modest, 1);
  return answer;
}

}  // namespace voucher
