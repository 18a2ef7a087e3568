"""The screen of a run: its keys become events of the session that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual.actions import SkipAction
from textual.binding import BindingType

from calmtui.session.actions import Action, key_labels
from calmtui.session.events import (
    Back,
    ChangePace,
    CompleteTen,
    GoOnAfraid,
    Leave,
    LeaveUnsaved,
    Next,
    OpenNow,
    OpenWords,
    PassUrge,
    Pause,
    Rate,
    Select,
    ToggleHolds,
    TogglePart,
    Write,
)
from calmtui.session.live_changes import NOTE_SECONDS
from calmtui.session.ratings import MAX_RATING
from calmtui.session.scene import (
    ChooseScene,
    CopyScene,
    DecideScene,
    FearScene,
    FinishedScene,
    GateScene,
    GuideScene,
    RateScene,
    Scene,
    options_of,
)
from calmtui.text.i18n import _
from calmtui.tui.draft_line import tell_draft
from calmtui.tui.messages import NestRoutine, ShowHelp, ShowText
from calmtui.tui.screens.end_of_wait import EndOfWaitView
from calmtui.tui.screens.run_keys import RUN_KEYS
from calmtui.tui.screens.run_view import LATE

if TYPE_CHECKING:
    from calmtui.tui.widgets.text_field import TextField


class RunScreen(EndOfWaitView):
    """One session, full screen, with the keys that it obeys."""

    KEYS_BEFORE_MOUNT = True
    BINDINGS: ClassVar[list[BindingType]] = list(RUN_KEYS)

    _rated = -1  # the number of the key that rated last

    def on_text_field_back(self) -> None:
        """Go back to the last answer: Backspace in a field in which nothing was written."""
        self.action_back()

    def on_text_field_done(self, event: TextField.Done) -> None:
        """Go on with the text of the field; leave where there is none."""
        if event.text is None:
            self.action_leave()
        elif event.text or not self._confirms():
            self.session.handle(Write(event.text))
            self.tick()

    def doable(self) -> dict[str, str]:
        """Return what the keys do now."""
        scene = self.session.scene()
        actions = {
            action: label for action, label in scene.actions.items() if self._can(action, scene)
        }
        return key_labels(actions, len(options_of(scene))) | self._answer_labels()

    def _can(self, action: Action, scene: Scene | None = None) -> bool:
        """Whether an action does something now; a run over a wait leads to no other routine."""
        scene = scene or self.session.scene()
        if action is Action.AGAIN and not self._look.from_home:
            return False
        if self._look.nested and self._leads_elsewhere(action, scene):
            return False
        return action in scene.actions

    def action_pause(self) -> None:
        """Pause the guide or go on; where not all options fit, show more of them."""
        if isinstance(self.session.scene(), ChooseScene):
            self.action_turn(1)
            return
        self.session.handle(Pause())
        self.tick()

    def action_next(self) -> None:
        """Go to the next step; what is marked in a choice counts."""
        scene = self.session.scene()
        if isinstance(scene, ChooseScene) and self._look.chosen:
            self._choose(scene)
        else:
            self.session.handle(Next())
        self._clear_marks()
        self.tick()

    def action_back(self) -> None:
        """Go back to the answer, the start of the step, or the step before."""
        self.session.handle(Back())
        self._clear_marks()
        scene = self.session.scene()
        if isinstance(scene, ChooseScene):
            marked = frozenset[int]()
            if scene.many:
                marked = frozenset(
                    place for place, option in enumerate(scene.options) if option.id in scene.given
                )
            self._look = replace(self._look, chosen=marked)
        self.tick()

    def action_time(self) -> None:
        """Show or hide the time left."""
        self._look = replace(self._look, time=not self._look.time)
        self.tick()

    def action_sound(self) -> None:
        """Turn the sound for closed eyes on or off."""
        if self._sound is None:
            self._sound = self._new_sound()
        self._tell(_("Sound on.") if self._sound.toggle() else _("Sound off."))

    def action_holds(self) -> None:
        """Go on without holds, or with them again."""
        self.session.handle(ToggleHolds())
        self.tick()
        # In a pause, and at a question before the guide, nothing else looks.
        self.set_timer(NOTE_SECONDS + LATE, self.tick)

    def action_stretch(self, by: int) -> None:
        """Make rounds longer or shorter."""
        self.session.handle(ChangePace(by))
        self.tick()

    def action_leave_out(self) -> None:
        """Leave out the next part, or take it back in."""
        self.session.handle(TogglePart())
        self.tick()

    def action_keep_pace(self) -> None:
        """Keep the pace for this routine, on top of what was kept."""
        if self._can(Action.KEEP_PACE):
            pace = round(self._initial_pace() * self.session.pace, 2)
            routine_id = self.session.routine.id
            self.session.show_note(self._run_context.preferences.save_pace(routine_id, pace))
            self.tick()

    def _initial_pace(self) -> float:
        """Return the pace that the routine had before this run, whatever was kept since."""
        context = self._run_context
        pace = context.initial_pace
        if pace is None:
            pace = context.preferences.adjustments(self.session.routine.id).pace
            self._run_context = context._replace(initial_pace=pace)
        return pace

    def action_instead(self) -> None:
        """Close the run for another kind of routine."""
        scene = self.session.scene()
        if isinstance(scene, FinishedScene) and self._can(Action.INSTEAD):
            self.dismiss(scene.something_else)

    def action_again(self) -> None:
        """Close the run, and begin the same routine once more."""
        if self._can(Action.AGAIN):
            self.dismiss(self.session.routine.id)

    def action_elsewhere(self) -> None:
        """Keep elsewhere what the disk refused."""
        if self._can(Action.ELSEWHERE):
            self._tell(self.session.keep_elsewhere())

    def action_go_on(self) -> None:
        """Enter: whatever the scene takes it for."""
        if self._confirms():
            return
        scene = self.session.scene()
        if isinstance(scene, FinishedScene):
            self.dismiss()
            return
        if isinstance(scene, GuideScene) and scene.waiting and not (scene.check_in or scene.paused):
            self.post_message(NestRoutine(self.session, self.tick))
            return
        if isinstance(scene, ChooseScene) and self._look.chosen:
            self._choose(scene)
            self._after()
        else:
            self._go_on()

    def action_leave(self) -> None:
        """Leave with one key; where a last question is open, that ends too."""
        scene = self.session.scene()
        if isinstance(scene, FinishedScene):
            self.dismiss()
            return
        self.session.handle(Leave())
        self._after()

    def ten(self) -> bool:
        """Whether a 0 that was typed makes a 10 of the 1 right before it."""
        if not self.session.handle(CompleteTen()):
            return False
        self._rated = self._run_context.typeahead.key_number
        self.tick()
        return True

    def _confirms(self) -> bool:
        """Whether an Enter came in one piece with the rating before it.

        Whoever typed it has not seen what is next.
        """
        typeahead = self._run_context.typeahead
        return typeahead.is_behind and typeahead.key_number == self._rated + 1

    def action_digit(self, key: str) -> None:
        """Rate, or mark an option; a 0 behind a 1 makes it a 10."""
        if (key == "0" and self.ten()) or self._answers(key):
            return
        scene = self.session.scene()
        if isinstance(scene, ChooseScene):
            self._mark(scene, key)
        elif isinstance(scene, DecideScene):
            if key != "x" and 0 < int(key) <= len(scene.options):
                self.session.handle(Select((scene.options[int(key) - 1].id,)))
                self._after()
                return
        elif isinstance(scene, FearScene):
            self._fear(scene, key)
            return
        elif isinstance(scene, GateScene):
            self._choose_instead(scene, key)
            return
        elif isinstance(scene, RateScene) or (isinstance(scene, GuideScene) and scene.check_in):
            self.session.handle(Rate(MAX_RATING if key == "x" else int(key)))
            self._rated = self._run_context.typeahead.key_number
        self.tick()

    def _fear(self, scene: FearScene, key: str) -> None:
        """Take one of the three ways."""
        if scene.erasing:
            return
        if key == "1":
            self.post_message(ShowHelp(scene.text, self.tick))
        elif key == "2":
            self.session.handle(LeaveUnsaved())
            self.tick()
        elif key == "3":
            self.session.handle(GoOnAfraid())
            self._after()

    def action_passed(self) -> None:
        """Go to the choices: it passed."""
        self.session.handle(PassUrge())
        self._clear_marks()
        self.tick()

    def action_words(self) -> None:
        """Open the parked words in the wait; show words in full where they were written before."""
        scene = self.session.scene()
        if self._show_all(scene):
            return
        if isinstance(scene, DecideScene | RateScene) and scene.words:
            self._turned_away = False
            title = _("You wrote, {ago}:").format(ago=scene.ago)
            self.post_message(ShowText(title, scene.words))
        else:
            self.session.handle(OpenWords())
            self.tick()

    def action_open(self) -> None:
        """Open at once the program that the pause is for."""
        if not self.session.handle(OpenNow()):
            raise SkipAction
        self._after()

    def action_copy(self) -> None:
        """Copy the words shown to the clipboard."""
        scene = self.session.scene()
        if isinstance(scene, CopyScene):
            self.app.copy_to_clipboard(scene.words)
            self._tell(_("Copied, if your terminal allows it."))

    def action_keep(self) -> None:
        """Save the words shown, because the person says so: in the journal, or as a draft."""
        scene = self.session.scene()
        if not self._keep_answer(scene) and isinstance(scene, CopyScene) and self._can(Action.KEEP):
            tell_draft(self, self.session.keep_draft(scene.words), self._tell)
