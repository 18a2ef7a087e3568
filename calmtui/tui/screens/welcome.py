"""The first page of all: what this is, what it saves, and two things to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from calmtui.content.routine import ShapeName
from calmtui.content.welcome import what_it_is, what_to_know
from calmtui.context import QUICK_ROUTINES
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_named
from calmtui.text.width import cell_width, pad
from calmtui.tui.messages import LeaveWelcome
from calmtui.tui.screens.base import help_bindings
from calmtui.tui.screens.quiet import QuietPage
from calmtui.tui.taps import tappable
from calmtui.tui.widgets.words import Words

_LOW, _NARROW_LOW = 20, 28  # rows: under it less is said
# Rows from which the keys are a row apart, for a finger: where less is said, and where all is.
_ROOMY_LOW, _ROOMY = 18, 32
_GAP = 2
_SHAPE: ShapeName = "sea"


class WelcomeScreen(QuietPage[None]):
    """Shown once, before home has ever been seen. Whoever needs something now gets it from here."""

    LEAST_HEIGHT = 24
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "look_around", N_("look around"), id="welcome.home"),
        Binding("u", "begin('urge')", N_("ride the urge"), id="welcome.urge"),
        Binding("s", "begin('sos')", N_("90 seconds of grounding"), id="welcome.sos"),
        Binding("p", "private", N_("save nothing this time"), id="welcome.private"),
        *help_bindings("welcome"),
        Binding("escape,q", "leave", N_("leave"), id="welcome.leave"),
    ]

    def __init__(self, journal_folder: str, *, private: bool, ascii_only: bool = False) -> None:
        super().__init__(_SHAPE, ascii_only=ascii_only)
        self._journal_folder, self._private = journal_folder, private

    def words(self) -> Iterable[Widget]:
        """Return what it is, the keys, and what to know."""
        yield Words(Content(what_it_is()), classes="title")
        yield Static(self._keys(), id="welcome-keys")
        yield Words(self._to_know(), classes="last", id="to-know")

    @property
    def _is_low(self) -> bool:
        """Whether there is little room for words."""
        return self.app.size.height < (_LOW if self.is_wide else _NARROW_LOW)

    def _keys(self) -> Content:
        keys = [
            ("u", _("wait before you text")),
            ("s", _("90 seconds to steady yourself")),
            ("Enter", _("look around")),
        ]
        if not self._private:
            keys.append(("p", _("save nothing this time")))
        width = max(cell_width(key) for key, _label in keys) + _GAP
        rows = (
            tappable(Content.assemble((pad(key, width), "bold $warm"), label), key_named(key))
            for key, label in keys
        )
        apart = "\n"
        if self.app.size.height >= (_ROOMY_LOW if self._is_low else _ROOMY):
            apart = "\n\n"
        return Content(apart).join(rows)

    def _to_know(self) -> Content:
        """Return what to know; a tap on it is help, as it says."""
        return tappable(Content(self._what_to_know()), "!")

    def _what_to_know(self) -> str:
        if not self._is_low:
            return "\n".join(what_to_know(self._journal_folder, private=self._private))
        where = _("Saved only on this computer.")
        if self._private:
            where = _("Private: nothing is saved.")
        return f"{_('Not therapy or a crisis service. For help, press !')}\n{where}"

    def on_resize(self, event: events.Resize) -> None:
        """Say less where there is little room."""
        super().on_resize(event)
        for line in self.query("#welcome-keys, #to-know").results(Static):
            line.update(self._to_know() if isinstance(line, Words) else self._keys())

    def action_look_around(self) -> None:
        """Go home."""
        self.post_message(LeaveWelcome())

    def action_begin(self, command: str) -> None:
        """Start the urge, or ninety seconds of grounding, at once; home comes after it."""
        self.post_message(LeaveWelcome(QUICK_ROUTINES[command]))

    def action_private(self) -> None:
        """Go home, and save nothing this time."""
        self.post_message(LeaveWelcome(private=True))

    def action_leave(self) -> None:
        """Leave the program."""
        self.app.exit(0)
