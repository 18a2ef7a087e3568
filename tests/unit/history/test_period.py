"""Which days a command looks at: typed in, read by the day where a record was written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.history.period import Period, read_period

TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("last", "since"),
    [
        ("1w", date(2026, 11, 23)),
        ("4w", date(2026, 11, 2)),
        ("1d", TODAY),
        ("3m", date(2026, 8, 30)),
        ("9m", date(2026, 3, 1)),  # February has no 29th
        ("1y", date(2025, 11, 30)),
        (" 4W ", date(2026, 11, 2)),
    ],
)
def test_a_length_ends_today_and_has_today_in_it(last: str, since: date) -> None:
    assert read_period(None, None, last, TODAY) == Period(since, TODAY)


def test_all_and_nothing_are_everything() -> None:
    everything = read_period(None, None, None, TODAY)
    assert everything == read_period(None, None, "all", TODAY) == Period()
    assert everything.holds_time("2026-11-24T22:41:03+01:00")
    assert everything.holds_time("broken")


def test_a_length_from_before_the_calendar_is_open_at_its_start() -> None:
    assert read_period(None, None, "999y", date(900, 1, 1)) == Period(None, date(900, 1, 1))
    assert read_period(None, None, "999w", date(1, 1, 1)) == Period(None, date(1, 1, 1))


@pytest.mark.parametrize(
    ("since", "until", "last", "said"),
    [
        (None, None, "4", "'4' is not a length; use one such as 4w, 3m, 1y or all"),
        (None, None, "0w", "'0w' is not a length"),
        (None, None, "\u0664w", "is not a length"),
        (None, None, "", "'' is not a length"),
        ("yesterday", None, None, "'yesterday' is not a date; use one such as 2026-11-24"),
        (None, "20261124", None, "'20261124' is not a date"),
        (None, "2026-W48-2", None, "'2026-W48-2' is not a date"),
        ("2026-02-30", None, None, "'2026-02-30' is not a date"),
        ("2026-11-24", "2026-11-23", None, "--since is after --until"),
        ("2026-11-24", None, "4w", "use --last, or --since and --until, but not both"),
        (None, None, "\x1b[2J", "'' is not a length"),
    ],
)
def test_what_is_no_period_is_said(
    since: str | None, until: str | None, last: str | None, said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_period(since, until, last, TODAY)


def test_the_day_counts_where_it_was_written() -> None:
    period = read_period("2026-11-21", "2026-11-21", None, TODAY)
    assert period.holds_time("2026-11-21T23:50:00-08:00")
    assert period.holds_time("2026-11-21T00:10:00+14:00")
    assert not period.holds_time("2026-11-22T00:10:00+01:00")
    assert not period.holds_time("2026-11-20T23:50:00-08:00")


def test_a_broken_time_is_in_no_limited_period() -> None:
    assert not Period(date(2000, 1, 1)).holds_time("broken")
    assert not Period(None, date(2000, 1, 1)).holds_time("")


@given(st.dates(date(1000, 1, 1)), st.integers(1, 999), st.sampled_from("dwmy"))
def test_a_longer_time_begins_earlier(today: date, number: int, unit: str) -> None:
    def first(count: int) -> date:
        return read_period(None, None, f"{count}{unit}", today).first or date.min

    assert first(number) <= today
    assert number == 999 or first(number + 1) <= first(number)


@given(st.dates(), st.dates(), st.dates(), st.integers(-23 * 60, 23 * 60))
def test_both_ends_are_included(a: date, b: date, day: date, minutes: int) -> None:
    first, final = sorted((a, b))
    period = read_period(first.isoformat(), final.isoformat(), None, TODAY)
    zone = timezone(timedelta(minutes=minutes))
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone).isoformat()
    assert period.holds_time(at) == (first <= day <= final)
