"""The newest sessions, without reading the whole journal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.history.sessions import fold_sessions
from calmtui.storage import journal_tail as recent
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record, drop_sessions, parse_record_stdlib


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
            record = {
                "v": 1,
                "id": f"{device}{number}{kind}",
                "session": f"{device}{number}",
                "at": at,
                "what": kind,
            }
            written.append(json.dumps({**record, **more}, separators=(",", ":")) + "\n")
    return "".join(written)


def journal_of(tmp_path: Path, **files: str) -> Journal:
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    journal.folder.mkdir()
    for name, text in files.items():
        (journal.folder / f"{name}.jsonl").write_text(text)
    return journal


@pytest.mark.slow
@given(st.integers(1, 30), st.lists(st.integers(0, 60), min_size=1, max_size=3))
def test_the_newest_are_those_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, wanted: int, counts: list[int]
) -> None:
    files = {
        f"d{place}": lines(count, f"d{place}", place * 7) for place, count in enumerate(counts)
    }
    journal = journal_of(tmp_path_factory.mktemp("j"), **files)
    newest = fold_sessions(recent.read_recent(str(journal.folder), wanted))[:wanted]
    assert newest == fold_sessions(journal.records())[:wanted]


def test_only_the_end_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = journal_of(tmp_path, d=lines(5_000, "d"))
    read: list[Record] = list(recent.read_recent(str(journal.folder), 10))
    assert len(read) * 150 < 2 * recent._FIRST_BLOCK_BYTES
    assert len(fold_sessions(read)) >= 10


def test_more_is_read_when_the_end_has_too_few(tmp_path: Path) -> None:
    long = (
        '{"v":1,"id":"x","session":"d4999","at":"2026-06-01T00:00:00+00:00",'
        '"what":"answered","key":"k","value":"'
    )
    journal = journal_of(tmp_path, d=lines(5_000, "d") + long + "y" * 200_000 + '"}\n')
    assert len(fold_sessions(recent.read_recent(str(journal.folder), 10))) >= 10


def test_what_is_erased_stays_erased(tmp_path: Path) -> None:
    stone = '{"v":1,"id":"s","session":"d4999","at":"2026-01-01T00:00:00+00:00","what":"erased"}\n'
    journal = journal_of(tmp_path, **{"a-erased": stone * 2_000, "d": lines(5_000, "d")})
    assert "d4999" not in {
        past.session for past in fold_sessions(recent.read_recent(str(journal.folder), 10))
    }


def test_torn_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, d=lines(2, "d") + 'null\n[1]\n{"id":1}\n\xff\n{"v":1,"id":"to')
    assert len(fold_sessions(recent.read_recent(str(journal.folder), 5))) == 2
    assert list(recent.read_recent(str(tmp_path / "none"), 5)) == []


def test_of_many_tombstones_only_those_of_the_newest_sessions_are_made_into_records(
    tmp_path: Path,
) -> None:
    stone = (
        '{{"v":1,"id":"s{0}","session":"d{0}","at":"2026-01-01T00:00:00+00:00","what":"erased"}}\n'
    )
    stones = "".join(map(stone.format, range(5_000)))
    journal = journal_of(
        tmp_path, **{"a-erased": stones, "d": lines(5_000, "d"), "e": lines(5, "e")}
    )
    looked: list[bytes] = []

    def read(line: bytes) -> Record | None:
        looked.append(line)
        return parse_record_stdlib(line)

    past = fold_sessions(recent.read_recent(str(journal.folder), 10, read))
    assert [one.session for one in past] == [f"e{number}" for number in reversed(range(5))]
    assert sum(b"erased" in line for line in looked) < 500
    assert recent.erased_among(str(journal.folder), {"d17", "e3", "d4999"}) == {"d17", "d4999"}
    settled = frozenset({"d.jsonl", "e.jsonl"})  # there is nothing to look for
    assert not [
        one
        for one in recent.read_recent(str(journal.folder), 10, settled=settled)
        if one["what"] == "erased"
    ]


def test_a_tombstone_that_names_its_session_by_escapes_counts(tmp_path: Path) -> None:
    stone = (
        '{"v":1,"id":"s","\\u0073ession":"d\\u0034","at":"2026-01-01T00:00:00+00:00",'
        '"what":"erased"}\n'
    )
    journal = journal_of(tmp_path, **{"a-erased": stone, "d": lines(5, "d")})
    assert "d4" not in {
        one.session for one in fold_sessions(recent.read_recent(str(journal.folder), 10))
    }
    assert "d4" not in {one.session for one in fold_sessions(journal.records())}
    assert b'"d4"' not in drop_sessions((journal.folder / "d.jsonl").read_bytes(), {"d4"})


def test_what_compact_has_seen_to_is_looked_for_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = journal_of(tmp_path, d=lines(20, "d"))
    journal.append(
        {"v": 1, "id": "x", "session": "x", "at": "2026-01-01T00:00:00+00:00", "what": "begun"}
    )
    journal.erase(["x"], datetime(2026, 1, 1, tzinfo=UTC))
    (journal.folder / "d.jsonl").unlink()
    for number in range(3):
        journal.append(
            {
                "v": 1,
                "id": f"y{number}",
                "session": "y",
                "at": "2026-01-01T00:00:00+00:00",
                "what": "begun",
            }
        )
        for _ in range(2):
            journal.compact()
        assert journal._eraser.settled_files()
        assert [one["session"] for one in journal.recent_records()] == ["y"] * (number + 1)
    monkeypatch.setattr(recent, "_lines_of", lambda *_: pytest.fail("looked through"))
    assert list(journal.recent_records())
    monkeypatch.undo()
    journal.append(
        {"v": 1, "id": "z", "session": "x", "at": "2026-01-01T00:00:00+00:00", "what": "ended"}
    )
    assert not journal._eraser.settled_files()
    assert "x" in {one["session"] for one in journal.recent_records() if one["what"] == "erased"}
    journal.compact()
    assert "x" not in {one["session"] for one in journal.recent_records()}


def test_millions_of_empty_lines_are_no_work(tmp_path: Path) -> None:
    journal = journal_of(tmp_path, d="\n" * 3_000_000 + lines(2, "d") + "\n" * 3_000_000 + "{}\n")
    looked: list[bytes] = []

    def read(line: bytes) -> Record | None:
        looked.append(line)
        return parse_record_stdlib(line)

    assert len(fold_sessions(recent.read_recent(str(journal.folder), 5, read))) == 2
    assert len(looked) < 20
    assert len(list(journal.records())) == 6
    assert [bad.line for bad in journal.unreadable_lines] == [6_000_007]
