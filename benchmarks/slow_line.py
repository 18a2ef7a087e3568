"""A line of few bytes a second that takes its time, between two networks of their own.

`python -m benchmarks.slow_line PID PID` joins the networks of two processes until it is ended.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import struct
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

RATE, DELAY = 2000.0, 0.15  # bytes a second; seconds each way
ADDRESSES = ("192.0.2.1", "192.0.2.2")
_CLONE_NEWNET = 0x40000000
_TUNSETIFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
_PACKET = 65536


@contextmanager
def slow_line(pids: tuple[int, int]) -> Iterator[None]:
    """Join the networks of two processes, which get the addresses in their order."""
    command = [sys.executable, "-m", "benchmarks.slow_line", *map(str, pids)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as relay:
        assert relay.stdout is not None
        try:
            if not relay.stdout.readline():
                raise TimeoutError("no slow line can be made here")
            yield
        finally:
            relay.kill()


def _end_of_line(pid: int, address: str) -> int:
    """Return the end of the line in a process's network, where its packets are read and written."""
    network = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(network, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
    end = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22x", b"line", _TUN_WITHOUT_HEADER))
    for words in (f"addr add {address}/24 dev line", "link set line up", "link set lo up"):
        subprocess.run(["ip", *words.split()], check=True)
    return end


def _relay(ends: tuple[int, int]) -> None:
    """Carry packets both ways, for ever; nothing is dropped."""
    free = [0.0, 0.0]  # when the line has carried what came in at an end
    on_way: tuple[deque[tuple[float, bytes]], ...] = (deque(), deque())
    while True:
        due = [packets[0][0] for packets in on_way if packets]
        wait = max(min(due) - time.monotonic(), 0.0) if due else None
        readable = select.select(ends, [], [], wait)[0]
        now = time.monotonic()
        for end, fd in enumerate(ends):
            if fd in readable:
                packet = os.read(fd, _PACKET)
                free[end] = max(free[end], now) + len(packet) / RATE
                on_way[end].append((free[end] + DELAY, packet))
            while on_way[end] and on_way[end][0][0] <= now:
                os.write(ends[1 - end], on_way[end].popleft()[1])


if __name__ == "__main__":
    first, second = sys.argv[1:]
    both = (_end_of_line(int(first), ADDRESSES[0]), _end_of_line(int(second), ADDRESSES[1]))
    print("joined", flush=True)
    _relay(both)
