"""Figures of sums alone, where the records have nothing more to tell. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calmtui.history.figures import Figures
    from calmtui.history.past_sums import PastSums


def whole_figures(sums: PastSums, titles: Mapping[str, str]) -> Figures | None:
    """Return the figures of the period that was read; `titles` are of routines, by id.

    None where the records have more to tell: some are locked or can't be read, a coin was thrown,
    or a routine is gone, whose name they have.
    """
    figures = sums.figures(titles)
    is_partial = bool(sums.unreadable_files or figures.sealed or figures.unreadable)
    is_unnamed = any(routine.id not in titles for routine in figures.routines)
    if is_partial or is_unnamed or sums.trials:
        return None
    return figures
