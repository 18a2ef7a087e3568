"""How commands read the whole history: what can't be read is said, what is locked is asked for."""

from __future__ import annotations

from typing import NamedTuple

from calmtui.cli.output import fail
from calmtui.sources import open_journal, set_user_language
from calmtui.text.i18n import _, ngettext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from calmtui.history.gathered import Gathered
    from calmtui.storage.journal import Journal


class History(NamedTuple):
    """Every record, by session; `sealed` sessions stayed locked, `unreadable` lines are none.

    `is_complete`: every file could be read.
    """

    gathered: Gathered
    sealed: int
    unreadable: int
    is_complete: bool


def gather_history() -> History | None:
    """Read everything, and say what can't be read; None where it is locked and stays so.

    Raises:
        OSError: A folder cannot be looked into.
    """
    from calmtui.cli.progress import count_records
    from calmtui.history.gathered import Gathered
    from calmtui.text.sanitize import display_path

    journal: Journal | None = open_journal()
    assert journal is not None
    gathered, read = Gathered(count_records(journal.records(repeated=True))), journal
    sealed = gathered.sealed
    if sealed and (journal := open_sealed()):
        del gathered  # not both at once
        gathered, read = Gathered(count_records(journal.records(repeated=True))), journal
        sealed = gathered.sealed
        report_sealed(sealed)
    for bad in read.unreadable_lines:
        why = _("this line can't be read; it stays as it is")
        fail(f"{display_path(bad.path)}:{bad.line}: {why}")
    is_complete = report_unreadable(read.unreadable_files)
    if journal is None:
        return None
    return History(gathered, len(sealed), len(read.unreadable_lines), is_complete)


def report_unreadable(errors: list[OSError]) -> bool:
    """Say which files could not be read; return whether all could."""
    for error in errors:
        from calmtui.text.errors import describe_file_error

        fail(describe_file_error(error))
    return not errors


def open_sealed() -> Journal | None:
    """Ask for the passphrase and return the journal, opened as it is read; None without it."""
    from calmtui.cli.passphrase import ask_passphrase

    set_user_language()
    journal = open_journal()
    journal.key = ask_passphrase(journal)
    return None if journal.key is None else journal


def report_sealed(sessions: Collection[str]) -> None:
    """Say how many sessions stay locked."""
    number = len(sessions)
    if number:
        text = ngettext("{n} session stays locked.", "{n} sessions stay locked.", number)
        fail(text.format(n=number))
