"""What home says on top: of calmtui itself at the first start, and of what is wrong."""

from __future__ import annotations

from typing import NamedTuple

from calmtui.text.i18n import N_, _

_SAVED = (  # not said where nothing is saved
    N_("Your sessions are saved in {journal}. Anyone who uses this account can read them."),
    N_(
        "If someone else may look at this computer: start with --private, or do not use "
        "calmtui here."
    ),
    N_(
        "`calmtui lock` locks what is saved. `blank = true` in the settings hides your words "
        "while another window is in front."
    ),
)
WELCOME = (
    N_("calmtui is a set of calming routines and timed exercises."),
    N_(
        "It is not therapy, a diagnosis or a crisis service. If something does not suit you, "
        "skip it. Press ! for help at any time."
    ),
    *_SAVED,
)
_BRIEF = (WELCOME[1], _SAVED[1])


class Notices(NamedTuple):
    """Lines on top of home; the brief ones are for where there is little room."""

    full: tuple[str, ...]
    brief: tuple[str, ...]


def welcome(journal_folder: str, *, private: bool) -> Notices:
    """Return what calmtui says of itself at its first start."""
    lines = [line for line in WELCOME if not (private and line in _SAVED)]
    full = tuple(_(line).format(journal=journal_folder) for line in lines)
    brief = tuple(_(line) for line in lines if line in _BRIEF)
    return Notices(full, brief)
