"""The newest sessions, without reading the whole journal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui import recent
from calmtui.history import sessions
from calmtui.journal import Journal, Record


def lines(count: int, device: str, start: int = 0) -> str:
    """The records of `count` sessions, a minute apart, as a file has them."""
    written = []
    for number in range(start, start + count):
        at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)).isoformat()
        for kind, more in (
            ("begun", {"routine": "box-breathing", "title": "Box breathing"}),
            ("rated", {"when": "before", "anxiety": number % 11}),
            ("ended", {"how": "completed", "practised": 300.0}),
        ):
            record = {"v": 1, "id": f"{device}{number}{kind}", "session": f"{device}{number}", "at": at, "what": kind}
            written.append(json.dumps({**record, **more}, separators=(",", ":")) + "\n")
    return "".join(written)


def journal_of(tmp_path: Path, **files: str) -> Journal:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.folder.mkdir()
    for name, text in files.items():
        (journal.folder / f"{name}.jsonl").write_text(text)
    return journal


@given(st.integers(1, 30), st.lists(st.integers(0, 60), min_size=1, max_size=3))
def test_the_newest_are_those_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, wanted: int, counts: list[int]
) -> None:
    files = {f"d{place}": lines(count, f"d{place}", place * 7) for place, count in enumerate(counts)}
    journal = journal_of(tmp_path_factory.mktemp("j"), **files)
    newest = sessions(recent.records(str(journal.folder), wanted))[:wanted]
    assert newest == sessions(journal.records())[:wanted]


def test_only_the_end_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = journal_of(tmp_path, d=lines(5_000, "d"))
    read: list[Record] = list(recent.records(str(journal.folder), 10))
    assert len(read) * 150 < 2 * recent.BLOCK
    assert len(sessions(read)) >= 10


def test_more_is_read_when_the_end_has_too_few(tmp_path: Path) -> None:
    long = '{"v":1,"id":"x","session":"d4999","at":"2026-06-01T00:00:00+00:00","what":"answered","key":"k","value":"'
    journal = journal_of(tmp_path, d=lines(5_000, "d") + long + "y" * 200_000 + '"}\n')
    assert len(sessions(recent.records(str(journal.folder), 10))) >= 10


def test_what_is_erased_stays_erased(tmp_path: Path) -> None:
    stone = '{"v":1,"id":"s","session":"d4999","at":"2026-01-01T00:00:00+00:00","what":"erased"}\n'
    journal = journal_of(tmp_path, **{"a-erased": stone * 2_000, "d": lines(5_000, "d")})
    assert "d4999" not in {past.session for past in sessions(recent.records(str(journal.folder), 10))}


def test_torn_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, d=lines(2, "d") + 'null\n[1]\n{"id":1}\n\xff\n{"v":1,"id":"to')
    assert len(sessions(recent.records(str(journal.folder), 5))) == 2
    assert list(recent.records(str(tmp_path / "none"), 5)) == []
