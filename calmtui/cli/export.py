"""`calmtui export`: the history as a file, for a spreadsheet or a program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.cli.period import add_period_options, period_of
from calmtui.cli.reading import History, gather_history
from calmtui.cli.sharing import STDOUT, add_sharing_options, write_shown
from calmtui.context import set_user_language
from calmtui.history.export import CSV, JSONL, LONG, Export, describe_contents
from calmtui.history.period import ALL
from calmtui.storage.paths import bundled_routines_dir
from calmtui.storage.reading import list_names
from calmtui.text.i18n import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_FORMS = (CSV, JSONL)


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    file = _("the file to write, such as history.csv; - is standard output")
    parser.add_argument("file", metavar=_("FILE"), help=file)
    form = _("what to write, where the name of the file does not say so")
    parser.add_argument("--as", dest="form", choices=_FORMS, help=form)
    long = _("CSV with a row for each number, pick and choice, for R or pandas")
    parser.add_argument("--long", action="store_true", help=long)
    mark = _("begin a CSV with the mark by which Excel reads it as UTF-8")
    parser.add_argument("--bom", action="store_true", help=mark)
    add_period_options(parser, _)
    add_sharing_options(parser, _)


def run(args: argparse.Namespace) -> int:
    """Show what would be written, ask once, and write it."""
    set_user_language()
    try:
        period = period_of(args, ALL)
        form = _form_of(args.file, args.form)
    except ValueError as error:
        return fail(error, 2)
    if args.long and form != CSV:
        return fail(_("--long is for CSV"), 2)
    try:
        history = gather_history()
    except OSError as error:
        from calmtui.text.errors import describe_file_error

        return fail(describe_file_error(error))
    if history is None:
        return 1
    if args.long:
        form = LONG
    return _write(args, form, Export(history.gathered, period, {}, words=args.with_words), history)


def _write(args: argparse.Namespace, form: str, export: Export, history: History) -> int:
    contents = export.count(_built_in_routines())
    code = write_shown(
        args.file,
        describe_contents(contents, words=args.with_words, sealed=history.sealed),
        export.pieces(form, contents, mark=args.bom),
        yes=args.yes,
        force=args.force,
    )
    if code == 0 and not history.is_complete:
        return 1  # what is missing was said
    return code


def _built_in_routines() -> set[str]:
    return {name.removesuffix(".toml") for name in list_names(bundled_routines_dir(), ".toml")}


def _form_of(file: str, form: str | None) -> str:
    """Return what to write: as told, else by the name of the file. Raises ValueError."""
    ending = os.path.splitext(file)[1].lower().removeprefix(".")
    if form is not None:
        return form
    if file == STDOUT:
        return CSV
    if ending not in _FORMS:
        raise ValueError(_("say what to write: --as csv or --as jsonl"))
    return ending
