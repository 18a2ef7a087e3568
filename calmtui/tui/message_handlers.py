"""What screens ask of the app, as messages, and who does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.tui import messages
from calmtui.tui.bare_app import BareApp

if TYPE_CHECKING:
    from calmtui.tui.overlays import Overlays
    from calmtui.tui.runs import Runs


class MessageHandlers(BareApp):
    """Hands what is asked for to its runs, and to the screens that come over others."""

    runs: Runs
    overlays: Overlays

    def on_start_routine(self, message: messages.StartRoutine) -> None:
        """Start a routine from home."""
        self.runs.start(message.routine, adjustments=message.adjustments)

    def on_continue_try(self, message: messages.ContinueTry) -> None:
        """Let the coin pick a routine, or show what came of a try."""
        if message.state.ending:
            self.overlays.show_try()
        else:
            self.runs.start_by_coin(message.state)

    def on_continue_left(self) -> None:
        """Open what was left in the middle."""
        self.overlays.continue_left()

    def on_quick_start_routine(self, message: messages.QuickStartRoutine) -> None:
        """Start a routine by one key."""
        self.runs.start_id(message.routine_id, quick=True, adjustments=message.adjustments)

    def on_session_restarted(self, message: messages.SessionRestarted) -> None:
        """Take the new session of the run that is on."""
        self.runs.current = message.session

    def on_look_back(self) -> None:
        """Show figures of the saved sessions."""
        self.overlays.show_figures()

    def on_show_try(self) -> None:
        """Show the try of two routines."""
        self.overlays.show_try()

    def on_show_report(self) -> None:
        """Show the page to show someone."""
        self.overlays.show_report()

    def on_show_history(self) -> None:
        """Show the saved sessions."""
        self.overlays.show_history()

    def on_show_settings(self) -> None:
        """Show the settings."""
        self.overlays.show_settings()

    async def on_found(self, message: messages.Found) -> None:
        """Go home, and do what was chosen there."""
        from calmtui.tui.screens.home import HomeScreen  # noqa: PLC0415 - home is there already

        while not isinstance(self.screen, HomeScreen):
            await self.pop_screen()
        message.act()

    def on_show_routine(self, message: messages.ShowRoutine) -> None:
        """Show the card of a routine on home."""
        from calmtui.tui.screens.home import HomeScreen  # noqa: PLC0415 - home is there already

        if isinstance(self.screen, HomeScreen):
            self.screen.show_routine(message.routine_id)

    def on_nest_routine(self, message: messages.NestRoutine) -> None:
        """Offer another routine while a wait goes on."""
        self.overlays.offer_nested(message)

    def on_unlock_history(self, message: messages.UnlockHistory) -> None:
        """Ask for the passphrase of the history."""
        self.overlays.look_back(message.then)

    def on_show_message_desk(self, message: messages.ShowMessageDesk) -> None:
        """Show the message desk."""
        self.overlays.show_message_desk(message)

    def on_show_text(self, message: messages.ShowText) -> None:
        """Show a text in full."""
        from calmtui.tui.screens.text import TextScreen  # noqa: PLC0415 - only when asked for

        self.push_screen(TextScreen(message.title, tuple(message.text.split("\n"))))

    def on_show_help(self, message: messages.ShowHelp) -> None:
        """Show help from a screen that goes on afterwards."""
        self.overlays.show_help(message.fear, message.then)
