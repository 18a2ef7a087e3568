"""The command line. What a command does not need is not imported."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from calmtui import __version__

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from calmtui.journal import Journal
    from calmtui.library import Library
    from calmtui.session import Session
    from calmtui.settings import Settings

_HELP = """\
  calmtui                  home: pick a routine
  calmtui urge             the pull to text: the delay runs, the sea moves, one thing at a time
  calmtui urge 20m         the same, waiting twenty minutes
  calmtui sos              ninety seconds of grounding, no question
  calmtui run box          a routine by its id, or a beginning of it
  calmtui run box --plain  the same line by line, for a screen reader or a pipe
"""


def _parser() -> argparse.ArgumentParser:
    import argparse  # 4 ms

    class Examples(argparse.ArgumentParser):
        def format_help(self) -> str:
            return _HELP + "\n" + super().format_help() if self.prog == "calmtui" else super().format_help()

    parser = Examples(
        prog="calmtui",
        description="Calming routines and timed exercises in the terminal.",
        epilog="Not therapy, a diagnosis or a crisis service. ! shows help lines on every screen.",
    )
    parser.add_argument("--version", action="version", version=f"calmtui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=argparse.ArgumentParser)

    def add(name: str, text: str, **more: Any) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, **more)
        return command

    urge = add("urge", "ride the urge: the delay is running at once")
    urge.add_argument("delay", nargs="?", metavar="MINUTES", help="such as 15, 20m or 1h (default 10m)")
    sos = add("sos", "ninety seconds of grounding, nothing asked")
    run = add("run", "run a routine")
    run.add_argument("id", metavar="ID", help="a routine's id, or a unique beginning of it")
    for command in (urge, sos, run):
        command.add_argument("--plain", action="store_true", help="line by line, without the full screen")
        command.add_argument("--private", action="store_true", help="write nothing at all")
    add("list", "the routines").add_argument("--json", action="store_true", help="as JSON")
    check = add("check", "check routine files")
    check.add_argument("files", nargs="+", metavar="FILE", help="a routine file, or a folder of them")
    check.add_argument("--json", action="store_true", help="as JSON")
    log = add("log", "the sessions that are kept, newest first")
    log.add_argument("--last", type=int, metavar="N", help="only the last N")
    log.add_argument("--json", action="store_true", help="as JSON")
    add("where", "where the files are").add_argument("--json", action="store_true", help="as JSON")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run calmtui; gives the exit code: 0 done, 1 failed, 2 wrong use, 130 Ctrl+C."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words == ["--version"]:
        print(f"calmtui {__version__}")
        return 0
    os.umask(0o077)
    try:
        args = _parser().parse_args(words)
        code = _dispatch(args)
        sys.stdout.flush()
        return code
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody reads on: the flush at exit must not complain
        return 1


def _dispatch(args: argparse.Namespace) -> int:
    match args.command:
        case "list":
            return _list(args.json)
        case "check":
            return _check(args.files, args.json)
        case "log":
            return _log(args.json, args.last)
        case "where":
            return _where(args.json)
        case _:
            return _play(args)


def _fail(message: object, code: int = 1) -> int:
    print(f"calmtui: {message}", file=sys.stderr)
    return code


def _json(data: object) -> int:
    import json

    print(json.dumps(data, ensure_ascii=False, indent=2))
    return 0


def _sources() -> tuple[Library, Settings]:
    from calmtui.library import Library
    from calmtui.paths import Paths, bundled_routines
    from calmtui.settings import read_settings

    paths = Paths.find()
    settings, problems = read_settings(paths.settings)
    for problem in problems:
        _fail(problem)
    return Library(bundled_routines(), paths.routines, settings.partner), settings


def _list(as_json: bool) -> int:
    from calmtui.routine import GROUPS
    from calmtui.session import clock_text
    from calmtui.tomlfile import shown

    library, _ = _sources()
    rows = []
    for entry in library.entries:
        routine = entry.routine
        rows.append(
            {
                "id": entry.id,
                "title": routine.title if routine else None,
                "group": routine.group if routine else None,
                "seconds": routine.seconds if routine else None,
                "delay": routine.delay if routine else None,
                "evidence": routine.evidence if routine else None,
                "cautions": list(routine.cautions) if routine else [],
                "path": shown(entry.path),
                "bundled": entry.bundled,
                "error": entry.error,
            }
        )
    if as_json:
        return _json(rows)
    group = None
    for entry in library.entries:
        if entry.routine is None:
            print(f"\n! {entry.id}: {entry.error}")
            continue
        if entry.routine.group != group:
            print(("\n" if group else "") + GROUPS[entry.routine.group])
            group = entry.routine.group
        yours = "  yours, replaces the bundled one" if entry.replaces else "" if entry.bundled else "  yours"
        print(f"  {entry.id:<20} {clock_text(entry.routine.seconds):>6}  {entry.routine.title}{yours}")
    return 0


def _check(files: list[str], as_json: bool) -> int:
    from pathlib import Path

    from calmtui.library import load_file
    from calmtui.tomlfile import shown

    paths: list[Path] = []
    for name in files:
        path = Path(name)
        paths += sorted(path.glob("*.toml")) if path.is_dir() else [path]
    entries = [load_file(path) for path in paths]
    problems = [problem for entry in entries for problem in entry.problems]
    if as_json:
        _json([{"file": p.file, "line": p.line, "where": p.where, "message": p.message} for p in problems])
    else:
        for problem in problems:
            print(problem)
        for entry in entries:
            if entry.routine:
                print(f"{shown(entry.path)}: good, {len(entry.routine.steps)} steps, {entry.routine.seconds:g} s")
        if not entries:
            return _fail("no .toml files there")
    return 1 if problems else 0


def _log(as_json: bool, last: int | None) -> int:
    from dataclasses import asdict

    from calmtui.clean import one_line
    from calmtui.history import sessions
    from calmtui.session import clock_text

    journal = _journal(private=False)
    past = sessions(journal.records())
    past = past[: max(last, 0)] if last is not None else past
    for bad in journal.unreadable:
        _fail(f"{bad.path}:{bad.line}: this line can't be read; it is kept as it is")
    if as_json:
        return _json([asdict(session) for session in past])
    for session in past:
        said = [
            f"{name} {ratings[what]} {when}"
            for what, name in (("anxiety", "anxiety"), ("pull", "pull"))
            for when, ratings in (("before", session.before), ("after", session.after))
            if what in ratings
        ]
        how = session.how or "not ended"
        began = one_line(session.began)[:16].replace("T", " ")
        title = one_line(session.title) or one_line(session.routine)
        print("  ".join([began, title, f"{how}, {clock_text(session.practised)}", ", ".join(said)]).rstrip())
    if not past:
        print("No sessions kept yet.")
    return 0


def _where(as_json: bool) -> int:
    from calmtui.paths import Paths, bundled_routines
    from calmtui.tomlfile import shown

    paths = Paths.find()
    places = {
        "settings": paths.settings,
        "routines": paths.routines,
        "journal": paths.journal,
        "state": paths.state,
        "bundled": bundled_routines(),
    }
    if as_json:
        return _json({name: shown(path) for name, path in places.items()})
    for name, path in places.items():
        print(f"{name:<9} {shown(path)}{'' if path.exists() else '  (not there yet)'}")
    return 0


def _journal(*, private: bool) -> Journal:
    from calmtui.journal import Journal
    from calmtui.paths import Paths

    paths = Paths.find()
    return Journal(paths.journal, paths.state, private=private)


def _delay(text: str) -> float:
    """Read the urge's minutes: `15`, `20m`, `1h`; raises ValueError that says what was expected."""
    from calmtui.routine import Seconds

    try:
        return Seconds.read(f"{text}m" if text.replace(".", "", 1).isdigit() else text)
    except ValueError:
        raise ValueError(f"'{text[:20]}' is no delay; expected minutes such as 15, 20m or 1h, at most 24h") from None


def _play(args: argparse.Namespace) -> int:
    from datetime import datetime
    from time import monotonic

    from calmtui.library import UnknownRoutine
    from calmtui.session import Session
    from calmtui.tomlfile import FileProblem

    def now() -> datetime:
        return datetime.now().astimezone()

    library, settings = _sources()
    journal = _journal(private=getattr(args, "private", False))
    plain = getattr(args, "plain", False) or settings.plain or _needs_plain()
    if args.command is None:
        if plain:
            return _fail(
                "home needs a terminal; `calmtui list` shows the routines, `calmtui run ID --plain` runs one",
                2,
            )
        return _full_screen(library, journal, settings, monotonic, now, None)
    try:
        name = {"urge": "ride-the-urge", "sos": "anchor-90"}.get(args.command) or args.id
        routine = library.find(name)
        delay = _delay(args.delay) if getattr(args, "delay", None) else None
    except (UnknownRoutine, FileProblem) as error:
        return _fail(error)
    except ValueError as error:
        return _fail(error, 2)
    session = Session(routine, journal, monotonic, now, quick=args.command != "run", delay=delay)
    if plain:
        from calmtui.plain import play

        return play(session)
    return _full_screen(library, journal, settings, monotonic, now, session)


def _needs_plain() -> bool:
    """Whether the full screen can't or shouldn't be used: no terminal, a dumb one, or a person who asked."""
    terminal = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()
    return not terminal or os.environ.get("TERM", "dumb") in ("", "dumb") or os.environ.get("ACCESSIBLE") == "1"


def _full_screen(
    library: Library, journal: Journal, settings: Settings, clock: Any, now: Any, first: Session | None
) -> int:
    for name in ("COLUMNS", "LINES"):  # exported by a parent they would freeze Textual's size
        os.environ.pop(name, None)
    import msgspec

    if "utf" not in (sys.stderr.encoding or "").lower():
        settings = msgspec.structs.replace(settings, ascii=True)
    from calmtui.tui.app import CalmApp  # 80 % of a launch
    from calmtui.tui.guard import Guard

    app = CalmApp(library, journal, settings, clock, now, first=first, welcome=first is None and _first_start())

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
