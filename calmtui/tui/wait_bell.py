"""Tells whoever looks elsewhere that a wait is over: a bell, the window's title, a notification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from calmtui.text.i18n import _
from calmtui.tui.textual_internals.driver import terminal_of

if TYPE_CHECKING:
    from calmtui.wait_signal import WaitSignal


def ring(app: App[Any], signal: WaitSignal) -> None:
    """Tell it as the signal says; no notification for someone who is looking here."""
    if not signal.rings():
        return
    app.bell()
    terminal = terminal_of(app)
    if terminal is None:
        return
    terminal.modes.mark_title()
    is_in_front = app.app_focus and terminal.modes.knows_focus
    if signal.kind == "notification" and not is_in_front:
        from calmtui.text.notification import notification  # noqa: PLC0415 - few want it
        from calmtui.tmux import terminal_around  # noqa: PLC0415 - few want it

        terminal.write(notification(_("The time is up."), terminal_around()))
