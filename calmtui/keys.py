"""The keys of a lock: made with a passphrase, found again with it or with the recovery key, and what they open.

A lock has two public keys. The private one of the first is kept in the lock file, wrapped: sealed by age to a key that
scrypt makes from the passphrase. The private one of the second is the recovery key, shown once and kept nowhere.
"""

from __future__ import annotations

import json
import os
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import scrypt
from pathlib import Path
from typing import Any

from calmtui import durable, sealing
from calmtui.paths import private_folder

_SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and a third of a second
_MOST = {"n": 2**20, "r": 8, "p": 4}  # a lock file may not ask for more
_PREFIX = "AGE-SECRET-KEY-"


class Key:
    """Private keys, in memory alone, and what they open."""

    def __init__(self, identities: list[Any]) -> None:
        self._identities = identities

    def open(self, age: object) -> bytes | None:
        """What was sealed, from the `age` of a sealed line; None when these keys don't open it."""
        import pyrage

        try:
            opened: bytes = pyrage.decrypt(b64decode(str(age), validate=True), self._identities)
        except (pyrage.DecryptError, ValueError):
            return None
        return opened

    def lines(self, data: bytes) -> bytes:
        """Lines as they were before they were sealed; what does not open stays as it is."""
        return b"\n".join(self._line(line) for line in data.split(b"\n"))

    def _line(self, line: bytes) -> bytes:
        if not line.rstrip().endswith(sealing.MARK):
            return line
        try:
            opened = self.open(json.loads(line)["age"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return line
        return line if opened is None else opened

    def text(self, text: bytes) -> bytes:
        """A text of the state folder as it was before it was sealed, or as it is."""
        found = text.decode("utf-8", "replace")
        opened = self.open(found.removeprefix(sealing.TEXT).strip()) if sealing.sealed_text(found) else None
        return text if opened is None else opened

    def wrapped(self, passphrase: str) -> dict[str, Any]:
        """The first of these keys wrapped with a passphrase, for a lock file."""
        import pyrage

        salt = os.urandom(16)
        made = _identity(passphrase, salt, **_SCRYPT)
        sealed = pyrage.encrypt(str(self._identities[0]).encode(), [made.to_public()])
        params = {**_SCRYPT, "salt": b64encode(salt).decode()}
        return {"scrypt": params, "wrapped": b64encode(sealed).decode()}

    @property
    def public(self) -> list[str]:
        """The public keys of these."""
        return [str(identity.to_public()) for identity in self._identities]

    def opens(self, kept: dict[str, Any]) -> bool:
        """Whether one of these keys is one of a lock file's."""
        return any(key in kept["recipients"] for key in self.public)


def make(passphrase: str) -> tuple[dict[str, Any], str]:
    """A new lock: what its file says, and the recovery key."""
    import pyrage

    own, recovery = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    recipients = [str(own.to_public()), str(recovery.to_public())]
    return {"v": sealing.VERSION, "recipients": recipients, **Key([own]).wrapped(passphrase)}, str(recovery)


def find(secret: str, kept: Iterable[dict[str, Any]]) -> Key | None:
    """The key that a passphrase, or a recovery key, gives for these lock files; None when it opens none of them."""
    locks = list(kept)
    key = _recovery(secret)
    if key is not None and any(map(key.opens, locks)):
        return key
    found = {}
    for lock in locks:
        if (identity := _unwrapped(lock, secret)) is not None:
            found[str(identity)] = identity
    return Key(list(found.values())) if found else None


def find_recovery(secret: str, records: Iterable[dict[str, Any]]) -> Key | None:
    """The key that a recovery key is by itself, if it opens one of these records: for when every lock file is gone."""
    if (key := _recovery(secret)) is None:
        return None
    return key if any(record["what"] == "sealed" and key.open(record.get("age")) for record in records) else None


def files(folder: Path, copy: Path) -> list[dict[str, Any]]:
    """What every lock file says that can be read: the journal's, conflict copies of it, and this device's `copy`."""
    read: list[dict[str, Any]] = []
    for path in (folder / sealing.NAME, *sorted(folder.glob("lock*.json")), copy):
        try:
            kept = sealing.read(path.read_bytes())
        except OSError:
            continue
        kept = {name: value for name, value in kept.items() if name not in ("open", "sealed")}
        if kept not in read:
            read.append(kept)
    return read


def keep(path: Path, kept: dict[str, Any]) -> None:
    """Put a lock file in place, and sync it. Raises OSError when the disk refuses: then it is as it was."""
    private_folder(path.parent)
    durable.replace(os.fspath(path), (json.dumps(kept, indent=1) + "\n").encode())
    durable.sync_folder(os.fspath(path.parent))


def _recovery(secret: str) -> Key | None:
    """The key that a text is, if it is one; however it is spaced, in letters of either case."""
    import pyrage

    try:
        return Key([pyrage.x25519.Identity.from_str("".join(secret.split()).upper())])
    except (pyrage.IdentityError, UnicodeEncodeError):
        return None


def _unwrapped(lock: dict[str, Any], passphrase: str) -> Any:
    """The private key that is wrapped in a lock file; None when the passphrase is another, or the file damaged."""
    import pyrage

    try:
        params = lock["scrypt"]
        costs = {name: params[name] for name in _MOST}
        if any(type(costs[name]) is not int or not 1 <= costs[name] <= _MOST[name] for name in _MOST):
            return None
        made = _identity(passphrase, b64decode(params["salt"]), **costs)
        text = pyrage.decrypt(b64decode(lock["wrapped"]), [made]).decode("ascii")
        return pyrage.x25519.Identity.from_str(text)
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError, TypeError, KeyError):
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
        for place, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= factor if top >> place & 1 else 0
    return check
