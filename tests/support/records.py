"""What several tests share of journal."""

from __future__ import annotations

from typing import Any

from calmtui.storage.journal import new_id


def record(**more: Any) -> dict[str, Any]:
    return {
        "v": 1,
        "id": new_id(),
        "session": "s",
        "at": "2026-11-24T22:41:03+01:00",
        "what": "begun",
        **more,
    }
