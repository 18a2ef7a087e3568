"""The commands that run something: home, run, urge, sos; with the front end that fits the terminal."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from calmtui import opening
from calmtui.commands import fail, journal, sources
from calmtui.tomlfile import FileProblem

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.library import Library
    from calmtui.routine import Routine
    from calmtui.session import Session
    from calmtui.tui.reel import Wanted

_SHORT = {"urge": "ride-the-urge", "sos": "anchor-90"}
_NO_HOME = "home needs a terminal; `calmtui list` shows the routines, `calmtui run ID --plain` runs one"


def _delay(text: str) -> float:
    """Read the urge's minutes: `15`, `20m`, `1h`; raises ValueError that says what was expected."""
    from calmtui.routine import Seconds

    try:
        return Seconds.read(f"{text}m" if text.replace(".", "", 1).isdigit() else text)
    except ValueError:
        raise ValueError(f"'{text[:20]}' is no delay; expected minutes such as 15, 20m or 1h, at most 24h") from None


def play(args: argparse.Namespace, words: list[str]) -> int:
    """Home, or one run, full screen or line by line; gives the exit code. `words` are the command line as typed."""
    from datetime import datetime
    from time import monotonic

    from calmtui.library import UnknownRoutine
    from calmtui.session import Session

    def now() -> datetime:
        return datetime.now().astimezone()

    library, settings = sources()
    kept = journal(private=getattr(args, "private", False))
    plain = getattr(args, "plain", False) or settings.plain or not opening.full_screen()
    home = args.command is None
    try:
        routine = None if home else library.find(_SHORT.get(args.command) or args.id)
        delay = None if getattr(args, "delay", None) is None else _delay(args.delay)
    except (UnknownRoutine, FileProblem) as error:
        return fail(error)
    except ValueError as error:
        return fail(error, 2)
    if plain:
        if routine is None:
            return fail(_NO_HOME, 2)
        from calmtui.plain import play

        return play(Session(routine, kept, monotonic, now, quick=args.command != "run", delay=delay))
    for name in ("COLUMNS", "LINES"):  # exported by a parent they would freeze Textual's size
        os.environ.pop(name, None)
    if "utf" not in (sys.stderr.encoding or "").lower():
        settings = msgspec.structs.replace(settings, ascii=True)
    first = None
    if routine is not None and not opening.opened():  # nothing is on yet, but the delay runs from now
        first = _guarded(lambda: Session(routine, kept, monotonic, now, quick=args.command != "run", delay=delay))
    from calmtui.tui.app import CalmApp  # 80 % of a launch
    from calmtui.tui.guard import Guard

    opened = opening.hand_over()
    if routine is not None and first is None:
        first = Session(routine, kept, monotonic, now, quick=args.command != "run", delay=delay, opened=opened)
    app = CalmApp(
        library, kept, settings, monotonic, now, first=first, welcome=home and _first_start(), opened=opened,
        wanted=() if getattr(args, "private", False) else _wanted(library, words, routine, delay),
    )  # fmt: skip
    guard = Guard(app.interrupt, app.end_soon, opened.modes if opened else None)
    guard.install()
    result = app.run()
    app.interrupt()  # whatever ended it, a run that is still open is kept
    if guard.signal is not None:
        guard.restore()
        return 128 + guard.signal
    return result if result is not None else 1


def _guarded(begin: Callable[[], Session]) -> Session:
    """Begin a run that is kept as interrupted when an end comes before the full screen has its own guard."""
    import signal

    ends = (signal.SIGHUP, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        session = begin()

        def end(number: int, _: object) -> None:
            session.interrupt()
            os._exit(128 + number)

        for number in ends:
            signal.signal(number, end)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
    return session


def _wanted(library: Library, words: list[str], routine: Routine | None, delay: float | None) -> tuple[Wanted, ...]:
    """The openings to have ready: this command line's; from home those of the urge and of the ninety seconds."""
    from calmtui.paths import Paths, bundled_routines
    from calmtui.tui.reel import Wanted

    paths = Paths.find()
    made: list[tuple[list[str], Routine]] = []
    if routine is not None:
        made = [(words, routine)] if opening.quick(words) else []
    else:
        with suppress(LookupError, FileProblem):
            made = [([name], library.find(id)) for name, id in _SHORT.items()]
    return tuple(
        Wanted(
            tuple(words),
            routine,
            words[0] != "run",
            delay,
            (paths.settings, paths.routines, bundled_routines(), library.path_of(routine)),
        )
        for words, routine in made
    )


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
