"""`calmtui lock`: seal what is saved, and all that comes, with a passphrase."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from calmtui.cli import passphrase, recovery_key
from calmtui.cli.output import fail
from calmtui.sources import open_device, open_journal, set_user_language
from calmtui.storage.encryption import lock_files, seal, trust
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import display_path, single_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.storage.device import DeviceStore
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.encryption.trust import SharedLockState
    from calmtui.storage.journal import Journal

_MAX_LISTED = 4  # locks whose keys are listed
_MAX_KEY = 70  # characters of a key that are shown
_BEFORE = N_(
    "From now on each session is locked as it is saved. Starting one never asks\n"
    "for anything; reading back asks for the passphrase.\n"
    "Five or six random words work well; any text will do."
)
_NOT_ACCEPTED = N_(
    "The journal's folder has a lock that is not accepted on this computer yet:\n"
    "nothing is locked with its keys until you enter its passphrase."
)
_COMPARE = N_(
    "Where it was made, calmtui lock --show prints the same fingerprint. If it is\n"
    "not yours, press Enter to change nothing, then remove\n"
    "{file}"
)
_UNPROVEN = N_(
    "nothing is locked with it: what you typed opens it, but does not prove that "
    "all its keys are yours. Only the passphrase can. If an older calmtui made the "
    "lock, run calmtui lock --change there first"
)


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--change", action="store_true", help=_("change the passphrase"))
    group.add_argument(
        "--show", action="store_true", help=_("show which keys the journal is locked with")
    )


def run(args: argparse.Namespace) -> int:
    """Lock the journal, change the passphrase, or show the keys."""
    return lock(args.change, args.show)


def lock(change: bool, show: bool = False) -> int:
    """Lock the journal, or accept the lock that another machine made.

    With `change` only the passphrase is changed; with `show` the keys are shown.
    """
    set_user_language()
    journal = open_journal()
    if show:
        return _show(journal)
    if not passphrase.has_pyrage():
        return 1
    accepted = trust.accepted_lock(journal)
    if change:
        return _change_passphrase(journal)
    device = open_device(journal)
    standing = trust.shared_lock_state(journal)
    if accepted is not None:
        return _lock_again(journal, device, standing)
    is_on = _is_on(journal)
    if standing == "new" or (is_on and trust.offered_locks(journal)):
        return _accept(journal, device)
    if standing == "unreadable" or is_on:
        return fail(_describe_damage(journal))
    return _lock_first(journal, device)


def _lock_again(journal: Journal, device: DeviceStore, standing: SharedLockState) -> int:
    """Seal what is not sealed yet where the journal is locked; put a missing lock file back."""
    from calmtui.storage.encryption import convert

    print(_("The journal is locked already."))
    if not os.path.lexists(journal.folder / lock_files.LOCK_FILE):
        print(_("lock.json was missing here; this computer's own copy was put back."))
    if standing == "other" and all(map(os.isatty, (0, 1))):
        return _accept(journal, device)
    if standing:
        print(_(trust.WARNINGS[standing]))
    return _report_sealed(journal, convert.encrypt_pending(journal, device))


def _lock_first(journal: Journal, device: DeviceStore) -> int:
    """Ask for a new passphrase, show the recovery key, and seal everything."""
    from calmtui.storage.encryption import convert

    if not passphrase.has_terminal(sys.stdout.fileno()):
        return 1
    with passphrase.hidden_input():
        print(_(_BEFORE))
        secret = passphrase.ask_new_passphrase()
        if not secret:
            return _fail_unchanged()
        from calmtui.storage.encryption.keys import create_lock

        lock_file, recovery = create_lock(secret)
    with passphrase.signals_exit():
        if not recovery_key.show(recovery):
            return _fail_unchanged()
    is_done = convert.lock(journal, device, lock_file)
    print(_("The journal is locked."))
    return _report_sealed(journal, is_done)


def _accept(journal: Journal, device: DeviceStore) -> int:
    """Ask for the passphrase of a lock that came with the journal's folder.

    Only when the passphrase proves that its keys are the person's own, it is sealed to.
    """
    from calmtui.storage.encryption import convert

    if not passphrase.has_terminal(sys.stdout.fileno()):
        return 1
    locks = trust.offered_locks(journal)
    with passphrase.hidden_input():
        print(_(_NOT_ACCEPTED))
        for one in locks[:_MAX_LISTED]:
            _show_keys(one)
        print(_(_COMPARE).format(file=display_path(journal.folder / lock_files.LOCK_FILE)))
        passphrase.report_costly_locks(locks)
        key = _ask_key_of(locks)
    if key is None:
        return _fail_unchanged()
    if not key.proven_locks:
        return fail(_(_UNPROVEN))
    is_done = convert.lock(journal, device, key.proven_locks[0])
    print(_("The journal is locked."))
    return _report_sealed(journal, is_done)


def _ask_key_of(locks: list[dict[str, Any]]) -> PrivateKeys | None:
    """Ask for a passphrase until it opens one of the locks; None when the person stops."""
    from calmtui.storage.encryption.keys import unlock_with

    while secret := passphrase.read_secret(_("The passphrase of that lock: ")):
        for typed in passphrase.possible_secrets(secret):
            key = unlock_with(typed, locks)
            if key is not None:
                return key
        print(_("That did not open it. Try again, or press Enter to stop."), file=sys.stderr)
    return None


def _show(journal: Journal) -> int:
    """Say to which keys this machine seals, and how the lock in the journal's folder compares."""
    accepted, standing = trust.accepted_lock(journal), trust.shared_lock_state(journal)
    if accepted is None:
        print(_("The journal is not locked on this computer."))
    else:
        print(_("The journal is locked."))
        _show_keys(accepted)
    if standing:
        print(_(trust.WARNINGS[standing]))
    if standing in ("new", "other"):
        for one in trust.offered_locks(journal)[:_MAX_LISTED]:
            _show_keys(one)
    return 0


def _show_keys(lock_file: dict[str, Any]) -> None:
    from calmtui.storage.encryption.lock_files import fingerprint

    text = _("Fingerprint of its keys: {fingerprint}")
    print(text.format(fingerprint=fingerprint(lock_file)))
    for key in lock_file["recipients"]:
        print(f"  {single_line(key)[:_MAX_KEY]}")


def _is_on(journal: Journal) -> bool:
    """Return whether nothing may be written in plain text, even if the lock is damaged or gone.

    Raises:
        OSError: That cannot be told.
    """
    try:
        return journal.lock.recipients() is not None
    except lock_files.CannotEncrypt:
        # It names what cannot be looked into.
        seal.has_encrypted_records(os.fspath(journal.folder))
        return True


def _describe_damage(journal: Journal) -> str:
    return _(
        "{file} is damaged or missing, and there are locked records. Copy it from "
        "another computer or a backup, or unlock the journal with the recovery "
        "key: calmtui unlock"
    ).format(file=display_path(journal.folder / lock_files.LOCK_FILE))


def _change_passphrase(journal: Journal) -> int:
    from calmtui.storage.encryption import convert

    accepted = trust.accepted_lock(journal)
    if accepted is None:
        standing = trust.shared_lock_state(journal)
        return fail(_(trust.WARNINGS[standing]) if standing else _("the journal is not locked"))
    key = passphrase.ask_passphrase(journal)
    if key is None:
        return _fail_unchanged()
    if not key.opens(accepted):
        return fail(_("that opens only an older lock"))
    with passphrase.hidden_input():
        secret = passphrase.ask_new_passphrase()
    if not secret:
        return _fail_unchanged()
    convert.change_passphrase(journal, key, secret)
    print(_("The passphrase was changed. The recovery key is the same as before."))
    print(_("Old copies of lock.json, such as in a backup, still open with the old one."))
    return 0


def _report_sealed(journal: Journal, is_done: bool) -> int:
    """Say what is sealed now, and what not yet."""
    from calmtui.storage.encryption import convert

    sealed = {record["session"] for record in journal.records() if record["what"] == "sealed"}
    number = len(sealed - {""})
    print(ngettext("{n} session is locked.", "{n} sessions are locked.", number).format(n=number))
    device_files = journal.device_files()
    others = [path for path in convert.plain_files(journal) if path not in device_files]
    if others:
        print(
            _("Not locked yet on other computers; each locks its own when calmtui next runs there:")
        )
    for path in others:
        print(f"  {display_path(path)}")
    if not is_done:
        return fail(
            _(
                "a session is running in another terminal; it is locked at the "
                "next start, or by calmtui lock"
            )
        )
    return 0


def _fail_unchanged() -> int:
    return fail(_("nothing was changed"))
