"""The commands that run something: home, run, urge, sos; with the front end that fits the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from calmtui.commands import fail, journal, sources

if TYPE_CHECKING:
    import argparse

    from calmtui.journal import Journal
    from calmtui.library import Library
    from calmtui.session import Session
    from calmtui.settings import Settings


def _delay(text: str) -> float:
    """Read the urge's minutes: `15`, `20m`, `1h`; raises ValueError that says what was expected."""
    from calmtui.routine import Seconds

    try:
        return Seconds.read(f"{text}m" if text.replace(".", "", 1).isdigit() else text)
    except ValueError:
        raise ValueError(f"'{text[:20]}' is no delay; expected minutes such as 15, 20m or 1h, at most 24h") from None


def play(args: argparse.Namespace) -> int:
    """Home, or one run, full screen or line by line; gives the exit code."""
    from datetime import datetime
    from time import monotonic

    from calmtui.library import UnknownRoutine
    from calmtui.session import Session
    from calmtui.tomlfile import FileProblem

    def now() -> datetime:
        return datetime.now().astimezone()

    library, settings = sources()
    kept = journal(private=getattr(args, "private", False))
    plain = getattr(args, "plain", False) or settings.plain or _needs_plain()
    if args.command is None:
        if plain:
            return fail(
                "home needs a terminal; `calmtui list` shows the routines, `calmtui run ID --plain` runs one",
                2,
            )
        return _full_screen(library, kept, settings, monotonic, now, None)
    try:
        name = {"urge": "ride-the-urge", "sos": "anchor-90"}.get(args.command) or args.id
        routine = library.find(name)
        delay = _delay(args.delay) if getattr(args, "delay", None) else None
    except (UnknownRoutine, FileProblem) as error:
        return fail(error)
    except ValueError as error:
        return fail(error, 2)
    session = Session(routine, kept, monotonic, now, quick=args.command != "run", delay=delay)
    if plain:
        from calmtui.plain import play

        return play(session)
    return _full_screen(library, kept, settings, monotonic, now, session)


def _needs_plain() -> bool:
    """Whether the full screen can't or shouldn't be used: no terminal, a dumb one, or a person who asked."""
    terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()
    return not terminal or os.environ.get("TERM", "dumb") in ("", "dumb") or os.environ.get("ACCESSIBLE") == "1"


def _full_screen(
    library: Library, kept: Journal, settings: Settings, clock: Any, now: Any, first: Session | None
) -> int:
    for name in ("COLUMNS", "LINES"):  # exported by a parent they would freeze Textual's size
        os.environ.pop(name, None)
    import msgspec

    if "utf" not in (sys.stderr.encoding or "").lower():
        settings = msgspec.structs.replace(settings, ascii=True)
    from calmtui.tui.app import CalmApp  # 80 % of a launch
    from calmtui.tui.guard import Guard

    app = CalmApp(library, kept, settings, clock, now, first=first, welcome=first is None and _first_start())

    def leave() -> None:
        loop = getattr(app, "_loop", None)
        if loop is not None:
            loop.call_soon_threadsafe(app.exit)

    guard = Guard(app.interrupt, leave)
    guard.install()
    result = app.run()
    if guard.signal is not None:
        guard.restore()
        return 128 + guard.signal
    return result if result is not None else 1


def _first_start() -> bool:
    """Whether this is the first start ever; from then on it is not. A disk that refuses asks again."""
    from contextlib import suppress

    from calmtui.paths import Paths, private_folder

    mark = Paths.find().state / "welcomed"
    if mark.exists():
        return False
    with suppress(OSError):
        private_folder(mark.parent)
        mark.touch(mode=0o600)
    return True
