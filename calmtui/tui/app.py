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

from calmtui.about import ABOUT, BRIEF, SAVED
from calmtui.adjust import Choices, adjust
from calmtui.beside import within
from calmtui.choices import keep_own, kept, plain, standing
from calmtui.crash import undumpable
from calmtui.journal import Journal, Record
from calmtui.latin import latin
from calmtui.library import Library, UnknownRoutine
from calmtui.mine import Mine
from calmtui.palette import GROUND, Palette, fitting
from calmtui.routine import Routine
from calmtui.sealing import NAME as LOCK
from calmtui.settings import Settings
from calmtui.state import State
from calmtui.tomlfile import FileProblem, shown
from calmtui.tui.ahead import Ahead
from calmtui.tui.driver import KeptApp, QuietDriver, key_of, loop_of
from calmtui.tui.help import HelpScreen, WordsScreen
from calmtui.tui.hide import HideScreen
from calmtui.tui.pace import MOST, Pace
from calmtui.tui.page import Sized
from calmtui.tui.painter import colours_of
from calmtui.words import N_, _

if TYPE_CHECKING:
    from calmtui.history import PastSession
    from calmtui.layout import Look
    from calmtui.offer import Offer
    from calmtui.opening import Opened
    from calmtui.scene import Desk
    from calmtui.session import Session
    from calmtui.tui.guard import Guard
    from calmtui.tui.lookback import LookBack
    from calmtui.tui.reel import Wanted
    from calmtui.tui.run import RunScreen
    from calmtui.unfinished import Unfinished

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


class CalmApp(KeptApp):
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
        mine: Mine | None = None,
        unfinished: Unfinished | None = None,
        begin: Callable[[], Session] | None = None,
        welcome: bool = False,
        opened: Opened | None = None,
        wanted: Callable[[], tuple[Wanted, ...]] | None = None,
        frames: float = MOST,
        choices: Path | None = None,
        shelve: Callable[[], None] | None = None,
        said: tuple[str, ...] = (),
        lasting: Callable[[], float] | None = None,
    ) -> None:
        self._at_home = first is None and begin is None
        super().__init__(
            driver_class=QuietDriver, css_path=["calm.tcss", "home.tcss"] if self._at_home else "calm.tcss"
        )
        self.opened = opened  # the driver takes the screen over from it
        self.ahead = Ahead(self)
        self.guard: Guard | None = None
        self._frames = frames
        self._wanted = wanted
        self._shelve = shelve  # keeps the routines that were read
        self._said, self._said_from = said, clock()
        self._choices = choices  # None: there are none
        self._kept: dict[str, Choices] | None = None
        self.pace_before = 1.0  # of the rounds of the run that is on, when it began
        self.library, self.journal, self.settings = library, journal, settings
        self.clock, self.now, self.lasting = clock, now, lasting
        self.blanks = settings.blank  # whether what the person wrote goes while another window is in front
        self.set_class(self.blanks, "-blanks")
        self.state, self.mine = state or State(), mine or Mine.of(settings, None)
        self.session = first
        self.nested: list[Session] = []  # what runs over it, while a wait goes on
        self._first = first
        self._unfinished, self._begin = unfinished, begin
        self._welcome = welcome
        self._history: list[PastSession] = []
        self._unkept: list[Session] = []  # runs that are over and not kept yet: tried again at the end
        self.looking: LookBack | None = None  # only where the journal is locked
        self.calm_palette = fitting(settings.theme, self.console.color_system)
        few = not self.calm_palette.ground or colours_of(self) is None
        self.set_class(few, "-signs")  # what colours tell is told by signs too
        self.register_theme(_theme(self.calm_palette))
        self.theme = self._styled = self.calm_palette.name
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[Any]:
        """Home at the bottom; below a run from the command line nothing that anyone sees."""
        if not self._at_home:
            return Sized(id="_default")
        from calmtui.tui.home import HomeScreen  # 8 ms that a quick launch has no use for

        welcome = [line for line in ABOUT if not (self.journal.private and line in SAVED)] if self._welcome else []
        folder = shown(self.journal.folder)
        whole, brief = ([_(line).format(journal=folder) for line in welcome if line in of] for of in (ABOUT, BRIEF))
        if not self.journal.hung and os.path.lexists(self.journal.folder / LOCK):
            from calmtui.locking import to_tell

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
            from calmtui.tui.unfinished import UnfinishedScreen

            self.push_screen(UnfinishedScreen(*self._unfinished.words(self.now())), self._answered)
        self.call_after_refresh(self._painted)
        self.set_timer(_SETTLED, self._afterwards)

    def _painted(self) -> None:
        """What the first frame need not wait for."""
        if self.guard is not None:  # the process is its own
            undumpable()
        gc.enable()
        gc.freeze()  # what is there now stays: no collection looks at it again

    def _afterwards(self) -> None:
        """What has time until the guide, or home, has been on for a while."""
        from calmtui.tui import afterwards

        if self._wanted is not None:
            afterwards.make_openings(self, self._wanted())
        if self._shelve is not None:
            self._shelve()
        if self._at_home:
            afterwards.compact(self)
        if not self.journal.private:
            afterwards.seal(self)

    def _taken(self, offered: Unfinished) -> Session | None:
        return offered.take(self.library, self.journal, self.clock, self.now, self.mine, self.standing, self.lasting)

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

    def look(self, *, from_home: bool) -> Look:
        """How the settings want a run drawn."""
        from calmtui.layout import Look

        settings = self.settings
        return Look(
            ascii=settings.ascii, reduced=settings.motion != "full", still=settings.motion == "none",
            time=settings.time, from_home=from_home, private=self.journal.private,
        )  # fmt: skip

    def start(self, routine: Routine, *, quick: bool = False, choices: Choices | None = None) -> None:
        """Start a run of a routine from home, as chosen there or as it stands."""
        choices = choices or self.standing(routine.id)
        self._run(self._session(routine, choices, quick=quick), choices.pace)

    def standing(self, id: str) -> Choices:
        """What holds for a routine without a word."""
        if self._kept is None:
            self._kept = kept(self._choices) if self._choices else {}
        return standing(id, self.settings, self._kept)

    def offers(self) -> tuple[Offer, ...]:
        """The first three for now."""
        from calmtui.offer import offer

        groups = {entry.id: entry.routine.group for entry in self.library.entries if entry.routine is not None}
        return offer(groups.keys(), self._history, self.now(), groups)

    def very_high(self) -> bool:
        """Whether the last rating was so high that help is to stay in sight."""
        from calmtui.offer import very_high

        return very_high(self._history, self.now())

    def keep(self, id: str, choices: Choices) -> str:
        """Keep the choices for a routine, but what the settings say anyway; gives a line that says so."""
        self._kept = None
        return keep_own(None if self.journal.private else self._choices, id, choices, self.settings)

    def title_of(self, id: str) -> str:
        """The title of a routine; its id where there is none of that name."""
        try:
            return self.library.find(id).title
        except (UnknownRoutine, FileProblem):
            return id

    def _session(self, routine: Routine, choices: Choices, *, quick: bool = False) -> Session:
        from calmtui.session import Session  # with all that a run needs: home comes without

        delay = choices.seconds if routine.delay else None  # what is chosen counts, not what was chosen last
        return Session(
            adjust(routine, choices), self.journal, self.clock, self.now, quick=quick, delay=delay, state=self.state,
            mine=self.mine, choices=plain(choices), lasting=self.lasting,
        )  # fmt: skip

    def start_id(self, id: str, *, quick: bool = False) -> None:
        """Start by id; a person's own broken file of that id is said, not raised."""
        try:
            self.start(self.library.find(id), quick=quick)
        except (UnknownRoutine, FileProblem) as error:
            self.push_screen(WordsScreen(_("This can't start yet."), (str(error),)))

    def _run(self, session: Session, pace: float | None = None) -> None:
        self.session = session
        self.pace_before = self.standing(session.routine.id).pace if pace is None else pace
        look = self.look(from_home=self._first is None)
        self.push_screen(self.run_screen(session, look, Pace(self._frames)), self._ran)

    def run_screen(self, session: Session, look: Look, pace: Pace) -> RunScreen:
        """The screen for a run."""
        from calmtui.tui.run import RunScreen

        return RunScreen(session, self.calm_palette, look, pace)

    def _ran(self, instead: str | None) -> None:
        if self.session is not None:
            self.session.close()
            if self.session.trying:
                self._unkept.append(self.session)
        if instead:
            self.start_id(instead)
        elif self._first is not None:
            self.exit(self._first.code)

    def recent(self, number: int) -> list[Record]:
        """Return the records of the newest sessions. Raises OSError, also for a disk that does not answer."""
        return within(_READ, lambda: list(self.journal.recent(number)))

    def read_history(self) -> None:
        """Read the newest sessions again."""
        from calmtui.history import sessions

        try:
            self._history = sessions(self.recent(_HISTORY))
        except OSError:  # home opens all the same; the screen of the history says why
            self._history = []

    def look_back(self, then: Callable[[], None]) -> None:
        """Show what was kept: at once, or when a passphrase has opened it."""
        from calmtui.sealing import holds_sealed

        try:
            sealed = not self.journal.hung and within(_READ, lambda: holds_sealed(str(self.journal.folder)))
        except OSError:  # the screen of the history says why
            sealed = False
        if self.journal.key is not None or not sealed:
            then()
            return
        from calmtui.tui.lookback import LookBack

        self.looking = self.looking or LookBack(self)
        self.looking.show(then)

    async def on_event(self, event: events.Event) -> None:
        """Note that there was a key or a click; a key of another keyboard is the one at its place."""
        if self.looking is not None and isinstance(event, events.InputEvent):
            self.looking.touched()
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
        key = latin(event.character or "")
        if key == (event.character or "") or getattr(self.focused, "WRITES", False):
            return event
        takes: Callable[[str | None], bool] | None = getattr(self.screen, "takes", None)
        if event.key in self.screen.active_bindings or (takes is not None and takes(event.character)):
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

    def save_screenshot(self, filename: str | None = None, path: str | None = None, *_: object) -> str:
        """No; gives no file's name."""
        return ""

    def deliver_screenshot(self, filename: str | None = None, path: str | None = None, *_: object) -> None:
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
        if isinstance(self.screen, HideScreen):
            self.pop_screen()
            return
        for session in self.sessions:
            session.hide()
        if self.looking is not None:
            self.looking.forget()
        self.push_screen(HideScreen())

    def meanwhile(self, wait: Session, then: Callable[[], None]) -> None:
        """Another routine while a wait goes on; `then` draws the wait again."""
        from calmtui.tui.meanwhile import MeanwhileScreen

        usable = (entry.routine for entry in self.library.entries if entry.routine is not None)
        routines = tuple(routine for routine in usable if routine.delay is None)

        def picked(routine: Routine | None) -> None:
            if routine is None:
                then()
                return

            def back() -> None:
                wait.come_back()
                then()

            wait.step_aside()
            self._nest(self._session(routine, self.standing(routine.id)), back)

        self.push_screen(MeanwhileScreen(routines, self.mine.things, self.mine.people_lines()), picked)

    def _nest(self, session: Session, then: Callable[[], None]) -> None:
        """Run a session over what is on, and come back."""
        self.nested.append(session)

        def ran(_: str | None) -> None:
            session.close()
            self.nested.remove(session)
            then()

        look = replace(self.look(from_home=True), nested=True)
        self.push_screen(self.run_screen(session, look, Pace(self._frames)), ran)

    def show_desk(self, scene: Desk, keep: Callable[[str], str], then: Callable[[], None]) -> None:
        """The message desk; `then` when the person is done."""
        from calmtui.tui.desk import DeskScreen

        day = self.now().date()
        from calmtui.history import settled

        try:
            kept = settled(self.recent(_TODAY))
        except OSError:  # nobody can count them
            kept = []
        begun = (record for record in kept if record["what"] == "begun" and record.get("delay"))
        today = sum(str(record.get("at")).startswith(day.isoformat()) for record in begun)
        self.push_screen(DeskScreen(scene, keep, today), lambda _: then())

    def show_words(self, title: str, words: str) -> None:
        """A text in full."""
        self.push_screen(WordsScreen(title, tuple(words.split("\n"))))

    def show_help(self, afraid: str = "", then: Callable[[], None] | None = None) -> None:
        """Help, over any screen; never written down."""
        from calmtui.helplines import help_page, place

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
        from calmtui.session import Session

        nowhere = Journal(self.journal.folder, self.journal.folder, private=True)
        try:
            routine = self.library.find("anchor-90")
        except (UnknownRoutine, FileProblem):
            return
        for session in self.sessions:
            session.step_aside()
        back = self.sessions

        def ran() -> None:
            for session in back:
                session.come_back()
            if then is not None:
                then()

        self._nest(Session(routine, nowhere, self.clock, self.now, quick=True, lasting=self.lasting), ran)

    def action_help(self) -> None:
        """Help now, over any screen."""
        if isinstance(self.screen, HideScreen):
            return
        if isinstance(self.screen, HelpScreen | WordsScreen):
            self.screen.dismiss()
        else:
            self.show_help()

    def action_keys(self) -> None:
        """What the keys of this screen do."""
        screen: Screen[object] = self.screen
        if not isinstance(screen, WordsScreen):
            from calmtui.tui.keylist import KeysScreen, keys_of

            self.push_screen(KeysScreen(keys_of(screen)))
