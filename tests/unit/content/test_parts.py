"""The parts of a routine that can be left out."""

from __future__ import annotations

import pytest

import calmtui.content.parts
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.adjust_keys import (
    skipped_parts,
    toggle_part,
)
from calmtui.content.library import Library
from calmtui.content.routine import Step, Tense
from calmtui.session.timeline import Timeline
from tests.support.engine import routine


def test_a_part_that_is_left_out_takes_its_seconds_along(library: Library) -> None:
    a = apply_adjustments(library.find("pmr-7"), Adjustments(skip=("neck", "Face")))
    assert [step.part for step in a.steps if isinstance(step, Tense)] == [
        "Strong arm", "Other arm", "Chest, shoulders, back, belly", "Strong leg", "Other leg",
    ]  # fmt: skip
    assert a.seconds == 360 - 2 * 41 == Timeline.of(a).total


def test_cold_is_left_out_whole(library: Library) -> None:
    a = apply_adjustments(library.find("cold"), Adjustments(skip=("cold",)))
    assert a.seconds == 300 - 70


def test_a_part_that_is_not_there_changes_nothing(library: Library) -> None:
    a = library.find("pmr-7")
    assert apply_adjustments(a, Adjustments(skip=("tail",))) == a


def test_something_is_always_left() -> None:
    a = routine('[[steps]]\nkind = "tense"\ntext = "t"\npart = "p"\ntense = 5\nrelease = 20\n')
    assert apply_adjustments(a, Adjustments(skip=("p",))) == a


def test_leaving_parts_out_looks_at_every_step_a_few_times_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tense = '[[steps]]\nkind = "tense"\ntext = "t"\npart = "p{}"\ntense = 1\nrelease = 1\n'
    many = routine("".join(tense.format(number) for number in range(1000)))
    looked = [0]
    part = calmtui.content.parts._part_of

    def counted(step: Step) -> str:
        looked[0] += 1
        return part(step)

    monkeypatch.setattr("calmtui.content.parts._part_of", counted)
    choices = Adjustments(skip=tuple(f"p{number}" for number in range(500)))
    assert len(apply_adjustments(many, choices).steps) == 500
    assert len(skipped_parts(many, choices)) == 500
    assert len(toggle_part(many, choices, "p700").skip) == 501
    assert looked[0] < 10_000
