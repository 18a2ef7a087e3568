"""One finding of a check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from calmtui.text.i18n import N_

FIX_HINT = N_("calmtui doctor --fix takes care of that.")


class Finding(Struct, frozen=True):
    """One thing that was looked at: it is `good`, something to know (`note`), or to do (`wrong`).

    `what` and `do` are sentences, `where` is a place. No finding holds a word of a journal, only
    files and lines. `fix` sets right what can be.
    """

    about: Literal["version", "terminal", "files", "journal", "settings", "routines", "help"]
    level: Literal["good", "note", "wrong"]
    what: str
    where: str = ""
    do: str = ""
    fix: Callable[[], object] | None = None
