"""Regular expressions that are compiled when they are first used: a launch uses few of them."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LatePattern:
    """Stands in for a pattern."""

    def __init__(self, text: str | bytes, flags: int) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)  # this method is called only for what is not there
        return value


def late_pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what stands in for a pattern: its methods alone."""
    return cast("re.Pattern[AnyStr]", _LatePattern(text, flags))
