// A day of the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31.
#ifndef PROACTIVE_DATE_H_
#define PROACTIVE_DATE_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proactive/export.h"

namespace proactive {

/// A day, kept as days since 1970-01-01. There is no clock in this library: every date is given.
struct Date {
  std::int32_t days = 0;

  /// No value for a day that does not exist (2023-02-29) or a year outside 1..9999.
  PROACTIVE_EXPORT static std::optional<Date> of(int year, int month, int day);
  /// Reads "2024-03-01" and nothing else.
  PROACTIVE_EXPORT static std::optional<Date> parse(std::string_view text);

  PROACTIVE_EXPORT int year() const;
  PROACTIVE_EXPORT int month() const;
  PROACTIVE_EXPORT int day() const;

  friend constexpr auto operator<=>(Date, Date) = default;
};

/// "2024-03-01".
PROACTIVE_EXPORT std::string to_string(Date date);

}  // namespace proactive

#endif  // PROACTIVE_DATE_H_
