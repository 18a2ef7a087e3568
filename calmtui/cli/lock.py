"""The commands of the lock: lock, unlock; and the one way to ask for a passphrase on the terminal."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from calmtui import terminal
from calmtui.cli.output import fail, journal, set_user_language
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.paths import Paths
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.input_parser import clean_typed_line

if TYPE_CHECKING:
    from pathlib import Path

    from calmtui.storage.device import DeviceStore
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal

_LAST = 4  # letters of the recovery key that are typed to show that it is kept
_LISTED = 4  # locks whose keys are listed
_BEFORE = N_(
    "From now on sessions are sealed as they are kept. Starting one never asks\n"
    "for anything; looking back asks for the passphrase.\n"
    "Five or six random words make a good one; any text is taken."
)
_FINAL = N_(
    "Write it on paper, or put it into a password manager: it opens the journal\n"
    "when the passphrase is lost. When both are lost, what is sealed is lost for\n"
    "good: nobody can open it, calmtui neither."
)
_NOT_YET = N_(
    "The journal's folder has a lock that is not accepted on this machine yet:\n"
    "nothing is sealed to its keys until you give its passphrase."
)
_OTHERWISE = N_(
    "Where it was made, calmtui lock --show says the same fingerprint. If it is\n"
    "not yours, Enter leaves all as it is; then remove\n{file}"
)
_UNPROVEN = N_(
    "nothing is sealed to it: what you typed opens it, but does not prove that all of its keys are yours. "
    "Only the passphrase can; if an older calmtui made the lock, run calmtui lock --change there first"
)
_SCREEN, _BACK = "\x1b[?1049h\x1b[H\x1b[2J", f"{terminal.ERASE_SCREEN.decode()}\x1b[?1049l"


def lock(change: bool, show: bool = False) -> int:
    """`calmtui lock`: seal what is kept, and all that comes; accept the lock that another machine made.

    With `change` only the passphrase is another; with `show` it is only said what the journal is sealed to.
    """
    from calmtui.storage.encryption import convert as locking

    set_user_language()
    kept, state = _kept()
    if show:
        return _show(kept)
    if not _able():
        return 1
    own = locking.accepted_lock(kept)
    if change:
        return _change(kept)
    found = locking.shared_lock_state(kept)
    if own is not None:
        print(_("The journal is locked already."))
        if not os.path.lexists(kept.folder / sealing.LOCK_FILE):
            print(_("lock.json was missing here; this machine's own copy of it is put back."))
        if found == "other" and all(map(os.isatty, (0, 1))):
            return _accept(kept, state)
        if found:
            print(_(locking.WARNINGS[found]))
        return _sealed(kept, locking.encrypt_pending(kept, state))
    on = _is_on(kept)
    if found == "new" or (on and locking.offered_locks(kept)):
        return _accept(kept, state)
    if found == "unreadable" or on:
        return fail(_damaged(kept))
    if not _terminal(sys.stdout.fileno()):
        return 1
    with _unseen():
        print(_(_BEFORE))
        passphrase = _twice()
        if not passphrase:
            return _nothing()
        from calmtui.storage.encryption.keys import create_lock

        made, recovery = create_lock(passphrase)
    with _ends():
        if not _show_recovery(recovery):
            return _nothing()
    done = locking.lock(kept, state, made)
    print(_("The journal is locked."))
    return _sealed(kept, done)


def unlock() -> int:
    """`calmtui unlock`: open everything in place, with the passphrase or the recovery key."""
    from calmtui.storage.encryption import convert as locking

    set_user_language()
    kept, state = _kept()
    locks = (kept.folder / sealing.LOCK_FILE, kept.lock_copy)
    if not (
        any(map(os.path.lexists, locks)) or locking.sealed_files(kept) or state.has_sealed_texts()
    ):
        print(_("The journal is not locked."))
        return 0
    key = ask_passphrase(kept)
    if key is None:
        return 1
    accepted = locking.accepted_lock(kept)
    if accepted is not None and not key.opens(accepted):
        return fail(_("that opens only an older lock"))
    done = locking.unlock(kept, state, key)
    for path in locking.sealed_files(kept):
        own = path in kept.device_files()
        said = (
            _("still sealed: {file}; run calmtui unlock again")
            if own
            else _("sealed by another machine: {file}")
        )
        print(said.format(file=_shown(path)))
    if (kept.folder / sealing.LOCK_FILE).exists():
        print(_("Run calmtui unlock there too; lock.json stays until all is open."))
    if not done:
        return fail(_("another terminal is in the way; run calmtui unlock again when it is done"))
    print(_("The journal is open. New sessions are kept in plain text."))
    return 0


def ask_passphrase(journal: Journal) -> PrivateKeys | None:
    """Ask for the passphrase, or the recovery key, until it opens the journal; None when the person stops.

    Why it could not be asked is said on stderr.
    """
    from calmtui.storage.encryption import convert as locking
    from calmtui.storage.encryption import keys

    if not _able() or not _terminal():
        return None
    files = keys.read_lock_files(journal.folder, journal.lock_copy)
    _say_too_dear(files)
    with _unseen():
        if not files:
            print(
                _("lock.json is missing here. The recovery key opens the journal without it."),
                file=sys.stderr,
            )
        while secret := _secret(_("Passphrase (or recovery key): ")):
            for typed in _readings(secret):
                key = keys.unlock_with(typed, files) or keys.find_recovery(typed, journal.records())
                if key is not None:
                    locking.adopt_new_passphrase(journal, key)
                    return key
            print(_("That does not open it. Once more, or Enter to stop."), file=sys.stderr)
    return None


def _readings(secret: str) -> dict[str, None]:
    """What was typed, without what nobody typed, and as it is."""
    return dict.fromkeys((clean_typed_line(secret), secret))


def _say_too_dear(files: list[dict[str, Any]]) -> None:
    """Say how many lock files are not tried: their authors chose what it costs."""
    from calmtui.storage.encryption import convert as locking
    from calmtui.storage.encryption import keys

    if number := keys.count_too_costly(files):
        print(locking.describe_too_costly(number), file=sys.stderr)


def _kept() -> tuple[Journal, DeviceStore]:
    from calmtui.storage.device import DeviceStore

    kept = journal(private=False)
    return kept, DeviceStore(Paths.find().state, lock=kept.lock)


def _accept(kept: Journal, state: DeviceStore) -> int:
    """Ask for the passphrase of a lock that came with the journal's folder; sealed to only when that proves it."""
    from calmtui.storage.encryption import convert as locking
    from calmtui.storage.encryption import keys

    if not _terminal(sys.stdout.fileno()):
        return 1
    locks = locking.offered_locks(kept)
    with _unseen():
        print(_(_NOT_YET))
        for one in locks[:_LISTED]:
            _say_keys(one)
        print(_(_OTHERWISE).format(file=_shown(kept.folder / sealing.LOCK_FILE)))
        _say_too_dear(locks)
        while secret := _secret(_("The passphrase of that lock: ")):
            key = next(
                filter(None, (keys.unlock_with(typed, locks) for typed in _readings(secret))), None
            )
            if key is not None:
                break
            print(_("That does not open it. Once more, or Enter to stop."), file=sys.stderr)
        else:
            return _nothing()
    if not key.proven_locks:
        return fail(_(_UNPROVEN))
    done = locking.lock(kept, state, key.proven_locks[0])
    print(_("The journal is locked."))
    return _sealed(kept, done)


def _show(kept: Journal) -> int:
    """Say to which keys this machine seals, and how the lock in the journal's folder stands to that."""
    from calmtui.storage.encryption import convert as locking

    own, found = locking.accepted_lock(kept), locking.shared_lock_state(kept)
    if own is None:
        print(_("The journal is not locked on this machine."))
    else:
        print(_("The journal is locked."))
        _say_keys(own)
    if found:
        print(_(locking.WARNINGS[found]))
        if found in ("new", "other"):
            for one in locking.offered_locks(kept)[:_LISTED]:
                _say_keys(one)
    return 0


def _say_keys(lock: dict[str, Any]) -> None:
    from calmtui.storage.encryption.keys import fingerprint
    from calmtui.text.sanitize import single_line

    print(_("Fingerprint of its keys: {fingerprint}").format(fingerprint=fingerprint(lock)))
    for key in lock["recipients"]:
        print(f"  {single_line(key)[:70]}")


def _is_on(kept: Journal) -> bool:
    """Whether nothing may be written in plain text, also where the lock is damaged or gone.

    Raises OSError where that can't be told.
    """
    try:
        return kept.lock.recipients() is not None
    except sealing.CannotEncrypt:
        sealing.has_encrypted_records(os.fspath(kept.folder))  # it names what can't be looked into
        return True


def _damaged(kept: Journal) -> str:
    return _(
        "{file} is damaged or missing, and there are sealed records. Copy it from another machine or a backup, "
        "or open the journal with the recovery key: calmtui unlock"
    ).format(file=_shown(kept.folder / sealing.LOCK_FILE))


def _change(kept: Journal) -> int:
    from calmtui.storage.encryption import convert as locking

    own = locking.accepted_lock(kept)
    if own is None:
        found = locking.shared_lock_state(kept)
        return fail(_(locking.WARNINGS[found]) if found else _("the journal is not locked"))
    key = ask_passphrase(kept)
    if key is None:
        return _nothing()
    if not key.opens(own):
        return fail(_("that opens only an older lock"))
    with _unseen():
        passphrase = _twice()
    if not passphrase:
        return _nothing()
    locking.change_passphrase(kept, key, passphrase)
    print(_("The passphrase is changed. The recovery key is the same as before."))
    print(_("Old copies of lock.json, in a backup say, still open with the old one."))
    return 0


def _sealed(kept: Journal, done: bool) -> int:
    """Say what is sealed now, and what not yet."""
    from calmtui.storage.encryption import convert as locking

    sessions = {record["session"] for record in kept.records() if record["what"] == "sealed"} - {""}
    print(
        ngettext("{n} session is sealed.", "{n} sessions are sealed.", len(sessions)).format(
            n=len(sessions)
        )
    )
    own = kept.device_files()
    others = [path for path in locking.plain_files(kept) if path not in own]
    if others:
        print(
            _("Not sealed yet, of other machines; each seals its own when calmtui next runs there:")
        )
        print("\n".join(f"  {_shown(path)}" for path in others))
    if not done:
        return fail(
            _(
                "a run is on in another terminal; what it holds is sealed at the next start, or by calmtui lock"
            )
        )
    return 0


def _nothing() -> int:
    return fail(_("nothing is changed"))


def _able() -> bool:
    """Whether age is there; if not, how to get it is said."""
    try:
        import pyrage  # noqa: F401
    except ImportError:
        from calmtui.storage.encryption.install import install_command

        fail(
            _("locking needs the package pyrage: {command}").format(
                command=install_command("pyrage")
            )
        )
        return False
    return True


def _terminal(*more: int) -> bool:
    """Whether there is a terminal to ask on; if not, that is said."""
    if all(map(os.isatty, (0, *more))):
        return True
    fail(_("this asks for a passphrase; run it in a terminal"))
    return False


def _secret(prompt: str) -> str:
    """A line that is not shown as it is typed; empty when nothing, or nothing that can be read, was typed."""
    from getpass import getpass

    try:
        return getpass(prompt)
    except (EOFError, UnicodeDecodeError):
        return ""


def _twice() -> str:
    """A new passphrase, typed twice; empty when the person stops."""
    while first := clean_typed_line(_secret(_("New passphrase: "))):
        if clean_typed_line(_secret(_("The same again: "))) == first:
            return first
        print(_("These two differ. Once more, or Enter to stop."))
    return ""


def _show_recovery(recovery: str) -> bool:
    """Show the recovery key, on a screen that leaves no trace above the prompt; says whether it is kept."""
    screen = os.environ.get("TERM", "") not in terminal.LINE_TERMINALS
    print(_SCREEN if screen else "", end="")
    try:
        print(_("This is the recovery key. It is shown this once, and kept nowhere:"))
        print(f"\n  {recovery}\n")
        print(_(_FINAL))
        while True:
            typed = clean_typed_line(
                input("\n" + _("When you have it, type its last {n} letters: ").format(n=_LAST))
            )
            if typed.strip().upper() == recovery[-_LAST:]:
                return True
            if not typed.strip():
                return False
            print(
                _("Those are others. Its last letters stand at its right end. Enter alone stops.")
            )
    except (EOFError, UnicodeDecodeError):
        return False
    finally:
        print(_BACK if screen else "", end="", flush=True)


@contextmanager
def _ends() -> Iterator[None]:
    """While something is asked for: told to end, the terminal is put back on the way out."""

    def end(number: int, _frame: Any) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGHUP, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _unseen() -> Iterator[None]:
    """While secrets are asked for, nothing that is typed is shown, not even what is typed ahead of a question."""
    import termios

    before = termios.tcgetattr(0)
    quiet = [*before[:3], before[3] & ~termios.ECHO, *before[4:]]
    with _ends():
        try:
            termios.tcsetattr(0, termios.TCSADRAIN, quiet)
            yield
        finally:
            termios.tcsetattr(0, termios.TCSADRAIN, before)


def _shown(path: Path) -> str:
    from calmtui.text.sanitize import display_path

    return display_path(path)
