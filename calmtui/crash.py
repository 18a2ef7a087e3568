"""Handle an internal error: save running sessions, print one sentence, write a report.

The report holds no text of the user.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from time import localtime, strftime
from types import TracebackType
from typing import TYPE_CHECKING

from calmtui import __version__
from calmtui.storage import disk_check
from calmtui.storage.files import replace_file
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.paths import config_dir, state_dir
from calmtui.text.i18n import _
from calmtui.text.late_pattern import late_pattern

if TYPE_CHECKING:
    from calmtui.session.session import Session

_MAX_REPORTS = 5
_MAX_FRAMES = 60  # of one exception: the outermost and the innermost half
_MAX_EXCEPTIONS = 10  # of a chain, and of a group
_MIN_OPTION = len("--pr")  # argparse takes a beginning of an option for the whole
_NAME = late_pattern(r"crash-\d{8}-\d{6}-[0-9a-f]{4}\.txt")
_TERMINAL = (
    "TERM",
    "COLORTERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "NO_COLOR",
    "PYTHONIOENCODING",
    "PYTHONUTF8",
)
# Only whether they are set: their values name places.
_PRIVATE_VALUES = ("TMUX", "STY", "SSH_CONNECTION", "ACCESSIBLE")
_HARMLESS = late_pattern(r"[A-Za-z0-9._:@-]{0,32}")
_PACKAGES = ("calmtui", "textual", "rich", "msgspec")


class AppCrash(Exception):
    """A front end was ended by an internal error, which is the cause of this one.

    `sessions_saved` says whether there were running sessions, and all are saved.
    """

    def __init__(self, sessions_saved: bool) -> None:
        super().__init__()
        self.sessions_saved = sessions_saved


def interrupt_sessions(sessions: Iterable[Session]) -> AppCrash:
    """Save the running sessions as interrupted, each whatever becomes of the others."""
    running = [session for session in sessions if session.running]
    for session in running:
        with suppress(Exception):
            session.interrupt()
    unsaved = any(session.running or session.notice for session in running)
    return AppCrash(bool(running) and not unsaved)


def report_and_exit(error: Exception, words: list[str]) -> int:
    """Say on stderr that calmtui had to stop, and where the report is; return the exit code.

    `words` are the command line: a private run leaves no report.
    """
    saved = False
    cause: BaseException = error
    if isinstance(error, AppCrash):
        saved = error.sessions_saved
        cause = error.__cause__ or error
    is_private = _is_private(words)
    path = None if is_private else _write(report(cause))
    try:
        lines = _describe(saved and not is_private, path)
    except Exception:  # what broke may be needed for this, too
        lines = ["calmtui: a fault in calmtui stopped it."]
    with suppress(OSError):
        os.write(2, "".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
    return 1


def _describe(saved: bool, path: str | None) -> list[str]:
    from calmtui.text.sanitize import display_path  # noqa: PLC0415 - it may be what broke

    sentence = _("calmtui: a fault in calmtui stopped it.")
    if saved:
        sentence = _("calmtui: a fault in calmtui stopped it; your session is saved.")
    if path is None:
        return [sentence]
    where = _(
        "A report is in {path}, with nothing you wrote in it. Please send it if "
        "you report the fault."
    )
    return [sentence, where.format(path=display_path(path))]


def report_unraisable(fault: sys.UnraisableHookArgs, words: list[str]) -> None:
    """Report an error in our code that ends nothing, such as in a thread; say nothing of it."""
    module = getattr(fault.object, "__module__", None) or ""
    if module.partition(".")[0] != "calmtui" or fault.exc_value is None:
        return
    if not _is_private(words):
        _write(report(fault.exc_value))


def _is_private(words: list[str]) -> bool:
    """Return whether nothing at all is to be written."""
    if words[:1] == ["preview"]:
        return True
    if any(len(word) >= _MIN_OPTION and "--private".startswith(word) for word in words):
        return True
    if disk_check.hanging_folder():  # nothing can be read or written
        return True
    with suppress(Exception):
        # What is imported here may be what broke.
        from pathlib import Path  # noqa: PLC0415 - see above

        from calmtui.config.settings import read_settings  # noqa: PLC0415 - see above

        settings, _problems = read_settings(Path(config_dir(), "settings.toml"))
        return settings.private
    return False


def report(error: BaseException) -> str:
    """Return the versions, the terminal, and where in the code each exception went through.

    Messages, local variables, lines of code and arguments may hold what a person wrote: none of
    them is in the report.
    """
    lines = ["calmtui crash report", ""]
    for part in (_versions, _terminal):
        with suppress(Exception):
            lines += part()
    return "\n".join([*lines, *_traceback(error), ""])


def _versions() -> Iterator[str]:
    from importlib.metadata import (  # noqa: PLC0415 - dear, and for a report alone
        PackageNotFoundError,
        version,
    )

    yield f"calmtui {__version__}"
    yield f"python {sys.version.split()[0]} on {sys.platform}"
    for name in _PACKAGES[1:]:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def _terminal() -> Iterator[str]:
    yield ""
    for name in _TERMINAL:
        value = os.environ.get(name)
        if value is None:
            continue
        if not _HARMLESS.fullmatch(value):
            value = "(something else)"
        yield f"{name}={value}"
    for name in _PRIVATE_VALUES:
        if os.environ.get(name):
            yield f"{name} is set"
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, f"__{name}__")
        kind = "a terminal" if os.isatty(number) else "no terminal"
        yield f"{name}: {kind}, {getattr(stream, 'encoding', None)}"
    with suppress(OSError):
        columns, rows = os.get_terminal_size(2)
        yield f"size: {columns}x{rows}"


def _traceback(error: BaseException) -> Iterator[str]:
    """Yield a chain of exceptions as Python prints it, but without their messages."""
    for exception, link in reversed(_chain(error)):
        yield ""
        yield _name(exception)
        yield from _frames(exception.__traceback__)
        if isinstance(exception, BaseExceptionGroup):
            for one in exception.exceptions[:_MAX_EXCEPTIONS]:
                yield from (f"  | {line}" for line in _traceback(one))
        if link:
            yield f"{link}:"


def _chain(error: BaseException) -> list[tuple[BaseException, str]]:
    """Return an exception and those behind it, each with how it led to the one before."""
    chain: list[tuple[BaseException, str]] = []
    seen: set[int] = set()
    link = ""
    current: BaseException | None = error
    while current is not None and id(current) not in seen and len(chain) < _MAX_EXCEPTIONS:
        seen.add(id(current))
        chain.append((current, link))
        if current.__cause__ is not None:
            link = "which led to"
            current = current.__cause__
        elif current.__suppress_context__:
            break
        else:
            link = "while it was handled"
            current = current.__context__
    return chain


def _name(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(error, OSError) and isinstance(error.errno, int):
        name += f", errno {error.errno}"
    return name


def _frames(traceback: TracebackType | None) -> list[str]:
    """Return where in the code an exception went through, without the middle of a long way."""
    frames = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"  {_place(code.co_filename)}:{traceback.tb_lineno} in {code.co_name}")
        traceback = traceback.tb_next
    if len(frames) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        frames[half:-half] = [f"  ... {len(frames) - 2 * half} more"]
    return frames


def _place(file: str) -> str:
    """Return a file of code by its place in its package, and not on this machine."""
    # The last of them: a folder above may bear the name of one, as a clone of calmtui does.
    start = max(file.rfind(f"/{name}/") for name in _PACKAGES)
    if start >= 0 and file.endswith(".py"):
        return file[start + 1 :]
    library = os.path.dirname(os.__file__) + "/"
    if file.startswith(library):
        return f"python/{file[len(library) :].removeprefix('site-packages/')}"
    return "(elsewhere)"


def _write(text: str) -> str | None:
    """Write a report into the state folder, and keep only the newest; return its path."""
    folder = state_dir()
    time = strftime("%Y%m%d-%H%M%S", localtime())
    path = os.path.join(folder, f"crash-{time}-{os.urandom(2).hex()}.txt")
    try:
        ensure_private_dir(folder)
        replace_file(path, text.encode("utf-8", "replace"))
        reports = sorted(name for name in os.listdir(folder) if _NAME.fullmatch(name))
        for name in reports[:-_MAX_REPORTS]:
            os.unlink(os.path.join(folder, name))
    except Exception:
        return path if os.path.exists(path) else None
    return path


def disable_core_dumps() -> None:
    """Keep this process's memory from crash handlers and other programs, on Linux.

    A limit of 0 on core files is not asked for where they are piped to a program (core(5)).
    """
    if sys.platform == "linux":
        with suppress(Exception):
            import ctypes  # noqa: PLC0415 - 2 ms: not for a first frame

            ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE, see prctl(2)
