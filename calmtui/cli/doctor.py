"""`calmtui doctor`: what is wrong with this machine's calmtui, and what to do about it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from calmtui import __version__, tmux
from calmtui.cli.checks import files, journal, reminders, sources, terminal
from calmtui.cli.checks.finding import Finding
from calmtui.cli.output import print_json
from calmtui.cli.progress import count_records
from calmtui.config.preferences import read_preferences
from calmtui.sources import read_sources
from calmtui.storage.paths import Paths
from calmtui.text.errors import describe_file_error, describe_os_error
from calmtui.text.i18n import _, ngettext
from calmtui.text.sanitize import sanitize, single_line

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKS = {"good": " ", "note": "-", "wrong": "!"}
_FIELDS = ("about", "level", "what", "where", "do")


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    fix = _("fix what can be fixed: permissions, a cut-off line, leftovers")
    parser.add_argument("--fix", action="store_true", help=fix)
    # Its old name.
    parser.add_argument("--mend", dest="fix", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Print everything that was looked at; return 1 when something needs doing."""
    findings = list(find_all())
    fixed: list[Finding] = []
    if args.fix:
        fixed = _fix(findings)
    if fixed:
        findings = list(find_all())  # as it is now
    wrong = sum(finding.level == "wrong" for finding in findings)
    if args.json:
        rows = [_row(finding, True) for finding in fixed]
        print_json(rows + [_row(finding, False) for finding in findings])
    else:
        _print_report(fixed, findings, wrong)
    return 1 if wrong else 0


def _fix(findings: list[Finding]) -> list[Finding]:
    """Set right what can be; return what was."""
    fixed = []
    for finding in findings:
        if finding.fix is None:
            continue
        try:
            finding.fix()
        except OSError as error:
            print(f"calmtui: {finding.where}: {describe_os_error(error)}", file=sys.stderr)
        else:
            fixed.append(finding)
    return fixed


def _row(finding: Finding, is_fixed: bool) -> dict[str, object]:
    return {name: getattr(finding, name) for name in _FIELDS} | {"mended": is_fixed}


def _print_report(fixed: list[Finding], findings: list[Finding], wrong: int) -> None:
    for finding in fixed:
        print(single_line(_("Fixed: {what}").format(what=f"{finding.what} {finding.where}")))
    for finding in findings:
        _print_finding(finding)
    print()
    if not wrong:
        print(_("Nothing to do."))
        return
    number = ngettext(
        "{n} thing to do, marked with !.",
        "{n} things to do, marked with !.",
        wrong,
    )
    print(number.format(n=wrong))


def _print_finding(finding: Finding) -> None:
    line = f"{_MARKS[finding.level]} {sanitize(finding.what)}"
    if finding.level == "good":
        if finding.where:
            line += f"  {sanitize(finding.where)}"
        print(line)
        return
    print(line)
    for detail in filter(None, (finding.where, finding.do)):
        print(f"    {sanitize(detail)}")


def find_all() -> Iterator[Finding]:
    """Look at everything."""
    library, _settings, problems = read_sources()
    paths = Paths.find()
    yield from terminal.check_versions(__version__, _textual_version(), sys.version.split()[0])
    yield from terminal.check_terminal(_this_terminal())
    yield from readable_findings(files.check_files(paths, time.time()))
    yield from readable_findings(journal.check_journal(paths.journal, paths.state, count_records))
    yield from readable_findings(journal.check_encryption(paths.journal, paths.state))
    yield from sources.check_settings(problems)
    yield from sources.check_themes(paths.config, problems)
    yield from sources.check_preferences(read_preferences(paths.choices)[1])
    yield from sources.check_routines(library.entries)
    yield from files.check_sync_copies(paths)
    yield from readable_findings(reminders.check_reminders())
    yield from sources.check_help_lines(date.today())


def readable_findings(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield the findings that can be read, and why there are no more."""
    try:
        yield from findings
    except OSError as error:
        yield Finding("files", "wrong", _("This can't be checked."), describe_file_error(error))


def _this_terminal() -> terminal.Terminal:
    is_terminal = os.isatty(0) and (os.isatty(1) or os.isatty(2))
    size: tuple[int, int] | None = None
    for fd in (1, 2, 0):
        if size is None and os.isatty(fd):
            size = os.get_terminal_size(fd)
    encoding = sys.stderr.encoding or ""
    return terminal.Terminal(
        os.environ, is_terminal, size, encoding, tmux.option, tmux.terminal_around()
    )


def _textual_version() -> str | None:
    """Return the version of Textual; None when the full screen cannot be loaded."""
    from importlib.metadata import version

    try:
        import calmtui.tui.app  # noqa: F401
    except ImportError:
        return None
    return version("textual")
