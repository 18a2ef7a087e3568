"""A run on the screen: its session's scene is drawn, and drawn again when it may have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from textual.app import ComposeResult

from calmtui.render.layout import RenderOptions
from calmtui.render.palette import Palette
from calmtui.render.screen import draw_screen
from calmtui.render.screen_state import shape_forecast, visible_state
from calmtui.session import events
from calmtui.session.actions import Action
from calmtui.session.scene import (
    AskScene,
    CopyScene,
    DecideScene,
    DeskScene,
    FearScene,
    FinishedScene,
    GateScene,
    GuideScene,
    RateScene,
    Scene,
)
from calmtui.session.session import Session
from calmtui.text.i18n import _
from calmtui.text.own_keys import key_for, worded
from calmtui.tui.canvas import Canvas
from calmtui.tui.frame_rate import STILL, FrameRate
from calmtui.tui.messages import ShowHelp, ShowMessageDesk
from calmtui.tui.screens.answer_field import AnswerField
from calmtui.tui.screens.base import BaseScreen
from calmtui.tui.textual_internals.driver import terminal_of
from calmtui.tui.wait_bell import ring

if TYPE_CHECKING:
    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.config.settings import SoundKind
    from calmtui.tui.screens.message_desk import DeskResult
    from calmtui.tui.screens.run_sound import RunSound
    from calmtui.tui.typeahead import Typeahead
    from calmtui.wait_signal import WaitSignal

_SETTLED = 0.1  # seconds in which Textual paints its first frames, unseen where an opening is on
_TOLD = 8.0  # seconds that a short message stays
LATE = 0.0005  # seconds past a boundary at which to look, so that it is surely past


class RunContext(NamedTuple):
    """What a run screen needs of the app around it."""

    clock: Callable[[], float]
    typeahead: Typeahead
    preferences: RoutinePreferences
    title_of: Callable[[str], str]  # of another routine, by its id
    notice: Callable[[], str]  # what to say where the run has nothing to say
    initial_pace: float | None  # of the rounds, when the run began; None: as it is set
    hides_words: bool  # whether the user's words are hidden while another window is in front
    frame_rate: FrameRate
    cues: SoundKind  # what is heard with closed eyes
    signal: WaitSignal  # how the end of a wait is told


class RunView(BaseScreen[str | None]):
    """Shows a session, full screen, with the field for writing where it asks for words.

    Dismissed when the person closes its last scene, or with the id of another routine.
    """

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
        self._answer = AnswerField(self, self.canvas, self.on_text_area_changed)
        # Another window was in front of a guide: someone else may look again.
        self._turned_away = False
        self._rung = session.rings
        self._sound: RunSound | None = None
        # Until when a short message stays, and on what.
        self._told: tuple[float, type[Scene]] | None = None
        self._handed: Scene | None = None  # what this screen has acted on already, once for each

    def compose(self) -> ComposeResult:
        """Fill the screen with the canvas."""
        yield self.canvas

    def on_mount(self) -> None:
        """Wait with the first picture until the size is known."""
        self.call_after_refresh(self.tick)
        self.set_timer(_SETTLED, self._settle)
        self.watch(self.app, "app_focus", self._faced, init=False)
        self.watch_focus()

    def _faced(self) -> None:
        """Note that another window came in front, or this one again."""
        if not self.app.app_focus and isinstance(self.session.scene(), GuideScene):
            self._turned_away = True
        self.tick()

    def _settle(self) -> None:
        """Take the screen over from the opening, with what is on now."""
        self.canvas.warmed_up = True
        if not self._look.nested:
            self.session.mind_the_hour()
        self.tick()

    def asked(self) -> object:
        """Return what is asked: one question comes right behind another."""
        scene = self.session.scene()
        return type(scene), self.session.step, getattr(scene, "question", "")

    def on_resize(self) -> None:
        """Draw at the new size."""
        self.tick()

    def on_screen_resume(self) -> None:
        """Draw when another screen was in front: the scene may have moved on."""
        self.tick()

    def on_unmount(self) -> None:
        """Stop the timer and the sound."""
        self._stop()
        if self._sound is not None:
            self._sound.close()

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
        if not size or not self.canvas.is_attached:  # a last look may come behind both
            return
        scene = self.session.scene()
        if self._rung != self.session.rings:  # a wait has ended: who is elsewhere may hear it
            self._rung = self.session.rings
            ring(self.app, self._run_context.signal)
        self._hear(scene)
        self._let_go_of_message(scene)
        self._look = replace(self._look, written_rows=self._answer.rows(scene))
        look = self._options_for(scene)
        if self._turned_away and isinstance(scene, DecideScene | RateScene) and scene.words:
            words = worded(_("w shows your words."), "w", key_for("run.words", "w"))
            scene = replace(scene, words=words)
        seen_now = visible_state(scene, self.session.routine, *size, look), size
        if seen_now != self._seen or self.canvas.quickstart_active:
            self._seen = seen_now
            self.canvas.show(draw_screen(scene, self.session.routine, *size, look))
        if isinstance(scene, AskScene):
            self._answer.show(scene, self._look)
        else:
            self._answer.remove()
        self._hand(scene)
        self._schedule(scene, look)

    def watch_focus(self) -> None:
        """Ask the terminal to report its window's focus, where a notification depends on it."""
        terminal = terminal_of(self.app)
        if terminal is not None and self._run_context.signal.kind == "notification":
            terminal.modes.watch_focus()

    def _hear(self, scene: Scene) -> None:
        """Play the sound of what has begun, where that is wanted."""
        if self._sound is None and self._run_context.cues != "none":
            self._sound = self._new_sound()
        if self._sound is not None:
            self._sound.hear(scene)

    def _new_sound(self) -> RunSound:
        from calmtui.tui.screens.run_sound import RunSound  # noqa: PLC0415 - few want it

        context = self._run_context
        private = self.session.private
        return RunSound(self, context.cues, self._tell, context.clock, private=private)

    def _options_for(self, scene: Scene) -> RenderOptions:
        """Return how to draw a scene: with messages, and without what nobody else should see."""
        look = self._look
        if not look.message and isinstance(scene, RateScene):  # beside a guide it is shown anyway
            look = replace(look, message=self.session.note)
        message = self.session.notice or self._run_context.notice()
        if message and not look.message:
            look = replace(look, message=message)
        if isinstance(scene, FinishedScene) and scene.something_else:
            look = replace(look, other=self._run_context.title_of(scene.something_else))
        if isinstance(scene, GateScene) and not look.nested:
            look = replace(look, titles=tuple(map(self._run_context.title_of, scene.instead)))
        if self._run_context.hides_words and not self.app.app_focus:
            look = replace(look, away=True)
        return look

    def _schedule(self, scene: Scene, look: RenderOptions) -> None:
        """Draw again when the scene may have changed."""
        size = self.size
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self.session.moving:
            terminal = terminal_of(self.app)
            self._run_context.frame_rate.report(terminal is None or terminal.output.keeping_up, now)
            shape = shape_forecast(scene, self.session.routine, *size, look)
            wait = self._run_context.frame_rate.wait(scene, look, shape, now)
            self._next = loop.call_at(now + wait + LATE, self.tick)
        elif self.session.has_unsaved_records:
            self._next = loop.call_at(now + STILL, self.tick)

    def _hand(self, scene: Scene) -> None:
        """Do what a scene asks of the terminal or of another screen, once."""
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
            self.post_message(ShowMessageDesk(scene, self.session.keep_draft, self._composed))

    def _composed(self, done: DeskResult | None) -> None:
        """Take the lines of a message; the way back leads past it to what came before."""
        if done is None:  # the app ends
            return
        self._handed = None
        self.session.handle(events.Composed(done.values))
        if done.back:
            self.session.handle(events.Back())
            self.session.handle(events.Back())
        self._clear_marks()
        self._after()

    def on_text_area_changed(self) -> None:
        """Let the field grow with what is written in it."""
        scene = self.session.scene()
        if isinstance(scene, AskScene) and self._answer.rows(scene) != self._look.written_rows:
            self.tick()

    def _tell(self, message: str) -> None:
        """Show a short message long enough to be read, as long as the same is on."""
        self._look = replace(self._look, message=message)
        self._told = self._run_context.clock() + _TOLD, type(self.session.scene())
        self.tick()
        self.set_timer(_TOLD + LATE, self.tick)  # where nothing moves, nothing else looks

    def _let_go_of_message(self, scene: Scene) -> None:
        """Take away a message that was read, or is about something else."""
        if self._told is None:
            return
        until, kind = self._told
        if self._run_context.clock() >= until or type(scene) is not kind:
            self._look = replace(self._look, message="")
            self._told = None

    def _clear_marks(self) -> None:
        """Begin the next question with nothing marked."""
        self._look = replace(self._look, chosen=frozenset(), page=0)

    def _go_on(self) -> None:
        """Leave what is on, and draw what follows."""
        self.session.handle(events.GoOn())
        self._clear_marks()
        self._after()

    def _after(self) -> None:
        """Draw what follows; close a run that has nothing to show, perhaps for another routine."""
        scene = self.session.scene()
        if not isinstance(scene, FinishedScene) or Action.ELSEWHERE in scene.actions:
            self.tick()
        elif scene.instead:
            self.dismiss(scene.instead)
        elif not scene.lines:
            self.dismiss()
        else:
            self.tick()
