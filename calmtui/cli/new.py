"""`calmtui new`: write a starting file for a routine of one's own."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from calmtui.cli.output import fail, report_problems
from calmtui.content.breath_pattern import parse_pattern
from calmtui.content.library import UnknownRoutine
from calmtui.content.routine_file import ID
from calmtui.content.schema import NAME as SCHEMA_FILE
from calmtui.content.schema import SCHEMA_LINE, schema_json
from calmtui.content.toml import FileError, read_text
from calmtui.sources import read_sources
from calmtui.storage import files
from calmtui.storage.folders import make_private_dir
from calmtui.storage.paths import Paths
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

_START = N_(
    """\
# A routine of your own. Its id is this file's name. `calmtui check` tells what is wrong and on \
which line,
# `calmtui preview` runs it and writes nothing. Every key: routines/README.md of calmtui.

format = 1
title = "{title}"
summary = "One line for the card."
group = "breathe"            # breathe, body, ground, urge, feel, grow
evidence = "C"               # B: trials support its kind; C: small, indirect or custom
source = "My own"
cautions = ["air"]           # holds, air, muscle, rest, body, cold, safe, ritual, soft, loss
rate = ["anxiety"]           # asked before and after; [] asks nothing
# lengths = ["2m", "5m"]     # its usual lengths, offered on the card

[[steps]]
kind = "say"
text = "Let your shoulders drop."
seconds = 10                 # without it, the text stays until a key

[[steps]]
kind = "breathe"
text = "Soft in, unhurried out."
inhale = 4                   # also top_up, hold, exhale, rest; halves are fine
exhale = 6
rounds = 6                   # or minutes = 1

# [[steps]]
# kind = "ask"
# text = "What would help a little right now?"
# keep = "help"              # its name in the journal; without keep it is written nowhere
"""
)


_THEME = N_(
    """\
# Colours of your own: theme = "{name}" in the settings. A colour is #rrggbb. `calmtui check` says \
what is wrong.
# What is read needs 4.5:1 against the ground (WCAG 2): text, second, dim, cool and warm.

ground = "{ground}"          # behind everything
text = "{text}"            # what is said
second = "{second}"          # what is said beside it
dim = "{dim}"             # the rest
cool = "{cool}"            # what guides: orb, square, figure
warm = "{warm}"            # what is now, and the keys
near = "{near}"            # the sea, from near to far
middle = "{middle}"
far = "{far}"
"""
)


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("name", metavar="NAME", help=_("its id: small letters, digits and -"))
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--from", dest="source", metavar="ID", help=_("copy an existing routine"))
    start.add_argument(
        "--pattern", metavar=_("PATTERN"), help=_("a breath by its counts: 4-2-6, or 'in 4 out 6'")
    )
    start.add_argument("--theme", action="store_true", help=_("colours of your own, to change"))


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    if args.theme:
        return new_theme(args.name)
    return new(args.name, args.source, args.pattern)


def new(name: str, source: str | None, pattern: str | None = None) -> int:
    """Write a starting file into the person's folder.

    Or a copy of the routine `source`, or a breath that goes by a `pattern`.
    """
    library, _settings, problems = read_sources()
    report_problems(problems)
    if not ID.fullmatch(name) or name != name.lower():
        return fail(
            _("expected a name of small letters, digits, - and _, such as evening-breath"), 2
        )
    path = Paths.find().routines / f"{name}.toml"
    title = name.replace("-", " ").replace("_", " ").capitalize()
    text = _(_START).format(title=title)
    if pattern is not None:
        try:
            text = parse_pattern(pattern).toml(title)
        except ValueError as error:
            return fail(error, 2)
    if source is not None:
        try:
            text = read_text(library.entry(source).path).removeprefix(SCHEMA_LINE)
            text = without_order(text)
        except (UnknownRoutine, FileError) as error:
            return fail(error)
    try:
        write_routine(path, text)
    except FileExistsError:
        message = _("{file} already exists; calmtui edit {name} opens it")
        return fail(message.format(file=display_path(path), name=name))
    except OSError as error:
        return fail_to_write(path, error)
    if any(entry.id == name and entry.bundled for entry in library.entries):
        print(_("It replaces the built-in {name}.").format(name=name))
    print(display_path(path))
    return 0


def new_theme(name: str) -> int:
    """Write the colours of the dark theme as a theme of one's own, to be changed."""
    from calmtui.config.themes import is_name, theme_file
    from calmtui.render.palette import PALETTES

    report_problems(read_sources().problems)
    if not is_name(name):
        return fail(_("expected a name of small letters, digits, - and _, such as forest"), 2)
    path = theme_file(Paths.find().config, name)
    palette = PALETTES["dusk"]
    text = _(_THEME).format(name=name, ground=palette.ground, **palette.roles)
    try:
        make_private_dir(path.parent)
        files.create_file(os.fspath(path), text.encode())
    except FileExistsError:
        return fail(_("{file} already exists").format(file=display_path(path)))
    except OSError as error:
        return fail_to_write(path, error)
    print(display_path(path))
    return 0


def without_order(text: str) -> str:
    """Return a routine file without its place in the list: a copy has none beside the original."""
    head, steps, rest = text.partition("[[steps]]")
    return re.sub(r"^order *=.*\n", "", head, count=1, flags=re.MULTILINE) + steps + rest


def write_routine(path: Path, text: str) -> None:
    """Write a new file, whole or not at all, and the schema that it names. Raises OSError."""
    make_private_dir(path.parent)
    files.replace_file(os.fspath(path.parent / SCHEMA_FILE), schema_json().encode())
    files.create_file(os.fspath(path), (SCHEMA_LINE + text).encode())


def fail_to_write(path: Path, error: OSError) -> int:
    """Say why a routine file cannot be written."""
    message = _("{file} can't be written: {why}")
    return fail(message.format(file=display_path(path), why=system_reason(error)))
