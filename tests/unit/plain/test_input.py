"""Lines of standard input, and the signals that end a run."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.plain.input import LineInput, Terminated


@given(st.binary(max_size=60), st.integers(1, 7))
def test_any_bytes_on_the_input_become_clean_lines(data: bytes, size: int) -> None:
    reading, writing = os.pipe()
    lines = LineInput(reading)
    for at in range(0, len(data), size):
        os.write(writing, data[at : at + size])
        lines.wait(0)
    os.close(writing)
    while not lines.ended:
        lines.wait(0)
    os.close(reading)
    assert len(lines.waiting) == data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    assert all("\x1b" not in line and "\0" not in line for line in lines.waiting)


def test_an_end_that_comes_while_a_line_is_read_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"5\n")
    lines = LineInput(reading)

    def read(
        _: int, __: int
    ) -> bytes:  # as when Ctrl+C made the terminal forget the line: then it waits for another
        lines.signals.receive(signal.SIGINT, None)
        return b""

    monkeypatch.setattr(os, "read", read)
    with pytest.raises(Terminated):
        lines.wait(1.0)
    monkeypatch.undo()
    os.close(reading)
    os.close(writing)


def test_while_many_lines_wait_no_more_is_read() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    lines = LineInput(reading)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"y\n" * 2000)
            lines.wait(0)
    assert 4096 < len(lines.waiting) < 40_000
    lines.waiting.clear()
    lines.wait(0)
    assert lines.waiting
    for fd in (reading, writing):
        os.close(fd)


def test_a_line_without_an_end_ends_the_input() -> None:
    zeros = os.open("/dev/zero", os.O_RDONLY)
    lines = LineInput(zeros)
    for _ in range(3):
        lines.wait(0)
    assert lines.ended
    assert len(lines.waiting) == 1
    os.close(zeros)
