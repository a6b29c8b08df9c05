// Dates still possible: every hull against all the days of its interval.
#include <gtest/gtest.h>

#include <algorithm>

#include "mutations.h"
#include "values/possible.h"

namespace proactive::values {
namespace {

std::int64_t day(int year, int month, int day) { return days_from_civil({year, month, day}); }

Possible dates(std::int64_t low, std::int64_t high) { return interval(Domain::date, {low, 1}, {high, 1}); }
Possible numbers(std::int64_t low, std::int64_t high) { return interval(Domain::number, {low, 1}, {high, 1}); }

void expect_ends(const Possible& found, std::int64_t low, std::int64_t high) {
  ASSERT_EQ(found.no_result, NoResult::none);
  ASSERT_EQ(found.low.num, low);
  ASSERT_EQ(found.high.num, high);
}

TEST(PossibleDates, PartsOfEveryIntervalOfSixteenMonths) {
  for (std::int64_t first = day(2023, 11, 1); first <= day(2024, 4, 1); ++first) {
    int low_month = 12, high_month = 1, low_day = 31, high_day = 1, low_year = 9999, high_year = 1;
    for (std::int64_t last = first; last <= first + 480; ++last) {
      const CivilDate date = civil_from_days(static_cast<std::int32_t>(last));
      low_month = std::min(low_month, date.month);
      high_month = std::max(high_month, date.month);
      low_day = std::min(low_day, date.day);
      high_day = std::max(high_day, date.day);
      low_year = std::min(low_year, date.year);
      high_year = std::max(high_year, date.year);
      SCOPED_TRACE(::testing::Message() << first << ".." << last);
      ASSERT_NO_FATAL_FAILURE(expect_ends(month_of(dates(first, last)), low_month, high_month));
      ASSERT_NO_FATAL_FAILURE(expect_ends(day_of(dates(first, last)), low_day, high_day));
      ASSERT_NO_FATAL_FAILURE(expect_ends(year_of(dates(first, last)), low_year, high_year));
    }
  }
}

TEST(PossibleDates, Ages) {
  tests::Chance chance(1);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t born = day(2003, 12, 1) + chance.between(0, 400);
    const std::int64_t on = day(2023, 12, 1) + chance.between(0, 400);
    const Possible births = dates(born, born + chance.between(0, 90));
    const Possible days = dates(on, on + chance.between(0, 90));
    for (const auto rounding : {DayRounding::none, DayRounding::up, DayRounding::down}) {
      std::int64_t low = 1000;
      std::int64_t high = -1000;
      for (std::int64_t x = births.low.num; x <= births.high.num; ++x) {
        for (std::int64_t y = days.low.num; y <= days.high.num; ++y) {
          low = std::min(low, age(x, y, rounding));
          high = std::max(high, age(x, y, rounding));
        }
      }
      ASSERT_NO_FATAL_FAILURE(expect_ends(age(births, days, rounding), low, high));
    }
  }
}

// All pairs of a day and a number of months, in one go for growing intervals of both.
void expect_months(std::int64_t first, std::int64_t longest, int per_unit, DayRounding rounding) {
  for (std::int64_t fewest = -15; fewest <= 15; ++fewest) {
    for (std::int64_t most = fewest; most <= std::min<std::int64_t>(fewest + 3, 15); ++most) {
      std::int64_t low = kLastDay;
      std::int64_t high = kFirstDay;
      bool some_fail = false;
      for (std::int64_t last = first; last <= first + longest; ++last) {
        for (std::int64_t count = fewest; count <= most; ++count) {
          std::int64_t value = 0;
          if (add_months(last, count * per_unit, rounding, value) != NoResult::none)
            some_fail = true;
          else
            low = std::min(low, value), high = std::max(high, value);
        }
        const Possible found = add_months(dates(first, last), numbers(fewest, most), per_unit, rounding);
        SCOPED_TRACE(::testing::Message() << first << ".." << last << " + " << fewest << ".." << most);
        if (!some_fail) {
          ASSERT_NO_FATAL_FAILURE(expect_ends(found, low, high));
          continue;
        }
        ASSERT_EQ(found.no_result, first == last && fewest == most ? NoResult::no_such_day : NoResult::none);
        ASSERT_EQ(found.low.num, kFirstDay);
        ASSERT_EQ(found.high.num, kLastDay);
      }
    }
  }
}

TEST(PossibleDates, MonthsWithoutRoundingFailWhereSomeDayFails) {
  for (const int per_unit : {1, -1, 12, -12}) {
    for (std::int64_t first = day(2023, 12, 27); first <= day(2024, 3, 2); first += 1) {
      ASSERT_NO_FATAL_FAILURE(expect_months(first, 34, per_unit, DayRounding::none));
    }
  }
}

TEST(PossibleDates, MonthsWithRounding) {
  for (const auto rounding : {DayRounding::up, DayRounding::down}) {
    for (std::int64_t first = day(2024, 1, 20); first <= day(2024, 3, 2); first += 1) {
      ASSERT_NO_FATAL_FAILURE(expect_months(first, 40, 1, rounding));
    }
  }
}

TEST(PossibleDates, WideIntervalsAreQuickAndCautious) {
  const Possible all = full(Domain::date);
  const Possible any = full(Domain::number);
  const Possible twentieth_century = dates(day(1900, 1, 1), day(1999, 12, 31));
  expect_ends(add_months(all, numbers(0, 0), 1, DayRounding::none), kFirstDay, kLastDay);
  for (const auto rounding : {DayRounding::none, DayRounding::up, DayRounding::down}) {
    expect_ends(add_months(all, any, 12, rounding), kFirstDay, kLastDay);
    expect_ends(add_months(all, any, -1, rounding), kFirstDay, kLastDay);
    expect_ends(add_months(twentieth_century, numbers(0, 1), 1, rounding),
                rounding == DayRounding::none ? kFirstDay : day(1900, 1, 1),
                rounding == DayRounding::none ? kLastDay : day(2000, 1, 31));
  }
  expect_ends(add_months(twentieth_century, numbers(400, 400), 12, DayRounding::none), day(2300, 1, 1),
              day(2399, 12, 31));
  expect_ends(add_days(twentieth_century, numbers(-1, 1), 1), day(1899, 12, 31), day(2000, 1, 1));
  expect_ends(add_days(twentieth_century, numbers(-1, 2), -1), day(1899, 12, 30), day(2000, 1, 1));
  expect_ends(add_days(all, numbers(0, 1), 1), kFirstDay, kLastDay);
  EXPECT_EQ(add_days(dates(kLastDay, kLastDay), numbers(1, 1), 1).no_result, NoResult::overflow);
  expect_ends(age(all, all, DayRounding::up), -9999, 9998);
}

}  // namespace
}  // namespace proactive::values
