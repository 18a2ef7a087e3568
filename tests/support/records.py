"""Records of the journal, one alone or those of a whole session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from calmtui.storage.journal import Journal
from calmtui.storage.records import new_id
from tests.support.engine import Clock

AT = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)
SECRET = "please answer me"

# What any record but an erased one may say beside its id, session and time.
record_contents = st.one_of(
    st.just({"what": "begun", "routine": "box", "title": "Box"}),
    st.builds(
        lambda when, n: {"what": "rated", "when": when, "anxiety": n},
        st.sampled_from(["before", "after"]),
        st.integers(0, 10),
    ),
    st.builds(lambda key: {"what": "answered", "key": key}, st.sampled_from("ab")),
    st.builds(
        lambda how: {"what": "ended", "how": how, "practised": 60.0},
        st.sampled_from(["completed", "left early", "interrupted"]),
    ),
    st.just({"what": "resumed"}),
    st.just({"what": "changed", "delay": 900.0}),
    st.builds(lambda n: {"what": "changed", "fields": {"anxiety": n, "value": f"changed {n}"}},
    st.integers(0, 10)),
)  # fmt: skip


def record(**more: Any) -> dict[str, Any]:
    """Return a record; `more` replaces and adds keys."""
    return {
        "v": 1,
        "id": new_id(),
        "session": "s",
        "at": "2026-11-24T22:41:03+01:00",
        "what": "begun",
        **more,
    }


def session_records(session: str, text: str = SECRET, **more: Any) -> list[dict[str, Any]]:
    """Return the records of one session in which a text was written."""
    head = {"v": 1, "session": session, "at": "2026-11-24T22:41:03+01:00"}
    return [
        {**head, "id": new_id(), "what": "begun", "routine": "box", "title": "Box", **more},
        {**head, "id": new_id(), "what": "answered", "key": "note", "value": text},
        {**head, "id": new_id(), "what": "ended", "how": "completed", "practised": 60.0},
    ]


def append_session(journal: Journal, time: Clock, routine: str, before: int, after: int) -> None:
    """Append a completed session with its ratings, five seconds after the one before."""
    session = new_id()
    for more in (
        {"what": "begun", "routine": routine, "title": routine},
        {"what": "rated", "when": "before", "anxiety": before},
        {"what": "rated", "when": "after", "anxiety": after},
        {"what": "ended", "how": "completed", "practised": 60.0},
    ):
        journal.append(
            {"v": 1, "id": new_id(), "session": session, "at": time.now().isoformat(), **more}
        )
    time.wall += timedelta(seconds=5)
