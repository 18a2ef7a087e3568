"""What several tests share of erasing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from calmtui.storage.journal import new_id

AT = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)

SECRET = "please answer me"


def run(session: str, text: str = SECRET, **more: Any) -> list[dict[str, Any]]:
    """The records of one session."""
    head = {"v": 1, "session": session, "at": "2026-11-24T22:41:03+01:00"}
    return [
        {**head, "id": new_id(), "what": "begun", "routine": "box", "title": "Box", **more},
        {**head, "id": new_id(), "what": "answered", "key": "note", "value": text},
        {**head, "id": new_id(), "what": "ended", "how": "completed", "practised": 60.0},
    ]


def bytes_under(*folders: Path) -> bytes:
    """Everything in the files of the folders, names as well."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(os.fsencode(path) + b"\n" + path.read_bytes() for path in files)
