"""The full-screen front end: it puts screens on and handles what they ask for.

It decides nothing about a run. Screens, and what runs need, are imported when they are shown: the
first frame waits for none but its own.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from calmtui.config.routine_preferences import RoutinePreferences
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import UnknownRoutine
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError
from calmtui.crash import disable_core_dumps
from calmtui.render.palette import palette_for
from calmtui.storage.journal import Journal
from calmtui.text.i18n import N_, _
from calmtui.text.latin_keys import latin_key
from calmtui.text.sanitize import display_path
from calmtui.tui import messages
from calmtui.tui.driver import CalmDriver, CrashSafeApp, key_of, loop_of
from calmtui.tui.frame_rate import MOST, FrameRate
from calmtui.tui.home_quickstart import HomeQuickStart
from calmtui.tui.journal_reader import JournalReader
from calmtui.tui.painter import Painter, colours_of
from calmtui.tui.screens.base import Sized
from calmtui.tui.screens.blank import BlankScreen
from calmtui.tui.screens.help import HelpScreen
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.theme import theme_for
from calmtui.tui.typeahead import Typeahead

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.quickstart import QuickStart
    from calmtui.render.layout import RenderOptions
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.session import Session
    from calmtui.tui.quickstart_recorder import QuickStartPlan
    from calmtui.tui.screens.run import RunScreen
    from calmtui.tui.screens.run_view import RunContext
    from calmtui.tui.signals import SignalGuard
    from calmtui.tui.unlock import JournalUnlock

_NOTICE_SECONDS = 15.0  # in which a run says what is wrong with the settings
_IDLE_AFTER = 1.0  # seconds after the start in which nothing but the guide is worked on


class CalmApp(CrashSafeApp):
    """Home, or one run from the command line (`first`), after which it ends."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "calmtui"
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (70, "-wide")]  # noqa: RUF012 - declared so by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "out", N_("leave at once"), id="app.out", priority=True),
        Binding("ctrl+x", "hide", N_("hide everything, and back"), id="app.hide", priority=True),
        Binding("ctrl+g", "help", N_("help now, also while writing"), id="app.help", priority=True),
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
    ) -> None:
        """Make the app.

        Args:
            context: What it works with.
            first: The run to show; without one, and without `begin`, home.
            offer: What can be resumed, asked about before anything else.
            begin: Begins the run that the command line asked for, after an offer was declined.
            welcome: Whether home says what calmtui is.
            quickstart: What shows frames until the app does.
            plan: Returns the quick starts to record.
            frames: How many a second.
            notices: What is wrong with the settings.
        """
        self._at_home = first is None and begin is None
        super().__init__(
            driver_class=CalmDriver,
            css_path=["calm.tcss", "screens/home.tcss"] if self._at_home else "calm.tcss",
        )
        self.quickstart = quickstart  # the driver takes the screen over from it
        self.typeahead = Typeahead(self)
        self.guard: SignalGuard | None = None
        self._frames = frames
        self._plan = plan
        self._home_dependencies: tuple[Path, ...] = ()
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
        self.session = first
        self.nested: list[Session] = []  # what runs over it, while a wait goes on
        self._first = first
        self._offer, self._begin = offer, begin
        self._welcome = welcome
        # Runs that are over and not saved yet: tried again at the end.
        self._unsaved: list[Session] = []
        self.unlock: JournalUnlock | None = None  # only where the journal is locked
        self.palette = palette_for(settings.theme, self.console.color_system)
        has_few_colours = not self.palette.ground or colours_of(self) is None
        self.set_class(has_few_colours, "-few-colours")  # what colours tell is told by signs too
        self.register_theme(theme_for(self.palette))
        self.theme = self._styled = self.palette.name
        self.stylesheet.set_variables(self.get_css_variables())

    # The screens at the start

    def get_default_screen(self) -> Screen[Any]:
        """Return home for the bottom; below a run from the command line it is not seen."""
        if not self._at_home:
            return Sized(id="_default")
        from calmtui.tui.screens.home import HomeScreen  # noqa: PLC0415 - 8 ms of a quick launch
        from calmtui.tui.welcome import Notices, welcome  # noqa: PLC0415

        notices = Notices((), ())
        if self._welcome:
            folder = display_path(self.context.journal.folder)
            notices = welcome(folder, private=self.context.is_private)
        lock_notice = tuple(filter(None, [self.history.lock_notice()]))
        return HomeScreen(
            self.context.library,
            self.history,
            self.preferences,
            self.context.now,
            notices=Notices(
                self._notices + notices.full + lock_notice,
                self._notices + notices.brief + lock_notice,
            ),
            ascii_only=self.context.settings.ascii,
            private=self.context.is_private,
        )

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
        if self._first is not None:
            self._run(self._first)
        if self._offer is not None:
            from calmtui.tui.screens.resume import ResumeScreen  # noqa: PLC0415

            self.push_screen(ResumeScreen(*self._offer.prompt(self.context.now())), self._answered)
        self.call_after_refresh(self._painted)
        self.set_timer(_IDLE_AFTER, self._idle)

    def _painted(self) -> None:
        """Do what the first frame need not wait for."""
        if self.guard is not None:  # the process is its own
            disable_core_dumps()
        gc.enable()
        gc.freeze()  # what is there now stays: no collection looks at it again

    def _idle(self) -> None:
        """Do what has time until the guide, or home, has been on for a while."""
        from calmtui.tui import idle_tasks  # noqa: PLC0415

        self._home_quickstart.give_way()
        if self._plan is not None:
            self._record_quickstarts(self._plan())
        if self._at_home:
            idle_tasks.compact_journal(self.context.journal)
        if not self.context.is_private:
            idle_tasks.encrypt_pending(self.context.journal, self.context.device)
            idle_tasks.remove_old_caches(self.context.device)

    def _record_quickstarts(self, plan: QuickStartPlan) -> None:
        from calmtui.tui import idle_tasks  # noqa: PLC0415
        from calmtui.tui.quickstart_recorder import Canvas, record_runs  # noqa: PLC0415

        canvas = Canvas(
            *self.size, Painter(self.palette, colours_of(self)), self.look(from_home=False)
        )
        journal = self.context.journal
        idle_tasks.record_quickstarts(record_runs(plan.runs, journal, canvas), self)
        if not journal.is_hung:
            self._home_dependencies = plan.home_dependencies
        self._home_quickstart.record(self._home_dependencies)

    def on_home_shown(self, message: messages.HomeShown) -> None:
        """Take home over from its quick start, and record it when there is time."""
        self._home_quickstart.home_shown(message.home)
        if self._home_dependencies:
            self.set_timer(
                _IDLE_AFTER, lambda: self._home_quickstart.record(self._home_dependencies)
            )

    def _answered(self, accepted: bool | None) -> None:
        """Resume an interrupted run, or close it; then do what the command line asked for."""
        assert self._offer is not None
        if accepted:
            session = self.context.accept_offer(self._offer)
            if session is not None:
                if self._begin is not None:
                    self._first = session
                self._run(session)
                return
        else:
            self._offer.decline(self.context.journal, self.context.now())
        if self._begin is not None:
            self._first = self._begin()
            self._run(self._first)

    # Runs

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The runs that are on, the innermost first."""
        return (*self.nested, *filter(None, [self.session]), *self._unsaved)

    def look(self, *, from_home: bool) -> RenderOptions:
        """Return how the settings want a run drawn."""
        from calmtui.render.layout import RenderOptions  # noqa: PLC0415

        return RenderOptions(
            ascii=self.context.settings.ascii,
            reduced=self.context.settings.motion != "full",
            still=self.context.settings.motion == "none",
            time=self.context.settings.time,
            from_home=from_home,
            private=self.context.is_private,
        )

    def start(
        self, routine: Routine, *, quick: bool = False, adjustments: Adjustments | None = None
    ) -> None:
        """Start a run of a routine from home, with these adjustments or the saved ones."""
        adjustments = adjustments or self.preferences.adjustments(routine.id)
        session = self._new_session(routine, adjustments, quick=quick)
        self._run(session, adjustments.pace)

    def start_id(self, routine_id: str, *, quick: bool = False) -> None:
        """Start by id; a user's own broken file of that id is shown, not raised."""
        try:
            self.start(self.context.library.find(routine_id), quick=quick)
        except (UnknownRoutine, FileError) as error:
            self.push_screen(
                TextScreen(_("This routine has a fault and can't start."), (str(error),))
            )

    def title_of(self, routine_id: str) -> str:
        """Return the title of a routine; its id where there is none of that name."""
        return self.context.library.title_of(routine_id)

    def _new_session(
        self, routine: Routine, adjustments: Adjustments, *, quick: bool = False
    ) -> Session:
        delay = None
        if routine.delay:  # what is chosen counts, not what was chosen last
            delay = adjustments.seconds
        adjusted = apply_adjustments(routine, adjustments)
        return self.context.new_session(adjusted, adjustments, quick=quick, delay=delay)

    def _run(self, session: Session, pace: float | None = None) -> None:
        self.session = session
        if pace is None:
            pace = self.preferences.adjustments(session.routine.id).pace
        options = self.look(from_home=self._first is None)
        self.push_screen(self.run_screen(session, options, self._run_context(pace)), self._ran)

    def _run_context(self, pace: float) -> RunContext:
        from calmtui.tui.screens.run_view import RunContext  # noqa: PLC0415

        return RunContext(
            self.context.clock,
            self.typeahead,
            self.preferences,
            self.title_of,
            self.settings_notice,
            initial_pace=pace,
            hides_words=self.hides_words,
            frame_rate=FrameRate(self._frames),
        )

    def run_screen(
        self, session: Session, options: RenderOptions, context: RunContext
    ) -> RunScreen:
        """Return the screen for a run."""
        from calmtui.tui.screens.run import RunScreen  # noqa: PLC0415

        return RunScreen(session, self.palette, options, context)

    def _ran(self, alternative: str | None) -> None:
        if self.session is not None:
            self.session.close()
            if self.session.has_unsaved_records:
                self._unsaved.append(self.session)
        if alternative:
            self.start_id(alternative)
        elif self._first is not None:
            self.exit(self._first.code)

    def _nest(self, session: Session, pace: float, then: Callable[[], None]) -> None:
        """Run a session over what is on, and come back."""
        self.nested.append(session)

        def finish(_alternative: str | None) -> None:
            session.close()
            self.nested.remove(session)
            then()

        options = replace(self.look(from_home=True), nested=True)
        self.push_screen(self.run_screen(session, options, self._run_context(pace)), finish)

    def interrupt(self) -> None:
        """Write the last records of all runs, before anything else: the line is gone."""
        for session in self.sessions:
            session.interrupt()

    def leave_all(self) -> None:
        """End every run: the user leaves."""
        for session in self.sessions:
            session.leave_for_good()

    def fail_soon(self, error: Exception) -> None:
        """End by a fault of another thread."""
        if (loop := loop_of(self)) is not None:
            loop.call_soon_threadsafe(self.fail, error)

    # What screens ask for

    def on_start_routine(self, message: messages.StartRoutine) -> None:
        """Start a routine from home."""
        self.start(message.routine, adjustments=message.adjustments)

    def on_quick_start_routine(self, message: messages.QuickStartRoutine) -> None:
        """Start a routine by one key."""
        self.start_id(message.routine_id, quick=True)

    def on_session_restarted(self, message: messages.SessionRestarted) -> None:
        """Take the new session of the run that is on."""
        self.session = message.session

    def on_show_history(self) -> None:
        """Show the saved sessions."""
        self.look_back(self._show_history)

    def look_back(self, then: Callable[[], None]) -> None:
        """Call `then` at once, or when a passphrase has opened the journal."""
        if not self.history.needs_passphrase():
            then()
            return
        from calmtui.tui.unlock import JournalUnlock  # noqa: PLC0415

        if self.unlock is None:
            self.unlock = JournalUnlock(
                self, self.context.journal, self.context.clock, self.history.refresh
            )
        self.unlock.show(then)

    def _show_history(self) -> None:
        from calmtui.tui.screens.history import HistoryScreen  # noqa: PLC0415

        self.push_screen(
            HistoryScreen(self.history, self.context.journal, self.context.device, self.context.now)
        )

    def on_nest_routine(self, message: messages.NestRoutine) -> None:
        """Offer another routine while a wait goes on."""
        from calmtui.tui.screens.during_wait import DuringWaitScreen  # noqa: PLC0415

        def start(routine: Routine | None) -> None:
            if routine is None:
                message.then()
                return

            def resume() -> None:
                message.waiting.resume()
                message.then()

            message.waiting.suspend()
            adjustments = self.preferences.adjustments(routine.id)
            self._nest(self._new_session(routine, adjustments), adjustments.pace, resume)

        usable = (
            entry.routine for entry in self.context.library.entries if entry.routine is not None
        )
        routines = tuple(routine for routine in usable if routine.delay is None)
        screen = DuringWaitScreen(
            routines, self.context.support.things, self.context.support.people_lines()
        )
        self.push_screen(screen, start)

    def on_show_message_desk(self, message: messages.ShowMessageDesk) -> None:
        """Show the message desk."""
        from calmtui.tui.screens.message_desk import MessageDeskScreen  # noqa: PLC0415

        urges_today = self.history.urges_on(self.context.now().date())
        screen = MessageDeskScreen(message.scene, message.save_draft, urges_today)
        self.push_screen(screen, lambda _: message.then())

    def on_show_text(self, message: messages.ShowText) -> None:
        """Show a text in full."""
        self.push_screen(TextScreen(message.title, tuple(message.text.split("\n"))))

    def on_show_help(self, message: messages.ShowHelp) -> None:
        """Show help from a screen that goes on afterwards."""
        self.show_help(message.fear, message.then)

    def show_help(self, fear: str = "", then: Callable[[], None] = lambda: None) -> None:
        """Show help, over any screen; it is never written down."""
        page = self.context.help_page(bool(fear))

        def closed(wants_anchor: bool | None) -> None:
            if wants_anchor:
                self._anchor(then)
            else:
                then()

        self.push_screen(HelpScreen(page, fear), closed)

    def _anchor(self, then: Callable[[], None]) -> None:
        """Run ninety seconds of grounding from the help, which leave no trace."""
        from calmtui.session.session import Session  # noqa: PLC0415

        nowhere = Journal(self.context.journal.folder, self.context.journal.folder, private=True)
        try:
            routine = self.context.library.find("anchor-90")
        except (UnknownRoutine, FileError):
            return
        suspended = self.sessions
        for session in suspended:
            session.suspend()

        def resume() -> None:
            for session in suspended:
                session.resume()
            then()

        anchor = Session(
            routine,
            nowhere,
            self.context.clock,
            self.context.now,
            quick=True,
            lasting=self.context.boot_clock,
        )
        self._nest(anchor, 1.0, resume)

    # Keys

    async def on_event(self, event: events.Event) -> None:
        """Note a key or a click; a key of another keyboard is the one at its place."""
        if self.unlock is not None and isinstance(event, events.InputEvent):
            self.unlock.note_activity()
        if isinstance(event, events.Key):
            event = self._latin(event)
        await super().on_event(event)

    def _latin(self, event: events.Key) -> events.Key:
        """Return what a key means here.

        What is written stays as it is, and so does what means something itself.
        """
        key = latin_key(event.character or "")
        if key == (event.character or "") or getattr(self.focused, "WRITES", False):
            return event
        takes: Callable[[str | None], bool] | None = getattr(self.screen, "takes", None)
        if event.key in self.screen.active_bindings or (
            takes is not None and takes(event.character)
        ):
            return event
        return key_of(key)

    def action_out(self) -> None:
        """Ctrl+C: leave everything at once."""
        self.leave_all()
        self.exit(130)

    def action_hide(self) -> None:
        """Ctrl+X: a neutral screen over everything, at once; again: back to where the user was."""
        if isinstance(self.screen, BlankScreen):
            self.pop_screen()
            return
        for session in self.sessions:
            session.hide()
        if self.unlock is not None:
            self.unlock.forget()
        self.push_screen(BlankScreen())

    def action_help(self) -> None:
        """Help now, over any screen."""
        if isinstance(self.screen, BlankScreen):
            return
        if isinstance(self.screen, HelpScreen | TextScreen):
            self.screen.dismiss()
        else:
            self.show_help()

    def action_keys(self) -> None:
        """Show what the keys of this screen do."""
        screen: Screen[object] = self.screen
        if not isinstance(screen, TextScreen):
            from calmtui.tui.screens.key_list import KeysScreen, describe_keys  # noqa: PLC0415

            self.push_screen(KeysScreen(describe_keys(screen)))

    # No picture of the screen becomes a file: it may show what the person wrote

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Return none of Textual's own commands: one of them takes a picture of the screen."""
        return ()

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Do nothing."""

    def save_screenshot(
        self, filename: str | None = None, path: str | None = None, *_: object
    ) -> str:
        """Save nothing; return no file's name."""
        return ""

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, *_: object
    ) -> None:
        """Deliver nothing."""
