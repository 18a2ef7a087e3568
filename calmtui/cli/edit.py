"""`calmtui edit`: open a routine in the person's editor, and check it on return."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from calmtui.cli.check import check
from calmtui.cli.new import fail_to_write, write_routine
from calmtui.cli.output import fail, report_problems
from calmtui.cli.programs import StartLimits, named_editor, start_editor
from calmtui.content.library import UnknownRoutine
from calmtui.content.schema import NAME as SCHEMA_FILE
from calmtui.content.schema import SCHEMA_LINE
from calmtui.content.toml import FileError, read_text
from calmtui.sources import read_sources
from calmtui.storage.paths import Paths
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path, sanitize

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from calmtui.content.routine_file import LibraryEntry

_EDITORS = ("sensible-editor", "nano", "vi")
_CANNOT_START = (126, 127)  # what a shell says of a program that cannot be started
_NO_EDITOR = N_("set VISUAL or EDITOR to an editor that can be started")


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "id", metavar="ID", help=_("its id; a built-in one is copied to your folder first")
    )


def run(args: argparse.Namespace) -> int:
    """Open the routine; the editor gets the umask and the core limit of calmtui's own start."""
    library, _settings, problems = read_sources()
    report_problems(problems)
    editor = named_editor() or next(filter(shutil.which, _EDITORS), "")
    # A shell would say it to the terminal as it is.
    if not editor or sanitize(editor) != editor:
        return fail(_(_NO_EDITOR))
    copy = None
    try:
        entry = library.entry(args.id)
        path = entry.path
        if entry.bundled:
            path = Paths.find().routines / entry.path.name
            copy = _BundledCopy(entry, path)
            copy.write()
            message = _("A copy for you to change, used instead of the built-in one: {file}")
            print(message.format(file=display_path(path)))
    except (UnknownRoutine, FileError) as error:
        return fail(error)
    except OSError as error:
        return fail_to_write(path, error)
    try:
        code = start_editor(editor, str(path), StartLimits(*args.inherited))
    except OSError:
        code = _CANNOT_START[0]
    if code == 0:
        return check([str(path)], False)
    if copy is not None:
        copy.remove_unchanged()
    if code in _CANNOT_START:
        return fail(_(_NO_EDITOR))
    return fail(_("the editor ended with {code}").format(code=code))


class _BundledCopy:
    """A copy of a bundled routine in the person's folder, which takes its place."""

    def __init__(self, entry: LibraryEntry, path: Path) -> None:
        self._path = path
        wanted = (path, path.parent / SCHEMA_FILE, path.parent)
        self._new = [file for file in wanted if not file.exists()]
        self._text = read_text(entry.path).removeprefix(SCHEMA_LINE)

    def write(self) -> None:
        """Write the copy. Raises OSError."""
        write_routine(self._path, self._text)

    def remove_unchanged(self) -> None:
        """Remove what was written, if nothing was edited: the bundled routine goes on."""
        with suppress(OSError, FileError):
            if self._path not in self._new or read_text(self._path) != SCHEMA_LINE + self._text:
                return
            for file in self._new:
                if file == self._path.parent:
                    file.rmdir()
                else:
                    file.unlink()
