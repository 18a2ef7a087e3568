"""A reminder: when it comes, and which routine it is for; as people type it, and in words. Pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from calmtui.text.dates import short_weekday, weekday_name
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import single_line

EVERY_DAY = tuple(range(7))
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS, _WEEKEND = (0, 1, 2, 3, 4), (5, 6)
_GROUPS = {N_("daily"): EVERY_DAY, N_("weekdays"): _WEEKDAYS, N_("weekends"): _WEEKEND}
_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?\s?(am|pm|a\.m\.|p\.m\.|h|uhr)?", re.ASCII)
_BEHIND_TIME = ("am", "pm", "a.m.", "p.m.", "h", "uhr")  # a word of its own
_SHORTEST = 2  # letters that tell one day from another
_MAX_SHOWN = 20  # characters of what was typed


class Reminder(NamedTuple):
    """A time of day, the days of the week (Monday is 0), and the id of a routine or nothing."""

    hour: int
    minute: int
    days: tuple[int, ...] = EVERY_DAY
    routine: str = ""

    @property
    def clock(self) -> str:
        """The time: 21:00."""
        return f"{self.hour:02}:{self.minute:02}"

    @property
    def mark(self) -> str:
        """What its scheduler keeps, for `read`: `21:00 mon,wed box-breathing`, `07:30 daily`."""
        days = "daily"
        if self.days != EVERY_DAY:
            days = ",".join(DAYS[day] for day in self.days)
        return " ".join(filter(None, (self.clock, days, self.routine)))

    @property
    def arguments(self) -> str:
        """What names it on a command line: `21:00 box-breathing`."""
        return f"{self.clock} {self.routine}".rstrip()

    @property
    def in_words(self) -> str:
        """The reminder for people: `21:00  Mon, Wed  box-breathing`."""
        return "  ".join(filter(None, (self.clock, days_in_words(self.days), self.routine)))

    @classmethod
    def read(cls, mark: str) -> Reminder | None:
        """Return the reminder of a mark; None where it is none of ours."""
        clock, _blank, rest = mark.partition(" ")
        days, _blank, routine = rest.partition(" ")
        try:
            return cls(*parse_time(clock), parse_days(days), routine)
        except ValueError:
            return None

    def takes_the_place_of(self, other: Reminder) -> bool:
        """Return whether both are of one time and one routine: then only one of them can be set."""
        return (self.clock, self.routine) == (other.clock, other.routine)


def take_time(words: list[str]) -> tuple[int, int, list[str]]:
    """Return the time that a line begins with, and what is behind it: `9 pm box`, `21 Uhr`.

    Raises ValueError.
    """
    text, *rest = words
    if rest and rest[0].casefold() in _BEHIND_TIME:
        text += rest.pop(0)
    return *parse_time(text), rest


def parse_time(text: str) -> tuple[int, int]:
    """Return the hour and the minute that a person typed: 21:00, 21.00, 2100, 7, 9pm, 21 Uhr.

    Raises:
        ValueError: It is no time of day; the message says what to write.
    """
    match = _TIME.fullmatch(text.strip().casefold())
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        half = (match[3] or "")[:1]
        if half in ("a", "p"):
            # 12am is midnight, 12pm is noon.
            is_hour = 1 <= hour <= 12  # noqa: PLR2004 - of a clock's face
            hour = hour % 12 + 12 * (half == "p")
        else:
            is_hour = hour < 24  # noqa: PLR2004 - of a day
        if is_hour and minute < 60:  # noqa: PLR2004 - of an hour
            return hour, minute
    message = _("expected a time from 0:00 to 23:59, such as 21:00 or 9pm, found '{text}'")
    raise ValueError(message.format(text=single_line(text)[:_MAX_SHOWN]))


def parse_days(text: str) -> tuple[int, ...]:
    """Return the days that a person typed, in English or in the language that is set.

    `mon,wed`, `mon-fri`, `weekdays`, `weekends` and `daily` are some; two letters are enough.

    Raises:
        ValueError: A word is no day; the message says what to write.
    """
    days: set[int] = set()
    for word in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", text.casefold().strip(" ,"))):
        found = _days(word)
        if not found:
            message = _("--days: expected days such as mon,wed or weekdays, found '{text}'")
            raise ValueError(message.format(text=single_line(text)[:_MAX_SHOWN]))
        days.update(found)
    return tuple(sorted(days))


def _days(word: str) -> tuple[int, ...]:
    """Return the days of one word; none where it is no day, or could be two."""
    first, dash, last = word.partition("-")
    if dash:
        start, end = _day(first), _day(last)
        if start is None or end is None:
            return ()
        return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))
    day = _day(word)
    if day is not None:
        return (day,)
    groups = {
        days
        for name, days in _GROUPS.items()
        if any(one.casefold().startswith(word) for one in (name, _(name)))
    }
    if len(word) < _SHORTEST or len(groups) != 1:
        return ()
    return groups.pop()


def _day(word: str) -> int | None:
    word = word.removesuffix(".")
    if len(word) < _SHORTEST:
        return None
    days = {
        number
        for number, english in enumerate(_ENGLISH)
        if any(name.startswith(word) for name in (english, weekday_name(number).casefold()))
    }
    if len(days) != 1:
        return None
    return days.pop()


def days_in_words(days: tuple[int, ...]) -> str:
    """Return days for people: `every day`, `weekdays`, `Mon, Wed`."""
    groups = {EVERY_DAY: _("every day"), _WEEKDAYS: _("weekdays"), _WEEKEND: _("weekends")}
    return groups.get(days) or ", ".join(map(short_weekday, days))
