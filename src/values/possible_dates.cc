// Date operations on sets of possible values.
#include <algorithm>

#include "values/possible.h"

namespace proactive::values {

namespace {

// Months of the calendar from the year 0, for walking through them.
std::int64_t month_index(std::int64_t days) {
  const CivilDate date = civil_from_days(static_cast<std::int32_t>(days));
  return date.year * 12 + date.month - 1;
}

int month_length(std::int64_t index) {
  return days_in_month(static_cast<int>(index / 12), static_cast<int>(index % 12) + 1);
}

// The last day of the month `index` that lies within the interval of days.
int last_day_within(std::int64_t index, const Possible& dates) {
  return month_index(dates.high.num) == index ? civil_from_days(static_cast<std::int32_t>(dates.high.num)).day
                                              : month_length(index);
}

// After 400 years the calendar repeats, so that no more months need a look.
constexpr std::int64_t kCalendarCycle = 4800;

// Whether some day of the interval is missing from the month that lies `shift` months later.
bool may_miss_day(const Possible& dates, std::int64_t shift) {
  if (shift % kCalendarCycle == 0) return false;
  const std::int64_t first = month_index(dates.low.num);
  const std::int64_t last = std::min(month_index(dates.high.num), first + kCalendarCycle);
  for (std::int64_t month = first; month <= last; ++month) {
    if (last_day_within(month, dates) > month_length(month + shift)) return true;
  }
  return false;
}

bool may_miss_day(const Possible& dates, Int128 low, Int128 high) {
  const Int128 last = std::min<Int128>(high, low + kCalendarCycle);
  for (Int128 shift = low; shift <= last; ++shift) {
    if (may_miss_day(dates, static_cast<std::int64_t>(shift))) return true;
  }
  return false;
}

NoResult months_later(Number date, Int128 months, DayRounding rounding, Number& out) {
  return add_months(date.num, months, rounding, out.num);
}

template <typename Function>
Possible growing(const Possible& date, Function function) {
  return interval(Domain::number, {function(date.low.num), 1}, {function(date.high.num), 1});
}

CivilDate civil(Number date) { return civil_from_days(static_cast<std::int32_t>(date.num)); }

}  // namespace

Possible add_months(const Possible& date, const Possible& count, int per_unit, DayRounding rounding) {
  const bool all_single = date.decided() && count.decided();
  Int128 low = static_cast<Int128>(count.low.num) * per_unit;
  Int128 high = static_cast<Int128>(count.high.num) * per_unit;
  if (low > high) std::swap(low, high);
  Possible result = interval(Domain::date, {}, {});
  // A day that the month lacks is looked for first where the ends fall inside the calendar.
  const DayRounding lenient = rounding == DayRounding::none ? DayRounding::down : rounding;
  NoResult failure = months_later(date.low, low, lenient, result.low);
  if (failure == NoResult::none) failure = months_later(date.high, high, lenient, result.high);
  if (failure == NoResult::none && rounding == DayRounding::none) {
    const bool missing = per_unit % 12 == 0 ? [&] {
      for (Int128 shift = low; shift <= std::min<Int128>(high, low + 12 * kCalendarCycle); shift += 12) {
        if (may_miss_day(date, static_cast<std::int64_t>(shift))) return true;
      }
      return false;
    }() : may_miss_day(date, low, high);
    if (missing) failure = NoResult::no_such_day;
  }
  if (failure == NoResult::none) return result;
  return all_single ? none_of(failure, Domain::date) : full(Domain::date);
}

Possible add_days(const Possible& date, const Possible& count, int sign) {
  Int128 low = static_cast<Int128>(count.low.num) * sign;
  Int128 high = static_cast<Int128>(count.high.num) * sign;
  if (low > high) std::swap(low, high);
  Possible result = interval(Domain::date, {}, {});
  NoResult failure = add_days(date.low.num, low, result.low.num);
  if (failure == NoResult::none) failure = add_days(date.high.num, high, result.high.num);
  if (failure == NoResult::none) return result;
  return date.decided() && count.decided() ? none_of(failure, Domain::date) : full(Domain::date);
}

Possible year_of(const Possible& date) {
  return growing(date, [](std::int64_t days) { return civil_from_days(static_cast<std::int32_t>(days)).year; });
}

Possible month_of(const Possible& date) {
  const CivilDate low = civil(date.low);
  const CivilDate high = civil(date.high);
  if (low.year != high.year) return interval(Domain::number, {1, 1}, {12, 1});
  return interval(Domain::number, {low.month, 1}, {high.month, 1});
}

Possible day_of(const Possible& date) {
  const std::int64_t first = month_index(date.low.num);
  const std::int64_t last = month_index(date.high.num);
  if (first == last) return interval(Domain::number, {civil(date.low).day, 1}, {civil(date.high).day, 1});
  int highest = 0;
  // Among any two neighbouring months one has 31 days but for July and August, which both have.
  for (std::int64_t month = first; month <= std::min(last, first + 2); ++month) {
    highest = std::max(highest, last_day_within(month, date));
  }
  return interval(Domain::number, {1, 1}, {highest, 1});
}

Possible age(const Possible& birth, const Possible& on, DayRounding rounding) {
  return interval(Domain::number, {age(birth.high.num, on.low.num, rounding), 1},
                  {age(birth.low.num, on.high.num, rounding), 1});
}

}  // namespace proactive::values
