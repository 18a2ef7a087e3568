"""A routine made gentler, shorter or longer, before a run."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.adjust import Adjustments, apply_adjustments, from_step, has_holds, in_delay
from calmtui.content.library import Library
from calmtui.content.routine import Breathe, Say, Tense, guide_seconds
from calmtui.content.values import Seconds
from calmtui.session.timeline import Timeline
from calmtui.storage.paths import bundled_routines_path
from tests.support.engine import routine

ALL = [
    entry.routine
    for entry in Library(bundled_routines_path(), Path("/nonexistent")).entries
    if entry.routine
]
TIMED = [a for a in ALL if a.delay is None and a.seconds]


def counts(a: object) -> list[tuple[int, list[str]]]:
    return [
        (step.total_rounds, [f"{kind} {seconds:g}" for kind, seconds in step.phases])
        for step in getattr(a, "steps", ())
        if isinstance(step, Breathe)
    ]


def test_without_holds_a_box_is_in_and_out_for_as_long(library: Library) -> None:
    a = apply_adjustments(library.find("box"), Adjustments(no_holds=True))
    assert counts(a) == [(36, ["inhale 4", "exhale 4"])]
    assert a.seconds == 300
    assert not has_holds(a)


def test_without_holds_4_7_8_keeps_its_length_by_whole_rounds(library: Library) -> None:
    a = apply_adjustments(library.find("four"), Adjustments(no_holds=True))
    assert counts(a) == [(6, ["inhale 4", "exhale 8"])]
    assert abs(a.seconds - 90) <= 6


@pytest.mark.parametrize("a", ALL, ids=lambda a: a.id)
def test_every_routine_has_a_form_without_holds(a: object) -> None:
    gentle = apply_adjustments(a, Adjustments(no_holds=True))  # type: ignore[arg-type]
    assert not any(step.hold or step.rest for step in gentle.steps if isinstance(step, Breathe))


def test_minutes_keep_the_settling_lines_and_fit_whole_rounds(library: Library) -> None:
    a = apply_adjustments(library.find("box"), Adjustments(seconds=Seconds(180)))
    assert isinstance(a.steps[0], Say)
    assert a.steps[0].seconds == Seconds(12)
    assert counts(a)[0][0] == 10  # 168 s of 16 s rounds: 10.5, the even one
    assert apply_adjustments(
        library.find("steady-breath"), Adjustments(seconds=Seconds(600))
    ).seconds == pytest.approx(600, abs=5.5)


@pytest.mark.parametrize("minutes", [2, 5, 10, 20, 60])
@pytest.mark.parametrize("a", TIMED, ids=lambda a: a.id)
def test_every_routine_fits_its_minutes_or_is_as_short_as_it_can_be(
    a: object, minutes: int
) -> None:
    fitted = apply_adjustments(a, Adjustments(seconds=Seconds(minutes * 60)))  # type: ignore[arg-type]
    rounds = [step.round_seconds for step in fitted.steps if isinstance(step, Breathe)]
    tight = any(isinstance(step, Tense) for step in fitted.steps)
    if not tight or minutes * 60 >= 300:
        assert abs(fitted.seconds - minutes * 60) <= max([*rounds, 1]) / 2 * max(len(rounds), 1) + 1
    for step in fitted.steps:
        if isinstance(step, Tense):
            assert step.release >= 10
            assert step.tense <= 6  # tension is never stretched


def test_cold_is_never_longer_than_it_may_be(library: Library) -> None:
    a = apply_adjustments(library.find("cold"), Adjustments(seconds=Seconds(1200)))
    assert a.seconds == pytest.approx(1200, abs=6)
    assert [step.seconds for step in a.steps if isinstance(step, Say) and step.most] == [
        Seconds(30),
        Seconds(30),
    ]


def test_a_delay_is_what_minutes_change_in_a_wait(library: Library) -> None:
    a = apply_adjustments(library.find("ride"), Adjustments(seconds=Seconds(300)))
    assert a.delay == Seconds(300)
    assert Timeline.of(a).total <= 305
    longer_one = apply_adjustments(library.find("ride"), Adjustments(seconds=Seconds(1800)))
    assert (longer_one.delay, Timeline.of(longer_one).total) == (Seconds(1800), 600)


def test_settling_is_the_text_before_the_first_breath(library: Library) -> None:
    a = apply_adjustments(library.find("box"), Adjustments(settle=Seconds(45)))
    assert isinstance(a.steps[0], Say)
    assert (a.steps[0].seconds, a.seconds) == (Seconds(45), 333)
    for id in ("rain", "cold", "ride", "stop"):  # what they say before a breath is not for settling
        assert apply_adjustments(library.find(id), Adjustments(settle=Seconds(45))) == library.find(
            id
        )


def test_a_breath_without_a_text_before_it_gets_time_to_settle() -> None:
    a = routine('[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 4\nrounds = 2\n')
    a = msgspec.structs.replace(a, group="breathe")
    assert apply_adjustments(a, Adjustments(settle=Seconds(10))).seconds == 18


def test_pace_stretches_the_rounds_and_keeps_the_length(library: Library) -> None:
    a = apply_adjustments(library.find("long"), Adjustments(pace=1.2))
    assert counts(a) == [(23, ["inhale 4.8", "exhale 7.2"])]
    assert a.seconds == pytest.approx(300, abs=6)
    assert counts(apply_adjustments(library.find("long"), Adjustments(pace=9.0)))[0][1] == [
        "inhale 8",
        "exhale 12",
    ]


@given(
    st.sampled_from(ALL),
    st.builds(
        Adjustments,
        no_holds=st.booleans(),
        skip=st.lists(
            st.sampled_from(["neck", "cold", "Face", "sight", "feet", "x"]), max_size=3
        ).map(tuple),
        seconds=st.none() | st.floats(1, 40_000).map(Seconds),
        settle=st.none() | st.floats(1, 600).map(Seconds),
        pace=st.floats(0.1, 5),
    ),
)
def test_any_choices_give_a_routine_that_can_be_run(a: object, choices: Adjustments) -> None:
    made = apply_adjustments(a, choices)  # type: ignore[arg-type]
    timeline = Timeline.of(made)
    assert 0 <= timeline.total <= 13 * 3600
    assert made.steps
    for one, two in zip(timeline.phases, timeline.phases[1:], strict=False):
        assert two.start == pytest.approx(one.start + one.seconds, abs=1e-6)


def test_a_preview_begins_at_its_step_and_asks_nothing(library: Library) -> None:
    a = from_step(library.find("box"), 2)
    assert (len(a.steps), a.rate) == (1, ())
    for number in (0, 3):
        with pytest.raises(ValueError, match="from 1 to 2"):
            from_step(library.find("box"), number)


def test_choices_are_plain_toml_values() -> None:
    assert msgspec.to_builtins(Adjustments(seconds=Seconds(3)), enc_hook=float) == {"seconds": 3.0}


def test_whatever_is_chosen_for_a_routine_that_is_good_it_begins_at_once() -> None:
    breath = '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 0.5\n{}rounds = {}\n'
    for steps in (
        breath.format("exhale = 0.5\n", 10_000),
        breath.format("", 10_000) * 2,
        breath.format("", 20) * 1000,
    ):
        good = routine(steps, 'lengths = ["12h"]')
        for pace in (0.5, 1.0, 2.0):
            for seconds in (None, Seconds(43_200)):
                breaths = apply_adjustments(
                    good, Adjustments(pace=pace, seconds=seconds, no_holds=True)
                ).steps
                assert (
                    sum(
                        len(step.phases) * step.total_rounds
                        for step in breaths
                        if isinstance(step, Breathe)
                    )
                    < 90_000
                )
                assert all(
                    length >= 0.5
                    for step in breaths
                    if isinstance(step, Breathe)
                    for _, length in step.phases
                )


@pytest.mark.parametrize("id", ["ride-the-urge", "wait-it-out", "pause-and-return"])
@pytest.mark.parametrize("delay", [1, 20, 60, 120, 300, 599, 600, 3600])
def test_the_timed_steps_of_an_urge_fit_into_any_delay(
    library: Library, id: str, delay: float
) -> None:
    whole = library.find(id)
    routine = in_delay(whole, delay)
    assert guide_seconds(routine.steps) <= delay
    assert [step for step in routine.steps if not guide_seconds([step])] == [
        step for step in whole.steps if not guide_seconds([step])
    ]
    assert routine.title == whole.title
    if guide_seconds(whole.steps) <= delay:
        assert routine is whole
