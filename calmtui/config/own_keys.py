"""`[keys]` in the settings: keys of a person's own, checked as a whole. Pure.

What leads out or to help, and what moves in a list, keeps its key whatever is set: another key for
it comes beside the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from calmtui.config.key_table import FIXED, OPTION_LETTERS, TOGETHER, USUAL_KEYS
from calmtui.text.i18n import N_, _
from calmtui.text.width import cell_width

OwnKeys = dict[str, tuple[str, ...]]
Report = Callable[[str, str, str], None]  # where, what was expected, what was found

_OUT = ("escape", "q", "!", "?", "enter", "ctrl+c", "ctrl+q", "ctrl+x", "ctrl+g")
_MOVING = (
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab",
    "insert", "delete",
)  # fmt: skip
_ALWAYS = (*_OUT, *_MOVING)
_SPELLINGS = {"esc": "escape", "return": "enter", "blank": "space", "leertaste": "space"}
_SENT_AS = {
    "ctrl+h": N_("Backspace"),
    "ctrl+i": N_("Tab"),
    "ctrl+j": N_("Enter"),
    "ctrl+m": N_("Enter"),
    "ctrl+[": N_("Esc"),
}
_MOST_KEYS = 4  # of one id
_MAX_SHOWN = 60  # characters of an id
_FUNCTION_KEY = re.compile(r"f([1-9]|1[0-2])")
_CONTROL_KEY = re.compile(r"ctrl\+[a-z]")
_MODIFIED = re.compile(r"(ctrl|alt|shift|super|meta|cmd|hyper|option|win)[+-].+")


def read_own_keys(value: object, report: Report) -> OwnKeys:
    """Return all keys of each id that `[keys]` gives others than usual.

    Every fault is reported; with one of them none of the keys holds: half of a change could leave
    two things on one key.
    """
    if not isinstance(value, dict):
        report("keys", _("expected {what}").format(what=_("a table")), _shown(value))
        return {}
    own: OwnKeys = {}
    is_good = True
    for name, keys in _flat(value):
        try:
            own[name] = _keys_of(name, keys)
        except ValueError as error:
            is_good = False
            message, found = error.args
            report(f"keys.{name}", message, found)
    for name, message in _clashes(own):
        is_good = False
        report(f"keys.{name}", message, "")
    return own if is_good else {}


def _flat(value: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield ids with their keys: `run.next` may be written with quotes or without."""
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", inner


def _shown(value: object) -> str:
    from calmtui.content.diagnostics import format_value  # noqa: PLC0415 - speed

    return format_value(value)


def _did_you_mean(name: str) -> str:
    from calmtui.content.diagnostics import did_you_mean  # noqa: PLC0415 - speed

    return did_you_mean(name[:_MAX_SHOWN], [one for one in USUAL_KEYS if one not in FIXED])


def _keys_of(name: str, value: object) -> tuple[str, ...]:
    """Return all keys of an id. Raises ValueError with what was expected, and what was found."""
    if name not in USUAL_KEYS:
        raise ValueError(_("unknown key") + _did_you_mean(name), "")
    if name in FIXED:
        raise ValueError(_("expected something else: this always keeps its key"), "")
    keys = value if isinstance(value, list) else [value]
    if not 0 < len(keys) <= _MOST_KEYS or not all(isinstance(key, str) for key in keys):
        message = _("expected a key in quotes, or a list of at most {n}").format(n=_MOST_KEYS)
        raise ValueError(message, _shown(value))
    own = [_key(name, str(key)) for key in keys]
    kept = [key for key in USUAL_KEYS[name] if key in _ALWAYS]
    return tuple(dict.fromkeys([*own, *kept]))


def _key(name: str, written: str) -> str:
    """Return a key as it is called here."""
    key = written
    if len(written) > 1:
        key = written.strip().lower().replace("ctrl-", "ctrl+")
        key = _SPELLINGS.get(key, key)
    if key in USUAL_KEYS[name]:
        return key
    if problem := _problem(name, key):
        raise ValueError(problem, _shown(written))
    return key


def _problem(name: str, key: str) -> str:
    """Return why a key can't be had; empty where it can."""
    if key in _SENT_AS:
        text = _("expected another key: terminals send it as {key}")
        return text.format(key=_(_SENT_AS[key]))
    if key in _OUT:
        return _("expected another key: this one leads out, on, or to help, everywhere")
    if key in _MOVING:
        return _("expected another key: this one moves in lists and texts")
    is_letter = len(key) == 1 and key.isprintable() and key != " " and cell_width(key) > 0
    is_control = bool(_CONTROL_KEY.fullmatch(key) or _FUNCTION_KEY.fullmatch(key))
    if not (is_letter or is_control or key in ("space", "backspace")):
        return _no_key(key)
    if name.startswith("app.") and not is_control:
        return _("expected F1 to F12, or Ctrl and a letter: here letters may be written")
    usual = USUAL_KEYS[name]
    if name.startswith("run.") and key in OPTION_LETTERS and not set(usual) & set(OPTION_LETTERS):
        return _("expected another key: this letter picks an option")
    return ""


def _no_key(key: str) -> str:
    """Return what is expected in the place of something that is no key of a terminal."""
    letter = re.fullmatch(r"shift\+([a-z])", key)
    if letter:
        return _("expected {key}: that is what terminals send").format(key=f"'{letter[1].upper()}'")
    if _MODIFIED.fullmatch(key) or re.fullmatch(r"f\d+", key):
        return _("expected a key that every terminal sends: f1 to f12, ctrl+a, x")
    return _("expected a key, such as x, space, f2 or ctrl+b")


def _clashes(own: OwnKeys) -> Iterator[tuple[str, str]]:
    """Yield each id whose key is another's on the same screen."""
    for name, keys in own.items():
        for other, usual in USUAL_KEYS.items():
            if other == name or not _are_together(name, other):
                continue
            if set(USUAL_KEYS[name]) & set(usual):
                continue  # they share a key as it is: never both do something
            shared = set(keys) & set(own.get(other, usual))
            if shared:
                text = _("expected a key that is free there: {key} is {other}")
                yield name, text.format(key=min(shared), other=other)
                break


def _are_together(name: str, other: str) -> bool:
    """Whether the keys of two ids work on one screen."""
    first, second = name.partition(".")[0], other.partition(".")[0]
    if "app" in (first, second) or first == second:
        return True
    return any(first in places and second in places for places in TOGETHER)
