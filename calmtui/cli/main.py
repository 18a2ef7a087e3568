"""The command line. What a command does not need is not imported."""

from __future__ import annotations

import gc
import io
import os
import sys

from calmtui import __version__, quickstart
from calmtui.storage import disk_check as hanging
from calmtui.storage.paths import settings_mention

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, NoReturn


_QUICK = ("urge", "sos", "run")
_found: list[Any] = []  # the umask and the core limit that calmtui was started with
_HOME: tuple[list[str], ...] = ([], ["--private"])  # the command lines of home


def _examples(_: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    yield "calmtui", _("home: pick a routine")
    yield "calmtui urge", _("the pull to text: the delay runs, the sea moves, one thing at a time")
    yield "calmtui urge 20m", _("the same, waiting twenty minutes")
    yield "calmtui sos", _("ninety seconds of grounding, no question")
    yield "calmtui run box", _("a routine by its id, or a beginning of it")
    yield "calmtui run box --minutes 3 --no-holds", _("shorter and gentler")
    yield "calmtui draft", _("the words you kept at the end of an urge, on this machine only")
    yield (
        "calmtui forget 3f2a9c1b",
        _("erase a session for good; its id stands last in a line of `calmtui log`"),
    )
    yield "calmtui run box --plain", _("the same line by line, for a screen reader or a pipe")
    yield "calmtui lock", _("seal what is kept with a passphrase; calmtui unlock undoes it")
    yield "calmtui new mine", _("a routine of your own, from a commented file")


class _Speaks(Exception):
    """The parser has something to say: help, or what is wrong with the words."""


def _parser(_: Callable[[str], str] = str, *, quiet: bool = False) -> argparse.ArgumentParser:
    """The parser with its words by `_`; a quiet one raises _Speaks where it would say anything."""
    import argparse  # 4 ms

    class Parser(argparse.ArgumentParser):
        def error(self, message: str) -> NoReturn:
            if quiet:
                raise _Speaks
            from calmtui.text.sanitize import single_line

            super().error(
                single_line(message)
            )  # it has words of the command line in it, as they were typed

        def print_help(self, file: Any = None) -> None:
            if quiet:
                raise _Speaks
            super().print_help(file)

    class Examples(Parser):
        def format_help(self) -> str:
            examples = [f"  {command:<23}  {text}\n" for command, text in _examples(_)]
            return "".join([*examples, "\n", super().format_help()])

    parser = Examples(
        prog="calmtui",
        description=_("Calming routines and timed exercises in the terminal."),
        epilog=" ".join(
            (
                _("Exit codes: 0 done, 1 an error, 2 wrong use."),
                _("3: left early, or decided against it. 130: Ctrl+C."),
                _(
                    "Not therapy, a diagnosis or a crisis service. ! shows help lines on every screen."
                ),
            )
        ),
    )
    parser.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"calmtui {__version__}",
        help=_("show the version and exit"),
    )
    parser.add_argument("--private", action="store_true", help=_("write nothing at all"))
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), parser_class=Parser)

    def add(name: str, text: str, **more: Any) -> argparse.ArgumentParser:
        command: argparse.ArgumentParser = commands.add_parser(
            name, help=text, description=text, **more
        )
        return command

    sends = _("calmtui urge && signal-desktop opens the program only when you chose to send.")
    urge = add("urge", _("ride the urge: the delay is running at once"), epilog=sends)
    said = _("how long to wait, such as 15, 20m or 1h (default: as last time, 10m at first)")
    urge.add_argument("delay", nargs="*", metavar=_("MINUTES"), help=said)
    sos = add("sos", _("ninety seconds of grounding, nothing asked"))
    run = add("run", _("run a routine"))
    run.add_argument(
        "id",
        nargs="+",
        metavar="ID",
        help=_("a routine's id or title, or a unique beginning of it"),
    )
    run.add_argument(
        "--minutes",
        type=float,
        metavar="N",
        help=_("shorter or longer: whole rounds in about N minutes"),
    )
    run.add_argument("--no-holds", action="store_true", help=_("breathe without holds"))
    run.add_argument(
        "--skip",
        action="append",
        default=[],
        metavar=_("PART"),
        help=_("leave out a part, such as neck"),
    )
    run.add_argument(
        "--settle", type=float, metavar=_("SECONDS"), help=_("time before the first breath")
    )
    for command in (urge, sos, run):
        command.add_argument(
            "--plain", action="store_true", help=_("line by line, without the full screen")
        )
        # Not False where it is missing: it may stand before the command.
        command.add_argument(
            "--private",
            action="store_true",
            default=argparse.SUPPRESS,
            help=_("write nothing at all"),
        )
    add("list", _("the routines")).add_argument("--json", action="store_true", help=_("as JSON"))
    new = add("new", _("write a starting file for a routine of your own"))
    new.add_argument("name", metavar="NAME", help=_("its id: small letters, digits and -"))
    new.add_argument(
        "--from", dest="source", metavar="ID", help=_("start from a routine that there is")
    )
    edit = add("edit", _("open a routine of yours in $VISUAL or $EDITOR, and check it on return"))
    edit.add_argument(
        "id", metavar="ID", help=_("its id; a bundled one is copied to your folder first")
    )
    preview = add("preview", _("run a routine file, and write nothing"))
    preview.add_argument("file", metavar=_("FILE"), help=_("a routine file"))
    preview.add_argument(
        "--from-step", type=int, default=1, metavar="N", help=_("begin at step N, from 1")
    )
    preview.add_argument(
        "--watch", action="store_true", help=_("start the step again when the file is saved")
    )
    preview.add_argument(
        "--plain", action="store_true", help=_("line by line, without the full screen")
    )
    add("schema", _("print the JSON Schema of routine files"))
    check = add("check", _("check routine files"))
    check.add_argument(
        "files", nargs="+", metavar=_("FILE"), help=_("a routine file, or a folder of them")
    )
    check.add_argument("--json", action="store_true", help=_("as JSON"))
    log = add("log", _("the sessions that are kept, newest first"))
    log.add_argument("--last", type=int, metavar="N", help=_("only the last N"))
    log.add_argument("--json", action="store_true", help=_("as JSON"))
    forget = add("forget", _("erase sessions for good, after a preview"))
    which = _("the beginning of its id, which stands last in a line of log")
    forget.add_argument("sessions", nargs="*", metavar="SESSION", help=which)
    day = _("every session that began before a day, such as 2026-11-24")
    forget.add_argument("--before", metavar=_("DATE"), help=day)
    forget.add_argument(
        "--all", action="store_true", help=_("every session, the draft and parked words")
    )
    forget.add_argument("--yes", action="store_true", help=_("do not ask"))
    backup = add("backup", _("everything in one file: sessions, settings, your routines"))
    backup.add_argument(
        "file", metavar=_("FILE"), help=_("a tar file to write, such as calmtui.tar")
    )
    backup.add_argument("--force", action="store_true", help=_("replace the file if there is one"))
    add("restore", _("add what is missing from a backup")).add_argument(
        "file", metavar=_("FILE"), help=_("a backup")
    )
    draft = add("draft", _("print the draft you kept, or the words parked in a wait"))
    draft.add_argument("--forget", action="store_true", help=_("forget the draft"))
    doctor = add("doctor", _("what is wrong here, and what to do about it"))
    said = _("set right what can be: permissions, a torn line, leftovers")
    doctor.add_argument("--mend", action="store_true", help=said)
    doctor.add_argument("--json", action="store_true", help=_("as JSON"))
    lock = add(
        "lock", _("seal the journal: looking back asks for a passphrase, starting never does")
    )
    group = lock.add_mutually_exclusive_group()
    group.add_argument("--change", action="store_true", help=_("change the passphrase"))
    group.add_argument(
        "--show", action="store_true", help=_("show which keys the journal is locked to")
    )
    add("unlock", _("open the journal again, with the passphrase or the recovery key"))
    add("where", _("where the files are")).add_argument(
        "--json", action="store_true", help=_("as JSON")
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run calmtui; gives the exit code: 0 done, 1 failed, 2 wrong use, 130 Ctrl+C."""
    words = list(sys.argv[1:] if argv is None else argv)
    _open_streams()
    _found[:] = [os.umask(0o077)]
    _leave_no_trace(words)
    quick = words not in _HOME and words[0] in _QUICK
    if words in _HOME or quick:
        gc.disable()  # an import takes three quarters of its time; on again when the screen is up
        quickstart.show_first_frame(words)
    if (
        "--private" in words
        or hanging.hanging_folder()
        or (not quickstart.is_shown() and settings_mention(b"private"))
    ):
        sys.dont_write_bytecode = True  # compiled code would be a trace too
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        quickstart.cancel()
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), 1
        )  # what is not yet written has nowhere to go: exit in peace
        if not isinstance(error, BrokenPipeError):
            from calmtui.text.errors import system_reason
            from calmtui.text.i18n import _
            from calmtui.text.sanitize import display_path

            unnamed = (
                "." if isinstance(error, FileNotFoundError) else _("output")
            )  # the current folder was removed
            said = f"{display_path(error.filename or unnamed)}: {system_reason(error, str(error))}"
            os.write(2, f"calmtui: {said}\n".encode("utf-8", "replace"))
        return 1
    except Exception as error:
        quickstart.cancel()
        from calmtui import crash

        return crash.report_and_exit(error, words)
    finally:
        quickstart.cancel()


def _leave_no_trace(words: list[str]) -> None:
    """No core file, and no message of an exception, which may hold what a person wrote, printed by Python itself."""
    import faulthandler  # 0.2 ms with resource
    import resource

    faulthandler.disable()
    core = resource.getrlimit(resource.RLIMIT_CORE)
    _found.append(core)
    resource.setrlimit(resource.RLIMIT_CORE, (0, core[1]))  # what calmtui starts gets its own back

    def unseen(fault: sys.UnraisableHookArgs) -> None:
        from calmtui import crash

        crash.report_unraisable(fault, words)

    sys.unraisablehook = unseen


def _run(words: list[str]) -> int:
    try:
        if words in (["--version"], ["-V"]):
            print(f"calmtui {__version__}")
            return 0
        if words[:1] == ["help"]:
            words = [*words[1:2], "--help"]
        return _dispatch(_parsed(words), words)
    except SystemExit as end:  # argparse has said it
        return end.code if isinstance(end.code, int) else 2


def _at_a_glance(words: list[str]) -> dict[str, Any] | None:
    """What the words of home and of a quick launch mean: a parser takes 10 ms to find the same."""
    if words in _HOME:
        return {"command": None, "private": bool(words)}
    if not quickstart.is_quick_command(words):
        return None
    found: dict[str, Any] = {"command": words[0], "private": False, "plain": False}
    if words[0] == "urge":
        found["delay"] = words[1:]
    elif words[0] == "run":
        found |= {"id": words[1:], "minutes": None, "no_holds": False, "skip": [], "settle": None}
    return found


def _parsed(words: list[str]) -> argparse.Namespace:
    """The command line, parsed. Its own words are put in the person's language only when some are to be said."""
    if (found := _at_a_glance(words)) is not None:
        from types import SimpleNamespace

        return SimpleNamespace(**found)  # type: ignore[return-value]
    try:
        return _parser(quiet=True).parse_args(words)
    except _Speaks:
        from calmtui.cli.argparse_i18n import translate_argparse

        return _parser(translate_argparse()).parse_args(words)


def _open_streams() -> None:
    """Closed standard streams become /dev/null, so that no file of ours takes their place; no character raises."""
    while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(fd)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _dispatch(args: argparse.Namespace, words: list[str]) -> int:
    match args.command:
        case "list":
            from calmtui.cli.routines import list_routines

            return list_routines(args.json)
        case "check":
            from calmtui.cli.routines import check

            return check(args.files, args.json)
        case "new":
            from calmtui.cli.new import new

            return new(args.name, args.source)
        case "edit":
            from calmtui.cli.new import edit

            return edit(args.id, *_found)
        case "preview":
            from calmtui.cli.preview import preview

            return preview(args.file, args.from_step, args.watch, args.plain)
        case "schema":
            from calmtui.content.schema import schema_json

            print(schema_json(), end="")
            return 0
        case "log":
            from calmtui.cli.log import log

            return log(args.json, args.last)
        case "forget":
            from calmtui.cli.forget import forget

            return forget(args.sessions, args.before, args.all, args.yes)
        case "backup":
            from calmtui.cli.backup import backup

            return backup(args.file, args.force)
        case "restore":
            from calmtui.cli.backup import restore

            return restore(args.file)
        case "draft":
            from calmtui.cli.play import draft

            return draft(args.forget)
        case "doctor":
            from calmtui.cli.doctor import run

            return run(args.json, args.mend)
        case "lock":
            from calmtui.cli.lock import lock

            return lock(args.change, args.show)
        case "unlock":
            from calmtui.cli.lock import unlock

            return unlock()
        case "where":
            from calmtui.cli.where import where

            return where(args.json)
        case _:
            from calmtui.cli.play import play

            return play(args, words)
