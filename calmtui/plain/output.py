"""Text on a stream: sanitized, in characters the terminal can show, broken at words."""

from __future__ import annotations

import os
import re
import select
import sys
from typing import TextIO

from calmtui.plain.input import TICK, TerminationSignals
from calmtui.text import charset
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize
from calmtui.text.width import cell_width, wrap

_KEY_NAMES = {
    "!": N_("exclamation mark"),
    "!!": N_("two exclamation marks"),
    "+": N_("plus"),
    "-": N_("minus"),
}
_COMMAND = re.compile("`(calmtui[^`]*)`")
_KEY_SIGN = re.compile(r"(?<!\S)(?:!!?|\+|-)(?=\s|$)")
_ENDS = (".", "?", "!", ":", "…")
_HELP_SIGN = re.compile(r"(?<!\S)!(?=\s|$)")


def name_keys(text: str) -> str:
    """Name the keys in a text of ours that a voice leaves out: `! (exclamation mark)`."""
    return _KEY_SIGN.sub(lambda found: f"{found[0]} ({_(_KEY_NAMES[found[0]])})", text)


def name_help_key(text: str) -> str:
    """Name the key to help in a routine's text, in which another sign is no key."""
    return _HELP_SIGN.sub(lambda found: f"! ({_(_KEY_NAMES['!'])})", text)


def sentences(*texts: str) -> str:
    """Join texts in one line: a voice does not stop between two of them without a mark."""
    *first, last = (text for text in texts if text)
    ended = (text if text.endswith(_ENDS) else f"{text}." for text in first)
    return " ".join((*ended, last))


def terminal_columns(out: TextIO) -> int:
    """Return the columns of a terminal; 0 where there is none, or it tells no size."""
    if not out.isatty():
        return 0
    try:
        return os.get_terminal_size(out.fileno()).columns
    except (OSError, ValueError):
        return 0


def break_lines(text: str, columns: int) -> str:
    """Break lines longer than `columns` at words, keeping the indent; 0 columns break nothing."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        if not columns or cell_width(line) <= columns:
            lines.append(line)
        else:
            lines += [indent + part for part in wrap(line, columns - len(indent))]
    return "\n".join(lines)


class LineOutput:
    """A text stream to which lines are only ever added; a signal may interrupt the writing."""

    def __init__(self, out: TextIO, signals: TerminationSignals) -> None:
        self._out, self._signals = out, signals

    def say(self, text: str) -> None:
        """Add a line, without the marks around our commands: a voice reads them aloud."""
        text = _COMMAND.sub(r"\1", text)
        codec = "utf-8"
        if self._out is sys.stdout:
            codec = charset.terminal_codec()
        shown = charset.encode(sanitize(text), codec).decode(codec)
        self._write(break_lines(shown, terminal_columns(self._out)) + "\n")

    def notify(self, sequence: str) -> None:
        """Write a terminal's notification. A pipe has none."""
        if self._out.isatty():
            self._write(sequence)

    def ring_bell(self) -> None:
        """Ring the bell of a terminal. A pipe has none."""
        if self._out.isatty():
            self._write("\a")

    def _write(self, text: str) -> None:
        with self._signals.raised_here():
            self._wait_for_room()
            self._out.write(text)
            self._out.flush()

    def _wait_for_room(self) -> None:
        """Wait until a write does not block.

        A signal that comes between Python's own look for one and a write that blocks would be
        obeyed only when someone reads.
        """
        try:
            fd = self._out.fileno()
        except (OSError, ValueError):  # it is in memory, or closed
            return
        while not select.select([], [fd], [], TICK)[1]:
            pass
