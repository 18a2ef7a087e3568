"""How far a reading of the history is, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.storage.journal_lines import Progress

_MEGABYTE = 1_000_000


def describe_progress(progress: Progress | None) -> str:
    """Say how far the reading is."""
    if progress is None or progress.whole < _MEGABYTE:
        return _("Reading the history ...")
    text = _("Reading the history: {n} of {all} MB")
    return text.format(n=progress.done // _MEGABYTE, all=progress.whole // _MEGABYTE)
