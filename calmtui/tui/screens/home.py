"""Home: the routines by group, and a card for the one under the cursor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from calmtui.content.adjust import (
    Adjustments,
    apply_adjustments,
    has_holds,
    next_length,
    skipped_parts,
    toggle_holds,
)
from calmtui.content.library import Library, LibraryEntry
from calmtui.content.routine import CAUTIONS, GROUPS, Breathe, Routine
from calmtui.history.describe import describe_rating
from calmtui.history.sessions import PastSession
from calmtui.text.dates import format_date, local_date
from calmtui.text.durations import format_short
from calmtui.text.i18n import N_, _, format_number, ngettext
from calmtui.text.width import cell_width, ellipsize
from calmtui.tui.messages import QuickStartRoutine, ShowHistory, StartRoutine
from calmtui.tui.screens.base import Sized
from calmtui.tui.welcome import Notices
from calmtui.tui.widgets.menu import Menu

if TYPE_CHECKING:
    from textual.widgets import Input

    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.tui.journal_reader import JournalReader

_WIDE = 37  # columns of the list
_LOW = 16  # rows: under it every one counts
_HIGH = 40  # rows from which a narrow screen has room for the whole welcome
_AS_IT_IS = Adjustments()
_NOW = "now:"  # before the id of a routine that is offered, as it stands in its group too
_EVIDENCE = {
    "B": N_("Helped a little on average in trials of its kind. Not for everyone."),
    "C": N_("Small or indirect studies, or custom. Not for everyone."),
}

_UNUSABLE = N_("can't be used yet")


def greeting(now: datetime) -> str:
    """A plain greeting for the hour."""
    if 5 <= now.hour < 12:
        return _("Good morning.")
    return _("Good afternoon.") if 12 <= now.hour < 18 else _("Good evening.")


def routine_card(
    entry: LibraryEntry,
    last: PastSession | None,
    choices: Adjustments = _AS_IT_IS,
    reason: str = "",
    today: date | None = None,
) -> Content:
    """What a routine is, how long as chosen, what to mind, and on what it stands."""
    routine = entry.routine
    if routine is None:
        lines = "\n".join(str(problem) for problem in entry.problems[:6])
        return Content.assemble(
            (entry.id, "bold"), "\n\n", _("This file can't be used yet."), "\n\n", (lines, "$dim")
        )
    why = _("here because: {reason}").format(reason=_(reason)) if reason else ""
    parts: list[Content | str | tuple[str, str]] = [
        (routine.title, "bold"),
        (f"\n{why}" if why else "", "$dim"),
        "\n\n",
        routine.summary,
        "\n\n",
        (_length(apply_adjustments(routine, choices)), "$second"),
        *((f"\n{line}", "$second") for line in _chosen(routine, choices)),
        "\n",
        *_keys(routine),
    ]
    if last is not None:
        parts += ["\n", (_last(last, today), "$dim")]
    for caution in routine.cautions:
        parts += ["\n\n", (_(CAUTIONS[caution]), "$second")]
    parts += [
        "\n\n",
        (f"{_(_EVIDENCE[routine.evidence])} ({routine.evidence})\n{routine.source}", "$dim"),
    ]
    if not entry.bundled:
        parts += [
            "\n\n",
            (_("Yours, in place of the bundled one.") if entry.replaces else _("Yours."), "$dim"),
        ]
    return Content.assemble(*parts)


def _chosen(routine: Routine, choices: Adjustments) -> tuple[str, ...]:
    """What is otherwise than in the file, beside the length."""
    lines = []
    if choices.no_holds and has_holds(routine):
        lines.append(_("Without holds."))
    if out := skipped_parts(routine, choices):
        lines.append(_("Without: {parts}.").format(parts="; ".join(out)))
    return tuple(lines)


def _keys(routine: Routine) -> Iterator[str | tuple[str, str]]:
    pairs = [("+ -", _("length")), ("h", _("holds")), ("c", _("choices"))]
    for key, what in pairs if has_holds(routine) else (pairs[0], pairs[2]):
        yield (key, "$warm")
        yield (f" {what}   ", "$dim")


def _length(routine: Routine) -> str:
    breaths = [step for step in routine.steps if isinstance(step, Breathe)]
    length = format_short(routine.takes)
    if len(breaths) == 1 and routine.group == "breathe":
        counts = "-".join(format_number(seconds) for _kind, seconds in breaths[0].phases)
        number = breaths[0].total_rounds
        rounds = ngettext("{n} round of {counts}", "{n} rounds of {counts}", number).format(
            n=number, counts=counts
        )
        return f"{length}, {rounds}"
    return length


def _last(last: PastSession, today: date | None) -> str:
    if (day := local_date(last.began)) is None:
        return ""
    said = ", ".join(filter(None, (format_date(day, today), describe_rating(last))))
    return _("Last: {said}").format(said=said)


def _usable(options: OptionList) -> list[int]:
    """The places that the cursor can be on."""
    return [place for place, option in enumerate(options.options) if not option.disabled]


def _key(entry: LibraryEntry) -> str:
    """Return what names a row of the list; a path's `as_uri` takes all of urllib and ssl since Python 3.14."""
    return os.fsencode(entry.path).hex()


_Keys = tuple[list[tuple[str, str]], str]  # keys with what they do, and what stands between them


def _list_keys(columns: int, *, filtered: bool = False) -> _Keys:
    """Return the keys of the list."""
    find = ("Esc", _("clear")) if filtered else ("/", _("find"))
    pairs = [
        ("u", _("urge")), ("s", _("90 seconds")), ("Enter", _("start")), find, ("l", _("kept")),
        ("?", _("keys")), ("!", _("help")),
    ]  # fmt: skip
    room, most = "   ", columns - 6
    if columns < 70:
        named = [("s", "90 s") if key == "s" else (key, what) for key, what in pairs]
        pairs, room, most = [pair for pair in named if pair[0] not in ("Enter", "l")], "  ", columns
    for spare in ("Enter", "l", "?" if filtered else "/"):  # the longer words of a language
        if sum(len(key) + 1 + len(what) + len(room) for key, what in pairs) - len(room) > most:
            pairs = [pair for pair in pairs if pair[0] != spare]
    return pairs, room


def _filter_keys(columns: int, found: bool) -> _Keys:
    """Return the keys that are no letters while the filter is written."""
    pairs = [("Esc", _("clear")), ("Ctrl+G", _("help"))]
    if found:
        arrows = [(_("arrows"), _("up and down"))] if columns >= 70 else []
        pairs = [("Enter", _("choose")), *arrows, *pairs]
    return pairs, "   " if columns >= 70 else "  "


def _footer(pairs: list[tuple[str, str]], room: str) -> Content:
    parts: list[str | tuple[str, str]] = []
    for place, (key, what) in enumerate(pairs):
        parts += [room if place else "", (key, "bold $warm"), (f" {what}", "$second")]
    return Content.assemble(*parts)


class HomeScreen(Sized[None]):
    """The calm place between runs."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", N_("start the routine"), id="home.start"),
        Binding("u", "urge", N_("ride the urge"), id="home.urge"),
        Binding("s", "sos", N_("90 seconds of grounding"), id="home.sos"),
        Binding("j,down", "move(1)", N_("down"), id="home.down"),
        Binding("k,up", "move(-1)", N_("up"), id="home.up"),
        Binding("right", "read(1)", N_("read on in the card"), id="home.read"),
        Binding("left", "read(-1)", N_("back in the card"), id="home.reread"),
        Binding("plus,equals_sign", "longer(1)", N_("longer"), id="home.longer"),
        Binding("minus", "longer(-1)", N_("shorter"), id="home.shorter"),
        Binding("h", "holds", N_("without holds"), id="home.holds"),
        Binding("c", "choices", N_("the choices for this routine"), id="home.choices"),
        Binding("l", "kept", N_("the kept sessions"), id="home.kept"),
        Binding("slash", "find", N_("filter the list"), id="home.find"),
        Binding("exclamation_mark", "app.help", N_("help now"), id="home.help"),
        Binding("question_mark", "app.keys", N_("the keys of this screen"), id="home.keys"),
        Binding("escape", "back", N_("clear the filter, or leave"), id="home.back"),
        Binding("q", "leave", N_("leave"), id="home.leave"),
    ]

    def __init__(
        self,
        library: Library,
        history: JournalReader,
        preferences: RoutinePreferences,
        now: Callable[[], datetime],
        *,
        notices: Notices,
        ascii_only: bool = False,
        private: bool = False,
    ) -> None:
        super().__init__()
        self._library, self._history, self._preferences = library, history, preferences
        self._now = now
        self._notices = notices
        self._ascii_only = ascii_only
        self._private = private
        self._chosen: dict[str, Adjustments] = {}  # for this visit
        self._reasons: dict[str, str] = {}
        self._stale = False
        self._finder: Input | None = None  # the filter's field, once it was opened

    def compose(self) -> ComposeResult:
        """A greeting, the list beside the card, the keys: filled at once, so that all is laid out and painted once."""
        self._history.refresh()
        options = Menu(*self._options(), id="list", markup=False, compact=True)
        usable = _usable(options)
        options.set_reactive(OptionList.highlighted, usable[0] if usable else None)
        with Horizontal(id="top"):
            yield Static(Content(greeting(self._now())), id="greeting")
            if self._private:
                yield Static(id="private")
            yield Static(Content(self._now().strftime("%H:%M")), id="hour")
        if self._notices.full:
            yield Static(Content("\n".join(self._notices.full)), id="welcome")
        with Horizontal(id="middle"):
            with Vertical(id="left"):
                yield options
                yield Static(id="rest")
            with Vertical(id="side"):
                with VerticalScroll(id="page", can_focus=False):
                    yield Static(self._card(options), id="card")
                yield Static(id="more")
        yield Static(_footer(*_list_keys(self.app.size.width)), id="keys")

    def on_resize(self, event: events.Resize) -> None:
        """Less is said in a narrow window; the rows that a welcome leaves in a low one are the list's."""
        self.query_one("#rest").display = not self._notices.full or event.size.height >= _LOW
        small = event.size.height < (_LOW if event.size.width >= 70 else _HIGH)
        for welcome in self.query("#welcome").results(Static):
            welcome.update(Content("\n".join(self._notices.brief if small else self._notices.full)))
        for line in self.query("#private").results(Static):
            line.update(
                Content(
                    f"{_('Private: nothing is kept.') if event.size.width >= 70 else _('private')}   "
                )
            )
        self._show_keys()
        self.call_after_refresh(self._sign)

    def _show_keys(self) -> None:
        """Offer the keys that work now: the list's, or while the filter is written those that are no letters."""
        columns, writing = self.app.size.width, self._finder is not None and self._finder.has_focus
        for keys in self.query("#keys").results(Static):  # none on its way out
            found = bool(_usable(self.query_one(OptionList)))
            pairs = (
                _filter_keys(columns, found)
                if writing
                else _list_keys(columns, filtered=self._filters)
            )
            keys.update(_footer(*pairs), layout=False)

    @property
    def _filters(self) -> bool:
        """Whether the line of the filter is there."""
        return self.has_class("-finding")

    def on_descendant_focus(self) -> None:
        """The filter or the list has the keys."""
        self._show_keys()

    def _sign(self) -> None:
        """Tell that the card goes on below, or that it has a beginning above."""
        page = self.query_one("#page", VerticalScroll)
        below = page.scroll_offset.y < page.max_scroll_y
        sign = (
            _("more: right arrow") if below else _("back: left arrow") if page.max_scroll_y else ""
        )
        self.query_one("#more", Static).update(Content(sign), layout=False)
        self._rest()

    def _rest(self) -> None:
        """Tell that the list goes on below, or that it has a beginning above."""
        options = self.query_one(OptionList)
        below = options.scroll_offset.y < options.max_scroll_y
        sign = _("more below") if below else _("more above") if options.max_scroll_y else ""
        self.query_one("#rest", Static).update(Content(sign), layout=False)

    def action_read(self, by: int) -> None:
        """The card on, or back."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_to(y=page.scroll_offset.y + by * max(page.size.height - 1, 1), animate=False)
        self.call_after_refresh(self._sign)

    def on_mount(self) -> None:
        """The list has the keys."""
        for options in self.query(OptionList):  # none where the program ends in this very moment
            self.watch(options, "scroll_y", self._rest, init=False)
            options.focus()

    def on_screen_suspend(self) -> None:
        """Whatever comes over it, there may be news afterwards."""
        self._stale = True

    def on_screen_resume(self) -> None:
        """Back from a run: the card knows the last one."""
        if self._stale:
            self._stale = False
            self._history.refresh()
            self.fill()
            self.query_one("#hour", Static).update(
                Content(self._now().strftime("%H:%M")), layout=False
            )

    def fill(self, *, first: bool = False) -> None:
        """List what is for now, and the routines by group, or what fits the filter; the cursor on the `first`."""
        options = self.query_one(OptionList)
        before = options.highlighted_option
        options.clear_options()
        wanted = self._finder.value.strip() if self._finder else ""
        options.add_options(self._fitting(wanted) if wanted else self._options())
        usable = _usable(options)
        kept = before.id if before is not None and not first else None
        same = [place for place in usable if options.options[place].id == kept]
        if usable:
            options.highlighted = (same or usable)[0]
        self._show_card()

    def _fitting(self, wanted: str) -> list[Option]:
        """Return the lines of what fits the filter, the best first."""
        from calmtui.content.search import matching_routines

        self._reasons = {}
        made = [
            Option(self._label(entry), id=_key(entry))
            for entry in matching_routines(self._library.entries, wanted)
        ]
        return made or [Option(Content(_("Nothing found.")), disabled=True)]

    def _options(self) -> list[Option]:
        """The lines of the list."""
        made: list[Option] = []
        self._reasons = {}
        group = ""
        by_id = {entry.id: entry for entry in self._library.entries if entry.routine is not None}
        for offered in self._history.suggestions(self._library, self._now()):
            if not group:
                group = _("For now")
                made.append(Option(Content(group), disabled=True))
            entry = by_id[offered.id]
            self._reasons[_NOW + _key(entry)] = offered.reason
            made.append(Option(self._label(entry), id=_NOW + _key(entry)))
        if group and self._history.is_last_rating_very_high(self._now()):
            made.append(Option(Content(_("Help is on ! whenever you want it.")), disabled=True))
        for entry in self._library.entries:
            routine = entry.routine
            heading = _(GROUPS[routine.group]) if routine else _("Not usable yet")
            if heading != group:
                if group:
                    made.append(Option(Content(""), disabled=True))
                made.append(Option(Content(heading), disabled=True))
                group = heading
            made.append(Option(self._label(entry), id=_key(entry)))
        return made

    def _label(self, entry: LibraryEntry) -> Content:
        """A line of the list: the title, and the length as chosen."""
        routine = entry.routine
        title = routine.title if routine else f"{entry.id}  {_(_UNUSABLE)}"
        length = (
            format_short(
                apply_adjustments(routine, self._choices(entry.id)).takes, self._ascii_only
            )
            if routine
            else ""
        )
        room = _WIDE - 5 - cell_width(length)
        shown = title.replace(" (", ", ").removesuffix(")") if title.endswith(")") else title
        shown = shown if cell_width(shown) <= room else title.split(" (")[0]
        mark = "  " if entry.bundled or routine is None else ("- " if self._ascii_only else "· ")
        label = f"{mark}{ellipsize(shown, room)}"
        return Content(label + " " * (_WIDE - 2 - cell_width(label) - cell_width(length)) + length)

    def _choices(self, id: str) -> Adjustments:
        """What is chosen for a routine: on this visit, or what stands."""
        return self._chosen.get(id) or self._preferences.adjustments(id)

    def _choose(self, entry: LibraryEntry, choices: Adjustments) -> None:
        """Take the choices for a routine, and show them."""
        self._chosen[entry.id] = choices
        options = self.query_one(OptionList)
        for place, option in enumerate(options.options):
            if option.id in (_key(entry), _NOW + _key(entry)):
                options.replace_option_prompt_at_index(place, self._label(entry))
        self._show_card()

    def _entry(self, options: OptionList | None = None) -> LibraryEntry | None:
        """What is under the cursor."""
        option = (options or self.query_one(OptionList)).highlighted_option
        id = ((option.id if option else "") or "").removeprefix(_NOW)
        return next((entry for entry in self._library.entries if _key(entry) == id), None)

    def _card(self, options: OptionList) -> Content:
        """The card of what is under the cursor."""
        entry = self._entry(options)
        if entry is None:
            return Content("")
        option = options.highlighted_option
        reason = self._reasons.get(option.id or "", "") if option else ""
        return routine_card(
            entry,
            self._history.last_of(entry.id),
            self._choices(entry.id),
            reason,
            self._now().date(),
        )

    def _show_card(self) -> None:
        self.query_one("#card", Static).update(self._card(self.query_one(OptionList)))
        self.query_one("#page").scroll_home(animate=False)
        self.call_after_refresh(self._sign)

    def on_option_list_option_highlighted(self) -> None:
        """The card follows the cursor."""
        self._show_card()

    def on_option_list_option_selected(self) -> None:
        """Enter, or a click."""
        self.action_start()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The list follows what is typed."""
        self.fill(first=bool(event.value))
        self._show_keys()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the list, as found; the line stays as long as it filters. Where nothing is found it goes on."""
        if not event.value.strip():
            self._found()
        elif not _usable(self.query_one(OptionList)):
            return
        self.set_focus(self.query_one(OptionList))  # at once: the next key is the list's

    def _found(self) -> None:
        """Take the filter away."""
        if self._finder is not None:
            self._finder.value = ""
            self.query_one("#filter").display = False
            self.remove_class("-finding")

    def action_find(self) -> None:
        """Open the filter line."""
        if self._finder is None:
            from calmtui.tui.widgets.filter_input import (
                FilterInput,  # 5 ms that nobody waits for at the start
            )

            self._finder, line = FilterInput(id="find", compact=True), Horizontal(id="filter")
            self.mount(line, before="#keys")
            line.mount(Static(Content(_("Find:"))), self._finder)
        self.query_one("#filter").display = True
        self.add_class("-finding")
        self.set_focus(self._finder)  # at once: the next key is a letter

    def action_move(self, by: int) -> None:
        """The cursor down or up."""
        options = self.query_one(OptionList)
        options.action_cursor_down() if by > 0 else options.action_cursor_up()

    def action_start(self) -> None:
        """Start the routine under the cursor."""
        entry = self._entry()
        if entry is not None and entry.routine is not None:
            self._found()
            self.post_message(StartRoutine(entry.routine, self._choices(entry.id)))

    def action_longer(self, by: int) -> None:
        """The next longer or shorter of the usual lengths."""
        entry = self._entry()
        if entry is not None and entry.routine is not None:
            self._choose(entry, next_length(entry.routine, self._choices(entry.id), by))

    def idle(self) -> frozenset[str]:
        """Return the names of the keys that do nothing now: with what is under the cursor, or a card that fits."""
        entry, page = self._entry(), self.query_one("#page", VerticalScroll)
        found = set() if page.display and page.max_scroll_y else {"read", "reread"}
        if entry is None or entry.routine is None:
            found |= {"longer", "shorter", "holds", "choices"}
        elif not has_holds(entry.routine):
            found.add("holds")
        return frozenset(found)

    def action_holds(self) -> None:
        """Without holds, or with them again."""
        entry = self._entry()
        if entry is not None and entry.routine is not None and has_holds(entry.routine):
            self._choose(entry, toggle_holds(self._choices(entry.id)))

    def action_choices(self) -> None:
        """Everything that can be chosen for this routine."""
        from calmtui.tui.screens.adjust import AdjustScreen

        entry = self._entry()
        if entry is None or entry.routine is None:
            return
        here = entry

        def chosen(choices: Adjustments | None) -> None:
            if choices is not None:
                self._choose(here, choices)

        def save(choices: Adjustments) -> str:
            return self._preferences.save(here.id, choices)

        self.app.push_screen(AdjustScreen(entry.routine, self._choices(entry.id), save), chosen)

    def action_urge(self) -> None:
        """The urge, at once."""
        self.post_message(QuickStartRoutine("ride-the-urge"))

    def action_sos(self) -> None:
        """Ninety seconds of grounding, no question."""
        self.post_message(QuickStartRoutine("anchor-90"))

    def action_kept(self) -> None:
        """The sessions that are kept, and erasing."""
        self.post_message(ShowHistory())

    def action_back(self) -> None:
        """Esc: the whole list again where it is filtered, else out."""
        if self._filters:
            self._found()
        else:
            self.app.exit(0)

    def action_leave(self) -> None:
        """Out."""
        self.app.exit(0)
