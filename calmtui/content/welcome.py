"""What calmtui says of itself at its first start. Pure."""

from __future__ import annotations

from calmtui.text.i18n import N_, _

WHAT = N_("Calming routines and timed exercises, one small thing at a time.")
LIMITS = N_("calmtui is not therapy, a diagnosis or a crisis service. Help is on ! at any time.")
SAVED = N_(
    "What you do is saved only on this computer, in {journal}. Anyone with this account can "
    "read it; `calmtui lock` locks it."
)
WATCHED = N_(
    "If someone else may look at this computer: start with --private, or do not use calmtui here."
)


def what_it_is() -> str:
    """Return what calmtui is."""
    return _(WHAT)


def what_to_know(journal_folder: str, *, private: bool) -> tuple[str, ...]:
    """Return what it is not, where it saves, and how to save nothing."""
    if private:
        return _(LIMITS), _("Private: nothing is saved.")
    return _(LIMITS), _(SAVED).format(journal=journal_folder), _(WATCHED)
