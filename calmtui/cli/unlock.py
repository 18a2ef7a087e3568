"""`calmtui unlock`: open everything in place, with the passphrase or the recovery key."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from calmtui.cli import passphrase
from calmtui.cli.output import fail
from calmtui.sources import open_device, open_journal, set_user_language
from calmtui.storage.encryption.lock_files import LOCK_FILE
from calmtui.text.i18n import _
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.storage.journal import Journal


def add_arguments(_parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add nothing: the command takes no arguments."""


def run(_args: argparse.Namespace) -> int:
    """Open the journal."""
    return unlock()


def unlock() -> int:
    """Ask for the passphrase and decrypt everything of this machine."""
    from calmtui.storage.encryption import convert, trust

    set_user_language()
    journal = open_journal()
    device = open_device(journal)
    locks = (journal.folder / LOCK_FILE, journal.lock_copy)
    is_locked = any(map(os.path.lexists, locks))
    if not (is_locked or convert.sealed_files(journal) or device.has_sealed_texts()):
        print(_("The journal is not locked."))
        return 0
    key = passphrase.ask_passphrase(journal)
    if key is None:
        return 1
    lock = trust.accepted_lock(journal)
    if lock is not None and not key.opens(lock):
        return fail(_("that opens only an older lock"))
    is_done = convert.unlock(journal, device, key)
    _list_still_sealed(journal)
    if not is_done:
        return fail(
            _("another terminal is using the journal; run calmtui unlock again when it is done")
        )
    print(_("The journal is unlocked. New sessions are saved as plain text."))
    return 0


def _list_still_sealed(journal: Journal) -> None:
    from calmtui.storage.encryption import convert

    for path in convert.sealed_files(journal):
        message = _("locked by another computer: {file}")
        if path in journal.device_files():
            message = _("still locked: {file}; run calmtui unlock again")
        print(message.format(file=display_path(path)))
    if (journal.folder / LOCK_FILE).exists():
        print(_("Run calmtui unlock there too; lock.json stays until everything is unlocked."))
