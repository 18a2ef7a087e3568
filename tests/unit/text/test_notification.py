"""Which terminals get a notification, and in what form."""

from __future__ import annotations

import pytest

from calmtui.text.notification import notification, protocol, tells_focus, title_mark

TERMINALS = {
    "kitty": ({"TERM": "xterm-kitty"}, "\x1b]99;;Now\x1b\\"),
    "iTerm2": ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\x1b]9;Now\a"),
    "WezTerm": ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "\x1b]9;Now\a"),
    "ghostty over SSH": ({"TERM": "xterm-ghostty"}, "\x1b]9;Now\a"),
    "iTerm2 over SSH": ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "\x1b]9;Now\a"),
    "foot": ({"TERM": "foot-extra"}, "\x1b]777;notify;calmtui;Now\a"),
    "urxvt": ({"TERM": "rxvt-unicode-256color"}, "\x1b]777;notify;calmtui;Now\a"),
}


@pytest.mark.parametrize("name", TERMINALS)
def test_a_known_terminal_gets_its_own(name: str) -> None:
    environment, expected = TERMINALS[name]
    assert notification("Now", environment) == expected


@pytest.mark.parametrize(
    "term", ["xterm-256color", "linux", "screen", "tmux-256color", "vt100", ""]
)
def test_one_that_is_not_known_gets_nothing_that_it_might_print(term: str) -> None:
    assert protocol({"TERM": term}) == ""
    assert notification("Now", {"TERM": term}) == ""


def test_inside_tmux_it_is_passed_through() -> None:
    environment = {"TERM": "tmux-256color", "TMUX": "/tmp/x", "KITTY_WINDOW_ID": "1"}
    assert notification("Now", environment) == "\x1bPtmux;\x1b\x1b]99;;Now\x1b\x1b\\\x1b\\"
    assert notification("Now", {"TERM": "tmux-256color", "TMUX": "/tmp/x"}) == ""


@pytest.mark.parametrize("term", ["xterm-256color", "tmux-256color", "foot", "alacritty"])
def test_a_title_is_a_dot_and_can_be_brought_back(term: str) -> None:
    assert title_mark({"TERM": term}) == ("\x1b[22;2t\x1b]2;·\x1b\\", "\x1b[23;2t")


@pytest.mark.parametrize("term", ["linux", "screen", "vt100", "dumb", ""])
def test_a_terminal_that_might_print_it_gets_no_title(term: str) -> None:
    assert title_mark({"TERM": term}) == ("", "")


def test_tmux_has_a_title_whatever_its_term_says() -> None:
    assert title_mark({"TERM": "screen-256color", "TMUX": "x"})[0]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"TERM": "foot", "KITTY_WINDOW_ID": "1"}, "777"),  # opened from kitty
        ({"TERM": "xterm-kitty", "TERM_PROGRAM": "WezTerm"}, "99"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty", "KITTY_WINDOW_ID": "1"}, "9"),
        ({"TERM": "screen.xterm-256color", "STY": "1.x", "KITTY_WINDOW_ID": "1"}, ""),
    ],
)
def test_a_terminal_opened_from_another_gets_its_own(
    environment: dict[str, str], expected: str
) -> None:
    assert protocol(environment) == expected


def test_which_terminal_is_in_front_while_it_says_nothing() -> None:
    assert tells_focus({"TERM": "foot"})
    assert tells_focus({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"})
    assert not tells_focus({"TERM": "rxvt-unicode"})
    assert not tells_focus({"TERM": "xterm-256color"})
    assert not tells_focus({"TERM": "foot", "TMUX": "x"})
