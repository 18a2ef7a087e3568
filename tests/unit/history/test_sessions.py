"""Records folded into sessions: any order, changes, clocks that were wrong."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.history.sessions import PastSession, fold_sessions


@given(st.permutations(range(5)))
def test_the_order_of_records_does_not_matter(order: list[int]) -> None:
    at = "2026-11-24T22:41:0{}+01:00"
    records: list[dict[str, Any]] = [
        {
            "id": "1",
            "session": "s",
            "what": "begun",
            "at": at.format(0),
            "routine": "box",
            "title": "Box",
        },
        {
            "id": "2",
            "session": "s",
            "what": "rated",
            "at": at.format(1),
            "when": "before",
            "anxiety": 7,
        },
        {
            "id": "3",
            "session": "s",
            "what": "answered",
            "at": at.format(2),
            "key": "k",
            "value": "v",
        },
        {
            "id": "4",
            "session": "s",
            "what": "rated",
            "at": at.format(3),
            "when": "after",
            "anxiety": 0,
        },
        {
            "id": "5",
            "session": "s",
            "what": "ended",
            "at": at.format(4),
            "how": "completed",
            "practised": 300,
        },
    ]
    (past,) = fold_sessions([records[n] for n in order])
    assert (past.before, past.after, past.how, past.answers) == (
        {"anxiety": 7},
        {"anxiety": 0},
        "completed",
        {"k": "v"},
    )


AT = "2026-11-24T22:41:00+01:00"


BEGUN = {"id": "1", "session": "s", "what": "begun", "at": AT}


def of(*records: dict[str, Any]) -> PastSession:
    """The one session of these records, in whatever order they are read."""
    numbered = [
        {"session": "s", "at": AT, "id": f"{place}", **one} for place, one in enumerate(records, 2)
    ]
    ((past,), *others) = [
        fold_sessions(order) for order in itertools.permutations([BEGUN, *numbered])
    ]
    assert others == [[past]] * len(others)
    return past


def test_records_of_one_second_come_out_the_same_in_any_order() -> None:
    resumed, left = (
        {"what": "resumed", "id": "z"},
        {"what": "ended", "how": "left early", "id": "a"},
    )
    assert of(resumed, left).how == "left early"
    assert of({"what": "ended", "how": "interrupted", "id": "z"}, resumed, left).how == "left early"
    assert of(*({"what": "answered", "key": "k", "value": n} for n in range(4))).answers == {"k": 3}


def test_an_end_for_good_is_the_end_whatever_the_clocks_say() -> None:
    hours = [f"2026-11-24T{hour}:00:00+01:00" for hour in (19, 23)]
    ends = {"what": "ended", "how": "completed", "at": hours[0], "practised": 9}
    past = of(
        ends,
        {"what": "ended", "how": "interrupted", "at": hours[1]},
        {"what": "resumed", "at": hours[1]},
    )
    assert (past.how, past.practised) == ("completed", 9.0)


def test_a_change_replaces_fields_of_a_record_and_the_latest_counts() -> None:
    rated = {"id": "r", "what": "rated", "when": "before", "anxiety": 7}
    change = {"what": "changed", "record": "r", "at": "2026-11-25T08:00:00+01:00"}
    earlier = {**change, "at": "2026-11-25T07:59:59+01:00"}
    assert of(rated, {**change, "fields": {"anxiety": 4}}).before == {"anxiety": 4}
    assert of(rated, {**change, "fields": {"anxiety": None, "pull": 2}}).before == {"pull": 2}
    assert of(
        rated, {**change, "fields": {"anxiety": 1}}, {**earlier, "fields": {"anxiety": 9}}
    ).before == {"anxiety": 1}
    assert of(
        rated, {**change, "fields": {"anxiety": 1}}, {**change, "fields": {"anxiety": 2}}
    ).before == {"anxiety": 2}
    assert (
        of({**change, "record": "1", "fields": {"title": "Box", "session": "x", "what": "y"}}).title
        == "Box"
    )
    odd: dict[str, Any]
    for odd in (
        {"fields": []},
        {"fields": None},
        {},
        {"record": 4, "fields": {"anxiety": 0}},
        {"delay": 600},
    ):
        assert of(rated, {**change, "fields": {}, **odd}).before == {"anxiety": 7}


def test_a_change_of_another_session_changes_nothing() -> None:
    rated = {"id": "r", "session": "s", "what": "rated", "when": "before", "anxiety": 7, "at": AT}
    change = {
        "id": "c",
        "session": "x",
        "what": "changed",
        "record": "r",
        "fields": {"anxiety": 1},
        "at": AT,
    }
    assert fold_sessions([BEGUN, rated, change])[0].before == {"anxiety": 7}


@pytest.mark.parametrize("odd", [-1, -0.5, True, "9", None, float("nan"), float("inf"), 10**30, []])
def test_a_length_that_no_session_has_is_none(odd: object) -> None:
    assert of({"what": "ended", "how": "completed", "practised": odd}).practised == 0.0


@pytest.mark.parametrize(
    "odd", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-23:59", 7, None]
)
def test_a_time_that_is_none_stops_nothing(odd: object) -> None:
    assert of({"what": "ended", "how": "completed", "at": odd}).how == "completed"
    assert len(fold_sessions([{**BEGUN, "at": odd}, {**BEGUN, "session": "t", "id": "2"}])) == 2


def test_erased_sessions_are_gone() -> None:
    assert (
        fold_sessions(
            [{"id": "2", "session": "s", "what": "erased", "at": "2020-01-01T00:00:00Z"}, BEGUN]
        )
        == []
    )
