"""Write a file that a person wants to show or to use elsewhere: shown first, asked once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.cli.confirm import confirm
from calmtui.cli.output import fail
from calmtui.cli.passphrase import signals_exit
from calmtui.storage.files import write_file
from calmtui.text.errors import describe_os_error
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

STDOUT = "-"


def add_sharing_options(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add what every command takes that writes such a file."""
    words = _("with what you wrote, which is left out otherwise")
    # `args.words` are those of the command line.
    parser.add_argument("--words", dest="with_words", action="store_true", help=words)
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument("--force", action="store_true", help=_("replace the file if there is one"))


def write_shown(
    name: str, preview: Iterable[str], pieces: Iterable[bytes], *, yes: bool, force: bool
) -> int:
    """Show what would be written, ask once, and write it; return the exit code.

    The preview is on standard error: standard output may be where it goes. Whoever says yes
    beforehand sees it as well.
    """
    file = Path(name).absolute()
    if name != STDOUT and not force and os.path.lexists(file):
        return _refuse(file)
    for line in preview:
        print(line, file=sys.stderr)
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        return fail(_("nothing was written: add --yes when there is no terminal"), 2)
    if not (yes or confirm(_("Write it? [y/N] "), sys.stderr)):
        return fail(_("nothing was written"))
    if name == STDOUT:
        sys.stdout.flush()
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        return 0
    return _write(file, pieces, force)


def _write(file: Path, pieces: Iterable[bytes], force: bool) -> int:
    try:
        with signals_exit():
            write_file(file, pieces, replace=force)
    except FileExistsError:
        return _refuse(file)
    except OSError as error:
        return fail(f"{display_path(file)}: {describe_os_error(error)}")
    print(display_path(file))
    return 0


def _refuse(file: Path) -> int:
    message = _("{file} already exists; use --force to replace it")
    return fail(message.format(file=display_path(file)))
