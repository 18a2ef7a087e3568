"""The message desk: five lines, the message they make, and gentle hints beside it that never stand in the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static, TextArea

from calmtui.hints import hints
from calmtui.message import FIELDS, QUESTION, message
from calmtui.scene import Desk

_SHOWN_WORDS = 300  # of what was parked; all of it stays in the wait
_SAFE = "You owe no one a gentle message. Keep notes somewhere safe, not here, if this device is shared."


class Entry(TextArea):
    """One line of the desk. Enter and Tab go on, Esc to the keys below; all else is text."""

    async def _on_key(self, event: events.Key) -> None:
        moves = {"enter": "focus_next", "tab": "focus_next", "shift+tab": "focus_previous"}
        if event.key in moves:
            event.stop()
            event.prevent_default()
            await self.run_action(f"screen.{moves[event.key]}")
        elif event.key == "escape":
            event.stop()
            event.prevent_default()
            self.screen.query_one("#desk").focus()
        else:
            await super()._on_key(event)


class DeskScreen(Screen[None]):
    """The desk on the parked words. `keep` keeps a draft when asked; what is not kept is forgotten."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", "copy the message", id="desk.copy"),
        Binding("k", "keep", "keep it here, for calmtui draft", id="desk.keep"),
        Binding("tab", "app.focus_next", "the next line", id="desk.next"),
        Binding("escape,q", "dismiss(None)", "done; what is not kept is forgotten", id="desk.leave"),
        Binding("exclamation_mark", "app.help", "help now", id="desk.help"),
        Binding("question_mark", "app.keys", "the keys of this screen", id="desk.keys"),
    ]

    def __init__(self, scene: Desk, keep: Callable[[str], bool], parked_today: int = 0) -> None:
        super().__init__()
        self._scene, self._keep, self._parked_today = scene, keep, parked_today
        self._said = ""

    def compose(self) -> ComposeResult:
        """What was parked, the five lines, the message, the hints, the keys."""
        with VerticalScroll(id="desk"):
            yield Static(Content("Write it as a request"), classes="title")
            yield Static(Content(_SAFE if self._scene.afraid else QUESTION), classes="dim")
            if self._scene.words:
                words = " ".join(self._scene.words.split())
                shown = words if len(words) <= _SHOWN_WORDS else f"{words[:_SHOWN_WORDS]}~"
                yield Static(Content(f"\nYou wrote: {shown}"), classes="dim")
            for number, field in enumerate(FIELDS):
                yield Static(Content(field.label), classes="label")
                yield Entry(
                    id=f"field-{number}", soft_wrap=True, highlight_cursor_line=False, placeholder=field.example
                )
            yield Static(id="preview")
            yield Static(id="hints")
            yield Static(id="desk-keys")

    def on_mount(self) -> None:
        """The first line has the keys."""
        self.query_one("#field-0").focus()
        self._show()

    def text(self) -> str:
        """The message as it stands."""
        return message(tuple(entry.text for entry in self.query(Entry)))

    def on_text_area_changed(self) -> None:
        """The message and the hints follow what is typed."""
        self._said = ""
        self._show()

    def on_descendant_focus(self) -> None:
        """The keys below say what works where the cursor is."""
        self._show()

    def _show(self) -> None:
        text = self.text()
        found = () if self._scene.afraid else hints(text, pull=self._scene.pull, parked_today=self._parked_today)
        self.query_one("#preview", Static).update(Content(text or "Your message will stand here."))
        self.query_one("#hints", Static).update(Content("\n".join(f"~ {hint}" for hint in found)))
        writing = isinstance(self.focused, Entry)
        pairs: tuple[tuple[str, str], ...] = (("Tab", "next line"), ("Esc", "copy, keep or leave"))
        if not writing:
            pairs = (("c", "copy"), ("k", "keep it here"), ("Tab", "write"), ("Esc", "done, forget it"))
        parts: list[str | tuple[str, str]] = []
        for key, what in pairs:
            parts += [(key, "bold $warm"), (f"  {what}     ", "$second")]
        said = [("\n" + self._said, "$dim")] if self._said else []
        self.query_one("#desk-keys", Static).update(Content.assemble(*parts, *said))

    def action_copy(self) -> None:
        """To the clipboard, through the terminal."""
        if text := self.text():
            self.app.copy_to_clipboard(text)
            self._said = "Copied, if your terminal allows it. If not: k, then calmtui draft prints it."
        self._show()

    def action_keep(self) -> None:
        """Keep the draft on this machine."""
        if text := self.text():
            kept = self._keep(text)
            self._said = "Kept. calmtui draft prints it, calmtui draft --forget forgets it." if kept else "Not kept."
        self._show()
