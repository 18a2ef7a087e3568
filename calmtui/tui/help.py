"""Words on a screen: help now, the keys of the screen below, a text in full. Nothing here is ever written down."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from calmtui.helplines import HelpPage
from calmtui.tui.page import Page
from calmtui.words import N_, _


class WordsScreen(Page[None]):
    """Some lines; any of the closing keys goes back to where the person was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,exclamation_mark,question_mark", "dismiss", N_("back"), id="words.back"),
    ]

    def __init__(self, title: str, lines: tuple[str, ...]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """The lines, scrolling where the window is small."""
        with VerticalScroll(classes="words"):
            yield Static(Content(self._title), classes="title")
            yield Static(Content("\n".join(self._lines)))
            yield Static(Content(f"\nEsc  {_('back')}"), classes="dim")


class HelpScreen(Page[bool]):
    """Help now. Dismissed with True for the 90-second anchor, False to go back to where the person was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "not_safe", N_("I am not safe right now"), id="help.not_safe"),
        Binding("a", "answer(True)", N_("a 90-second anchor, kept nowhere"), id="help.anchor"),
        Binding("escape,q,exclamation_mark", "answer(False)", N_("back"), id="help.back"),
        Binding("question_mark", "app.keys", N_("the keys of this screen"), id="help.keys"),
    ]

    def __init__(self, page: HelpPage, lead: str = "") -> None:
        super().__init__()
        self._page, self._lead = page, lead

    def compose(self) -> ComposeResult:
        """The way out of danger first, then people, then lines."""
        parts: list[Content | str | tuple[str, str]] = [(f"{self._lead}\n\n", "bold")] if self._lead else []
        parts += [("1", "bold $warm"), (f"  {_('I am not safe right now')}\n", "bold")]
        for title, lines in self._page.sections:
            parts += [(f"\n{title}\n", "bold $cool") if title else "\n", "\n".join(lines) + "\n"]
        with VerticalScroll(classes="words"):
            yield Static(Content.assemble(*parts))
            anchor, back = f"  {_('90-second anchor')}      ", f"  {_('back')}"
            yield Static(Content.assemble("\n", ("a", "bold $warm"), anchor, ("Esc", "bold $warm"), back))

    def appear(self) -> None:
        """The arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_not_safe(self) -> None:
        """One screen, no timer, no rating."""
        self.app.push_screen(WordsScreen(_("I am not safe right now"), self._page.alone))

    def action_answer(self, anchor: bool) -> None:
        """Back, or to the anchor."""
        self.dismiss(anchor)


def keys_of(screen: Screen[object]) -> tuple[str, ...]:
    """The keys of a screen and what they do, from its bindings."""
    names = {
        "exclamation_mark": "!", "question_mark": "?", "escape": "Esc", "enter": "Enter", "slash": "/",
        "plus": "+", "equals_sign": "", "minus": "-",
    }  # fmt: skip
    lines: dict[str, list[str]] = {}
    for binding in type(screen).BINDINGS:
        if isinstance(binding, Binding):
            keys = [names.get(key.strip(), key.strip()) for key in binding.key.split(",")]
            lines.setdefault(binding.description, []).extend(key for key in keys if key)
    shown = {what: "0-9 x" if len(keys) > 5 else " ".join(keys) for what, keys in lines.items()}
    return tuple(f"{keys:<10}{_(what)}" for what, keys in shown.items())
