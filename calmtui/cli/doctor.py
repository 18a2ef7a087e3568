"""The command that says what is wrong with this machine's calmtui, and sets right what it can: doctor."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from calmtui import __version__
from calmtui.cli import checks as doctor
from calmtui.cli.checks import Finding
from calmtui.cli.output import print_json
from calmtui.cli.progress import count_records
from calmtui.config.preferences import read_preferences
from calmtui.context import read_sources
from calmtui.storage.paths import Paths
from calmtui.text.errors import describe_file_error, describe_os_error
from calmtui.text.i18n import _, ngettext
from calmtui.text.sanitize import sanitize, single_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

_MARKS = {"good": " ", "note": "-", "wrong": "!"}


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    said = _("set right what can be: permissions, a torn line, leftovers")
    parser.add_argument("--mend", action="store_true", help=said)
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Print what was looked at."""
    return doctor_all(args.json, args.mend)


def doctor_all(as_json: bool, mend: bool) -> int:
    """`calmtui doctor`: everything that was looked at; 1 when something needs doing."""
    findings = [*_findings()]
    mended: list[Finding] = []
    for finding in findings if mend else ():
        if finding.fix is not None:
            try:
                finding.fix()
                mended.append(finding)
            except OSError as error:
                print(f"calmtui: {finding.where}: {describe_os_error(error)}", file=sys.stderr)
    if mended:
        findings = [*_findings()]  # as it is now
    wrong = sum(finding.level == "wrong" for finding in findings)
    if as_json:
        print_json(
            [_row(finding, True) for finding in mended]
            + [_row(finding, False) for finding in findings]
        )
        return 1 if wrong else 0
    for finding in mended:
        print(single_line(_("Set right: {what}").format(what=f"{finding.what} {finding.where}")))
    for finding in findings:
        beside = f"  {sanitize(finding.where)}" if finding.where and finding.level == "good" else ""
        print(f"{_MARKS[finding.level]} {sanitize(finding.what)}{beside}")
        for line in (finding.where, finding.do) if finding.level != "good" else ():
            if line:
                print(f"    {sanitize(line)}")
    print()
    many = ngettext(
        "{n} thing needs doing; it is marked with !.",
        "{n} things need doing; they are marked with !.",
        wrong,
    )
    print(many.format(n=wrong) if wrong else _("Nothing needs doing."))
    return 1 if wrong else 0


def _row(finding: Finding, mended: bool) -> dict[str, object]:
    names = ("about", "level", "what", "where", "do")
    return {name: getattr(finding, name) for name in names} | {"mended": mended}


def _findings() -> Iterator[Finding]:
    library, _settings, problems = read_sources()
    paths = Paths.find()
    screens = _screens()
    yield from doctor.versions(__version__, _textual() if screens else None, sys.version.split()[0])
    yield from doctor.terminal(_terminal())
    yield from _each(doctor.files(paths, time.time()))
    yield from _each(doctor.journal(paths.journal, paths.state, count_records))
    yield from _each(doctor.lock(paths.journal, paths.state))
    yield from doctor.settings(problems)
    yield from doctor.choices(read_preferences(paths.choices)[1])
    yield from doctor.routines(library.entries)
    yield from doctor.copies(paths)
    yield from doctor.help_numbers(date.today())
    if screens:
        yield from doctor.keys(screens)


def _each(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings that can be had, and why there are no more."""
    try:
        yield from findings
    except OSError as error:
        yield Finding("files", "wrong", _("This can't be looked at."), describe_file_error(error))


def _terminal() -> doctor.Terminal:
    is_one = os.isatty(0) and (os.isatty(1) or os.isatty(2))
    size: tuple[int, int] | None = None
    for fd in (1, 2, 0):
        if size is None and os.isatty(fd):
            size = os.get_terminal_size(fd)
    return doctor.Terminal(os.environ, is_one, size, sys.stderr.encoding or "", _tmux_option)


def _tmux_option(name: str) -> str | None:
    """The value of an option of the tmux that this terminal is in."""
    where = "-sv" if name == "set-clipboard" else "-gwv"
    try:
        said = subprocess.run(
            ["tmux", "show-options", where, name],
            capture_output=True,
            text=True,
            timeout=2,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.stdout.strip() if said.returncode == 0 else None


def _textual() -> str:
    from importlib.metadata import version

    return version("textual")


def _screens() -> dict[str, list[tuple[str, str]]]:
    """The keys of every screen; none when the full screen can't be loaded."""
    try:
        from calmtui.tui.bindings import every  # 200 ms
    except ImportError:
        return {}
    return every()
