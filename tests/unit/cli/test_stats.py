"""`calmtui stats`: what is said and printed of a history, by period and routine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calmtui.cli import passphrase, past, stats
from calmtui.storage.journal import Journal
from calmtui.storage.journal_lines import JournalLines
from tests.support.cli import Cli, cli, home
from tests.support.folders import bytes_under
from tests.support.locks import KEY, locked_with_a_foreign_session
from tests.support.past_sessions import WRITTEN, Life, a_try

__all__ = ["cli", "home"]  # the fixtures

# The public shape of `stats --json`.
KEYS = [
    "v", "from", "to", "runs", "in_try", "days", "practised", "sealed", "unreadable", "routines",
    "urges", "triggers", "moments", "parts", "grid", "rare", "tries",
]  # fmt: skip
ROUTINE_KEYS = [
    "id", "title", "what", "runs", "in_try", "both", "no_before", "no_after", "lower", "same",
    "higher", "median", "middle_half", "left_early", "pairs",
]  # fmt: skip
URGE_KEYS = [
    "waits", "two_numbers", "lower", "same", "higher", "rose_first", "bins", "choices",
]  # fmt: skip
TRY_KEYS = [
    "try", "routines", "what", "from", "to", "how", "draws", "both", "missing", "difference",
    "interval", "said",
]  # fmt: skip


@pytest.fixture
def life(home: Path) -> Life:
    life = Life()
    for before, after in ((8, 5), (7, 7), (6, 8), (9, None), (7, 4), (6, 5)):
        life.run(before, after)
    for last in (5, 6, 6):
        life.urge(8, 9, last)
    return life


def save(life: Life, home: Path) -> None:
    Journal(home / "journal", home / "state").append(*life.records)


def data(cli: Cli, *words: str) -> dict[str, Any]:
    code, out, err = cli("stats", "--json", *words)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_what_was_not_tried_yet_is_said_of_the_whole_history(
    life: Life, home: Path, cli: Cli
) -> None:
    save(life, home)
    assert "Not tried yet: " in cli("stats")[1]
    assert "Not tried yet" not in cli("stats", "--routine", "long-exhale")[1]


def test_the_shape_is_public(life: Life, home: Path, cli: Cli) -> None:
    a_try(life, ("long-exhale", "five-senses"), how="done", runs=20)
    save(life, home)
    found = data(cli)
    assert list(found) == KEYS
    assert all(list(routine) == ROUTINE_KEYS for routine in found["routines"])
    assert list(found["urges"]) == URGE_KEYS
    assert list(found["urges"]["bins"][0]) == ["from_minute", "lowest", "median", "highest", "n"]
    assert list(found["triggers"][0]) == ["trigger", "runs", "moments", "parts"]
    assert [list(one) for one in found["tries"]] == [TRY_KEYS]


def test_numbers_are_those_that_were_given(life: Life, home: Path, cli: Cli) -> None:
    save(life, home)
    found = data(cli)
    assert (found["v"], found["runs"], found["days"]) == (1, 9, 2)
    assert (found["from"], found["to"]) == ("2026-11-24", "2026-11-25")
    routine = next(one for one in found["routines"] if one["id"] == "long-exhale")
    assert routine["title"] == "Longer out-breath"
    assert routine["pairs"] == [[6, 5], [7, 4], [6, 8], [7, 7], [8, 5]]
    assert (routine["lower"], routine["same"], routine["higher"]) == (3, 1, 1)
    assert (routine["median"], routine["middle_half"]) == ([7, 5], None)
    assert found["urges"]["choices"] == {"Let it go": 3}
    assert found["triggers"] == [
        {"trigger": "slow reply", "runs": 3, "moments": 2, "parts": [1, 1, 0, 0]}
    ]


def test_a_try_shows_no_number_before_its_end(life: Life, home: Path, cli: Cli) -> None:
    a_try(life, ("long-exhale", "five-senses"), runs=8)
    save(life, home)
    found = data(cli)
    assert (found["runs"], found["in_try"], found["tries"]) == (17, 8, [])
    assert {routine["id"]: routine["runs"] for routine in found["routines"]} == {
        "long-exhale": 6, "ride-the-urge": 3, "five-senses": 0,
    }  # fmt: skip
    assert "8 more are in a trial." in cli("stats")[1]


@pytest.mark.parametrize(
    ("how", "said"), [("done", "first lower"), ("stopped", "stopped"), ("rose", "rose")]
)
def test_a_try_that_is_over_says_how_it_ended(how: str, said: str, home: Path, cli: Cli) -> None:
    life = Life()
    a_try(life, ("long-exhale", "five-senses"), how=how, runs=20)
    save(life, home)
    (one,) = data(cli)["tries"]
    assert (one["how"], one["said"], one["draws"], one["both"]) == (how, said, 20, [10, 10])
    assert (one["difference"] is None) == (how != "done")
    assert (one["from"], one["to"]) == ("2026-11-24", "2026-11-25")
    assert "Try two\n" in cli("stats")[1]
    assert data(cli, "--since", "2026-11-26")["tries"] == []
    assert data(cli, "--until", "2026-11-23")["tries"] == []
    assert len(data(cli, "--routine", "five")["tries"]) == 1
    assert data(cli, "--routine", "rain")["tries"] == []


def test_words_say_the_same_and_draw_nothing(life: Life, home: Path, cli: Cli) -> None:
    save(life, home)
    code, out, err = cli("stats")
    assert (code, err) == (0, "")
    assert "9 sessions on 2 days." in out
    assert "You usually rate when it is high, so some of this would have eased anyway." in out
    assert out.isascii()
    assert WRITTEN not in out + json.dumps(data(cli))


@pytest.mark.parametrize(
    ("words", "runs"),
    [
        ("--since 2026-11-25", 7),
        ("--until 2026-11-24", 2),
        ("--last all", 9),
        ("--routine long", 6),
        ("--routine ride --since 2026-11-25", 3),
        ("--routine none", 0),
    ],
)
def test_a_period_and_a_routine_choose(
    words: str, runs: int, life: Life, home: Path, cli: Cli
) -> None:
    save(life, home)
    assert data(cli, *words.split())["runs"] == runs
    out = cli("stats", *words.split())[1]
    assert (out == "No sessions found.\n") == (not runs)


def test_what_was_compared_is_the_whole_history(home: Path, cli: Cli) -> None:
    life = Life()
    for day in range(40):
        is_evening = bool(day % 2)
        hour = 20 if is_evening else 8
        life.session(
            {"what": "rated", "when": "before", "pull": 8},
            {"what": "answered", "key": "trigger", "value": ["slow reply" if is_evening else "b"]},
            {"what": "ended", "how": "completed", "practised": 1.0},
            at=f"2026-{1 + day // 28:02}-{1 + day % 28:02}T{hour:02}:00:00+01:00",
            routine="ride-the-urge", delay=600.0,
        )  # fmt: skip
    save(life, home)
    assert {one["trigger"] for one in data(cli)["rare"]} == {"slow reply", "b"}
    assert data(cli, "--routine", "ride")["rare"] == []


@pytest.mark.parametrize("words", ["", "--json", "--json --until 2026-11-26", "--since 2026-12-01"])
def test_what_was_counted_is_not_read_again_and_says_the_same_as_the_records(
    words: str, life: Life, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With more sessions than are listed, some of which do not count."""
    for number in range(450):
        life.run(number % 11, number * 7 % 11, routine=("long-exhale", "five-senses")[number % 2])
        if not number % 9:
            life.session()
    save(life, home)
    with monkeypatch.context() as patch:
        patch.setattr(stats, "read_sums", lambda *_: None)
        expected = cli("stats", *words.split())
    assert cli("stats", *words.split()) == expected
    monkeypatch.setattr(past, "gather_history", lambda: pytest.fail("was read"))
    if "--until" not in words:  # of days that are long gone the part that holds them is read
        monkeypatch.setattr(JournalLines, "feed", lambda *_: pytest.fail("was read"))
    assert cli("stats", *words.split()) == expected


@pytest.mark.parametrize("what", ["a broken line", "a routine that is gone", "a try"])
def test_what_the_sums_cannot_tell_is_read(what: str, life: Life, home: Path, cli: Cli) -> None:
    if what == "a routine that is gone":
        life.run(7, 5, routine="my-own", title="My own")
    if what == "a try":
        a_try(life, ("long-exhale", "five-senses"), how="done", runs=20)
    save(life, home)
    if what == "a broken line":
        with next((home / "journal").glob("*.jsonl")).open("a") as file:
            file.write("nonsense\n")
    for _again in range(2):
        code, out, err = cli("stats")
        assert code == 0
        assert ("can't be read" in err) == (what == "a broken line")
        assert ("My own" in out) == (what == "a routine that is gone")
        assert ("Try two\n" in out) == (what == "a try")


def test_nothing_is_written_where_sessions_are_private(life: Life, home: Path, cli: Cli) -> None:
    save(life, home)
    (home / "settings.toml").write_text("private = true\n")
    before = bytes_under(home)
    assert cli("stats")[0] == 0
    assert bytes_under(home) == before


def test_nothing_saved_is_said(home: Path, cli: Cli) -> None:
    code, out, err = cli("stats")
    assert (code, err) == (0, "")
    assert "No sessions yet." in out
    assert data(cli)["runs"] == 0


@pytest.mark.parametrize("words", ["--last 4", "--since x", "--last 4w --until 2026-11-24"])
def test_what_is_no_period_is_wrong_use(words: str, home: Path, cli: Cli) -> None:
    code, out, err = cli("stats", *words.split())
    assert (code, out) == (2, "")
    assert err.startswith("calmtui: ")


def test_what_stays_locked_is_counted(
    home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked_with_a_foreign_session(home)
    assert cli("stats")[0] == 1  # nobody to ask
    monkeypatch.setattr(passphrase, "ask_passphrase", lambda _journal: KEY)
    code, out, err = cli("stats", "--json")
    assert (code, err) == (0, "calmtui: 1 session stays locked.\n")
    assert (json.loads(out)["runs"], json.loads(out)["sealed"]) == (1, 1)
