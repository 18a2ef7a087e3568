"""`calmtui add`: put routine files into the person's folder, after a check."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calmtui.cli.confirm import confirm
from calmtui.cli.new import fail_to_write, write_routine
from calmtui.cli.output import fail, report_problems
from calmtui.cli.past import built_in_routines
from calmtui.content.schema import SCHEMA_LINE
from calmtui.content.sharing import read_whole, translations_beside
from calmtui.content.toml import FileError, Problem, read_text
from calmtui.sources import set_user_language
from calmtui.storage import files
from calmtui.storage.paths import Paths
from calmtui.text.i18n import _
from calmtui.text.language import is_language
from calmtui.text.sanitize import display_path, sanitize

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_MAX_LINES = 5000  # of a file that is compared line by line: longer ones take minutes


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("files", nargs="+", metavar=_("FILE"), help=_("a routine file"))
    replace = _("replace a routine of yours with the same name, and do not ask")
    parser.add_argument("--replace", action="store_true", help=replace)


def run(args: argparse.Namespace) -> int:
    """Check every file, and add them only if all of them are good."""
    set_user_language()
    new: list[tuple[Path, str]] = []
    wrong: list[Problem] = []
    for name in args.files:
        try:
            new.append((Path(name), _read(Path(name))))
        except FileError as error:
            wrong += error.problems
    if wrong:
        report_problems(wrong)
        return fail(_("nothing was added"))
    built_in = built_in_routines()
    codes = []
    for path, text in new:
        codes.append(_add(path, text, replace=args.replace))
        if codes[-1] == 0 and path.stem in built_in:
            message = _("{name} is used instead of the built-in one, until you delete that file.")
            print(message.format(name=path.stem))
    return max(codes)


def _read(path: Path) -> str:
    """Return a routine file with its translations. Raises FileError, also for one of these."""
    if is_language(path.absolute().parent.name):
        original = path.absolute().parent.parent / path.name
        if os.path.isfile(original):
            message = _("this is a translation, and comes along with {file}")
            shown = message.format(file=display_path(original))
            raise FileError(Problem(display_path(path), 0, "", shown))
    return read_whole(path)


class _Here(NamedTuple):
    """What stands in the folder under the name of a new routine."""

    files: tuple[Path, ...]
    text: str


def _look(target: Path) -> _Here:
    """Return what is there; no text where it can't be read. Raises FileError for the folder."""
    here = (target, *translations_beside(target))
    here = tuple(file for file in here if os.path.lexists(file))
    try:
        return _Here(here, read_whole(target))
    except FileError:
        pass
    try:
        return _Here(here, read_text(target).removeprefix(SCHEMA_LINE))
    except FileError:
        return _Here(here, "")


def _add(path: Path, text: str, *, replace: bool) -> int:
    """Write one file into the folder, unless another is there and stays; return the exit code."""
    target = Paths.find().routines / path.name
    try:
        here = _look(target)
        if not here.files:
            write_routine(target, text)
        elif here.text == text:
            print(_("{name} is there already, and the same.").format(name=path.stem))
            return 0
        elif not _may_replace(path, here, text, replace=replace):
            return 1
        else:
            files.write_file(target, ((SCHEMA_LINE + text).encode(),), replace=True)
            for old in here.files[here.files[0] == target :]:
                files.remove_file(old)
    except FileError as error:
        return fail(error)
    except FileExistsError:  # since the look
        return fail(_("{file} already exists").format(file=display_path(target)))
    except OSError as error:
        return fail_to_write(target, error)
    print(display_path(target))
    return 0


def _may_replace(path: Path, here: _Here, text: str, *, replace: bool) -> bool:
    """Show how the new file differs from what is there, and ask, unless that is said."""
    for line in _differences(here, path, text):
        print(line)
    if replace:
        return True
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        message = _("you have another {name}, which stays as it is; --replace puts this one there")
        fail(message.format(name=path.stem))
        return False
    return confirm(_("Replace yours with this one? [y/N] "), sys.stdout)


def _differences(here: _Here, path: Path, text: str) -> Iterator[str]:
    """Yield the lines that differ, or how many there are."""
    old, new = here.text.splitlines(), text.splitlines()
    yours = _("yours: {file}").format(file=display_path(here.files[0]))
    theirs = _("new: {file}").format(file=display_path(path))
    if max(len(old), len(new)) > _MAX_LINES:
        yield _("{file}, {n} lines").format(file=yours, n=len(old))
        yield _("{file}, {n} lines").format(file=theirs, n=len(new))
        return
    for line in unified_diff(old, new, yours, theirs, lineterm="", n=1):
        yield sanitize(line)
