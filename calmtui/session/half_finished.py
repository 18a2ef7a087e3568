"""A tool that was left in the middle: its answers stay on this machine for a day, to go on with.

They are sealed while the journal is locked; of a private run nothing stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from calmtui.content.question_steps import Ask
from calmtui.content.routine import Routine
from calmtui.session.earlier_answers import recall
from calmtui.session.undo import Given
from calmtui.storage.device import DeviceStore

if TYPE_CHECKING:
    from calmtui.history.open_runs import OpenRun
    from calmtui.session.run import Run


class HalfFinished:
    """The answers of one run of `routine`, whose id is `session`, by their steps.

    A wait has ways of its own to be gone back to, and what leads to firm ground leaves nothing.
    """

    def __init__(self, routine: Routine, session: str, state: DeviceStore) -> None:
        self._routine = routine
        self._session = session
        self._files = state.half_files
        parks = any(isinstance(step, Ask) and step.park for step in routine.steps)
        asks = any(step.stays for step in routine.steps)
        self.is_offered = asks and not (parks or routine.delay or routine.close or state.is_private)
        self._answers: dict[int, Given] = {}
        self._saved = ""

    @property
    def is_there(self) -> bool:
        """Whether something was answered that stays when the run is left."""
        return bool(self._saved)

    def note(self, run: Run) -> None:
        """Save what is answered by now, if it is more than before."""
        if not self.is_offered or not run.is_running:
            return
        if run.urge.afraid:  # whoever is feared may look here
            self.forget()
            return
        for step, kind in enumerate(self._routine.steps):
            given = run.answers.given(step)
            if given is not None and kind.stays:
                self._answers[step] = given
        if not any(given.value for given in self._answers.values()):
            return
        answers = {str(step): given[:2] for step, given in self._answers.items()}
        import json  # noqa: PLC0415 - 2 ms, and most runs have no answer to save

        text = json.dumps({"session": self._session, "step": run.clock.step, "answers": answers})
        if text != self._saved:
            self._saved = text
            self._files.put(self._session, text)

    def forget(self) -> None:
        """Forget the answers: the run has ended, or nothing of it is to stay."""
        self._answers.clear()
        if self._saved:
            self._saved = ""
            self._files.put(self._session, "")

    def restore(self, run: Run, interrupted: OpenRun) -> int | None:
        """Take back the answers of this run; return the step that was on, if that is known.

        What the journal has counts: an end at any instant may have come before it was noted here.
        """
        self._saved = self._files.get(self._session, run.recorder.journal.key)
        half = _parse(self._saved)
        recall(run, interrupted)
        for step, given in sorted(_answers_of(half, len(self._routine.steps))):
            given = run.answers.given(step) or given
            self._answers[step] = given
            run.answers.note(step, partial(run.enter, step), given)
            kind = self._routine.steps[step]
            if isinstance(kind, Ask) and kind.may_keep and isinstance(given.value, str):
                run.unkept[step] = given.value
        at = half.get("step")
        if isinstance(at, int) and 0 <= at < len(self._routine.steps):
            return at
        return None


def _parse(text: str) -> dict[str, object]:
    """Return what a saved text says; nothing where it can't be read."""
    if not text:
        return {}
    import json  # noqa: PLC0415 - 2 ms

    try:
        half = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(half, dict):
        return {}
    return half


def _answers_of(half: dict[str, object], steps: int) -> Iterator[tuple[int, Given]]:
    """Yield the answers by their steps, as far as they can be read."""
    answers = half.get("answers")
    if not isinstance(answers, dict):
        return
    for name, answer in answers.items():
        match answer:
            case [str(record), str(value)] if name.isdecimal() and int(name) < steps:
                yield int(name), Given(record, value)
            case [str(record), list(values)] if name.isdecimal() and int(name) < steps:
                yield int(name), Given(record, tuple(map(str, values)))
