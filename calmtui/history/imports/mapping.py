"""Which columns of a file hold what, and the sessions that its rows become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from calmtui.history.imports.rows import ImportedRow, Rating, RowLeftOut
from calmtui.history.imports.scale import Scale
from calmtui.history.imports.table import TableRow, UnreadableFile, read_header, read_rows
from calmtui.history.imports.times import Times
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import sanitize, single_line

_NUMBER = re.compile(r"\d{1,6}(?:\.\d+|,\d\d?)?", re.ASCII)
_MAX_SECONDS = 86400.0
_MINUTE = 60.0
_MAX_LISTED = 20  # columns
_MAX_SHOWN = 40  # characters of a cell


class ColumnMapping(NamedTuple):
    """The columns of a file by their names; an empty one is not used.

    Attributes:
        program: Which program wrote it.
        when: The date, perhaps with the time of day.
        clock: The time of day, where it is in another column.
        routine: What was done.
        seconds: How long, in seconds.
        minutes: How long, in minutes.
        status: How it ended, by `ends`.
        before: The rating before.
        after: The rating after.
        answers: Texts, each with its key.
        ends: How a session ended, by what `status` begins with.
        rates: What the ratings are of.
        scale: The scale of the ratings.
    """

    program: str
    when: str
    clock: str = ""
    routine: str = ""
    seconds: str = ""
    minutes: str = ""
    status: str = ""
    before: str = ""
    after: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    ends: Mapping[str, str] = {}
    rates: str = ""
    scale: Scale | None = None

    @property
    def columns(self) -> list[str]:
        """The names of the columns that it uses."""
        own = (self.when, self.clock, self.routine, self.seconds, self.minutes, self.status)
        texts = (column for _key, column in self.answers)
        return [name for name in (*own, self.before, self.after, *texts) if name]

    def describe(self) -> list[str]:
        """Return what each column becomes, a line for each."""
        used = (
            (N_("when"), self.when),
            (N_("time of day"), self.clock),
            (N_("routine"), self.routine),
            (N_("seconds"), self.seconds),
            (N_("minutes"), self.minutes),
            (N_("how it ended"), self.status),
            (N_("rating before"), self.before),
            (N_("rating after"), self.after),
        )
        lines = [f"{_(name)}: {single_line(column)}" for name, column in used if column]
        lines += [f"{_('your words')}: {single_line(column)}" for _key, column in self.answers]
        if self.scale is not None:
            line = _("{what} from 0 to 10: {values}")
            lines.append(line.format(what=_(self.rates), values=self.scale.describe()))
        return lines


# What `breathe-cli` writes to ~/.breathe_log.csv, and Daylio exports. The latter has no number: its
# moods are words, which stay words unless a person says what each is.
FORMATS = (
    ColumnMapping(
        "breathe-cli",
        when="date",
        clock="time",
        routine="preset",
        seconds="duration_actual_s",
        status="status",
        ends={"complete": "completed", "ended early": "left early"},
    ),
    ColumnMapping(
        "Daylio",
        when="full_date",
        clock="time",
        answers=(
            ("mood", "mood"),
            ("activities", "activities"),
            ("note_title", "note_title"),
            ("note", "note"),
        ),
    ),
)


def recognize(text: str) -> ColumnMapping | None:
    """Return the format of a file, by the names of its columns; None for any other."""
    for known in FORMATS:
        _separator, names = read_header(text, known.columns)
        if set(known.columns) <= set(names):
            return known
    return None


def column_names(text: str) -> str:
    """Return the names of a file's columns, as they may be shown; empty for a file without any."""
    return _listed(read_header(text, ())[1])


def _listed(names: list[str]) -> str:
    return ", ".join(single_line(name)[:_MAX_SHOWN] for name in names[:_MAX_LISTED])


def read_csv(text: str, mapping: ColumnMapping, times: Times) -> Iterator[ImportedRow | RowLeftOut]:
    """Yield a session for each row that fits, and for each other why it does not.

    Raises UnreadableFile.
    """
    separator, names = read_header(text, mapping.columns)
    for column in mapping.columns:
        if column not in names:
            message = _("no column '{name}'; there are {columns}")
            shown = _listed(names)
            raise UnreadableFile(1, message.format(name=column[:_MAX_SHOWN], columns=shown))
    for row in read_rows(text, separator, names):
        if isinstance(row, RowLeftOut):
            yield row
            continue
        try:
            yield _read_row(row, mapping, times)
        except ValueError as error:
            yield RowLeftOut(row.line, single_line(str(error)))


def _read_row(row: TableRow, mapping: ColumnMapping, times: Times) -> ImportedRow:
    """Return the session of a row. Raises ValueError: why it is none."""
    cells = {"": "", **row.cells}
    at, when = times.read(cells[mapping.when], cells[mapping.clock])
    before, after = (_rating(cells[name], mapping) for name in (mapping.before, mapping.after))
    texts = ((key, sanitize(cells[column]).strip()) for key, column in mapping.answers)
    return ImportedRow(
        row.line,
        at,
        when,
        single_line(cells[mapping.routine]).strip(),
        _end(cells[mapping.status], mapping),
        _length(cells[mapping.seconds], 1.0) or _length(cells[mapping.minutes], _MINUTE),
        mapping.rates,
        before,
        after,
        tuple((key, text) for key, text in texts if text),
    )


def _rating(cell: str, mapping: ColumnMapping) -> Rating | None:
    if mapping.scale is None:
        return None
    return mapping.scale.read(cell)


def _end(cell: str, mapping: ColumnMapping) -> str:
    """Return how a session ended; one of which the file does not say was completed."""
    if not mapping.status:
        return "completed"
    for start, how in mapping.ends.items():
        if cell.strip().lower().startswith(start):
            return how
    message = _("'{text}' does not say how it ended")
    raise ValueError(message.format(text=cell.strip()[:_MAX_SHOWN]))


def _length(cell: str, unit: float) -> float | None:
    """Return a length in seconds; None for an empty cell. Raises ValueError for any other."""
    cell = cell.strip()
    if not cell:
        return None
    seconds = -1.0
    if _NUMBER.fullmatch(cell):
        seconds = round(float(cell.replace(",", ".")) * unit, 1)
    if 0 <= seconds <= _MAX_SECONDS:
        return seconds
    message = _("expected a length of at most 24 hours, as a number, found '{text}'")
    raise ValueError(message.format(text=cell[:_MAX_SHOWN]))
