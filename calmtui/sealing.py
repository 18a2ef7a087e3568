"""What is written to a locked journal, sealed to its public keys: whoever writes needs no passphrase.

Standard library, and little of it: the first frame of a quick launch waits for this. pyrage (age) is imported only when
there is a lock.
"""

from __future__ import annotations

import errno
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NAME = "lock.json"  # in the journal's folder, so that machines that share the journal share the lock
VERSION = 1
MARK = b'"what":"sealed"}'  # how every sealed line ends: the end of a file tells
TEXT = "calmtui sealed 1 "  # before a sealed text in the state folder
_MOST_BYTES = 64 * 1024  # of a lock file: more is none
_TAIL = 4096


class Refused(OSError):
    """What must not be written in plain text can't be sealed; `strerror` tells a person why."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.ECANCELED, why)


def _damaged() -> Refused:
    from calmtui.words import N_

    return Refused(N_("the journal's lock.json is damaged; another machine, or a backup, may have it whole"))


class Lock:
    """The lock on the journal in `folder`, looked at afresh for every write: another process may turn it meanwhile."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @property
    def on(self) -> bool:
        """Whether nothing may be written in plain text; also where the lock is damaged or gone."""
        try:
            return self.keys() is not None
        except OSError:
            return True

    def keys(self) -> list[str] | None:
        """The public keys to seal to; None when the journal is not locked. Raises OSError when that can't be told."""
        data = self._file()
        if data is None:
            if not holds_sealed(self.folder):
                return None
            data = self._file()  # it may have come between the two looks
        if data is None:
            from calmtui.words import N_

            raise Refused(N_("the journal is sealed, and its lock.json is missing; see calmtui unlock"))
        kept = read(data)
        keys: list[str] = kept["recipients"]
        return None if kept.get("open") else keys

    def _file(self) -> bytes | None:
        try:
            with open(os.path.join(self.folder, NAME), "rb") as file:
                return file.read(_MOST_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def lines(self, data: bytes) -> bytes:
        """Lines as they may be written now. Raises Refused when they can't be sealed and must not stay plain."""
        keys = self.keys()
        return data if keys is None else seal_lines(data, keys)

    def text(self, text: bytes) -> bytes:
        """A text as it may be written now, in one line when it is sealed. Raises Refused as `lines` does."""
        keys = self.keys()
        return text if keys is None else seal_text(text, keys)


def read(data: bytes) -> dict[str, Any]:
    """What a lock file says, checked. Raises Refused when it is damaged or of a newer calmtui."""
    import json  # 3 ms

    from calmtui.words import N_

    try:
        kept: Any = json.loads(data)
        version, keys = kept["v"], kept["recipients"]
        whole = bool(keys) and all(isinstance(key, str) for key in keys)
    except (ValueError, TypeError, KeyError, RecursionError):
        whole, version = False, 0
    if whole and version != VERSION:
        raise Refused(N_("the journal was locked by a newer calmtui"))
    if not whole:
        raise _damaged()
    checked: dict[str, Any] = kept
    return checked


def holds_sealed(folder: str) -> bool:
    """Whether a file of the journal ends with a sealed record, or in the middle of one."""
    try:
        names = [name for name in os.listdir(folder) if name.endswith(".jsonl")]
    except OSError:
        return False
    return any(_ends_sealed(os.path.join(folder, name)) for name in names)


def _ends_sealed(path: str) -> bool:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        size, block = os.fstat(fd).st_size, _TAIL
        while True:
            tail = os.pread(fd, block, max(size - block, 0))
            if MARK in tail and _has_sealed(tail):
                return True
            if block >= size or tail.count(b"\n") > 1:  # a whole line, and it is plain
                return _fragment(tail.rsplit(b"\n", 1)[-1])
            block *= 4
    except OSError:
        return False
    finally:
        os.close(fd)


def _has_sealed(tail: bytes) -> bool:
    """Whether a sealed line ends in these bytes: the mark behind what is sealed, and not in anything else."""
    import re

    return re.search(rb'[A-Za-z0-9+/=]{64}",' + re.escape(MARK), tail) is not None


def seal_lines(data: bytes, keys: list[str]) -> bytes:
    """Lines, each sealed whole; what is sealed already, or a tombstone, which has no content, stays as it is."""
    seal = _sealer(keys)
    return b"\n".join(_line(line, seal) for line in data.split(b"\n"))


def seal_text(text: bytes, keys: list[str]) -> bytes:
    """A text, sealed, in one line."""
    if not text or sealed_text(text.decode("utf-8", "replace")):
        return text
    return f"{TEXT}{_sealer(keys)(text)}".encode()


def sealed_text(text: str) -> bool:
    """Whether a text of the state folder is sealed."""
    import re

    return re.fullmatch(rf"{TEXT}[A-Za-z0-9+/=]+\n?", text) is not None


def _fragment(line: bytes) -> bool:
    """Whether a line is a sealed one, or the beginning of one, torn: there is nothing to be read in it."""
    if b'","age":"' not in line:
        return False
    import re

    found = re.match(rb'\{"v":1,"id":"[^"\\]*","session":"[^"\\]*","age":"[A-Za-z0-9+/=]*', line)
    return found is not None and (b'",' + MARK).startswith(line[found.end() :])


def plain(line: bytes) -> bool:
    """Whether there is anything to be read in a line of the journal: neither empty nor sealed, nor a tombstone."""
    if not line.strip() or _fragment(line):
        return False
    record = _record(line)
    return record is None or not (
        record["what"] == "erased" or (record["what"] == "sealed" and isinstance(record.get("age"), str))
    )


def _record(line: bytes) -> dict[str, Any] | None:
    import json

    try:
        record: Any = json.loads(line)
        whole = all(isinstance(record[name], str) for name in ("id", "session", "what"))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return record if whole else None


def _line(line: bytes, seal: Any) -> bytes:
    """One line, sealed whole, the session's id and its own outside; one that is no record gets an id and no session."""
    import json

    if not plain(line):
        return line
    record = _record(line) or {"id": os.urandom(8).hex(), "session": ""}
    id, session = json.dumps(record["id"]), json.dumps(record["session"])
    return f'{{"v":1,"id":{id},"session":{session},"age":"{seal(line)}",'.encode() + MARK


def _sealer(keys: list[str]) -> Any:
    """A function that seals bytes to the keys, as base64. Raises Refused when there is no age to do it."""
    from binascii import b2a_base64

    from calmtui.words import N_

    try:
        import pyrage
    except ImportError:
        why = N_("the journal is locked, and the package pyrage is missing: pip install 'calmtui[lock]'")
        raise Refused(why) from None
    try:
        recipients = [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError:
        raise _damaged() from None

    def seal(data: bytes) -> str:
        return b2a_base64(pyrage.encrypt(data, recipients), newline=False).decode()

    return seal
