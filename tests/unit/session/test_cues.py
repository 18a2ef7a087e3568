"""What is heard of a guide with closed eyes: each phase once, when it begins."""

from __future__ import annotations

import pytest

from calmtui.content.library import Library
from calmtui.session.cues import Cue, CueKind, Cues
from calmtui.session.scene import FinishedScene, RateScene
from calmtui.session.timeline import Timeline
from tests.support.engine import routine
from tests.support.frames import SIDES, guide


def heard(a: object, step: float = 0.25) -> list[Cue]:
    """All cues of a guide, looked at several times a second, and of the rating after it."""
    cues = Cues()
    timeline = Timeline.of(a)  # type: ignore[arg-type]
    seen = []
    for number in range(int(timeline.total / step)):
        seen.append(cues.next(guide(a, number * step)))  # type: ignore[arg-type]
    rating = RateScene("anxiety", "after", "And now?")
    seen += [
        cues.next(rating),
        cues.next(rating),
        cues.next(FinishedScene("completed", ("Done.",))),
    ]
    return [cue for cue in seen if cue is not None]


def test_a_breath_has_a_cue_for_each_side_and_the_end_has_one() -> None:
    sides = [CueKind.IN, CueKind.TEXT, CueKind.OUT, CueKind.TEXT]
    cues = heard(routine(f"[[steps]]\n{SIDES}"))
    assert [cue.kind for cue in cues] == [*sides, *sides, CueKind.END]
    assert [cue.words for cue in cues] == [
        *["Breathe in", "Hold", "Breathe out", "Rest"] * 2,
        "",
    ]


def test_of_a_muscle_the_part_is_said_before_it_is_tightened(library: Library) -> None:
    a = library.find("pmr-7")
    parts = [phase.part for phase in Timeline.of(a).phases if phase.kind == "tense"]
    tight = [cue for cue in heard(a) if cue.kind is CueKind.TIGHTEN]
    assert [cue.words.split(". ")[:2] for cue in tight] == [[part, "Tighten"] for part in parts]
    assert sum(cue.kind is CueKind.LET_GO for cue in heard(a)) == len(parts)
    assert all(cue.words for cue in heard(a) if cue.kind is CueKind.LET_GO)


def test_a_paused_guide_is_silent_and_goes_on_where_it_was() -> None:
    a = routine(f"[[steps]]\n{SIDES}")
    cues = Cues()
    assert cues.next(guide(a, 4.5, paused=True)) is None
    assert cues.next(guide(a, 4.5)) == Cue(CueKind.TEXT, "Hold")
    assert cues.next(guide(a, 5.0, paused=True)) is None
    assert cues.next(guide(a, 5.0)) is None


def test_before_a_guide_a_question_is_no_end() -> None:
    assert Cues().next(RateScene("anxiety", "before", "How anxious?")) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", ["box", "long-exhale", "pmr-16", "body-scan", "five-senses"])
def test_every_phase_is_heard_once_however_often_it_is_looked_at(
    name: str, library: Library
) -> None:
    a = library.find(name)
    assert len(heard(a)) == len(Timeline.of(a).phases) + 1
    assert heard(a, 0.1) == heard(a)
