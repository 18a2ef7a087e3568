"""Ask a yes or no question on the terminal; nothing typed means no."""

from __future__ import annotations

import sys

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
