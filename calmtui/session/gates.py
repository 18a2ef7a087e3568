"""What a run knows of its gates: those gone through all the same, and what was done lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.content.gate import Gate
from calmtui.content.question_steps import RateStep

if TYPE_CHECKING:
    from calmtui.content.step import What
    from calmtui.session.run import Run


def has_asked(run: Run, what: What) -> bool:
    """Return whether a number was asked for before the step that is on."""
    steps = run.routine.steps[: run.clock.step]
    asked = [step.what for step in steps if isinstance(step, RateStep | Gate)]
    return run.ratings.is_asked_first(what) or what in asked


def was_done_lately(run: Run, gate: Gate) -> bool:
    """Return whether this was completed within the time of a gate.

    Where the journal cannot be read the gate stays open.
    """
    if gate.once is None or run.is_private:
        return False
    from calmtui.history import once  # noqa: PLC0415 - most routines have no such gate

    key = gate.by or ""
    search = once.Search(
        run.routine.id, gate.once, key, once.answer_values(run.answers.kept.get(key))
    )
    journal, now = run.recorder.journal, run.clock.time[1]
    records = once.SESSIONS[search.window]

    def look() -> bool:
        return once.was_completed(
            journal.recent_records(records), search, now, run.recorder.session
        )

    return run.recorder.try_look(look)
