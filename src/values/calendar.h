// Date arithmetic on day numbers (days since 1970-01-01, proleptic Gregorian).
#ifndef PROACTIVE_SRC_VALUES_CALENDAR_H_
#define PROACTIVE_SRC_VALUES_CALENDAR_H_

#include <cstdint>

#include "values/exact.h"

namespace proactive::values {

inline constexpr std::int32_t kFirstDay = -719162;  ///< 0001-01-01
inline constexpr std::int32_t kLastDay = 2932896;   ///< 9999-12-31

struct CivilDate {
  int year;
  int month;
  int day;
};

bool is_leap_year(int year);
int days_in_month(int year, int month);
std::int32_t days_from_civil(CivilDate date);
CivilDate civil_from_days(std::int32_t days);

/// What to do with a day that the target month lacks: 1st of the next month, last day of the
/// month, or no result.
enum class DayRounding : std::uint8_t { none, up, down };

/// Adds months first, then rounds the day.
NoResult add_months(std::int64_t days, Int128 months, DayRounding rounding, std::int64_t& out);
NoResult add_days(std::int64_t days, Int128 count, std::int64_t& out);

/// Completed years from `birth` to `on`; negative before birth. Born on 29 February, a person
/// completes a year on 28 February when days round down, else on 1 March.
std::int64_t age(std::int64_t birth, std::int64_t on, DayRounding rounding);

}  // namespace proactive::values

#endif  // PROACTIVE_SRC_VALUES_CALENDAR_H_
