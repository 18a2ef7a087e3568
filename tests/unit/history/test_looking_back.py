"""Figures of records: right values, computed with pandas, and what is left out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.history.figures import Figures, Period
from calmtui.history.rows import row_of, rows_of
from tests.support.figures import figures_from_records
from tests.support.lives import LifeWriter

VECTORS = Path(__file__).parent / "vectors"


def _vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


@pytest.mark.parametrize("case", _vectors("before_after"), ids=lambda case: case["name"])
def test_numbers_before_and_after(case: Any) -> None:
    life = LifeWriter()
    for number, (before, after) in enumerate(case["pairs"]):
        life.run(f"{number}", f"2026-11-{number + 1:02}T20:00:00+01:00", before, after)
    routines = figures_from_records(life.records).routines
    expected = case["expected"]
    if not case["pairs"]:
        assert routines == ()
        return
    (found,) = routines
    for name in ("both", "no_before", "no_after", "lower", "same", "higher"):
        assert getattr(found, name) == expected[name], name
    assert found.runs == expected["n"]
    assert found.median == (None if expected["median"] is None else tuple(expected["median"]))
    half = expected["middle_half_after"]
    assert (found.middle_half and found.middle_half[1]) == (half and tuple(half))
    assert [found.lower, found.both + found.no_after] == expected["lower_at_least_of"]
    assert found.lower + found.no_after == expected["lower_at_most_of"][0]


def test_numbers_while_waiting() -> None:
    vector = _vectors("waves")
    life = LifeWriter()
    for number, urge in enumerate(vector["urges"]):
        life.urge(
            f"{number}", f"2026-11-{number + 1:02}T20:00:00+01:00", marks=urge["marks"],
            delay=urge["delay"],
        )  # fmt: skip
    urges = figures_from_records(life.records).urges
    assert urges.waits == len(vector["urges"])
    assert urges.waits - urges.two_numbers == vector["one_or_none"]
    for name in ("two_numbers", "lower", "same", "higher", "rose_first"):
        assert getattr(urges, name) == vector[name], name
    columns = [column for column in vector["by_bin"] if column["n"] >= 3]
    for found, expected in zip(urges.bins, columns, strict=True):
        median = expected.pop("median")
        assert {name: getattr(found, name) for name in expected} == expected
        assert found.median == (median if found.n >= 5 else None)


def _figures(life: LifeWriter, period: Period | None = None) -> Figures:
    return figures_from_records(life.records, period or Period())


def test_nothing_kept_gives_no_figures() -> None:
    figures = figures_from_records([])
    assert (figures.runs, figures.days, figures.first, figures.routines) == (0, 0, None, ())


def test_a_period_includes_both_of_its_days() -> None:
    life = LifeWriter()
    for day in (1, 2, 3, 4):
        life.run(f"{day}", f"2026-11-0{day}T23:30:00+01:00", 7, 5)
    figures = _figures(life, Period(date(2026, 11, 2), date(2026, 11, 3)))
    assert (figures.runs, figures.first, figures.last) == (2, date(2026, 11, 2), date(2026, 11, 3))


def test_what_was_cut_off_does_not_count_and_what_was_left_early_only_when_rated() -> None:
    life = LifeWriter()
    at = "2026-11-01T20:00:00+01:00"
    life.run("a", at, 7, how="interrupted")
    life.add("b", at, what="begun", routine="long-exhale", title="")
    life.run("c", at, how="left early")
    life.run("d", at, 7, how="left early")
    (routine,) = _figures(life).routines
    assert (routine.runs, routine.left_early, routine.no_after) == (1, 1, 1)


def test_what_was_rated_first_counts_and_is_never_mixed() -> None:
    life = LifeWriter()
    at = "2026-11-01T20:00:00+01:00"
    life.run("a", at, 7, 5)
    life.run("b", at, 6, 6, what="pull")
    life.run("c", at, 9, 1, what="strength")
    found = {routine.what: routine for routine in _figures(life).routines}
    assert found.keys() == {"anxiety", "pull"}
    assert (found["anxiety"].runs, found["anxiety"].no_before) == (2, 1)


def test_runs_of_a_try_that_is_on_are_held_back_until_it_is_over() -> None:
    life = LifeWriter()
    at = "2026-11-01T20:00:00+01:00"
    life.add("t", at, what="trying", routines=["long-exhale", "box"], rate="anxiety", draws=20)
    life.run("a", at, 7, 5)
    life.run("b", at, 8, 2, drawn={"try": "t", "arm": 0, "forced": False})
    figures = _figures(life)
    (routine,) = figures.routines
    assert (routine.runs, routine.in_try, routine.pairs) == (1, 1, ((7, 5),))
    assert (figures.runs, figures.in_try) == (2, 1)
    life.add("t", at, what="tried", how="done")
    (routine,) = _figures(life).routines
    assert (routine.runs, routine.in_try) == (2, 0)


def test_choices_stand_in_their_fixed_order() -> None:
    life = LifeWriter()
    choices = ("", "Send it as it is", "Let it go", "Send it as it is")
    for number, choice in enumerate(choices):
        life.urge(f"{number}", "2026-11-01T20:00:00+01:00", choice=choice, marks=[(0.0, 7)])
    chosen = _figures(life).urges.choices
    assert list(chosen.items()) == [("Let it go", 1), ("Send it as it is", 2), ("", 1)]


def test_a_break_in_an_argument_is_no_urge() -> None:
    life = LifeWriter()
    at = "2026-11-01T20:00:00+01:00"
    life.add("a", at, what="begun", routine="pause-and-return", title="", delay=1200.0)
    life.add("a", at, what="rated", when="before", upset=7)
    life.add("a", at, what="ended", how="completed")
    figures = _figures(life)
    assert (figures.urge_runs, figures.urges.waits, figures.runs) == (0, 0, 1)


@given(
    st.lists(
        st.sampled_from(
            [
                {"what": "rated", "when": "before", "anxiety": 7},
                {"what": "rated", "when": "before", "pull": 6},
                {"what": "rated", "when": "after", "anxiety": 4},
                {"what": "rated", "when": "during", "pull": 3, "after": 300.0},
                {"what": "rated", "when": "during", "pull": 5, "after": 300.0},
                {"what": "rated", "when": "during", "pull": 5, "after": [1]},
                {"what": "answered", "key": "trigger", "value": ["a fight"]},
                {"what": "answered", "key": "trigger", "value": ["memory"]},
                {"what": "answered", "key": "choice", "value": ["Let it go"]},
                {"what": "drawn", "try": "t", "arm": 1},
                {"what": "resumed"},
                {"what": "ended", "how": "completed", "practised": 5.0},
                {"what": "ended", "how": "interrupted", "practised": 3.0},
                {"what": "erased"},
                {"what": "begun", "routine": "box", "delay": 600.0},
                {"what": "changed", "record": "0000000000000001", "fields": {"anxiety": 1}},
            ]
        ),
        max_size=7,
    ),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
)
def test_a_row_alone_is_the_row_of_all(others: list[dict[str, Any]], seconds: list[int]) -> None:
    begun = {"what": "begun", "routine": "long-exhale"}
    records = [
        {
            "id": f"{number:016x}",
            "session": "s",
            "at": f"2026-11-01T20:00:0{second}+01:00",
            **fields,
        }
        for number, (fields, second) in enumerate(zip([begun, *others], seconds, strict=False))
    ]
    assert row_of(records, {}) == next(iter(rows_of(records).rows), None)
