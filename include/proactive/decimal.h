// A decimal number with a known number of decimals; a rate of 42.20 % is 0.4220.
#ifndef PROACTIVE_DECIMAL_H_
#define PROACTIVE_DECIMAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proactive/export.h"

namespace proactive {

/// `units` · 10^-`scale`, with 0 <= scale <= 9.
struct Decimal {
  std::int64_t units = 0;
  int scale = 0;

  /// Reads "0.422" or "-3"; no value when the text is anything else, has more than
  /// nine decimals or does not fit. Keeps the decimals as written: "0.50" has scale 2.
  PROACTIVE_EXPORT static std::optional<Decimal> parse(std::string_view text);

  /// The same number with `to` decimals; no value when that would lose digits or overflow.
  PROACTIVE_EXPORT std::optional<Decimal> rescaled(int to) const;
};

/// "0.4220": all `scale` decimals are written.
PROACTIVE_EXPORT std::string to_string(Decimal number);

}  // namespace proactive

#endif  // PROACTIVE_DECIMAL_H_
