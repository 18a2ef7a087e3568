"""`calmtui report`: the page in words, or in a file that is shown first and asked about once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from calmtui.cli import passphrase, past, report
from calmtui.storage.journal import Journal
from calmtui.text.i18n import set_language
from tests.support.cli import Cli, cli, home
from tests.support.locks import KEY, locked_with_a_foreign_session
from tests.support.past_sessions import WRITTEN, Life

__all__ = ["cli", "home"]  # the fixtures


@pytest.fixture
def journal(home: Path) -> Journal:
    journal = Journal(home / "journal", home / "state")
    life = Life()
    life.run(7, 5)
    life.urge(8, 9, 5)
    journal.append(*life.records)
    return journal


def test_without_a_file_it_is_printed_and_nothing_is_asked(journal: Journal, cli: Cli) -> None:
    code, out, err = cli("report", "--last", "all")
    assert (code, err) == (0, "")
    assert out.startswith("Own notes, 24 November 2026\n")
    assert WRITTEN not in out
    assert WRITTEN in cli("report", "--last", "all", "--words")[1]


@pytest.mark.parametrize("words", ["", "- --last all", "--since 2026-12-01", "--last all --words"])
def test_what_was_counted_before_makes_the_same_page_as_the_records(
    words: str, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = Life()
    for number in range(450):
        life.run(number % 11, number * 7 % 11, routine=("long-exhale", "five-senses")[number % 2])
        if not number % 9:
            life.urge(8, 9, number % 7)
    Journal(home / "journal", home / "state").append(*life.records)
    with monkeypatch.context() as patch:
        patch.setattr(report, "read_sums", lambda *_: None)
        expected = cli("report", *words.split())
    for _again in range(2):
        assert cli("report", *words.split()) == expected
    if words in ("", "--since 2026-12-01"):  # of more sessions than are held all are read
        monkeypatch.setattr(past, "gather_history", lambda: pytest.fail("was read"))
        assert cli("report", *words.split()) == expected


def test_a_name_in_what_was_picked_is_taken_out_of_what_was_counted_too(
    journal: Journal, home: Path, cli: Cli
) -> None:
    life = Life()
    for _number in range(4):
        life.urge(8, 5, trigger="a call from Zoe")
    journal.append(*life.records)
    assert "Zoe" in cli("report", "--last", "all")[1]
    (home / "settings.toml").write_text('partner = "Zoe"\n')
    code, out, err = cli("report", "--last", "all")
    assert (code, err) == (0, "")
    assert "a call from" in out
    assert "Zoe" not in out


@pytest.mark.parametrize(("name", "start"), [("notes.html", "<!doctype"), ("notes.md", "# Own")])
def test_a_file_is_what_its_name_says(
    name: str, start: str, journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    out = tmp_path / name
    code, said, preview = cli("report", str(out), "--last", "all", "--yes")
    assert (code, said) == (0, f"{out}\n")
    assert preview.startswith("In it: 2 sessions, from 2026-11-24 to 2026-11-24.\n")
    assert out.read_text().startswith(start)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert WRITTEN not in out.read_text()
    assert cli("report", str(out), "--yes")[0] == 1  # it is there already
    assert cli("report", str(out), "--yes", "--force", "--words", "--last", "all")[0] == 0
    assert WRITTEN in out.read_text()


def test_without_yes_and_without_a_terminal_nothing_is_written(
    journal: Journal, tmp_path: Path, cli: Cli
) -> None:
    assert cli("report", str(tmp_path / "notes.html"))[0] == 2
    assert not (tmp_path / "notes.html").exists()


@pytest.mark.parametrize("name", ["notes", "notes.csv", "notes.pdf"])
def test_another_name_is_wrong_use(name: str, journal: Journal, tmp_path: Path, cli: Cli) -> None:
    code, out, err = cli("report", str(tmp_path / name), "--yes")
    assert (code, out) == (2, "")
    assert err == "calmtui: give the file a name that ends in .html or .md\n"
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("form", ["html", "md"])
def test_export_writes_the_same_page_of_all_times(form: str, journal: Journal, cli: Cli) -> None:
    page = cli("report", "-", "--last", "all", "--yes")[1]
    code, out, _err = cli("export", "-", "--as", form, "--yes")
    assert code == 0
    assert (out == page) == (form == "html")


def test_it_is_written_in_the_language_of_the_reader(journal: Journal, cli: Cli) -> None:
    page = cli("report", "-", "--yes", "--last", "all", "--language", "de")[1]
    assert '<html lang="de">' in page
    assert "Eigene Notizen, 24. November 2026" in page
    assert "späte Antwort" in page
    for english in ("The numbers", "before", "sessions", "Longer", "slow reply", "Made by"):
        assert english not in page
    preview = cli("report", "-", "--yes", "--last", "all", "--language", "de")[2]
    assert preview.startswith("In it: 2 sessions")


def test_the_persons_language_is_left_for_english(journal: Journal, home: Path, cli: Cli) -> None:
    home.joinpath("settings.toml").write_text('language = "de"\n')
    try:
        assert cli("report", "--last", "all")[1].startswith("Eigene Notizen")
        page, preview = cli("report", "-", "--last", "all", "--language", "en", "--yes")[1:]
        assert '<html lang="en">' in page
        assert "Own notes, 24 November 2026" in page
        assert preview.startswith("Darin: 2 Sitzungen")
    finally:
        set_language(())


@pytest.mark.parametrize("language", ["xx", "klingon", "\x1b[2J"])
def test_a_language_that_is_not_spoken_is_wrong_use(
    language: str, journal: Journal, cli: Cli
) -> None:
    code, out, err = cli("report", "--language", language)
    assert (code, out) == (2, "")
    assert err.startswith("calmtui: calmtui has no language '")


def test_a_locked_journal_asks_and_the_page_counts_what_stays_locked(
    home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked_with_a_foreign_session(home)
    assert cli("report", "-", "--yes")[0] == 1
    monkeypatch.setattr(passphrase, "ask_passphrase", lambda _journal: KEY)
    code, out, err = cli("report", "-", "--last", "all", "--yes")
    assert code == 0
    assert "1 session is locked and not counted." in out
    assert "1 session stays locked and is not in it.\n" in err
