"""Every string that a person may meet is in the catalogue."""

from __future__ import annotations

from pathlib import Path

from calmtui.history.report_html import STYLE
from tests.support.shown_texts import share_found_without_its_mark, unmarked

ROUTINES = {path.stem for path in (Path(__file__).parents[2] / "routines").glob("*.toml")}
# Strings that read as words and are none of the interface's, each with the reason.
KNOWN = {
    "keys and placeholders, the same in every language": {
        "Enter", "Esc", "Tab", "{minutes} min", "ID", "NAME", "SESSION",
    },
    "words of a breath: in its file, and as people type them in two languages": {
        "breathe", "in inhale ein einatmen", "hold halten", "out exhale aus ausatmen", "rest pause",
    },
    "values of the journal": {
        "left early", "Let it go", "Wait ten more", "Write it as a request", "Send it as it is",
        "Go ahead", "Reach someone else",
        "checked the phone", "asked if we are okay",
    },
    "what another program writes into its file": {"ended early"},
    "what a try came to, in JSON": {
        "first lower", "second lower", "no clear difference",
    },
    "commands": {
        "calmtui before [--pause 30s | --urge] -- COMMAND [ARGUMENTS]",
        " -m pip install ", " -m pip install --user --break-system-packages ",
        "pipx inject ", "uv pip install --python ",
        "on run texts", "display notification (item 1 of texts)",
        "display notification (item 2 of texts) with title (item 1 of texts)", "end run",
    },
    "what crontab says where there is none": {"no crontab", "no such file"},
    "names and versions": {", Textual ", ", Python ", "python ", ", errno "},
    "a report for who mends calmtui": {
        "(something else)", "a terminal", "no terminal", "which led to", "size: ",
        "while it was handled", " more", " is set",
    },
    "errors of the code that calls": {
        "a delay is above 0 and at most 24 h", "a rating is a whole number from 0 to 10",
        "step ", " is not timed", "the journal is not locked",
    },
    "errors whose number is put into words by text/errors.py": {
        "the disk is slow", "it belongs to another account", "it is no file",
        "the link to it belongs to another account",
    },
    "said where the catalogue can't be read": {
        "calmtui: runs on Linux and macOS; on Windows within WSL (wsl --install).",
        "calmtui: a fault in calmtui stopped it.",
        "calmtui: a fault in calmtui stopped it; the program opens all the same.",
    },
    "patterns, styles, German words in a German sentence": {
        "(?: of length)? ([<>])= (\\S+?)(?:,|$)", "\\(at line (\\d+), column \\d+\\)",
        "bold ", " ich ",
    },
    "a comment in a file whose keys are English": {
        "# calmtui writes here what you keep for a routine. You can remove any table.\n\n",
    },
    "the style and the markup of a page": {
        STYLE, '<meta name="viewport" content="width=device-width,initial-scale=1">',
        '<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">',
        '<div class="two"><div>',
    },
    "the lines and words of shells, desktops and AppleScript": {
        "    commandline -f repaint", "  bind ", "  bind -M insert ", "  bind -m emacs -x '\"",
        "  bind -m vi-insert -x '\"", "  function calmtui-urge", "  zle reset-prompt", " exec ",
        ",none,calmtui urge", "Name=calmtui urge", "[Desktop Entry]", "bindkey -M emacs '",
        "bindkey -M viins '", "bindsym ", "if status is-interactive", "prefix ", "read",
        "tell app \"Terminal\" to activate", "tell app \"Terminal\" to do script ",
        "zle -N calmtui-urge",
    },
    "a docstring": {"Stands in for what is never used."},
}  # fmt: skip


def test_every_text_that_may_be_shown_is_marked_for_translation() -> None:
    known = {text for texts in KNOWN.values() for text in texts} | ROUTINES
    missing = [f"{where}: {text!r}" for where, text in unmarked() if text not in known]
    assert not missing, (
        "mark what people see, _(...) where it is shown or N_(...) in a table, run `just words` "
        "and translate it; what nobody sees goes into KNOWN with its reason:\n" + "\n".join(missing)
    )


def test_no_exception_is_stale() -> None:
    found = {text for _where, text in unmarked()}
    assert [text for texts in KNOWN.values() for text in texts if text not in found] == []


def test_a_forgotten_mark_is_noticed() -> None:
    """Words alone in a place of their own are not: `private`, `or`."""
    assert share_found_without_its_mark() > 0.95
