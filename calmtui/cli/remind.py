"""`calmtui remind`: a notification at a time of day, by the computer's own scheduler."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from calmtui.cli.reminders.reminder import Reminder
    from calmtui.cli.reminders.scheduler import Entry, Scheduler

_SCHEDULERS = ("systemd", "launchd", "cron")
_TEXT = N_("A moment for you.")
_LATE_MINUTES = 10  # from then on a notification is not made up for
_DAY_MINUTES = 24 * 60


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.epilog = _(
        "Without a time it lists the reminders. A reminder is a notification with neutral words: "
        "it opens nothing, and a missed time is not made up for."
    )
    parser.add_argument(
        "when", nargs="?", metavar=_("TIME"), help=_("a time of day, such as 21:00 or 9pm")
    )
    parser.add_argument(
        "id", nargs="*", metavar="ID", help=_("the routine that you have in mind for it")
    )
    parser.add_argument(
        "--days", metavar=_("DAYS"), help=_("mon,wed or mon-fri, weekdays, weekends (default: all)")
    )
    parser.add_argument(
        "--show-name", action="store_true", help=_("name the routine in the notification")
    )
    parser.add_argument("--remove", action="store_true", help=_("take it away; all without a time"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.add_argument(
        "--with", dest="scheduler", choices=_SCHEDULERS, help=_("what starts it, or is looked at")
    )
    parser.add_argument("--json", action="store_true", help=_("list them as JSON"))
    parser.add_argument(
        "--now", nargs="*", metavar=_("TEXT"), help=_("only show the notification, to see it")
    )


def run(args: argparse.Namespace) -> int:
    """List the reminders, set one, take some away, or show the notification."""
    from calmtui.cli.tool import ToolError
    from calmtui.sources import set_user_language
    from calmtui.text.errors import describe_file_error

    set_user_language()
    try:
        if args.now is not None:
            return _show(args)
        if args.remove:
            return _remove(args)
        if args.when is None:
            return _list(args)
        return _set(args)
    except ToolError as error:
        return fail(error)
    except ValueError as error:
        return fail(error, 2)
    except OSError as error:
        return fail(describe_file_error(error))


def _show(args: argparse.Namespace) -> int:
    """Show the notification; with a time, only at that time."""
    from calmtui.cli.reminders.notification import notify
    from calmtui.cli.reminders.reminder import parse_time

    if args.when is not None:
        hour, minute = parse_time(args.when)
        now = time.localtime()
        late = (now.tm_hour - hour) * 60 + now.tm_min - minute
        # A computer that wakes up is told of what it has slept through.
        if late % _DAY_MINUTES > _LATE_MINUTES:
            return 0
    title, *rest = args.now or [_(_TEXT)]
    notify(title, " ".join(rest))
    return 0


def _list(args: argparse.Namespace) -> int:
    from calmtui.cli.output import print_json
    from calmtui.cli.reminders.reminder import DAYS, days_in_words
    from calmtui.cli.reminders.scheduler import can_start, cannot_start

    if args.days is not None or args.show_name:
        raise ValueError(_("name a time first, such as: calmtui remind 21:00 --days mon"))
    entries = sorted(_entries(args), key=lambda pair: pair[1].reminder)
    if args.json:
        return print_json(
            [
                {
                    "time": reminder.clock,
                    "days": [DAYS[day] for day in reminder.days],
                    "routine": reminder.routine or None,
                    "with": scheduler.name,
                }
                for scheduler, (reminder, _program) in entries
            ]
        )
    if not entries:
        print(_("No reminder is set. `calmtui remind 21:00` sets one."))
    rows = [
        (days_in_words(reminder.days), reminder.routine or _("no routine"))
        for _scheduler, (reminder, _program) in entries
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for (scheduler, entry), (days, routine) in zip(entries, rows, strict=True):
        clock = entry.reminder.clock
        print(f"{clock}  {days:<{widths[0]}}  {routine:<{widths[1]}}  ({scheduler.name})")
        if not can_start(entry):
            fail(" ".join(cannot_start(entry)))
    return 0


def _set(args: argparse.Namespace) -> int:
    from calmtui.cli.confirm import refuse_to_write
    from calmtui.cli.reminders.notification import can_notify, missing
    from calmtui.content.library import UnknownRoutine
    from calmtui.content.toml import FileError
    from calmtui.text.sanitize import sanitize

    try:
        reminder, words = _wanted(args)
    except (UnknownRoutine, FileError) as error:
        return fail(error)
    if not can_notify():
        return fail(missing())
    scheduler = _choose(args.scheduler)
    command = _command(reminder, words)
    for other, entry in _entries(None):
        if not reminder.takes_the_place_of(entry.reminder):
            continue
        if other.name != scheduler.name:
            hint = _("{name} has it already; take that away first: calmtui remind {words} --remove")
            return fail(hint.format(name=other.name, words=reminder.arguments))
        if entry.reminder == reminder and scheduler.is_set(reminder, command):
            print(_("It is there already."), reminder.in_words)
            return 0
        print(_("Instead of: {reminder}").format(reminder=entry.reminder.in_words))
    print(sanitize("\n".join(scheduler.preview(reminder, command))))
    if (code := refuse_to_write(args.yes)) is not None:
        return code
    scheduler.write(reminder, command)
    print(_("Written."), reminder.in_words)
    hint = _("Take it away: calmtui remind {words} --remove. See it now: calmtui remind --now")
    print(hint.format(words=reminder.arguments))
    if warning := scheduler.warning():
        fail(warning)
    return 0


def _remove(args: argparse.Namespace) -> int:
    from calmtui.cli.reminders.reminder import take_time

    time_of_day, name = None, ""
    if args.when is not None:
        *time_of_day, rest = take_time([args.when, *args.id])
        name = " ".join(rest)
    found = False
    for scheduler, (reminder, _program) in list(_entries(args)):
        is_meant = time_of_day in (None, [reminder.hour, reminder.minute])
        if is_meant and reminder.routine.startswith(name):
            found = True
            scheduler.remove(reminder)
            print(_("Taken away: {what}").format(what=reminder.in_words))
    if not found:
        print(_("Nothing to take away."))
    return 0


def _wanted(args: argparse.Namespace) -> tuple[Reminder, list[str]]:
    """Return the reminder of a command line, and the words of its notification.

    Raises ValueError, UnknownRoutine and FileError.
    """
    from calmtui.cli.reminders.reminder import EVERY_DAY, Reminder, parse_days, take_time

    hour, minute, name = take_time([args.when, *args.id])
    days = EVERY_DAY
    if args.days is not None:
        days = parse_days(args.days)
    if not name:
        if args.show_name:
            raise ValueError(_("--show-name: name a routine, such as: calmtui remind 21:00 box"))
        return Reminder(hour, minute, days), [_(_TEXT)]
    from calmtui.sources import read_sources
    from calmtui.text.sanitize import single_line

    routine = read_sources().library.find(" ".join(name))
    words = [_(_TEXT)]
    if args.show_name:
        # At its start a dash would make it an option.
        words.append(single_line(routine.title).lstrip("- "))
    return Reminder(hour, minute, days, routine.id), words


def _command(reminder: Reminder, words: list[str]) -> list[str]:
    """Return what shows the notification. Raises ToolError."""
    from calmtui.cli.own_command import own_command
    from calmtui.cli.tool import ToolError
    from calmtui.text.sanitize import UNSAFE_CHARACTERS, display_path

    program = own_command()
    for word in program:
        if UNSAFE_CHARACTERS.search(word) or "\n" in word or "\t" in word:
            message = _("{path}: a name with such characters can't be written there")
            raise ToolError(message.format(path=display_path(word)))
    return [*program, "remind", reminder.clock, "--now", *words]


def _schedulers() -> tuple[Scheduler, ...]:
    from calmtui.cli.reminders.cron import Cron
    from calmtui.cli.reminders.launchd import Launchd
    from calmtui.cli.reminders.systemd import Systemd

    return Systemd(), Launchd(), Cron()


def _choose(name: str | None) -> Scheduler:
    """Return the scheduler of a name, or the first that runs here. Raises ToolError."""
    from calmtui.cli.tool import ToolError

    for scheduler in _schedulers():
        if name in (None, scheduler.name) and scheduler.is_usable():
            return scheduler
    if name is None:
        raise ToolError(_("no systemd, launchd or cron runs here for your account"))
    raise ToolError(_("{name} does not run here for your account").format(name=name))


def _entries(args: argparse.Namespace | None) -> Iterator[tuple[Scheduler, Entry]]:
    """Yield the reminders that are set, each with what starts it: all, or those of `--with`.

    What cannot be looked at is said where it was asked for.
    """
    from calmtui.cli.tool import ToolError

    for scheduler in _schedulers():
        if args is not None and args.scheduler not in (None, scheduler.name):
            continue
        try:
            entries = scheduler.entries()
        except ToolError as error:
            if args is not None:
                fail(error)
            continue
        yield from ((scheduler, entry) for entry in entries)
