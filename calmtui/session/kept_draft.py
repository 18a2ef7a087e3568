"""A draft that the person asked to be kept, and what there is to say of it."""

from __future__ import annotations

from calmtui.storage.background import Work
from calmtui.text.errors import describe_os_error
from calmtui.text.i18n import _


class KeptDraft:
    """A draft that a slow disk may still be writing; without `saving` nothing is saved."""

    def __init__(self, saving: Work | None) -> None:
        self._saving = saving

    @property
    def is_open(self) -> bool:
        """Whether the disk has neither saved nor refused it yet."""
        return not self.wait(0.0)

    def wait(self, seconds: float) -> bool:
        """Wait for the disk so long at most; return whether it has saved or refused it."""
        return self._saving is None or self._saving.wait(seconds)

    @property
    def line(self) -> str:
        """Say whether it is saved, as far as that is known now."""
        if self._saving is None:
            return _("Nothing is saved in this session.")
        if self.is_open:
            return _("Not saved yet: {why}. You can go on.").format(why=_("the disk is slow"))
        error = self._saving.error
        if error is None:
            return _(
                "Kept as a draft. `calmtui draft` prints it, `calmtui draft --forget` deletes it."
            )
        if isinstance(error, OSError):
            return _("Not saved: {why}.").format(why=describe_os_error(error))
        raise error
