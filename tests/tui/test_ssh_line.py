"""An SSH line: what is on its way is looked up, and a fast one is soon given more at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from calmtui.tui import ssh_line
from calmtui.tui.ssh_line import SshLine

CONNECTION = {"SSH_CONNECTION": "192.0.2.7 50022 192.0.2.1 22"}
HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
OTHER = "   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
OURS = "   1: 010200C0:0016 070200C0:C366 01 000004D2:00000000 01:00000015 00000000     0\n"


class Line:
    """A line of so many bytes a second that confirms each after a while, and its clock."""

    def __init__(self, rate: float, there_and_back: float) -> None:
        self.seconds = 0.0
        self._rate, self._back = rate, there_and_back
        self._sent: list[tuple[float, int]] = []  # when it is confirmed, how much
        self._free = 0.0
        self.line = SshLine(self.waiting, lambda: self.seconds)

    def waiting(self) -> int:
        return sum(size for at, size in self._sent if at > self.seconds)

    def send(self, size: int) -> None:
        for _ in range(size // 10):
            self._free = max(self._free, self.seconds) + 10 / self._rate
            self._sent.append((self._free + self._back, 10))
        self.line.note_sent(size)

    def page(self, size: int) -> float:
        """Send a page as the line has room for it; return how long that took."""
        begun = self.seconds
        while size > 0:
            room = self.line.room()
            if room >= 300:
                self.send(min(room, size))
                size -= room
            self.seconds += 0.05
        while self.line.is_measured:
            self.line.room()
            self.seconds += 0.05
        return self.seconds - begun


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ssh_line, "_TABLES", (str(tmp_path / "none"), str(tmp_path / "tcp")))
    return tmp_path / "tcp"


def test_what_is_on_its_way_is_looked_up_in_the_kernels_table(table: Path) -> None:
    table.write_text(HEAD + OTHER + OURS)
    line = ssh_line.ssh_line(CONNECTION)
    assert line is not None
    begun = line.room()
    table.write_text(HEAD + OTHER + OURS.replace("000004D2", "00000000"))
    assert line.room() == begun + 0x4D2


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
    table: Path, connection: str, row: str
) -> None:
    stuck = OURS.replace("070200C0", "080200C0").replace("000004D2", "0000FFFF")
    table.write_text(HEAD + stuck + row)
    line = ssh_line.ssh_line({"SSH_CONNECTION": connection})
    assert line is not None
    assert -1000 < line.room() < 0


@pytest.mark.parametrize("environment", [{}, {"SSH_CONNECTION": "UNKNOWN"}, CONNECTION])
def test_a_line_that_nobody_can_look_up_is_none(table: Path, environment: dict[str, str]) -> None:
    table.write_text(HEAD + OTHER)
    assert ssh_line.ssh_line(environment) is None


def test_a_line_that_is_gone_from_the_table_gets_all_at_once(table: Path) -> None:
    table.write_text(HEAD + OURS)
    line = ssh_line.ssh_line(CONNECTION)
    table.write_text(HEAD)
    assert line is not None
    assert line.room() > 50_000


def test_a_slow_line_never_has_more_than_a_key_can_wait_for() -> None:
    slow = Line(2000.0, 0.3)
    for _page in range(3):
        slow.page(5000)
        assert slow.waiting() <= 1000
    slow.line.room()
    slow.send(5000)
    assert slow.line.room() < 0


def test_a_fast_line_far_away_soon_gets_a_page_at_once() -> None:
    fast = Line(1e6, 0.25)
    assert fast.page(6000) < 1.5
    fast.page(6000)
    fast.page(6000)
    assert fast.line.room() > 6000


def test_what_was_just_written_counts_before_the_table_has_it() -> None:
    line = SshLine(lambda: 0, lambda: 5.0)
    room = line.room()
    line.note_sent(400)
    assert line.room() == room - 400
