"""What each key makes of a routine's adjustments."""

from __future__ import annotations

from calmtui.content.adjust import Adjustments
from calmtui.content.adjust_keys import (
    next_length,
    next_pace,
    next_settle_time,
    skipped_parts,
    toggle_part,
)
from calmtui.content.library import Library
from calmtui.content.parts import part_names
from calmtui.content.values import Seconds


def test_plus_and_minus_go_through_the_usual_lengths(library: Library) -> None:
    box = library.find("box")
    assert box.lengths == tuple(map(Seconds, (76, 180, 300, 600)))
    choices = next_length(box, Adjustments(), 1)
    assert choices.seconds == Seconds(600)
    assert next_length(box, choices, 1) == choices
    assert next_length(box, choices, -1) == Adjustments()
    # One that names none.
    assert next_length(library.find("rain"), Adjustments(), -1).seconds == Seconds(300)
    # A wait: its delays.
    assert next_length(library.find("wait"), Adjustments(), 1).seconds == Seconds(1800)


def test_choices_turn_both_ways(library: Library) -> None:
    box, pmr = library.find("box"), library.find("pmr-7")
    assert next_settle_time(box, next_settle_time(box, Adjustments(), 1), -1) == Adjustments()
    assert next_pace(next_pace(Adjustments(), 1), -1) == Adjustments()
    without = toggle_part(pmr, Adjustments(), "Neck")
    assert skipped_parts(pmr, without) == ("Neck",)
    assert toggle_part(pmr, without, "Neck") == Adjustments()
    assert len(part_names(pmr)) == 7
