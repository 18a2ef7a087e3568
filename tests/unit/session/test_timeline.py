"""Timed steps as phases in a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.session.timeline import RELEASE, Timeline
from calmtui.text.i18n import set_language
from tests.support.engine import routine


def test_box_phases_follow_each_other(library: Library) -> None:
    timeline = Timeline.of(library.find("box"))
    assert [timeline.at(at).phase.word for at in (0, 12, 16, 20, 24, 28)] == [
        "", "Breathe in", "Hold", "Breathe out", "Rest", "Breathe in",
    ]  # fmt: skip
    moment = timeline.at(17)
    assert (moment.count, moment.left, moment.progress, moment.phase.round) == (2, 3, 0.25, 1)


def test_a_boundary_belongs_to_what_begins(library: Library) -> None:
    timeline = Timeline.of(library.find("long"))
    for phase in timeline.phases:
        assert timeline.at(phase.start).phase == phase


@given(st.floats(min_value=-10, max_value=400))
def test_every_instant_has_a_moment(seconds: float) -> None:
    timeline = Timeline.of(
        routine(
            '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 3\ntop_up = 1\nexhale = 8\n'
            "rounds = 24\n"
        )
    )
    moment = timeline.at(seconds)
    assert 0 <= moment.progress <= 1
    assert 0 <= moment.elapsed <= 288
    assert moment.count >= 1


@given(st.integers(1, 400), st.floats(0.5, 12), st.floats(0.5, 12))
def test_phases_leave_no_gap(rounds: int, inhale: float, exhale: float) -> None:
    timeline = Timeline.of(
        routine(
            f'[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = {inhale}\nexhale = {exhale}\n'
            f"rounds = {rounds}\n"
        )
    )
    for one, two in zip(timeline.phases, timeline.phases[1:], strict=False):
        assert one.start + one.seconds == pytest.approx(two.start, abs=1e-6)
    assert timeline.total == pytest.approx((inhale + exhale) * rounds)


def test_lungs_fill_and_empty() -> None:
    round_ = "inhale = 3\ntop_up = 1\nhold = 1\nexhale = 8\nrest = 1\nrounds = 2\n"
    timeline = Timeline.of(routine(f'[[steps]]\nkind = "breathe"\ntext = "x"\n{round_}'))
    assert [(phase.fill_start, phase.fill_end) for phase in timeline.phases[:5]] == [
        (0, 0.85), (0.85, 1), (1, 1), (1, 0), (0, 0),
    ]  # fmt: skip


def test_no_word_about_tightening_stays_while_a_part_is_let_go(
    library: Library, german: Library
) -> None:
    for there, said in ((library, RELEASE), (german, "Lass alles locker. Spür den Unterschied.")):
        set_language(("de",) if there is german else ())
        for id in ("pmr-4", "pmr-7", "pmr-16"):
            phases = Timeline.of(there.find(id)).phases
            assert {phase.text for phase in phases if phase.kind == "release"} == {said}
            assert said not in {phase.text for phase in phases if phase.kind != "release"}
