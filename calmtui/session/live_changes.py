"""What a person changed within a run, and what is said of it beside the guide.

Pure: time is an argument. Rounds can be longer or shorter, holds and parts can be left out.
"""

from __future__ import annotations

from calmtui.content.adjust import without_holds
from calmtui.content.adjust_keys import step_pace
from calmtui.content.routine import Breathe, Routine
from calmtui.session.scene import GuideNotes
from calmtui.session.timeline import Moment, Timeline
from calmtui.text.i18n import N_, _, format_number

NOTE_SECONDS = 12.0  # how long the note of a change stays
CARE_SECONDS = 40.0  # how long before a step what to mind in it is shown

_COUNTS = {
    "inhale": N_("{n} in"), "top_up": N_("{n} sip"), "hold": N_("{n} hold"),
    "exhale": N_("{n} out"), "rest": N_("{n} rest"),
}  # fmt: skip


class LiveAdjustments:
    """The changes so far, and the timeline that comes of them."""

    def __init__(self, routine: Routine) -> None:
        self._routine = routine
        self._gentle = without_holds(routine)
        self.pace = 1.0
        self.no_holds = False
        self.left_out: set[int] = set()
        self._note = ("", 0.0, False)

    @property
    def has_holds(self) -> bool:
        """Whether the routine has holds that it can do without."""
        return self._gentle is not self._routine

    def stretch(self, by: int, step: int) -> str:
        """Make rounds a tenth longer (1) or shorter (-1), between half and double.

        Return what to say of those of `step`.
        """
        self.pace = step_pace(self.pace, by)
        return _("Next rounds: {counts}.").format(counts=self.counts(step))

    def toggle_holds(self) -> str:
        """Leave out holds, or bring them back; return what to say."""
        self.no_holds = not self.no_holds
        if self.no_holds:
            return _("Without holds.")
        return _("With holds again, from the next round on.")

    def next_caution_step(self, step: int) -> int | None:
        """Return the step behind `step` if it needs care, else the next one if that is left out."""
        for index in (self.skip_left_out(step + 1), step + 1):
            if index < len(self._routine.steps) and self._care(index):
                return index
        return None

    def leave_out(self, step: int) -> None:
        """Leave out a step and those behind it of the same part, or bring them back."""
        part = getattr(self._routine.steps[step], "part", None)
        same = {
            index
            for index, other in enumerate(self._routine.steps)
            if index == step or (index > step and part and getattr(other, "part", None) == part)
        }
        if step in self.left_out:
            self.left_out = self.left_out - same
        else:
            self.left_out = self.left_out | same

    def skip_left_out(self, step: int) -> int:
        """Return the first step from `step` on that is not left out."""
        while step in self.left_out:
            step += 1
        return step

    @property
    def _now(self) -> Routine:
        if self.no_holds:
            return self._gentle
        return self._routine

    def initial_timeline(self) -> Timeline:
        """Return the timeline of a run that has not begun."""
        return Timeline.of(self._now)

    def updated_timeline(
        self, timeline: Timeline, step: int, seconds: float, at_once: bool = False
    ) -> Timeline:
        """Return the timeline laid anew from the end of this round on; `at_once` ends a hold."""
        return timeline.replan(
            self._now, step, seconds, pace=self.pace, without=self.left_out, at_once=at_once
        )

    def counts(self, step: int) -> str:
        """Return the seconds of a round as it is now, in words: `4.4 in, 6.6 out`."""
        breath = self._now.steps[step]
        if not isinstance(breath, Breathe):
            return ""
        return ", ".join(
            _(_COUNTS[kind]).format(n=format_number(seconds * self.pace, ".3g"))
            for kind, seconds in breath.phases
        )

    # Beside the guide

    def say(self, note: str, at: float, *, keepable: bool = False) -> None:
        """Show a note from `at` seconds on for a while; `keepable`: the pace may be saved."""
        self._note = (note, at + NOTE_SECONDS, keepable)

    def note(self, at: float) -> str:
        """Return the note that is shown `at` that time."""
        text, until, _keepable = self._note
        if at >= until:
            return ""
        return text

    def notes_at(self, moment: Moment, left: float, at: float) -> GuideNotes:
        """Return the note of `at` seconds, and shortly before a step what to mind in it.

        The step that is on has `left` seconds left.
        """
        note, until, keepable = self._note
        if at >= until:
            note, keepable = "", False
        coming = self.next_caution_step(moment.phase.step)
        if coming is None or left >= CARE_SECONDS or moment.phase.kind == "tense":
            return GuideNotes(note=note, pace=keepable)
        return GuideNotes(self._care(coming), coming in self.left_out, note)

    def _care(self, step: int) -> str:
        return str(getattr(self._routine.steps[step], "care", None) or "")
