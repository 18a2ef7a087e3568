"""The commands about one file with everything: backup, restore."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from calmtui.cli.output import fail, journal, set_user_language
from calmtui.storage import backup as everything
from calmtui.storage.paths import Paths
from calmtui.text.errors import describe_file_error, system_reason
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import display_path


def backup(name: str, force: bool) -> int:
    """`calmtui backup`: write everything to one file."""
    set_user_language()
    file = Path(name).absolute()
    try:
        left_out = everything.create_backup(
            Paths.find(),
            journal(private=False).device(),
            datetime.now().astimezone(),
            file,
            replace=force,
        )
    except FileExistsError:
        return fail(
            _("{file} is there already; --force replaces it").format(file=display_path(file))
        )
    except OSError as error:
        return _refused(file, error)
    for line in left_out:
        fail(line)
    print(display_path(file))
    print(_("Whoever can read this file can read everything in it."))
    return 1 if left_out else 0


def restore(name: str) -> int:
    """`calmtui restore`: add from a backup what is missing here."""
    set_user_language()
    file = Path(name).absolute()
    with ExitStack() as stack:
        try:
            found = stack.enter_context(everything.open_backup(file))
        except everything.InvalidBackup as refused:
            return fail(f"{display_path(file)}: {refused}")
        except OSError as error:
            return _refused(file, error)
        try:
            done = everything.restore(found, Paths.find(), journal(private=False))
        except OSError as error:
            why = system_reason(error, N_("the disk refused"))
            return fail(
                _("not all of it is restored ({why}); the same command goes on with it").format(
                    why=why
                )
            )
    said = ngettext("{n} record added.", "{n} records added.", done.records)
    print(said.format(n=done.records))
    for made in done.created:
        print(display_path(Path(made)))
    for kept in done.different:
        print(
            _("{name} is different here, and stays as it is.").format(name=display_path(Path(kept)))
        )
    return 0


def _refused(file: Path, error: OSError) -> int:
    """Say why, and of which file: the backup, or what should be in it."""
    here = error.filename is None or os.path.basename(error.filename).startswith(f".{file.name}.")
    if here:
        error.filename = os.fspath(file)
    return fail(describe_file_error(error))
