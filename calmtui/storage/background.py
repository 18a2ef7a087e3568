"""Do what a disk may take long for in a thread: one that hangs holds up nobody."""

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

_LOOK = 0.1  # seconds between two looks at whether work is still wanted


class BackgroundWriter:
    """Hands records to `write`, a batch at a time.

    Safe in a signal handler that comes while one is being written.
    """

    def __init__(self, write: Callable[..., None]) -> None:
        self._write = write
        self._batch: _Batch | None = None
        self._written: set[str] = set()

    def write(self, records: Sequence[Record], seconds: float) -> None:
        """Write records and wait for that at most so many seconds.

        Raises what the writing raises, and TimeoutError when it takes longer: then it goes on,
        nothing else is written meanwhile, and the same records given again are not written twice.
        """
        deadline = time.monotonic() + seconds
        if self._batch is not None:
            self._wait(self._batch, deadline)
        new = tuple(record for record in records if record["id"] not in self._written)
        if not new:
            return
        self._batch = batch = _Batch(self._write, new)
        self._wait(batch, deadline)
        if batch.error is not None:
            raise batch.error

    @property
    def is_busy(self) -> bool:
        """Whether a batch is being written still."""
        return self._batch is not None and not self._batch.wait(0.0)

    def _wait(self, batch: _Batch, deadline: float) -> None:
        if not batch.wait(max(deadline - time.monotonic(), 0.0)):
            raise _timeout_error()
        if batch.error is None:
            self._written.update(record["id"] for record in batch.records)
        if self._batch is batch:
            self._batch = None


class Work:
    """Something that is done in a thread, or here and now."""

    def __init__(self, act: Callable[[], Any], *, in_thread: bool = True) -> None:
        self.result: Any = None
        self.error: Exception | None = None
        self._act = act
        self._running = _thread.allocate_lock()
        self._running.acquire()
        if in_thread:
            _thread.start_new_thread(self._run, ())
        else:
            self._run()

    def _run(self) -> None:
        try:
            self.result = self._act()
        except Exception as error:
            self.error = error
        finally:
            self._running.release()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most; return whether it has ended, well or not."""
        if not self._running.acquire(timeout=seconds):
            return False
        self._running.release()
        return True


class _Batch(Work):
    """Records that are being written."""

    def __init__(self, write: Callable[..., None], records: tuple[Record, ...]) -> None:
        self.records = records
        super().__init__(lambda: write(*records))


def run_with_timeout(seconds: float | None, act: Callable[[], T]) -> T:
    """Return what `act` gives, done in a thread; with None here, as long as it takes.

    Raises what it raises, and TimeoutError when it takes longer: then it goes on.
    """
    if seconds is None:
        return act()
    work = Work(act)
    if not work.wait(seconds):
        raise _timeout_error()
    if work.error is not None:
        raise work.error
    result: T = work.result
    return result


def run_unless_stopped(act: Callable[[], T], is_stopped: Callable[[], bool]) -> T | None:
    """Return what `act` gives, done in a thread; None as soon as it is stopped: then it goes on.

    Raises what it raises.
    """
    work = Work(act)
    while not work.wait(_LOOK):
        if is_stopped():
            return None
    if work.error is not None:
        raise work.error
    result: T = work.result
    return result


def _timeout_error() -> TimeoutError:
    return TimeoutError(errno.ETIMEDOUT, "the disk is slow")
