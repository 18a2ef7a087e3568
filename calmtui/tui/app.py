"""The full-screen front end: how it starts, what it shows first, and the keys of every screen.

It decides nothing about a run. Screens, and what runs need, are imported when they are shown: the
first frame waits for none but its own.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.screen import Screen

from calmtui.config.routine_preferences import RoutinePreferences
from calmtui.crash import disable_core_dumps
from calmtui.end_signals import CTRL_C_CODE
from calmtui.left_runs import has_sealed_half_finished
from calmtui.text.i18n import N_
from calmtui.text.sanitize import display_path
from calmtui.tui import messages
from calmtui.tui.frame_rate import MOST, FrameRate
from calmtui.tui.ground_theme import GroundTheme
from calmtui.tui.home_quickstart import HomeQuickStart
from calmtui.tui.journal_reader import JournalReader
from calmtui.tui.message_handlers import MessageHandlers
from calmtui.tui.other_keyboards import latin_event
from calmtui.tui.overlays import Overlays
from calmtui.tui.own_keymap import take_own_keys
from calmtui.tui.painter import Painter, colours_of
from calmtui.tui.runs import Runs
from calmtui.tui.screens.base import HIGH, WIDE, Sized
from calmtui.tui.textual_internals.driver import CalmDriver, terminal_of
from calmtui.tui.theme import palette_of, theme_for
from calmtui.tui.typeahead import Typeahead

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.launch import Before
    from calmtui.quickstart import QuickStart
    from calmtui.render.layout import RenderOptions
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.session import Session
    from calmtui.tui.quickstart_recorder import QuickStartPlan
    from calmtui.tui.screens.home import HomeScreen
    from calmtui.tui.screens.run import RunScreen
    from calmtui.tui.screens.run_view import RunContext
    from calmtui.tui.signals import SignalGuard

_NOTICE_SECONDS = 15.0  # in which a run says what is wrong with the settings
_IDLE_AFTER = 1.0  # seconds after the start in which nothing but the guide is worked on


class CalmApp(MessageHandlers):
    """Home, or one run from the command line (`first`), after which it ends."""

    TITLE = "calmtui"
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (WIDE, "-wide")]  # noqa: RUF012 - declared so by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH, "-high")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "out", N_("leave at once"), id="app.out", priority=True),
        Binding("ctrl+x", "hide", N_("hide everything, and back"), id="app.hide", priority=True),
        Binding("ctrl+g", "help", N_("help now, also while writing"), id="app.help", priority=True),
        Binding("ctrl+p,colon", "find_anything", N_("find anything"), id="app.find_anything"),
        Binding("ctrl+z", "suspend_process", N_("to the shell"), id="app.suspend", priority=True),
    ]

    def __init__(
        self,
        context: AppContext,
        *,
        first: Session | None = None,
        offer: ResumeOffer | None = None,
        begin: Callable[[], Session] | None = None,
        welcome: bool = False,
        quickstart: QuickStart | None = None,
        plan: Callable[[], QuickStartPlan] | None = None,
        frames: float = MOST,
        notices: tuple[str, ...] = (),
        before: Before | None = None,
    ) -> None:
        """Make the app.

        Args:
            context: What it works with.
            first: The run to show; without one, and without `begin`, home.
            offer: What can be resumed, asked about before anything else.
            begin: Begins the run that the command line asked for, after an offer was declined.
            welcome: Whether the first page comes before home.
            quickstart: What shows frames until the app does.
            plan: Returns the quick starts to record.
            frames: How many a second.
            notices: What is wrong with the settings.
            before: The program that the run from the command line comes before.
        """
        self._at_home = first is None and begin is None
        self._opens_home = self._at_home and not welcome
        super().__init__(
            driver_class=CalmDriver,
            css_path=["calm.tcss", "screens/home.tcss"] if self._opens_home else "calm.tcss",
        )
        self.quickstart = quickstart  # the driver takes the screen over from it
        self.typeahead = Typeahead(self)
        self.guard: SignalGuard | None = None
        self._frames = frames
        self._plan = plan
        self.context = context
        settings = context.settings
        self._notices, self._notices_since = notices, context.clock()
        self.history = JournalReader(context.journal)
        self._home_quickstart = HomeQuickStart(self, context.journal, self.history)
        self.preferences = RoutinePreferences(
            settings, context.preferences_file, writable=not context.is_private
        )
        # Whether what the user wrote is hidden while another window is in front.
        self.hides_words = settings.blank
        self.set_class(self.hides_words, "-hides-words")
        self._before = before
        self.runs = Runs(
            self, context, self.preferences, self._screen_for, first, before and self._open_program
        )
        self.overlays = Overlays(self, context, self.history, self.runs)
        take_own_keys(self, settings.keys)
        self._offer, self._begin = offer, begin
        self._ground = GroundTheme(self, context, self._show_theme_of_ground)
        self._styled = ""
        self._show_theme()
        self._styled = self.palette.name
        self.stylesheet.set_variables(self.get_css_variables())

    def _show_theme(self) -> None:
        """Apply the theme of the settings."""
        self.palette = palette_of(self.context, self.console.color_system)
        has_few_colours = not self.palette.ground or colours_of(self) is None
        self.set_class(has_few_colours, "-few-colours")  # what colours tell is told by signs too
        self.register_theme(theme_for(self.palette))
        self.theme = self.palette.name

    # The screens at the start

    def get_default_screen(self) -> Screen[Any]:
        """Return home as the bottom screen, unless a run or the first page comes before it."""
        if not self._opens_home:
            return Sized(id="_default")
        return self._home()

    def _home(self) -> HomeScreen:
        from calmtui.tui.screens.home import HomeScreen  # noqa: PLC0415 - 8 ms of a quick launch

        lock_notice = tuple(filter(None, [self.history.lock_notice()]))
        return HomeScreen(
            self.context.library,
            self.history,
            self.preferences,
            self.context.now,
            notices=self._notices + lock_notice,
            ascii_only=self.context.settings.ascii,
            is_private=lambda: self.context.is_private,
            has_left=lambda: has_sealed_half_finished(self.context),
        )

    def _show_welcome(self) -> None:
        from calmtui.tui.screens.welcome import WelcomeScreen  # noqa: PLC0415 - once

        context = self.context
        folder = display_path(context.journal.folder)
        ascii_only = context.settings.ascii
        self.push_screen(WelcomeScreen(folder, private=context.is_private, ascii_only=ascii_only))

    async def on_leave_welcome(self, message: messages.LeaveWelcome) -> None:
        """Show home in place of the first page, and over it what was asked for."""
        if message.private:
            self.context.save_nothing()
            self.preferences.writable = False
            self._home_quickstart.stop()
        await self.switch_screen(self._home())
        if message.routine_id:
            self.runs.start_id(message.routine_id, quick=True)

    def settings_notice(self) -> str:
        """Return what is wrong with the settings, for as long as it takes to read it."""
        if self._notices and self.context.clock() - self._notices_since < _NOTICE_SECONDS:
            return self._notices[0]
        return ""

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew.

        At the start Textual asks for it with the theme that is on already.
        """
        if self.theme != self._styled:
            super().refresh_css(animate)
            self._styled = self.theme

    def on_mount(self) -> None:
        """Put the first screen above home."""
        if self._at_home and not self._opens_home:
            self._show_welcome()
        self.runs.launch(self._offer, self._begin)
        self.call_after_refresh(self._painted)
        self.set_timer(_IDLE_AFTER, self._idle)

    def _painted(self) -> None:
        """Do what the first frame need not wait for."""
        if self.guard is not None:  # the process is its own
            disable_core_dumps()
        if self._at_home:  # never before a run from the command line
            self._ground.ask()
        gc.enable()
        gc.freeze()  # what is there now stays: no collection looks at it again

    def _idle(self) -> None:
        """Do what can wait until the guide, or home, has been on for a while."""
        from calmtui.tui import idle_tasks  # noqa: PLC0415

        self._home_quickstart.give_way()
        if self._before is not None:
            idle_tasks.import_decision()
        if self._plan is not None:
            self._record_quickstarts(self._plan())
        idle_tasks.tidy_up(self.context, compacts=self._at_home)

    def _record_quickstarts(self, plan: QuickStartPlan) -> None:
        from calmtui.tui import idle_tasks  # noqa: PLC0415

        painter = Painter(self.palette, colours_of(self))
        idle_tasks.record_quickstarts(plan.runs, painter, self.context, self)
        if not self.context.journal.is_hung:
            self._home_quickstart.record_for(plan.home_dependencies)

    def _show_theme_of_ground(self, name: str) -> None:
        if name != self.palette.name:
            self._home_quickstart.stop()
            self._show_theme()

    def on_home_shown(self, message: messages.HomeShown) -> None:
        """Take over home from its quick start, and record it when there is time."""
        self._home_quickstart.home_shown(message.home)

    # Runs

    def _screen_for(
        self, session: Session, options: RenderOptions, pace: float | None
    ) -> RunScreen:
        return self.run_screen(session, options, self._run_context(pace))

    def _run_context(self, pace: float | None) -> RunContext:
        from calmtui.tui.screens.run_view import RunContext  # noqa: PLC0415
        from calmtui.wait_signal import wait_signal  # noqa: PLC0415

        return RunContext(
            self.context.clock,
            self.typeahead,
            self.preferences,
            self.context.library.title_of,
            self.settings_notice,
            initial_pace=pace,
            hides_words=self.hides_words,
            frame_rate=FrameRate(self._frames),
            cues=self.context.settings.cues,
            signal=wait_signal(self.context),
        )

    def run_screen(
        self, session: Session, options: RenderOptions, context: RunContext
    ) -> RunScreen:
        """Return the screen for a run."""
        from calmtui.tui.screens.run import RunScreen  # noqa: PLC0415

        return RunScreen(session, self.palette, options, context)

    def _open_program(self) -> None:
        """Give the terminal back, and become the program that the run came before."""
        assert self._before is not None
        if terminal := terminal_of(self):
            terminal.stop_application_mode()
        self._before.open()

    def on_setting_changed(self, message: messages.SettingChanged) -> None:
        """Apply a changed setting."""
        # What is recorded from now on would show what held before, or leave a trace.
        self._home_quickstart.stop()
        if message.key == "theme":
            self._show_theme()
            if self._at_home:
                self._ground.ask(is_chosen=True)
        elif message.key == "private":
            self.preferences.writable = not self.context.is_private

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Note a key or a click; a key of another keyboard is the one at its place."""
        if self.overlays.unlock is not None and isinstance(event, events.InputEvent):
            self.overlays.unlock.note_activity()
        if isinstance(event, events.Key):
            event = latin_event(self, event)
        await super().on_event(event)

    def action_out(self) -> None:
        """Ctrl+C: leave everything at once."""
        self.runs.leave_all()
        self.exit(CTRL_C_CODE)

    def action_hide(self) -> None:
        """Ctrl+X: a neutral screen over everything, at once; again: back to where the user was."""
        self.overlays.toggle_blank()

    def action_help(self) -> None:
        """Help now, over any screen."""
        self.overlays.toggle_help()

    @property
    def can_find(self) -> bool:
        """Whether Ctrl+P works: never over a guide, an urge or a question."""
        # Below home there may be what was there before the first page.
        screens = [screen for screen in self.screen_stack if type(screen) is not Sized]
        return self._at_home and all(getattr(screen, "IS_CALM", False) for screen in screens)

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now."""
        if self.can_find:
            return frozenset()
        return frozenset({"find_anything"})

    def action_find_anything(self) -> None:
        """Find commands, settings and routines, where nothing runs and nothing is asked."""
        if self.can_find:
            self.overlays.find(self.preferences)

    def action_keys(self) -> None:
        """Show what the keys of this screen do."""
        self.overlays.show_keys()
