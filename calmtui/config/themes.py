"""Themes: which there are, and a person's own, in `themes/NAME.toml` beside the settings.

One's own is a ground and eight roles, and what is read in them can be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from calmtui.config.colours import as_hex, contrast, is_light, mixed
from calmtui.config.settings import BUILT_IN, DARK, LIGHT
from calmtui.content.toml import FileError, LineIndex, Problem, parse, read_text
from calmtui.storage import reading
from calmtui.text.i18n import _, format_number
from calmtui.text.sanitize import display_path, mark_invisible

FOLDER = "themes"
GROUND = "ground"
ROLES = ("text", "second", "dim", "cool", "warm", "near", "middle", "far")
READ = ("text", "second", "dim", "cool", "warm")
LEAST_CONTRAST = 4.5  # of words, by WCAG 2 (1.4.3)
_MIDDLE_OF_ORB = 0.36  # how much of `cool` is behind the word in it
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ANSWER = re.compile("rgba?:" + "/".join(["([0-9a-fA-F]{1,4})"] * 3) + "(?:/[0-9a-fA-F]{1,4})?")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_MOST_THEMES = 20
_MAX_SHOWN = 40  # characters of a key or a value
# Grounds of the 16 that COLORFGBG names by number: white, and the bright ones but bright black.
_LIGHT_GROUNDS = ("7", "9", "10", "11", "12", "13", "14", "15")


def is_name(name: str) -> bool:
    """Whether a theme of one's own can be called so."""
    return name not in BUILT_IN and _NAME.fullmatch(name) is not None


def theme_file(folder: Path, name: str) -> Path:
    """Return where a theme is, by the folder of the settings."""
    return folder / FOLDER / f"{name}.toml"


def own_themes(folder: Path) -> tuple[str, ...]:
    """Return the names of all themes in the folder of the settings, good or not."""
    try:
        names = reading.list_names(str(folder / FOLDER), ".toml")
    except OSError:
        return ()
    found = sorted(name.removesuffix(".toml") for name in names)
    return tuple(filter(is_name, found))[:_MOST_THEMES]


def good_themes(folder: Path) -> tuple[str, ...]:
    """Return the names of the themes that can be used."""
    return tuple(name for name in own_themes(folder) if colours_of(folder, name))


def colours_of(folder: Path | None, name: str) -> dict[str, str]:
    """Return the colours of a theme of one's own; none where there is none that can be used."""
    if folder is None or not is_name(name):
        return {}
    try:
        return read_theme(theme_file(folder, name))
    except FileError:
        return {}


def read_theme(path: Path) -> dict[str, str]:
    """Return the ground and the roles of a theme's file.

    Raises:
        FileError: With every fault.
    """
    name = display_path(path)
    text = read_text(path)
    data = parse(text, name)
    lines = LineIndex(text)
    problems = [
        Problem(name, lines.line(key), mark_invisible(key)[:_MAX_SHOWN], message, found)
        for key, message, found in _faults(data)
    ]
    if problems:
        raise FileError(*problems)
    return {key: str(data[key]).lower() for key in (GROUND, *ROLES)}


def _faults(data: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Return each fault with its key, what was expected, and what was found."""
    from calmtui.content.diagnostics import did_you_mean, format_value  # noqa: PLC0415 - speed

    known = [GROUND, *ROLES]
    faults = [
        (key, _("unknown key") + did_you_mean(key[:_MAX_SHOWN], known), "")
        for key in data
        if key not in known
    ]
    for key in known:
        value = data.get(key)
        if value is None:
            faults.append((key, _("missing, expected this key"), ""))
        elif not isinstance(value, str) or not _COLOUR.fullmatch(value):
            faults.append((key, _("expected a colour such as '#1f3349'"), format_value(value)))
    if faults:
        return faults
    return _faint({key: str(data[key]) for key in known})


def _faint(colours: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return the faults of what can't be read well enough."""
    ground = colours[GROUND]
    message = _("expected at least {least}:1 against the ground")
    message = message.format(least=format_number(LEAST_CONTRAST))
    faults = [
        (role, message, _ratio(contrast(colours[role], ground)))
        for role in READ
        if contrast(colours[role], ground) < LEAST_CONTRAST
    ]
    orb = mixed(ground, colours["cool"], _MIDDLE_OF_ORB)
    if not faults and contrast(colours["text"], orb) < LEAST_CONTRAST:
        message = _("expected at least {least}:1 for text over it in the middle of a shape")
        message = message.format(least=format_number(LEAST_CONTRAST))
        faults.append(("cool", message, _ratio(contrast(colours["text"], orb))))
    return faults


def _ratio(value: float) -> str:
    """Return a contrast; never rounded up to what was expected."""
    return f"{format_number(int(value * 100) / 100)}:1"


def theme_of_answer(answer: str) -> str:
    """Return the theme for the ground that a terminal names, as `rgb:ffff/ffff/ffff`."""
    match = _ANSWER.fullmatch(answer)
    if match is None:
        return ""
    parts = (int(part, 16) * 255 // (16 ** len(part) - 1) for part in match.groups())
    return LIGHT if is_light(as_hex(*parts)) else DARK


def theme_by_terminal(remembered: str, colorfgbg: str) -> str:
    """Return the theme for the terminal's ground: as it said itself, or as COLORFGBG says."""
    if remembered in (DARK, LIGHT):
        return remembered
    if colorfgbg.rpartition(";")[2] in _LIGHT_GROUNDS:
        return LIGHT
    return DARK
