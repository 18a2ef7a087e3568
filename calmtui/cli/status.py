"""`calmtui status`: the wait that is on, for a status line. It reads the state folder alone.

A status line asks every few seconds, so that without `--help` nothing else is imported.
"""

from __future__ import annotations

import os
import time

from calmtui.storage.paths import WAIT_SUFFIX, state_dir
from calmtui.storage.reading import list_names, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_MAX_BYTES = 64
_MINUTE = 60
_DAY = 86_400  # a wait can be gone on with for so long
_NO_WAIT = 1  # the exit code
_FORMAT = "{minutes} min"


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.epilog = _("Without a wait it prints nothing, and the exit code is 1.")
    parser.add_argument(
        "--format",
        metavar=_("TEXT"),
        default=_FORMAT,
        help=_(
            "what to print: {minutes}, {seconds}, {left} as 9:58, {due} as 22:41 "
            "(default: %(default)s)"
        ),
    )
    parser.add_argument("--json", action="store_true", help=_("as JSON for waybar"))


def run(args: argparse.Namespace) -> int:
    """Print the wait."""
    return _print(args.format, as_json=args.json)


def print_quickly(words: list[str]) -> int | None:
    """Print the wait without a parser where the words are plain; None where they are not."""
    match words:
        case []:
            return _print(_FORMAT, as_json=False)
        case ["--json"]:
            return _print(_FORMAT, as_json=True)
        case ["--format", text]:
            return _print(text, as_json=False)
    return None


def _print(text: str, *, as_json: bool) -> int:
    due = next_wait(time.time())
    if due is None:
        return _NO_WAIT
    left = max(round(due - time.time()), 0)
    values = {
        "minutes": str(-(-left // _MINUTE)),
        "seconds": str(left),
        "left": f"{left // _MINUTE}:{left % _MINUTE:02}",
        "due": time.strftime("%H:%M", time.localtime(due)),
    }
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    if as_json:
        state = "waiting" if left else "due"
        from json import dumps

        text = dumps({"text": text, "alt": state, "class": state, "seconds": left})
    print(text)
    return 0


def next_wait(now: float) -> int | None:
    """Return when the next wait is over, or the last one was, in seconds since the epoch.

    A wait that ended more than a day ago is not on any more.
    """
    folder = os.path.join(state_dir(), "open")
    waits = []
    try:
        names = set(list_names(folder, ""))
    except OSError:
        return None
    for name in names:
        if name.endswith(WAIT_SUFFIX) and name.removesuffix(WAIT_SUFFIX) in names:
            due = _read(os.path.join(folder, name))
            if due is not None and now - _DAY < due < now + _DAY:
                waits.append(due)
    return min(waits, default=None)


def _read(path: str) -> int | None:
    try:
        return int(read_file(path, _MAX_BYTES))
    except (OSError, ValueError):
        return None
