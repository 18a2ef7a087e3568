"""`calmtui backup`: everything in one file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.context import local_now
from calmtui.sources import open_journal, set_user_language
from calmtui.storage.backup import create_backup
from calmtui.storage.paths import Paths
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "file", metavar=_("FILE"), help=_("a tar file to write, such as calmtui.tar")
    )
    parser.add_argument("--force", action="store_true", help=_("replace the file if there is one"))


def run(args: argparse.Namespace) -> int:
    """Write the backup."""
    return backup(args.file, args.force)


def backup(name: str, force: bool) -> int:
    """Write everything to one file."""
    set_user_language()
    file = Path(name).absolute()
    try:
        device = open_journal().device()
        left_out = create_backup(Paths.find(), device, local_now(), file, replace=force)
    except FileExistsError:
        return fail(
            _("{file} already exists; use --force to replace it").format(file=display_path(file))
        )
    except OSError as error:
        return fail_for_file(file, error)
    for line in left_out:
        fail(line)
    print(display_path(file))
    print(_("Whoever can read this file can read everything in it."))
    return 1 if left_out else 0


def fail_for_file(file: Path, error: OSError) -> int:
    """Say why the disk refused, and which file: the backup, or one that should be in it."""
    name = error.filename
    if name is None or os.path.basename(name).startswith(f".{file.name}."):
        error.filename = os.fspath(file)
    return fail(describe_file_error(error))
