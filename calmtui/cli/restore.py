"""`calmtui restore`: add what is missing here from a backup."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.cli.backup import fail_for_file
from calmtui.cli.output import fail
from calmtui.sources import open_journal, set_user_language
from calmtui.storage.paths import Paths
from calmtui.storage.restore import InvalidBackup, open_backup, restore_backup
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", metavar=_("FILE"), help=_("a backup"))


def run(args: argparse.Namespace) -> int:
    """Restore the backup."""
    return restore(args.file)


def restore(name: str) -> int:
    """Add what is missing here; what is different here stays."""
    set_user_language()
    file = Path(name).absolute()
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(open_backup(file))
        except InvalidBackup as error:
            return fail(f"{display_path(file)}: {error}")
        except OSError as error:
            return fail_for_file(file, error)
        try:
            report = restore_backup(archive, Paths.find(), open_journal())
        except OSError as error:
            why = system_reason(error, N_("the disk would not save it"))
            message = _(
                "only part of it was restored ({why}); run the same command again to finish"
            )
            return fail(message.format(why=why))
    print(
        ngettext("{n} record added.", "{n} records added.", report.records).format(n=report.records)
    )
    for made in report.created:
        print(display_path(Path(made)))
    for kept in report.different:
        message = _("{name} is different here, and stays as it is.")
        print(message.format(name=display_path(Path(kept))))
    return 0
