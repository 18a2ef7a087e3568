"""A desktop notification through the terminal, where it is known to show one.

OSC 9 comes from iTerm2, OSC 777 from urxvt, OSC 99 is kitty's own. What a terminal does not know it
ignores, but a few print it: so only those get one that are known by what they say of themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

_OSC_9 = ("iTerm.app", "WezTerm", "ghostty", "WarpTerminal")  # TERM_PROGRAM
_OSC_9_MARKS = ("WEZTERM_PANE", "ITERM_SESSION_ID", "GHOSTTY_RESOURCES_DIR")
_OSC_9_TERMS = ("xterm-ghostty", "wezterm")
_OSC_777_TERMS = ("foot", "rxvt-unicode")
_OSC_99_TERMS = ("xterm-kitty",)
# Known to report when their window comes to the front and when it no longer is there. Most of them
# say nothing until that changes.
_FOCUS_TERMS = ("xterm-kitty", "foot", "xterm-ghostty", "wezterm")
_FOCUS_PROGRAMS = ("WezTerm", "ghostty")
_TITLE_TERMS = ("xterm", "tmux", "foot", "alacritty", "wezterm", "ghostty", "kitty", "vte", "rxvt")
_ESCAPE = "\x1b"
_END = "\x1b\\"


def protocol(environment: Mapping[str, str]) -> str:
    """Return which notification a terminal shows: "9", "99", "777", or "" for none that is known.

    A terminal opened from another one has the other's variables too, so TERM goes before them.
    GNU screen passes none on.
    """
    if environment.get("STY") and not environment.get("TMUX"):
        return ""
    term = environment.get("TERM", "")
    if term.startswith(_OSC_99_TERMS):
        return "99"
    if term.startswith(_OSC_777_TERMS):
        return "777"
    if environment.get("TERM_PROGRAM") in _OSC_9 or term.startswith(_OSC_9_TERMS):
        return "9"
    if environment.get("KITTY_WINDOW_ID"):
        return "99"
    if any(map(environment.get, _OSC_9_MARKS)) or environment.get("LC_TERMINAL") == "iTerm2":
        return "9"
    return ""


def tells_focus(environment: Mapping[str, str]) -> bool:
    """Return whether a terminal is in front as long as it says nothing else.

    tmux says so itself, at once, or never.
    """
    if environment.get("TMUX") or not protocol(environment):
        return False
    is_known = environment.get("TERM_PROGRAM") in _FOCUS_PROGRAMS
    return is_known or environment.get("TERM", "").startswith(_FOCUS_TERMS)


def title_mark(environment: Mapping[str, str]) -> tuple[str, str]:
    """Return what puts a dot in the place of a window's title, and what brings the title back.

    Both are empty for a terminal that has no title, or could not bring it back.
    """
    has_title = environment.get("TERM", "").startswith(_TITLE_TERMS)
    if not has_title and not environment.get("TMUX"):  # in which TERM may be that of GNU screen
        return "", ""
    return f"{_ESCAPE}[22;2t{_ESCAPE}]2;·{_END}", f"{_ESCAPE}[23;2t"


def notification(text: str, environment: Mapping[str, str]) -> str:
    """Return the sequence that shows a text as a notification; empty where none is known.

    `text` is calmtui's own, without control characters. Inside tmux the sequence is passed through,
    which tmux does only where `allow-passthrough` is on.
    """
    sequence = {
        "9": f"{_ESCAPE}]9;{text}\a",
        "99": f"{_ESCAPE}]99;;{text}{_END}",
        "777": f"{_ESCAPE}]777;notify;calmtui;{text}\a",
        "": "",
    }[protocol(environment)]
    if sequence and environment.get("TMUX"):
        doubled = sequence.replace(_ESCAPE, _ESCAPE * 2)
        return f"{_ESCAPE}Ptmux;{doubled}{_END}"
    return sequence
