"""The records of a long journal by session, packed until their turn comes: what is held of a session is small."""

from __future__ import annotations

import marshal
import zlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from math import inf
from operator import itemgetter

from calmtui.history.sessions import PastSession, fold_sessions, instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from calmtui.storage.journal import Record

_AT_ONCE = 1000  # records that are packed together
_BLOCK = 1 << 14  # bytes that are packed together: records are much alike, and become a sixth
_UNPACKED = 64  # blocks that are held as they were: the sessions of many devices come by turns
_OFFSET = 32  # bits of a place that say where it is in its block
_NOWHERE = -1


class _Store:
    """Batches of records, each with the place of another, at places of their own, packed in blocks."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._filling = bytearray()
        self._unpacked: dict[int, bytes] = {}  # the one that was used last is last

    def put(self, value: tuple[int, list[Record]]) -> int:
        """Keep one; gives its place."""
        place = len(self._packed) << _OFFSET | len(self._filling)
        self._filling += marshal.dumps(value)
        if len(self._filling) >= _BLOCK:
            self._packed.append(zlib.compress(self._filling, 1))
            self._filling = bytearray()
        return place

    def get(self, place: int) -> tuple[int, list[Record]]:
        """Return what is at a place."""
        offset = place & ((1 << _OFFSET) - 1)
        found: tuple[int, list[Record]] = marshal.loads(
            memoryview(self._block(place >> _OFFSET))[offset:]
        )
        return found

    def _block(self, number: int) -> bytes | bytearray:
        if number == len(self._packed):
            return self._filling
        block = self._unpacked.pop(number, None) or zlib.decompress(self._packed[number])
        self._unpacked[number] = block
        if len(self._unpacked) > _UNPACKED:
            del self._unpacked[next(iter(self._unpacked))]
        return block


class Gathered:
    """Records by session; the same record may come again. `erased` are the sessions that are."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.erased: set[str] = set()
        self._store = _Store()
        self._numbers: dict[str, int] = {}  # of the sessions, for the two arrays
        self._began = array("d")  # the earliest beginning; endless where none can be read
        self._last = array(
            "q"
        )  # the place of the records that came last, and in it that of those before them
        self._with_sealed: set[str] = set()
        for session, some in groupby(records, itemgetter("session")):
            while batch := list(islice(some, _AT_ONCE)):
                self._take(session, batch)

    def _take(self, session: str, records: list[Record]) -> None:
        kinds = {record["what"] for record in records}
        if "erased" in kinds:
            self.erased.add(session)
            self._numbers.pop(session, None)
        if session in self.erased:
            return
        if (number := self._numbers.get(session)) is None:
            number = self._numbers[session] = len(self._last)
            self._began.append(inf)
            self._last.append(_NOWHERE)
        if "begun" in kinds:
            began = (instant(record.get("at")) for record in records if record["what"] == "begun")
            self._began[number] = min(self._began[number], *began)
        if "sealed" in kinds:
            self._with_sealed.add(session)
            for record in records:
                if record["what"] == "sealed":
                    record.pop("age", None)  # it was not opened, and is long
        self._last[number] = self._store.put((self._last[number], records))

    def _records(self, session: str) -> Iterator[Record]:
        """The records of a session in the order in which they came, each once."""
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
        some = self._with_sealed - self.erased
        return {
            id for id in some if any(record["what"] == "sealed" for record in self._records(id))
        }

    def headless(self) -> Iterator[Record]:
        """The records of the sessions whose beginning can't be read."""
        for id, number in self._numbers.items():
            if self._began[number] == inf:
                yield from self._records(id)

    def sessions(self) -> Iterator[PastSession]:
        """The same sessions as from all records at once, newest first."""
        order = [id for id, number in self._numbers.items() if self._began[number] != inf]
        order.sort(reverse=True)
        order.sort(
            key=lambda id: self._began[self._numbers[id]], reverse=True
        )  # of one instant as they were
        for id in order:
            yield from fold_sessions(self._records(id))
