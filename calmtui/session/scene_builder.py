"""What the person faces at the step that is on: a scene of the parts of a run. Pure."""

from __future__ import annotations

from calmtui.content.routine import Ask as AskStep
from calmtui.content.routine import Choose as ChooseStep
from calmtui.content.routine import Decide as DecideStep
from calmtui.content.routine import DelayStep, Line, RateStep, Safety, Step
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.outcome import FEAR, choices
from calmtui.session.ratings import THIRD, Ratings, question
from calmtui.session.run_clock import RunClock
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    FearScene,
    GuideScene,
    RateScene,
    Scene,
    When,
)
from calmtui.session.timeline import Moment, Phase, Sea
from calmtui.session.undo import Given
from calmtui.session.urge import Urge
from calmtui.text.durations import format_ago
from calmtui.text.i18n import _

OFTEN = 3  # times that more time was chosen, after which the way to someone else is named first


def build_scene(
    step: Step,
    course: RunClock,
    changes: LiveAdjustments,
    ratings: Ratings,
    urge: Urge,
    again: Given | None = None,
) -> Scene:
    """The scene of a step, or of what lies over it; `again` is what was answered, when it is asked once more."""
    sea = course.sea(ratings.marks)
    ago = format_ago(course.since_begun)
    if urge.overlay == "fear":
        on = _("Go on with the wait") if course.wait_at is not None else _("Go on")
        return FearScene(_(FEAR), on, sea)
    if urge.overlay == "words":
        return AskScene(_("What you parked. It stays here."), 5, False, sea, True, urge.words())
    if urge.overlay in ("card", "third"):
        said = (
            _(THIRD) if urge.overlay == "third" else _("Your card: {card}").format(card=urge.card)
        )
        phase = Phase("say", 0.0, 1.0, said, course.step)
        return GuideScene(
            Moment(phase, 0.0, 1.0, 0.0, 1.0), False, 0.0, course.remaining, sea, until_key=True
        )
    if isinstance(step, RateStep):
        when = again.when if again else _when(step, course, ratings)
        words = urge.words() if when == "after" and urge.decide_at is not None else ""
        asked = step.text or question(step.what, when)
        given = again.value if again and isinstance(again.value, int) else None
        return RateScene(
            step.what, when, asked, sea, words=words, ago=ago if words else "", given=given
        )
    if isinstance(step, AskStep):
        written = again.value if again and isinstance(again.value, str) else urge.words(step)
        return AskScene(step.text, step.lines, step.keep is not None, sea, step.park, written)
    chosen = again.value if again and isinstance(again.value, tuple) else ()
    if isinstance(step, ChooseStep):
        return ChooseScene(
            step.text, urge.options(step), step.many, step.keep is not None, sea, chosen
        )
    if isinstance(step, Safety | DelayStep):
        return ChooseScene(step.text, urge.options(step), False, False, sea, chosen)
    if isinstance(step, Line):
        return CopyScene(
            step.text,
            urge.fill_line(step, course.delay_left, course.delay or 0.0, course.time[1]),
            False,
            sea,
        )
    if isinstance(step, DecideStep):
        options = choices(urge.words(), sends=urge.parks)
        early = course.delay_left > course.seconds_after_wait
        people = urge.extended >= OFTEN
        return DecideScene(
            step.text, options, urge.words(), ago, ratings.before_after_line, sea, early, people
        )
    return _guide(course, changes, ratings, urge, sea)


def _guide(
    course: RunClock, changes: LiveAdjustments, ratings: Ratings, urge: Urge, sea: Sea | None
) -> GuideScene:
    moment = course.moment
    passing = urge.decide_at is not None
    return GuideScene(
        moment,
        course.paused,
        course.progress,
        course.remaining,
        sea,
        until_key=not course.waiting and not course.timed(course.step),
        check_in=course.check_in and not ratings.silent,
        passing=passing,
        waiting=course.waiting,
        doing=urge.doing if course.waiting else "",
        parked=passing and bool(urge.words()),
        aside=changes.notes_at(moment, course.step_left, course.time[0]),
    )


def _when(step: RateStep, course: RunClock, ratings: Ratings) -> When:
    """What a rating at a step is: the one before, one in the middle, or the one after."""
    if course.step > course.last:
        return "after"
    first = course.previous_timed_step is None and (step.what, "before") not in ratings.given
    return "before" if first else "during"
