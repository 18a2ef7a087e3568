"""What the commands print: JSON, and what went wrong."""

from __future__ import annotations

import sys

from calmtui import quickstart

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def fail(message: object, code: int = 1) -> int:
    """Say on stderr what went wrong; return the exit code."""
    from calmtui.text.sanitize import sanitize

    quickstart.cancel()  # the words are for the person's own screen
    # The message may hold words of the command line, as they were typed.
    print(f"calmtui: {sanitize(str(message))}", file=sys.stderr)
    return code


def report_problems(problems: Iterable[object]) -> None:
    """Say each problem on stderr."""
    for problem in problems:
        fail(problem)


def print_json(data: object) -> int:
    """Print data as JSON, what a terminal would act on escaped; return the exit code 0."""
    print(_format_json(data))
    return 0


def print_json_list(items: Iterable[object]) -> None:
    """Print a list as `print_json` does, item by item: it may be long."""
    before = "["
    for item in items:
        print(before + "\n  " + _format_json(item).replace("\n", "\n  "), end="")
        before = ","
    print("[]" if before == "[" else "\n]")


def _format_json(data: object) -> str:
    import json

    from calmtui.text.sanitize import UNSAFE_CHARACTERS

    ensure_ascii = "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(data, ensure_ascii=ensure_ascii, indent=2)
    return UNSAFE_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
