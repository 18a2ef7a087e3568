"""JournalLock: seal what is written to a locked journal to its public keys, without a passphrase.

What is sealed to are the keys that this machine's user has accepted (the copy of the lock in the
state folder), never those that a shared folder brings: anyone who can write there could add their
own. pyrage (age) is imported only when there is a lock.
"""

from __future__ import annotations

import os
import re
from binascii import b2a_base64
from collections.abc import Callable

from calmtui.storage import reading
from calmtui.storage.encryption.lock_files import (
    LOCK_FILE,
    NOT_A_FILE,
    CannotEncrypt,
    Lock,
    damaged_lock_error,
    parse_lock_file,
    read_lock_bytes,
)
from calmtui.storage.records import new_id, parse_record
from calmtui.text.i18n import N_
from calmtui.text.late_pattern import late_pattern

SEALED_END = b'"what":"sealed"}'  # of every sealed line: the end of a file tells
SEALED_TEXT_START = "calmtui sealed 1 "  # of a sealed text in the state folder
_TAIL_BYTES = 4096
_TAIL_GROWTH = 4
_SEALED_TEXT = late_pattern(rf"{SEALED_TEXT_START}[A-Za-z0-9+/=]+\n?")
# The mark behind what is sealed, and not in anything else.
_SEALED_LINE_END = late_pattern(rb'[A-Za-z0-9+/=]{64}",' + re.escape(SEALED_END))
_SEALED_LINE_START = late_pattern(
    rb'\{"v":1,"id":"[^"\\]*","session":"[^"\\]*","age":"[A-Za-z0-9+/=]*'
)

Sealer = Callable[[bytes], str]


class JournalLock:
    """The lock on the journal in `folder`, as accepted on this machine in the file `copy`.

    It is read afresh for every write: another process may turn it meanwhile.
    """

    def __init__(self, folder: str, copy: str) -> None:
        self.folder = folder
        self.copy = copy

    @property
    def is_on(self) -> bool:
        """Whether nothing may be written in plain text; also where the lock is damaged or gone."""
        try:
            return self.recipients() is not None
        except OSError:
            return True

    def accepted(self) -> Lock | None:
        """Return the lock that this machine has accepted; None: none.

        Raises OSError if it is damaged.
        """
        data = read_lock_bytes(self.copy)
        return None if data is None else parse_lock_file(data)

    def recipients(self) -> list[str] | None:
        """Return the keys to seal to; None when the journal may be written in plain text.

        Raises OSError when neither may be: it is sealed, and its keys are not accepted, or lost.
        """
        keys = self._accepted_keys()
        if keys is None and not self._is_unlocked_here() and self._has_sealed():
            keys = self._accepted_keys()  # it may have come between the two looks
            if keys is None:
                raise self._not_accepted_error()
        return keys

    def seal_lines(self, data: bytes) -> bytes:
        """Return lines as they may be written now.

        Raises OSError when they can't be sealed and must not stay plain.
        """
        try:
            keys = self.recipients()
        except OSError:
            if any(map(is_plaintext, data.split(b"\n"))):
                raise
            return data
        return data if keys is None else seal_lines(data, keys)

    def seal_text(self, text: bytes) -> bytes:
        """Return a text as it may be written now, in one line when it is sealed.

        Raises OSError as `seal_lines` does.
        """
        if is_sealed_text(text.decode("utf-8", "replace")):
            return text
        keys = self.recipients()
        return text if keys is None else seal_text(text, keys)

    def _accepted_keys(self) -> list[str] | None:
        lock = self.accepted()
        if lock is None or lock.get("open"):
            return None
        keys: list[str] = lock["recipients"]
        return keys

    def _is_unlocked_here(self) -> bool:
        """Return whether the lock was taken off here, and no other machine put one on since."""
        return self.accepted() is not None and not self._is_shared_on()

    def _is_shared_on(self) -> bool:
        try:
            data = read_lock_bytes(os.path.join(self.folder, LOCK_FILE))
            return data is not None and not parse_lock_file(data).get("open")
        except CannotEncrypt:
            return False
        except OSError:  # that can't be told
            return True

    def _has_sealed(self) -> bool:
        try:
            return has_encrypted_records(self.folder)
        except OSError:
            raise CannotEncrypt(
                N_("the journal's folder, or a file in it, can't be read; calmtui doctor names it")
            ) from None

    def _not_accepted_error(self) -> CannotEncrypt:
        if os.path.lexists(os.path.join(self.folder, LOCK_FILE)):
            why = N_(
                "the journal was locked on another computer; calmtui lock asks for its passphrase"
            )
        else:
            why = N_("the journal is locked, and its lock.json is missing; see calmtui unlock")
        return CannotEncrypt(why)


def has_encrypted_records(folder: str) -> bool:
    """Return whether a file of the journal ends with a sealed record, or in the middle of one.

    Raises OSError where that can't be told: the folder can't be looked into, or a file can't,
    without which there is none.
    """
    refusal: OSError | None = None
    try:
        names = reading.list_names(folder, ".jsonl")
    except NotADirectoryError:
        return False
    for name in names:
        path = os.path.join(folder, name)
        try:
            if _ends_sealed(path):
                return True
        except OSError as error:
            error.filename = path
            refusal = refusal or error
    if refusal is not None:
        raise refusal
    return False


def _ends_sealed(path: str) -> bool:
    try:
        fd = reading.open_regular(path)
    except OSError as error:
        if error.errno in NOT_A_FILE:
            return False
        raise
    try:
        size = os.fstat(fd).st_size
        block = _TAIL_BYTES
        while True:
            tail = os.pread(fd, block, max(size - block, 0))
            if SEALED_END in tail and _SEALED_LINE_END.search(tail):
                return True
            if block >= size or tail.count(b"\n") > 1:  # a whole line, and it is plain
                return _is_sealed_fragment(tail.rsplit(b"\n", 1)[-1])
            block *= _TAIL_GROWTH
    finally:
        os.close(fd)


def seal_lines(data: bytes, keys: list[str]) -> bytes:
    """Seal each line whole; sealed ones, and tombstones, which have no content, stay."""
    seal = _sealer(keys)
    return b"\n".join(_seal_line(line, seal) for line in data.split(b"\n"))


def seal_text(text: bytes, keys: list[str]) -> bytes:
    """Seal a text, in one line."""
    if not text or is_sealed_text(text.decode("utf-8", "replace")):
        return text
    return f"{SEALED_TEXT_START}{_sealer(keys)(text)}".encode()


def is_sealed_text(text: str) -> bool:
    """Return whether a text of the state folder is sealed."""
    return _SEALED_TEXT.fullmatch(text) is not None


def is_plaintext(line: bytes) -> bool:
    """Return whether a line has anything to read: not empty, not sealed, and no tombstone."""
    if not line.strip() or _is_sealed_fragment(line):
        return False
    record = parse_record(line)
    if record is None:
        return True
    is_sealed = record["what"] == "sealed" and isinstance(record.get("age"), str)
    return not is_sealed and record["what"] != "erased"


def _is_sealed_fragment(line: bytes) -> bool:
    """Return whether a line is a sealed one, or the torn start of one: it has nothing to read."""
    if b'","age":"' not in line:
        return False
    match = _SEALED_LINE_START.match(line)
    return match is not None and (b'",' + SEALED_END).startswith(line[match.end() :])


def _seal_line(line: bytes, seal: Sealer) -> bytes:
    """Seal a line whole, its id and its session's outside.

    A line that is no record gets an id and no session.
    """
    import json  # noqa: PLC0415 - 2 ms, and home comes without

    if not is_plaintext(line):
        return line
    record = parse_record(line) or {"id": new_id(), "session": ""}
    record_id, session = json.dumps(record["id"]), json.dumps(record["session"])
    start = f'{{"v":1,"id":{record_id},"session":{session},"age":"{seal(line)}",'
    return start.encode() + SEALED_END


def _sealer(keys: list[str]) -> Sealer:
    """Return a function that seals bytes to the keys, as base64.

    Raises CannotEncrypt when there is no age to do it.
    """
    try:
        import pyrage  # noqa: PLC0415 - not installed everywhere, and only for a locked journal
    except ImportError:
        why = N_(
            "the journal is locked, and the package pyrage is missing; calmtui doctor says how to "
            "get it"
        )
        raise CannotEncrypt(why) from None
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise damaged_lock_error() from None

    def seal(data: bytes) -> str:
        return b2a_base64(pyrage.encrypt(data, recipients), newline=False).decode()

    return seal
