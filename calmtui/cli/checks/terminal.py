"""Checks of the versions, and of what this terminal can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from calmtui.cli.checks.finding import Finding
from calmtui.terminal import LINE_TERMINALS, wants_accessible_output
from calmtui.text.color_support import color_system
from calmtui.text.i18n import _
from calmtui.text.notification import protocol

TEXTUAL = "8.2.8"  # the version that calmtui is tested with
COLUMNS, ROWS = 40, 12  # the smallest window in which a run can be shown

_good = partial(Finding, "terminal", "good")
_note = partial(Finding, "terminal", "note")


class Terminal(Struct, frozen=True):
    """What is known of a terminal.

    `tmux_option` returns the value of an option, or None; `around` is the environment with the TERM
    of the terminal that shows tmux.
    """

    environment: Mapping[str, str]
    is_terminal: bool
    size: tuple[int, int] | None
    encoding: str
    tmux_option: Callable[[str], str | None]
    around: Mapping[str, str]


def check_versions(calmtui: str, textual: str | None, python: str) -> Iterator[Finding]:
    """Compare the versions that are installed with the one that is tested."""
    versions = f"calmtui {calmtui}, Textual {textual or '-'}, Python {python}"
    if textual is None:
        do = _("Install calmtui again; until then --plain runs line by line.")
        yield Finding("version", "wrong", _("The full screen can't be loaded."), versions, do)
    elif textual != TEXTUAL:
        what = _("calmtui is not tested with this version of Textual.")
        do = _("If a screen looks wrong: pip install textual=={version}").format(version=TEXTUAL)
        yield Finding("version", "note", what, versions, do)
    else:
        yield Finding("version", "good", versions)


def check_terminal(terminal: Terminal) -> Iterator[Finding]:
    """Look at what this terminal can show, and what is lost in it."""
    if not terminal.is_terminal:
        yield _note(_("This is not a terminal: everything runs line by line here."))
        return
    yield _check_full_screen(terminal.environment)
    yield from _check_colours(terminal.environment)
    yield _check_encoding(terminal.encoding)
    yield from _check_size(terminal.size)
    yield from _check_clipboard(terminal)
    yield from _check_notifications(terminal)
    if terminal.environment.get("TERM_PROGRAM") == "vscode":
        yield _note(_("VS Code uses Ctrl+Q itself; Ctrl+C also leaves at once."))


def _check_full_screen(environment: Mapping[str, str]) -> Finding:
    name = environment.get("TERM", "")
    if name in LINE_TERMINALS:
        what = _("TERM says this terminal is basic: everything runs line by line.")
        do = _("If it can do more, say so: export TERM=xterm-256color")
        return _note(what, name, do)
    if wants_accessible_output(environment):
        return _good(_("ACCESSIBLE is set: everything runs line by line."))
    return _good(_("The full screen can be shown."), f"TERM={name}")


def _check_colours(environment: Mapping[str, str]) -> Iterator[Finding]:
    name = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        yield _good(_("NO_COLOR, CLICOLOR or FORCE_COLOR says so: no colours are used."))
    elif environment.get("COLORTERM") in ("truecolor", "24bit"):
        yield _good(_("It shows every colour."))
    elif "256" in name or color_system(environment):
        yield _good(_("It shows 256 colours; calmtui uses the nearest ones."))
    elif name not in ("", "dumb"):
        do = _('In the settings, theme = "terminal" uses the terminal\'s own colours.')
        yield _note(_("It shows few colours."), f"TERM={name}", do)


def _check_encoding(encoding: str) -> Finding:
    if "utf" in encoding.lower():
        return _good(_("It can show every character (UTF-8)."))
    what = _("It is not set to UTF-8: drawings use plain characters.")
    return _note(what, do=_("Set LANG to a value with UTF-8, such as: export LANG=C.UTF-8"))


def _check_size(size: tuple[int, int] | None) -> Iterator[Finding]:
    if size is None or not all(size):  # a line without a size says 0x0
        return
    columns, rows = size
    where = f"{columns}x{rows}"
    if columns < COLUMNS or rows < ROWS:
        do = _("Make it larger, at least {columns}x{rows}.").format(columns=COLUMNS, rows=ROWS)
        what = _("The window is too small for a session.")
        yield Finding("terminal", "wrong", what, where, do)
    else:
        yield _good(_("The window is large enough."), where)


def _check_notifications(terminal: Terminal) -> Iterator[Finding]:
    """Look at how this terminal can tell that a wait is over."""
    if not protocol(terminal.around):
        yield _good(_("At the end of a wait its bell can ring."))
        return
    is_tmux = bool(terminal.environment.get("TMUX"))
    if is_tmux and terminal.tmux_option("allow-passthrough") not in ("on", "all"):
        what = _("tmux blocks notifications: at the end of a wait the bell can ring.")
        yield _note(what, do=_("In ~/.tmux.conf: set -g allow-passthrough on"))
        return
    yield _good(_("At the end of a wait it can show a notification."))
    if is_tmux and terminal.tmux_option("focus-events") != "on":
        what = _("tmux does not say which window is in front, so one comes even while you look.")
        yield _note(what, do=_("In ~/.tmux.conf: set -g focus-events on"))


def _check_clipboard(terminal: Terminal) -> Iterator[Finding]:
    """Look at what a program between calmtui and the terminal does with what is copied."""
    environment = terminal.environment
    if environment.get("TMUX"):
        if terminal.tmux_option("set-clipboard") == "on":
            yield _good(_("tmux passes on what you copy."))
        else:
            what = _("tmux may block what you copy from reaching your clipboard.")
            yield _note(what, do=_("In ~/.tmux.conf: set -s set-clipboard on"))
    elif environment.get("STY") or environment.get("TERM", "").startswith("screen"):
        what = _("screen blocks what you copy from reaching your clipboard.")
        yield _note(what, do=_("Copy with the mouse, or use tmux."))
