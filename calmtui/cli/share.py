"""`calmtui share`: print a routine as one file, with its translations."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from calmtui.cli.output import fail, report_problems
from calmtui.content.library import UnknownRoutine
from calmtui.content.sharing import read_whole
from calmtui.content.toml import FileError
from calmtui.sources import read_sources
from calmtui.text.i18n import _
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("id", metavar="ID", help=_("its id, the start of it, or its title"))


def run(args: argparse.Namespace) -> int:
    """Print the routine; say on stderr where it names the partner, whom only the settings know."""
    library, settings, problems = read_sources()
    report_problems(problems)
    try:
        text = read_whole(library.entry(args.id).path)
    except (UnknownRoutine, FileError) as error:
        return fail(error)
    partner = re.compile(rf"\b{re.escape(settings.partner_name or ' ')}\b", re.IGNORECASE)
    for number, line in enumerate(text.splitlines(), 1):
        if settings.partner_name and partner.search(line):
            message = _("line {n} has the word for your partner; {placeholder} would keep it out")
            fail(message.format(n=number, placeholder="{partner}"))
    if sys.stdout.isatty():
        print(sanitize(text), end="")
        return 0
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())  # the format is UTF-8, whatever the locale
    return 0
