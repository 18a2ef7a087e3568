"""The full-screen front end: its sources come in by the constructor, and it decides nothing about a run."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme

from calmtui.about import ABOUT, HELP
from calmtui.frame import Look
from calmtui.history import PastSession, sessions
from calmtui.journal import Journal
from calmtui.library import Library, UnknownRoutine
from calmtui.palette import PALETTES, Palette
from calmtui.routine import Routine
from calmtui.session import Session
from calmtui.settings import Settings
from calmtui.tomlfile import FileProblem, shown
from calmtui.tui.driver import QuietDriver, loop_of
from calmtui.tui.help import WordsScreen, keys_of
from calmtui.tui.home import HomeScreen
from calmtui.tui.pace import MOST, Pace
from calmtui.tui.run import RunScreen

if TYPE_CHECKING:
    from calmtui.opening import Opened
    from calmtui.tui.reel import Wanted

_SETTLED = 1.0  # seconds after the start in which nothing but the guide is worked on
_SLICE = 0.02  # seconds between two frames that are made ready


def _theme(palette: Palette) -> Theme:
    """Textual's theme for one of our palettes."""
    role = palette.roles
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
    variables = {name: role[name] for name in ("cool", "warm", "second", "dim")}
    variables |= {
        "field": palette.colour(("cool", 0.125)), "mark": palette.colour(("cool", 0.25)), "bright": role["text"],
        "block-cursor-foreground": role["text"], "block-cursor-text-style": "none",
    }  # fmt: skip
    return Theme(
        palette.name, primary=role["cool"], accent=role["warm"], foreground=role["text"], background=palette.ground,
        surface=palette.ground, panel=palette.ground, dark=palette.name == "dusk", variables=variables,
    )  # fmt: skip


class CalmApp(App[int]):
    """Home, or one run from the command line (`first`), after which it ends."""

    CSS_PATH = "calm.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "calmtui"
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (70, "-wide")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "out", "out at once", id="app.out", priority=True),
        Binding("ctrl+z", "suspend_process", "to the shell", id="app.suspend", priority=True),
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
        welcome: bool = False,
        opened: Opened | None = None,
        wanted: tuple[Wanted, ...] = (),
        frames: float = MOST,
    ) -> None:
        super().__init__(driver_class=QuietDriver)
        self.opened = opened  # the driver takes the screen over from it
        self._frames = frames
        self._wanted = wanted
        self.library, self.journal, self.settings = library, journal, settings
        self.clock, self.now = clock, now
        self.session = first
        self._first = first
        self._welcome = welcome
        self._history: list[PastSession] = []
        self.calm_palette = PALETTES[settings.theme]
        for palette in PALETTES.values():
            self.register_theme(_theme(palette))
        self.theme = settings.theme

    def on_mount(self) -> None:
        """The first screen."""
        if self._first is not None:
            self._run(self._first)
        else:
            welcome = ABOUT if self._welcome else ()
            self.push_screen(HomeScreen(tuple(line.format(journal=shown(self.journal.folder)) for line in welcome)))

        gc.enable()
        gc.freeze()  # what is there now stays: no collection looks at it again
        if self._wanted:
            self.set_timer(_SETTLED, self._make_openings)

    def _make_openings(self) -> None:
        """Have the next quick launches ready, in slices beside whatever is on."""
        from calmtui.tui.canvas import Painter
        from calmtui.tui.reel import make

        painter = Painter(self.calm_palette, self.console.color_system)
        look = self._look(from_home=False)
        slices = make(self._wanted, self.journal, look, *self.size, painter)
        loop = asyncio.get_running_loop()

        def go_on() -> None:
            if next(slices, self) is not self and self.is_running:
                loop.call_later(_SLICE, go_on)

        go_on()

    def _look(self, *, from_home: bool) -> Look:
        settings = self.settings
        return Look(ascii=settings.ascii, reduced=settings.motion == "reduced", time=settings.time, from_home=from_home)

    def start(self, routine: Routine, *, quick: bool = False) -> None:
        """Start a run of a routine from home."""
        self._run(Session(routine, self.journal, self.clock, self.now, quick=quick))

    def start_id(self, id: str, *, quick: bool = False) -> None:
        """Start by id; a person's own broken file of that id is said, not raised."""
        try:
            self.start(self.library.find(id), quick=quick)
        except (UnknownRoutine, FileProblem) as error:
            self.push_screen(WordsScreen("This can't start yet.", (str(error),)))

    def _run(self, session: Session) -> None:
        self.session = session
        look = self._look(from_home=self._first is None)
        self.push_screen(RunScreen(session, self.calm_palette, look, Pace(self._frames)), self._ran)

    def _ran(self, _: None) -> None:
        if self._first is not None:
            self.exit(0)

    def read_history(self) -> None:
        """Read the journal again."""
        self._history = sessions(self.journal.records())

    def last_of(self, id: str) -> PastSession | None:
        """The last kept session of a routine."""
        return next((past for past in self._history if past.routine == id), None)

    def end_soon(self) -> None:
        """End, from a signal handler or another thread."""
        if (loop := loop_of(self)) is not None:
            loop.call_soon_threadsafe(self.exit)

    def interrupt(self) -> None:
        """The line went: the last record, before anything else."""
        if self.session is not None:
            self.session.interrupt()

    def action_out(self) -> None:
        """Ctrl+C: leave everything at once."""
        if self.session is not None:
            self.session.leave()
        self.exit(130)

    def action_help(self) -> None:
        """Help now, over any screen."""
        if not isinstance(self.screen, WordsScreen):
            self.push_screen(WordsScreen("I am not safe right now", HELP))

    def action_keys(self) -> None:
        """What the keys of this screen do."""
        screen: Screen[object] = self.screen
        if not isinstance(screen, WordsScreen):
            self.push_screen(WordsScreen("Keys", keys_of(screen)))
