#include "values/calendar.h"

namespace proactive::values {

bool is_leap_year(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in_month(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

// The algorithms count years from March, so that the leap day is the last of its year,
// in eras of 400 years, which all have 146 097 days.
std::int32_t days_from_civil(CivilDate date) {
  const int year = date.year - (date.month <= 2 ? 1 : 0);
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = year - era * 400;
  const int month_from_march = (date.month + 9) % 12;
  const int day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CivilDate civil_from_days(std::int32_t days) {
  const int shifted = days + 719468;
  const int era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = shifted - era * 146097;
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int month_from_march = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  return {era * 400 + year_of_era + (month <= 2 ? 1 : 0), month, day};
}

NoResult add_days(std::int64_t days, Int128 count, std::int64_t& out) {
  const Int128 sum = days + count;
  if (sum < kFirstDay || sum > kLastDay) return NoResult::overflow;
  out = static_cast<std::int64_t>(sum);
  return NoResult::none;
}

NoResult add_months(std::int64_t days, Int128 months, DayRounding rounding, std::int64_t& out) {
  const CivilDate from = civil_from_days(static_cast<std::int32_t>(days));
  const Int128 index = static_cast<Int128>(from.year) * 12 + (from.month - 1) + months;
  if (index < 12 || index >= static_cast<Int128>(10000) * 12) return NoResult::overflow;
  CivilDate to{static_cast<int>(index / 12), static_cast<int>(index % 12) + 1, from.day};
  const int last = days_in_month(to.year, to.month);
  if (to.day <= last) {
    out = days_from_civil(to);
    return NoResult::none;
  }
  if (rounding == DayRounding::none) return NoResult::no_such_day;
  to.day = last;
  return add_days(days_from_civil(to), rounding == DayRounding::up ? 1 : 0, out);
}

std::int64_t age(std::int64_t birth, std::int64_t on, DayRounding rounding) {
  const CivilDate born = civil_from_days(static_cast<std::int32_t>(birth));
  const CivilDate at = civil_from_days(static_cast<std::int32_t>(on));
  CivilDate anniversary{at.year, born.month, born.day};
  if (anniversary.day > days_in_month(anniversary.year, anniversary.month)) {
    if (rounding == DayRounding::down)
      anniversary.day = 28;
    else
      anniversary = {anniversary.year, 3, 1};
  }
  const bool reached = on >= days_from_civil(anniversary);
  return at.year - born.year - (reached ? 0 : 1);
}

}  // namespace proactive::values
