"""The JSON files that `tui_breath` writes: one session each, in its folder `sessions`."""

from __future__ import annotations

import json
from typing import Any

from calmtui.history.imports.rows import ImportedRow, RowLeftOut
from calmtui.history.imports.table import UnreadableFile
from calmtui.history.imports.times import Times
from calmtui.history.sessions import bounded
from calmtui.text.i18n import _
from calmtui.text.sanitize import single_line

PROGRAM = "tui_breath"
_ENDS = {"completed": "completed", "abandoned": "left early"}
_MAX_SECONDS = 86400.0


def is_json(text: str) -> bool:
    """Return whether a file begins as one of JSON does."""
    return text.lstrip()[:1] in ("{", "[")


def read_session(text: str, times: Times) -> ImportedRow | RowLeftOut:
    """Return the session of a file, or why it does not fit. Raises UnreadableFile."""
    try:
        data: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableFile(error.lineno, _("not valid JSON")) from None
    except (ValueError, RecursionError):
        raise UnreadableFile(1, _("not valid JSON")) from None
    try:
        start, status = data["start_time"], data["status"]
        seconds = data["parameters"].get("actual_duration_secs", 0)
        pattern = data["parameters"]["settings"]["pattern_id"]
        how = _ENDS[status]
    except (KeyError, TypeError, AttributeError):
        raise UnreadableFile(1, _("expected a session that tui_breath saved")) from None
    practised = bounded(seconds, _MAX_SECONDS)
    if not (isinstance(start, str) and isinstance(pattern, str)) or practised is None:
        raise UnreadableFile(1, _("expected a session that tui_breath saved"))
    try:
        at, when = times.read(start)
    except ValueError as error:
        return RowLeftOut(1, single_line(str(error)))
    name = single_line(pattern).strip()
    # Older versions did not say how long.
    return ImportedRow(1, at, when, name, how, round(practised, 1) or None)
