"""An SSH line: what is on its way is looked up, and a fast one is soon given more at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from calmtui.tui import ssh_connection
from calmtui.tui.ssh_line import SshLine
from tests.support.slow_line import HEADERS, SEALED

SSH = "SSH_CONNECTION"
CONNECTION = {SSH: "192.0.2.7 50022 192.0.2.1 22"}
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
OTHER = "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
OURS = "   1: 010200C0:0016 070200C0:C366 01 000004D2:00000000 01:00000015 00000000     0\n"
_UNREAD = 0.01  # seconds


class Line:
    """A line of so many bytes a second that confirms each write after a while, and its clock."""

    def __init__(self, rate: float, there_and_back: float) -> None:
        self.seconds = 0.0
        self._rate, self._back = rate, there_and_back
        # When it was written, when it is confirmed, how much.
        self._sent: list[tuple[float, float, int]] = []
        self._free = 0.0
        self.others = 0  # bytes of something else
        self.longest = 0.0  # seconds that something waited for what was sent before
        self.line = SshLine(self.waiting, lambda: self.seconds)

    def waiting(self) -> int:
        """What the kernel's table has: sshd takes a moment to read what was written."""
        passed_on = [
            (at, size) for written, at, size in self._sent if self.seconds - written >= _UNREAD
        ]
        return sum(size for at, size in passed_on if at > self.seconds) + self.others

    def send(self, size: int) -> None:
        self.longest = max(self.longest, self._free - self.seconds)
        self._free = max(self._free, self.seconds) + (size + HEADERS) / self._rate
        self._sent.append((self.seconds, self._free + self._back, size + SEALED))
        self.line.note_sent(size)

    def page(self, size: int) -> float:
        """Send a page as the line has room for it; return how long that took."""
        begun = self.seconds
        while size > 0:
            room = self.line.room(is_answer=False)
            if room >= min(self.line.least, size):
                self.send(min(room, size))
                size -= room
            self.seconds += 0.05
        took = self.seconds - begun
        while self.waiting() > self.others:
            self.line.look()
            self.seconds += 0.05
        return took


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ssh_connection, "_TABLES", (str(tmp_path / "none"), str(tmp_path / "tcp")))
    return tmp_path / "tcp"


def room(connection: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> int:
    """The room behind a page that was sent half a second ago."""
    seconds = 5.0
    monkeypatch.setattr(ssh_connection, "monotonic", lambda: seconds)
    line = ssh_connection.ssh_line(connection)
    assert line is not None
    line.note_sent(0x4D2)
    seconds += 0.5
    return line.room(is_answer=False)


def test_what_is_on_its_way_is_looked_up_in_the_kernels_table(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_text(HEAD + OTHER + OURS)
    assert room(CONNECTION, monkeypatch) < 0
    table.write_text(HEAD + OTHER + OURS.replace("000004D2", "00000000"))
    assert room(CONNECTION, monkeypatch) > 0


@pytest.mark.parametrize(
    ("connection", "row"),
    [
        ("192.0.2.7 50022 192.0.2.1 22", OURS),
        (
            "192.0.2.7 50022 192.0.2.1 22",
            "   1: 0000000000000000FFFF0000010200C0:0016 0000000000000000FFFF0000070200C0:C366 01 "
            "000004D2:00000000 01:00000015 00000000     0\n",
        ),
        (
            "2001:db8::7 50022 2001:db8::1 22",
            "   1: B80D0120000000000000000001000000:0016 B80D0120000000000000000007000000:C366 01 "
            "000004D2:00000000 01:00000015 00000000     0\n",
        ),
    ],
    ids=["IPv4", "IPv4 in IPv6", "IPv6"],
)
@pytest.mark.skipif(sys.byteorder != "little", reason="the tables are those of such a machine")
def test_a_line_is_known_by_its_addresses_and_not_by_its_ports_alone(
    table: Path, monkeypatch: pytest.MonkeyPatch, connection: str, row: str
) -> None:
    stuck = OURS.replace("070200C0", "080200C0").replace("000004D2", "0000FFFF")
    table.write_text(HEAD + stuck + row.replace("000004D2", "00000000"))
    assert room({"SSH_CONNECTION": connection}, monkeypatch) > 0


@pytest.mark.parametrize("environment", [{}, {"SSH_CONNECTION": "UNKNOWN"}, CONNECTION])
def test_a_line_that_nobody_can_look_up_is_none(table: Path, environment: dict[str, str]) -> None:
    table.write_text(HEAD + OTHER)
    assert ssh_connection.ssh_line(environment) is None


def test_tmux_is_asked_over_which_connection_it_is_shown_now(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_text(HEAD + OURS)
    (tmp_path / "tmux").write_text(f"#!/bin/sh\necho 'SSH_CONNECTION={CONNECTION[SSH]}'\n")
    (tmp_path / "tmux").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    connection = ssh_connection.SshConnection("192.0.2.7 49999 192.0.2.1 22", can_move=True)
    assert connection.waiting() is None
    connection.ask_tmux()
    assert connection.waiting() == 0x4D2
    for said in ("-SSH_CONNECTION", "SSH_CONNECTION=UNKNOWN", ""):
        (tmp_path / "tmux").write_text(f"#!/bin/sh\necho '{said}'\n")
        connection.ask_tmux()
        assert connection.waiting() == 0x4D2


def test_what_is_not_the_line_any_more_is_looked_for_and_holds_up_nothing() -> None:
    looked_for: list[float] = []
    line = SshLine(lambda: None, lambda: 5.0, lambda: looked_for.append(5.0))
    assert line.room(is_answer=False) > 50_000
    assert looked_for


@pytest.mark.parametrize("environment", [CONNECTION, {SSH: "UNKNOWN"}])
def test_within_tmux_a_connection_that_is_gone_is_still_to_be_found(
    table: Path, environment: dict[str, str]
) -> None:
    table.write_text(HEAD + OTHER)
    assert ssh_connection.ssh_line(environment | {"TMUX": "/tmp/tmux,1,0"}) is not None


def test_a_line_that_is_gone_from_the_table_gets_all_at_once(table: Path) -> None:
    table.write_text(HEAD + OURS)
    line = ssh_connection.ssh_line(CONNECTION)
    table.write_text(HEAD)
    assert line is not None
    assert line.room(is_answer=False) > 50_000


@pytest.mark.parametrize("there_and_back", [0.02, 0.3])
def test_a_slow_line_is_kept_busy_and_never_has_more_than_a_key_can_wait_for(
    there_and_back: float,
) -> None:
    slow = Line(2000.0, there_and_back)
    for _page in range(5):
        assert slow.page(5000) < 4.5
    for _answer in range(20):
        slow.send(max(slow.line.room(is_answer=True), 20))
        slow.seconds += 0.2
    assert slow.longest + there_and_back <= 0.5


def test_a_line_by_way_of_a_satellite_is_not_taken_for_a_slower_one() -> None:
    assert Line(2000.0, 0.6).page(5000) < 5.0


def test_a_fast_line_far_away_soon_gets_a_page_at_once() -> None:
    fast = Line(1e6, 0.25)
    assert fast.page(6000) < 1.5
    for _page in range(2):
        fast.page(6000)
    assert fast.page(6000) < 0.3


def test_a_quick_line_gets_a_page_at_once_as_soon_as_its_first_one_has_come() -> None:
    quick = Line(1e6, 0.01)
    quick.send(2000)
    quick.seconds += 0.15
    assert quick.line.room(is_answer=False) > 1500


def test_what_sshd_has_not_read_yet_makes_nothing_before_it_seem_to_have_come() -> None:
    slow = Line(2000.0, 0.3)
    for size in (200, 180, 250):
        slow.send(size)
        for _look in range(2):
            slow.seconds += 0.05
            slow.line.look()
    before = slow.line.least
    slow.send(200)
    slow.seconds += _UNREAD / 2
    slow.line.look()
    assert slow.line.least == before
    assert slow.line.room(is_answer=False) < 0


def test_a_page_has_not_come_when_only_half_of_it_has() -> None:
    seconds, waiting = 5.0, 0
    line = SshLine(lambda: waiting, lambda: seconds)
    line.note_sent(3500)
    for left in (3540, 2092, 644):  # the kernel is told of whole segments
        seconds, waiting = seconds + 0.75, left
        assert line.room(is_answer=False) < 0
    seconds, waiting = seconds + 0.5, 0
    assert line.room(is_answer=False) > 0


def test_a_line_that_slows_down_is_given_less() -> None:
    line = Line(1e5, 0.1)
    for _page in range(3):
        line.page(20_000)
    line._rate = 2000.0
    line.page(5000)
    line.longest = 0.0
    line.page(5000)
    assert line.longest <= 0.25


def test_what_was_just_written_counts_before_the_table_has_it() -> None:
    line = SshLine(lambda: 0, lambda: 5.0)
    before = line.room(is_answer=False)
    line.note_sent(100)
    assert line.room(is_answer=False) == before - 100 - HEADERS - 2


def test_something_else_that_fills_the_line_holds_up_a_page_for_seconds_at_most() -> None:
    slow = Line(2000.0, 0.3)
    slow.others = 100_000
    assert slow.page(1000) < 20.0


def test_a_line_that_takes_nothing_holds_up_one_page_and_no_more() -> None:
    seconds, waiting = 5.0, 100_000  # for a computer that sleeps, while the terminal is on another
    line = SshLine(lambda: waiting, lambda: seconds)
    while (room := line.room(is_answer=False)) < 50_000:
        if room >= line.least:
            line.note_sent(room)
            waiting += room + SEALED
        seconds += 0.05
    assert seconds < 5.0 + 3.2
    line.note_sent(3000)
    waiting += 3000 + SEALED
    seconds += 0.5
    assert line.room(is_answer=True) > 50_000
    waiting, seconds = 0, seconds + 0.5  # it wakes up
    assert 0 < line.room(is_answer=False) < 1000


def test_a_large_page_that_is_on_its_way_for_long_is_no_line_that_takes_nothing() -> None:
    seconds, waiting = 5.0, 0
    line = SshLine(lambda: waiting, lambda: seconds)
    line.note_sent(9000)
    for left in range(9040, 0, -500):
        seconds, waiting = seconds + 0.25, left
        line.look()
        assert not line.is_stuck


def test_small_frames_are_no_reason_to_look_without_end() -> None:
    slow = Line(2000.0, 0.3)
    slow.send(100)
    assert not slow.line.is_measured
    for _frame in range(40):
        slow.send(50)
        slow.seconds += 0.125
        if slow.line.is_measured:
            slow.line.look()
            assert not slow.line.is_measured
