"""The times that a file has: nothing about them is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import NamedTuple

from calmtui.text.dates import parse_timestamp
from calmtui.text.i18n import _

# Gives a time the zone of this computer; one that has a zone already is moved to it.
ToLocal = Callable[[datetime], datetime]

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?(?: ?([ap])\.?m\.?)?", re.I | re.A)
_FIRST_YEAR = 1970
_NOON = 12
_SKEW = timedelta(minutes=6)  # what the clocks of two machines may differ
# A time in which no two parts are alike.
_PROBE = datetime(2021, 11, 28, 22, 41, 30, tzinfo=timezone(timedelta(hours=1)))


class Times(NamedTuple):
    """How the times of a file are read.

    Attributes:
        to_local: This computer's time zone.
        now: Nothing is later.
        date_format: That of `strptime`; empty for ISO 8601.
        at: The time of day of a row that has none.
    """

    to_local: ToLocal
    now: datetime
    date_format: str = ""
    at: time | None = None

    def read(self, day: str, clock: str = "") -> tuple[datetime, str]:
        """Return a time, and as it is in the file, whatever this computer's zone.

        Args:
            day: The text of a date, perhaps with a time.
            clock: The text of the time of day, where that is another cell.

        Raises:
            ValueError: Why it is no time.
        """
        when = self._parse(day.strip())
        if clock.strip():
            when = datetime.combine(when, parse_clock(clock), when.tzinfo)
        elif not self._has_clock(day.strip()):
            if self.at is None:
                raise ValueError(_("no time of day; --at 12:00 would give it one"))
            when = datetime.combine(when, self.at)
        if when.year < _FIRST_YEAR:
            raise ValueError(_("before {year}").format(year=_FIRST_YEAR))
        if when.tzinfo is None:
            local, text = self._local(when), when.isoformat()
        else:
            local, text = when, when.astimezone(UTC).isoformat()
            if not when.utcoffset():  # UTC is where a program writes it, not where somebody was
                local = self.to_local(when)
        if local > self.now + _SKEW:
            raise ValueError(_("in the future"))
        return local, text

    def _parse(self, text: str) -> datetime:
        if self.date_format:
            try:
                return datetime.strptime(text, self.date_format)
            except ValueError:
                message = _("expected a date such as {example}, found '{text}'")
                example = _PROBE.strftime(self.date_format)
                raise ValueError(message.format(example=example, text=text[:20])) from None
        match = _ISO.fullmatch(text)
        if match is not None:
            day, clock, offset = match.groups()
            when = parse_timestamp(f"{day}T{clock or '00:00'}{offset or ''}")
            if when is not None:  # it is for 31 February
                return when
        message = _("expected a date such as 2026-11-28, found '{text}'; or see --date-format")
        raise ValueError(message.format(text=text[:20]))

    def _has_clock(self, text: str) -> bool:
        if self.date_format:
            return _has(self.date_format, _PROBE + timedelta(hours=1))
        return ":" in text

    def _local(self, when: datetime) -> datetime:
        """Return a time of this computer's zone. Raises ValueError: there is none, or are two."""
        first, second = (self.to_local(when.replace(fold=fold)) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if self.to_local(first.astimezone(UTC)).replace(tzinfo=None, fold=0) != when:
            raise ValueError(_("the clocks went forward: there was no such time"))
        raise ValueError(_("the clocks went back: there were two such times"))


def parse_clock(text: str) -> time:
    """Return a time of day: `13:48`, `1:48 pm`. Raises ValueError."""
    match = _CLOCK.fullmatch(" ".join(text.split()))
    if match is not None:
        hour, minute, second = (int(part or 0) for part in match.groups()[:3])
        half = (match[4] or "").lower()
        if half and not 1 <= hour <= _NOON:
            hour = -1
        elif half:
            hour = hour % _NOON + _NOON * (half == "p")
        try:
            return time.fromisoformat(f"{hour:02}:{minute:02}:{second:02}")
        except ValueError:
            pass
    message = _("expected a time such as 13:48, found '{text}'")
    raise ValueError(message.format(text=text.strip()[:20]))


def check_date_format(text: str) -> str:
    """Return a format that has year, month and day. Raises ValueError for any other."""
    changes = (timedelta(days=1), timedelta(days=31), timedelta(days=366))
    try:
        back = datetime.strptime(_PROBE.strftime(text), text)
        is_whole = back.date() == _PROBE.date() and all(
            _has(text, _PROBE - change) for change in changes
        )
    except ValueError:
        is_whole = False
    if not is_whole:
        message = _("expected a date format with year, month and day, such as %d/%m/%Y %H:%M")
        raise ValueError(message)
    return text


def _has(date_format: str, other: datetime) -> bool:
    return _PROBE.strftime(date_format) != other.strftime(date_format)
