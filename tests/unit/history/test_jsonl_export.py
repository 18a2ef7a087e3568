"""The history as records: another calmtui reads the same sessions; what is private stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calmtui.history.export import JSONL, Contents, Export
from calmtui.history.gathered import Gathered
from calmtui.history.period import ALL_TIME, Period
from calmtui.history.sessions import fold_sessions
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record, parse_record
from tests.support.hostile_texts import SAMPLE, acting
from tests.support.past_sessions import WRITTEN, Life, a_try, ended, rated


def exported(life: Life, *, words: bool = False, period: Period = ALL_TIME) -> bytes:
    export = Export(Gathered(life.records), period, {}, words=words)
    return b"".join(export.pieces(JSONL, Contents()))


def records_in(data: bytes) -> list[Record]:
    records = [parse_record(line) for line in data.splitlines()]
    assert None not in records
    return [record for record in records if record is not None]


def test_another_calmtui_reads_the_same_sessions(tmp_path: Path) -> None:
    life = Life()
    life.run(7, 5)
    life.urge(8, 9, 5)
    life.session(rated("before", anxiety=6), ended("left early"))
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "from-elsewhere.jsonl").write_bytes(exported(life, words=True))
    journal = Journal(tmp_path / "journal", tmp_path / "state")
    assert fold_sessions(journal.records()) == fold_sessions(life.records)
    assert not journal.unreadable_lines


def test_words_are_left_out_unless_asked_for() -> None:
    life = Life()
    session = life.urge(8, 9, 5)
    written = next(record for record in life.records if record.get("value") == WRITTEN)
    life.records.append(
        {"v": 1, "id": "c", "session": session, "at": "2026-11-25T08:00:00+01:00",
         "what": "changed", "record": written["id"], "fields": {"value": f"{WRITTEN}, again"}}
    )  # fmt: skip
    assert WRITTEN.encode() not in exported(life)
    assert f"{WRITTEN}, again".encode() in exported(life, words=True)


def test_what_another_version_writes_stays() -> None:
    life = Life()
    life.session(
        {"what": "answered", "key": "later", "value": {"deep": WRITTEN}},
        {"what": "noted", "note": WRITTEN},
        {**rated("before", anxiety=7), "note": WRITTEN, "device": WRITTEN},
        ended(),
        choices={"skip": ["neck"]},
        path="/home/someone",
    )
    out = exported(life)
    assert WRITTEN.encode() not in out
    assert b"neck" not in out
    assert b"someone" not in out
    assert [record["what"] for record in records_in(out)] == ["begun", "rated", "ended"]


def test_a_try_goes_along_when_it_is_over_and_without_its_device() -> None:
    life = Life()
    over = a_try(life, ("long-exhale", "five-senses"), how="done")
    running = a_try(life, ("long-exhale", "five-senses"))
    out = exported(life)
    kinds = [(record["what"], record["session"]) for record in records_in(out)]
    assert {session for what, session in kinds if what in ("trying", "tried")} == {over}
    assert running.encode() not in out
    assert b"devicename" not in out
    drawn = [record["try"] for record in records_in(out) if record["what"] == "drawn"]
    assert drawn == [over] * 4
    assert sum(what == "begun" for what, _session in kinds) == 8


def test_a_period_takes_the_days_where_they_were_written() -> None:
    life = Life()
    life.run(7, 5)
    life.run(6, 5, at="2026-11-25T00:10:00+01:00")
    day = life.began.date()
    assert b'"anxiety": 6' in exported(life, period=Period(day, day))
    assert b'"anxiety": 7' not in exported(life, period=Period(day, day))


@pytest.mark.parametrize("hostile", SAMPLE)
def test_no_terminal_acts_on_a_line(hostile: str) -> None:
    life = Life()
    life.session({"what": "answered", "key": "under", "value": hostile}, ended(), title=hostile)
    out = exported(life, words=True).decode()
    assert acting(out.replace("\n", "")) == ""
    for line in out.splitlines():
        record = json.loads(line)
        assert hostile in (record.get("title", hostile), record.get("value", hostile))
