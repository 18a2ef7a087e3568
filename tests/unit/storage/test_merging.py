"""Journals of three devices, copied about whole, in part and in conflict, under clocks that
disagree: one history.
"""

from __future__ import annotations

import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.history.gathered import Gathered
from calmtui.history.open_runs import open_runs
from calmtui.history.sessions import fold_sessions
from calmtui.storage import reading
from calmtui.storage.journal import Journal
from calmtui.storage.records import Record, drop_sessions, new_id, parse_lines, parse_record
from tests.support.records import record_contents

# An hour before Europe's clocks go back, and after.
START = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
ZONES = (
    timezone(timedelta(hours=1)),
    timezone(timedelta(hours=-8)),
    timezone(timedelta(hours=5, minutes=30)),
)
DEVICES = range(3)

device = st.sampled_from(DEVICES)
session = st.sampled_from([f"s{n}" for n in range(5)])
moves = st.one_of(
    st.tuples(st.just("write"), device, session, record_contents),
    st.tuples(st.just("write"), device, session, record_contents),
    st.tuples(st.just("erase"), device, session),
    st.tuples(
        st.just("copy"),
        device,
        device,
        st.sampled_from(["whole", "part", "conflict", "part in conflict"]),
        st.integers(0, 999),
    ),
    st.tuples(st.just("clock"), device, st.integers(-9, 9)),
    st.tuples(st.just("compact"), device),
)  # fmt: skip


@dataclass
class World:
    """Three devices, each with a folder that holds copies of the others' files, and all that was
    ever written.
    """

    folder: Path
    journals: list[Journal] = field(default_factory=list)
    hours: list[int] = field(default_factory=lambda: [0, 0, 0])
    written: list[Record] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)
    ticks: int = 0

    def __post_init__(self) -> None:
        for number in DEVICES:
            self.journals.append(
                Journal(self.folder / f"{number}" / "journal", self.folder / f"{number}" / "state")
            )
            self.journals[-1].folder.mkdir(parents=True)

    def now(self, number: int) -> datetime:
        self.ticks += 1
        return (START + timedelta(seconds=20 * self.ticks, hours=self.hours[number])).astimezone(
            ZONES[number]
        )

    def play(self, move: tuple[Any, ...]) -> None:
        kind, number, *rest = move
        journal = self.journals[number]
        if kind == "write":
            id, more = rest
            record = {
                "v": 1,
                "id": new_id(),
                "session": id,
                "at": self.now(number).isoformat(),
                **more,
            }
            if more["what"] == "answered":
                record["value"] = f"secret of {id}."
            if "fields" in more:  # of a record that this device may or may not know of
                same = [one["id"] for one in self.written if one["session"] == id]
                record["record"] = same[self.ticks % len(same)] if same else "none"
            journal.append(record)
            self.written.append(record)
        elif kind == "erase":
            journal.erase(rest, self.now(number))
            self.erased.update(rest)
        elif kind == "copy":
            to, how, size = rest
            if to != number:
                for path in journal.device_files():
                    self.copy(path, self.journals[to].folder, how, size)
        elif kind == "clock":
            self.hours[number] = rest[0]
        else:
            journal.compact()

    def copy(self, path: Path, folder: Path, how: str, size: int) -> None:
        data = path.read_bytes()
        if "part" in how:
            data = data[: size * len(data) // 1000]
        self.ticks += 1
        name = (
            path.name.replace(".jsonl", f".sync-conflict-{self.ticks}-ABC.jsonl")
            if "conflict" in how
            else path.name
        )
        (folder / name).write_bytes(data)

    def meet(self, order: Iterable[int]) -> None:
        """Every device gets every file: a file from its owner, conflict copies from whoever has
        them.
        """
        for number in order:
            own = self.journals[number].device_files()
            for other in DEVICES:
                there = self.journals[other]
                for path in own if other != number else ():
                    (there.folder / path.name).write_bytes(path.read_bytes())
                for path in self.journals[number].folder.glob("*conflict*"):
                    if not (there.folder / path.name).exists():
                        (there.folder / path.name).write_bytes(path.read_bytes())


def merged(files: Iterable[bytes]) -> list[Record]:
    """The records of these files in this order, each id once."""
    found = {
        r["id"]: r for data in files for _, r in reversed(list(parse_lines(data))) if r is not None
    }
    return list(found.values())


def check(folder: Path, played: list[tuple[Any, ...]], order: tuple[int, ...]) -> None:
    world = World(folder)
    for move in played:
        world.play(move)
    expected = fold_sessions(one for one in world.written if one["session"] not in world.erased)
    world.meet(order)
    for journal in world.journals:
        assert fold_sessions(journal.records()) == expected
    files = [path.read_bytes() for path in sorted(world.journals[0].folder.glob("*.jsonl"))]
    whole = merged(files)
    for several in itertools.permutations(files[:4]):
        assert fold_sessions(merged((*several, *files[4:]))) == expected
    assert fold_sessions(reversed(whole)) == expected
    later = START + timedelta(hours=1)
    runs = open_runs(whole, later)
    assert open_runs(reversed(whole), later) == runs
    assert not {run.session for run in runs} & world.erased
    assert {past.session for past in expected} == {
        one["session"] for one in world.written if one["what"] == "begun"
    } - world.erased
    for journal in world.journals:  # the tombstones have been everywhere: now the text goes, too
        journal.compact()
    for journal in world.journals:
        assert fold_sessions(journal.records()) == expected
        own = b"".join(path.read_bytes() for path in journal.device_files())
        assert not [id for id in world.erased if f"secret of {id}.".encode() in own]
    world.meet(order)
    kept = {one["id"] for one in world.written if one["session"] not in world.erased}
    assert {r["id"] for r in world.journals[0].records() if r["what"] != "erased"} == kept


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(moves, max_size=25), st.permutations(DEVICES))
def test_three_devices_read_one_history_and_what_is_erased_stays_so(
    tmp_path_factory: pytest.TempPathFactory, played: list[tuple[Any, ...]], order: list[int]
) -> None:
    check(tmp_path_factory.mktemp("w"), played, tuple(order))


@pytest.mark.slow
@settings(max_examples=1500)
@given(st.lists(moves, max_size=60), st.permutations(DEVICES))
def test_1500_histories_of_three_devices(
    tmp_path_factory: pytest.TempPathFactory, played: list[tuple[Any, ...]], order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("w")
    check(folder, played, tuple(order))
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


NEWER = (
    b'{"v":3,"id":"a","session":"s","at":"2026-11-24T22:00:00+01:00","what":"begun",'
    b'"title":"Box","mood":{"x":[1,2.50]}}\n'
    b'{"v":3,"id":"b","session":"s","at":"2026-11-24T22:00:01+01:00","what":"dreamt",'
    b'"of":"\\u00e9","n":1e3 }\n'
    b'{"v":3,"id":"c","session":"s","at":"2026-11-24T22:00:02+01:00","what":"rated",'
    b'"when":"before","anxiety":6,"calm":4}\n'
    b'{"v":3,"id":"d","session":"s","at":"2026-11-24T22:00:03+01:00","what":"rated",'
    b'"when":"halfway","anxiety":5}\n'
    b'{"v":3,"id":"e","session":"s","at":"2026-11-24T22:00:04+01:00","what":"ended",'
    b'"how":"interwoven","practised":9}\r\n'
    b"\n{torn\n"
)


def test_a_journal_of_a_newer_calmtui_is_read_as_far_as_it_is_understood_and_rewritten_as_it_is(
    journal: Journal,
) -> None:
    other = {"v": 1, "session": "gone", "at": "2026-11-24T23:00:00+01:00"}
    journal.append({**other, "id": "x", "what": "begun"})
    with open(journal.device_file(), "ab") as file:
        file.write(NEWER)
    journal.append({**other, "id": "y", "what": "answered", "key": "k", "value": "secret"})
    (past,) = [past for past in fold_sessions(journal.records()) if past.session == "s"]
    assert (past.title, past.before, past.after, past.how, past.practised) == (
        "Box",
        {"anxiety": 6},
        {},
        "interwoven",
        9.0,
    )
    journal.erase(["gone"], START)
    assert journal.device_file().read_bytes() == NEWER


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(
        st.binary(max_size=60) | st.sampled_from(NEWER.splitlines(keepends=True)),
        max_size=12,
    ),
    st.booleans(),
)
def test_a_rewrite_changes_no_byte_but_those_of_the_erased(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], torn: bool
) -> None:
    path = tmp_path_factory.mktemp("j")
    journal = Journal(path / "journal", path / "state")
    journal.append({"v": 1, "id": "x", "session": "gone", "at": "", "what": "begun"})
    rest = b"".join(parts)
    with open(journal.device_file(), "ab") as file:
        file.write(rest)
    journal.erase(["gone"], START)
    assert journal.device_file().read_bytes() == rest


@pytest.mark.slow
def test_cut_at_every_byte_a_copy_gives_what_it_holds_and_nothing_else(journal: Journal) -> None:
    journal.append({"v": 1, "id": "x", "session": "here", "at": "", "what": "begun"})
    ends = [
        place
        for place in range(len(NEWER) + 1)
        if NEWER[:place].endswith((b"}}", b" }", b"4}", b"5}", b"9}"))
    ]
    assert len(ends) == 5
    for size in range(len(NEWER) + 1):
        (journal.folder / "other.jsonl").write_bytes(NEWER[:size])
        whole = sum(end <= size for end in ends)
        assert {record["id"] for record in journal.records()} == {"x", *"abcde"[:whole]}


_ID = st.sampled_from(["s1", "s2", "s3"])
_LINE = st.one_of(
    st.builds(
        lambda session, what, text: json.dumps(
            {"v": 1, "id": text, "session": session, "what": what, "note": text}, ensure_ascii=False
        ),
        _ID, st.sampled_from(["begun", "erased", "answered"]), st.text(max_size=5),
    ),
    st.builds(
        lambda session: (
            '{"id":"a","what":"begun",'
            f'"\\u0073ession" : "{session[0]}\\u003{session[1]}"}}'
        ),
        _ID,
    ),
    st.builds(lambda session: f'{{"v":1,"session":"{session}","id', _ID),
    st.sampled_from(["", "", "{}", "\\u", "null",
    '{"session":"s1","session":"s2","id":"a","what":"begun"}']),
)  # fmt: skip


@given(st.lists(_LINE, max_size=12), st.sets(_ID, max_size=2), st.booleans(), st.booleans())
def test_what_is_taken_out_is_what_a_look_at_every_line_takes_out(
    texts: list[str], erased: set[str], unreadable: bool, ended: bool
) -> None:
    data = "\n".join(texts).encode("utf-8", "replace") + b"\n" * ended
    stays = []
    for line in data.splitlines(keepends=True) if b"\r" not in data else data.split(b"\n"):
        record = parse_record(line)
        if record is not None:
            stays.append(record["session"] not in erased or record["what"] == "erased")
        else:
            stays.append(
                not unreadable and not any(f'"session":"{id}"'.encode() in line for id in erased)
            )
    if b"\r" in data or b"\x0b" in data or b"\x0c" in data:
        return
    every = data.splitlines(keepends=True)
    assert drop_sessions(data, erased, unreadable) == b"".join(
        line for line, stay in zip(every, stays, strict=True) if stay
    )
    assert b"".join(line for line, _ in parse_lines(data)) == data


@given(st.binary(max_size=200), st.integers(1, 9))
def test_a_file_in_pieces_is_the_file_and_every_piece_is_whole_lines(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, size: int
) -> None:
    path = tmp_path_factory.mktemp("f") / "file"
    path.write_bytes(data)
    pieces = list(reading.read_line_blocks(str(path), size))
    assert b"".join(pieces) == data
    assert all(piece.endswith(b"\n") for piece in pieces[:-1])


@given(
    st.lists(
        st.tuples(session, st.integers(0, 99), record_contents | st.just({"what": "erased"})),
        max_size=40,
    )
)
def test_gathered_one_by_one_the_sessions_are_the_same(
    written: list[tuple[str, int, Record]],
) -> None:
    records = [
        {
            "v": 1,
            "id": f"r{number}",
            "session": session,
            "at": (START + timedelta(minutes=at)).isoformat(),
            **more,
        }
        for number, (session, at, more) in enumerate(written)
    ]
    gathered = Gathered(records)
    whole = {record["session"] for record in records if record["what"] in ("begun", "erased")}
    assert {one["session"] for one in gathered.headless()} == {
        one["session"] for one in records
    } - whole
    assert list(gathered.sessions()) == fold_sessions(records)


def test_a_long_journal_takes_little_memory(journal: Journal) -> None:
    begun = {"v": 1, "at": START.isoformat(), "what": "begun", "routine": "box", "title": "Box"}
    journal.append(
        *({**begun, "id": f"{n}-{m}", "session": f"s{n}"} for n in range(1500) for m in range(3))
    )

    def held(read: Callable[[Iterable[Record]], object]) -> int:
        tracemalloc.start()
        try:
            kept = read(journal.records())
            size, _ = tracemalloc.get_traced_memory()
            assert kept is not None
            return size
        finally:
            tracemalloc.stop()

    assert held(Gathered) < held(list) / 2
