"""What the keys of a run do where it is: those that do nothing there are left out. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from calmtui.content.routine import Breathe, Step
from calmtui.session.scene import (
    ChooseScene,
    CopyScene,
    DecideScene,
    FinishedScene,
    GuideScene,
    RateScene,
    Scene,
)
from calmtui.text.i18n import N_

RATING = N_("rate")
CHOOSING = N_("choose")
_MORE = N_("more options, where not all fit")
_ROUNDS = N_("longer or shorter rounds")
_DIGITS, _RATES = "123456789", "0123456789x"
_PAGE = 9  # options that fit on any screen


def available_actions(
    scene: Scene, step: Step | None, *, retakes: bool, holds: bool, nested: bool = False
) -> dict[str, str]:
    """Return the names of the keys that do something, each with what it does.

    `step` is the one that is on, None before and behind the steps; `retakes`: an answer can be asked once more;
    `holds`: the routine has holds; `nested`: the run lies over a wait.
    """
    return dict(_keys(scene, step, retakes, holds, nested))


def _keys(
    scene: Scene, step: Step | None, retakes: bool, holds: bool, nested: bool
) -> Iterator[tuple[str, str]]:
    if isinstance(scene, GuideScene):
        yield from _guide(scene, step, holds)
    elif isinstance(scene, RateScene):
        yield from ((key, RATING) for key in _RATES)
        yield "go_on", N_("skip") if scene.given is None else N_("keep it as it was")
        if holds and scene.when == "before":
            yield "holds", N_("without holds")
    elif isinstance(scene, ChooseScene):
        yield from ((key, CHOOSING) for key in _DIGITS[: len(scene.options)])
        yield "go_on", N_("go on") if scene.many else N_("skip")
        if len(scene.options) > _PAGE:
            yield "more", _MORE
            yield "fewer", _MORE
    elif isinstance(scene, DecideScene):
        yield from ((key, CHOOSING) for key in _DIGITS[: len(scene.options)])
    elif isinstance(scene, CopyScene):
        yield "copy", N_("copy the words shown")
        if scene.keepable:
            yield "keep", N_("keep the words shown, for calmtui draft")
        yield "go_on", N_("go on")
    elif isinstance(scene, FinishedScene):
        yield "go_on", N_("close")
        if scene.alternative and not nested:
            yield "instead", N_("another kind of routine")
        if scene.unkept:
            yield "elsewhere", N_("keep elsewhere what the disk refused")
    else:
        yield "go_on", N_("go on")
    if isinstance(scene, DecideScene | RateScene) and scene.words:
        yield "words", N_("your words")
    if isinstance(scene, FinishedScene | RateScene) and scene.back:
        yield "back", N_("back to the wait")
    elif isinstance(scene, DecideScene) and scene.early and not retakes:
        yield "back", N_("back to the sea")
    elif retakes and not isinstance(scene, GuideScene):
        yield "back", N_("change your last answer")
    if not isinstance(scene, FinishedScene):
        yield "leave", N_("leave")


def _guide(scene: GuideScene, step: Step | None, holds: bool) -> Iterator[tuple[str, str]]:
    if scene.check_in:
        yield from ((key, RATING) for key in _RATES)
        yield "go_on", N_("skip")
    elif scene.paused or scene.until_key:
        yield "go_on", N_("go on")
    elif scene.waiting:
        yield "go_on", N_("another routine; the wait goes on")
    yield "pause", N_("go on") if scene.paused else N_("pause")
    yield "next", N_("other words") if scene.waiting else N_("next step")
    yield "back", N_("this step again, or back")
    yield "time", N_("show the time left")
    if scene.passing:
        yield "passed", N_("it passed")
    if scene.parked and not scene.check_in:
        yield "words", N_("your words")
    if isinstance(step, Breathe):
        yield "longer", _ROUNDS
        yield "shorter", _ROUNDS
    if holds:
        yield "holds", N_("without holds, or with them")
    if scene.aside.care:
        yield "leave_out", N_("leave out the next part, or take it back in")
    if scene.aside.pace:
        yield "keep_pace", N_("keep this pace for the routine")
