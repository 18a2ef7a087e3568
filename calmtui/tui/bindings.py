"""The keys of every screen, for whoever looks whether two actions share one."""

from __future__ import annotations

from textual.binding import Binding

from calmtui.tui.app import CalmApp
from calmtui.tui.desk import DeskScreen
from calmtui.tui.help import HelpScreen, WordsScreen
from calmtui.tui.home import HomeScreen
from calmtui.tui.run import RunScreen


def every() -> dict[str, list[tuple[str, str]]]:
    """The ids and keys of each screen's bindings, with those that hold on all of them."""
    found = {}
    for screen in (HomeScreen, RunScreen, DeskScreen, HelpScreen, WordsScreen):
        bindings = [*CalmApp.BINDINGS, *screen.BINDINGS]
        name = screen.__name__.removesuffix("Screen").lower()
        found[name] = [(one.id or one.action, one.key) for one in bindings if isinstance(one, Binding)]
    return found
