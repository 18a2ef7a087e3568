"""The keys of the screens."""

from __future__ import annotations

from typing import Any

import pytest
from textual.binding import Binding
from textual.screen import Screen

from calmtui.tui.app import CalmApp
from calmtui.tui.screens.help import HelpScreen
from calmtui.tui.screens.home import HomeScreen
from calmtui.tui.screens.message_desk import MessageDeskScreen
from calmtui.tui.screens.run import RunScreen
from calmtui.tui.screens.text import TextScreen

SCREENS = (HomeScreen, RunScreen, MessageDeskScreen, HelpScreen, TextScreen)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_actions_of_a_screen_share_a_key(screen: type[Screen[Any]]) -> None:
    actions: dict[str, str] = {}
    for binding in (*CalmApp.BINDINGS, *screen.BINDINGS):
        assert isinstance(binding, Binding)
        action = binding.id or binding.action
        if action == "run.open":  # a pause before a program, which has no part to leave out
            continue
        for key in binding.key.split(","):
            assert actions.setdefault(key.strip(), action) == action, key
