"""Figures of the whole history: what was summed before is in a file, and only the rest is read.

The file is thrown away on any doubt, and everything is summed anew: that costs time alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from calmtui.history.looking_back import NEWEST_ROWS, figures_from_sums, running_trials
from calmtui.history.period import ALL_TIME, Period
from calmtui.history.rare import rare_triggers
from calmtui.history.rows import NO_KEYS, Row, Trial, rows_of
from calmtui.history.sums import MomentSums, Sums, sums_of
from calmtui.history.sums_stream import OPEN_SESSIONS, Collector, OpenSession, SumsState, SumsStream
from calmtui.storage.journal_lines import FileMark, JournalLine, JournalLines, Progress
from calmtui.storage.journal_tail import erased_among
from calmtui.storage.records import TOMBSTONES, parse_record
from calmtui.storage.sums_file import read_sums, save_sums

if TYPE_CHECKING:
    from calmtui.history.figures import Figures
    from calmtui.storage.journal import Journal

_VERSION = 3
_PASSES = 4  # over the whole journal; after that it is held in memory at once
_MAX_DOUBTS = 20_000  # sessions that are read beforehand
_SESSIONS_BEHIND = 1000  # that begin behind a period, and may stand before the end of one in it


class _Saved(Struct):
    version: int
    keys: bytes
    files: dict[str, FileMark]
    state: SumsState


class PastSums:
    """Reads the history and counts it.

    Args:
        journal: The journal.
        keys: The keys of triggers by their words in any language.

    Attributes:
        trials: The comparisons by a coin, of all times.
        unreadable_files: Why files could not be read.
        bytes_read: How much was read from the journal by the last reading.
    """

    def __init__(self, journal: Journal, keys: Mapping[str, str] = NO_KEYS) -> None:
        self.unreadable_files: list[OSError] = []
        self.bytes_read = 0
        self._journal = journal
        self._keys = keys
        self._state = SumsState()
        self.trials: tuple[Trial, ...] = ()
        self._sealed = 0
        self._chosen: tuple[Period, Sums, tuple[Row, ...]] = ALL_TIME, Sums(), ()
        self._marks: dict[str, FileMark] = {}  # of what was read last, with this key:
        self._key: object = None

    def read(self, period: Period = ALL_TIME) -> Iterator[Progress]:
        """Read what `figures` needs, and yield how far that is; it may be left at any time.

        Raises OSError: the folder can't be looked into.
        """
        lines = JournalLines(self._journal)
        if not self._is_read(lines):
            yield from self._read(lines)
        yield from self._choose(period, lines)
        self.unreadable_files, self.bytes_read = lines.unreadable_files, lines.bytes_read

    def _is_read(self, lines: JournalLines) -> bool:
        """Return whether nothing has changed since the last reading."""
        if not self._marks or self._key is not self._journal.key:
            return False
        return lines.still_have(self._marks) and not lines.has_grown

    def _read(self, lines: JournalLines) -> Iterator[Progress]:
        self._marks, self._sealed, self.trials = {}, 0, ()
        state = self._load(lines)
        if state is not None and not lines.has_grown:
            self._state = state
        elif state is not None and (yield from self._read_added(state, lines)):
            self._save(lines)
        else:
            lines.is_plain, lines.offsets = True, {}
            yield from self._read_all(lines)
            self._save(lines)
        self.trials = self.trials or rows_of(self._state.trials).trials
        self._key = self._journal.key
        self._marks = lines.marks()

    @property
    def rows(self) -> tuple[Row, ...] | None:
        """The rows of the period that was read, oldest first; None where not all are held."""
        _period, sums, newest = self._chosen
        if len(newest) != sum(one.runs for one in sums.by_trial.values()):
            return None
        return newest

    def figures(self, titles: Mapping[str, str]) -> Figures:
        """Return the figures of the period that was read; `titles` are of routines, by id."""
        period, sums, newest = self._chosen
        moments, used = self._of_all_time()
        return figures_from_sums(
            sums,
            recent=tuple(reversed(newest[-NEWEST_ROWS:])),
            period=period,
            rare=rare_triggers(moments.looked),
            used=used,
            running=running_trials(self.trials),
            titles=titles,
            sealed=self._sealed,
            unreadable=self._state.unreadable + self._state.undated,
        )

    # Reading

    def _read_added(self, state: SumsState, lines: JournalLines) -> Generator[Progress, None, bool]:
        """Read what was added since; return whether there is no doubt about it."""
        stream = SumsStream(state, self._keys, read_earlier=lines.records_in, starts=lines.offsets)
        lines.unreadable = state.unreadable
        begun: set[str] = set()

        def take(line: JournalLine) -> None:
            stream.take(line)
            if line.record["what"] == "begun":
                begun.add(line.record["session"])

        yield from lines.feed(take, dict(lines.offsets))
        if stream.doubts or stream.found_erased or not lines.is_plain:
            return False
        if any(TOMBSTONES in name for name in lines.paths) and erased_among(
            str(self._journal.folder), begun, parse_record
        ):
            return False
        stream.finish()
        state.unreadable = lines.unreadable
        self._state = state
        return True

    def _read_all(self, lines: JournalLines) -> Iterator[Progress]:
        """Read everything; sessions whose records stand far apart are read beforehand."""
        starts = dict.fromkeys(lines.paths, 0)
        erased = lines.tombstones()
        ready: dict[str, OpenSession] = {}
        passed_over: set[str] = set()
        undated = 0
        for _number in range(_PASSES):
            lines.unreadable = 0
            passed = erased | passed_over
            stream = SumsStream(SumsState(), self._keys, passed, ready, starts=starts)
            yield from lines.feed(stream.take, starts)
            if not stream.doubts and not stream.found_erased:
                stream.finish()
                self._state, self._sealed = stream.state, len(stream.sealed - erased)
                self._state.unreadable, self._state.undated = lines.unreadable, undated
                return
            erased |= stream.erased - passed_over
            doubts = (stream.doubts | ready.keys() | passed_over) - erased
            if len(doubts) > _MAX_DOUBTS:
                break
            found = Collector(doubts)
            yield from lines.feed(found.take, starts)
            ready, undated = found.sessions(self._keys)
            passed_over = doubts - ready.keys()
        self._read_at_once(lines)

    def _read_at_once(self, lines: JournalLines) -> None:
        """Hold everything in memory: the slow way, which nothing confuses."""
        rows = rows_of(self._journal.records(), self._keys)
        older, newer = rows.rows[:-OPEN_SESSIONS], rows.rows[-OPEN_SESSIONS:]
        opened = {row.session: OpenSession(row.place, [], row) for row in newer}
        self._state = SumsState(sums_of(older), opened, older[-1].place if older else ("", ""))
        self._state.unreadable = len(self._journal.unreadable_lines)
        self._state.undated = rows.undated
        self.trials, self._sealed = rows.trials, rows.sealed
        lines.is_plain = False  # a later reading could not go on from here

    def _choose(self, period: Period, lines: JournalLines) -> Iterator[Progress]:
        """Take the sums of a period: from the newest sessions alone, where it has no older ones."""
        newest = self._state.horizon[0]
        if period == ALL_TIME:
            self._chosen = period, *self._with_open(self._state.sums, period)
        elif period.first is not None and newest[:10] < period.first.isoformat():
            self._chosen = period, *self._with_open(Sums(), period)
        else:
            chosen = yield from self._read_period(period, lines)
            self._chosen = period, *chosen

    def _read_period(
        self, period: Period, lines: JournalLines
    ) -> Generator[Progress, None, tuple[Sums, tuple[Row, ...]]]:
        """Read the part of the files that holds a period, and add it up."""
        state = self._state
        if not state.months:
            rows = rows_of(self._journal.records(), self._keys).rows
            chosen = tuple(row for row in rows if period.holds(row.day))
            return sums_of(chosen), chosen
        ready = {row.session: OpenSession(row.place, [], row) for row in state.late}
        ready |= state.open
        erased = lines.tombstones()
        stream = SumsStream(SumsState(), self._keys, erased, ready, period)
        behind = 0

        def take(line: JournalLine) -> None:
            nonlocal behind
            stream.take(line)
            at = str(line.record.get("at"))
            if line.record["what"] == "begun" and period.is_over(at[:10]):
                behind += 1
                if behind > _SESSIONS_BEHIND:
                    raise _EnoughError

        with suppress(_EnoughError):
            yield from lines.feed(take, state.starts_of(period))
        stream.finish()
        rest = stream.open_rows()
        for row in rest:
            stream.state.sums.add(row)
        return stream.state.sums, (*stream.newest, *rest)

    def _with_open(self, sums: Sums, period: Period) -> tuple[Sums, tuple[Row, ...]]:
        """Return sums with those of the open sessions in a period, and their rows."""
        whole = msgspec.json.decode(msgspec.json.encode(sums), type=Sums)
        rows = self._open_rows(period)
        for row in rows:
            whole.add(row)
        return whole, rows

    def _of_all_time(self) -> tuple[MomentSums, frozenset[str]]:
        """Return the moments of all times, and the routines that were used."""
        sums = self._state.sums
        moments = msgspec.json.decode(msgspec.json.encode(sums.moments), type=MomentSums)
        rows = self._open_rows(ALL_TIME)
        for row in rows:
            if row.is_urge:
                moments.add(row)
        used = {row.routine for row in rows}
        return moments, frozenset(used.union(*(runs.tables for runs in sums.by_trial.values())))

    def _open_rows(self, period: Period) -> tuple[Row, ...]:
        opened = (one.row for one in self._state.open.values() if one.row is not None)
        rows = (row for row in opened if period.holds(row.day))
        return tuple(sorted(rows, key=lambda row: row.place))

    # The file

    @property
    def _may_be_kept(self) -> bool:
        """Whether sums may be on the disk: not in a private session, nor of a locked journal."""
        journal = self._journal
        return not journal.is_private and journal.key is None and not journal.lock.is_on

    def _load(self, lines: JournalLines) -> SumsState | None:
        """Return what was kept, if it is of these files; None on any doubt."""
        if not self._may_be_kept:
            return None
        try:
            saved = msgspec.json.decode(read_sums(self._journal.state), type=_Saved)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None
        if (saved.version, saved.keys) != (_VERSION, self._keys_mark):
            return None
        return saved.state if lines.still_have(saved.files) else None

    def _save(self, lines: JournalLines) -> None:
        """Keep what was read, if everything was read and may be kept."""
        if not lines.is_plain or not lines.paths:
            return
        marks = lines.marks()
        saved = _Saved(_VERSION, self._keys_mark, marks, self._state)

        def is_current() -> bool:
            return self._may_be_kept and JournalLines(self._journal).still_have(marks)

        save_sums(self._journal.state, msgspec.json.encode(saved), is_current)

    @property
    def _keys_mark(self) -> bytes:
        """What changes when triggers are called otherwise."""
        return blake2b(msgspec.json.encode(sorted(self._keys.items())), digest_size=8).digest()


class _EnoughError(Exception):
    """No line that follows can matter."""
