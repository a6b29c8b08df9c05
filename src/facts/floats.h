// Floating-point columns. This header and its source are the only places that name a floating
// type: a float is a fact only when it is the one nearest to a decimal number that fits.
#ifndef PROACTIVE_SRC_FACTS_FLOATS_H_
#define PROACTIVE_SRC_FACTS_FLOATS_H_

#include <cstdint>

#include "facts/reading.h"

namespace proactive::facts {

/// Reads the 32-bit or 64-bit float at `bytes` as units · 10^-scale. NaN and infinities are
/// `not_a_number`; any other value that is not the float nearest to such a decimal is
/// `not_whole_cents`, or `too_many_decimals` when `money` is false.
Refusal read_float32(const void* bytes, int scale, bool money, std::int64_t& units);
Refusal read_float64(const void* bytes, int scale, bool money, std::int64_t& units);

}  // namespace proactive::facts

#endif  // PROACTIVE_SRC_FACTS_FLOATS_H_
