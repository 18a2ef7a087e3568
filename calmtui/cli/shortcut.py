"""`calmtui shortcut`: put the urge on a key of a shell, of tmux or of a desktop."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.text.i18n import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.cli.shortcuts.plan import Plan

_NAME = "shortcut"  # of the lines, between their marks
_PLACES = ("bash", "zsh", "fish", "tmux", "gnome", "kde", "sway", "skhd")


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.epilog = _("Without --install it prints what would be written, and writes nothing.")
    parser.add_argument("place", choices=_PLACES)
    parser.add_argument(
        "--key", help=_("the key, such as alt-u, ctrl-alt-u, f9; in tmux u alone is prefix u")
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--install", action="store_true", help=_("write it, after asking"))
    which.add_argument(
        "--remove", action="store_true", help=_("take away what --install has written")
    )
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))


def run(args: argparse.Namespace) -> int:
    """Print the lines, write them, or take them away."""
    from calmtui.cli.shortcuts.targets import plan_for
    from calmtui.cli.tool import ToolError
    from calmtui.sources import set_user_language
    from calmtui.storage.marked_lines import MarksError
    from calmtui.text.errors import describe_file_error
    from calmtui.text.sanitize import display_path

    set_user_language()
    try:
        plan = plan_for(args.place, args.key)
        if args.remove:
            return _remove(plan)
        if args.install:
            return _install(args, plan)
    except ToolError as error:
        return fail(error)
    except MarksError:
        why = _("calmtui's marks do not fit; take its lines out by hand")
        return fail(f"{display_path(plan.file)}: {why}")
    except ValueError as error:
        return fail(error, 2)
    except OSError as error:
        return fail(describe_file_error(error))
    _print(plan)
    if sys.stdout.isatty():
        hint = _("calmtui shortcut {place} --install writes it")
        print(hint.format(place=args.place), file=sys.stderr)
    return 0


def _print(plan: Plan) -> None:
    from calmtui.text.sanitize import sanitize

    commands = map(shlex.join, plan.commands)
    print(sanitize("\n".join((*plan.lines, *commands))))


def _install(args: argparse.Namespace, plan: Plan) -> int:
    from calmtui.cli.confirm import refuse_to_write
    from calmtui.cli.shortcuts.targets import plan_for
    from calmtui.cli.tool import run_tool
    from calmtui.storage.marked_lines import change_file, read_if_there, with_lines
    from calmtui.text.sanitize import display_path, sanitize

    is_there = plan.is_done
    if plan.file:
        data = read_if_there(plan.file)
        if data is None and plan.needs_file:
            return fail(plan.needs_file)
        is_there = is_there and with_lines(data, _NAME, plan.lines) == data
    if is_there:
        print(_("It is there already."), sanitize(plan.after))
        return 0
    if plan.file:
        print(_("In {file}:").format(file=display_path(plan.file)))
    _print(plan)
    if (code := refuse_to_write(args.yes)) is not None:
        return code
    if plan.file:
        change_file(plan.file, lambda data: with_lines(data, _NAME, plan.lines))
    for command in plan.commands:
        run_tool(command)
    if not plan_for(args.place, args.key).is_done:
        return fail(_("the desktop did not take it: try it within the desktop's own session"))
    print(_("Written."), sanitize(plan.after))
    return 0


def _remove(plan: Plan) -> int:
    from calmtui.cli.tool import run_tool
    from calmtui.storage.marked_lines import change_file, read_if_there, without_lines
    from calmtui.text.sanitize import display_path

    is_there = plan.is_there
    if plan.file and read_if_there(plan.file) is not None:
        is_there = change_file(plan.file, lambda data: without_lines(data or b"", _NAME))
    if not is_there:
        print(_("Nothing to take away."))
        return 0
    for command in plan.undo:
        run_tool(command)
    print(_("Taken away: {what}").format(what=display_path(plan.file or plan.undo[0][0])))
    return 0
