"""The command line: streams, the quick start, exit codes.

What a command does not need is not imported.
"""

from __future__ import annotations

import gc
import io
import os
import sys

from calmtui import __version__, quickstart
from calmtui.end_signals import CTRL_C_CODE
from calmtui.storage import disk_check
from calmtui.storage.paths import settings_mention
from calmtui.terminal import settle_colors

TYPE_CHECKING = False  # typing costs half of a whole `python -c pass`
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_QUICK = ("urge", "sos", "before", "run")
_HOME: tuple[list[str], ...] = ([], ["--private"])  # the command lines of home
_STDERR = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run calmtui; return the exit code: 0 done, 1 failed, 2 wrong use, 130 Ctrl+C."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["before"] and "--" in words:
        from calmtui.cli.opener import run_before_program

        return run_before_program(words, _main)
    return _main(words)


def _main(words: list[str]) -> int:
    _open_streams()
    umask = os.umask(0o077)
    core_limit = _leave_no_trace(words)
    settle_colors(os.environ)
    if words in _HOME or words[0] in _QUICK:
        gc.disable()  # an import takes three quarters of its time; on again when the screen is up
        quickstart.show_first_frame(words)
    if _is_private(words):
        sys.dont_write_bytecode = True  # compiled code would be a trace too
    try:
        code = _run(words, (umask, core_limit))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return CTRL_C_CODE
    except OSError as error:
        quickstart.cancel()
        _report_os_error(error)
        return 1
    except Exception as error:
        quickstart.cancel()
        from calmtui import crash

        return crash.report_and_exit(error, words)
    finally:
        quickstart.cancel()


def _open_streams() -> None:
    """Open closed standard streams on /dev/null, so that no file of ours takes their place.

    No character raises an error on standard output.
    """
    while (fd := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        pass
    os.close(fd)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _leave_no_trace(words: list[str]) -> tuple[int, int]:
    """Write no core file, and let Python print no exception; return the core limit as it was.

    The message of an exception may hold what a person wrote.
    """
    import faulthandler  # 0.2 ms with resource
    import resource

    faulthandler.disable()
    core_limit = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, core_limit[1]))

    def report(fault: sys.UnraisableHookArgs) -> None:
        from calmtui import crash

        crash.report_unraisable(fault, words)

    sys.unraisablehook = report
    return core_limit


def _is_private(words: list[str]) -> bool:
    if "--private" in words or disk_check.hanging_folder():
        return True
    # A quick start is on only where the settings have been looked at.
    return not quickstart.is_shown() and settings_mention(b"private")


def _run(words: list[str], inherited: Any) -> int:
    try:
        if words in (["--version"], ["-V"]):
            print(f"calmtui {__version__}")
            return 0
        if words[:1] == ["status"]:
            from calmtui.cli.status import print_quickly

            if (code := print_quickly(words[1:])) is not None:
                return code
        if words[:1] == ["help"]:
            about = [word for word in words[1:2] if word != "help"]
            words = [*about, "--help"]
        args = _parse(words)
        args.words, args.inherited = words, inherited
        return _dispatch(args)
    except SystemExit as end:  # argparse has said it
        return end.code if isinstance(end.code, int) else 2


def _parse(words: list[str]) -> Any:
    from calmtui.cli.glance import at_a_glance

    if (args := at_a_glance(words)) is not None:
        return args
    from calmtui.cli.parser import parse

    return parse(words)


def _dispatch(args: Any) -> int:
    from calmtui.cli import registry

    if args.command in (None, *_QUICK):
        from calmtui.lean_import import import_msgspec, import_pathlib

        import_msgspec()  # before all that imports it whole
        import_pathlib()
    code: int = registry.load(args.command or registry.HOME).run(args)
    return code


def _report_os_error(error: OSError) -> None:
    """Say on stderr why the disk refused; a closed pipe needs no words."""
    # What is not yet written has nowhere to go: exit in peace.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError):
        return
    from calmtui.text.errors import system_reason
    from calmtui.text.i18n import _
    from calmtui.text.sanitize import display_path

    name = error.filename
    if not name and isinstance(error, FileNotFoundError):
        name = "."  # the current folder was removed
    message = f"{display_path(name or _('output'))}: {system_reason(error, str(error))}"
    os.write(2, f"calmtui: {message}\n".encode("utf-8", "replace"))
