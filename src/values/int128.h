// 128-bit integers for the intermediate results of exact 64-bit arithmetic.
#ifndef PROACTIVE_SRC_VALUES_INT128_H_
#define PROACTIVE_SRC_VALUES_INT128_H_

#include <cstdint>
#include <limits>

namespace proactive::values {

__extension__ typedef __int128 Int128;

inline constexpr std::int64_t kMin64 = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kMax64 = std::numeric_limits<std::int64_t>::max();

constexpr bool fits64(Int128 n) { return n >= kMin64 && n <= kMax64; }
constexpr Int128 magnitude(Int128 n) { return n < 0 ? -n : n; }

/// Greatest common divisor of two magnitudes; gcd(0, n) is n.
constexpr Int128 gcd(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/// 10^n for 0 <= n <= 18.
constexpr std::int64_t power_of_ten(int n) {
  std::int64_t power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

}  // namespace proactive::values

#endif  // PROACTIVE_SRC_VALUES_INT128_H_
