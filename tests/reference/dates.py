"""The calendar: dates ± durations, parts of a date, completed years.

Dates are ordinals (1 is 0001-01-01) so that intervals of them are intervals of integers.
"""

from calendar import monthrange
from datetime import date

from .values import DATE_OUT_OF_RANGE, FIRST_DAY, LAST_DAY, NO_SUCH_DAY, Interval

# A month more than the calendar holds leads outside of it from any day.
_ALL_MONTHS = 12 * 10_000


def plus_days(day: int, count: int) -> int | str:
    """A day that many days later, or why there is none."""
    later = day + count
    return later if FIRST_DAY <= later <= LAST_DAY else DATE_OUT_OF_RANGE


def plus_months(day: int, count: int, rounding: str | None) -> int | str:
    """The same day of the month that many months later, or why there is none.

    A day that the month lacks is rounded: up to the 1st of the next month, down to the last day
    of the month; without a rounding there is no such day.
    """
    start = date.fromordinal(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    month += 1
    if not 1 <= year <= 9999:
        return DATE_OUT_OF_RANGE
    last = monthrange(year, month)[1]
    if start.day <= last:
        return date(year, month, start.day).toordinal()
    if rounding is None:
        return NO_SUCH_DAY
    return date(year, month, last).toordinal() + (rounding == "up")


def shifted(days: Interval, unit: str, counts: Interval, rounding: str | None) -> list:
    """The earliest and the latest result of days + counts units, and a reason if one has none.

    Both ends come from ends because a later day, or a longer duration, never gives an earlier
    result.
    """
    if unit == "days":
        return [plus_days(days.low, int(counts.low)), plus_days(days.high, int(counts.high))]
    months = 12 if unit == "years" else 1
    low, high = int(counts.low) * months, int(counts.high) * months
    if max(abs(low), abs(high)) > _ALL_MONTHS:
        return [DATE_OUT_OF_RANGE]
    ends = [plus_months(days.low, low, rounding), plus_months(days.high, high, rounding)]
    if rounding is None and not any(isinstance(end, str) for end in ends):
        if _some_day_is_missing(days, range(low, high + 1, months)):
            ends.append(NO_SUCH_DAY)
    return ends


def _some_day_is_missing(days: Interval, counts: range) -> bool:
    """Whether a day inside, moved by one of these months, falls on a day its month lacks."""
    first, last = date.fromordinal(days.low), date.fromordinal(days.high)
    for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        latest = min(last.toordinal(), _month_end(index)) - _month_start(index) + 1
        if latest > 28 and any(monthrange(*_month(index + n))[1] < latest for n in counts):
            return True
    return False


def _month(index: int) -> tuple[int, int]:
    return index // 12, index % 12 + 1


def _month_start(index: int) -> int:
    return date(*_month(index), 1).toordinal()


def _month_end(index: int) -> int:
    return _month_start(index) + monthrange(*_month(index))[1] - 1


def age(birth: int, on: int, rounding: str | None) -> int:
    """Completed years on a day; negative before birth.

    Born on 29 February, a year is completed on 28 February where dates round down, else on
    1 March.
    """
    born, day = date.fromordinal(birth), date.fromordinal(on)
    anniversary = (born.month, born.day)
    if anniversary == (2, 29) and monthrange(day.year, 2)[1] == 28:
        anniversary = (2, 28) if rounding == "down" else (3, 1)
    return day.year - born.year - ((day.month, day.day) < anniversary)


def part_hull(part: str, days: Interval) -> Interval:
    """The least and the greatest year, month or day of the month inside an interval."""
    low, high = date.fromordinal(days.low), date.fromordinal(days.high)
    if part == "year":
        return Interval(low.year, high.year)
    if part == "month":
        span = (high.year - low.year) * 12 + high.month - low.month
        months = [(low.month - 1 + n) % 12 + 1 for n in range(min(span, 11) + 1)]
        return Interval(min(months), max(months))
    # Two months hold every day of the month at least once.
    inside = range(days.low, min(days.high, days.low + 62) + 1)
    numbers = [date.fromordinal(day).day for day in inside]
    return Interval(min(numbers), max(numbers))
