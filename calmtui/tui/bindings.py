"""The keys of every screen, for whoever looks whether two actions share one."""

from __future__ import annotations

from textual.binding import Binding

from calmtui.tui.app import CalmApp
from calmtui.tui.screens.help import HelpScreen
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.message_desk import MessageDeskScreen
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.screens.text import TextScreen


def every() -> dict[str, list[tuple[str, str]]]:
    """The ids and keys of each screen's bindings, with those that hold on all of them."""
    found = {}
    for screen in (HomeScreen, RunScreen, MessageDeskScreen, HelpScreen, TextScreen):
        bindings = [*CalmApp.BINDINGS, *screen.BINDINGS]
        name = screen.__name__.removesuffix("Screen").lower()
        found[name] = [
            (one.id or one.action, one.key) for one in bindings if isinstance(one, Binding)
        ]
    return found
