// Against the calendar of the standard library.
#include "values/calendar.h"

#include <gtest/gtest.h>

#include <chrono>

namespace proactive::values {
namespace {

namespace chrono = std::chrono;

std::int64_t day(int year, int month, int day) { return days_from_civil({year, month, day}); }

chrono::year_month_day civil(std::int64_t days) { return chrono::year_month_day{chrono::sys_days{chrono::days{days}}}; }

TEST(Calendar, EveryDayOfTenThousandYears) {
  for (std::int32_t days = kFirstDay; days <= kLastDay; ++days) {
    const auto expected = civil(days);
    const CivilDate found = civil_from_days(days);
    ASSERT_EQ(found.year, static_cast<int>(expected.year())) << days;
    ASSERT_EQ(found.month, static_cast<int>(static_cast<unsigned>(expected.month()))) << days;
    ASSERT_EQ(found.day, static_cast<int>(static_cast<unsigned>(expected.day()))) << days;
    ASSERT_EQ(days_from_civil(found), days);
  }
  EXPECT_EQ(day(1, 1, 1), kFirstDay);
  EXPECT_EQ(day(9999, 12, 31), kLastDay);
}

TEST(Calendar, LengthsOfMonths) {
  for (int year = 1890; year <= 2110; ++year) {
    EXPECT_EQ(is_leap_year(year), chrono::year{year}.is_leap()) << year;
    for (unsigned month = 1; month <= 12; ++month) {
      const chrono::year_month_day_last last{chrono::year{year}, chrono::month_day_last{chrono::month{month}}};
      EXPECT_EQ(days_in_month(year, static_cast<int>(month)), static_cast<int>(static_cast<unsigned>(last.day())));
    }
  }
}

// What the language says of `date + n months`, in words of the standard library.
NoResult reference(std::int64_t days, int months, DayRounding rounding, std::int64_t& out) {
  const auto shifted = civil(days) + chrono::months{months};
  const chrono::sys_days last{shifted.year() / shifted.month() / chrono::last};
  if (shifted.ok())
    out = chrono::sys_days{shifted}.time_since_epoch().count();
  else if (rounding == DayRounding::none)
    return NoResult::no_such_day;
  else
    out = last.time_since_epoch().count() + (rounding == DayRounding::up ? 1 : 0);
  return NoResult::none;
}

void expect_months_agree(std::int64_t first, std::int64_t last) {
  for (std::int64_t days = first; days <= last; ++days) {
    for (int months = -50; months <= 50; ++months) {
      for (const auto rounding : {DayRounding::none, DayRounding::up, DayRounding::down}) {
        std::int64_t expected = 0;
        std::int64_t found = 0;
        const NoResult reason = reference(days, months, rounding, expected);
        ASSERT_EQ(add_months(days, months, rounding, found), reason) << days << " + " << months;
        ASSERT_EQ(found, expected) << days << " + " << months;
      }
    }
  }
}

TEST(Calendar, MonthsAroundLeapYears) { expect_months_agree(day(2023, 10, 1), day(2025, 3, 31)); }
TEST(Calendar, MonthsAroundACenturyWithoutLeapDay) { expect_months_agree(day(1899, 12, 1), day(1900, 4, 1)); }
TEST(Calendar, MonthsAroundACenturyWithLeapDay) { expect_months_agree(day(1999, 12, 1), day(2000, 4, 1)); }

TEST(Calendar, MonthsAreAddedBeforeTheDayIsRounded) {
  std::int64_t out = 0;
  ASSERT_EQ(add_months(day(2024, 1, 31), 1, DayRounding::down, out), NoResult::none);
  EXPECT_EQ(out, day(2024, 2, 29));
  ASSERT_EQ(add_months(day(2023, 1, 29), 1, DayRounding::up, out), NoResult::none);
  EXPECT_EQ(out, day(2023, 3, 1));
  ASSERT_EQ(add_months(day(2024, 2, 29), 12, DayRounding::up, out), NoResult::none);
  EXPECT_EQ(out, day(2025, 3, 1));
  EXPECT_EQ(add_months(day(2023, 1, 31), 1, DayRounding::none, out), NoResult::no_such_day);
}

TEST(Calendar, ResultsStayInTheCalendar) {
  std::int64_t out = 77;
  constexpr Int128 kHuge = static_cast<Int128>(kMax64) * 12;
  for (const auto rounding : {DayRounding::none, DayRounding::up, DayRounding::down}) {
    EXPECT_EQ(add_months(day(9999, 12, 1), 1, rounding, out), NoResult::overflow);
    EXPECT_EQ(add_months(day(1, 1, 31), -1, rounding, out), NoResult::overflow);
    EXPECT_EQ(add_months(day(2024, 1, 1), kHuge, rounding, out), NoResult::overflow);
    EXPECT_EQ(add_months(day(2024, 1, 1), -kHuge, rounding, out), NoResult::overflow);
  }
  EXPECT_EQ(add_days(kLastDay, 1, out), NoResult::overflow);
  EXPECT_EQ(add_days(kFirstDay, -1, out), NoResult::overflow);
  EXPECT_EQ(add_days(0, kHuge, out), NoResult::overflow);
  EXPECT_EQ(out, 77) << "an operation without result leaves its output alone";
  EXPECT_EQ(add_days(kFirstDay, kLastDay - kFirstDay, out), NoResult::none);
  EXPECT_EQ(out, kLastDay);
}

TEST(Calendar, AgeOfABirthOnTheLeapDay) {
  const std::int64_t born = day(2004, 2, 29);
  struct Case {
    std::int64_t on;
    int down;
    int otherwise;
  };
  for (const Case& c :
       {Case{day(2021, 2, 27), 16, 16}, Case{day(2021, 2, 28), 17, 16}, Case{day(2021, 3, 1), 17, 17},
        Case{day(2024, 2, 28), 19, 19}, Case{day(2024, 2, 29), 20, 20}, Case{day(2004, 2, 29), 0, 0},
        Case{day(2004, 2, 28), -1, -1}, Case{day(2003, 2, 28), -1, -2}, Case{day(2003, 3, 1), -1, -1}}) {
    EXPECT_EQ(age(born, c.on, DayRounding::down), c.down) << c.on;
    EXPECT_EQ(age(born, c.on, DayRounding::up), c.otherwise) << c.on;
    EXPECT_EQ(age(born, c.on, DayRounding::none), c.otherwise) << c.on;
  }
}

// A person has completed n years on the first day that is not before birth plus n years.
TEST(Calendar, AgeIsTheNumberOfBirthdaysPassed) {
  for (std::int64_t birth = day(1999, 11, 1); birth <= day(2001, 3, 5); birth += 3) {
    for (std::int64_t on = day(2019, 1, 1); on <= day(2021, 4, 1); on += 1) {
      for (const auto rounding : {DayRounding::up, DayRounding::down}) {
        std::int64_t years = 0;
        std::int64_t birthday = 0;
        while (reference(birth, static_cast<int>(12 * (years + 1)), rounding, birthday) == NoResult::none &&
               birthday <= on)
          ++years;
        ASSERT_EQ(age(birth, on, rounding), years) << birth << " on " << on;
      }
    }
  }
}

}  // namespace
}  // namespace proactive::values
