#include "values/possible.h"

#include <algorithm>

namespace proactive::values {

namespace {

constexpr Number kLowest{kMin64, 1};
constexpr Number kHighest{kMax64, 1};

// The full set after a failed operation; the reason counts only between single values.
Possible failed(NoResult reason, Domain domain, bool all_single) {
  return all_single ? none_of(reason, domain) : full(domain);
}

Number least(Number a, Number b) { return compare(a, b) <= 0 ? a : b; }
Number greatest(Number a, Number b) { return compare(a, b) >= 0 ? a : b; }

// The hull of an operation over the four pairs of ends.
template <typename Operation>
Possible over_corners(const Possible& a, const Possible& b, Operation operation) {
  Possible result = interval(Domain::number, kHighest, kLowest);
  for (const Number left : {a.low, a.high}) {
    for (const Number right : {b.low, b.high}) {
      Number value;
      const NoResult failure = operation(left, right, value);
      if (failure != NoResult::none) return failed(failure, Domain::number, a.decided() && b.decided());
      result.low = least(result.low, value);
      result.high = greatest(result.high, value);
    }
  }
  return result;
}

// An operation that grows with its first operand: ends go to ends.
template <typename Operation>
Possible over_ends(Domain domain, bool all_single, Number low, Number high, Operation operation) {
  Possible result = interval(domain, {}, {});
  NoResult failure = operation(low, result.low);
  if (failure == NoResult::none) failure = operation(high, result.high);
  return failure == NoResult::none ? result : failed(failure, domain, all_single);
}

Possible compare_sets(Comparison comparison, const Possible& a, const Possible& b) {
  const bool equal = comparison == Comparison::equal;
  if ((a.members & b.members).none()) return truth(equal ? Kleene::no : Kleene::yes);
  if (a.decided() && b.decided()) return truth(equal ? Kleene::yes : Kleene::no);
  return truth(Kleene::unknown);
}

// Between intervals the order lies between these two; equal ends decide.
Kleene decided_when(bool for_sure, bool for_sure_not) {
  return for_sure ? Kleene::yes : for_sure_not ? Kleene::no : Kleene::unknown;
}

}  // namespace

bool Possible::decided() const {
  if (no_result != NoResult::none) return false;
  if (!is_interval(domain)) return members.count() == 1;
  return compare(low, high) == 0;
}

Kleene Possible::truth() const {
  if (members.test(0) == members.test(1)) return Kleene::unknown;
  return members.test(1) ? Kleene::yes : Kleene::no;
}

std::int64_t single_value(const Possible& set) {
  if (is_interval(set)) return set.low.num;
  for (std::size_t i = 0; i < set.members.size(); ++i) {
    if (set.members.test(i)) return static_cast<std::int64_t>(i);
  }
  return 0;
}

bool same(const Possible& a, const Possible& b) {
  if (a.no_result != b.no_result) return false;
  if (!is_interval(a)) return a.members == b.members;
  return compare(a.low, b.low) == 0 && compare(a.high, b.high) == 0;
}

Possible full(Domain domain, int choice_size) {
  Possible result;
  result.domain = domain;
  if (domain == Domain::date) {
    result.low = {kFirstDay, 1};
    result.high = {kLastDay, 1};
  } else if (domain == Domain::number) {
    result.low = kLowest;
    result.high = kHighest;
  } else {
    const int size = domain == Domain::boolean ? 2 : choice_size;
    for (int i = 0; i < size; ++i) result.members.set(i);
  }
  return result;
}

Possible none_of(NoResult reason, Domain domain, int choice_size) {
  Possible result = full(domain, choice_size);
  result.no_result = reason;
  return result;
}

Possible single(Domain domain, Number value) {
  Possible result;
  result.domain = domain;
  if (!is_interval(domain))
    result.members.set(value.num);
  else
    result.low = result.high = value;
  return result;
}

Possible interval(Domain domain, Number low, Number high) {
  Possible result;
  result.domain = domain;
  result.low = low;
  result.high = high;
  return result;
}

Possible truth(Kleene value) {
  Possible result;
  result.domain = Domain::boolean;
  result.members.set(0, value != Kleene::yes);
  result.members.set(1, value != Kleene::no);
  return result;
}

Possible hull(const Possible& a, const Possible& b) {
  Possible result = a;
  result.no_result = NoResult::none;
  if (!is_interval(a.domain)) {
    result.members |= b.members;
  } else {
    result.low = least(a.low, b.low);
    result.high = greatest(a.high, b.high);
  }
  return result;
}

Comparison negated(Comparison comparison) {
  switch (comparison) {
    case Comparison::less: return Comparison::at_least;
    case Comparison::at_most: return Comparison::more;
    case Comparison::equal: return Comparison::unequal;
    case Comparison::unequal: return Comparison::equal;
    case Comparison::at_least: return Comparison::less;
    case Comparison::more: return Comparison::at_most;
  }
  return comparison;
}

Possible compare(Comparison comparison, const Possible& a, const Possible& b, Scaling by) {
  if (!is_interval(a.domain)) return compare_sets(comparison, a, b);
  // The order of a to b lies between the order of a.low to b.high and that of a.high to b.low.
  const int smallest = compare(a.low, b.high, by);
  const int largest = compare(a.high, b.low, by);
  switch (comparison) {
    case Comparison::less: return truth(decided_when(largest < 0, smallest >= 0));
    case Comparison::at_most: return truth(decided_when(largest <= 0, smallest > 0));
    case Comparison::at_least: return truth(decided_when(smallest >= 0, largest < 0));
    case Comparison::more: return truth(decided_when(smallest > 0, largest <= 0));
    case Comparison::equal: return truth(decided_when(smallest == 0 && largest == 0, smallest > 0 || largest < 0));
    case Comparison::unequal: return truth(decided_when(smallest > 0 || largest < 0, smallest == 0 && largest == 0));
  }
  return truth(Kleene::unknown);
}

Possible add(const Possible& a, const Possible& b, Scaling by) {
  Possible result = interval(Domain::number, {}, {});
  NoResult failure = add(a.low, b.low, by, result.low);
  if (failure == NoResult::none) failure = add(a.high, b.high, by, result.high);
  return failure == NoResult::none ? result : failed(failure, Domain::number, a.decided() && b.decided());
}

Possible subtract(const Possible& a, const Possible& b, Scaling by) {
  Possible result = interval(Domain::number, {}, {});
  NoResult failure = subtract(a.low, b.high, by, result.low);
  if (failure == NoResult::none) failure = subtract(a.high, b.low, by, result.high);
  return failure == NoResult::none ? result : failed(failure, Domain::number, a.decided() && b.decided());
}

Possible multiply(const Possible& a, const Possible& b) {
  return over_corners(a, b, [](Number x, Number y, Number& out) { return multiply(x, y, out); });
}

Possible divide(const Possible& a, const Possible& b, Scaling by) {
  if (b.low.num <= 0 && b.high.num >= 0) {
    return failed(NoResult::division_by_zero, Domain::number, a.decided() && b.decided());
  }
  return over_corners(a, b, [by](Number x, Number y, Number& out) { return divide(x, y, by, out); });
}

Possible negate(const Possible& a) {
  return over_ends(Domain::number, a.decided(), a.high, a.low, [](Number x, Number& out) { return negate(x, out); });
}

Possible absolute(const Possible& a) {
  if (a.low.num >= 0) return interval(Domain::number, a.low, a.high);
  if (a.high.num <= 0) return negate(a);
  Number mirrored;
  if (const NoResult failure = negate(a.low, mirrored); failure != NoResult::none) {
    return failed(failure, Domain::number, false);
  }
  return interval(Domain::number, {0, 1}, greatest(mirrored, a.high));
}

Possible rescale(const Possible& a, std::int64_t factor) {
  return over_ends(Domain::number, a.decided(), a.low, a.high,
                   [factor](Number x, Number& out) { return rescale(x, factor, out); });
}

Possible shrink(const Possible& a, std::int64_t divisor) {
  return over_ends(Domain::number, a.decided(), a.low, a.high,
                   [divisor](Number x, Number& out) { return shrink(x, divisor, out); });
}

Possible round_to(const Possible& a, Scaling by, std::int64_t granularity, Rounding mode) {
  return over_ends(Domain::number, a.decided(), a.low, a.high,
                   [=](Number x, Number& out) { return round_to(x, by, granularity, mode, out); });
}

Possible smaller(const Possible& a, const Possible& b) {
  return interval(a.domain, least(a.low, b.low), least(a.high, b.high));
}

Possible larger(const Possible& a, const Possible& b) {
  return interval(a.domain, greatest(a.low, b.low), greatest(a.high, b.high));
}

}  // namespace proactive::values
