"""What is written to a locked journal, sealed to its public keys: whoever writes needs no passphrase.

What is sealed to are the keys that this machine's person has accepted (the copy of the lock in the
state folder), and never those that a shared folder brings: anyone who can write there could add
their own. Standard library, and little of it: the first frame of a quick launch waits for this.
pyrage (age) is imported only when there is a lock.
"""

from __future__ import annotations

import errno
import os

from calmtui.storage import reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LOCK_FILE = (
    "lock.json"  # in the journal's folder, to be shared; in the state folder, as accepted here
)
VERSION = 1
SEALED_END = b'"what":"sealed"}'  # how every sealed line ends: the end of a file tells
SEALED_TEXT_START = "calmtui sealed 1 "  # before a sealed text in the state folder
_MOST_BYTES = 64 * 1024  # of a lock file: more is none
_MOST_KEYS = 8
_TAIL = 4096
_NO_FILE = (
    errno.ENOENT,
    errno.ELOOP,
    errno.EISDIR,
    errno.EINVAL,
    errno.ENXIO,
)  # there is nothing to be read


class CannotEncrypt(OSError):
    """What must not be written in plain text can't be sealed; `strerror` tells a person why."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.ECANCELED, why)


def _damaged() -> CannotEncrypt:
    from calmtui.text.i18n import N_

    return CannotEncrypt(
        N_("the journal's lock.json is damaged; another machine, or a backup, may have it whole")
    )


class JournalLock:
    """The lock on the journal in `folder`, as accepted here in the file `copy`.

    It is looked at afresh for every write: another process may turn it meanwhile.
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

    def accepted(self) -> dict[str, Any] | None:
        """What the lock says that this machine has accepted; None: none. Raises OSError if it is damaged."""
        data = read_lock_bytes(self.copy)
        return None if data is None else parse_lock_file(data)

    def recipients(self) -> list[str] | None:
        """The public keys to seal to; None when the journal may be written in plain text.

        Raises OSError when neither may be: it is sealed, and its keys are not accepted, or lost.
        """
        own = self._own_keys()
        if own is None and not self._unlocked_here() and self._holds_sealed():
            own = self._own_keys()  # it may have come between the two looks
            if own is None:
                raise self._not_accepted()
        return own

    def _own_keys(self) -> list[str] | None:
        own = self.accepted()
        if own is None or own.get("open"):
            return None
        keys: list[str] = own["recipients"]
        return keys

    def _unlocked_here(self) -> bool:
        """Whether the lock was taken off on this machine, and no other put one on since."""
        return self.accepted() is not None and not self._shared_is_on()

    def _holds_sealed(self) -> bool:
        try:
            return has_encrypted_records(self.folder)
        except OSError:
            from calmtui.text.i18n import N_

            said = N_(
                "the journal's folder, or a file in it, can't be read; calmtui doctor names it"
            )
            raise CannotEncrypt(said) from None

    def _shared_is_on(self) -> bool:
        try:
            data = read_lock_bytes(os.path.join(self.folder, LOCK_FILE))
            return data is not None and not parse_lock_file(data).get("open")
        except CannotEncrypt:
            return False
        except OSError:  # nobody can tell
            return True

    def _not_accepted(self) -> CannotEncrypt:
        from calmtui.text.i18n import N_

        if os.path.lexists(os.path.join(self.folder, LOCK_FILE)):
            return CannotEncrypt(
                N_(
                    "the journal was locked on another machine; calmtui lock asks for its passphrase"
                )
            )
        return CannotEncrypt(
            N_("the journal is sealed, and its lock.json is missing; see calmtui unlock")
        )

    def seal_lines(self, data: bytes) -> bytes:
        """Lines as they may be written now. Raises OSError when they can't be sealed and must not stay plain."""
        try:
            keys = self.recipients()
        except OSError:
            if any(map(is_plaintext, data.split(b"\n"))):
                raise
            return data
        return data if keys is None else seal_lines(data, keys)

    def seal_text(self, text: bytes) -> bytes:
        """A text as it may be written now, in one line when it is sealed. Raises OSError as `lines` does."""
        if is_sealed_text(text.decode("utf-8", "replace")):
            return text
        keys = self.recipients()
        return text if keys is None else seal_text(text, keys)


def read_lock_bytes(path: str) -> bytes | None:
    """What is in a lock file; None when there is none. Raises OSError when it is no file, or too large for one."""
    try:
        return reading.read_file(path, _MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno in (*_NO_FILE, errno.EFBIG):
            raise _damaged() from None
        raise


def parse_lock_file(data: bytes) -> dict[str, Any]:
    """What a lock file says, checked. Raises Refused when it is damaged or of a newer calmtui."""
    import json  # 3 ms

    from calmtui.text.i18n import N_

    try:
        kept: Any = json.loads(data)
        version, keys = kept["v"], kept["recipients"]
        whole = isinstance(keys, list) and 0 < len(keys) <= _MOST_KEYS
        whole = whole and all(isinstance(key, str) for key in keys)
    except (ValueError, TypeError, KeyError, RecursionError):
        whole, version = False, 0
    if whole and version != VERSION:
        raise CannotEncrypt(N_("the journal was locked by a newer calmtui"))
    if not whole:
        raise _damaged()
    checked: dict[str, Any] = kept
    return checked


def has_encrypted_records(folder: str) -> bool:
    """Whether a file of the journal ends with a sealed record, or in the middle of one.

    Raises OSError where that can't be told: the folder, or a file without which there is none, can't be looked into.
    """
    refused: OSError | None = None
    try:
        names = reading.list_names(folder, ".jsonl")
    except NotADirectoryError:
        return False
    for name in names:
        try:
            if _ends_sealed(os.path.join(folder, name)):
                return True
        except OSError as error:
            error.filename = os.path.join(folder, name)
            refused = refused or error
    if refused is not None:
        raise refused
    return False


def _ends_sealed(path: str) -> bool:
    try:
        fd = reading.open_regular(path)
    except OSError as error:
        if error.errno in _NO_FILE:
            return False
        raise
    try:
        size, block = os.fstat(fd).st_size, _TAIL
        while True:
            tail = os.pread(fd, block, max(size - block, 0))
            if SEALED_END in tail and _has_sealed(tail):
                return True
            if block >= size or tail.count(b"\n") > 1:  # a whole line, and it is plain
                return _fragment(tail.rsplit(b"\n", 1)[-1])
            block *= 4
    finally:
        os.close(fd)


def _has_sealed(tail: bytes) -> bool:
    """Whether a sealed line ends in these bytes: the mark behind what is sealed, and not in anything else."""
    import re

    return re.search(rb'[A-Za-z0-9+/=]{64}",' + re.escape(SEALED_END), tail) is not None


def seal_lines(data: bytes, keys: list[str]) -> bytes:
    """Lines, each sealed whole; what is sealed already, or a tombstone, which has no content, stays as it is."""
    seal = _sealer(keys)
    return b"\n".join(_line(line, seal) for line in data.split(b"\n"))


def seal_text(text: bytes, keys: list[str]) -> bytes:
    """A text, sealed, in one line."""
    if not text or is_sealed_text(text.decode("utf-8", "replace")):
        return text
    return f"{SEALED_TEXT_START}{_sealer(keys)(text)}".encode()


def is_sealed_text(text: str) -> bool:
    """Whether a text of the state folder is sealed."""
    import re

    return re.fullmatch(rf"{SEALED_TEXT_START}[A-Za-z0-9+/=]+\n?", text) is not None


def _fragment(line: bytes) -> bool:
    """Whether a line is a sealed one, or the beginning of one, torn: there is nothing to be read in it."""
    if b'","age":"' not in line:
        return False
    import re

    found = re.match(rb'\{"v":1,"id":"[^"\\]*","session":"[^"\\]*","age":"[A-Za-z0-9+/=]*', line)
    return found is not None and (b'",' + SEALED_END).startswith(line[found.end() :])


def is_plaintext(line: bytes) -> bool:
    """Whether there is anything to be read in a line of the journal: neither empty nor sealed, nor a tombstone."""
    if not line.strip() or _fragment(line):
        return False
    from calmtui.storage.records import parse_record_stdlib

    record = parse_record_stdlib(line)
    return record is None or not (
        record["what"] == "erased"
        or (record["what"] == "sealed" and isinstance(record.get("age"), str))
    )


def _line(line: bytes, seal: Any) -> bytes:
    """One line, sealed whole, the session's id and its own outside; one that is no record gets an id and no session."""
    import json

    from calmtui.storage.records import parse_record_stdlib

    if not is_plaintext(line):
        return line
    record = parse_record_stdlib(line) or {"id": os.urandom(8).hex(), "session": ""}
    id, session = json.dumps(record["id"]), json.dumps(record["session"])
    return f'{{"v":1,"id":{id},"session":{session},"age":"{seal(line)}",'.encode() + SEALED_END


def _sealer(keys: list[str]) -> Any:
    """A function that seals bytes to the keys, as base64. Raises Refused when there is no age to do it."""
    from binascii import b2a_base64

    from calmtui.text.i18n import N_

    try:
        import pyrage
    except ImportError:
        why = N_(
            "the journal is locked, and the package pyrage is missing; calmtui doctor says how to get it"
        )
        raise CannotEncrypt(why) from None
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise _damaged() from None

    def seal(data: bytes) -> str:
        return b2a_base64(pyrage.encrypt(data, recipients), newline=False).decode()

    return seal
