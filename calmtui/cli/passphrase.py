"""Ask for a passphrase on the terminal, so that nothing that is typed is shown."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from calmtui.cli.output import fail
from calmtui.end_signals import exit_code
from calmtui.terminal import open_tty
from calmtui.text import charset
from calmtui.text.i18n import _
from calmtui.text.input_parser import clean_typed_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal

_MAX_TYPED = 4096  # bytes: no terminal gives more of one line


def ask_passphrase(journal: Journal) -> PrivateKeys | None:
    """Ask for the passphrase, or the recovery key, until it opens the journal.

    None when the person stops, or when it cannot be asked for: why is said on stderr.
    """
    from calmtui.storage.encryption import lock_files
    from calmtui.storage.encryption.opening import find_key

    if not (has_pyrage() and has_terminal()):
        return None
    files = lock_files.read_lock_files(journal.folder, journal.lock_copy)
    report_costly_locks(files)
    with hidden_input():
        if not files:
            print(
                _("lock.json is missing here. The recovery key opens the journal without it."),
                file=sys.stderr,
            )
        while secret := read_secret(_("Passphrase (or recovery key): ")):
            for typed in possible_secrets(secret):
                key = find_key(journal, typed)
                if key is not None:
                    return key
            print(_("That did not open it. Try again, or press Enter to stop."), file=sys.stderr)
    return None


def ask_new_passphrase() -> str:
    """Ask for a new passphrase, typed twice; empty when the person stops."""
    while first := clean_typed_line(read_secret(_("New passphrase: "))):
        if clean_typed_line(read_secret(_("Passphrase again: "))) == first:
            return first
        print(_("They are not the same. Try again, or press Enter to stop."))
    return ""


def possible_secrets(typed: str) -> Iterable[str]:
    """Return what was typed without what nobody typed, and as it is."""
    return dict.fromkeys((clean_typed_line(typed), typed))


def report_costly_locks(files: list[dict[str, Any]]) -> None:
    """Say how many lock files are not tried: their authors chose what opening them costs."""
    from calmtui.storage.encryption import keys

    number = keys.count_too_costly(files)
    if number:
        print(keys.describe_too_costly(number), file=sys.stderr)


def has_pyrage() -> bool:
    """Return whether the package that encrypts is installed; if not, say how to get it."""
    try:
        import pyrage  # noqa: F401
    except ImportError:
        from calmtui.storage.encryption.install import install_command

        command = install_command("pyrage")
        fail(_("locking needs the package pyrage: {command}").format(command=command))
        return False
    return True


def has_terminal(*descriptors: int) -> bool:
    """Return whether standard input, and these, are a terminal; if not, say so."""
    if all(map(os.isatty, (0, *descriptors))):
        return True
    fail(_("this asks for a passphrase; run it in a terminal"))
    return False


def read_secret(prompt: str) -> str:
    """Ask for a line within `hidden_input`; empty when nothing that can be read was typed.

    What was typed before the question is its answer: `getpass` throws it away, and with it the
    second try of a person, or of a password manager, that types on.
    """
    codec, tty = charset.terminal_codec(), open_tty()
    try:
        os.set_blocking(tty, True)
        os.write(tty, charset.encode(prompt, codec))
        typed = b""
        while not typed.endswith(b"\n") and (more := os.read(0, _MAX_TYPED)):
            typed += more
        os.write(tty, b"\n")  # the one that was typed is not shown either
    finally:
        os.close(tty)
    try:
        return typed.decode(codec).removesuffix("\n")
    except UnicodeDecodeError:
        return ""


@contextmanager
def signals_exit() -> Iterator[None]:
    """Within this block SIGHUP and SIGTERM raise SystemExit, so that the terminal is put back.

    One that a run takes already stays with it.
    """

    def end(number: int, _frame: Any) -> None:
        raise SystemExit(exit_code(number))

    before = {
        number: signal.signal(number, end)
        for number in (signal.SIGHUP, signal.SIGTERM)
        if not callable(signal.getsignal(number))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def hidden_input() -> Iterator[None]:
    """Within this block nothing that is typed is shown, not even ahead of a question."""
    import termios

    modes = termios.tcgetattr(0)
    quiet = [*modes[:3], modes[3] & ~termios.ECHO, *modes[4:]]
    with signals_exit():
        try:
            termios.tcsetattr(0, termios.TCSADRAIN, quiet)
            yield
        finally:
            termios.tcsetattr(0, termios.TCSADRAIN, modes)
