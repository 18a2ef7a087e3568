"""Lengths of time: in words, and as people type them."""

from __future__ import annotations

import pytest

from calmtui.text.durations import (
    format_ago,
    format_clock,
    format_long,
    format_remaining,
    format_short,
    parse_duration,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900), ("7,5", 450), ("10min", 600), ("1h30", 5400), ("1:30", 90), ("1:00:00", 3600),
        ("90 s", 90), ("1 h 5 m 3 s", 3903), ("", None), ("soon", None), ("5 apples", None),
        ("1s30", None), ("-5", None),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_type_it(text: str, seconds: float | None) -> None:
    assert parse_duration(text) == seconds


def test_lengths_are_written_as_people_read_them() -> None:
    assert [format_clock(seconds) for seconds in (5, 200, 3800)] == ["0:05", "3:20", "1:03:20"]
    assert [format_short(seconds) for seconds in (90, 300, 210)] == ["90 s", "5 min", "3½ min"]
    assert format_short(210, ascii_only=True) == "3.5 min"
    assert [format_long(seconds) for seconds in (60, 1200, 90)] == [
        "1 minute", "20 minutes", "90 seconds",
    ]  # fmt: skip
    assert [format_remaining(seconds) for seconds in (59, 60, 470)] == [
        "less than a minute", "1 minute", "8 minutes",
    ]  # fmt: skip
    assert [format_ago(seconds) for seconds in (10, 1200, 1260, 7200)] == [
        "a moment ago", "twenty minutes ago", "21 minutes ago", "2 hours ago",
    ]  # fmt: skip
