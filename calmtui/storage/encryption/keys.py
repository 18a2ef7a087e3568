"""The private keys of a lock: made with a passphrase, found again with it, and what they open.

A lock has two public keys. The private one of the first is in the lock file, wrapped: sealed by age
to a key that scrypt makes from the passphrase. The private one of the second is the recovery key,
shown once and kept nowhere.

A lock file proves its keys: a code that only the wrapped private key makes covers all of them. So
whoever can write to a shared folder, but does not know the passphrase, can't have anything sealed
to a key of their own: not by another lock, which the passphrase does not open, and not by another
key in the same lock.
"""

from __future__ import annotations

import hmac
import json
import os
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import scrypt
from typing import Any

from calmtui.storage.encryption import bech32
from calmtui.storage.encryption.lock_files import VERSION, Lock, passphrase_version
from calmtui.storage.encryption.seal import SEALED_END, SEALED_TEXT_START, is_sealed_text
from calmtui.storage.records import Record
from calmtui.text.i18n import ngettext

_SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # 128 MiB and a third of a second
_MAX_MEMORY = 2**22  # n times r: 512 MiB
# n times r times p, of all locks that are tried for one passphrase: eight times ours.
_MAX_WORK = 8 * 2**20
_SCRYPT_MEMORY = 2**31 - 1  # what hashlib allows
_KEY_BYTES = 32
_SALT_BYTES = 16
_KEY_PREFIX = "AGE-SECRET-KEY-"


class PrivateKeys:
    """Private keys, in memory alone, and what they open.

    `proven_locks` are the locks whose keys they prove.
    """

    def __init__(self, identities: list[Any], proven_locks: Iterable[Lock] = ()) -> None:
        self._identities = identities
        self.proven_locks = list(proven_locks)

    @property
    def public(self) -> list[str]:
        """Their public keys."""
        return [str(identity.to_public()) for identity in self._identities]

    def opens(self, lock: Lock) -> bool:
        """Return whether one of these keys is one of a lock's."""
        return any(key in lock["recipients"] for key in self.public)

    def open(self, age: object) -> bytes | None:
        """Open the `age` of a sealed line; None when these keys don't open it."""
        import pyrage  # noqa: PLC0415 - not installed everywhere

        try:
            opened: bytes = pyrage.decrypt(b64decode(str(age), validate=True), self._identities)
        except (pyrage.DecryptError, ValueError):
            return None
        return opened

    def open_lines(self, data: bytes) -> bytes:
        """Return lines as they were before they were sealed; what does not open stays."""
        return b"\n".join(map(self._open_line, data.split(b"\n")))

    def _open_line(self, line: bytes) -> bytes:
        if not line.rstrip().endswith(SEALED_END):
            return line
        try:
            opened = self.open(json.loads(line)["age"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return line
        return line if opened is None else opened

    def open_text(self, data: bytes) -> bytes:
        """Return a text of the state folder as it was before it was sealed; others stay."""
        text = data.decode("utf-8", "replace")
        if not is_sealed_text(text):
            return data
        opened = self.open(text.removeprefix(SEALED_TEXT_START).strip())
        return data if opened is None else opened

    def wrap(self, lock: Lock, passphrase: str) -> Lock:
        """Return a lock with one of its private keys, which is here, wrapped with a passphrase."""
        import pyrage  # noqa: PLC0415 - not installed everywhere

        identity = next(
            one for one in self._identities if str(one.to_public()) in lock["recipients"]
        )
        salt = os.urandom(_SALT_BYTES)
        wrapping_key = _derive_identity(passphrase, salt, **_SCRYPT)
        wrapped = pyrage.encrypt(str(identity).encode(), [wrapping_key.to_public()])
        changed = {
            **lock,
            "changed": passphrase_version(lock) + 1,
            "scrypt": {**_SCRYPT, "salt": b64encode(salt).decode()},
            "wrapped": b64encode(wrapped).decode(),
        }
        return {**changed, "proof": _prove(identity, changed)}


def create_lock(passphrase: str) -> tuple[Lock, str]:
    """Create a lock: what its file says, and the recovery key."""
    import pyrage  # noqa: PLC0415 - not installed everywhere

    identity, recovery = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    recipients = [str(identity.to_public()), str(recovery.to_public())]
    lock = {"v": VERSION, "recipients": recipients}
    return PrivateKeys([identity]).wrap(lock, passphrase), str(recovery)


def unlock_with(secret: str, locks: Iterable[Lock]) -> PrivateKeys | None:
    """Return the keys that a passphrase, or a recovery key, gives for these locks, if any."""
    locks = list(locks)
    recovery = _parse_recovery_key(secret)
    if recovery is not None and any(map(recovery.opens, locks)):
        return recovery
    identities = {}
    proven_locks = []
    for lock in _affordable(locks):
        identity = _unwrap(lock, secret)
        if identity is None:
            continue
        identities[str(identity)] = identity
        proof = str(lock.get("proof")).encode("utf-8", "replace")
        if hmac.compare_digest(proof, _prove(identity, lock).encode()):
            proven_locks.append(lock)
    if not identities:
        return None
    return PrivateKeys(list(identities.values()), proven_locks)


def find_recovery(secret: str, records: Iterable[Record]) -> PrivateKeys | None:
    """Return the key that a recovery key is by itself, if it opens one of these records.

    For when every lock file is gone.
    """
    key = _parse_recovery_key(secret)
    if key is None:
        return None
    sealed = (record.get("age") for record in records if record["what"] == "sealed")
    if any(key.open(age) for age in sealed):
        return key
    return None


def count_too_costly(locks: Iterable[Lock]) -> int:
    """Return how many of these locks `unlock_with` skips: they ask for too much work or memory."""
    locks = [lock for lock in locks if _work(lock)]
    return len(locks) - len(_affordable(locks))


def describe_too_costly(number: int) -> str:
    """Return the warning that so many lock files are skipped."""
    text = ngettext(
        "{n} lock file asks for too much work, and is skipped.",
        "{n} lock files ask for too much work, and are skipped.",
        number,
    )
    return text.format(n=number)


def _affordable(locks: list[Lock]) -> list[Lock]:
    """Return the first locks, until their work is what one passphrase may take."""
    affordable = []
    left = _MAX_WORK
    for lock in locks:
        work = _work(lock)
        if 0 < work <= left and lock["scrypt"]["n"] * lock["scrypt"]["r"] <= _MAX_MEMORY:
            left -= work
            affordable.append(lock)
    return affordable


def _work(lock: Lock) -> int:
    """Return what trying a passphrase on a lock costs; 0 when it can't be tried."""
    try:
        costs = [lock["scrypt"][name] for name in ("n", "r", "p")]
    except (TypeError, KeyError):
        return 0
    if any(type(cost) is not int or cost < 1 for cost in costs):
        return 0
    n, r, p = costs
    return int(n * r * p)


def _prove(identity: Any, lock: Lock) -> str:
    """Return the code that proves the keys of a lock: only who has the private key can make it."""
    message = json.dumps(["calmtui lock", lock["recipients"], passphrase_version(lock)]).encode()
    return hmac.digest(str(identity).encode(), message, "sha256").hex()


def _parse_recovery_key(text: str) -> PrivateKeys | None:
    """Return the key that a text is, if it is one, however spaced and in either case."""
    import pyrage  # noqa: PLC0415 - not installed everywhere

    try:
        return PrivateKeys([pyrage.x25519.Identity.from_str("".join(text.split()).upper())])
    except (pyrage.IdentityError, UnicodeEncodeError):
        return None


def _unwrap(lock: Lock, passphrase: str) -> Any:
    """Return the private key that is wrapped in a lock.

    None when the passphrase is another one, or the file is damaged.
    """
    import pyrage  # noqa: PLC0415 - not installed everywhere

    errors = (pyrage.DecryptError, pyrage.IdentityError, ValueError, TypeError, KeyError)
    try:
        params = lock["scrypt"]
        costs = {name: params[name] for name in ("n", "r", "p")}
        wrapping_key = _derive_identity(passphrase, b64decode(params["salt"]), **costs)
        text = pyrage.decrypt(b64decode(lock["wrapped"]), [wrapping_key]).decode("ascii")
        return pyrage.x25519.Identity.from_str(text)
    except (*errors, MemoryError):
        return None


def _derive_identity(passphrase: str, salt: bytes, n: int, r: int, p: int) -> Any:
    """Return the age key that scrypt makes from a passphrase.

    In NFKC, so that every keyboard types the same one.
    """
    import pyrage  # noqa: PLC0415 - not installed everywhere

    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    secret = scrypt(text, salt=salt, n=n, r=r, p=p, maxmem=_SCRYPT_MEMORY, dklen=_KEY_BYTES)
    return pyrage.x25519.Identity.from_str(bech32.encode(_KEY_PREFIX.lower(), secret).upper())
