"""`calmtui forget`: erase sessions for good, after a preview."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from calmtui.cli import passphrase
from calmtui.cli.confirm import confirm
from calmtui.cli.output import fail
from calmtui.cli.progress import count_records
from calmtui.context import local_now
from calmtui.history.describe import short_id, title_of
from calmtui.history.erase import ErasePlan, Eraser, describe_incomplete_erase
from calmtui.sources import open_device, open_journal, set_user_language
from calmtui.storage.encryption.seal import has_encrypted_records
from calmtui.text.dates import parse_day
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.storage.journal import Journal

_MAX_LISTED = 20  # sessions in the preview
_WHICH = N_("say which: SESSION, as `calmtui log` shows it, --before DATE, or --all")


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    which = _("the first letters of its id, the last word of its line in the log")
    parser.add_argument("sessions", nargs="*", metavar="SESSION", help=which)
    day = _("every session that began before a day, such as 2026-11-24")
    parser.add_argument("--before", metavar=_("DATE"), help=day)
    parser.add_argument(
        "--all", action="store_true", help=_("every session, the draft and parked words")
    )
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))


def run(args: argparse.Namespace) -> int:
    """Erase the sessions."""
    return forget(args.sessions, args.before, args.all, args.yes)


def forget(names: list[str], before: str | None, everything: bool, yes: bool) -> int:
    """Show what would be erased, ask once, and erase it for good."""
    set_user_language()
    if sum((bool(names), before is not None, everything)) != 1:
        return fail(_(_WHICH), 2)
    journal = open_journal()
    if not (everything or _open_encrypted(journal)):
        return 1
    try:
        eraser = Eraser(
            journal, open_device(journal), count_records(journal.records(repeated=True))
        )
        plan = _make_plan(eraser, names, before)
    except OSError as error:
        return fail(_("nothing was erased: {why}").format(why=describe_file_error(error)))
    except ValueError as error:
        return fail(error, 2)
    except LookupError as error:
        return fail(error.args[0])
    if not plan.ids and not plan.everything:
        return _finish_earlier(eraser, plan)
    for line in preview(plan):
        print(line)
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        return fail(_("nothing was erased: add --yes when there is no terminal"), 2)
    if not (yes or confirm(_("Erase for good? [y/N] "), sys.stdout)):
        return fail(_("nothing was erased"))
    return _erase(eraser, plan, _("Erased."))


def _open_encrypted(journal: Journal) -> bool:
    """Ask for the passphrase if there are encrypted records; return whether they can be read."""
    try:
        if not has_encrypted_records(str(journal.folder)):
            return True
    except OSError:  # what cannot be looked into is named when it is read
        return True
    journal.key = passphrase.ask_passphrase(journal)
    return journal.key is not None


def _finish_earlier(eraser: Eraser, plan: ErasePlan) -> int:
    """Erase what an earlier command has left, where nothing else is to be erased."""
    if plan.running:
        title = title_of(plan.running[0])
        message = _("{title} is running in another terminal; end it there first")
        return fail(message.format(title=title))
    return _erase(eraser, plan, _("Nothing to erase."))


def _erase(eraser: Eraser, plan: ErasePlan, message: str) -> int:
    try:
        eraser.erase(plan, local_now())
    except OSError as error:
        return fail(describe_incomplete_erase(error))
    print(message)
    return 0


def _make_plan(eraser: Eraser, names: list[str], before: str | None) -> ErasePlan:
    """Return what was asked for.

    Raises:
        ValueError: `before` is no day.
        LookupError: A name is the beginning of no session's id, or of several.
    """
    if names:
        sessions = [eraser.find(name) for name in names]
        return eraser.plan_for([session for session in sessions if session is not None])
    if before is None:
        return eraser.plan_all()
    return eraser.plan_before(parse_day(before))


def preview(plan: ErasePlan) -> list[str]:
    """Return what would be erased, line by line."""
    lines = []
    for session in plan.past[:_MAX_LISTED]:
        began = single_line(session.began)[:16].replace("T", " ")
        lines.append(f"{began}  {title_of(session)}  {short_id(session)}")
    count = len(plan.past)
    if count > _MAX_LISTED:
        lines.append(_("... and {n} more").format(n=count - _MAX_LISTED))
    return [*lines, ngettext("{n} session.", "{n} sessions.", count).format(n=count), *plan.notes]
