"""A fault of our own: the runs are kept, one sentence is said, and the report holds no word of the person's."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from time import localtime, strftime
from types import TracebackType
from typing import TYPE_CHECKING

from calmtui import __version__
from calmtui.storage import disk_check as hanging
from calmtui.storage import files as durable
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.paths import config_dir, state_dir
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.quickstart import QuickStart
    from calmtui.session.session import Session

_SIGNAL_CODE = 128  # and the number of the signal
_MOST_REPORTS = 5
_MOST_FRAMES = 60  # of one exception: the outermost and the innermost half
_NAME = re.compile(r"crash-\d{8}-\d{6}-[0-9a-f]{4}\.txt")
_TERMINAL = (
    "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR",
    "PYTHONIOENCODING", "PYTHONUTF8",
)  # fmt: skip
_SET = (
    "TMUX",
    "STY",
    "SSH_CONNECTION",
    "ACCESSIBLE",
)  # only whether they are set: their values name places
_HARMLESS = re.compile(r"[A-Za-z0-9._:@-]{0,32}")
_PACKAGES = ("calmtui", "textual", "rich", "msgspec")


class AppCrash(Exception):
    """A front end was ended by a fault of ours, which is its cause. `kept`: the runs that it cut off are kept."""

    def __init__(self, kept: bool) -> None:
        super().__init__()
        self.kept = kept


def interrupt_sessions(sessions: Iterable[Session]) -> AppCrash:
    """Keep the runs that a fault cuts off, each whatever becomes of the others."""
    running = [session for session in sessions if session.running]
    for session in running:
        with suppress(Exception):
            session.interrupt()
    return AppCrash(
        bool(running) and not any(session.running or session.notice for session in running)
    )


def start_guarded(begin: Callable[[], Session], shown: QuickStart | None = None) -> Session:
    """Begin a session that is saved when a signal ends the program before its front end sees to that.

    The terminal is put back too where a quick start is shown.
    """
    ends = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        session = begin()

        def end(number: int, _frame: object) -> None:
            if shown is not None:
                shown.restore_terminal()
            if number == signal.SIGINT:
                session.leave_for_good()
            else:
                session.interrupt()
            os._exit(_SIGNAL_CODE + number)

        for number in ends:
            signal.signal(number, end)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
    return session


def report_and_exit(error: Exception, words: list[str]) -> int:
    """Say on stderr that calmtui had to stop, and where the report is; gives the exit code.

    `words` are the command line: a private run leaves no report.
    """
    kept = isinstance(error, AppCrash) and error.kept
    fault = error.__cause__ if isinstance(error, AppCrash) and error.__cause__ else error
    private = _private(words)
    path = None if private else _write(report(fault))
    try:
        from calmtui.text.sanitize import display_path

        lines = [
            _("calmtui: something in calmtui itself broke, and it had to stop; your run is kept.")
            if kept and not private
            else _("calmtui: something in calmtui itself broke, and it had to stop.")
        ]
        if path:
            said = _(
                "A report without a word of yours is in {path}. Please send it when you tell the project."
            )
            lines.append(said.format(path=display_path(path)))
    except Exception:  # what broke may be needed for this, too
        lines = ["calmtui: something in calmtui itself broke, and it had to stop."]
    with suppress(OSError):
        os.write(2, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    return 1


def report_unraisable(fault: sys.UnraisableHookArgs, words: list[str]) -> None:
    """A fault in code of ours that ends nothing, such as in the thread of the opening: reported, and not said."""
    where = getattr(fault.object, "__module__", None) or ""
    if where.partition(".")[0] == "calmtui" and fault.exc_value is not None and not _private(words):
        _write(report(fault.exc_value))


def _private(words: list[str]) -> bool:
    """Whether nothing at all is to be written. argparse takes a beginning of an option for the whole."""
    if words[:1] == ["preview"] or any(
        len(word) > 3 and "--private".startswith(word) for word in words
    ):
        return True
    if hanging.hanging_folder():  # nothing can be read or written
        return True
    with suppress(Exception):
        from pathlib import Path

        from calmtui.config.settings import read_settings

        settings, _problems = read_settings(Path(config_dir(), "settings.toml"))
        return settings.private
    return False


def report(error: BaseException) -> str:
    """What whoever mends it needs: versions, the terminal, and where in the code each exception went through.

    Messages, local variables, lines of code and arguments may hold what a person wrote: none of them is here.
    """
    lines = ["calmtui crash report", ""]
    for part in (_versions, _terminal):
        with suppress(Exception):
            lines += part()
    return "\n".join([*lines, *_traceback(error), ""])


def _versions() -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, version

    yield f"calmtui {__version__}"
    yield f"python {sys.version.split()[0]} on {sys.platform}"
    for name in _PACKAGES[1:]:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def _terminal() -> Iterator[str]:
    yield ""
    for name in _TERMINAL:
        if (value := os.environ.get(name)) is not None:
            yield f"{name}={value if _HARMLESS.fullmatch(value) else '(something else)'}"
    for name in _SET:
        if os.environ.get(name):
            yield f"{name} is set"
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, f"__{name}__")
        terminal = "a terminal" if os.isatty(number) else "no terminal"
        yield f"{name}: {terminal}, {getattr(stream, 'encoding', None)}"
    with suppress(OSError):
        columns, rows = os.get_terminal_size(2)
        yield f"size: {columns}x{rows}"


def _traceback(error: BaseException) -> Iterator[str]:
    """Every exception of a chain, the first one first, as Python prints them, but without a word of its message."""
    seen: set[int] = set()
    chain: list[tuple[BaseException, str]] = []
    link = ""
    now: BaseException | None = error
    while now is not None and id(now) not in seen and len(chain) < 10:
        seen.add(id(now))
        chain.append((now, link))
        link = "which led to" if now.__cause__ is not None else "while it was handled"
        now = now.__cause__ or (None if now.__suppress_context__ else now.__context__)
    for found, link in reversed(chain):
        yield ""
        yield _name(found)
        frames = list(_frames(found.__traceback__))
        if len(frames) > _MOST_FRAMES:
            half = _MOST_FRAMES // 2
            frames[half:-half] = [f"  ... {len(frames) - 2 * half} more"]
        yield from frames
        if isinstance(found, BaseExceptionGroup):
            for one in found.exceptions[:10]:
                yield from (f"  | {line}" for line in _traceback(one))
        if link:
            yield f"{link}:"


def _name(error: BaseException) -> str:
    kind = type(error)
    number = (
        f", errno {error.errno}"
        if isinstance(error, OSError) and isinstance(error.errno, int)
        else ""
    )
    return f"{kind.__module__}.{kind.__qualname__}{number}"


def _frames(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"  {_place(code.co_filename)}:{traceback.tb_lineno} in {code.co_name}"
        traceback = traceback.tb_next


def _place(file: str) -> str:
    """A file of code by its place in its package; where that lies on this machine is nobody's business."""
    # The last of them: a folder above may bear the name of one, as a clone of calmtui does.
    at = max(file.rfind(f"/{name}/") for name in _PACKAGES)
    if at >= 0 and file.endswith(".py"):
        return file[at + 1 :]
    library = os.path.dirname(os.__file__) + "/"
    if file.startswith(library):
        return f"python/{file[len(library) :].removeprefix('site-packages/')}"
    return "(elsewhere)"


def _write(text: str) -> str | None:
    """Keep a report (mode 0600) in the state folder, and of the older ones only the newest; gives its path."""
    folder = state_dir()
    path = os.path.join(
        folder, f"crash-{strftime('%Y%m%d-%H%M%S', localtime())}-{os.urandom(2).hex()}.txt"
    )
    try:
        ensure_private_dir(folder)
        durable.replace_file(path, text.encode("utf-8", "replace"))
        reports = sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
        for name in reports[:-_MOST_REPORTS]:
            os.unlink(os.path.join(folder, name))
    except Exception:
        return path if os.path.exists(path) else None
    return path


def disable_core_dumps() -> None:
    """On Linux no process of ours leaves its memory to a crash handler, or to another program of the same person.

    A limit of 0 on core files is not asked for where they are piped to a program (core(5)).
    """
    if sys.platform == "linux":
        with suppress(Exception):
            import ctypes  # 2 ms: not for a first frame

            ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE, see prctl(2)
