"""What the person faces at the step that is on: a scene of the parts of a run. Pure."""

from __future__ import annotations

from calmtui.changes import Changes
from calmtui.course import Course
from calmtui.ending import FEAR, choices
from calmtui.lengths import ago_text
from calmtui.ratings import THIRD, Ratings, question
from calmtui.retake import Given
from calmtui.routine import Ask as AskStep
from calmtui.routine import Choose as ChooseStep
from calmtui.routine import Decide as DecideStep
from calmtui.routine import DelayStep, Line, RateStep, Safety, Step
from calmtui.scene import Ask, Choose, Copy, Decide, Fear, Guide, Rate, Scene, When
from calmtui.timeline import Moment, Phase, Sea
from calmtui.urge import Urge
from calmtui.words import _

OFTEN = 3  # times that more time was chosen, after which the way to someone else is named first


def facing(
    step: Step, course: Course, changes: Changes, ratings: Ratings, urge: Urge, again: Given | None = None
) -> Scene:
    """The scene of a step, or of what lies over it; `again` is what was answered, when it is asked once more."""
    sea = course.sea(ratings.marks)
    ago = ago_text(course.since_begun)
    if urge.over == "fear":
        on = _("Go on with the wait") if course.wait_at is not None else _("Go on")
        return Fear(_(FEAR), on, sea)
    if urge.over == "words":
        return Ask(_("What you parked. It stays here."), 5, False, sea, True, urge.words())
    if urge.over in ("card", "third"):
        said = _(THIRD) if urge.over == "third" else _("Your card: {card}").format(card=urge.card)
        phase = Phase("say", 0.0, 1.0, said, course.step)
        return Guide(Moment(phase, 0.0, 1.0, 0.0, 1.0), False, 0.0, course.left, sea, until_key=True)
    if isinstance(step, RateStep):
        when = again.when if again else _when(step, course, ratings)
        words = urge.words() if when == "after" and urge.decide_at is not None else ""
        asked = step.text or question(step.what, when)
        given = again.value if again and isinstance(again.value, int) else None
        return Rate(step.what, when, asked, sea, words=words, ago=ago if words else "", given=given)
    if isinstance(step, AskStep):
        written = again.value if again and isinstance(again.value, str) else urge.words(step)
        return Ask(step.text, step.lines, step.keep is not None, sea, step.park, written)
    chosen = again.value if again and isinstance(again.value, tuple) else ()
    if isinstance(step, ChooseStep):
        return Choose(step.text, urge.options(step), step.many, step.keep is not None, sea, chosen)
    if isinstance(step, Safety | DelayStep):
        return Choose(step.text, urge.options(step), False, False, sea, chosen)
    if isinstance(step, Line):
        return Copy(step.text, urge.filled(step, course.delay_left, course.delay or 0.0, course.time[1]), False, sea)
    if isinstance(step, DecideStep):
        options = choices(urge.words(), sends=urge.parks)
        early = course.delay_left > course.tail
        people = urge.extended >= OFTEN
        return Decide(step.text, options, urge.words(), ago, ratings.then_now, sea, early, people)
    return _guide(course, changes, ratings, urge, sea)


def _guide(course: Course, changes: Changes, ratings: Ratings, urge: Urge, sea: Sea | None) -> Guide:
    moment = course.moment
    passing = urge.decide_at is not None
    return Guide(
        moment,
        course.paused,
        course.progress,
        course.left,
        sea,
        until_key=not course.waiting and not course.timed(course.step),
        check_in=course.check_in and not ratings.silent,
        passing=passing,
        waiting=course.waiting,
        doing=urge.doing if course.waiting else "",
        parked=passing and bool(urge.words()),
        aside=changes.aside(moment, course.step_left, course.time[0]),
    )


def _when(step: RateStep, course: Course, ratings: Ratings) -> When:
    """What a rating at a step is: the one before, one in the middle, or the one after."""
    if course.step > course.last:
        return "after"
    first = course.earlier is None and (step.what, "before") not in ratings.given
    return "before" if first else "during"
