// Arithmetic modulo 2^61 - 1, a prime: exact, and without numbers that grow.
#ifndef PROACTIVE_SRC_PRIVACY_PRIME_FIELD_H_
#define PROACTIVE_SRC_PRIVACY_PRIME_FIELD_H_

#include <cstdint>

namespace proactive::privacy {

inline constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61U) - 1;

inline std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ typedef unsigned __int128 Wide;
  const Wide product = Wide{a} * b;
  const std::uint64_t sum = static_cast<std::uint64_t>(product & kPrime) + static_cast<std::uint64_t>(product >> 61);
  return sum >= kPrime ? sum - kPrime : sum;
}

inline std::uint64_t subtract(std::uint64_t a, std::uint64_t b) { return a >= b ? a - b : a + kPrime - b; }

/// By Fermat: a^(p - 2); a is not 0.
inline std::uint64_t inverse(std::uint64_t a) {
  std::uint64_t result = 1;
  for (std::uint64_t exponent = kPrime - 2; exponent > 0; exponent >>= 1U) {
    if ((exponent & 1U) != 0) result = multiply(result, a);
    a = multiply(a, a);
  }
  return result;
}

}  // namespace proactive::privacy

#endif  // PROACTIVE_SRC_PRIVACY_PRIME_FIELD_H_
