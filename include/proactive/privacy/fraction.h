// Shares and risks as exact fractions of whole numbers.
#ifndef PROACTIVE_PRIVACY_FRACTION_H_
#define PROACTIVE_PRIVACY_FRACTION_H_

#include <cstdint>
#include <string>

#include "proactive/export.h"

namespace proactive::privacy {

/// `numerator / denominator`, not negative. It is kept as counted, not reduced: 19502/30162 says how
/// many classes there are among how many rows.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;  ///< above 0
  /// False when the exact value does not fit: then it is rounded up, by less than 10^-15 a term, so
  /// that a risk is never told too small.
  bool exact = true;
};

/// By value, exactly: negative, zero or positive as `a` is below, equal to or above `b`.
PROACTIVE_EXPORT int compare(const Fraction& a, const Fraction& b);
inline bool operator==(const Fraction& a, const Fraction& b) { return compare(a, b) == 0; }

/// "19502/30162"
PROACTIVE_EXPORT std::string to_string(const Fraction& fraction);
/// "0.6466": rounded half up to `places` decimals, 0 to 18.
PROACTIVE_EXPORT std::string decimal(const Fraction& fraction, int places);

}  // namespace proactive::privacy

#endif  // PROACTIVE_PRIVACY_FRACTION_H_
