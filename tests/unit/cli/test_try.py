"""`calmtui try`, and the coin in the line-by-line front end."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calmtui.history.words_routine import EASED_ANYWAY
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home
from tests.support.tries import run, stamped, trying, whole

__all__ = ["cli", "home"]  # the fixtures


def journal_of(home: Path) -> Journal:
    return Journal(home / "journal", home / "state")


def whats(home: Path) -> list[str]:
    return [record["what"] for record in journal_of(home).records()]


def told(cli: Cli) -> list[dict[str, Any]]:
    code, out, err = cli("try", "--json")
    assert (code, err) == (0, "")
    return list(json.loads(out))


def test_before_a_try_it_says_what_one_is(cli: Cli, home: Path) -> None:
    code, out, err = cli("try")
    assert (code, err) == (0, "")
    assert out.startswith("A coin picks one of two routines each time.")
    assert out.endswith("To begin: calmtui try ID ID. `calmtui list` shows the routines.\n")
    assert told(cli) == []
    assert whats(home) == []


def test_a_try_begins_and_stands_and_is_stopped(cli: Cli, home: Path) -> None:
    code, out, _err = cli("try", "long", "just-a", "--runs", "14")
    assert code == 0
    assert out.startswith("A trial of Longer out-breath and Just a pause has begun.\n")
    assert "dizzy" in out  # what to mind, before a coin picks it
    code, out, _err = cli("try")
    assert out.splitlines()[0] == "Try two: Longer out-breath, Just a pause"
    assert out.splitlines()[1].startswith("0 of 14 sessions, until ")
    assert cli("try", "box", "five")[::2] == (
        1,
        "calmtui: one trial at a time; `calmtui try` shows yours, `calmtui try --stop` ends it\n",
    )
    code, out, _err = cli("try", "--stop")
    assert out.splitlines()[1] == "You stopped it after 0 of 14 sessions. Nothing is compared."
    assert cli("try", "--stop") == (1, "", "calmtui: there is no trial to end\n")
    assert whats(home) == ["trying", "tried"]


def test_while_it_goes_on_no_number_is_told(cli: Cli, home: Path) -> None:
    late = datetime.now().astimezone() + timedelta(weeks=1)
    records = [trying(until=late.isoformat()), *run(1, 0, 8, 3), *run(2, 1, 7, 6)]
    journal_of(home).append(*records)
    (one,) = told(cli)
    assert (one["draws"], one["planned"], one["how"], one["said"]) == (2, 14, None, None)
    assert [one[key] for key in ("both", "missing", "difference", "interval")] == [None] * 4
    out = cli("try")[1]
    assert not {"8", "3", "6"} & set(out.replace(f"{late.day}", ""))


def test_at_its_end_it_is_told_in_words_and_seen(cli: Cli, home: Path) -> None:
    journal_of(home).append(trying(), *(record for one in whole() for record in one))
    code, out, err = cli("try")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[1:3] == [
        "After Longer out-breath you ended lower than after Five senses:",
        "about 4 lower. It could be anything from 4 to 4.",
    ]
    assert sum(" before, " in line for line in lines) == 14  # its sessions, one by one
    assert lines[-1] == EASED_ANYWAY
    assert whats(home)[-1] == "tried"
    assert cli("try")[1] == out
    assert whats(home).count("tried") == 1
    (one,) = told(cli)
    assert one["said"] == "first lower"
    assert (one["difference"], one["interval"]) == (-4.0, [-4.0, -4.0])
    assert (one["both"], one["missing"], one["how"]) == ([7, 7], [0, 0], "done")
    assert (one["from"], one["to"]) == ("2026-11-03", "2026-11-17")
    assert "p" not in one


@pytest.mark.parametrize(
    ("how", "said"), [("stopped", "stopped"), ("rose", "rose"), ("done", "withheld")]
)
def test_what_was_not_compared_is_told_so(cli: Cli, home: Path, how: str, said: str) -> None:
    journal_of(home).append(trying(), *run(1, 0), stamped("t", 99, "tried", how=how))
    assert told(cli)[0]["said"] == said
    assert "ompared" in cli("try")[1] or how == "rose"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("box", "name two routines, such as calmtui try long-exhale five-senses"),
        ("box five rain", "name two routines, such as calmtui try long-exhale five-senses"),
        ("box five --stop", "--stop is used on its own"),
        ("--stop --json", "--stop is used on its own"),
        ("box five --json", "--json shows your trials; it does not begin one"),
        ("--runs 20", "--runs needs two routines"),
    ],
)
def test_wrong_use_is_said_in_a_line(cli: Cli, words: str, said: str) -> None:
    assert cli("try", *words.split()) == (2, "", f"calmtui: {said}\n")


def test_what_can_not_be_tried_is_said_in_a_line(cli: Cli, home: Path) -> None:
    for pair in (("box", "no-such"), ("box", "box"), ("box", "ride-the-urge"), ("box", "name-it")):
        code, out, err = cli("try", *pair)
        assert (code, out, err.count("\n")) == (1, "", 1)
    assert cli("--private", "try", "box", "five")[0] == 1
    assert whats(home) == []


def test_while_it_goes_on_no_figure_and_no_arm_is_anywhere(cli: Cli, home: Path) -> None:
    runs = [record for number in range(1, 13) for record in run(number, number % 2, 8, 3)]
    journal_of(home).append(trying(until="2999-01-01T00:00:00+00:00"), *runs)
    stats = json.loads(cli("stats", "--json", "--last", "all")[1])
    assert stats["tries"] == []
    for one in stats["routines"]:
        assert (one["runs"], one["both"], one["median"], one["pairs"]) == (0, 0, None, [])
    assert "3" not in cli("stats", "--last", "all")[1].split("Five senses:")[1]
    rows = cli("export", "-", "--as", "csv", "--yes")[1].splitlines()
    assert len(rows) == 13
    assert all(row.endswith(",t,,") for row in rows[1:])  # the try, and no arm
    assert '"arm"' not in cli("export", "-", "--as", "jsonl", "--yes")[1]
    assert "Five senses" not in cli("report")[1]


# What other commands make of its records


def test_the_log_and_the_doctor_read_on(cli: Cli, home: Path) -> None:
    journal_of(home).append(trying(), *run(1, 0), *run(2, 1))
    code, out, err = cli("log")
    assert (code, out.count("completed"), err) == (0, 2, "")
    assert "incomplete" not in cli("doctor")[1]
    logged = json.loads(cli("log", "--json")[1])
    assert [one["session"] for one in logged] == ["s2", "s1"]
    assert not any("arm" in one or "try" in one for one in logged)


def test_erasing_gives_a_try_its_word(cli: Cli, home: Path) -> None:
    journal_of(home).append(trying(), *run(1, 0), *run(2, 1))
    code, out, _err = cli("forget", "--before", "2026-11-05", "--yes")
    assert code == 0
    assert "1 session." in out
    assert "1 trial of two routines is erased too." in out
    assert "incomplete" not in out
    left = (home / "journal" / f"{journal_of(home).device()}.jsonl").read_text()
    assert '"t"' not in left.replace('"try":"t"', "")
    assert told(cli) == []


def test_a_session_that_is_erased_leaves_its_try_without_a_comparison(cli: Cli, home: Path) -> None:
    journal_of(home).append(trying(), *(record for one in whole() for record in one))
    assert cli("forget", "s14", "--yes")[0] == 0
    (one,) = told(cli)
    assert (one["said"], one["draws"], one["difference"]) == ("withheld", 14, None)
    assert "A session of this trial was erased" in cli("try")[1]
    assert "s14" not in (home / "journal" / f"{journal_of(home).device()}.jsonl").read_text()


def test_a_try_goes_into_a_backup_and_back(cli: Cli, home: Path, tmp_path: Path) -> None:
    journal_of(home).append(trying(), *(record for one in whole() for record in one))
    before = told(cli)
    assert cli("backup", str(tmp_path / "all.tar"))[0] == 0
    assert cli("forget", "--all", "--yes")[0] == 0
    assert told(cli) == []
    for path in (home / "journal").iterdir():
        path.unlink()
    assert cli("restore", str(tmp_path / "all.tar"))[0] == 0
    assert told(cli) == before
