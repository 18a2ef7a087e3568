"""An app without what Textual brings along that would show or save what a person wrote."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import SystemCommand
from textual.screen import Screen

from calmtui.tui.textual_internals.crash_safe_app import CrashSafeApp


class BareApp(CrashSafeApp):
    """An app without a command palette and without screenshots."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False  # the terminal selects text, also what goes past Textual

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
