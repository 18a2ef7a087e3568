"""Checks of the journal: lines that cannot be read, its lock file, and what it is sealed to."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from calmtui.cli.checks.files import read_name, unreadable
from calmtui.cli.checks.finding import FIX_HINT, Finding
from calmtui.storage import reading
from calmtui.storage.encryption import keys, lock_files, trust
from calmtui.storage.encryption.install import install_command
from calmtui.storage.files import append_lines
from calmtui.storage.journal import Journal, UnreadableLine
from calmtui.storage.locks import try_lock
from calmtui.storage.records import Record
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import _, ngettext
from calmtui.text.sanitize import display_path

_good = partial(Finding, "journal", "good")
_note = partial(Finding, "journal", "note")
_wrong = partial(Finding, "journal", "wrong")


def check_journal(
    folder: Path, state: Path, progress: Callable[[Iterable[Record]], Iterable[Record]] = iter
) -> Iterator[Finding]:
    """Read the whole journal, and name every line and file that cannot be read.

    The records go through `progress` as they are read.
    """
    journal = Journal(folder, state, private=True)
    try:
        number = sum(1 for _record in progress(journal.records()))
    except OSError:  # that is said of the folder
        return
    device = read_name(state / "device")
    for error in journal.unreadable_files:
        do = _("Check who owns it, and whether the disk is healthy.")
        yield _wrong(_("This file can't be read."), describe_file_error(error), do)
    torn_files = {path for path in journal.files() if _lacks_newline(path)}
    for bad in journal.unreadable_lines:
        if bad.path not in torn_files or bad.line < _count_lines(bad.path):
            yield _unreadable_line(bad)
        else:
            yield _torn_line(bad, device)
    if device:
        yield from _check_write_lock(folder / f"{device}.jsonl")
    if not journal.unreadable_lines and not journal.unreadable_files:
        what = _("Nothing is saved yet.")
        if number:
            what = ngettext(
                "{n} record is saved and can be read.",
                "{n} records are saved and can be read.",
                number,
            ).format(n=number)
        yield _good(what, display_path(folder))


def _place(bad: UnreadableLine) -> str:
    return f"{display_path(bad.path)}:{bad.line}"


def _unreadable_line(bad: UnreadableLine) -> Finding:
    do = _(
        "All other lines are read. If you have a backup, compare; if not, you may delete this line."
    )
    return _wrong(_("This line can't be read; it stays as it is."), _place(bad), do)


def _torn_line(bad: UnreadableLine, device: str) -> Finding:
    """Return the finding of a last line without an end; only that of our own file can be fixed."""
    if not (device and bad.path.name.startswith(device)):
        what = _("The last line of another computer's file is cut off. It may still be on its way.")
        return _note(what, _place(bad))
    what = _("The last line was cut off while it was written; everything before it is read.")
    fix = partial(append_lines, os.fspath(bad.path), b"")
    return _wrong(what, _place(bad), _(FIX_HINT), fix)


def _check_write_lock(path: Path) -> Iterator[Finding]:
    is_free = _try_lock(path)
    if is_free is None:
        what = _("The journal's disk has no file locks.")
        do = _("Each session there is saved in its own file, and all of them are read.")
        yield _note(what, display_path(path.parent), do)
    elif not is_free:
        what = _("Another program is using your journal.")
        do = _(
            "If another calmtui hangs, end it. Until then your sessions are saved in a file "
            "beside this one, which is read too."
        )
        yield _note(what, display_path(path), do)


def _try_lock(path: Path) -> bool | None:
    """Return whether a file's lock can be had now; None where its disk has no locks."""
    try:
        fd = reading.open_regular(os.fspath(path))
        try:
            return try_lock(fd)
        finally:
            os.close(fd)
    except OSError:
        return True  # there is no file yet, or that is said of it


def _lacks_newline(path: Path) -> bool:
    """Return whether a file's last line has no end."""
    try:
        fd = reading.open_regular(os.fspath(path))
        try:
            size = os.fstat(fd).st_size
            return size > 0 and os.pread(fd, 1, size - 1) != b"\n"
        finally:
            os.close(fd)
    except OSError:
        return False


def _count_lines(path: Path) -> int:
    try:
        return reading.read_file(os.fspath(path)).count(b"\n") + 1
    except OSError:  # removed meanwhile
        return 0


def check_encryption(folder: Path, state: Path) -> Iterator[Finding]:
    """Say to which keys the journal is sealed, and how the lock in its folder compares."""
    journal = Journal(folder, state, private=True)
    if not any(map(os.path.lexists, (folder / lock_files.LOCK_FILE, journal.lock_copy))):
        return
    try:
        accepted, shared = trust.accepted_lock(journal), trust.shared_lock(journal)
        standing = trust.shared_lock_state(journal)
        costly = keys.count_too_costly(lock_files.read_lock_files(folder, journal.lock_copy))
    except OSError as error:
        yield unreadable(Path(error.filename or journal.lock_copy), error)
        return
    if accepted is not None:
        yield _good(_("The journal is locked."), _fingerprint(accepted))
        if importlib.util.find_spec("pyrage") is None:
            what = _("The package that locks the journal is missing: nothing is saved.")
            yield _wrong(what, "pyrage", install_command("pyrage"))
    if standing:
        level = _note if standing == "opened" else _wrong
        do = ""
        if shared is not None and standing != "opened":
            do = _fingerprint(shared)
        yield level(_(trust.WARNINGS[standing]), display_path(folder / lock_files.LOCK_FILE), do)
    if costly:
        yield _note(keys.describe_too_costly(costly), display_path(folder))


def _fingerprint(lock: dict[str, object]) -> str:
    return _("Fingerprint of its keys: {fingerprint}").format(
        fingerprint=lock_files.fingerprint(lock)
    )
