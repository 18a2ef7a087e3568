"""Run calmtui and note when it reads a key and what it sends: `python -m benchmarks.noted FILE`.

Over a slow line only the program knows which bytes answer which key.
"""

from __future__ import annotations

import sys

from calmtui.cli.main import main
from calmtui.tui.frame_writer import FrameWriter
from calmtui.tui.textual_internals.driver import CalmDriver


def _note_in(path: str) -> None:
    notes = open(path, "a", buffering=1)  # noqa: SIM115 - as long as the program
    push, feed = FrameWriter._push, CalmDriver.feed  # noqa: SLF001 - where all is sent

    def noted_push(self: FrameWriter, data: bytes) -> None:
        notes.write(f"sent {len(data)}\n")
        push(self, data)

    def noted_feed(self: CalmDriver, data: bytes) -> None:
        notes.write(f"keys {len(data)}\n")
        feed(self, data)

    FrameWriter._push = noted_push  # type: ignore[method-assign]  # noqa: SLF001
    CalmDriver.feed = noted_feed  # type: ignore[method-assign]


if __name__ == "__main__":
    _note_in(sys.argv.pop(1))
    sys.exit(main())
