// Logarithms in whole numbers, the same on every machine.
#ifndef PROACTIVE_SRC_PRIVACY_LOGARITHM_H_
#define PROACTIVE_SRC_PRIVACY_LOGARITHM_H_

#include <cstdint>

#include "values/int128.h"

namespace proactive::privacy {

/// Fractional bits of a loss.
inline constexpr int kLossBits = 56;

/// log2(n) * 2^56, rounded down; n > 0. Bit by bit: squaring a number between 1 and 2 doubles its
/// logarithm, whose whole part is then its next bit.
inline std::int64_t log2_fixed(std::int64_t n) {
  __extension__ typedef unsigned __int128 Wide;
  int whole = 0;
  while (whole < 62 && n >> (whole + 1) != 0) ++whole;
  std::uint64_t mantissa = static_cast<std::uint64_t>(n) << (63 - whole);  // 1 to 2, with 63 fractional bits
  std::int64_t result = whole;
  for (int bit = 0; bit < kLossBits; ++bit) {
    const Wide square = Wide{mantissa} * mantissa;  // 1 to 4, with 126
    const bool is_two = (square >> 127) != 0;
    mantissa = static_cast<std::uint64_t>(is_two ? square >> 64 : square >> 63);
    result = result * 2 + (is_two ? 1 : 0);
  }
  return result;
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_LOGARITHM_H_
