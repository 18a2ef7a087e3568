"""Ask for the passphrase, when the user looks back on a locked journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from calmtui.storage.encryption.keys import PrivateKeys
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _
from calmtui.tui.screens.quiet import QuietPage
from calmtui.tui.widgets.key_hints import DIALOG, KeyHint, KeyHints
from calmtui.tui.widgets.unprintable import unprintable
from calmtui.tui.widgets.words import Words


class PassphraseInput(Input):
    """A line that is not shown as it is typed; Esc leaves."""

    WRITES = True  # a key is a letter here, on any keyboard

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            event.stop()
            self.screen.dismiss(None)
        elif letter := unprintable(event):
            event.stop()
            event.prevent_default()
            self.replace(letter, *self.selection)
        else:
            await super()._on_key(event)


class PassphraseScreen(QuietPage[PrivateKeys | None]):
    """Asks until `find` gives a key for what is typed; dismissed with None when the user leaves.

    `find` takes a third of a second.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "", N_("unlock"), id="passphrase.open"),
        Binding("escape", "dismiss(None)", N_("back"), id="passphrase.back"),
    ]

    def __init__(
        self, find: Callable[[str], PrivateKeys | None], *, ascii_only: bool = False
    ) -> None:
        super().__init__(ascii_only=ascii_only)
        self._find = find

    def words(self) -> Iterable[Widget]:
        """Return one line to type in, and what is said of it."""
        yield Words(Content(_("Your history is locked. Passphrase or recovery key:")))
        yield PassphraseInput(password=True, compact=True, id="passphrase")
        yield Words("", id="passphrase-note")
        hints = [KeyHint("Enter", _("unlock")), KeyHint("Esc", _("back"))]
        yield KeyHints([*hints, KeyHint("Ctrl+G", _("help"))], DIALOG, classes="last")

    def on_ready(self) -> None:
        """Give the keys to the line."""
        self.query_one(PassphraseInput).focus()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Try what was typed; it is forgotten at once."""
        event.stop()
        field, typed = self.query_one(PassphraseInput), event.value
        field.clear()
        if not typed:
            self.dismiss(None)
            return
        field.disabled = True
        said = _("That did not open it.")
        try:
            key = await asyncio.to_thread(self._find, typed)
        except OSError as error:
            key, said = None, describe_file_error(error)
        field.disabled = False
        if key is not None:
            self.dismiss(key)
            return
        self.query_one("#passphrase-note", Static).update(Content(said))
        field.focus()
