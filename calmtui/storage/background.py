"""What a disk may take long for, done in a thread beside whatever is on: a disk that hangs holds up nobody."""

from __future__ import annotations

import _thread
import errno
import time

TYPE_CHECKING = False  # a quick launch has no time for it
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    Record = dict[str, Any]
    T = TypeVar("T")


class BackgroundWriter:
    """Hands records to `write`, a batch at a time. Safe in a signal handler that comes while one is on its way."""

    def __init__(self, write: Callable[..., None]) -> None:
        self._write = write
        self._batch: _Batch | None = None
        self._written: set[str] = set()

    def write(self, records: Sequence[Record], seconds: float) -> None:
        """Write records and wait for that at most so many seconds. Raises what the writing raises.

        Raises TimeoutError when it takes longer: then it goes on, nothing else is written meanwhile, and the same
        records given again are not written twice.
        """
        deadline = time.monotonic() + seconds
        if self._batch is not None:
            self._wait(self._batch, deadline)
        fresh = tuple(record for record in records if record["id"] not in self._written)
        if not fresh:
            return
        self._batch = batch = _Batch(self._write, fresh)
        self._wait(batch, deadline)
        if batch.error is not None:
            raise batch.error

    @property
    def is_busy(self) -> bool:
        """Whether a batch is on its way still."""
        return self._batch is not None and not self._batch.over(0.0)

    def _wait(self, batch: _Batch, deadline: float) -> None:
        if not batch.over(max(deadline - time.monotonic(), 0.0)):
            raise TimeoutError(errno.ETIMEDOUT, "the disk is slow")
        if batch.error is None:
            self._written.update(record["id"] for record in batch.records)
        if self._batch is batch:
            self._batch = None


class _Work:
    """Something that is done in a thread."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self.given: Any = None
        self.error: Exception | None = None
        self._act = act
        self._on = _thread.allocate_lock()
        self._on.acquire()
        _thread.start_new_thread(self._run, ())

    def _run(self) -> None:
        try:
            self.given = self._act()
        except Exception as error:
            self.error = error
        finally:
            self._on.release()

    def over(self, seconds: float) -> bool:
        """Whether it has ended, well or not, waiting so long at most."""
        if not self._on.acquire(timeout=seconds):
            return False
        self._on.release()
        return True


class _Batch(_Work):
    """Records on their way to the disk."""

    def __init__(self, write: Callable[..., None], records: tuple[Record, ...]) -> None:
        self.records = records
        super().__init__(lambda: write(*records))


def run_with_timeout(seconds: float | None, act: Callable[[], T]) -> T:
    """Do something in a thread and give what it gives, waiting so long at most; None: here, as long as it takes.

    Raises what it raises, and TimeoutError when it takes longer: then it goes on.
    """
    if seconds is None:
        return act()
    work = _Work(act)
    if not work.over(seconds):
        raise TimeoutError(errno.ETIMEDOUT, "the disk is slow")
    if work.error is not None:
        raise work.error
    given: T = work.given
    return given
