"""The command that erases: forget."""

from __future__ import annotations

import sys
from datetime import date, datetime

from calmtui.cli.lock import ask_passphrase
from calmtui.cli.output import counted, fail, journal, set_user_language
from calmtui.history.describe import short_id, title_of
from calmtui.history.erase import ErasePlan, Eraser, describe_incomplete_erase
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption.seal import has_encrypted_records
from calmtui.storage.paths import Paths
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.input_parser import clean_typed_line
from calmtui.text.sanitize import single_line

_LONGEST = 1024  # characters of an answer
_LISTED = 20  # sessions that the preview lists
_WHICH = N_("say which: SESSION, as `calmtui log` shows it, --before DATE, or --all")


def forget(names: list[str], before: str | None, everything: bool, yes: bool) -> int:
    """`calmtui forget`: show what would go, ask once, and erase it for good."""
    set_user_language()
    if (bool(names) + (before is not None) + everything) != 1:
        return fail(_(_WHICH), 2)
    records = journal(private=False)
    try:
        sealed = not everything and has_encrypted_records(str(records.folder))
    except OSError:  # what can't be looked into is named below
        sealed = False
    if sealed:
        records.key = ask_passphrase(records)
        if records.key is None:
            return 1
    try:
        state = DeviceStore(Paths.find().state, lock=records.lock)
        kept = Eraser(records, state, counted(records.records(repeated=True)))
        going = _going(kept, names, before)
    except OSError as error:
        return fail(_("nothing is erased: {why}").format(why=describe_file_error(error)))
    except ValueError as error:
        return fail(error, 2)
    except LookupError as error:
        return fail(error.args[0])
    if not going.ids and not going.everything:
        if going.running:
            return fail(
                _("{title} is on in another terminal; end it there first").format(
                    title=title_of(going.running[0])
                )
            )
        try:
            kept.erase(going, datetime.now().astimezone())  # what an earlier one has left
        except OSError as error:
            return fail(describe_incomplete_erase(error))
        print(_("Nothing to erase."))
        return 0
    for line in preview(going):
        print(line)
    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return fail(_("nothing is erased: without a terminal it needs --yes"), 2)
        print(_("Erase for good? [y/N] "), end="", flush=True)
        if clean_typed_line(sys.stdin.readline(_LONGEST)).strip().lower() not in (
            "y",
            "yes",
            "j",
            "ja",
        ):
            return fail(_("nothing is erased"))
    try:
        kept.erase(going, datetime.now().astimezone())
    except OSError as error:
        return fail(describe_incomplete_erase(error))
    print(_("Erased."))
    return 0


def _going(kept: Eraser, names: list[str], before: str | None) -> ErasePlan:
    """What was asked for. Raises ValueError for a day that is none, LookupError for an id."""
    if names:
        return kept.plan_for([past for name in names if (past := kept.find(name)) is not None])
    if before is None:
        return kept.plan_all()
    try:
        day = date.fromisoformat(before) if len(before) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(
            _("'{text}' is no day; expected one such as 2026-11-24").format(
                text=single_line(before)[:20]
            )
        )
    return kept.plan_before(day)


def preview(going: ErasePlan) -> list[str]:
    """What would go, line by line."""
    lines = []
    for past in going.past[:_LISTED]:
        began = single_line(past.began)[:16].replace("T", " ")
        lines.append(f"{began}  {title_of(past)}  {short_id(past)}")
    if len(going.past) > _LISTED:
        lines.append(_("... and {n} more").format(n=len(going.past) - _LISTED))
    count = len(going.past)
    return [*lines, ngettext("{n} session.", "{n} sessions.", count).format(n=count), *going.notes]
