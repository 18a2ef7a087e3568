"""Ask a yes or no question on the terminal; nothing typed means no."""

from __future__ import annotations

import sys

from calmtui.cli.output import fail
from calmtui.text.i18n import _
from calmtui.text.input_parser import clean_typed_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_MAX_ANSWER = 1024  # characters
_YES = ("y", "yes", "j", "ja")


def confirm(question: str, out: TextIO) -> bool:
    """Ask on `out`; return whether the answer is yes."""
    print(question, end="", file=out, flush=True)
    answer = clean_typed_line(sys.stdin.readline(_MAX_ANSWER))
    return answer.strip().lower() in _YES


def refuse_to_write(yes: bool) -> int | None:
    """Ask whether to write what was shown; return the exit code where it is not to be written."""
    if yes:
        return None
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return fail(_("nothing was written: add --yes when there is no terminal"), 2)
    if confirm(_("Write it? [y/N] "), sys.stdout):
        return None
    return fail(_("nothing was written"))
