"""What an urge carries beside its guide: parked words, fear, triggers, the outcome.

No clock and no journal: the run gives times in and writes the records that come out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from calmtui.config.settings import Card
from calmtui.config.support import SupportList
from calmtui.content.question_steps import Ask, Choose
from calmtui.content.routine import Routine
from calmtui.content.urge_steps import Decide, DelayStep, Line, Safety
from calmtui.session.outcome import Fear, Outcome, OutcomeFlow, fear_options
from calmtui.session.scene import Option, text_options
from calmtui.storage.background import Work
from calmtui.storage.device import DeviceStore
from calmtui.storage.records import Record
from calmtui.text.durations import format_long
from calmtui.text.sanitize import sanitize, single_line

MAX_OPTIONS = 36  # as many as there are keys for
MINUTE = 60.0
_LAST = 0.5  # seconds that a draft may take at the end
MAX_TRIGGER = 80  # characters


class Urge:
    """The person's side of one run of `routine`, whose id is `session`.

    `afraid` is None while it was not asked.
    """

    def __init__(
        self, routine: Routine, session: str, state: DeviceStore, mine: SupportList
    ) -> None:
        self._routine = routine
        self._session = session
        self._state = state
        self.mine = mine
        self.decide_at = next(
            (i for i, step in enumerate(routine.steps) if isinstance(step, Decide)), None
        )
        self.parks = any(isinstance(step, Ask) and step.park for step in routine.steps)
        self.opens = any(isinstance(step, Decide) and step.opens for step in routine.steps)
        self.afraid: bool | None = None
        self.extended = 0  # how often more time was chosen
        self.doing = ""
        self.triggers: tuple[str, ...] = ()
        self.outcome: Outcome | None = None
        self._draft: Work | None = None
        self._offered = ""  # what cards were offered for before the outcome

    @property
    def card(self) -> Card | None:
        """The person's if-then card for what happened just before."""
        return self.mine.card_for(self.triggers)

    @property
    def closing_line(self) -> tuple[str, ...]:
        """What is said of the outcome."""
        if self.outcome is None or self.opens:
            return ()
        return (self.outcome.closing_line,)

    @property
    def is_decided_against(self) -> bool:
        """Whether sending, or opening a program, was a choice and was not chosen."""
        if self.decide_at is None or not (self.parks or self.opens):
            return False
        return self.outcome is None or not self.outcome.is_sending

    # Words that stay on this machine

    def park(self, text: str) -> bool:
        """Park the words of an answer; return whether the disk took them."""
        return self._state.run_files.park(self._session, sanitize(text).strip())

    def words(self, step: Ask | None = None) -> str:
        """Return the parked words; with a step, only if it is the one that parks them."""
        if step is not None and not step.park:
            return ""
        return self._state.run_files.parked_text(self._session)

    def keep_draft(self, text: str) -> Work:
        """Save a draft until the person forgets it; return what a slow disk is still at."""
        self._draft = self._state.save_draft(sanitize(text).strip())
        return self._draft

    def wait_for_draft(self) -> None:
        """Give a slow disk a little time for the draft: what calmtui has not written is lost."""
        if self._draft is not None:
            self._draft.wait(_LAST)

    # Questions and answers

    def options(self, step: Choose | Safety | DelayStep) -> tuple[Option, ...]:
        """Return what can be chosen."""
        if isinstance(step, Safety):
            return fear_options()
        if isinstance(step, DelayStep):
            delays = self._routine.delays
            return tuple(Option(f"{seconds:g}", format_long(seconds)) for seconds in delays)
        texts: tuple[str, ...] = step.options
        if step.things:
            texts = tuple(dict.fromkeys((*self.mine.things, *texts)))
        return text_options(texts[:MAX_OPTIONS])

    def choose(self, step: Choose, picked: tuple[str, ...]) -> bool:
        """Take what was picked for the wait and for the card.

        Return whether there is a card to show.
        """
        if step.things:
            self.doing = ", ".join(picked)
        if step.keep == "trigger":
            self.triggers = picked
        return step.keep == "trigger" and self.card is not None

    def restore_triggers(self, triggers: object) -> None:
        """Take the triggers that a journal, perhaps of another machine, has kept."""
        if isinstance(triggers, list):
            self.triggers = tuple(
                single_line(str(trigger))[:MAX_TRIGGER] for trigger in triggers[:MAX_OPTIONS]
            )

    def answer_safety(self, picked: tuple[str, ...]) -> bool:
        """Take the answer about fear, which is written nowhere; return whether help comes next."""
        self.afraid = None
        if picked:
            self.afraid = picked[0] != Fear.NO
        return bool(self.afraid)

    @staticmethod
    def fill_line(step: Line, left: float, whole: float, now: datetime) -> str:
        """Return a line to send or say.

        It names the minutes that are left, the time of the return, and that of a second break.
        """
        left = max(left, MINUTE)
        back = now + timedelta(seconds=left)
        later = now + timedelta(seconds=whole)
        line = step.line.replace("{minutes}", f"{round(left / MINUTE)}")
        return line.replace("{time}", f"{back:%H:%M}").replace("{later}", f"{later:%H:%M}")

    # The outcome

    def decide(
        self,
        choice: Outcome,
        since: float,
        pull: int | None,
        end: Callable[[Record], None],
        *,
        rate: bool,
    ) -> OutcomeFlow:
        """Set the outcome, once.

        Args:
            choice: The outcome; waiting on is none.
            since: Seconds since the run began.
            pull: The last rating of the pull.
            end: Writes its record and the end as one; then the words are forgotten.
            rate: Whether the pull is still to be asked for.

        Returns:
            The scenes that follow.
        """
        assert choice is not Outcome.MORE
        assert self.outcome is None
        words, trigger = self.words(), next(iter(self.triggers), "")
        self._offered = self._state.get("offered")
        offered = self._offered.split("\n")
        offers_card = self._can_offer_card(trigger) and trigger not in offered
        if offers_card:
            self._state.put("offered", "\n".join([*filter(None, offered), trigger]))
        self.outcome = choice
        end({"what": "answered", "key": "choice", "value": [choice], "after": round(since, 1)})
        return OutcomeFlow(
            choice,
            words,
            pull,
            self.afraid,
            self.mine,
            trigger,
            rate=rate and not self.opens,
            offer_card=offers_card,
            opens=self.opens,
        )

    def _can_offer_card(self, trigger: str) -> bool:
        """Whether a card for next time may be asked for.

        In a private run it would be forgotten; the trigger of a locked session must not get into
        the settings.
        """
        if (
            not trigger
            or self.opens
            or self.afraid
            or self._state.is_private
            or self._state.is_locked
        ):
            return False
        return self.mine.card_for((trigger,)) is None

    def undecide(self, words: str) -> None:
        """Take the outcome back: `words` are parked again."""
        self.outcome = None
        if self._state.get("offered") != self._offered:
            self._state.put("offered", self._offered)
        self.park(words)
