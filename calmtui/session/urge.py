"""What an urge carries beside its guide: the parked words, a fear, the thing to do, the triggers, the outcome.

No clock and no journal: Session gives times in and writes the records that come out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from calmtui.config.settings import Card
from calmtui.config.support import SupportList
from calmtui.content.routine import Ask, Choose, Decide, DelayStep, Line, Routine, Safety
from calmtui.session.outcome import Fear, Outcome, OutcomeFlow, fear_options
from calmtui.session.scene import Option, text_options
from calmtui.storage.device import DeviceStore
from calmtui.storage.records import Record
from calmtui.text.durations import format_long
from calmtui.text.sanitize import sanitize, single_line

MAX_OPTIONS = 36  # as many as there are keys for


class Urge:
    """The person's side of one run of `routine`, whose id is `session`. `afraid` is None while it was not asked."""

    def __init__(
        self, routine: Routine, session: str, state: DeviceStore, mine: SupportList
    ) -> None:
        self._routine, self._session, self._state, self._mine = routine, session, state, mine
        self.decide_at = next(
            (i for i, step in enumerate(routine.steps) if isinstance(step, Decide)), None
        )
        self.parks = any(isinstance(step, Ask) and step.park for step in routine.steps)
        self.afraid: bool | None = None
        self.extended = 0  # how often more time was chosen
        self.doing = ""
        self.triggers: tuple[str, ...] = ()
        self.outcome: Outcome | None = None
        self._offered = ""  # what cards were offered for before the outcome

    @property
    def card(self) -> Card | None:
        """The person's if-then card for what happened just before."""
        return self._mine.card_for(self.triggers)

    @property
    def closing_line(self) -> tuple[str, ...]:
        """What is said of the outcome."""
        return (self.outcome.closing_line,) if self.outcome else ()

    @property
    def decided_against(self) -> bool:
        """Whether sending was a choice, and was not chosen."""
        if self.decide_at is None or not self.parks:
            return False
        return self.outcome is None or not self.outcome.is_sending

    # Words that stay on this machine

    def park(self, value: str | tuple[str, ...]) -> bool:
        """Park the words of an answer; says whether the disk took them."""
        return self._state.run_files.park(
            self._session, sanitize(value).strip() if isinstance(value, str) else ""
        )

    def words(self, step: Ask | None = None) -> str:
        """The parked words; with a step, only if it is the one that parks them."""
        return self._state.run_files.parked_text(self._session) if step is None or step.park else ""

    def keep_draft(self, text: str) -> bool:
        """Keep a draft, because the person says so, until they forget it; says whether it is kept."""
        return self._state.put("draft", sanitize(text).strip())

    # Questions and answers

    def options(self, step: Choose | Safety | DelayStep) -> tuple[Option, ...]:
        """What may be picked."""
        if isinstance(step, Safety):
            return fear_options()
        if isinstance(step, DelayStep):
            delays = self._routine.delays
            return tuple(Option(f"{seconds:g}", format_long(seconds)) for seconds in delays)
        own = self._mine.things if step.things else ()
        texts = tuple(dict.fromkeys((*own, *step.options)))
        return text_options(texts[:MAX_OPTIONS])

    def chosen(self, step: Choose, picked: tuple[str, ...]) -> bool:
        """Take what was picked for the wait and for the card; return whether there is a card to show."""
        if step.things:
            self.doing = ", ".join(picked)
        if step.keep == "trigger":
            self.triggers = picked
        return step.keep == "trigger" and self.card is not None

    def restore_triggers(self, triggers: object) -> None:
        """Take the triggers that a journal, perhaps of another machine, has kept."""
        if isinstance(triggers, list):
            self.triggers = tuple(single_line(str(trigger))[:80] for trigger in triggers[:36])

    def answer_safety(self, picked: tuple[str, ...]) -> bool:
        """Take the answer about fear, which is written nowhere; says whether help comes next."""
        self.afraid = picked[0] != Fear.NO if picked else None
        return bool(self.afraid)

    @staticmethod
    def fill_line(step: Line, left: float, whole: float, now: datetime) -> str:
        """A line to send or say, with the minutes that are left, the time of the return, and that of a second break."""
        left = max(left, 60.0)
        back, later = (
            (now + timedelta(seconds=seconds)).strftime("%H:%M") for seconds in (left, whole)
        )
        line = step.line.replace("{minutes}", f"{round(left / 60)}")
        return line.replace("{time}", back).replace("{later}", later)

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
        """Set the outcome, once. `end` writes its record and the end as one, and then the words are forgotten."""
        assert choice is not Outcome.MORE
        assert self.outcome is None
        words, trigger = self.words(), next(iter(self.triggers), "")
        self._offered = self._state.get("offered")
        offered = self._offered.split("\n")
        card = (
            bool(trigger)
            and not self.afraid
            and self._mine.card_for((trigger,)) is None
            and trigger not in offered
        )
        # A card for next time would be forgotten, or write the trigger of a locked session into the settings.
        card = card and not self._state.is_private and not self._state.is_locked
        if card:
            self._state.put("offered", "\n".join([*filter(None, offered), trigger]))
        self.outcome = choice
        end({"what": "answered", "key": "choice", "value": [choice], "after": round(since, 1)})
        return OutcomeFlow(
            choice, words, pull, self.afraid, self._mine, trigger, rate=rate, offer_card=card
        )

    def undecide(self, words: str) -> None:
        """Take the outcome back: `words` are parked again."""
        self.outcome = None
        if self._state.get("offered") != self._offered:
            self._state.put("offered", self._offered)
        self.park(words)
