"""The theme that goes with the terminal's ground, where the settings leave it to that."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App

from calmtui.config.settings import AUTO
from calmtui.tui.ground_question import SOON
from calmtui.tui.textual_internals.driver import terminal_of
from calmtui.tui.theme import GROUND_FILE

if TYPE_CHECKING:
    from calmtui.context import AppContext

_CHOSEN = 1.0  # seconds in which other colours are what someone waits for who has chosen that


class GroundTheme:
    """Asks the terminal whether it is light or dark, and remembers what it said.

    What it says late, as over a slow line, is for the next start: no screen changes its colours
    under someone who reads.
    """

    def __init__(self, app: App[int], context: AppContext, on_new: Callable[[str], None]) -> None:
        self._app, self._context, self._on_new = app, context, on_new

    def ask(self, *, is_chosen: bool = False) -> None:
        """Ask, but not in tmux or screen: they may answer for another terminal.

        `is_chosen`: someone has just set the theme that goes by the terminal.
        """
        terminal = terminal_of(self._app)
        if self._is_wanted and terminal is not None and not (os.environ.keys() & {"TMUX", "STY"}):
            terminal.ask_ground(self._take, _CHOSEN if is_chosen else SOON)

    @property
    def _is_wanted(self) -> bool:
        return self._context.settings.theme == AUTO

    def _take(self, answer: str, is_soon: bool) -> None:
        """Remember what the terminal said; `on_new` shows the theme that goes with it."""
        from calmtui.config.themes import theme_of_answer  # noqa: PLC0415 - few want it

        theme = theme_of_answer(answer)
        if theme and theme != self._context.device.get(GROUND_FILE):
            self._context.device.put(GROUND_FILE, theme)
            if self._is_wanted and is_soon:
                self._on_new(theme)
