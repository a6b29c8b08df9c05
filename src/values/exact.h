// Exact arithmetic on single values.
//
// Every number an engine handles is a `Number`: a fraction of two 64-bit integers. A plain
// number (integer, decimal, money) is its raw integer over 1; its scale lives in the program,
// not in the value. A quotient is a fraction of plain units, or of cents when it is money.
// The numerator and denominator of a result must fit in 64 bits *when reduced*; reduction is
// done only when the unreduced form does not fit, which gives the same answers and costs
// nothing on the usual path. An operation without result says why and leaves its output alone.
#ifndef PROACTIVE_SRC_VALUES_EXACT_H_
#define PROACTIVE_SRC_VALUES_EXACT_H_

#include <cstdint>
#include <string_view>

#include "values/int128.h"

namespace proactive::values {

/// Why an operation has no result.
enum class NoResult : std::uint8_t {
  none,
  overflow,
  division_by_zero,
  no_such_day,
  empty_list,
  no_row,
};

/// "division by zero" and the like: the words of the language reference.
std::string_view to_string(NoResult reason);

/// Towards zero, away from zero, half away from zero, half to even: all on the magnitude.
enum class Rounding : std::uint8_t { down, up, half_up, half_even };

struct Number {
  std::int64_t num = 0;
  std::int64_t den = 1;  ///< always positive
};

/// Stores num/den in `out`, reduced when it must be. `den` must not be 0.
inline NoResult make_number(Int128 num, Int128 den, Number& out) {
  if (den < 0) {
    num = -num;
    den = -den;
  }
  if (!fits64(num) || !fits64(den)) {
    const Int128 divisor = gcd(magnitude(num), den);
    num /= divisor;
    den /= divisor;
    if (!fits64(num) || !fits64(den)) return NoResult::overflow;
  }
  out = {static_cast<std::int64_t>(num), static_cast<std::int64_t>(den)};
  return NoResult::none;
}

/// Factors bring two operands of different scales to one. For a quotient beside a plain
/// number they are part of the plain number's denominator; see `align` in the planner.
struct Scaling {
  std::int64_t left = 1;
  std::int64_t right = 1;
};

/// -1, 0 or 1. Never overflows: a side that has a factor, at most 10^9, meets a denominator
/// of 1 or, when both are quotients, there is no factor; so that their product fits 64 bits.
inline int compare(Number a, Number b, Scaling by = {}) {
  const Int128 left = static_cast<Int128>(a.num) * (by.left * b.den);
  const Int128 right = static_cast<Int128>(b.num) * (by.right * a.den);
  return left < right ? -1 : left > right ? 1 : 0;
}

inline NoResult add(Number a, Number b, Scaling by, Number& out) {
  const Int128 left = static_cast<Int128>(a.num) * by.left;
  const Int128 right = static_cast<Int128>(b.num) * by.right;
  if (a.den == b.den) return make_number(left + right, a.den, out);
  return make_number(left * b.den + right * a.den, static_cast<Int128>(a.den) * b.den, out);
}

inline NoResult subtract(Number a, Number b, Scaling by, Number& out) {
  const Int128 left = static_cast<Int128>(a.num) * by.left;
  const Int128 right = static_cast<Int128>(b.num) * by.right;
  if (a.den == b.den) return make_number(left - right, a.den, out);
  return make_number(left * b.den - right * a.den, static_cast<Int128>(a.den) * b.den, out);
}

inline NoResult multiply(Number a, Number b, Number& out) {
  return make_number(static_cast<Int128>(a.num) * b.num, static_cast<Int128>(a.den) * b.den, out);
}

/// a·left / b·right of two plain numbers.
inline NoResult divide(Number a, Number b, Scaling by, Number& out) {
  if (b.num == 0) return NoResult::division_by_zero;
  return make_number(static_cast<Int128>(a.num) * by.left, static_cast<Int128>(b.num) * by.right, out);
}

inline NoResult negate(Number a, Number& out) { return make_number(-static_cast<Int128>(a.num), a.den, out); }
inline NoResult absolute(Number a, Number& out) { return make_number(magnitude(a.num), a.den, out); }

/// A plain number times `factor`, for bringing a value to a larger scale.
inline NoResult rescale(Number a, std::int64_t factor, Number& out) {
  return make_number(static_cast<Int128>(a.num) * factor, a.den, out);
}

/// A number divided by `divisor`, for turning a decimal into a quotient of plain units.
inline NoResult shrink(Number a, std::int64_t divisor, Number& out) {
  return make_number(a.num, static_cast<Int128>(a.den) * divisor, out);
}

/// a·by.left / by.right rounded to a multiple of `granularity`, in the unit of the granularity.
NoResult round_to(Number a, Scaling by, std::int64_t granularity, Rounding mode, Number& out);

}  // namespace proactive::values

#endif  // PROACTIVE_SRC_VALUES_EXACT_H_
