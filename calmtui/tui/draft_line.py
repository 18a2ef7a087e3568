"""The line that says whether a draft is saved: where the disk is slow, twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from calmtui.session.kept_draft import KeptDraft

_LOOK = 0.1  # seconds between two looks at a slow disk


def tell_draft(screen: Screen[Any], draft: KeptDraft, tell: Callable[[str], None]) -> None:
    """Tell whether a draft is saved, and again when a slow disk has done it."""
    was_open = draft.is_open
    tell(draft.line)

    def look() -> None:
        if draft.is_open:
            screen.set_timer(_LOOK, look)
        else:
            tell(draft.line)

    if was_open:
        screen.set_timer(_LOOK, look)
