"""What an export holds: counted before anything is written, then its pieces. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calmtui.content.values import PARTNER
from calmtui.history.csv_export import BYTE_ORDER_MARK, fact_rows, session_rows
from calmtui.history.facts import SessionFacts, ended_tries, hide_name, session_facts
from calmtui.history.jsonl_export import record_lines
from calmtui.history.sessions import resolve_changes
from calmtui.text.dates import local_date
from calmtui.text.i18n import _, ngettext
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    from datetime import date

    from calmtui.history.gathered import Gathered
    from calmtui.history.period import Period
    from calmtui.storage.records import Record

CSV = "csv"
LONG = "long"
JSONL = "jsonl"
_SAMPLES = 3  # texts that the preview shows
_SAMPLE_LENGTH = 60  # characters of each
_MAX_TITLES = 12
_PIECE = 1 << 16  # characters that are handed on at once


@dataclass
class Contents:
    """What is in an export: of whom it is shown to before it is written.

    Attributes:
        sessions: How many sessions.
        days: The days on which they began.
        texts: How many texts the person wrote.
        samples: The newest of them, each once.
        word_keys: The keys of the questions that they answer.
        own_titles: The names of the person's own routines.
    """

    sessions: int = 0
    days: set[date] = field(default_factory=set)
    texts: int = 0
    samples: list[str] = field(default_factory=list)
    word_keys: set[str] = field(default_factory=set)
    own_titles: set[str] = field(default_factory=set)

    def add(self, session: SessionFacts, built_in: Container[str]) -> None:
        """Count a session."""
        self.sessions += 1
        if (day := local_date(session.began)) is not None:
            self.days.add(day)
        self.add_texts(session)
        if session.routine not in built_in:
            self.own_titles.add(session.title or session.routine)

    def add_texts(self, session: SessionFacts) -> None:
        """Count what the person wrote in a session."""
        for fact in session.words:
            self.texts += 1
            self.word_keys.add(fact.name)
            sample = single_line(str(fact.value))[:_SAMPLE_LENGTH]
            if len(self.samples) < _SAMPLES and sample not in self.samples:
                self.samples.append(sample)


class Export:
    """The sessions of a period, and what of them goes out.

    Args:
        gathered: The whole history.
        period: The days that were asked for.
        keys: What was picked, by its words in any language.
        name: The partner's, which is not to be in titles and picks.
        words: Whether what the person wrote goes out as well.
    """

    def __init__(
        self,
        gathered: Gathered,
        period: Period,
        keys: Mapping[str, str],
        *,
        name: str = "",
        words: bool = False,
    ) -> None:
        self._gathered = gathered
        self._period = period
        self._keys = keys
        self._name = name
        self.has_words = words
        self._tries = resolve_changes(gathered.headless())
        self._over = ended_tries(self._tries)

    def count(self, built_in: Container[str]) -> Contents:
        """Look through everything that goes out; `built_in` are the ids of calmtui's routines."""
        contents = Contents()
        for session in self._facts():
            contents.add(session, built_in)
        return contents

    def pieces(self, form: str, contents: Contents, *, mark: bool = False) -> Iterator[bytes]:
        """Yield the bytes of the file; `mark` says to a spreadsheet that a CSV is UTF-8."""
        if form == JSONL:
            lines = self._record_lines()
        elif form == LONG:
            lines = fact_rows(self._facts(), words=self.has_words)
        else:
            keys = sorted(contents.word_keys) if self.has_words else []
            lines = session_rows(self._facts(), keys)
        if mark and form != JSONL:
            yield BYTE_ORDER_MARK.encode()
        yield from _in_blocks(lines)

    def _sessions(self) -> Iterator[list[Record]]:
        """Yield the records of each session of the period, newest first."""
        for records in self._gathered.by_session():
            begun = next(record for record in records if record["what"] == "begun")
            if self._period.holds_time(str(begun.get("at"))):
                yield hide_name(records, self._name, PARTNER)

    def _facts(self) -> Iterator[SessionFacts]:
        for records in self._sessions():
            yield session_facts(records, self._over, self._keys)

    def _record_lines(self) -> Iterator[str]:
        """Yield the lines of the sessions, then of the tries that they were part of."""
        drawn: set[object] = set()
        for records in self._sessions():
            drawn.update(record.get("try") for record in records if record["what"] == "drawn")
            yield from record_lines(records, self._over, words=self.has_words)
        tries = (record for record in self._tries if record["session"] in drawn)
        yield from record_lines(tries, self._over)


def describe_contents(contents: Contents, *, words: bool, sealed: int) -> list[str]:
    """Return what an export holds and what not, line by line, for before it is written."""
    lines = [_describe_sessions(contents)]
    if words:
        text = ngettext("What you wrote is in it: {n} text.", "What you wrote is in it: {n} texts.",
                        contents.texts)  # fmt: skip
        lines += [text.format(n=contents.texts), *(f'  "{text}"' for text in contents.samples)]
    else:
        lines.append(_("What you wrote is left out."))
    if contents.own_titles:
        titles = sorted(contents.own_titles)[:_MAX_TITLES]
        text = _("The names of your own routines are in it: {names}.")
        lines.append(text.format(names=", ".join(titles)))
    lines.append(_("Your draft, parked words, people, cards and settings are not in it."))
    if sealed:
        text = ngettext("{n} session stays locked and is not in it.",
                        "{n} sessions stay locked and are not in it.", sealed)  # fmt: skip
        lines.append(text.format(n=sealed))
    lines.append(
        _("It is not locked: anyone who has it can read it. Delete it when you no longer need it.")
    )
    return lines


def _describe_sessions(contents: Contents) -> str:
    number = contents.sessions
    if not contents.days:
        return ngettext("In it: {n} session.", "In it: {n} sessions.", number).format(n=number)
    text = ngettext(
        "In it: {n} session, from {first} to {last}.",
        "In it: {n} sessions, from {first} to {last}.",
        number,
    )
    return text.format(n=number, first=min(contents.days), last=max(contents.days))


def _in_blocks(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield lines as bytes, many at once."""
    block: list[str] = []
    size = 0
    for line in lines:
        block.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "".join(block).encode()
            block, size = [], 0
    yield "".join(block).encode()
