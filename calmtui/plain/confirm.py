"""A question that is answered with Enter or q, on standard input and output."""

from __future__ import annotations

import sys

from calmtui.plain.input import TICK, LineInput
from calmtui.plain.output import break_lines, terminal_columns
from calmtui.text.i18n import _
from calmtui.text.latin_keys import latin_line
from calmtui.text.sanitize import sanitize


def confirm(lines: LineInput, text: str, yes: str, no: str) -> bool | None:
    """Ask a question: Enter is yes, q is no, the end of input is None."""
    keys = _("Enter: {yes}. q and Enter: {no}.").format(yes=yes, no=no)
    print(break_lines(f"{sanitize(text)} {keys}", terminal_columns(sys.stdout)), flush=True)
    while not lines.waiting:
        if lines.ended:
            return None
        lines.wait(TICK)
    return latin_line(lines.waiting.pop(0)) not in ("q", "n")
