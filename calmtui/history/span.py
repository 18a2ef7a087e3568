"""A stretch of time that can be made longer and shorter, and moved earlier and later. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from calmtui.history.period import ALL, ALL_TIME, Period, read_period
from calmtui.text.dates import short_date
from calmtui.text.i18n import N_, _

_LENGTHS = ("1w", "4w", "3m", "1y", ALL)
_NAMES = {
    "1w": N_("1 week"), "4w": N_("4 weeks"), "3m": N_("3 months"), "1y": N_("1 year"),
    ALL: N_("all time"),
}  # fmt: skip


class TimeSpan(NamedTuple):
    """A length, and the last day of it."""

    length: str
    last: date

    @property
    def period(self) -> Period:
        """The days in it."""
        return read_period(None, None, self.length, self.last)

    def longer(self, by: int, today: date) -> TimeSpan:
        """Return the next longer one, or with -1 the next shorter one."""
        place = min(max(_LENGTHS.index(self.length) + by, 0), len(_LENGTHS) - 1)
        length = _LENGTHS[place]
        if length == ALL:
            return TimeSpan(length, today)
        return TimeSpan(length, self.last)

    def later(self, by: int, today: date) -> TimeSpan:
        """Return the one after it, or with -1 the one before; none ends after today."""
        first = self.period.first
        if first is None:
            return self
        days = (self.last - first).days + 1
        if by > 0:
            return TimeSpan(self.length, min(self.last + timedelta(days=days), today))
        return TimeSpan(self.length, first - timedelta(days=1))

    def describe(self, today: date) -> str:
        """Return it in words."""
        name = _(_NAMES[self.length])
        period = self.period
        if period == ALL_TIME or period.first is None:
            return name
        text = _("{first} to {last}, {length}")
        first = short_date(period.first, today)
        return text.format(first=first, last=short_date(self.last, today), length=name)


def four_weeks(today: date) -> TimeSpan:
    """Return the last four weeks."""
    return TimeSpan("4w", today)


def all_time(today: date) -> TimeSpan:
    """Return everything."""
    return TimeSpan(ALL, today)
