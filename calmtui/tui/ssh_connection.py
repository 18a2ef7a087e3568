"""The SSH connection that the terminal is used over, as the kernel knows it.

sshd takes whatever a program writes, at once: what of it is still on its way only the kernel knows.
It is looked up in the kernel's table of connections, in which nothing is opened, sent or changed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from ipaddress import ip_address
from threading import Thread
from time import monotonic

from calmtui.tui.ssh_line import SshLine

_TABLES = ("/proc/net/tcp", "/proc/net/tcp6")
_IPV4_IN_IPV6 = bytes(10) + b"\xff\xff"
_ASK_AGAIN = 30.0  # seconds


class SshConnection:
    """The connection that the terminal is used over: what has not arrived of it.

    A window of tmux keeps the name of the one that it was opened over, and may be shown over
    another: `can_move`.
    """

    def __init__(self, name: str, *, can_move: bool) -> None:
        self._ends = _ends(name)
        self._can_move = can_move
        self._asked = -_ASK_AGAIN

    def waiting(self) -> int | None:
        """Return the bytes that nobody has confirmed; None: there is no such connection."""
        if self._ends is None:
            return None
        return _waiting_bytes(*self._ends)

    def find(self) -> None:
        """Have tmux asked over which one it is shown, beside all else."""
        now = monotonic()
        if self._can_move and now - self._asked >= _ASK_AGAIN:
            self._asked = now
            Thread(target=self.ask_tmux, daemon=True, name="tmux").start()

    def ask_tmux(self) -> None:
        """Take the connection over which this session of tmux was attached last, if it says so."""
        from calmtui import tmux  # noqa: PLC0415 - within tmux alone

        self._ends = _ends(tmux.ssh_connection()) or self._ends


def ssh_line(environment: Mapping[str, str]) -> SshLine | None:
    """Return the line that this program is used over, where it is SSH and can be looked up."""
    is_tmux = "TMUX" in environment
    connection = SshConnection(environment.get("SSH_CONNECTION", ""), can_move=is_tmux)
    if connection.waiting() is None and not is_tmux:
        return None
    return SshLine(connection.waiting, monotonic, connection.find)


def _ends(name: str) -> tuple[set[str], set[str]] | None:
    """Return both ends of what SSH_CONNECTION says, the near one first; None: it says nothing."""
    try:
        away, away_port, here, here_port = name.split()
        return _spellings(here, here_port), _spellings(away, away_port)
    except ValueError:
        return None


def _spellings(address: str, port: str) -> set[str]:
    """Return an end of a connection as the kernel's tables write it. Raises ValueError.

    An address is written in words of four bytes, each as a number of this machine; one of IPv4
    may be in the table of IPv6, too.
    """
    packed = ip_address(address).packed
    spellings = set()
    for one in (packed, _IPV4_IN_IPV6 + packed):
        words = (one[place : place + 4] for place in range(0, len(one), 4))
        digits = "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
        spellings.add(f"{digits}:{int(port):04X}")
    return spellings


def _waiting_bytes(here: set[str], away: set[str]) -> int | None:
    """Return what has not arrived of the connection between two ends; None: there is no such."""
    for table in _TABLES:
        try:
            with open(table, encoding="ascii") as file:
                lines = file.readlines()
        except OSError:
            continue
        for line in lines[1:]:
            _, one, other, _state, queues, *_ = line.split()
            if one in here and other in away:
                return int(queues.partition(":")[0], 16)
    return None
