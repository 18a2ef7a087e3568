"""Other people's keys: one attack after another on a shared folder, in a random order, while the
machine goes on.

After each one nothing that this machine wrote opens with the stranger's keys, and all of it opens
with the person's.
"""

from __future__ import annotations

import random
import tempfile
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from calmtui.storage.encryption import convert as locking
from calmtui.storage.encryption import keys, lock_files, trust
from tests.chaos.figures import Figures, main
from tests.chaos.homes import LOCK, NEW, OLD, SESSIONS, Home
from tests.support import strangers
from tests.support.locks import CHEAP, cheap


@patch.object(keys, "_SCRYPT", CHEAP)
def keyed(rounds: int, seed: int) -> Figures:
    """So many attacks, six on each home; the person now and then changes the passphrase, or types
    it.
    """
    dice, found = random.Random(seed), Figures()
    folders = ExitStack()
    for number in range(rounds):
        if number % 6 == 0:
            folders.close()
            work = folders.enter_context(tempfile.TemporaryDirectory(prefix="calmtui-keyed-"))
            home = Home(Path(work))
            home.fill(locked=True)
            history, written = [], set(SESSIONS)
        attack = dice.choice(list(strangers.ATTACKS))
        known = dice.choice(
            [LOCK, *lock_files.read_shared_locks(home.journal.folder), cheap(OLD)[0]]
        )
        strangers.ATTACKS[attack](home.journal.folder, known)
        history.append(attack)
        found.tried[attack] += 1
        id = f"n{number}"
        home.journal.append(
            {"v": 1, "id": id, "session": id, "what": "begun", "title": "distinctive"}
        )
        written.add(id)
        found.check(home.state.put("draft", "distinctive draft"), f"{history}: no draft")
        locking.encrypt_pending(home.journal, home.state)
        key, own = home.key(OLD, NEW), trust.accepted_lock(home.journal)
        if key is not None and own is not None and key.opens(own) and dice.random() < 0.3:
            locking.adopt_new_passphrase(home.journal, key)
            locking.change_passphrase(home.journal, key, dice.choice([OLD, NEW]))
        read = home.sessions(home.key(NEW)) | home.sessions(home.key(OLD))
        what = ", ".join(history)
        found.check(strangers.read(home.folder) == [], f"{what}: a stranger reads it")
        found.check(not home.plain(), f"{what}: plain text")
        found.check(written <= read, f"{what}: not all opens")
    folders.close()
    return found


if __name__ == "__main__":
    main(keyed, 600)
