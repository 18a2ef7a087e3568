"""The screen of a run: draws the session's scene, and passes on what the person did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from calmtui.render.layout import RenderOptions
from calmtui.render.palette import Palette
from calmtui.render.questions import OPTION_KEYS
from calmtui.render.screen import draw_screen, shape_forecast, text_field_region, visible_state
from calmtui.session.actions import Action, key_labels
from calmtui.session.events import (
    Back,
    ChangePace,
    CompleteTen,
    GoOn,
    GoOnAfraid,
    Leave,
    LeaveUnsaved,
    Next,
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
from calmtui.session.run import MAX_RATING
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GuideScene,
    RateScene,
    Scene,
)
from calmtui.session.session import Session
from calmtui.text.i18n import N_, _
from calmtui.tui.canvas import Canvas
from calmtui.tui.driver import terminal_of
from calmtui.tui.frame_rate import STILL, FrameRate
from calmtui.tui.messages import NestRoutine, ShowHelp, ShowMessageDesk, ShowText
from calmtui.tui.screens.base import BaseScreen

if TYPE_CHECKING:
    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.tui.typeahead import Typeahead
    from calmtui.tui.widgets.text_field import TextField

_SETTLED = 0.1  # seconds in which Textual paints its first frames, unseen where an opening is on
_TOLD = 8.0  # seconds that a short message stays
_LATE = 0.0005  # seconds past a boundary at which to look, so that it is surely past


def options_of(scene: Scene) -> tuple[object, ...]:
    """Return what digits choose from."""
    if isinstance(scene, ChooseScene | DecideScene):
        return scene.options
    if isinstance(scene, FearScene):
        return scene.ways
    return ()


class RunContext(NamedTuple):
    """What a run screen needs of the app around it."""

    clock: Callable[[], float]
    typeahead: Typeahead
    preferences: RoutinePreferences
    title_of: Callable[[str], str]  # of another routine, by its id
    notice: Callable[[], str]  # what to say where the run has nothing to say
    initial_pace: float  # of the rounds, when the run began
    hides_words: bool  # whether the user's words are hidden while another window is in front
    frame_rate: FrameRate


class RunScreen(BaseScreen[str | None]):
    """One session, full screen.

    Dismissed when the person closes its last scene, or with the id of another routine.
    """

    KEYS_BEFORE_MOUNT = True
    CLICKS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", N_("pause or continue"), id="run.pause"),
        Binding("n", "next", N_("next step"), id="run.next"),
        Binding("b,backspace", "back", N_("back, also to correct an answer"), id="run.back"),
        Binding("t", "time", N_("show the time left"), id="run.time"),
        Binding("h", "holds", N_("without holds"), id="run.holds"),
        Binding("plus,equals_sign", "stretch(1)", N_("longer or shorter rounds"), id="run.longer"),
        Binding("minus", "stretch(-1)", N_("longer or shorter rounds"), id="run.shorter"),
        Binding(
            "o", "leave_out", N_("leave out the next part, where it says so"), id="run.leave_out"
        ),
        Binding("m", "keep_pace", N_("keep this pace for the routine"), id="run.keep_pace"),
        Binding("e", "instead", N_("at the end: another kind of routine"), id="run.instead"),
        Binding("right", "turn(1)", N_("more options, where not all fit"), id="run.more"),
        Binding("left", "turn(-1)", N_("more options, where not all fit"), id="run.fewer"),
        Binding(
            "s",
            "elsewhere",
            N_("at the end: save somewhere else what the disk would not take"),
            id="run.elsewhere",
        ),
        Binding("p", "passed", N_("it passed"), id="run.passed"),
        Binding("w", "words", N_("your words"), id="run.words"),
        Binding("c", "copy", N_("copy the words shown"), id="run.copy"),
        Binding(
            "k", "keep", N_("keep the words shown as a draft, for calmtui draft"), id="run.keep"
        ),
        Binding("enter", "go_on", N_("continue, skip; in a wait: another routine"), id="run.go_on"),
        Binding("escape,q", "leave", N_("leave"), id="run.leave"),
        Binding("exclamation_mark", "app.help", N_("help now"), id="run.help"),
        Binding("question_mark", "app.keys", N_("the keys of this screen"), id="run.keys"),
        *(
            Binding(key, f"digit('{key}')", N_("rate, or choose"), id=f"run.{key}", show=False)
            for key in "0123456789x"
        ),
    ]

    def __init__(
        self, session: Session, palette: Palette, look: RenderOptions, context: RunContext
    ) -> None:
        super().__init__()
        self.session = session
        self.canvas = Canvas(palette)
        self._look = look
        self._run_context = context
        self._next: asyncio.TimerHandle | None = None
        self._seen: object = None
        self._field: TextField | None = None
        self._asked = ""
        # Another window was in front of a guide: someone else may look again.
        self._turned_away = False
        self._rung = session.rings
        # Until when a short message stays, and on what.
        self._told: tuple[float, type[Scene]] | None = None
        self._rated = -1  # the number of the key that rated last
        self._handed: Scene | None = None  # what this screen has acted on already, once for each

    def compose(self) -> ComposeResult:
        """Fill the screen with the canvas."""
        yield self.canvas

    def on_mount(self) -> None:
        """Wait with the first picture until the size is known."""
        self.call_after_refresh(self.tick)
        self.set_timer(_SETTLED, self._settle)
        self.watch(self.app, "app_focus", self._faced, init=False)

    def _faced(self) -> None:
        """Another window came in front, or this one again."""
        if not self.app.app_focus and isinstance(self.session.scene(), GuideScene):
            self._turned_away = True
        self.tick()

    def _settle(self) -> None:
        """Take the screen over from the opening, with what is on now."""
        self.canvas.warmed_up = True
        if not self._look.nested:
            self.session.mind_the_hour()
        self.tick()

    def on_resize(self) -> None:
        """Draw at the new size."""
        self.tick()

    def on_screen_resume(self) -> None:
        """Draw when another screen was in front: the scene may have moved on."""
        self.tick()

    def on_unmount(self) -> None:
        """Stop the timer."""
        self._stop()

    def _stop(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def tick(self) -> None:
        """Draw what is on now, and come back when it may have changed.

        Nothing runs when nothing moves.
        """
        self._stop()
        size = self.size
        if not size or not self.is_attached:
            return
        scene = self.session.scene()
        if self._rung != self.session.rings:  # a wait has ended: who is elsewhere may hear it
            self._rung = self.session.rings
            self.app.bell()
        self._let_go_of_message(scene)
        look = self._options_for(scene)
        if self._turned_away and isinstance(scene, DecideScene | RateScene) and scene.words:
            scene = replace(scene, words=_("w shows your words."))
        seen_now = visible_state(scene, self.session.routine, *size, look), size
        if seen_now != self._seen or self.canvas.quickstart_active:
            self._seen = seen_now
            self.canvas.show(draw_screen(scene, self.session.routine, *size, look))
        if isinstance(scene, AskScene):
            self._show_field(scene)
        else:
            self._remove_field()
        self._hand(scene)
        self._schedule(scene, look)

    def _options_for(self, scene: Scene) -> RenderOptions:
        """Return how to draw a scene: with messages, and without what nobody else should see."""
        look = self._look
        if not look.message and isinstance(scene, RateScene):  # beside a guide it is shown anyway
            look = replace(look, message=self.session.note)
        message = self.session.notice or self._run_context.notice()
        if message and not look.message:
            look = replace(look, message=message)
        if isinstance(scene, FinishedScene) and scene.alternative:
            look = replace(look, other=self._run_context.title_of(scene.alternative))
        if self._run_context.hides_words and not self.app.app_focus:
            look = replace(look, away=True)
        return look

    def _schedule(self, scene: Scene, look: RenderOptions) -> None:
        """Come back when what is on may have changed."""
        size = self.size
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self.session.moving:
            terminal = terminal_of(self.app)
            self._run_context.frame_rate.report(terminal is None or terminal.keeping_up, now)
            shape = shape_forecast(scene, self.session.routine, *size, look)
            wait = self._run_context.frame_rate.wait(scene, look, shape, now)
            self._next = loop.call_at(now + wait + _LATE, self.tick)
        elif self.session.has_unsaved_records:
            self._next = loop.call_at(now + STILL, self.tick)

    def _hand(self, scene: Scene) -> None:
        """Do once what a scene asks of the terminal or of another screen."""
        key: Scene | None = None
        if isinstance(scene, FearScene):
            key = replace(scene, sea=None, actions={}, erasing=False)
        elif isinstance(scene, CopyScene | DeskScene):
            key = replace(scene, sea=None, actions={})
        if key == self._handed:
            return
        self._handed = key
        if isinstance(scene, CopyScene) and scene.at_once:
            self.app.copy_to_clipboard(scene.words)
        elif isinstance(scene, FearScene):
            self.post_message(ShowHelp(scene.text, self.tick))
        elif isinstance(scene, DeskScene):
            self.post_message(ShowMessageDesk(scene, self.session.keep_draft, self.action_go_on))

    def _remove_field(self) -> None:
        """Take the field for writing away."""
        self.canvas.covered = False
        if self._field is not None:
            self.set_focus(None)
            self._field.remove()
            self._field = None

    def _show_field(self, scene: AskScene) -> None:
        """Put the field for writing on the screen, in its place."""
        self.canvas.covered = True
        if self._field is None:
            # Most runs ask for no words, and Textual's editor takes long to import.
            from calmtui.tui.widgets.text_field import TextField  # noqa: PLC0415 - see above

            self._field = TextField(scene.words, soft_wrap=True, highlight_cursor_line=False)
            self.mount(self._field)
            self._field.focus()
            self._field.move_cursor(self._field.document.end)
        elif self._asked != scene.text:  # one question right behind another: its own words only
            self._field.restart(scene.words)
            self._field.move_cursor(self._field.document.end)
        self._asked = scene.text
        column, row, columns, rows = text_field_region(
            scene, self.size.width, self.size.height, self._look
        )
        self._field.styles.offset = (column, row)
        self._field.styles.width, self._field.styles.height = columns, rows

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
        actions = {action: label for action, label in scene.actions.items() if self._can(action)}
        return key_labels(actions, len(options_of(scene)))

    def _can(self, action: Action) -> bool:
        """Whether an action does something now; a run over a wait leads to no other routine."""
        if action is Action.INSTEAD and self._look.nested:
            return False
        return action in self.session.scene().actions

    def action_pause(self) -> None:
        """Pause the guide or go on."""
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

    def action_holds(self) -> None:
        """Go on without holds, or with them again."""
        self.session.handle(ToggleHolds())
        self.tick()
        # In a pause, and at a question before the guide, nothing else looks.
        self.set_timer(NOTE_SECONDS + _LATE, self.tick)

    def action_stretch(self, by: int) -> None:
        """Make rounds longer or shorter."""
        self.session.handle(ChangePace(by))
        self.tick()

    def action_leave_out(self) -> None:
        """Leave out the next part, or take it back in."""
        self.session.handle(TogglePart())
        self.tick()

    def action_keep_pace(self) -> None:
        """Keep the pace for this routine."""
        if self._can(Action.KEEP_PACE):
            self._keep_pace()
            self.tick()

    def action_instead(self) -> None:
        """Close the run for another kind of routine."""
        scene = self.session.scene()
        if isinstance(scene, FinishedScene) and self._can(Action.INSTEAD):
            self.dismiss(scene.alternative)

    def action_elsewhere(self) -> None:
        """Keep elsewhere what the disk refused."""
        if self._can(Action.ELSEWHERE):
            self._tell(self.session.keep_elsewhere())

    def _keep_pace(self) -> None:
        """Keep the pace for this routine, on top of what was kept."""
        pace = round(self._run_context.initial_pace * self.session.pace, 2)
        routine_id = self.session.routine.id
        self.session.show_note(self._run_context.preferences.save_pace(routine_id, pace))

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
        else:
            self.session.handle(GoOn())
            self._clear_marks()
        self._after()

    def action_leave(self) -> None:
        """Leave with one key; where a last question is open, that ends too."""
        scene = self.session.scene()
        if isinstance(scene, FinishedScene):
            self.dismiss()
            return
        self.session.handle(Leave())
        self._after()

    def _after(self) -> None:
        """Draw what follows; close a run that had not begun, which has nothing to show."""
        scene = self.session.scene()
        if isinstance(scene, FinishedScene) and not (scene.lines or scene.has_unsaved):
            self.dismiss()
        else:
            self.tick()

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
        if key == "0" and self.ten():
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
        """Open the parked words in the wait; show them in full at the end."""
        scene = self.session.scene()
        if isinstance(scene, DecideScene | RateScene) and scene.words:
            self._turned_away = False
            title = _("You wrote, {ago}:").format(ago=scene.ago)
            self.post_message(ShowText(title, scene.words))
        else:
            self.session.handle(OpenWords())
            self.tick()

    def action_copy(self) -> None:
        """Copy the words shown to the clipboard."""
        scene = self.session.scene()
        if isinstance(scene, CopyScene):
            self.app.copy_to_clipboard(scene.words)
            self._tell(_("Copied, if your terminal allows it."))

    def action_keep(self) -> None:
        """Save the words shown on this machine, because the person says so."""
        scene = self.session.scene()
        if isinstance(scene, CopyScene) and self._can(Action.KEEP):
            self._tell(self.session.keep_draft(scene.words))

    def _tell(self, message: str) -> None:
        """Show a short message long enough to be read, as long as the same is on."""
        self._look = replace(self._look, message=message)
        self._told = self._run_context.clock() + _TOLD, type(self.session.scene())
        self.tick()
        self.set_timer(_TOLD + _LATE, self.tick)  # where nothing moves, nothing else looks

    def _let_go_of_message(self, scene: Scene) -> None:
        """Take away a message that was read, or is about something else."""
        if self._told is None:
            return
        until, kind = self._told
        if self._run_context.clock() >= until or type(scene) is not kind:
            self._look = replace(self._look, message="")
            self._told = None

    def takes(self, character: str | None) -> bool:
        """Whether a letter is an option's as it is."""
        scene = self.session.scene()
        if not isinstance(scene, ChooseScene):
            return False
        return 0 <= OPTION_KEYS.find(character or "?") < len(scene.options)

    def on_key(self, event: events.Key) -> None:
        """Mark one of the options after the ninth, by its letter."""
        scene = self.session.scene()
        if isinstance(scene, ChooseScene) and event.character and event.character.isalpha():
            self._mark(scene, event.character)
            self.tick()

    def _mark(self, scene: ChooseScene, key: str) -> None:
        place = OPTION_KEYS.find(key)
        if not 0 <= place < len(scene.options):
            return
        self._look = replace(self._look, chosen=self._look.chosen ^ {place})
        if not scene.many:
            self._choose(scene)

    def _choose(self, scene: ChooseScene) -> None:
        self.session.handle(
            Select(tuple(scene.options[place].id for place in sorted(self._look.chosen)))
        )
        self._clear_marks()

    def action_turn(self, by: int) -> None:
        """Turn to the next of the options, or back, where not all fit."""
        if isinstance(self.session.scene(), ChooseScene):
            self._look = replace(self._look, page=self._look.page + by)
            self.tick()

    def _clear_marks(self) -> None:
        """Begin the next question with nothing marked."""
        self._look = replace(self._look, chosen=frozenset(), page=0)
