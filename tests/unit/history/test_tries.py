"""What the records of a try say: where it stands, when it is over, what may be shown."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from calmtui.history.tries import (
    Try,
    current_try,
    next_alpha,
    read_tries,
    records_of_tries,
)
from calmtui.history.try_state import TryState, try_state
from tests.support.tries import BEGAN, PAIR, Records, history, run, stamped, trying, whole


def only(records: Records) -> Try:
    (one,) = read_tries(records)
    return one


def state(records: Records, day: float = 20) -> TryState:
    return try_state(only(records), BEGAN + timedelta(days=day))


def test_while_it_goes_on_there_are_counts_and_no_numbers() -> None:
    shown = state(history(whole()[:7]), day=8)
    assert (shown.drawn, shown.planned, shown.counts, shown.ending) == (7, 14, (3, 4), "")
    assert (shown.runs, shown.verdict, shown.ends) == ((), None, ((), ()))


def test_it_ends_when_the_last_run_is_over() -> None:
    *others, last = whole()
    still_on = [record for record in last if record["what"] != "ended"]
    assert state(history([*others, still_on]), day=14.2).ending == ""
    assert state(history([*others, still_on]), day=15.1).ending == "done"  # nothing comes any more
    shown = state(history([*others, last]), day=14.2)
    assert (shown.ending, shown.is_unseen) == ("done", True)
    assert shown.verdict is not None
    assert (shown.verdict.said, shown.verdict.difference) == ("first lower", -4.0)
    assert shown.ends[0][2] == 7
    assert shown.ends[1][6] == 7


def test_it_ends_after_four_weeks() -> None:
    shown = state(history(whole()[:11]), day=28)
    assert shown.ending == "done"
    assert shown.verdict is not None
    assert state(history(whole()[:11]), day=27.9).ending == ""


def test_two_rises_in_a_row_with_one_routine_end_it() -> None:
    rises = [run(1, 0, 5, 7), run(2, 1, 5, 4), run(3, 0, 5, 8)]
    shown = state(history(rises), day=4)
    assert (shown.ending, shown.risen_arm, shown.verdict) == ("rose", 0, None)
    assert state(history(rises[:2]), day=4).ending == ""
    between = [run(1, 0, 5, 7), run(2, 0, 5, 4), run(3, 0, 5, 8)]
    assert state(history(between), day=4).ending == ""
    of_both = [run(1, 0, 5, 7), run(2, 1, 5, 8)]
    assert state(history(of_both), day=4).ending == ""
    small = [run(1, 0, 5, 6), run(2, 0, 5, 6)]
    assert state(history(small), day=4).ending == ""
    skipped = [run(1, 0, 5, 7), run(2, 0, 5, None), run(3, 0, 5, 7)]
    assert state(history(skipped), day=4).ending == "rose"


def test_a_run_that_was_erased_leaves_no_comparison() -> None:
    erased = stamped("s14", 400, "erased")
    shown = state(history(whole(), erased))
    assert (shown.ending, shown.drawn, shown.verdict) == ("done", 14, None)
    withdrawn = [record for record in history(whole()) if record["session"] != "s14"]
    assert state(withdrawn).verdict is None


def test_a_first_number_that_was_taken_away_leaves_no_comparison() -> None:
    records = history(whole())
    first = next(r for r in records if r["session"] == "s3" and r.get("when") == "before")
    change = stamped("s3", 300, "changed", record=first["id"], fields={"anxiety": None})
    assert state([*records, change]).verdict is None


def test_what_was_changed_after_its_end_was_seen_changes_nothing() -> None:
    records = history(whole())
    after = next(r for r in records if r["session"] == "s2" and r.get("when") == "after")
    fields = {"record": after["id"], "fields": {"anxiety": 10}}
    seen = stamped("t", 350, "tried", how="done")
    before = state([*records, stamped("s2", 349, "changed", **fields), seen])
    late = state([*records, stamped("s2", 351, "changed", **fields), seen])
    assert before.ends[0][10] == 1
    assert late.ends[0][10] == 0
    assert not late.is_unseen


def test_a_try_that_was_stopped_has_its_runs_and_no_comparison() -> None:
    shown = state(history(whole(), stamped("t", 400, "tried", how="stopped")))
    assert (shown.ending, len(shown.runs), shown.verdict, shown.ends) == (
        "stopped",
        14,
        None,
        ((), ()),
    )


def test_the_order_of_records_and_copies_change_nothing() -> None:
    records = history(whole(), stamped("t", 400, "tried", how="done"))
    expected = only(records)
    for seed in range(20):
        mixed = records + records[::3]
        random.Random(seed).shuffle(mixed)
        assert only(list({record["id"]: record for record in mixed}.values())) == expected


def test_a_long_journal_is_not_held() -> None:
    other = [stamped(f"o{n}", n, "begun", routine=PAIR[0], title="One") for n in range(100)]
    records = history(whole()) + other
    some = records_of_tries(lambda: iter(records))
    assert read_tries(some) == read_tries(records)
    assert len(some) == len(records) - len(other)


def closed(how: str) -> Try:
    records = history(whole(), stamped("t", 400, "tried", how=how))
    return only(records)


def test_the_budget_of_a_life() -> None:
    done = [closed("done")]
    alphas = [next_alpha(done * number) for number in range(6)]
    assert alphas == [0.03, 0.01, 0.005, 0.0025, 0.00125, 0.000625]
    assert sum(alphas) < 0.05
    assert next_alpha([closed("stopped"), closed("rose"), only(history([]))]) == 0.03


def test_one_try_at_a_time_is_the_current_one() -> None:
    going_on = only(history(whole()[:2]))
    assert current_try([closed("done"), going_on]) == going_on
    assert current_try([closed("done")]) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"routines": [PAIR[0]]},
        {"routines": "ab"},
        {"routines": [PAIR[0], 3]},
        {"rate": "joy"},
        {"draws": 0},
        {"draws": "many"},
        {"draws": 1e9},
        {"alpha": 0.5},
        {"alpha": None},
        {"at": "never"},
    ],
)
def test_a_record_that_makes_no_sense_is_no_try(fields: dict[str, object]) -> None:
    assert read_tries([{**trying(), **fields}, *run(1, 0)]) == []


@pytest.mark.parametrize("arm", [2, -1, "0", None, [0]])
def test_a_draw_that_makes_no_sense_is_none(arm: object) -> None:
    first, *others = run(1, 0)
    one = only([trying(), {**first, "arm": arm}, *others])
    assert (one.runs, one.drawn, one.is_complete) == ((), 1, False)
