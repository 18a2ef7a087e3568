"""Timestamps of records, and days in words. Pure."""

from __future__ import annotations

from datetime import date, datetime

from calmtui.text.i18n import N_, _

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


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


def format_date(day: date, today: date | None = None) -> str:
    """Return a day in words; with `today`, the year as well where it is another."""
    weekday, month = _(_WEEKDAYS[day.weekday()]), _(_MONTHS[day.month - 1])
    text = _("{weekday} {day} {month}").format(weekday=weekday, day=day.day, month=month)
    if today is None or day.year == today.year:
        return text
    return f"{text} {day.year}"
