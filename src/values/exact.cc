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

// A magnitude between two multiples of the granularity: `units` whole ones and rest/divisor
// above the lower multiple.
struct Remainder {
  Int128 units;
  Int128 rest;
  Int128 divisor;
  std::int64_t granularity;

  bool none() const { return units == 0 && rest == 0; }

  // -1, 0 or 1: below, at or above the middle. Nothing is multiplied, so nothing overflows.
  int against_middle() const {
    const Int128 distance = 2 * units - granularity;
    if (distance >= 0) return distance > 0 || rest > 0 ? 1 : 0;
    if (distance < -1) return -1;
    const Int128 missing = divisor - rest;
    return rest < missing ? -1 : rest > missing ? 1 : 0;
  }
};

bool rounds_away(Int128 multiple, const Remainder& above, Rounding mode) {
  if (above.none() || mode == Rounding::down) return false;
  if (mode == Rounding::up) return true;
  const int middle = above.against_middle();
  if (middle != 0) return middle > 0;
  return mode == Rounding::half_up || multiple % 2 != 0;
}

}  // namespace

NoResult round_to(Number a, Scaling by, std::int64_t granularity, Rounding mode, Number& out) {
  const Int128 size = magnitude(static_cast<Int128>(a.num) * by.left);
  const Int128 divisor = static_cast<Int128>(a.den) * by.right;
  const Int128 whole = size / divisor;
  Int128 multiple = whole / granularity;
  if (rounds_away(multiple, {whole % granularity, size % divisor, divisor, granularity}, mode)) ++multiple;
  const Int128 rounded = multiple * granularity;
  return make_number(a.num < 0 ? -rounded : rounded, 1, out);
}

}  // namespace proactive::values
