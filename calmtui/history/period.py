"""Which days are looked at, by the day where each record was written. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from calmtui.text.dates import local_date, parse_day
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

ALL = "all"
_LENGTH = re.compile(r"([1-9]\d{0,2})([dwmy])", re.ASCII)
_DAYS = {"d": 1, "w": 7}
_MONTHS = {"m": 1, "y": 12}
_MAX_SHOWN = 20  # characters of what was typed


class Period(NamedTuple):
    """The days from `first` to `last`, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: str) -> bool:
        """Return whether a day, as in `2026-11-28`, lies in it."""
        is_early = self.first is not None and day < self.first.isoformat()
        return not is_early and not self.is_over(day)

    def is_over(self, day: str) -> bool:
        """Return whether a day, as in `2026-11-28`, lies behind it."""
        return self.last is not None and day > self.last.isoformat()

    def holds_time(self, at: str) -> bool:
        """Return whether a record's time lies in it; a broken time is in no limited period."""
        day = local_date(at)
        if day is None:
            return self == ALL_TIME
        return self.holds(day.isoformat())


ALL_TIME = Period()


def read_period(since: str | None, until: str | None, last: str | None, today: date) -> Period:
    """Return the period that was asked for: everything where nothing was.

    Args:
        since: The first day, such as `2026-11-02`.
        until: The last day.
        last: A length up to today: `4w`, `3m`, `1y`, or `all`.
        today: The day that it is.

    Raises:
        ValueError: It is no period; the message says what to write.
    """
    if last is not None and (since is not None or until is not None):
        raise ValueError(_("use --last, or --since and --until, but not both"))
    if last is not None:
        return _last(last, today)
    period = Period(_day(since), _day(until))
    if period.first is not None and not Period(None, period.last).holds(period.first.isoformat()):
        raise ValueError(_("--since is after --until"))
    return period


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return parse_day(text)


def _last(text: str, today: date) -> Period:
    name = text.strip().lower()
    if name == ALL:
        return ALL_TIME
    match = _LENGTH.fullmatch(name)
    if match is None:
        message = _("'{text}' is not a length; use one such as 4w, 3m, 1y or all")
        raise ValueError(message.format(text=single_line(text)[:_MAX_SHOWN]))
    number, unit = int(match[1]), match[2]
    try:
        if unit in _DAYS:
            return Period(today - timedelta(days=number * _DAYS[unit] - 1), today)
        return Period(_months_before(today, number * _MONTHS[unit]), today)
    except (ValueError, OverflowError):  # before the year 1
        return Period(None, today)


def _months_before(today: date, months: int) -> date:
    """Return the day after the same day of an earlier month, or after its last day."""
    year, month = divmod(today.year * _MONTHS["y"] + today.month - 1 - months, _MONTHS["y"])
    try:
        return date(year, month + 1, today.day) + timedelta(days=1)
    except ValueError:  # that month is shorter, so it is not December
        return date(year, month + 2, 1)
