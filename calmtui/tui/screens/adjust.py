"""What can be chosen for a routine: length, time to settle, holds, parts to leave out."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from calmtui.content.adjust import (
    Adjustments,
    apply_adjustments,
    has_breathing,
    has_holds,
    settle_time,
)
from calmtui.content.adjust_keys import (
    next_length,
    next_pace,
    next_settle_time,
    skipped_parts,
    toggle_holds,
    toggle_part,
)
from calmtui.content.parts import part_names
from calmtui.content.questions import has_length
from calmtui.content.routine import Routine
from calmtui.text.durations import format_short
from calmtui.text.i18n import N_, _, format_number
from calmtui.text.width import cell_width, pad, truncate
from calmtui.tui.screens.base import BaseScreen, help_bindings
from calmtui.tui.widgets.key_hints import NARROW_FOOTER, KeyHint, KeyHints
from calmtui.tui.widgets.menu import Menu, MenuKeys, menu_bindings

Row = tuple[str, str, Callable[[int], Adjustments]]


def _times(pace: float) -> str:
    return (
        _("as in the routine")
        if pace == 1.0
        else _("{n} times as long").format(n=format_number(pace))
    )


class AdjustScreen(MenuKeys, BaseScreen[Adjustments]):
    """One line for each choice; dismissed with the choices when the person is done."""

    CSS_PATH = "adjust.tcss"
    IS_CALM = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign,right", "turn(1)", N_("more, or on and off"), id="adjust.more"),
        Binding("minus,left", "turn(-1)", N_("less, or on and off"), id="adjust.less"),
        Binding("space", "turn(1)", N_("on and off"), id="adjust.turn"),
        *menu_bindings("adjust"),
        Binding("m", "keep", N_("keep for this routine"), id="adjust.keep"),
        *help_bindings("adjust"),
        Binding("escape,q,c", "done", N_("done"), id="adjust.done"),
    ]

    def __init__(
        self, routine: Routine, choices: Adjustments, save: Callable[[Adjustments], str]
    ) -> None:
        super().__init__()
        self._save = save
        self._routine, self._choices = routine, choices

    def compose(self) -> ComposeResult:
        """Compose the title, the rows, and what the keys do."""
        yield Static(Content(self._routine.title), id="adjust-title")
        yield Menu(id="adjustments")
        yield Static(id="adjust-note")
        hints = [KeyHint("+ -", _("change")), KeyHint("m", _("keep")), KeyHint("Esc", _("done"))]
        hints += [KeyHint("!", _("help")), KeyHint("?", _("keys"))]
        yield KeyHints(hints, NARROW_FOOTER, id="adjust-keys")

    def on_ready(self) -> None:
        """Put the cursor on the first row."""
        options = self.query_one(Menu)
        options.add_options([Option(self._line(name, value)) for name, value, _ in self._rows()])
        options.highlighted = 0
        options.focus()

    def _rows(self) -> list[Row]:
        """Return what can be chosen: its name, its value, and what one key makes of it."""
        routine, choices = self._routine, self._choices
        length = format_short(apply_adjustments(routine, choices).about_seconds)
        rows: list[Row] = []
        if has_length(routine):
            rows.append((_("length"), length, lambda by: next_length(routine, choices, by)))
        if (settle := settle_time(routine)) is not None:
            seconds = choices.settle or settle
            rows.append(
                (
                    _("before the first breath"),
                    f"{format_number(seconds)} s",
                    lambda by: next_settle_time(routine, choices, by),
                )
            )
        if has_holds(routine):
            held = _("without") if choices.no_holds else _("with")
            rows.append((_("holds"), held, lambda by: toggle_holds(choices)))
        if has_breathing(routine):
            rows.append((_("rounds"), _times(choices.pace), lambda by: next_pace(choices, by)))
        out = skipped_parts(routine, choices)
        for part in part_names(routine):
            value = _("left out") if part in out else _("included")
            rows.append((part, value, lambda by, part=part: toggle_part(routine, choices, part)))  # type: ignore[misc]
        return rows

    def _line(self, name: str, value: str) -> Content:
        room = min(self.app.size.width - 6, 48)
        left = room - cell_width(value)
        shown = name if cell_width(name) <= left - 2 else f"{truncate(name, left - 3)}~"
        return Content(pad(shown, left) + value)

    def action_turn(self, by: int) -> None:
        """Change the line under the cursor."""
        options = self.query_one(Menu)
        if options.highlighted is None:
            return
        self._choices = self._rows()[options.highlighted][2](by)
        for place, (name, value, _turned) in enumerate(self._rows()):
            if place < options.option_count:
                options.replace_option_prompt_at_index(place, self._line(name, value))
        self.query_one("#adjust-note", Static).update(Content(""))

    def on_option_list_option_selected(self) -> None:
        """Change the line that was chosen by Enter or a click."""
        self.action_turn(1)

    def action_keep(self) -> None:
        """Keep the choices for good."""
        self.query_one("#adjust-note", Static).update(Content(self._save(self._choices)))

    def action_done(self) -> None:
        """Go back with what was chosen."""
        self.dismiss(self._choices)
