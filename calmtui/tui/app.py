"""The full-screen front end: its sources come in by the constructor, and it decides nothing about a run."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from calmtui.config.preferences import (
    adjustments_to_record,
    effective_adjustments,
    load_preferences,
    save_for_routine,
)
from calmtui.config.settings import Settings
from calmtui.config.support import SupportList
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import Library, UnknownRoutine
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError, display_path
from calmtui.crash import disable_core_dumps
from calmtui.render.palette import GROUND, Palette, palette_for
from calmtui.storage.background import run_with_timeout
from calmtui.storage.device import State
from calmtui.storage.encryption.seal import NAME as LOCK
from calmtui.storage.journal import Journal, Record
from calmtui.text.about import ABOUT, BRIEF, SAVED
from calmtui.text.i18n import N_, _
from calmtui.text.latin_keys import latin_key
from calmtui.tui.driver import CalmDriver, CrashSafeApp, key_of, loop_of
from calmtui.tui.frame_rate import MOST, FrameRate
from calmtui.tui.painter import colours_of
from calmtui.tui.screens.base import Sized
from calmtui.tui.screens.blank import BlankScreen
from calmtui.tui.screens.help import HelpScreen, TextScreen
from calmtui.tui.typeahead import Ahead

if TYPE_CHECKING:
    from calmtui.history.sessions import PastSession
    from calmtui.history.suggestions import Suggestion
    from calmtui.quickstart import QuickStart
    from calmtui.render.layout import RenderOptions
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.scene import DeskScene
    from calmtui.session.session import Session
    from calmtui.tui.quickstart_recorder import QuickStartRequest
    from calmtui.tui.screens.run import RunScreen
    from calmtui.tui.signals import SignalGuard
    from calmtui.tui.unlock import JournalUnlock

_SAID = 15.0  # seconds in which a run says what is wrong with the settings
_SETTLED = 1.0  # seconds after the start in which nothing but the guide is worked on
_READ = 1.0  # seconds that a look at what was kept may take
_TODAY = 50  # sessions among which those of today are
_HISTORY = 300  # sessions that home looks back on: a long journal makes no launch slower


def _theme(palette: Palette) -> Theme:
    """Textual's theme for one of our palettes."""
    if not palette.ground:
        variables = {
            "cool": "ansi_cyan", "warm": "ansi_yellow", "second": "ansi_default", "dim": "ansi_bright_black",
            "field": "ansi_default", "mark": "ansi_default", "bright": "ansi_yellow",
            "ansi-background": "ansi_default", "ansi-foreground": "ansi_default",  # Textual's own styles name them
        }  # fmt: skip
        return Theme(
            "terminal", primary="ansi_cyan", foreground="ansi_default", background="ansi_default",
            surface="ansi_default", panel="ansi_default", ansi=True, variables=variables,
        )  # fmt: skip
    ground = palette.colour(GROUND)
    role = {name: palette.colour((name, 1.0)) for name in palette.roles}
    variables = {name: role[name] for name in ("cool", "warm", "second", "dim")}
    variables |= {
        "field": palette.colour(("cool", 0.125)), "mark": palette.colour(("cool", 0.25)), "bright": role["text"],
        "block-cursor-foreground": role["text"], "block-cursor-text-style": "none",
    }  # fmt: skip
    return Theme(
        palette.name, primary=role["cool"], accent=role["warm"], foreground=role["text"], background=ground,
        surface=ground, panel=ground, dark=palette.name == "dusk", variables=variables,
    )  # fmt: skip


class CalmApp(CrashSafeApp):
    """Home, or one run from the command line (`first`), after which it ends."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "calmtui"
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (70, "-wide")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "out", N_("out at once"), id="app.out", priority=True),
        Binding("ctrl+x", "hide", N_("hide everything, and back"), id="app.hide", priority=True),
        Binding("ctrl+g", "help", N_("help now, also while writing"), id="app.help", priority=True),
        Binding("ctrl+z", "suspend_process", N_("to the shell"), id="app.suspend", priority=True),
    ]

    def __init__(
        self,
        library: Library,
        journal: Journal,
        settings: Settings,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        *,
        first: Session | None = None,
        state: State | None = None,
        mine: SupportList | None = None,
        unfinished: ResumeOffer | None = None,
        begin: Callable[[], Session] | None = None,
        welcome: bool = False,
        opened: QuickStart | None = None,
        wanted: Callable[[], tuple[QuickStartRequest, ...]] | None = None,
        frames: float = MOST,
        choices: Path | None = None,
        shelve: Callable[[], None] | None = None,
        said: tuple[str, ...] = (),
        lasting: Callable[[], float] | None = None,
    ) -> None:
        self._at_home = first is None and begin is None
        super().__init__(
            driver_class=CalmDriver,
            css_path=["calm.tcss", "screens/home.tcss"] if self._at_home else "calm.tcss",
        )
        self.opened = opened  # the driver takes the screen over from it
        self.ahead = Ahead(self)
        self.guard: SignalGuard | None = None
        self._frames = frames
        self._wanted = wanted
        self._shelve = shelve  # keeps the routines that were read
        self._said, self._said_from = said, clock()
        self._choices = choices  # None: there are none
        self._kept: dict[str, Adjustments] | None = None
        self.pace_before = 1.0  # of the rounds of the run that is on, when it began
        self.library, self.journal, self.settings = library, journal, settings
        self.clock, self.now, self.lasting = clock, now, lasting
        self.blanks = (
            settings.blank
        )  # whether what the person wrote goes while another window is in front
        self.set_class(self.blanks, "-blanks")
        self.state, self.mine = state or State(), mine or SupportList.of(settings, None)
        self.session = first
        self.nested: list[Session] = []  # what runs over it, while a wait goes on
        self._first = first
        self._unfinished, self._begin = unfinished, begin
        self._welcome = welcome
        self._history: list[PastSession] = []
        self._unkept: list[
            Session
        ] = []  # runs that are over and not kept yet: tried again at the end
        self.unlock: JournalUnlock | None = None  # only where the journal is locked
        self.palette = palette_for(settings.theme, self.console.color_system)
        few = not self.palette.ground or colours_of(self) is None
        self.set_class(few, "-signs")  # what colours tell is told by signs too
        self.register_theme(_theme(self.palette))
        self.theme = self._styled = self.palette.name
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[Any]:
        """Home at the bottom; below a run from the command line nothing that anyone sees."""
        if not self._at_home:
            return Sized(id="_default")
        from calmtui.tui.screens.home import HomeScreen  # 8 ms that a quick launch has no use for

        welcome = (
            [line for line in ABOUT if not (self.journal.private and line in SAVED)]
            if self._welcome
            else []
        )
        folder = display_path(self.journal.folder)
        whole, brief = (
            [_(line).format(journal=folder) for line in welcome if line in of]
            for of in (ABOUT, BRIEF)
        )
        if not self.journal.hung and os.path.lexists(self.journal.folder / LOCK):
            from calmtui.storage.encryption.convert import to_tell

            told = [*filter(None, [to_tell(self.journal)])]
            whole, brief = whole + told, brief + told
        return HomeScreen(self._said + tuple(whole), self._said + tuple(brief))

    def said(self) -> str:
        """What is wrong with the settings, for as long as it takes to read it."""
        return self._said[0] if self._said and self.clock() - self._said_from < _SAID else ""

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew, but not at the start, when Textual asks for it with the theme that is on already."""
        if self.theme != self._styled:
            super().refresh_css(animate)
            self._styled = self.theme

    def on_mount(self) -> None:
        """The first screen above home."""
        if self._first is not None:
            self._run(self._first)
        if self._unfinished is not None:
            from calmtui.tui.screens.resume import ResumeScreen

            self.push_screen(ResumeScreen(*self._unfinished.prompt(self.now())), self._answered)
        self.call_after_refresh(self._painted)
        self.set_timer(_SETTLED, self._afterwards)

    def _painted(self) -> None:
        """What the first frame need not wait for."""
        if self.guard is not None:  # the process is its own
            disable_core_dumps()
        gc.enable()
        gc.freeze()  # what is there now stays: no collection looks at it again

    def _afterwards(self) -> None:
        """What has time until the guide, or home, has been on for a while."""
        from calmtui.tui import idle_tasks as afterwards

        if self._wanted is not None:
            afterwards.record_quickstarts(self, self._wanted())
        if self._shelve is not None:
            self._shelve()
        if self._at_home:
            afterwards.compact_journal(self)
        if not self.journal.private:
            afterwards.encrypt_pending(self)

    def _taken(self, offered: ResumeOffer) -> Session | None:
        return offered.accept(
            self.library, self.journal, self.clock, self.now, self.mine, self.standing, self.lasting
        )

    def _answered(self, yes: bool | None) -> None:
        """A run that was cut off is gone on with, or closed for good; then what the command line asked for."""
        assert self._unfinished is not None
        offered = self._unfinished
        if yes and (run := self._taken(offered)):
            self._first = run if self._begin else None
            self._run(run)
            return
        if not yes:
            offered.decline(self.journal, self.now())
        if self._begin is not None:
            self._first = self._begin()
            self._run(self._first)

    def look(self, *, from_home: bool) -> RenderOptions:
        """How the settings want a run drawn."""
        from calmtui.render.layout import RenderOptions

        settings = self.settings
        return RenderOptions(
            ascii=settings.ascii, reduced=settings.motion != "full", still=settings.motion == "none",
            time=settings.time, from_home=from_home, private=self.journal.private,
        )  # fmt: skip

    def start(
        self, routine: Routine, *, quick: bool = False, choices: Adjustments | None = None
    ) -> None:
        """Start a run of a routine from home, as chosen there or as it stands."""
        choices = choices or self.standing(routine.id)
        self._run(self._session(routine, choices, quick=quick), choices.pace)

    def standing(self, id: str) -> Adjustments:
        """What holds for a routine without a word."""
        if self._kept is None:
            self._kept = load_preferences(self._choices) if self._choices else {}
        return effective_adjustments(id, self.settings, self._kept)

    def offers(self) -> tuple[Suggestion, ...]:
        """The first three for now."""
        from calmtui.history.suggestions import suggest

        groups = {
            entry.id: entry.routine.group
            for entry in self.library.entries
            if entry.routine is not None
        }
        return suggest(groups.keys(), self._history, self.now(), groups)

    def very_high(self) -> bool:
        """Whether the last rating was so high that help is to stay in sight."""
        from calmtui.history.suggestions import last_rating_is_very_high

        return last_rating_is_very_high(self._history, self.now())

    def keep(self, id: str, choices: Adjustments) -> str:
        """Keep the choices for a routine, but what the settings say anyway; gives a line that says so."""
        self._kept = None
        return save_for_routine(
            None if self.journal.private else self._choices, id, choices, self.settings
        )

    def title_of(self, id: str) -> str:
        """The title of a routine; its id where there is none of that name."""
        try:
            return self.library.find(id).title
        except (UnknownRoutine, FileError):
            return id

    def _session(self, routine: Routine, choices: Adjustments, *, quick: bool = False) -> Session:
        from calmtui.session.session import Session  # with all that a run needs: home comes without

        delay = (
            choices.seconds if routine.delay else None
        )  # what is chosen counts, not what was chosen last
        return Session(
            apply_adjustments(routine, choices), self.journal, self.clock, self.now, quick=quick, delay=delay, state=self.state,
            mine=self.mine, choices=adjustments_to_record(choices), lasting=self.lasting,
        )  # fmt: skip

    def start_id(self, id: str, *, quick: bool = False) -> None:
        """Start by id; a person's own broken file of that id is said, not raised."""
        try:
            self.start(self.library.find(id), quick=quick)
        except (UnknownRoutine, FileError) as error:
            self.push_screen(TextScreen(_("This can't start yet."), (str(error),)))

    def _run(self, session: Session, pace: float | None = None) -> None:
        self.session = session
        self.pace_before = self.standing(session.routine.id).pace if pace is None else pace
        look = self.look(from_home=self._first is None)
        self.push_screen(self.run_screen(session, look, FrameRate(self._frames)), self._ran)

    def run_screen(self, session: Session, look: RenderOptions, pace: FrameRate) -> RunScreen:
        """The screen for a run."""
        from calmtui.tui.screens.run import RunScreen

        return RunScreen(session, self.palette, look, pace)

    def _ran(self, instead: str | None) -> None:
        if self.session is not None:
            self.session.close()
            if self.session.has_unsaved_records:
                self._unkept.append(self.session)
        if instead:
            self.start_id(instead)
        elif self._first is not None:
            self.exit(self._first.code)

    def recent(self, number: int) -> list[Record]:
        """Return the records of the newest sessions. Raises OSError, also for a disk that does not answer."""
        return run_with_timeout(_READ, lambda: list(self.journal.recent(number)))

    def read_history(self) -> None:
        """Read the newest sessions again."""
        from calmtui.history.sessions import fold_sessions

        try:
            self._history = fold_sessions(self.recent(_HISTORY))
        except OSError:  # home opens all the same; the screen of the history says why
            self._history = []

    def look_back(self, then: Callable[[], None]) -> None:
        """Show what was kept: at once, or when a passphrase has opened it."""
        from calmtui.storage.encryption.seal import has_encrypted_records

        try:
            sealed = not self.journal.hung and run_with_timeout(
                _READ, lambda: has_encrypted_records(str(self.journal.folder))
            )
        except OSError:  # the screen of the history says why
            sealed = False
        if self.journal.key is not None or not sealed:
            then()
            return
        from calmtui.tui.unlock import JournalUnlock

        self.unlock = self.unlock or JournalUnlock(self)
        self.unlock.show(then)

    async def on_event(self, event: events.Event) -> None:
        """Note that there was a key or a click; a key of another keyboard is the one at its place."""
        if self.unlock is not None and isinstance(event, events.InputEvent):
            self.unlock.note_activity()
        if isinstance(event, events.Key):
            event = self._latin(event)
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Give a letter to the filter that has the keys.

        It comes here where it was typed in one piece with the key that opens the filter: it went to
        what had the keys before.
        """
        if event.is_printable and self.focused is not None and getattr(self.focused, "LATE", False):
            event.prevent_default()
            self.focused.post_message(events.Key(event.key, event.character))

    def _latin(self, event: events.Key) -> events.Key:
        """Return what a key means here: what is written stays as it is, and so does what means something itself."""
        key = latin_key(event.character or "")
        if key == (event.character or "") or getattr(self.focused, "WRITES", False):
            return event
        takes: Callable[[str | None], bool] | None = getattr(self.screen, "takes", None)
        if event.key in self.screen.active_bindings or (
            takes is not None and takes(event.character)
        ):
            return event
        return key_of(key)

    def last_of(self, id: str) -> PastSession | None:
        """The last kept session of a routine."""
        return next((past for past in self._history if past.routine == id), None)

    @property
    def away(self) -> bool:
        """Whether another window is in front, and what the person wrote is to be hidden."""
        return self.blanks and not self.app_focus

    def fail_soon(self, error: Exception) -> None:
        """End by a fault of another thread."""
        if (loop := loop_of(self)) is not None:
            loop.call_soon_threadsafe(self.fail, error)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The runs that are on, the innermost first."""
        return (*self.nested, *((self.session,) if self.session is not None else ()), *self._unkept)

    def interrupt(self) -> None:
        """The line went: the last records, before anything else."""
        for session in self.sessions:
            session.interrupt()

    # A picture of the screen in a file would hold what the person wrote.

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """None of Textual's own, should a palette ever open: one of them takes such a picture."""
        return ()

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """No."""

    def save_screenshot(
        self, filename: str | None = None, path: str | None = None, *_: object
    ) -> str:
        """No; gives no file's name."""
        return ""

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, *_: object
    ) -> None:
        """No; gives no key of a delivery."""

    def leave_all(self) -> None:
        """The person leaves: every run ends."""
        for session in self.sessions:
            session.leave_for_good()

    def action_out(self) -> None:
        """Ctrl+C: leave everything at once."""
        self.leave_all()
        self.exit(130)

    def action_hide(self) -> None:
        """Ctrl+X: a neutral screen over everything, at once; again: back to where the person was."""
        if isinstance(self.screen, BlankScreen):
            self.pop_screen()
            return
        for session in self.sessions:
            session.hide()
        if self.unlock is not None:
            self.unlock.forget()
        self.push_screen(BlankScreen())

    def meanwhile(self, wait: Session, then: Callable[[], None]) -> None:
        """Another routine while a wait goes on; `then` draws the wait again."""
        from calmtui.tui.screens.during_wait import DuringWaitScreen

        usable = (entry.routine for entry in self.library.entries if entry.routine is not None)
        routines = tuple(routine for routine in usable if routine.delay is None)

        def picked(routine: Routine | None) -> None:
            if routine is None:
                then()
                return

            def back() -> None:
                wait.resume()
                then()

            wait.suspend()
            self._nest(self._session(routine, self.standing(routine.id)), back)

        self.push_screen(
            DuringWaitScreen(routines, self.mine.things, self.mine.people_lines()), picked
        )

    def _nest(self, session: Session, then: Callable[[], None]) -> None:
        """Run a session over what is on, and come back."""
        self.nested.append(session)

        def ran(_: str | None) -> None:
            session.close()
            self.nested.remove(session)
            then()

        look = replace(self.look(from_home=True), nested=True)
        self.push_screen(self.run_screen(session, look, FrameRate(self._frames)), ran)

    def show_desk(
        self, scene: DeskScene, keep: Callable[[str], str], then: Callable[[], None]
    ) -> None:
        """The message desk; `then` when the person is done."""
        from calmtui.tui.screens.message_desk import MessageDeskScreen

        day = self.now().date()
        from calmtui.history.sessions import resolve_changes

        try:
            kept = resolve_changes(self.recent(_TODAY))
        except OSError:  # nobody can count them
            kept = []
        begun = (record for record in kept if record["what"] == "begun" and record.get("delay"))
        today = sum(str(record.get("at")).startswith(day.isoformat()) for record in begun)
        self.push_screen(MessageDeskScreen(scene, keep, today), lambda _: then())

    def show_words(self, title: str, words: str) -> None:
        """A text in full."""
        self.push_screen(TextScreen(title, tuple(words.split("\n"))))

    def show_help(self, afraid: str = "", then: Callable[[], None] | None = None) -> None:
        """Help, over any screen; never written down."""
        from calmtui.content.helplines import help_page, place

        where = place(self.settings.country, self.settings.language, os.environ)
        page = help_page(self.mine.people_lines(), where, afraid=bool(afraid))

        def closed(anchor: bool | None) -> None:
            if anchor:
                self._anchor(then)
            elif then is not None:
                then()

        self.push_screen(HelpScreen(page, afraid), closed)

    def _anchor(self, then: Callable[[], None] | None) -> None:
        """Ninety seconds of grounding from the help, which leave no trace."""
        from calmtui.session.session import Session

        nowhere = Journal(self.journal.folder, self.journal.folder, private=True)
        try:
            routine = self.library.find("anchor-90")
        except (UnknownRoutine, FileError):
            return
        for session in self.sessions:
            session.suspend()
        back = self.sessions

        def ran() -> None:
            for session in back:
                session.resume()
            if then is not None:
                then()

        self._nest(
            Session(routine, nowhere, self.clock, self.now, quick=True, lasting=self.lasting), ran
        )

    def action_help(self) -> None:
        """Help now, over any screen."""
        if isinstance(self.screen, BlankScreen):
            return
        if isinstance(self.screen, HelpScreen | TextScreen):
            self.screen.dismiss()
        else:
            self.show_help()

    def action_keys(self) -> None:
        """What the keys of this screen do."""
        screen: Screen[object] = self.screen
        if not isinstance(screen, TextScreen):
            from calmtui.tui.screens.key_list import KeysScreen, describe_keys

            self.push_screen(KeysScreen(describe_keys(screen)))
