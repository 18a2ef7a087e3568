"""A breath written as its counts."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.breath_pattern import MOST_PHASE, parse_pattern
from calmtui.content.reader import read_routine
from calmtui.content.routine import LEAST_PHASE, Breathe


@pytest.mark.parametrize(
    ("text", "phases", "seconds"),
    [
        ("4-6", {"inhale": 4, "exhale": 6}, 300),
        ("4-7-8", {"inhale": 4, "hold": 7, "exhale": 8}, 304),
        ("4-4-4-4 2m", {"inhale": 4, "hold": 4, "exhale": 4, "rest": 4}, 128),
        ("5.5-5.5 10", {"inhale": 5.5, "exhale": 5.5}, 605),
        ("5,5-5,5 30s", {"inhale": 5.5, "exhale": 5.5}, 33),
        ("in 4 out 6", {"inhale": 4, "exhale": 6}, 300),
        ("In 4 hold 2 OUT 6 rest 1 1h", {"inhale": 4, "hold": 2, "exhale": 6, "rest": 1}, 3601),
        ("ein 4 aus 6 90s", {"inhale": 4, "exhale": 6}, 90),
        ("in 4 out 6 rest 2", {"inhale": 4, "exhale": 6, "rest": 2}, 300),
    ],
)
def test_a_pattern_is_a_routine(text: str, phases: dict[str, float], seconds: float) -> None:
    routine = parse_pattern(text).routine()
    (step,) = routine.steps
    assert isinstance(step, Breathe)
    assert dict(step.phases) == phases
    assert routine.seconds == seconds
    assert ("holds" in routine.cautions) == bool({"hold", "rest"} & set(phases))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected a pattern such as 4-7-8"),
        ("4", "expected a pattern such as 4-7-8"),
        ("4-4-4-4-4", "expected a pattern such as 4-7-8"),
        ("out 6 in 4", "expected a pattern such as 4-7-8"),
        ("in 4", "expected a pattern such as 4-7-8"),
        ("in 4 in 4 out 6", "expected a pattern such as 4-7-8"),
        ("0-4", "expected counts of 0.5 to 60 seconds, found '0'"),
        ("4-61", "expected counts of 0.5 to 60 seconds, found '61'"),
        ("in four out six", "expected counts of 0.5 to 60 seconds, found 'four'"),
        ("4-6 soon", "expected a length such as 5m"),
        ("4-6 3h", "expected a length such as 5m"),
        ("4-6 9s", "expected a length such as 5m"),
    ],
)
def test_what_is_no_pattern_is_one_clear_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_pattern(text)


_COUNTS = st.floats(LEAST_PHASE, MOST_PHASE).map(lambda count: round(count, 1))


@given(st.lists(_COUNTS, min_size=2, max_size=4), st.integers(1, 120))
def test_what_is_written_is_read_back(counts: list[float], minutes: int) -> None:
    written = "-".join(f"{count:g}" for count in counts)
    pattern = parse_pattern(f"{written} {minutes}m")
    assert pattern.counts == written
    routine = pattern.routine()
    assert read_routine(pattern.toml("Mine"), "mine", "mine.toml").steps == routine.steps
    whole = sum(counts)
    assert abs(routine.seconds - minutes * 60) <= max(whole / 2, whole - minutes * 60) + 0.001


@given(st.text(max_size=40))
def test_any_text_is_a_pattern_or_one_line(text: str) -> None:
    pattern = None
    with suppress(ValueError):
        pattern = parse_pattern(text)
    assert pattern is None or pattern.routine().steps
