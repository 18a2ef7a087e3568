"""The keys of a lock: made with a passphrase, found again with it or with the recovery key, and what they open.

A lock has two public keys. The private one of the first is kept in the lock file, wrapped: sealed by age to a key that
scrypt makes from the passphrase. The private one of the second is the recovery key, shown once and kept nowhere.

A lock file proves its keys: a code that only the wrapped private key makes covers all of them. So
whoever can write to a shared folder, but does not know the passphrase, can't have anything sealed to
a key of their own: not by another lock, which the person's passphrase does not open, and not by
another key in the person's lock.
"""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import scrypt, sha256
from pathlib import Path
from typing import Any

from calmtui.storage import files as durable
from calmtui.storage import reading
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.folders import ensure_private_dir

_SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and a third of a second
_MOST_MEMORY = 2**22  # n times r: 512 MiB
_MOST_WORK = (
    8 * 2**20
)  # n times r times p, of all that is tried for one passphrase: eight times ours
_MOST_FILES = 64
_PREFIX = "AGE-SECRET-KEY-"


class PrivateKeys:
    """Private keys, in memory alone, and what they open; `proven` are the locks whose keys they prove."""

    def __init__(self, identities: list[Any], proven: Iterable[dict[str, Any]] = ()) -> None:
        self._identities = identities
        self.proven_locks = list(proven)

    def open(self, age: object) -> bytes | None:
        """What was sealed, from the `age` of a sealed line; None when these keys don't open it."""
        import pyrage

        try:
            opened: bytes = pyrage.decrypt(b64decode(str(age), validate=True), self._identities)
        except (pyrage.DecryptError, ValueError):
            return None
        return opened

    def open_lines(self, data: bytes) -> bytes:
        """Lines as they were before they were sealed; what does not open stays as it is."""
        return b"\n".join(self._line(line) for line in data.split(b"\n"))

    def _line(self, line: bytes) -> bytes:
        if not line.rstrip().endswith(sealing.SEALED_END):
            return line
        try:
            opened = self.open(json.loads(line)["age"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return line
        return line if opened is None else opened

    def open_text(self, text: bytes) -> bytes:
        """A text of the state folder as it was before it was sealed, or as it is."""
        found = text.decode("utf-8", "replace")
        opened = (
            self.open(found.removeprefix(sealing.SEALED_TEXT_START).strip())
            if sealing.is_sealed_text(found)
            else None
        )
        return text if opened is None else opened

    def wrap(self, kept: dict[str, Any], passphrase: str) -> dict[str, Any]:
        """A lock as it is with another passphrase: one of its private keys, which must be among these, wrapped."""
        import pyrage

        own = next(one for one in self._identities if str(one.to_public()) in kept["recipients"])
        salt = os.urandom(16)
        made = _identity(passphrase, salt, **_SCRYPT)
        sealed = pyrage.encrypt(str(own).encode(), [made.to_public()])
        params = {**_SCRYPT, "salt": b64encode(salt).decode()}
        lock = {
            **kept,
            "changed": passphrase_version(kept) + 1,
            "scrypt": params,
            "wrapped": b64encode(sealed).decode(),
        }
        return {**lock, "proof": _proof(own, lock)}

    @property
    def public(self) -> list[str]:
        """The public keys of these."""
        return [str(identity.to_public()) for identity in self._identities]

    def opens(self, kept: dict[str, Any]) -> bool:
        """Whether one of these keys is one of a lock file's."""
        return any(key in kept["recipients"] for key in self.public)


def create_lock(passphrase: str) -> tuple[dict[str, Any], str]:
    """A new lock: what its file says, and the recovery key."""
    import pyrage

    own, recovery = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    recipients = [str(own.to_public()), str(recovery.to_public())]
    lock = {"v": sealing.VERSION, "recipients": recipients}
    return PrivateKeys([own]).wrap(lock, passphrase), str(recovery)


def passphrase_version(kept: dict[str, Any]) -> int:
    """How often the passphrase of a lock was set; of two files of one lock the higher one is the newer."""
    number = kept.get("changed", 0)
    return number if type(number) is int else 0


def is_same_lock(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two lock files are of one lock: the very same keys, whatever their passphrases."""
    return sorted(one["recipients"]) == sorted(other["recipients"])


def fingerprint(kept: dict[str, Any]) -> str:
    """The keys of a lock in twenty digits, to compare by eye."""
    digits = sha256("\n".join(sorted(kept["recipients"])).encode("utf-8", "replace")).hexdigest()[
        :20
    ]
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def unlock_with(secret: str, kept: Iterable[dict[str, Any]]) -> PrivateKeys | None:
    """The key that a passphrase, or a recovery key, gives for these lock files; None when it opens none of them."""
    locks = list(kept)
    key = _recovery(secret)
    if key is not None and any(map(key.opens, locks)):
        return key
    found = {}
    proven = []
    for lock in _affordable(locks):
        if (identity := _unwrapped(lock, secret)) is not None:
            found[str(identity)] = identity
            if hmac.compare_digest(
                str(lock.get("proof")).encode("utf-8", "replace"), _proof(identity, lock).encode()
            ):
                proven.append(lock)
    return PrivateKeys(list(found.values()), proven) if found else None


def count_too_costly(kept: Iterable[dict[str, Any]]) -> int:
    """How many of these lock files `find` passes over, as they ask for too much work or memory."""
    locks = [lock for lock in kept if _work(lock)]
    return len(locks) - len(_affordable(locks))


def _affordable(locks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The locks that are tried, the first ones first, until their work is what one passphrase may take."""
    tried = []
    left = _MOST_WORK
    for lock in locks:
        work = _work(lock)
        if 0 < work <= left and lock["scrypt"]["n"] * lock["scrypt"]["r"] <= _MOST_MEMORY:
            left -= work
            tried.append(lock)
    return tried


def _work(lock: dict[str, Any]) -> int:
    """What it costs to try a passphrase on a lock file; 0 when it is none that could be tried."""
    try:
        costs = [lock["scrypt"][name] for name in ("n", "r", "p")]
    except (TypeError, KeyError):
        return 0
    if any(type(cost) is not int or cost < 1 for cost in costs):
        return 0
    n, r, p = costs
    return int(n * r * p)


def _proof(identity: Any, lock: dict[str, Any]) -> str:
    """The code that proves the keys of a lock: only who has the private key can make it."""
    said = json.dumps(["calmtui lock", lock["recipients"], passphrase_version(lock)]).encode()
    return hmac.digest(str(identity).encode(), said, "sha256").hex()


def find_recovery(secret: str, records: Iterable[dict[str, Any]]) -> PrivateKeys | None:
    """The key that a recovery key is by itself, if it opens one of these records: for when every lock file is gone."""
    if (key := _recovery(secret)) is None:
        return None
    return (
        key
        if any(record["what"] == "sealed" and key.open(record.get("age")) for record in records)
        else None
    )


def read_lock_files(folder: Path, copy: Path) -> list[dict[str, Any]]:
    """What every lock file says that can be read: those accepted here, and those in the journal's folder.

    Those accepted here come first: however many others there are, they are tried. Raises OSError for a folder that
    can't be looked into.
    """
    read = _read((copy, *lock_paths(copy.parent, "lock-")))
    return read + [kept for kept in read_shared_locks(folder) if kept not in read]


def read_shared_locks(folder: Path) -> list[dict[str, Any]]:
    """What the lock files in the journal's folder say: its lock.json, older ones, and conflict copies.

    Raises OSError where the folder can't be looked into.
    """
    return _read((folder / sealing.LOCK_FILE, *lock_paths(folder)))


def lock_paths(folder: Path, beginning: str = "lock") -> list[Path]:
    """The lock files in a folder, by name. Raises OSError where it can't be looked into: that is not an empty one."""
    return [
        folder / name
        for name in reading.list_names(os.fspath(folder), ".json")
        if name.startswith(beginning)
    ]


def _read(files: Iterable[Path]) -> list[dict[str, Any]]:
    """What lock files say, each once, and not whether the lock is on."""
    read: list[dict[str, Any]] = []
    for path in list(files)[:_MOST_FILES]:
        if (kept := read_lock_file(path)) is not None:
            kept = {name: value for name, value in kept.items() if name not in ("open", "sealed")}
            if kept not in read:
                read.append(kept)
    return read


def read_lock_file(path: Path) -> dict[str, Any] | None:
    """What a lock file says; None when there is none, or none that can be read."""
    try:
        data = sealing.read_lock_bytes(os.fspath(path))
        return None if data is None else sealing.parse_lock_file(data)
    except OSError:
        return None


def write_lock_file(path: Path, kept: dict[str, Any]) -> None:
    """Put a lock file in place, and sync it. Raises OSError when the disk refuses: then it is as it was."""
    ensure_private_dir(path.parent)
    durable.replace_file(os.fspath(path), (json.dumps(kept, indent=1) + "\n").encode())


def _recovery(secret: str) -> PrivateKeys | None:
    """The key that a text is, if it is one; however it is spaced, in letters of either case."""
    import pyrage

    try:
        return PrivateKeys([pyrage.x25519.Identity.from_str("".join(secret.split()).upper())])
    except (pyrage.IdentityError, UnicodeEncodeError):
        return None


def _unwrapped(lock: dict[str, Any], passphrase: str) -> Any:
    """The private key that is wrapped in a lock file; None when the passphrase is another, or the file damaged."""
    import pyrage

    try:
        params = lock["scrypt"]
        costs = {name: params[name] for name in ("n", "r", "p")}
        made = _identity(passphrase, b64decode(params["salt"]), **costs)
        text = pyrage.decrypt(b64decode(lock["wrapped"]), [made]).decode("ascii")
        return pyrage.x25519.Identity.from_str(text)
    except (
        pyrage.DecryptError,
        pyrage.IdentityError,
        ValueError,
        TypeError,
        KeyError,
        MemoryError,
    ):
        return None


def _identity(passphrase: str, salt: bytes, n: int, r: int, p: int) -> Any:
    """The age key that scrypt makes from a passphrase: NFKC, so that every keyboard types the same one."""
    import pyrage

    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    secret = scrypt(text, salt=salt, n=n, r=r, p=p, maxmem=2**31 - 1, dklen=32)
    return pyrage.x25519.Identity.from_str(bech32(_PREFIX.lower(), secret).upper())


_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bech32(prefix: str, data: bytes) -> str:
    """Bytes as text with a checksum, as age writes its keys (BIP 173)."""
    bits = int.from_bytes(data, "big") << (-len(data) * 8 % 5)
    words = -(-len(data) * 8 // 5)
    values = [bits >> 5 * place & 31 for place in reversed(range(words))]
    spread = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    check = _checksum([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> 5 * place & 31 for place in reversed(range(6))]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def _checksum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= factor if top >> place & 1 else 0
    return check
