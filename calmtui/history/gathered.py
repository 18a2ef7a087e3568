"""The records of a long journal by session, packed until folded: little is held of each."""

from __future__ import annotations

import marshal
import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from math import inf
from operator import itemgetter

from calmtui.history.sessions import PastSession, fold_sessions, instant, resolve_changes

TYPE_CHECKING = False  # `log` waits for this module
if TYPE_CHECKING:
    from calmtui.storage.records import Record

_BATCH_RECORDS = 1000
_BLOCK_BYTES = 1 << 14  # records are much alike: packed together they become a sixth
_UNPACKED_BLOCKS = 64  # held unpacked: the sessions of many devices come by turns
_OFFSET_BITS = 32  # of a place: where it is in its block
_OFFSET_MASK = (1 << _OFFSET_BITS) - 1
_NOWHERE = -1


class _BatchStore:
    """Batches of records, each with the place of another, packed in blocks."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._filling = bytearray()
        self._unpacked: dict[int, bytes] = {}  # the one that was used last is last

    def put(self, batch: tuple[int, list[Record]]) -> int:
        """Store a batch and return its place."""
        place = len(self._packed) << _OFFSET_BITS | len(self._filling)
        self._filling += marshal.dumps(batch)
        if len(self._filling) >= _BLOCK_BYTES:
            self._packed.append(zlib.compress(self._filling, 1))
            self._filling = bytearray()
        return place

    def get(self, place: int) -> tuple[int, list[Record]]:
        """Return the batch at a place."""
        block = memoryview(self._block(place >> _OFFSET_BITS))
        batch: tuple[int, list[Record]] = marshal.loads(block[place & _OFFSET_MASK :])
        return batch

    def _block(self, number: int) -> bytes | bytearray:
        if number == len(self._packed):
            return self._filling
        block = self._unpacked.pop(number, None) or zlib.decompress(self._packed[number])
        self._unpacked[number] = block
        if len(self._unpacked) > _UNPACKED_BLOCKS:
            del self._unpacked[next(iter(self._unpacked))]
        return block


class Gathered:
    """Records by session; the same record may come again. `erased` are the erased sessions."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.erased: set[str] = set()
        self._store = _BatchStore()
        self._numbers: dict[str, int] = {}  # of the sessions, for the two arrays
        self._began = array("d")  # the earliest beginning; endless where none can be read
        self._last = array("q")  # the place of the last batch, which has that of the one before
        self._with_sealed: set[str] = set()
        for session, some in groupby(records, itemgetter("session")):
            while batch := list(islice(some, _BATCH_RECORDS)):
                self._add(session, batch)

    def _add(self, session: str, records: list[Record]) -> None:
        kinds = {record["what"] for record in records}
        if "erased" in kinds:
            self.erased.add(session)
            self._numbers.pop(session, None)
        if session in self.erased:
            return
        number = self._numbers.get(session)
        if number is None:
            number = self._numbers[session] = len(self._last)
            self._began.append(inf)
            self._last.append(_NOWHERE)
        if "begun" in kinds:
            began = (instant(record.get("at")) for record in records if record["what"] == "begun")
            self._began[number] = min(self._began[number], *began)
        if "sealed" in kinds:
            self._with_sealed.add(session)
            _drop_sealed_contents(records)
        self._last[number] = self._store.put((self._last[number], records))

    def _records(self, session: str) -> Iterator[Record]:
        """Yield the records of a session in the order in which they came, each once."""
        place = self._last[self._numbers[session]]
        batches: list[list[Record]] = []
        while place != _NOWHERE:
            place, batch = self._store.get(place)
            batches.append(batch)
        seen: set[str] = set()
        for batch in reversed(batches):
            for record in batch:
                if record["id"] not in seen:
                    seen.add(record["id"])
                    yield record

    @property
    def sealed(self) -> set[str]:
        """The sessions of which something could not be opened."""
        return {session for session in self._with_sealed - self.erased if self._is_sealed(session)}

    def _is_sealed(self, session: str) -> bool:
        return any(record["what"] == "sealed" for record in self._records(session))

    def headless(self) -> Iterator[Record]:
        """Yield the records of the sessions whose beginning can't be read."""
        for session, number in self._numbers.items():
            if self._began[number] == inf:
                yield from self._records(session)

    def sessions(self) -> Iterator[PastSession]:
        """Yield the same sessions as from all records at once, newest first."""
        for session in self._newest_first():
            yield from fold_sessions(self._records(session))

    def of_session(self, session: str) -> list[Record]:
        """Return the records of a session, in order and as last changed."""
        return resolve_changes(self._records(session))

    def by_session(self) -> Iterator[list[Record]]:
        """Return the records of each session, as `of_session` does, newest session first."""
        return map(self.of_session, self._newest_first())

    def _newest_first(self) -> list[str]:
        numbers = self._numbers
        order = [session for session, number in numbers.items() if self._began[number] != inf]
        order.sort(reverse=True)
        order.sort(key=lambda session: self._began[numbers[session]], reverse=True)
        return order


def _drop_sealed_contents(records: list[Record]) -> None:
    """Forget what could not be opened, and is long."""
    for record in records:
        if record["what"] == "sealed":
            record.pop("age", None)
