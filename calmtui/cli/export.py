"""`calmtui export`: the history as a file, for a spreadsheet or a program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.cli.past import built_in_routines, open_past, open_sources
from calmtui.cli.period import add_period_options, period_of
from calmtui.cli.report import write_page
from calmtui.cli.sharing import STDOUT, add_sharing_options, write_shown
from calmtui.history.export import CSV, JSONL, LONG, Export, describe_contents
from calmtui.history.page import HTML, MARKDOWN
from calmtui.history.period import ALL
from calmtui.sources import set_user_language
from calmtui.text.i18n import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_FORMS = (CSV, JSONL, MARKDOWN, HTML)


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    file = _("the file to write, such as history.csv; - is standard output")
    parser.add_argument("file", metavar=_("FILE"), help=file)
    form = _("the format, if the file name does not say it")
    parser.add_argument("--as", dest="form", choices=_FORMS, help=form)
    long = _("CSV with a row for each number, pick and choice, for R or pandas")
    parser.add_argument("--long", action="store_true", help=long)
    mark = _("start the CSV with a mark, so that Excel reads it as UTF-8")
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
    if form in (HTML, MARKDOWN):
        return write_page(args, form, ALL, "")
    opened = open_past(open_sources())
    if opened is None:
        return 1
    export = Export(
        opened.history.gathered, period, opened.keys, name=opened.partner, words=args.with_words
    )
    contents = export.count(built_in_routines())
    if args.long:
        form = LONG
    code = write_shown(
        args.file,
        describe_contents(contents, words=args.with_words, sealed=opened.history.sealed),
        export.pieces(form, contents, mark=args.bom),
        yes=args.yes,
        force=args.force,
    )
    if code == 0 and not opened.history.is_complete:
        return 1  # what is missing was said
    return code


def _form_of(file: str, form: str | None) -> str:
    """Return what to write: as told, else by the name of the file. Raises ValueError."""
    ending = os.path.splitext(file)[1].lower().removeprefix(".")
    if form is not None:
        return form
    if file == STDOUT:
        return CSV
    if ending not in _FORMS:
        raise ValueError(_("say what to write: --as csv, jsonl, md or html"))
    return ending
