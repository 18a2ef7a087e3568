"""The screens that come over whatever is on, and go away again: history, help, other things to do.

Each is imported when it is shown: the first frame waits for none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App
from textual.screen import Screen

from calmtui.content.labels import LEFT
from calmtui.left_runs import find_half_finished, has_sealed_half_finished
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.content.routine import Routine
    from calmtui.context import AppContext
    from calmtui.history.names import Names
    from calmtui.tui import messages
    from calmtui.tui.journal_reader import JournalReader
    from calmtui.tui.runs import Runs
    from calmtui.tui.unlock import JournalUnlock


class Overlays:
    """Puts them on, and goes back to where the user was.

    `unlock` is there once a locked journal was asked for.
    """

    def __init__(
        self, app: App[int], context: AppContext, history: JournalReader, runs: Runs
    ) -> None:
        self._app, self._context, self._history, self._runs = app, context, history, runs
        self.unlock: JournalUnlock | None = None

    def look_back(self, then: Callable[[], None]) -> None:
        """Call `then` at once, or when a passphrase has opened the journal."""
        if not self._history.needs_passphrase():
            then()
            return
        from calmtui.tui.unlock import JournalUnlock  # noqa: PLC0415

        if self.unlock is None:
            self.unlock = JournalUnlock(
                self._app,
                self._context.journal,
                self._context.clock,
                self._history.refresh,
                ascii_only=self._context.settings.ascii,
            )
        self.unlock.show(then)

    def show_figures(self) -> None:
        """Show what was saved, in figures."""
        self.look_back(self._show_figures)

    def _show_figures(self) -> None:
        from calmtui.tui.screens.looking_back import LookingBackScreen  # noqa: PLC0415

        context = self._context
        screen = LookingBackScreen(
            context.journal,
            self._names(),
            context.now,
            ascii_only=context.settings.ascii,
            is_very_high=self._history.is_last_rating_very_high(context.now()),
        )
        self._app.push_screen(screen)

    def continue_left(self) -> None:
        """Offer what was left in the middle, once a passphrase has opened it."""
        self.look_back(self._continue_left)

    def _continue_left(self) -> None:
        offers = find_half_finished(self._context)
        if offers:
            self._runs.offer_left(offers)
            return
        from calmtui.session.resume import why_nothing_is_left  # noqa: PLC0415 - rarely needed
        from calmtui.tui.screens.text import TextScreen  # noqa: PLC0415 - the same

        why = why_nothing_is_left(is_sealed=has_sealed_half_finished(self._context))
        self._app.push_screen(TextScreen(_(LEFT), (why,)))

    def show_try(self) -> None:
        """Show the try of two routines: looking back has opened the journal."""
        from calmtui.tui.screens.try_two import TryScreen  # noqa: PLC0415

        self._app.push_screen(TryScreen(self._context, self._history.sessions))

    def show_report(self) -> None:
        """Show what would be on the page to show someone; it goes into the home folder."""
        from calmtui.tui.screens.report import ReportScreen  # noqa: PLC0415

        self._app.push_screen(ReportScreen(self._context, Path.home()))

    def _names(self) -> Names:
        """Return what things are called; of routines that are gone, what sessions call them."""
        from calmtui.history.names import names_of  # noqa: PLC0415

        titles = {past.routine: past.title for past in self._history.sessions}
        return names_of(self._context.library.entries, titles)

    def show_history(self) -> None:
        """Show the saved sessions."""
        self.look_back(self._show_history)

    def _show_history(self) -> None:
        from calmtui.tui.screens.history import HistoryScreen  # noqa: PLC0415

        context = self._context
        self._app.push_screen(
            HistoryScreen(
                self._history,
                context.journal,
                context.device,
                context.now,
                self._questions_of,
                ascii_only=context.settings.ascii,
            )
        )

    def _questions_of(self, routine: str) -> dict[str, str]:
        """Return what a routine asks, by the keys of the answers; nothing of one that is gone."""
        entries = self._context.library.entries
        found = next((one.routine for one in entries if one.id == routine and one.routine), None)
        if found is None:
            return {}
        kept = ((step.kept_as, step.text) for step in found.steps)
        return {key: text for key, text in kept if key is not None and text is not None}

    def offer_nested(self, message: messages.NestRoutine) -> None:
        """Offer another routine while a wait goes on."""
        from calmtui.tui.screens.during_wait import DuringWaitScreen  # noqa: PLC0415

        def start(routine: Routine | None) -> None:
            if routine is None:
                message.then()
            else:
                self._runs.start_over(routine, (message.waiting,), message.then)

        entries = self._context.library.entries
        usable = (entry.routine for entry in entries if entry.routine is not None)
        routines = tuple(routine for routine in usable if routine.delay is None)
        support = self._context.support
        screen = DuringWaitScreen(routines, support.things, support.people_lines())
        self._app.push_screen(screen, start)

    def show_message_desk(self, message: messages.ShowMessageDesk) -> None:
        """Show the message desk."""
        from calmtui.tui.screens.message_desk import MessageDeskScreen  # noqa: PLC0415

        urges_today = self._history.urges_on(self._context.now().date())
        screen = MessageDeskScreen(message.scene, message.save_draft, urges_today)
        self._app.push_screen(screen, message.then)

    def show_settings(self, key: str = "") -> None:
        """Show the settings, with the cursor on one of them."""
        from calmtui.tui.screens.settings import SettingsScreen  # noqa: PLC0415

        self._app.push_screen(SettingsScreen(self._context, key))

    def find(self, preferences: RoutinePreferences) -> None:
        """Find commands, settings and routines."""
        from calmtui.tui.findings import findings  # noqa: PLC0415
        from calmtui.tui.screens.find import FindScreen  # noqa: PLC0415

        self._app.push_screen(FindScreen(findings(self._app, self._context, preferences, self)))

    def show_help(self, fear: str = "", then: Callable[[], None] = lambda: None) -> None:
        """Show help, over any screen; it is never written down."""
        from calmtui.tui.screens.help import HelpScreen  # noqa: PLC0415 - 2 ms of a launch

        page = self._context.help_page(bool(fear))

        def closed(wants_anchor: bool | None) -> None:
            if wants_anchor:
                self._runs.anchor(then)
            else:
                then()

        self._app.push_screen(HelpScreen(page, fear), closed)

    def toggle_help(self) -> None:
        """Show help, or go back from it; from the neutral screen there is no way to it."""
        from calmtui.tui.screens.blank import BlankScreen  # noqa: PLC0415
        from calmtui.tui.screens.help import HelpScreen  # noqa: PLC0415
        from calmtui.tui.screens.text import TextScreen  # noqa: PLC0415

        screen = self._app.screen
        if isinstance(screen, BlankScreen):
            return
        if isinstance(screen, HelpScreen | TextScreen):
            screen.dismiss()
        else:
            self.show_help()

    def toggle_blank(self) -> None:
        """Put a neutral screen over everything, at once; again: back to where the user was."""
        from calmtui.tui.screens.blank import BlankScreen  # noqa: PLC0415 - 1 ms

        if isinstance(self._app.screen, BlankScreen):
            self._app.pop_screen()
            return
        self._runs.hide()
        if self.unlock is not None:
            self.unlock.forget()
        self._app.push_screen(BlankScreen())

    def show_keys(self) -> None:
        """Show what the keys of this screen do."""
        from calmtui.tui.screens.text import TextScreen  # noqa: PLC0415 - only when asked for

        screen: Screen[object] = self._app.screen
        if not isinstance(screen, TextScreen):
            from calmtui.tui.screens.key_list import KeysScreen, describe_keys  # noqa: PLC0415

            self._app.push_screen(KeysScreen(describe_keys(screen)))
