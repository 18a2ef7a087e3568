"""What several tests share of disk."""

from __future__ import annotations

import os
from typing import Any

import pytest

from calmtui.storage.journal import new_id

SAY = '[[steps]]\nkind = "say"\ntext = "Feel the floor."\nseconds = 20\n'

RATED = 'rate = ["anxiety"]'

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another account")


def record(**more: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "id": new_id(),
        "session": "s",
        "at": "2026-11-24T22:41:03+01:00",
        "what": "begun",
        **more,
    }


HOLDER = """
import fcntl, sys, os, signal
file = open(sys.argv[1])
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
os.kill(os.getpid(), signal.SIGSTOP)
"""
