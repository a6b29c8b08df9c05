#include "facts/floats.h"

#include <cmath>
#include <cstring>

#include "values/int128.h"

namespace proactive::facts {

namespace {

// Beyond this, neighbouring floats are further apart than the decimals they would stand for.
constexpr double kExact64 = 9007199254740992.0;  // 2^53
constexpr double kExact32 = 16777216.0;          // 2^24

template <typename Float>
Refusal read(const void* bytes, int scale, bool money, double exact, std::int64_t& units) {
  Float value;
  std::memcpy(&value, bytes, sizeof value);
  if (!std::isfinite(value)) return Refusal::not_a_number;
  const Refusal inexact = money ? Refusal::not_whole_cents : Refusal::too_many_decimals;
  const double power = static_cast<double>(values::power_of_ten(scale));
  const double candidate = std::nearbyint(static_cast<double>(value) * power);
  if (std::fabs(candidate) > exact) return inexact;
  // One division of two whole numbers rounds once: it is the float nearest to the decimal.
  if (static_cast<Float>(candidate / power) != value) return inexact;
  units = static_cast<std::int64_t>(candidate);
  return Refusal::none;
}

}  // namespace

Refusal read_float32(const void* bytes, int scale, bool money, std::int64_t& units) {
  return read<float>(bytes, scale, money, kExact32, units);
}

Refusal read_float64(const void* bytes, int scale, bool money, std::int64_t& units) {
  return read<double>(bytes, scale, money, kExact64, units);
}

}  // namespace proactive::facts
