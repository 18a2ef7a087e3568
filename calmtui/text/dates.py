"""Days in words, and the day that a record has by its own offset. Pure."""

from __future__ import annotations

from datetime import date, datetime

from calmtui.text.i18n import N_, _

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"), N_("August"),
    N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def parse_timestamp(at: str) -> datetime | None:
    """A record's time as it was where it was written, whatever zone that is seen from; None for a broken one."""
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        return None


def local_date(at: str) -> date | None:
    """The day of a record's time, where it was written."""
    when = parse_timestamp(at)
    return when.date() if when else None


def format_date(day: date, today: date | None = None) -> str:
    """A day in words; with `today`, the year as well where it is another."""
    text = _("{weekday} {day} {month}").format(
        weekday=_(_WEEKDAYS[day.weekday()]), day=day.day, month=_(_MONTHS[day.month - 1])
    )
    return text if today is None or day.year == today.year else f"{text} {day.year}"
