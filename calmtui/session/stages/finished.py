"""The end of a run."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from calmtui.history.suggestions import alternative_for
from calmtui.session.actions import BACK_TO_WAIT, CLOSE, Action
from calmtui.session.events import Back, Event
from calmtui.session.ratings import THIRD
from calmtui.session.scene import FinishedScene, Scene
from calmtui.session.stages.base import Stage
from calmtui.text.durations import format_clock, format_remaining
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from calmtui.session.run import Run


BEFORE_YOU_GO = N_("Some grounding before you go?")


class FinishedStage(Stage):
    """The last stage, with one or two quiet lines."""

    @property
    def place(self) -> Hashable:
        """Return the one place there is."""
        return "finished"

    @property
    def is_moving(self) -> bool:
        """Nothing moves any more."""
        return False

    def scene(self) -> FinishedScene:
        """Return what is said at the end."""
        run = self.run
        before, after = run.ratings.before_and_after
        alternative = ""
        if run.how == "left early" and run.routine.close:
            alternative = run.routine.close
        elif run.ratings.went_up:
            alternative = alternative_for(run.routine)
        other = ""
        is_over = run.how is not None and run.left is None
        if is_over and not (run.instead or run.urge.afraid):
            other = alternative_for(run.routine)
        return FinishedScene(
            run.how,
            self._summary(),
            run.sea,
            alternative,
            back=run.left is not None,
            instead=run.instead,
            before=before,
            after=after,
            other=other,
        )

    def actions(self, scene: Scene) -> dict[Action, str]:
        """Return what can be done here, with labels for the list of keys."""
        actions = super().actions(scene)
        actions |= {Action.GO_ON: CLOSE, Action.LEAVE: ""}
        if self.run.left is not None:
            actions[Action.BACK] = BACK_TO_WAIT
        if isinstance(scene, FinishedScene) and scene.something_else:
            actions[Action.INSTEAD] = N_("another kind of routine")
            actions[Action.AGAIN] = N_("the same once more")
        holds_up = self.run.recorder.pending and not self.run.urge.opens  # a program comes first
        if isinstance(scene, FinishedScene) and holds_up:
            actions[Action.ELSEWHERE] = N_("save somewhere else what the disk would not take")
        return actions

    def handle(self, event: Event) -> Stage | None:
        """Go back to a wait that was left, or to the last answer."""
        if isinstance(event, Back) and self.run.left is not None:
            return self.run.exits.back_to_wait()
        return super().handle(event)

    def _summary(self) -> tuple[str, ...]:
        """Return what is said."""
        run = self.run
        if run.urge.opens and run.left is None:  # the program, or nothing, comes next
            return ()
        lines = [*run.urge.closing_line, *self._time_lines()]
        if run.how == "left early" and run.routine.close and not run.instead:
            lines.append(_(BEFORE_YOU_GO))
        if run.is_third and not run.urge.afraid:
            lines.append(_(THIRD))
        lines += run.ratings.summary_lines
        if not lines and run.how == "completed":
            lines.append(_("Done. Notice what is different, if anything."))
        return tuple(lines)

    def _time_lines(self) -> list[str]:
        """Return what was practised, and what is left of a wait."""
        run = self.run
        lines = []
        practised = run.clock.practised
        if run.how == "left early" and practised >= 1 and not run.urge.afraid:
            text = _("You stopped at {time}. That counts as practice.")
            lines.append(text.format(time=format_clock(practised)))
        if run.how == "left early" and run.half_finished.is_there:
            stays = _("Your answers stay here for a day. You can continue from home.")
            if run.recorder.journal.lock.is_on:
                stays = _("Your answers stay here for a day, locked. You can continue from home.")
            lines.append(stays)
        if run.left is not None:
            remaining = format_remaining(run.clock.delay_left)
            lines.append(_("Your wait still has {left} left.").format(left=remaining))
            if run.urge.words() and not run.is_private:
                lines.append(_("Your words stay on this computer for a day: calmtui draft."))
        return lines


class ErasedStage(FinishedStage):
    """The end of a session that was erased; `lines` say where that did not work."""

    def __init__(self, run: Run, lines: tuple[str, ...] = ()) -> None:
        super().__init__(run)
        self._lines = lines

    def scene(self) -> FinishedScene:
        """Return the end, with nothing but what went wrong."""
        return FinishedScene(self.run.how, self._lines, instead=self.run.instead)
