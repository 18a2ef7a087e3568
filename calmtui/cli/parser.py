"""The command line's grammar, with its help in any language."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from calmtui import __version__
from calmtui.cli import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class HasOutput(Exception):
    """A quiet parser has something to say: help, or what is wrong with the words."""


def parse(words: list[str]) -> argparse.Namespace:
    """Parse a command line.

    Its help and errors are translated, and the other commands looked at, only when they are said.
    """
    try:
        return build_parser(is_quiet=True, named=words).parse_args(words)
    except HasOutput:
        from calmtui.cli.argparse_i18n import translate_argparse

        translate = translate_argparse()
        if message := _unknown_command(words):
            from calmtui.cli.output import fail

            raise SystemExit(fail(message, 2)) from None
        return build_parser(translate).parse_args(words)


def _unknown_words(rest: list[str], parser: argparse.ArgumentParser) -> str:
    """Return what to say of words that mean nothing to a command, and what may have been meant."""
    import re

    from calmtui.content.diagnostics import did_you_mean
    from calmtui.text.i18n import _

    message = _("unrecognized arguments: {words}").format(words=" ".join(rest))
    options = re.findall(r"--[a-z-]+", parser.format_usage())
    return message + did_you_mean(rest[0].partition("=")[0], options)


def _unknown_command(words: list[str]) -> str:
    """Return what to say where the command is none, and what may have been meant."""
    command = next((word for word in words if not word.startswith("-")), "")
    names = [name for name, _summary in registry.commands()]
    if not command or command in names:
        return ""
    from calmtui.content.diagnostics import did_you_mean
    from calmtui.text.i18n import _

    hint = did_you_mean(command, [*names, "help"]) or _routine(command)
    if not hint:
        hint = _("; `calmtui --help` lists them")
    return _("no command '{name}'{hint}").format(name=command[:40], hint=hint)


def _routine(name: str) -> str:
    """Return how to start the routine of a name as the end of a sentence; empty for none."""
    from calmtui.content.library import UnknownRoutine
    from calmtui.content.toml import FileError
    from calmtui.sources import read_sources
    from calmtui.text.i18n import _

    try:
        routine = read_sources().library.find(name)
    except (UnknownRoutine, FileError):
        return ""
    return _(", did you mean {name}?").format(name=f"calmtui run {routine.id}")


class _NamingParser(argparse.ArgumentParser):
    """Names what may have been meant by a word that is none of its choices."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            from calmtui.content.diagnostics import did_you_mean

            error.message += did_you_mean(str(value), list(map(str, action.choices or ())))
            raise


def build_parser(
    translate: Callable[[str], str] = str,
    *,
    is_quiet: bool = False,
    named: list[str] | None = None,
) -> argparse.ArgumentParser:
    """Build the parser, of all commands or of those that are among the words that are `named`.

    A command's module is imported, and its arguments are added, when the command is parsed.
    A quiet parser raises HasOutput where it would say anything.
    """
    _ = translate

    class Parser(_NamingParser):
        def error(self, message: str) -> NoReturn:
            if is_quiet:
                raise HasOutput
            from calmtui.text.sanitize import single_line

            # It holds words of the command line, as they were typed.
            super().error(single_line(message))

        def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
            known, rest = self.parse_known_args(args, namespace)
            _take_names(known, rest)
            if rest:
                asked = commands.choices.get(known.command, self)
                asked.error(_unknown_words(rest, asked))
            return known

        def print_help(self, file: Any = None) -> None:
            if is_quiet:
                raise HasOutput
            super().print_help(file)

    class MainParser(Parser):
        def format_help(self) -> str:
            examples = [f"  {command:<23}  {text}\n" for command, text in _examples(_)]
            return "".join([*examples, "\n", super().format_help()])

    class CommandParser(Parser):
        def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
            registry.load(self.prog.split()[-1]).add_arguments(self, _)
            return super().parse_known_args(args, namespace)

    parser = MainParser(
        prog="calmtui",
        description=_("Calming routines and timed exercises in the terminal."),
        epilog=" ".join(
            (
                _("Exit codes: 0 done, 1 an error, 2 wrong use."),
                _("3: left early, or decided against it. 130: Ctrl+C."),
                _("Environment: CALMTUI_HOME (one folder for everything), NO_COLOR, CLICOLOR,"),
                _("FORCE_COLOR, CLICOLOR_FORCE, ACCESSIBLE, LANG, VISUAL, EDITOR and PAGER."),
                _("Files: `calmtui where`. Manual: man calmtui, man calmtui-routine."),
                _(
                    "Not therapy, a diagnosis or a crisis service. "
                    "! shows help lines on every screen."
                ),
            )
        ),
    )
    parser.add_argument(
        "-V",
        "--version",
        action="version",
        version=f"calmtui {__version__}",
        help=_("show the version and exit"),
    )
    parser.add_argument("--private", action="store_true", help=_("write nothing at all"))
    parser.add_argument(
        "--plain", action="store_true", help=_("line by line, without the full screen")
    )
    commands = parser.add_subparsers(
        dest="command", metavar=_("COMMAND"), parser_class=CommandParser
    )
    for name, summary in _commands(_, named):
        commands.add_parser(name, help=summary, description=summary)
    return parser


def _take_names(known: argparse.Namespace, rest: list[str]) -> None:
    """Take words behind an option as the name of a routine: `remind 21:00 --days mon box`."""
    if isinstance(getattr(known, "id", None), list):
        while rest and not rest[0].startswith("-"):
            known.id.append(rest.pop(0))


def _commands(_: Callable[[str], str], named: list[str] | None) -> Iterator[tuple[str, str]]:
    for name, summary in registry.commands(_):
        if named is None or name in named:
            yield name, summary


def _examples(_: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    yield "calmtui", _("home: pick a routine")
    yield "calmtui urge", _("when you want to text: the wait starts at once, one thing at a time")
    yield "calmtui urge 20m", _("the same, with a twenty-minute wait")
    yield "calmtui sos", _("ninety seconds of grounding, no questions")
    yield "calmtui run box", _("a routine by its id, or the first letters of it")
    yield "calmtui run box --minutes 3 --no-holds", _("shorter and gentler")
    yield "calmtui draft", _("the draft you saved at the end of an urge, on this computer only")
    yield (
        "calmtui forget 3f2a9c1b",
        _("erase a session for good; its id is the last word of its line in `calmtui log`"),
    )
    yield "calmtui --plain", _("home as a numbered list, for a screen reader or a pipe")
    yield "calmtui run box --plain", _("a routine line by line")
    yield "calmtui lock", _("lock your journal with a passphrase; calmtui unlock opens it again")
    yield "calmtui new mine", _("a routine of your own, from a commented file")
    yield "calmtui help log", _("what a command does, with its options")


def add_run_options(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the options of every command that runs a routine.

    No False where one is missing: it may stand before the command.
    """
    parser.add_argument(
        "--plain",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("line by line, without the full screen"),
    )
    parser.add_argument(
        "--cues",
        choices=("none", "bell", "tones", "voice"),
        help=_("what you hear with closed eyes: bells, soft tones, or a voice"),
    )
    parser.add_argument(
        "--private",
        action="store_true",
        default=argparse.SUPPRESS,
        help=_("write nothing at all"),
    )
