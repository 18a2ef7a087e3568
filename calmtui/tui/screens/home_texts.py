"""What home says beside its list: a greeting, and the keys."""

from __future__ import annotations

from datetime import datetime

from calmtui.text.i18n import _
from calmtui.tui.screens.base import WIDE
from calmtui.tui.widgets.key_hints import (
    FOOTER,
    NARROW_FOOTER,
    HintStyle,
    KeyHint,
    fitting,
)

_PLACES = ("home", "app")  # whose keys are named
_MARGINS, _NARROW_MARGINS = 6, 2  # columns beside the keys of a wide window, and of others
_MORNING, _AFTERNOON, _EVENING = 5, 12, 18  # the hours at which they begin


def greeting(now: datetime) -> str:
    """Return a plain greeting for the hour."""
    if _MORNING <= now.hour < _AFTERNOON:
        return _("Good morning.")
    if _AFTERNOON <= now.hour < _EVENING:
        return _("Good afternoon.")
    return _("Good evening.")


def list_hints(columns: int, *, is_filtered: bool) -> tuple[list[KeyHint], HintStyle]:
    """Return the keys of the list and how they are written; longer words leave room for fewer.

    The urge, the grounding and help stay.
    """
    urge, help_now = KeyHint("u", _("urge")), KeyHint("!", _("help"))
    find, keys = KeyHint("/", _("find")), KeyHint("?", _("keys"))
    spare = ["/", "?"]
    if is_filtered:
        find = KeyHint("Esc", _("clear"))
        spare = ["?", "Esc"]
    grounding = KeyHint("s", "90 s")
    narrow, wide = (style._replace(places=_PLACES) for style in (NARROW_FOOTER, FOOTER))
    if columns < WIDE:
        hints = [urge, grounding, find, keys, help_now]
        return fitting(hints, columns - _NARROW_MARGINS, narrow, spare), narrow
    columns -= _MARGINS
    start, look_back = KeyHint("Enter", _("start")), KeyHint("l", _("look back"))
    settings = KeyHint(",", _("settings"))
    hints = [urge, grounding, start, find, look_back, settings, keys, help_now]
    for style in (wide, narrow):
        fit = fitting(hints, columns, style, ["Enter"])  # whose row has a sign
        if style.width(fit) <= columns:
            return fit, style
    return fitting(hints, columns, narrow, ["Enter", ",", "l", *spare]), narrow


def card_hints(columns: int) -> tuple[list[KeyHint], HintStyle]:
    """Return the keys of a card that has the window to itself, and how they are written."""
    hints = [
        KeyHint("Enter", _("start")),
        KeyHint("q", _("back")),
        KeyHint("?", _("keys")),
        KeyHint("!", _("help")),
    ]
    style = NARROW_FOOTER._replace(places=_PLACES)
    return fitting(hints, columns - _NARROW_MARGINS, style, "?"), style


def filter_hints(columns: int, *, has_matches: bool) -> list[KeyHint]:
    """Return the keys that are no letters, while the filter is written."""
    clear, help_now = KeyHint("Esc", _("clear")), KeyHint("Ctrl+G", _("help"))
    if not has_matches:
        return [clear, help_now]
    choose = KeyHint("Enter", _("choose"))
    if columns < WIDE:
        return [choose, clear, help_now]
    return [choose, KeyHint(_("arrows"), _("up and down")), clear, help_now]
