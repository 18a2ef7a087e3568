"""Timestamps of records, and days in words. Pure."""

from __future__ import annotations

from datetime import date, datetime

from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import single_line

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
_SHORT_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_SHORT_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"), N_("Jul"), N_("Aug"),
    N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
_MAX_SHOWN = 20  # characters of what was typed


def parse_timestamp(text: str) -> datetime | None:
    """Return the time of a record with the offset of where it was written; None if it is broken."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def local_date(text: str) -> date | None:
    """Return the day of a record's time where it was written; None if it is broken."""
    when = parse_timestamp(text)
    if when is None:
        return None
    return when.date()


def parse_day(text: str) -> date:
    """Return the day that a person typed. Raises ValueError, with what to write instead."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is not None and day.isoformat() == text:  # it takes 2026-W48-2 as well
        return day
    message = _("'{text}' is not a date; use one such as 2026-11-24")
    raise ValueError(message.format(text=single_line(text)[:_MAX_SHOWN]))


def format_date(day: date, today: date | None = None) -> str:
    """Return a day in words; with `today`, the year as well where it is another."""
    weekday, month = _(_WEEKDAYS[day.weekday()]), _(_MONTHS[day.month - 1])
    text = _("{weekday} {day} {month}").format(weekday=weekday, day=day.day, month=month)
    if today is None or day.year == today.year:
        return text
    return f"{text} {day.year}"


def format_day(day: date, today: date | None = None) -> str:
    """Return a day and its month in words; with `today`, the year as well where it is another."""
    text = _("{day} {month}").format(day=day.day, month=_(_MONTHS[day.month - 1]))
    if today is None or day.year == today.year:
        return text
    return f"{text} {day.year}"


def format_days(first: date, last: date) -> str:
    """Return days in words, with the year: `2 to 29 November 2026`."""
    if first == last:
        return f"{format_day(first)} {first.year}"
    end = f"{format_day(last)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return _("{day} to {last}").format(day=first.day, last=end)
    start = format_day(first)
    if first.year != last.year:
        start = f"{start} {first.year}"
    return _("{first} to {last}").format(first=start, last=end)


def weekday_name(number: int) -> str:
    """Return the name of a day of the week; Monday is 0."""
    return _(_WEEKDAYS[number])


def short_weekday(number: int) -> str:
    """Return a day of the week in a few letters; Monday is 0."""
    return _(_SHORT_WEEKDAYS[number])


def short_month(number: int) -> str:
    """Return a month in a few letters; January is 1."""
    return _(_SHORT_MONTHS[number - 1])


def short_date(day: date, today: date) -> str:
    """Return a day in a few letters, with the year where it is another."""
    text = _("{day} {month}").format(day=day.day, month=short_month(day.month))
    if day.year == today.year:
        return text
    return f"{text} {day.year}"


def short_day(day: date, today: date) -> str:
    """Return a day in fewer letters: `27 Nov`, or `Nov 2025` where the year is another."""
    if day.year == today.year:
        return short_date(day, today)
    return f"{short_month(day.month)} {day.year}"
