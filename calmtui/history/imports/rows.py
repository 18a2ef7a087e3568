"""A session that another program saved, and the records that it becomes.

Its ids come from its content and a salt, so that the same session is never there twice. Ids can be
read even while the journal is locked: without a salt, whoever guesses a session could tell from its
id that it is there. The salt is in the records, and is locked with them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from calmtui.storage.records import VERSION
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.storage.records import Record

SALT = "salt"  # the field of a `begun` record
IMPORTED = "imported"  # from which program, in `begun`; as it was there, in `rated`
_ID_DIGITS = 16
_MAX_TITLE = 80  # characters
_MAX_SLUG = 40
_OTHER = re.compile(r"[^a-z0-9]+")


class Rating(NamedTuple):
    """A number from 0 to 10; `was` is what the file says, on which `scale`."""

    number: int
    was: str
    scale: str


class ImportedRow(NamedTuple):
    """One session of a file.

    Attributes:
        line: Where it begins in the file.
        at: When it began.
        when: The same as the file has it: it does not change with this computer's time zone.
        name: What was done, by its name there; may be empty.
        how: How it ended, as in an `ended` record.
        practised: Seconds; None where the file does not say.
        rates: What the ratings are of.
        before: The rating before, if any.
        after: The rating after, if any.
        answers: Texts, each with its key.
    """

    line: int
    at: datetime
    when: str
    name: str
    how: str
    practised: float | None = None
    rates: str = ""
    before: Rating | None = None
    after: Rating | None = None
    answers: tuple[tuple[str, str], ...] = ()


class RowLeftOut(NamedTuple):
    """A row that does not fit, and why."""

    line: int
    why: str


def session_id(row: ImportedRow, program: str, salt: str) -> str:
    """Return the id of the session that a row becomes."""
    content = (program, row.when, row.name, row.how, row.practised, row.rates)
    return _digest(salt, *content, row.before, row.after, row.answers)


def _digest(salt: str, *content: object) -> str:
    text = json.dumps(content, ensure_ascii=True)
    return hmac.digest(salt.encode(), text.encode(), "sha256").hex()[:_ID_DIGITS]


def records_of(row: ImportedRow, program: str, salt: str) -> Iterator[Record]:
    """Yield the records that a row becomes."""
    session = session_id(row, program, salt)
    end = row.at + timedelta(seconds=row.practised or 0)

    def record(at: datetime, what: str, fields: Record, part: str = "") -> Record:
        head: Record = {"v": VERSION, "id": _digest(salt, session, what, part)}
        head |= {"session": session, "at": at.isoformat(timespec="seconds"), "what": what}
        return head | fields

    routine = f"{(program or IMPORTED).lower()}-{_slug(row.name)}".removesuffix("-")
    fields: Record = {"routine": routine, "title": _title(row.name, program)}
    yield record(row.at, "begun", {**fields, IMPORTED: program, SALT: salt})
    for when, at, rating in (("before", row.at, row.before), ("after", end, row.after)):
        if rating is not None:
            fields = {"when": when, row.rates: rating.number}
            yield record(at, "rated", {**fields, IMPORTED: rating.was, "scale": rating.scale}, when)
    for key, value in row.answers:
        yield record(row.at, "answered", {"key": key, "value": value}, key)
    fields = {"how": row.how}
    if row.practised is not None:
        fields["practised"] = row.practised
    yield record(end, "ended", fields)


def _title(name: str, program: str) -> str:
    """Return a name that says where it is from, wherever it is shown."""
    whence = program or _("imported")
    if not name:
        return whence
    return f"{name[:_MAX_TITLE]} ({whence})"


def _slug(name: str) -> str:
    """Return a name as a part of an id; a number for one without a letter that ids have."""
    slug = _OTHER.sub("-", name.lower()).strip("-")[:_MAX_SLUG].strip("-")
    if name and not slug:
        return hashlib.sha256(name.encode()).hexdigest()[: _ID_DIGITS // 2]
    return slug


class ImportedBefore:
    """What the journal has already, by its records.

    `salts` are those of what was imported, `whole` and `begun` the sessions with and without end.
    """

    def __init__(self, records: Iterable[Record], erased: set[str], new_salt: str) -> None:
        salts: set[str] = set()
        self.whole: set[str] = set(erased)
        self.begun: set[str] = set()
        self.is_sealed = False
        for record in records:
            if record["what"] == "begun" and isinstance(record.get(SALT), str):
                salts.add(record[SALT])
                self.begun.add(record["session"])
            elif record["what"] == "ended":
                self.whole.add(record["session"])
            elif record["what"] == "sealed":
                self.is_sealed = True
        self.salts = sorted(salts) or [new_salt]

    def salt_for(self, row: ImportedRow, program: str) -> str:
        """Return the salt of the ids that a row gets; empty for one that is there, or was erased.

        One whose writing was cut off gets the ids that it had: what is missing is added. Two
        devices that imported before they knew of each other have two salts.
        """
        ids = {salt: session_id(row, program, salt) for salt in self.salts}
        if not self.whole.isdisjoint(ids.values()):
            return ""
        return next((salt for salt in ids if ids[salt] in self.begun), self.salts[0])
