// An amount of euros, exact to the cent.
#ifndef PROACTIVE_MONEY_H_
#define PROACTIVE_MONEY_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proactive/export.h"

namespace proactive {

/// Whole cents in 64 bits: up to ±92 233 720 368 547 758.07 €.
struct Money {
  std::int64_t cents = 0;

  /// Reads "13440", "13440.5" or "-0.01"; no value when the text is anything else,
  /// has more than two decimals or does not fit.
  PROACTIVE_EXPORT static std::optional<Money> parse(std::string_view text);

  friend constexpr auto operator<=>(Money, Money) = default;
};

/// "13 440 €", or "13 440.05 €" where there are cents.
PROACTIVE_EXPORT std::string to_string(Money amount);

}  // namespace proactive

#endif  // PROACTIVE_MONEY_H_
