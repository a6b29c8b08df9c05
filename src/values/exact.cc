#include "values/exact.h"

namespace proactive::values {

std::string_view to_string(NoResult reason) {
  switch (reason) {
    case NoResult::none: return "";
    case NoResult::overflow: return "overflow";
    case NoResult::division_by_zero: return "division by zero";
    case NoResult::no_such_day: return "no such day";
    case NoResult::empty_list: return "empty list";
    case NoResult::no_row: return "no row";
  }
  return "";
}

namespace {

bool rounds_away(Int128 quotient, Int128 rest, Int128 divisor, Rounding mode) {
  if (rest == 0 || mode == Rounding::down) return false;
  if (mode == Rounding::up) return true;
  const Int128 missing = divisor - rest;
  if (rest != missing) return rest > missing;
  return mode == Rounding::half_up || quotient % 2 != 0;
}

}  // namespace

NoResult round_to(Number a, Scaling by, std::int64_t granularity, Rounding mode, Number& out) {
  const Int128 size = magnitude(static_cast<Int128>(a.num) * by.left);
  // A factor larger than 64 bits of denominator cannot arise: scales are at most 9.
  Int128 divisor = static_cast<Int128>(a.den) * by.right;
  Int128 quotient = size / divisor;
  Int128 rest = size % divisor;
  // Two steps keep the divisor within 128 bits: whole units first, then multiples of the granularity.
  const Int128 units = quotient % granularity;
  quotient /= granularity;
  rest += units * divisor;
  divisor *= granularity;
  if (rounds_away(quotient, rest, divisor, mode)) ++quotient;
  const Int128 rounded = quotient * granularity;
  return make_number(a.num < 0 ? -rounded : rounded, 1, out);
}

}  // namespace proactive::values
