"""Textual as the tests want it: import this before anything that imports Textual."""

from __future__ import annotations

import asyncio
import os
from math import inf
from time import monotonic
from typing import Any

# Read at the import: nobody waits for a sixtieth of a second, and pictures are in full colour on
# any terminal.
_WANTED = {"TEXTUAL_FPS": "1000", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
os.environ |= _WANTED
import textual.app  # noqa: E402
import textual.pilot  # noqa: E402
from textual._context import active_app  # noqa: E402
from textual.css.stylesheet import Stylesheet  # noqa: E402

for name in _WANTED:  # the programs that tests start are as they are everywhere
    del os.environ[name]


async def at_rest(min_sleep: float = 0.0, max_sleep: float = 5.0) -> None:
    """Wait until the loop and its threads have nothing to do, now or in a fiftieth of a second, or
    the app has ended.

    Textual's own looks at the processor instead: that takes longer, and takes a process that a busy
    machine has set aside for one that is done.
    """
    loop: Any = asyncio.get_running_loop()
    until = monotonic() + max_sleep
    still = 0
    while still < 3 and monotonic() < until and active_app.get().is_running:
        soon = (
            min((timer.when() for timer in loop._scheduled if not timer.cancelled()), default=inf)
            - loop.time()
        )
        threads = getattr(loop, "_default_executor", None)
        works = threads is not None and threads._idle_semaphore._value < len(threads._threads)
        still = 0 if loop._ready or works or soon < 0.02 else still + 1
        await asyncio.sleep(0 if still or loop._ready else max(0.001, min(soon, 0.02)))


_parse = Stylesheet._parse_rules
_parsed: dict[object, Any] = {}


def _parse_once(sheet: Stylesheet, *args: Any, **more: Any) -> Any:
    """What a style sheet says, read once for all apps: it is the same in each."""
    key = (args, *more.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse(sheet, *args, **more)
    return _parsed[key]


Stylesheet._parse_rules = _parse_once  # type: ignore[assignment, method-assign]
for module in (textual.app, textual.pilot):
    module.wait_for_idle = at_rest  # type: ignore[attr-defined]
