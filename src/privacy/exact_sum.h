// Fractions in 128 bits, on the way to those of the interface.
#ifndef PROACTIVE_SRC_PRIVACY_EXACT_SUM_H_
#define PROACTIVE_SRC_PRIVACY_EXACT_SUM_H_

#include <utility>

#include "proactive/privacy/fraction.h"
#include "values/int128.h"

namespace proactive::privacy {

/// Not negative; the denominator is above 0 and below 2^120.
struct WideFraction {
  values::Int128 numerator = 0;
  values::Int128 denominator = 1;
};

/// Exactly, by continued fractions: cross products would not fit.
int compare_wide(WideFraction a, WideFraction b);

/// As it is when it fits, reduced when it fits then, else rounded up.
Fraction narrowed(WideFraction wide);

/// A sum of fractions: exact while a common denominator fits 64 bits, rounded up term by term beyond.
class ExactSum {
 public:
  void add(WideFraction term);
  void add_rounded_up(WideFraction term);
  Fraction total() const {
    return {static_cast<std::int64_t>(sum_.numerator), static_cast<std::int64_t>(sum_.denominator), exact_};
  }

 private:
  WideFraction sum_;
  bool exact_ = true;
};

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_EXACT_SUM_H_
