"""The command that erases: forget."""

from __future__ import annotations

import sys
from datetime import date, datetime

from calmtui.clean import one_line
from calmtui.commands import counted, fail, journal, speak
from calmtui.commands.locking import ask_key
from calmtui.erasing import Going, Kept, not_yet
from calmtui.incoming import as_typed
from calmtui.paths import Paths
from calmtui.sealing import holds_sealed
from calmtui.state import State
from calmtui.telling import short_id, title_of
from calmtui.why import of_file
from calmtui.words import N_, _, ngettext

_LONGEST = 1024  # characters of an answer
_LISTED = 20  # sessions that the preview lists
_WHICH = N_("say which: SESSION, as `calmtui log` shows it, --before DATE, or --all")


def forget(names: list[str], before: str | None, everything: bool, yes: bool) -> int:
    """`calmtui forget`: show what would go, ask once, and erase it for good."""
    speak()
    if (bool(names) + (before is not None) + everything) != 1:
        return fail(_(_WHICH), 2)
    records = journal(private=False)
    try:
        sealed = not everything and holds_sealed(str(records.folder))
    except OSError:  # what can't be looked into is named below
        sealed = False
    if sealed:
        records.key = ask_key(records)
        if records.key is None:
            return 1
    try:
        state = State(Paths.find().state, lock=records.lock)
        kept = Kept(records, state, counted(records.records(repeated=True)))
        going = _going(kept, names, before)
    except OSError as error:
        return fail(_("nothing is erased: {why}").format(why=of_file(error)))
    except ValueError as error:
        return fail(error, 2)
    except LookupError as error:
        return fail(error.args[0])
    if not going.ids and not going.everything:
        if going.running:
            return fail(
                _("{title} is on in another terminal; end it there first").format(title=title_of(going.running[0]))
            )
        try:
            kept.erase(going, datetime.now().astimezone())  # what an earlier one has left
        except OSError as error:
            return fail(not_yet(error))
        print(_("Nothing to erase."))
        return 0
    for line in preview(going):
        print(line)
    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return fail(_("nothing is erased: without a terminal it needs --yes"), 2)
        print(_("Erase for good? [y/N] "), end="", flush=True)
        if as_typed(sys.stdin.readline(_LONGEST)).strip().lower() not in ("y", "yes", "j", "ja"):
            return fail(_("nothing is erased"))
    try:
        kept.erase(going, datetime.now().astimezone())
    except OSError as error:
        return fail(not_yet(error))
    print(_("Erased."))
    return 0


def _going(kept: Kept, names: list[str], before: str | None) -> Going:
    """What was asked for. Raises ValueError for a day that is none, LookupError for an id."""
    if names:
        return kept.these([past for name in names if (past := kept.find(name)) is not None])
    if before is None:
        return kept.everything()
    try:
        day = date.fromisoformat(before) if len(before) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(_("'{text}' is no day; expected one such as 2026-11-24").format(text=one_line(before)[:20]))
    return kept.before(day)


def preview(going: Going) -> list[str]:
    """What would go, line by line."""
    lines = []
    for past in going.past[:_LISTED]:
        began = one_line(past.began)[:16].replace("T", " ")
        lines.append(f"{began}  {title_of(past)}  {short_id(past)}")
    if len(going.past) > _LISTED:
        lines.append(_("... and {n} more").format(n=len(going.past) - _LISTED))
    count = len(going.past)
    return [*lines, ngettext("{n} session.", "{n} sessions.", count).format(n=count), *going.told]
