"""What Ctrl+P finds: commands, settings and routines, each with what choosing it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.app import App

from calmtui.config.setting_rows import setting_rows
from calmtui.content.adjust import apply_adjustments
from calmtui.content.search import Searched, searched_texts
from calmtui.text.durations import format_short
from calmtui.text.i18n import N_, _
from calmtui.text.own_keys import key_for, shown_key
from calmtui.tui import messages

if TYPE_CHECKING:
    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.context import AppContext
    from calmtui.tui.overlays import Overlays


class SearchItem(NamedTuple):
    """A row: its name, what stands at its right, what else is searched, and what it does.

    `act` is called when home is on top.
    """

    name: str
    aside: str
    searched: Searched
    act: Callable[[], object]


def findings(
    app: App[int], context: AppContext, preferences: RoutinePreferences, overlays: Overlays
) -> tuple[SearchItem, ...]:
    """Return all that can be found: commands first, then settings, then routines."""
    return (
        *_commands(app, overlays),
        *_settings(overlays),
        *_routines(app, context, preferences),
    )


def _commands(app: App[int], overlays: Overlays) -> Iterator[SearchItem]:
    post = app.post_message
    quick = messages.QuickStartRoutine
    commands: tuple[tuple[str, str, str, Callable[[], object]], ...] = (
        (N_("ride the urge"), _home("urge", "u"), "", partial(post, quick("ride-the-urge"))),
        (
            N_("90 seconds of grounding"),
            _home("sos", "s"),
            N_("panic"),
            partial(post, quick("anchor-90")),
        ),
        (N_("help now"), "!", N_("help lines, people"), overlays.show_help),
        (
            N_("looking back"),
            _home("look_back", "l"),
            N_("figures, progress"),
            partial(post, messages.LookBack()),
        ),
        (N_("history"), "", N_("all sessions, erase"), partial(post, messages.ShowHistory())),
        (
            N_("to show someone"),
            "",
            N_("report, therapist, print"),
            partial(overlays.look_back, overlays.show_report),
        ),
        (
            N_("try two routines"),
            "",
            N_("coin, compare"),
            partial(overlays.look_back, overlays.show_try),
        ),
        (
            N_("your words again"),
            _home("again", "r"),
            N_("read again what you wrote"),
            partial(post, quick("care-again")),
        ),
        (N_("settings"), _home("settings", ","), "", overlays.show_settings),
        (N_("hide everything, and back"), "Ctrl+X", "", overlays.toggle_blank),
        (N_("leave"), "q", N_("quit, exit"), partial(app.exit, 0)),
    )
    for name, key, more, act in commands:
        yield SearchItem(_(name), key, Searched(_(name), _(more)), act)


def _home(name: str, usual: str) -> str:
    """Return the key on home of what can be found here."""
    return shown_key(key_for(f"home.{name}", usual))


def _settings(overlays: Overlays) -> Iterator[SearchItem]:
    for row in setting_rows():
        name = _("{setting}: change it").format(setting=_(row.label))
        words = (row.key, _("settings"), _(row.about), *(_(words) for _value, words in row.choices))
        searched = Searched(_(row.label), " ".join(words))
        yield SearchItem(name, "", searched, partial(overlays.show_settings, row.key))


def _routines(
    app: App[int], context: AppContext, preferences: RoutinePreferences
) -> Iterator[SearchItem]:
    for entry in context.library.entries:
        if entry.routine is None:
            continue
        adjusted = apply_adjustments(entry.routine, preferences.adjustments(entry.id))
        length = format_short(adjusted.about_seconds, context.settings.ascii)
        act = partial(app.post_message, messages.ShowRoutine(entry.id))
        yield SearchItem(entry.routine.title, length, searched_texts(entry), act)
