"""The message desk: its lines, the message they make, and gentle hints beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message

from calmtui.content.compose import compose_message
from calmtui.content.message import SAFE
from calmtui.content.message_hints import message_hints
from calmtui.content.values import Text
from calmtui.session.actions import Action
from calmtui.session.kept_draft import KeptDraft
from calmtui.session.scene import DeskScene
from calmtui.text.i18n import N_, _
from calmtui.text.width import truncate
from calmtui.tui.draft_line import tell_draft
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.widgets.key_hints import HintStyle, KeyHint, KeyHints
from calmtui.tui.widgets.text_field import TextField
from calmtui.tui.widgets.words import Words

_PAST_LAST = 9  # more lines than there are: the keys
_HINT_STYLE = HintStyle(2, 5)
_SHOWN_WORDS = 300  # cells of what was parked; all of it stays in the wait


class DeskField(TextField):
    """One line of the desk; Enter and Tab go on, Esc to the keys below, all else is text."""

    _MOVES: ClassVar = {"enter": 1, "tab": 1, "shift+tab": -1, "escape": _PAST_LAST}

    class Moved(Message):
        """The user goes so many lines on; past the last one are the keys."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def takes_early(self, key: str) -> bool:
        """Return False: no answer comes before a line."""
        return False

    def exit_message(self, key: str) -> Message | None:
        """Return where to go on."""
        return self.Moved(self._MOVES[key]) if key in self._MOVES else None


class DeskResult(NamedTuple):
    """What the lines hold, and whether the user goes back to what came before."""

    values: tuple[str, ...]
    back: bool = False


class MessageDeskScreen(BaseScreen[DeskResult]):
    """The desk for a message; a draft is saved when asked, else forgotten."""

    CSS_PATH = "message_desk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy", N_("copy the message"), id="desk.copy"),
        Binding("k", "keep", N_("keep as a draft, for calmtui draft"), id="desk.keep"),
        Binding("b,backspace", "back", N_("back to what came before"), id="desk.back"),
        Binding("tab,enter", "write", N_("keep writing"), id="desk.write"),
        Binding(
            "escape,q",
            "done",
            N_("done; what you did not keep is deleted"),
            id="desk.leave",
        ),
        *help_bindings("desk"),
    ]

    def __init__(
        self, scene: DeskScene, keep: Callable[[str], KeptDraft], parked_today: int = 0
    ) -> None:
        super().__init__()
        self._scene, self._keep, self._parked_today = scene, keep, parked_today
        self._said = ""
        self._place = 0

    def compose(self) -> ComposeResult:
        """Compose what was parked, the lines, the message and hints beside them, the keys."""
        top = self._scene.step.text
        if self._scene.afraid:
            top = Text(_(SAFE))
        yield Words(Content(top), id="desk-top")
        if self._scene.words:
            words = " ".join(self._scene.words.split())
            shown = truncate(words, _SHOWN_WORDS)
            shown += "~" * (shown != words)
            yield Words(Content(f"{_('You wrote:')} {shown}"), id="desk-wrote")
        with Horizontal(id="desk-middle"):
            with VerticalScroll(id="desk-lines", can_focus=False):
                bare = self.app.has_class("-few-colours")  # a colour can't tell what is no text yet
                given = iter(self._scene.given)
                for number, field in enumerate(self._scene.step.fields):
                    yield Words(Content(field.label), classes="label")
                    example = f"({field.example})" if bare else field.example
                    yield DeskField(
                        next(given, ""),
                        id=f"field-{number}",
                        soft_wrap=True,
                        highlight_cursor_line=False,
                        placeholder=example,
                    )
            with VerticalScroll(id="desk-side"):
                yield Words(id="preview")
                yield Words(id="hints")
        yield KeyHints(id="desk-keys")

    def on_ready(self) -> None:
        """Give the keys to the first line."""
        self._go(0)
        self._show()

    def _go(self, place: int) -> None:
        """Put the cursor in a line; after the last one the keys below work.

        A small screen shows that line alone.
        """
        entries = list(self.query(DeskField))
        self._place = max(min(place, len(entries)), 0)
        if self._place < len(entries):
            entries[self._place].focus()
        else:
            self.query_one("#desk-side").focus()
        small = self.is_cramped
        self.query_one("#desk-top").display = not small
        for number, (label, entry) in enumerate(zip(self.query(".label"), entries, strict=True)):
            label.display = entry.display = not small or number == self._place

    def on_desk_field_moved(self, event: DeskField.Moved) -> None:
        """Go to the next line, or the one before."""
        self._go(self._place + event.by)

    def on_resize(self) -> None:
        """Show one line on a small screen."""
        self._go(self._place)

    def action_write(self) -> None:
        """Go back to the lines."""
        self._go(0)

    def text(self) -> str:
        """Return the message as it is now."""
        return compose_message(self._scene.step.fields, self._values())

    def _values(self) -> tuple[str, ...]:
        return tuple(entry.text for entry in self.query(DeskField))

    def action_done(self) -> None:
        """Go on: what was not kept is deleted with the session."""
        self.dismiss(DeskResult(self._values()))

    def action_back(self) -> None:
        """Go back to what came before."""
        if Action.BACK not in self._scene.actions:
            return
        self.dismiss(DeskResult(self._values(), back=True))

    def on_text_area_changed(self) -> None:
        """Show the message and the hints of what is typed."""
        self._said = ""
        self._show()

    def on_descendant_focus(self) -> None:
        """Show the keys that work where the cursor is; a tap may have put it there."""
        if isinstance(self.focused, DeskField):
            self._place = list(self.query(DeskField)).index(self.focused)
        self._show()

    def _show(self) -> None:
        text = self.text()
        scene = self._scene
        key = "Ctrl+G"  # while words are written ! is one of them
        typed = "\n".join((scene.words, *self._values()))
        found = message_hints(
            text,
            pull=scene.pull,
            parked_today=self._parked_today,
            afraid=scene.afraid or not scene.step.hints,
            asks=scene.step.asks,
            key=key,
            beside=typed,
        )
        shown = (text, "bold") if text else (_("Your message will appear here."), "$dim")
        self.query_one("#preview", Words).update(Content.assemble(shown))
        self.query_one("#hints", Words).update(Content("\n".join(f"~ {hint}" for hint in found)))
        self.query_one(KeyHints).show(self._hints(), _HINT_STYLE, self._said)

    def _hints(self) -> list[KeyHint]:
        """Return the keys that work where the cursor is."""
        if isinstance(self.focused, DeskField):
            return [
                KeyHint("Tab", _("next line")),
                KeyHint("Esc", _("copy, keep or leave")),
                KeyHint("Ctrl+G", _("help")),
            ]
        hints = [KeyHint("c", _("copy"))]
        if self._scene.keepable:
            hints.append(KeyHint("k", _("keep as a draft")))
        hints += [KeyHint("Tab", _("write")), KeyHint("Esc", _("done, delete it"))]
        if Action.BACK in self._scene.actions:
            hints.append(KeyHint("b", _("back")))
        return [*hints, KeyHint("!", _("help"))]

    def action_copy(self) -> None:
        """Copy to the clipboard, through the terminal."""
        if text := self.text():
            self.app.copy_to_clipboard(text)
            self._said = _(
                "Copied, if your terminal allows it. If not, press k and use calmtui draft."
            )
        self._show()

    def action_keep(self) -> None:
        """Save the draft on this machine."""
        if text := self.text():
            tell_draft(self, self._keep(text), self._say)
        self._show()

    def _say(self, line: str) -> None:
        self._said = line
        self._show()
