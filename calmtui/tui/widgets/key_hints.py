"""The line of keys at the bottom of a screen, each with what it does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from textual.content import Content
from textual.visual import Visual
from textual.widgets import Static

from calmtui.text.own_keys import key_named, key_on, shown_key
from calmtui.text.width import cell_width
from calmtui.tui.own_keymap import key_places
from calmtui.tui.taps import tappable
from calmtui.tui.widgets.words import Lines, break_evenly

_APART = "  "
_KEY_STYLE = "bold $warm"


class KeyHint(NamedTuple):
    """A usual key as it is shown, or two behind each other, and what it does.

    A key of one's own takes its place where hints are laid out.
    """

    key: str
    label: str


class HintStyle(NamedTuple):
    """How many columns are between a key and its label, and between two hints."""

    after_key: int
    between: int
    label_style: str = "$second"  # empty: that of the widget
    places: tuple[str, ...] = ()  # whose keys, by the first parts of the ids of what they do

    def of(self, screen: type[object]) -> HintStyle:
        """Return the style for the keys of a screen."""
        return self._replace(places=key_places(screen))

    def width(self, hints: Sequence[KeyHint]) -> int:
        """Return the columns that hints take."""
        labels = sum(
            cell_width(_APART.join(self._keys(hint))) + self.after_key + cell_width(hint.label)
            for hint in hints
        )
        return labels + self.between * (len(hints) - 1)

    def line(self, hints: Sequence[KeyHint]) -> Content:
        """Return the hints as one line."""
        return Content(" " * self.between).join(map(self._hint, hints))

    def _hint(self, hint: KeyHint) -> Content:
        """Return one hint; a tap on it is its key, on the label that of the last where two are."""
        *firsts, last = self._keys(hint)
        parts = [
            tappable(Content.styled(key + _APART, _KEY_STYLE), key_named(key)) for key in firsts
        ]
        label = (" " * self.after_key + hint.label, self.label_style)
        whole = Content.assemble((last, _KEY_STYLE), label)
        return Content("").join([*parts, tappable(whole, key_named(last))])

    def _keys(self, hint: KeyHint) -> list[str]:
        """Return the keys of a hint as they are shown, one's own in the place of usual ones."""
        return [self._shown(key) for key in hint.key.split()]

    def _shown(self, key: str) -> str:
        usual = key_named(key)
        own = key_on(self.places, usual)
        if own == usual:
            return key
        return shown_key(own)

    def lines(self, hints: Sequence[KeyHint], columns: int) -> Content:
        """Return the hints in lines of so many columns: a key stays beside what it does."""
        return Content("\n").join(map(self.line, self.rows(hints, columns)))

    def rows(self, hints: Sequence[KeyHint], columns: int) -> list[list[KeyHint]]:
        """Return the hints of each line of so many columns."""
        rows: list[list[KeyHint]] = [[]]
        for hint in hints:
            if rows[-1] and self.width([*rows[-1], hint]) > columns:
                rows.append([])
            rows[-1].append(hint)
        return rows


FOOTER = HintStyle(1, 3)
NARROW_FOOTER = HintStyle(1, 2)
DIALOG = HintStyle(2, 6, label_style="")


def fitting(
    hints: Sequence[KeyHint], columns: int, style: HintStyle, spare: Iterable[str], rows: int = 1
) -> list[KeyHint]:
    """Return the hints that fit; where they do not, the `spare` keys are left out one by one."""
    fit = list(hints)
    for key in spare:
        if len(style.rows(fit, columns)) <= rows:
            break
        fit = [hint for hint in fit if hint.key != key]
    return fit


class KeyHints(Static):
    """Shows hints; the screen says which. A tap on a hint is its key."""

    def __init__(
        self,
        hints: Sequence[KeyHint] = (),
        style: HintStyle = FOOTER,
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        super().__init__(style.line(hints), id=id, classes=classes)
        self.hints, self._style, self._note = hints, style, ""

    def show(
        self, hints: Sequence[KeyHint], style: HintStyle, note: str = "", *, layout: bool = True
    ) -> None:
        """Show other hints, and below them a note.

        No layout is needed where they are as high as before.
        """
        self.hints, self._style, self._note = hints, style, note
        self.update(style.line(hints), layout=layout)

    def render(self) -> Visual:
        """Return the hints, and the note, for the width that there is."""
        style = self._style.of(type(self.screen))
        return Lines(style.line(self.hints), partial(self._break, style))

    def _break(self, style: HintStyle, width: int) -> Content:
        hints = style.lines(self.hints, width)
        if not self._note:
            return hints
        note = break_evenly(Content(self._note).stylize("$dim"), width)
        return Content("\n").join([hints, note])
