"""The card of a routine on home: what it is, how long, what to mind, and on what it stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from calmtui.content.adjust import Adjustments, apply_adjustments, has_holds
from calmtui.content.adjust_keys import is_adjustable, skipped_parts
from calmtui.content.labels import CAUTIONS, LEFT
from calmtui.content.questions import has_length, question_count
from calmtui.content.routine import Breathe, Routine, ShapeName
from calmtui.history.describe import describe_rating
from calmtui.render.rest import LEAST_ROWS, shape_of
from calmtui.text.dates import format_date, local_date
from calmtui.text.durations import format_short
from calmtui.text.i18n import N_, _, format_number, ngettext

if TYPE_CHECKING:
    from calmtui.content.routine_file import LibraryEntry
    from calmtui.history.sessions import PastSession
from calmtui.tui.widgets.at_rest import AtRest
from calmtui.tui.widgets.key_hints import HintStyle, KeyHint
from calmtui.tui.widgets.words import Words, break_evenly

_EVIDENCE = {
    "B": N_("Helped a little on average in trials of its kind. Not for everyone."),
    "C": N_("Small or indirect studies, or simply common practice. Not for everyone."),
}
_PROBLEMS_SHOWN = 6
_CARD_KEYS = HintStyle(1, 3, "$dim", ("home",))
_MOST_COLUMNS = 60  # as in the style sheet
_MOST_SHAPE_ROWS = 12

Part = Content | str | tuple[str, str]


class CardTexts(NamedTuple):
    """What a card says, what stands at its end, and the shape between them where there is room."""

    words: Content
    below: Content = Content("")
    shape: ShapeName = "text"


def left_card() -> CardTexts:
    """Return the card of what was left in the middle, locked."""
    lines = (
        _(LEFT),
        _("Your answers are here, locked. They stay for a day."),
        _("Enter asks for your passphrase. Then you can continue."),
    )
    return CardTexts(Content("\n\n".join(lines)))


def routine_card(
    entry: LibraryEntry,
    last: PastSession | None,
    adjustments: Adjustments,
    reason: str,
    today: date,
) -> CardTexts:
    """Return the card of a library entry.

    Args:
        entry: What the card is about.
        last: Its last saved session, if there is one.
        adjustments: What is chosen for it.
        reason: Why it is suggested, a sentence; empty where it is not.
        today: By which the day of the last session is named.
    """
    routine = entry.routine
    if routine is None:
        return _problem_card(entry)
    parts: list[Part] = [(routine.title, "bold")]
    if reason:
        parts.append((f"\n{_(reason)}", "$cool"))
    parts += ["\n\n", routine.summary, "\n\n"]
    parts.append((_length(apply_adjustments(routine, adjustments)), "$second"))
    parts += [(f"\n{line}", "$second") for line in _differences(routine, adjustments)]
    parts.append("\n")
    parts.append(_CARD_KEYS.line(_keys(routine)))
    if last is not None:
        parts += ["\n", (_last_session(last, today), "$dim")]
    for caution in routine.cautions:
        parts += ["\n\n", (_(CAUTIONS[caution]), "$second")]
    evidence = f"{_(_EVIDENCE[routine.evidence])} ({routine.evidence})"
    below: list[Part] = [(f"{evidence}\n{routine.source}", "$dim")]
    if not entry.bundled:
        below += ["\n\n", (_ownership(entry), "$dim")]
    return CardTexts(Content.assemble(*parts), Content.assemble(*below), shape_of(routine))


def _problem_card(entry: LibraryEntry) -> CardTexts:
    problems = "\n".join(str(problem) for problem in entry.problems[:_PROBLEMS_SHOWN])
    return CardTexts(
        Content.assemble(
            (entry.id, "bold"), "\n\n", _("This file has a fault."), "\n\n", (problems, "$dim")
        )
    )


def _ownership(entry: LibraryEntry) -> str:
    if entry.replaces:
        return _("Your version, used instead of the built-in one.")
    return _("Your own.")


def _differences(routine: Routine, adjustments: Adjustments) -> list[str]:
    """Return what differs from the file, apart from the length."""
    lines = []
    if adjustments.no_holds and has_holds(routine):
        lines.append(_("Without holds."))
    if parts := skipped_parts(routine, adjustments):
        lines.append(_("Without: {parts}.").format(parts="; ".join(parts)))
    return lines


def _keys(routine: Routine) -> list[KeyHint]:
    keys = []
    if has_length(routine):
        keys.append(KeyHint("+ -", _("length")))
    if has_holds(routine):
        keys.append(KeyHint("h", _("holds")))
    if is_adjustable(routine):
        keys.append(KeyHint("c", _("choices")))
    return keys


def _length(routine: Routine) -> str:
    length = format_short(routine.about_seconds)
    if questions := question_count(routine):
        asked = ngettext("{n} question", "{n} questions", questions)
        length = f"{length}, {asked.format(n=questions)}"
    breaths = [step for step in routine.steps if isinstance(step, Breathe)]
    if len(breaths) != 1 or routine.group != "breathe":
        return length
    counts = "-".join(format_number(seconds) for _kind, seconds in breaths[0].phases)
    number = breaths[0].total_rounds
    rounds = ngettext("{n} round of {counts}", "{n} rounds of {counts}", number)
    return f"{length}, {rounds.format(n=number, counts=counts)}"


def _last_session(last: PastSession, today: date) -> str:
    day = local_date(last.began)
    if day is None:
        return ""
    details = ", ".join(filter(None, (format_date(day, today), describe_rating(last))))
    return _("Last: {said}").format(said=details)


def _rows(content: Content) -> int:
    return content.plain.count("\n") + 1


class RoutineCard(Vertical):
    """A card that scrolls, and below it which key reads on."""

    def __init__(self, card: CardTexts, *, ascii_only: bool) -> None:
        self._card = card
        self._words = Words(card.words, id="card")
        self._shape = AtRest(card.shape, ascii_only=ascii_only, centred=False)
        self._below = Words(card.below, id="card-below")
        self._page = VerticalScroll(
            self._words, self._shape, self._below, id="page", can_focus=False
        )
        self._sign = Static(id="more")
        self._sign_keys: list[KeyHint] = []
        super().__init__(self._page, self._sign, id="side")

    def on_mount(self) -> None:
        """Say anew whether the card goes on when it has been laid out, or a finger has moved it."""
        for what in ("virtual_size", "scroll_y"):
            self.watch(self._page, what, self.show_sign, init=False)

    @property
    def can_scroll(self) -> bool:
        """Whether there is more of it than fits."""
        return self._page.display and bool(self._page.max_scroll_y)

    @property
    def is_scrolled(self) -> bool:
        """Whether its beginning is out of sight."""
        return bool(self._page.scroll_offset.y)

    def show(self, card: CardTexts) -> None:
        """Show another card from its beginning."""
        self._card = card
        self._words.update(card.words)
        self._below.update(card.below)
        self._fit_shape()
        self._page.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Show the shape where there is room for it, and whether the card goes on."""
        self._fit_shape()
        self.call_after_refresh(self.show_sign)

    def _fit_shape(self) -> None:
        """Give the shape the rows that the words leave; only what stands at the end gives way."""
        width, height = self._page.size
        width = min(width, _MOST_COLUMNS)
        if not width:
            return
        words = break_evenly(self._card.words, width)
        room = height - _rows(words) - 1
        roomy = room - 1 - _rows(break_evenly(self._card.below, width))
        if roomy >= LEAST_ROWS:
            room = roomy
        self._shape.fit(width, min(room, _MOST_SHAPE_ROWS), self._card.shape)

    def read(self, by: int) -> None:
        """Scroll by pages."""
        page = self._page
        page.scroll_to(y=page.scroll_offset.y + by * max(page.size.height - 1, 1), animate=False)

    def show_sign(self) -> None:
        """Show whether the card goes on below, or has a beginning above."""
        keys: list[KeyHint] = []
        if self._page.scroll_offset.y < self._page.max_scroll_y:
            keys = [KeyHint("m", _("more"))]
        elif self._page.max_scroll_y:
            keys = [KeyHint("b", _("more above"))]
        if keys != self._sign_keys:
            self._sign_keys = keys
            self._sign.update(_CARD_KEYS.line(keys), layout=False)
