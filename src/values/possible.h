// Sets of still possible values: what an expression may be while facts are unknown.
//
// A boolean or a choice is a set of members; a number or a date is an interval. Every
// operation here computes the set of its results from the sets of its operands alone, by
// the scalar operations of `exact.h` and `calendar.h` at the ends of the intervals. When an
// end has no result (overflow, a divisor that may be 0, no such day) the set is full: it
// remembers the reason only when all operands were single values, because only then is the
// absence of a result a fact.
#ifndef PROACTIVE_SRC_VALUES_POSSIBLE_H_
#define PROACTIVE_SRC_VALUES_POSSIBLE_H_

#include <array>
#include <bitset>
#include <cstdint>

#include "proactive/kleene.h"
#include "values/calendar.h"
#include "values/exact.h"

namespace proactive::values {

inline constexpr int kMaxChoiceMembers = 256;
using MemberSet = std::bitset<kMaxChoiceMembers>;

enum class Domain : std::uint8_t { boolean, choice, number, date };

struct Possible {
  Domain domain = Domain::number;
  NoResult no_result = NoResult::none;
  MemberSet members;  ///< boolean (bit 0: false, bit 1: true) and choice
  Number low, high;   ///< number and date (days over 1)

  /// One value is left, and the operation has a result.
  bool decided() const;
  Kleene truth() const;
};

/// Numbers and dates, whose sets are intervals; those of booleans and choices are members.
constexpr bool is_interval(Domain domain) { return domain == Domain::number || domain == Domain::date; }
inline bool is_interval(const Possible& set) { return is_interval(set.domain); }

/// The one value of a decided set as an integer: the numerator of a number, the place of a member. Of a set
/// of several, the first.
std::int64_t single_value(const Possible& set);

/// Whether two sets of one domain hold the same values, or have none for the same reason.
bool same(const Possible& a, const Possible& b);

Possible full(Domain domain, int choice_size = 0);
Possible none_of(NoResult reason, Domain domain, int choice_size = 0);
Possible single(Domain domain, Number value);
Possible interval(Domain domain, Number low, Number high);
Possible truth(Kleene value);

/// The smallest set of this kind that holds both. Keeps no reason.
Possible hull(const Possible& a, const Possible& b);

enum class Comparison : std::uint8_t { less, at_most, equal, unequal, at_least, more };
Comparison negated(Comparison comparison);

/// Whether an order of -1, 0 or 1 fulfils a comparison.
inline bool holds(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::less: return order < 0;
    case Comparison::at_most: return order <= 0;
    case Comparison::equal: return order == 0;
    case Comparison::unequal: return order != 0;
    case Comparison::at_least: return order >= 0;
    case Comparison::more: return order > 0;
  }
  return false;
}

Possible compare(Comparison comparison, const Possible& a, const Possible& b, Scaling by);
Possible add(const Possible& a, const Possible& b, Scaling by);
Possible subtract(const Possible& a, const Possible& b, Scaling by);
Possible multiply(const Possible& a, const Possible& b);
Possible divide(const Possible& a, const Possible& b, Scaling by);
Possible negate(const Possible& a);
Possible absolute(const Possible& a);
Possible rescale(const Possible& a, std::int64_t factor);
Possible shrink(const Possible& a, std::int64_t divisor);
Possible round_to(const Possible& a, Scaling by, std::int64_t granularity, Rounding mode);
Possible smaller(const Possible& a, const Possible& b);
Possible larger(const Possible& a, const Possible& b);
Possible add_months(const Possible& date, const Possible& count, int per_unit, DayRounding rounding);
Possible add_days(const Possible& date, const Possible& count, int sign);
Possible year_of(const Possible& date);
Possible month_of(const Possible& date);
Possible day_of(const Possible& date);
Possible age(const Possible& birth, const Possible& on, DayRounding rounding);

}  // namespace proactive::values

#endif  // PROACTIVE_SRC_VALUES_POSSIBLE_H_
