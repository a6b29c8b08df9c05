// Three-valued logic: an unknown fact is unknown, never "no".
#ifndef PROACTIVE_KLEENE_H_
#define PROACTIVE_KLEENE_H_

#include <cstdint>
#include <string_view>

namespace proactive {

/// Truth of a condition. The numbers are part of the interface (Arrow results store them).
enum class Kleene : std::uint8_t { no = 0, yes = 1, unknown = 2 };

/// Kleene's conjunction: `no` wins over `unknown`.
constexpr Kleene operator&(Kleene a, Kleene b) {
  if (a == Kleene::no || b == Kleene::no) return Kleene::no;
  return a == Kleene::yes && b == Kleene::yes ? Kleene::yes : Kleene::unknown;
}

/// Kleene's negation.
constexpr Kleene operator!(Kleene a) {
  if (a == Kleene::unknown) return a;
  return a == Kleene::yes ? Kleene::no : Kleene::yes;
}

/// Kleene's disjunction: `yes` wins over `unknown`.
constexpr Kleene operator|(Kleene a, Kleene b) { return !((!a) & (!b)); }

/// "true", "false" or "unknown".
constexpr std::string_view to_string(Kleene k) {
  return k == Kleene::yes ? "true" : k == Kleene::no ? "false" : "unknown";
}

}  // namespace proactive

#endif  // PROACTIVE_KLEENE_H_
