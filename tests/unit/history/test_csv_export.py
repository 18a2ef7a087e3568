"""The history as CSV: read back it is the data, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.history.csv_export import COLUMNS, fact_rows, harmless, session_rows
from calmtui.history.facts import Fact, SessionFacts, ended_tries, session_facts
from calmtui.history.gathered import Gathered
from calmtui.history.sessions import resolve_changes
from calmtui.text.sanitize import sanitize
from tests.support.hostile_texts import TEXTS
from tests.support.past_sessions import WRITTEN, Life, a_try, ended, rated

VECTORS = json.loads(Path(__file__).with_name("vectors").joinpath("csv_cells.json").read_text())
STARTS = set("=+-@|%＝＋－＠｜％")
texts = st.one_of(
    st.text(), st.sampled_from(TEXTS), st.text("=+-@|%＝＠ \t\r\n\u200b'\"x", min_size=1)
)


def facts_of(life: Life) -> list[SessionFacts]:
    gathered = Gathered(life.records)
    over = ended_tries(resolve_changes(gathered.headless()))
    return [session_facts(records, over, {}) for records in gathered.by_session()]


def rows(life: Life, *words: str) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO("".join(session_rows(facts_of(life), words)), newline=""))
    )


def long(life: Life, *, words: bool = False) -> list[tuple[str, str, str]]:
    read = csv.DictReader(io.StringIO("".join(fact_rows(facts_of(life), words=words)), newline=""))
    return [(row["kind"], row["name"], row["value"]) for row in read]


@pytest.mark.parametrize(("text", "cell"), VECTORS["cells"])
def test_a_cell_is_as_worked_out_beforehand(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_a_file_is_as_worked_out_beforehand() -> None:
    shown = [row[0] if row else "" for row in csv.reader(io.StringIO(VECTORS["file"], newline=""))]
    assert [cell for cell in shown[:-1] if cell.removeprefix("'")[:1] == "" and cell] == []
    for cell in shown:
        assert harmless(harmless(cell)) == harmless(cell)
        bare = cell.removeprefix("'")
        assert harmless(bare) == cell or bare == "quoted"


@given(texts)
def test_no_cell_begins_as_a_formula(text: str) -> None:
    cell = harmless(text)
    assert cell in (text, f"'{text}")
    assert not STARTS & set(cell.lstrip()[:1])
    assert cell[:1] not in ("\t", "\r", "\n")


@given(st.lists(texts, min_size=3, max_size=6), st.integers(0, 10))
def test_what_is_read_back_is_what_was_there(values: list[str], number: int) -> None:
    clean = [sanitize(text).strip() for text in values]
    facts = (
        Fact("2026-11-24T22:41:03+01:00", 0.0, "rating", "anxiety_before", number),
        *(Fact("", None, "words", f"q{place}", text) for place, text in enumerate(clean)),
    )
    session = SessionFacts("s", "2026-11-24T22:41:03+01:00", "box", clean[0], "", 0.0, None, facts)
    keys = [f"q{place}" for place in range(len(clean))]
    out = "".join(session_rows([session], keys))
    (row,) = csv.DictReader(io.StringIO(out, newline=""))
    assert row["title"] == harmless(clean[0])
    assert [row[f"words_{key}"] for key in keys] == [harmless(text) for text in clean]
    assert row["anxiety_before"] == str(number)
    again = list(csv.DictReader(io.StringIO("".join(fact_rows([session], words=True)), newline="")))
    assert [fact["value"] for fact in again] == [str(number), *map(harmless, clean)]


def test_a_session_is_one_row() -> None:
    life = Life()
    session = life.urge(8, 9, 5)
    (row,) = rows(life)
    assert tuple(row) == COLUMNS
    assert row == {
        "session": session, "began": "2026-11-24T22:41:03+01:00", "day": "2026-11-24",
        "time": "22:41:03", "utc_offset": "UTC+01:00", "weekday": "Tuesday", "part": "evening",
        "routine": "ride-the-urge", "title": "Ride the urge", "how": "completed",
        "practised_s": "60.0", "delay_s": "600.0", "anxiety_before": "", "anxiety_after": "",
        "pull_before": "8", "pull_after": "5", "pull_peak": "9", "triggers": "slow reply",
        "feelings": "", "outcome": "Let it go", "outcome_after_s": "600.0", "try": "", "arm": "",
        "imported": "",
    }  # fmt: skip


def test_the_same_is_one_row_a_fact() -> None:
    life = Life()
    life.urge(8, 9, 5)
    assert long(life) == [
        ("rating", "pull_before", "8"), ("trigger", "trigger", "slow reply"),
        ("rating", "pull_during", "9"), ("rating", "pull_after", "5"),
        ("outcome", "choice", "Let it go"),
    ]  # fmt: skip
    assert long(life, words=True)[-1] == ("words", "under", WRITTEN)


def test_a_skipped_number_is_an_empty_cell() -> None:
    life = Life()
    life.run(7, None)
    (row,) = rows(life)
    assert (row["anxiety_before"], row["anxiety_after"]) == ("7", "")


def test_a_correction_counts_and_an_erased_session_is_gone() -> None:
    life = Life()
    session, gone = life.run(7, 5), life.run(9, 9)
    target = next(record for record in life.records if record.get("anxiety") == 7)
    head = {"v": 1, "session": session, "at": "2026-11-25T08:00:00+01:00"}
    life.records += [
        {**head, "id": "c", "what": "changed", "record": target["id"], "fields": {"anxiety": 6}},
        {**head, "id": "e", "session": gone, "what": "erased"},
    ]
    assert [row["anxiety_before"] for row in rows(life)] == ["6"]


def test_what_was_written_where_a_pick_is_usual_counts_as_words() -> None:
    life = Life()
    life.session({"what": "answered", "key": "trigger", "value": WRITTEN}, ended())
    life.session({"what": "answered", "key": "new-in-a-later-version", "value": [WRITTEN]}, ended())
    assert WRITTEN not in "".join(map(str, (rows(life), long(life))))
    assert [kind for kind, _name, _value in long(life, words=True)] == ["words", "words"]


def test_what_the_coin_chose_is_left_empty_while_the_try_is_on() -> None:
    life = Life()
    over = a_try(life, ("long-exhale", "five-senses"), how="done")
    running = a_try(life, ("long-exhale", "five-senses"))
    arms = {(row["try"], row["arm"]) for row in rows(life)}
    assert arms == {(over, "0"), (over, "1"), (running, "")}
    assert {value for kind, name, value in long(life) if name == running} == {""}


def test_what_was_picked_in_any_language_has_one_name() -> None:
    life = Life()
    life.session({"what": "answered", "key": "trigger", "value": ["Streit", "neu"]}, ended())
    (session,) = (
        session_facts(records, frozenset(), {"Streit": "after a fight"})
        for records in Gathered(life.records).by_session()
    )
    assert session.values("trigger") == ["after a fight", "neu"]


@pytest.mark.parametrize("hostile", TEXTS[::7])
def test_texts_from_files_are_clean(hostile: str) -> None:
    life = Life()
    life.session(
        {"what": "answered", "key": "trigger", "value": [hostile]},
        {"what": "answered", "key": hostile, "value": hostile},
        rated("before", anxiety=7),
        ended(how=hostile),
        title=hostile,
        routine=hostile,
    )
    out = "".join(fact_rows(facts_of(life), words=True)) + "".join(session_rows(facts_of(life)))
    assert sanitize(out).replace("\n", "\r\n") == out.replace("\r\n", "\n").replace("\n", "\r\n")


def test_a_broken_time_leaves_its_cells_empty() -> None:
    life = Life()
    life.run(7, 5, at="=1+1")
    (row,) = rows(life)
    cells: list[Any] = [row[name] for name in ("began", "day", "time", "utc_offset", "part")]
    assert cells == [""] * 5
    assert row["anxiety_before"] == "7"
