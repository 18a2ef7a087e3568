"""Sums that were kept and what was added since give the same figures as everything from scratch."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from calmtui.content.option_words import keys_by_words
from calmtui.history import sums_stream
from calmtui.history.figures import Figures
from calmtui.history.past_sums import PastSums
from calmtui.history.period import ALL_TIME, Period
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption import convert
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.storage.sums_file import SUMS
from tests.support.figures import figures_from_records
from tests.support.folders import bytes_under
from tests.support.killing import kill_at
from tests.support.lives import LifeWriter
from tests.support.locks import KEY, LOCK

NOW = datetime.fromisoformat("2026-12-31T12:00:00+00:00")
START = date(2026, 1, 1)
TITLES = {"long-exhale": "Longer out-breath"}
FEW = 5  # sessions that stay open, so that short lives have sums


@pytest.fixture(autouse=True, scope="module")
def _few_open_sessions() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(sums_stream, "OPEN_SESSIONS", FEW)
        yield


def open_journal(folder: Path) -> Journal:
    return Journal(folder / "journal", folder / "state")


def look(journal: Journal, period: Period = ALL_TIME) -> Figures:
    sums = PastSums(journal)
    for _progress in sums.read(period):
        pass
    return sums.figures(TITLES)


def from_scratch(journal: Journal, period: Period = ALL_TIME) -> Figures:
    records = list(journal.records())
    unreadable = len(journal.unreadable_lines)
    return figures_from_records(records, period, titles=TITLES, unreadable=unreadable)


def same(kept: Figures, scratch: Figures) -> None:
    """Assert that they are the same, but for how many of the newest sessions they list."""
    assert kept.recent == scratch.recent[: len(kept.recent)]
    assert len(kept.recent) >= min(len(scratch.recent), 0)

    def without_lists(figures: Figures) -> Figures:
        routines = tuple(replace(routine, pairs=()) for routine in figures.routines)
        return replace(figures, recent=(), routines=routines)

    assert without_lists(kept) == without_lists(scratch)


def write(journal: Journal, records: list[dict[str, Any]], name: str = "") -> None:
    """Append records to this device's file, or to another file."""
    if not name:
        journal.append(*records)
        return
    journal.folder.mkdir(parents=True, exist_ok=True)
    with (journal.folder / name).open("ab") as file:
        file.write(b"".join(json.dumps(record).encode() + b"\n" for record in records))


class Life:
    """A life whose records come in the order of their time, with what happens to histories."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._writer = LifeWriter()
        self._day = 0.0
        self.sessions: list[str] = []
        self.trials = 0

    def _take(self) -> list[dict[str, Any]]:
        records, self._writer.records = self._writer.records, []
        for record in records:
            record["id"] = f"{self._rng.getrandbits(64):016x}"
        return records

    def _next(self) -> tuple[str, str]:
        self._day += self._rng.choice((0.01, 0.1, 0.4, 2.5))
        at = datetime.combine(START, datetime.min.time()) + timedelta(days=self._day)
        session = f"{self._rng.getrandbits(64):016x}"
        self.sessions.append(session)
        return session, at.isoformat(timespec="seconds") + "+01:00"

    def _number(self) -> int | None:
        return self._rng.choice((None, 0, 3, 5, 7, 9, 10))

    def event(self, kind: str) -> list[dict[str, Any]]:
        """Return the records of something that happens."""
        rng, writer = self._rng, self._writer
        session, at = self._next()
        earlier = rng.choice(self.sessions)
        match kind:
            case "run":
                how = rng.choice(("completed", "completed", "left early", "interrupted"))
                writer.run(session, at, self._number(), self._number(), how=how)
            case "urge":
                marks = [(seconds, rng.randint(0, 10)) for seconds in (0.0, 301.0, 650.0)]
                triggers = rng.sample(["slow reply", "a fight", "tired"], rng.randint(0, 2))
                choice = rng.choice(("", "Let it go", "Send it as it is"))
                writer.urge(session, at, triggers=triggers, marks=marks, choice=choice)
            case "cut off":
                writer.add(session, at, what="begun", routine="long-exhale", title="")
                writer.add(session, at, what="rated", when="before", anxiety=7)
            case "ended late":
                writer.add(earlier, at, what="ended", how="completed", practised=9.0)
            case "resumed":
                writer.add(earlier, at, what="resumed", after=9.0)
            case "rated late":
                writer.add(earlier, at, what="rated", when="after", anxiety=rng.randint(0, 10))
            case "words":
                writer.add(earlier, at, what="answered", key="later", value="clearer now")
            case "trying":
                self.trials += 1
                writer.add(
                    f"try{self.trials}", at, what="trying", routines=["long-exhale", "box"],
                    rate="anxiety", draws=20,
                )  # fmt: skip
            case "drawn":
                drawn = {"try": f"try{self.trials}", "arm": rng.randint(0, 1), "forced": False}
                writer.run(session, at, self._number(), self._number(), drawn=drawn)
            case "tried":
                writer.add(f"try{self.trials}", at, what="tried", how="done")
        return self._take()


KINDS = st.sampled_from(
    ["run"] * 4 + ["urge"] * 4 + ["drawn"] * 2
    + ["cut off", "ended late", "resumed", "rated late", "words", "trying", "tried"]
    + ["change", "erase", "merge", "torn", "copy"]
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=40, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)  # shrinking takes minutes
@example(
    seed=38273,  # a number given late, five sessions on, in a period that is read from the file
    parts=[
        ["words", "torn"],
        ["erase", "change", "urge", "rated late", "tried", "run", "change"],
        ["run", "urge", "run", "run", "drawn", "urge", "cut off", "drawn", "cut off"],
        ["words", "rated late", "ended late", "tried", "rated late"],
        ["drawn", "run", "change", "urge", "change", "cut off", "run", "rated late", "drawn"]
        + ["run", "words", "words"],
    ],
)
@given(
    seed=st.integers(0, 2**32),
    parts=st.lists(st.lists(KINDS, min_size=1, max_size=12), min_size=1, max_size=5),
)
def test_kept_and_added_is_from_scratch_for_any_cut(
    seed: int, parts: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    journal = open_journal(tmp_path_factory.mktemp("home"))
    rng = Random(seed)
    life = Life(rng)
    for part in parts:
        for kind in part:
            _happen(journal, life, kind, rng)
        same(look(journal), from_scratch(journal))
        same(look(journal), from_scratch(journal))  # again, when nothing was added
        first = START + timedelta(days=rng.randint(0, 40))
        for period in (Period(first, first + timedelta(days=20)), Period(None, first)):
            same(look(journal, period), from_scratch(journal, period))


def _happen(journal: Journal, life: Life, kind: str, rng: Random) -> None:
    known = list(journal.records())
    if kind == "change" and known:
        record = rng.choice(known)
        fields: dict[str, object] = {
            name: rng.randint(0, 10) for name in ("anxiety", "pull") if name in record
        }
        change = life.event("words")[0] | {"session": record["session"], "what": "changed"}
        journal.append(change | {"record": record["id"], "fields": fields or {"how": "completed"}})
    elif kind == "erase" and life.sessions:
        journal.erase([rng.choice(life.sessions)], NOW)
    elif kind == "merge":
        write(journal, life.event("run") + life.event("urge"), "other.jsonl")
    elif kind == "torn":
        journal.append(*life.event("run"))
        with journal.device_file().open("ab") as file:
            file.write(b'{"v":1,"id":"to')
    elif kind == "copy" and known:
        write(journal, rng.sample(known, min(len(known), 9)), "x.sync-conflict-1.jsonl")
    elif kind not in ("change", "erase", "copy"):
        journal.append(*life.event(kind))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return open_journal(tmp_path)


def _live(journal: Journal, sessions: int) -> Life:
    life = Life(Random(1))
    for number in range(sessions):
        journal.append(*life.event("urge" if number % 2 else "run"))
    return life


def test_what_was_read_is_not_read_again(journal: Journal) -> None:
    life = _live(journal, 40)
    look(journal)
    sums = PastSums(journal)
    list(sums.read())
    assert sums.bytes_read == 0
    added = life.event("urge")
    journal.append(*added)
    list(sums.read())
    assert sums.bytes_read == len(journal.encode_records(*added))


def test_a_late_record_of_an_open_session_reads_that_session_alone(journal: Journal) -> None:
    life = _live(journal, 40)
    journal.append(*life.event("cut off"))
    look(journal)
    sums = PastSums(journal)
    journal.append(
        {"v": 1, "id": "e", "session": life.sessions[-1], "at": NOW.isoformat(),
         "what": "ended", "how": "completed", "practised": 5.0}
    )  # fmt: skip
    list(sums.read())
    assert sums.bytes_read < 2000
    same(sums.figures(TITLES), from_scratch(journal))


def _sums_file(journal: Journal) -> Path:
    return journal.state / SUMS


def test_the_file_is_for_its_owner_alone_whatever_the_mask(journal: Journal) -> None:
    _live(journal, 3)
    before = os.umask(0)
    try:
        look(journal)
    finally:
        os.umask(before)
    assert stat.S_IMODE(_sums_file(journal).stat().st_mode) == 0o600


def test_neither_words_nor_titles_are_in_the_file(journal: Journal) -> None:
    life = _live(journal, 20)
    journal.append(*life.event("words"))
    look(journal)
    data = _sums_file(journal).read_bytes()
    assert b"clearer now" not in data
    assert b"Ride the urge" not in data


def test_nothing_is_kept_of_an_empty_journal_or_in_a_private_session(tmp_path: Path) -> None:
    look(open_journal(tmp_path))
    assert not (tmp_path / "state").exists()
    _live(open_journal(tmp_path), 3)
    private = Journal(tmp_path / "journal", tmp_path / "state", private=True)
    same(look(private), from_scratch(private))
    assert not (tmp_path / "state" / SUMS).exists()


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff", b'{"version":1}', b"[]"])
def test_a_damaged_file_is_as_good_as_none(journal: Journal, damage: bytes) -> None:
    _live(journal, 20)
    look(journal)
    _sums_file(journal).write_bytes(damage)
    same(look(journal), from_scratch(journal))


def test_a_file_that_was_rewritten_is_read_anew(journal: Journal) -> None:
    _live(journal, 20)
    look(journal)
    path = journal.device_file()
    data = path.read_bytes().replace(b'"anxiety":7', b'"anxiety":2')
    path.write_bytes(data)
    same(look(journal), from_scratch(journal))
    path.unlink()
    path.write_bytes(data)
    same(look(journal), from_scratch(journal))


def test_erasing_removes_the_file_before_anything_else(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = _live(journal, 20)
    look(journal)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "append_to", refuse)
    with pytest.raises(OSError, match="No space"):
        journal.erase(life.sessions[:1], NOW)
    assert not _sums_file(journal).exists()


def test_what_another_device_erased_leaves_with_the_next_start(journal: Journal) -> None:
    life = _live(journal, 20)
    look(journal)
    erased = {"v": 1, "id": "t", "session": life.sessions[3], "at": NOW.isoformat()}
    write(journal, [erased | {"what": "erased"}], "other-erased.jsonl")
    journal.compact()
    assert not _sums_file(journal).exists()
    same(look(journal), from_scratch(journal))


def test_nobody_writes_back_what_is_erased_meanwhile(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another terminal looks back while one erases: it read before, and saves at each moment."""
    life = _live(journal, 20)
    other = open_journal(journal.folder.parent)
    readers: list[Iterator[object]] = []
    for _ in range(3):
        reader = PastSums(other).read()
        next(reader)
        readers.append(reader)
    append_to = journal.append_to

    def append_and_look(path: Path, data: bytes) -> Path:
        list(readers[0])  # the tombstone is not there yet
        written = append_to(path, data)
        list(readers[1])
        return written

    monkeypatch.setattr(journal, "append_to", append_and_look)
    journal.erase(life.sessions[:1], NOW)
    list(readers[2])
    assert not _sums_file(journal).exists()


def test_what_a_killed_writer_left_goes_when_erasing(journal: Journal) -> None:
    life = _live(journal, 3)
    look(journal)
    left = journal.state / f".{SUMS}.0123abcd"
    left.write_text("half")
    journal.erase(life.sessions[:1], NOW)
    assert not left.exists()


def test_two_terminals_at_once_save_whole_files(journal: Journal) -> None:
    life = _live(journal, 20)
    first, second = PastSums(journal).read(), PastSums(journal).read()
    next(first)
    journal.append(*life.event("run"))
    next(second)
    list(second)
    list(first)
    same(look(journal), from_scratch(journal))


def test_a_file_that_is_replaced_while_it_is_read_is_not_taken_for_the_one_that_was_read(
    journal: Journal,
) -> None:
    """One session is taken out, and another one comes: in the end each line is where one was."""
    writer = LifeWriter()
    for number in range(20):
        writer.run(f"s{number:02}", f"2026-11-{number + 1:02}T20:00:00+01:00", 7, 5)
    *before, new = range(20)
    lines = [json.dumps(record).encode() + b"\n" for record in writer.records]
    by_session = [lines[place : place + 4] for place in range(0, len(lines), 4)]
    path = journal.folder / "device.jsonl"
    journal.folder.mkdir(parents=True)
    path.write_bytes(b"".join(line for number in before for line in by_session[number]))
    erased = {"v": 1, "id": "t", "session": "s03", "at": NOW.isoformat(), "what": "erased"}
    write(journal, [erased], "device-erased.jsonl")
    reader = PastSums(journal).read()
    next(reader)
    left = [number for number in before if number != 3]
    (path.parent / "new").write_bytes(
        b"".join(line for number in (*left, new) for line in by_session[number])
    )
    size = path.stat().st_size
    os.replace(path.parent / "new", path)
    assert path.stat().st_size == size
    list(reader)
    same(look(journal), from_scratch(journal))
    assert look(journal).runs == 19


def test_a_reading_can_be_left_at_any_time(journal: Journal) -> None:
    _live(journal, 20)
    reader = PastSums(journal).read()
    progress = next(reader)
    assert 0 < progress.done <= progress.whole
    del reader
    assert not _sums_file(journal).exists()
    same(look(journal), from_scratch(journal))


def test_what_stands_far_apart_is_read_and_kept_all_the_same(journal: Journal) -> None:
    life = _live(journal, 40)
    session = life.sessions[0]
    journal.append(
        {"v": 1, "id": "x", "session": session, "at": NOW.isoformat(), "what": "rated",
         "when": "after", "anxiety": 0}
    )  # fmt: skip
    same(look(journal), from_scratch(journal))
    assert _sums_file(journal).exists()
    sums = PastSums(journal)
    list(sums.read())
    assert sums.bytes_read == 0


def test_erased_words_and_numbers_are_in_no_byte_of_any_file(tmp_path: Path) -> None:
    """Not in the sums either, which are made again from what is left."""
    journal = open_journal(tmp_path)
    life = _live(journal, 20)
    at = "2026-12-01T20:00:00+00:00"
    writer = LifeWriter()
    writer.urge(
        "gone", at, triggers=["a trigger of my own"], marks=[(0.0, 9), (301.7, 10)], delay=777.0
    )
    writer.add("gone", at, what="answered", key="later", value="my own words")
    journal.append(*writer.records)
    look(journal)
    everything = bytes_under(tmp_path)
    assert everything.count(b"a trigger of my own") == 2  # in the journal, and in the sums
    for number in range(2):
        if number:
            look(journal)
        journal.erase(["gone"], NOW)
        left = bytes_under(tmp_path)
        for gone in (b"a trigger of my own", b"my own words", b"301.7", b"777.0"):
            assert gone not in left
    same(look(journal), from_scratch(journal))
    assert life.sessions


def test_a_writer_that_is_killed_leaves_the_old_file_or_none(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its calls to the system; what it left is in nobody's way, and goes when erasing."""
    life = _live(journal, 20)
    calls = ("open", "write", "replace", "close", "pread", "fstat")
    for name in calls:
        for number in (1, 2, 4):
            journal.append(*life.event("urge"))
            if child := os.fork():
                assert os.waitpid(child, 0)[0] == child
            else:
                kill_at(monkeypatch, name, number)
                look(journal)
                os._exit(0)
            same(look(journal), from_scratch(journal))
    journal.erase(life.sessions[:1], NOW)
    assert [name for name in os.listdir(journal.state) if SUMS in name] == []


def test_a_locked_journal_has_no_sums_on_the_disk(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    _live(journal, 20)
    look(journal)
    expected = from_scratch(journal)
    convert.lock(journal, DeviceStore(journal.state, lock=journal.lock), LOCK)
    assert not _sums_file(journal).exists()
    closed = look(journal)
    assert (closed.runs, closed.sealed) == (0, 20)
    journal.key = KEY
    same(look(journal), expected)
    assert not _sums_file(journal).exists()
    assert b"anxiety" not in bytes_under(tmp_path)


def test_a_file_that_cannot_be_read_is_named_and_nothing_is_kept(journal: Journal) -> None:
    _live(journal, 3)
    (journal.folder / "other.jsonl").mkdir()
    sums = PastSums(journal)
    list(sums.read())
    assert len(sums.unreadable_files) == 1
    assert sums.figures(TITLES).runs > 0
    assert not _sums_file(journal).exists()


def test_triggers_of_two_languages_are_kept_under_one_key(journal: Journal) -> None:
    keys = keys_by_words(bundled_routines_path())
    life = LifeWriter()
    for number in range(9):
        trigger = "slow reply" if number % 2 else "späte Antwort"
        life.urge(f"{number}", f"2026-11-0{number + 1}T20:00:00+01:00", triggers=[trigger])
    journal.append(*life.records)
    for _look in range(2):
        sums = PastSums(journal, keys)
        list(sums.read())
        (found,) = sums.figures({}).triggers
        assert (found.trigger, found.runs) == ("slow reply", 9)
    assert sums.bytes_read == 0
    other = PastSums(journal, {})  # another catalogue: what was kept is no use
    list(other.read())
    assert len(other.figures({}).triggers) == 2


def test_another_period_of_a_locked_journal_reads_nothing_again(tmp_path: Path) -> None:
    journal = open_journal(tmp_path)
    life = _live(journal, 20)
    convert.lock(journal, DeviceStore(journal.state, lock=journal.lock), LOCK)
    journal.key = KEY
    sums = PastSums(journal)
    list(sums.read())
    assert sums.bytes_read > 0
    same(sums.figures(TITLES), from_scratch(journal))
    list(sums.read())
    assert sums.bytes_read == 0
    journal.append(*life.event("run"))
    list(sums.read())
    same(sums.figures(TITLES), from_scratch(journal))
    journal.key = None  # it is closed again
    list(sums.read())
    assert (sums.figures(TITLES).runs, sums.figures(TITLES).sealed) == (0, 21)
