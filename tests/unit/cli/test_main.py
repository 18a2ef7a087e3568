"""The command line as a person or a script meets it: codes, streams, JSON, and no traceback for
anything.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from shlex import quote
from typing import Any

import pytest

from calmtui.cli.main import main
from calmtui.cli.output import print_json, print_json_list
from calmtui.cli.progress import count_records, show_progress
from calmtui.content.library import Library
from calmtui.session.events import Leave, Rate
from calmtui.storage.journal import Journal
from calmtui.storage.journal_lines import Progress
from calmtui.storage.paths import Paths
from calmtui.storage.records import Record
from tests.support.bundled import IDS
from tests.support.cli import Cli, cli
from tests.support.cli import home_with_routines as home
from tests.support.engine import Clock, begin, pass_time
from tests.support.pairs import every_pair

__all__ = ["cli", "home"]  # the fixtures

GOOD = (
    'format = 1\ntitle = "Mine"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'
    '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'
)
SHORT = GOOD.replace("10", "0.1")
LIST = [
    "id",
    "title",
    "group",
    "seconds",
    "delay",
    "evidence",
    "cautions",
    "path",
    "bundled",
    "error",
]
LOG = [
    "session",
    "routine",
    "title",
    "began",
    "how",
    "practised",
    "before",
    "after",
    "answers",
    "keys",
    "imported",
]


def apart(home: Path, *words: str | bytes, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    env = {**os.environ, "CALMTUI_HOME": str(home), **more.pop("env", {})}
    command: list[str | bytes] = [sys.executable, "-m", "calmtui", *words]
    return subprocess.run(
        command, env=env, input=more.pop("input", b""), capture_output=True, timeout=30, **more
    )


def kept_session(
    home: Path, library: Library, time: Clock, before: int | None, id: str = "box"
) -> None:
    session = begin(library.find(id), Journal(home / "journal", home / "state"), time)
    session.handle(Rate(before))
    pass_time(session, time, 30)
    session.handle(Leave())
    session.handle(Leave())


def test_version_and_help_go_to_stdout(cli: Cli) -> None:
    assert cli("--version") == (0, "calmtui 0.1.0\n", "")
    code, out, err = cli("--help")
    assert (code, err) == (0, "")
    assert out.index("calmtui urge") < out.index("usage:")  # examples first


@pytest.mark.parametrize("words", [["run"], ["list", "--nope"], ["check"], ["log", "--last"]])
def test_wrong_use_is_2_and_said_on_stderr(cli: Cli, words: list[str]) -> None:
    code, out, err = cli(*words)
    assert (code, out) == (2, "")
    assert "usage:" in err


def test_list_shows_groups_lengths_and_titles(cli: Cli) -> None:
    code, out, err = cli("list")
    assert (code, err) == (0, "")
    assert "Breathe\n  box-breathing          5:00  Box breathing\n" in out
    assert "\nRide the urge\n" in out
    assert "  ride-the-urge         10:00  Ride the urge\n" in out


def test_list_as_json_has_just_its_fields(cli: Cli, home: Path) -> None:
    (home / "routines" / "bad.toml").write_text("nonsense")
    (home / "routines" / "mine.toml").write_text(GOOD)
    code, out, err = cli("list", "--json")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [list(row) for row in rows] == [LIST] * (len(IDS) + 2)
    by_id = {row["id"]: row for row in rows}
    assert by_id["ride-the-urge"]["delay"] == 600
    assert by_id["ride-the-urge"]["seconds"] == 600
    assert by_id["box-breathing"]["cautions"] == ["holds", "air"]
    assert by_id["mine"] == {
        "id": "mine", "title": "Mine", "group": "ground", "seconds": 10.0, "delay": None,
        "evidence": "C",
        "cautions": [], "path": str(home / "routines" / "mine.toml"), "bundled": False,
        "error": None,
    }  # fmt: skip
    assert by_id["bad"]["title"] is None
    assert by_id["bad"]["error"].startswith(f"{home}/routines/bad.toml:1: not valid TOML")


def test_a_broken_own_routine_is_listed_and_stops_nothing(cli: Cli, home: Path) -> None:
    (home / "routines" / "bad.toml").write_text(GOOD.replace("10", "-10"))
    code, out, _ = cli("list")
    assert code == 0
    assert f"! bad: {home}/routines/bad.toml:10: steps[0].seconds: expected a number above 0" in out
    assert "box-breathing" in out
    code, out, err = cli("run", "bad", "--plain")
    assert (code, out) == (1, "")
    assert "bad.toml:10: steps[0].seconds" in err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lung-exhale", "no routine 'lung-exhale'; did you mean long-exhale?"),
        ("therapist", "no routine 'therapist'; did you mean before-therapy?"),
        ("pmr", "'pmr' could be pmr-7, pmr-4 or pmr-16"),
        ("qqqq", "no routine 'qqqq'; `calmtui list` shows them"),
        ("\x1b[31mx", "no routine 'x'"),
        ("box-breathing.toml", "did you mean box-breathing?"),
        ("bxo", "did you mean box-breathing?"),
        ("", "could be"),
    ],
)
def test_a_wrong_id_is_told_what_is_near(cli: Cli, name: str, said: str) -> None:
    code, out, err = cli("run", name, "--plain")
    assert (code, out) == (1, "")
    assert said in err
    assert err.startswith("calmtui: ")


@pytest.mark.parametrize("delay", ["0", "-5", "abc", "25h", "nan", "9" * 400, "²", "1e3", "5x", ""])
def test_a_wrong_delay_is_told_what_was_expected(cli: Cli, delay: str) -> None:
    code, out, err = cli("urge", "--plain", "--", delay)
    assert (code, out) == (2, "")
    assert "use minutes such as 15, 20m or 1h, at most 24h" in err


COPIES = (
    "box.sync-conflict-20260101-120000-ABCDEFG.toml",
    "box (conflicted copy 2026-01-01 120000).toml",
    "box (Ann's conflicted copy 2026-01-01).toml", "box (Konflikt-Kopie von Ann).toml",
    "box (SFConflict ann@example.org 2026-01-01-12-00-00).toml", "box (Case Conflict).toml",
    "box [Conflict].toml",
    "box.Conflict.toml", "box.conflict1.toml", "box_conflict-20260101-120000.toml",
    "box_disk_Jan-01-120000-2026_Conflict.toml", "box_LOCAL_123.toml",
)  # fmt: skip
LEFT = (
    "box.toml~",
    "box.toml.orig",
    "#box.toml#",
    ".#box.toml",
    "~syncthing~box.toml.tmp",
    "box.toml.swp",
)


def test_a_copy_that_another_program_made_is_no_routine(cli: Cli, home: Path) -> None:
    routines = home / "routines"
    (routines / "box.toml").write_text(SHORT)
    before = cli("list")
    for name in (*COPIES, *LEFT):
        (routines / name).write_text(SHORT + "x =")
    (home / "settings.sync-conflict-20260101-120000-ABCDEFG.toml").write_text("private = true\n")
    assert cli("list") == before
    assert cli("check", str(routines))[0] == 0
    assert Library(home, routines).files == (routines / "box.toml",)
    said = cli("doctor")[1]
    assert "can't be used" not in said
    told = re.findall(
        r"^- A copy that a sync program made is ignored\.\n +.*/(.*)$", said, re.MULTILINE
    )
    assert sorted(told) == sorted((*COPIES, "settings.sync-conflict-20260101-120000-ABCDEFG.toml"))


def test_a_routine_may_be_called_after_a_conflict(cli: Cli, home: Path) -> None:
    names = ("after-conflict", "after_conflict", "conflict-20260101", "local_1", "base")
    for name in names:
        (home / "routines" / f"{name}.toml").write_text(SHORT)
    assert all(f"{name} " in cli("list")[1] for name in names)


def test_check_names_every_fault_and_what_is_good(cli: Cli, home: Path) -> None:
    folder = home / "routines"
    (folder / "a.toml").write_text(GOOD)
    (folder / "b.toml").write_text(GOOD.replace("10", "0").replace('"a"', "3"))
    code, out, err = cli("check", str(folder))
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        f"{folder}/b.toml:9: steps[0].text: expected text in quotes, found 3",
        f"{folder}/b.toml:10: steps[0].seconds: expected a number above 0, found 0",
        f"{folder}/a.toml: good, 1 step, 10 s",
    ]
    code, out, _ = cli("check", str(folder), "--json")
    assert code == 1
    assert all(
        list(problem) == ["file", "line", "where", "message", "found"]
        for problem in json.loads(out)
    )
    assert cli("check", str(folder / "a.toml"))[0] == 0
    assert json.loads(cli("check", str(folder / "a.toml"), "--json")[1]) == []


def test_check_of_nothing_says_so(cli: Cli, home: Path) -> None:
    code, _, err = cli("check", str(home / "routines"))
    assert (code, err) == (1, "calmtui: no .toml files there\n")
    code, out, _ = cli("check", "nowhere.toml")
    assert code == 1
    assert "nowhere.toml: can't be opened: no such file" in out


def test_log_is_newest_first_with_just_its_fields(
    cli: Cli, home: Path, library: Library, time: Clock
) -> None:
    assert cli("log") == (0, "No sessions yet.\n", "")
    assert json.loads(cli("log", "--json")[1]) == []
    kept_session(home, library, time, 7)
    time.go(3600)
    kept_session(home, library, time, None, "long")
    code, out, err = cli("log", "--json")
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert [list(row) for row in rows] == [LOG] * 2
    assert [row["routine"] for row in rows] == ["long-exhale", "box-breathing"]
    newest, oldest = rows
    assert (newest["before"], newest["after"], newest["answers"]) == ({}, {}, {})
    assert oldest == {
        "session": oldest["session"], "routine": "box-breathing", "title": "Box breathing",
        "began": "2026-11-24T22:41:03+01:00", "how": "left early", "practised": 30.0,
        "before": {"anxiety": 7}, "after": {}, "answers": {}, "keys": {}, "imported": None,
    }  # fmt: skip
    assert cli("log", "--last", "1")[1].count("\n") == 1
    id = json.loads(out)[1]["session"][:8]
    assert (
        f"2026-11-24 22:41  Box breathing  stopped early, 0:30  anxiety 7 before  {id}\n"
        in cli("log")[1]
    )


@pytest.mark.parametrize(
    "line",
    [
        b"not json", b"[]", b'{"id":1}', b"\xff\xfe", b"{" * 5000,
        b'{"id":"a","session":"s","what":"begun","at":NaN}',
        b'{"id":"a","session":"s","what":"ended","how":"completed","practised":1e999}',
    ],
)  # fmt: skip
def test_an_unreadable_line_is_named_and_hides_nothing(
    cli: Cli, home: Path, library: Library, time: Clock, line: bytes
) -> None:
    kept_session(home, library, time, 7)
    (file,) = (home / "journal").glob("*.jsonl")
    before = file.read_bytes()
    file.write_bytes(before + line + b"\n")
    code, out, err = cli("log")
    assert code == 0
    assert "Box breathing" in out
    assert f"{file}:{before.count(10) + 1}: this line can't be read; it stays as it is" in err
    assert file.read_bytes() == before + line + b"\n"


@pytest.mark.parametrize(
    "more",
    [
        '"at":7,"title":["x"]', '"at":"0001-01-01T00:00:00+14:00","title":"a\\u001b]0;x\\u0007b"',
        '"at":"9999-12-31T23:59:59-14:00"', '"title":"\\u009b31m\\u202e"', '"title":"a\\nb"',
    ],
)  # fmt: skip
def test_strange_records_are_data(cli: Cli, home: Path, more: str) -> None:
    (home / "journal").mkdir()
    lines = [
        f'{{"v":9,"id":"1","session":"s","what":"begun","routine":"r",{more}}}',
        '{"v":1,"id":"2","session":"s","what":"ended","how":4,"practised":1e300,"at":""}',
        '{"v":1,"id":"3","session":"s","what":"answered","key":"k","value":"a\\u009b1m\\u202eb","at":""}',
        '{"v":1,"id":"4","session":"s","what":"something new","at":null}',
    ]
    (home / "journal" / "other.jsonl").write_text("\n".join(lines))
    for words in (("log",), ("log", "--json")):
        code, out, _ = cli(*words)
        assert code == 0
        assert all(char.isprintable() or char == "\n" for char in out)
    assert len(json.loads(cli("log", "--json")[1])) == 1
    assert cli("log")[1].count("\n") == 1


def test_names_of_files_are_data_too(cli: Cli, home: Path) -> None:
    (home / "journal").mkdir()
    (home / "journal" / "a\x1b]0;gone\x07b.jsonl").write_text("not json\n")
    (home / "routines" / "two.toml").write_text(GOOD.replace("Mine", "one\\ntwo"))
    code, _, err = cli("log")
    assert code == 0
    assert f"{home}/journal/ab.jsonl:1: this line can't be read" in err
    assert "one two  your own\n" in cli("list")[1]


def test_where_is_all_under_calmtui_home(cli: Cli, home: Path) -> None:
    code, out, err = cli("where", "--json")
    places = json.loads(out)
    assert (code, err) == (0, "")
    assert places == {
        "settings": f"{home}/settings.toml", "choices": f"{home}/choices.toml",
        "routines": f"{home}/routines",
        "journal": f"{home}/journal", "state": f"{home}/state", "parked": f"{home}/state/open",
        "draft": f"{home}/state/draft", "openings": f"{home}/state/openings",
        "bundled": places["bundled"],
    }  # fmt: skip
    assert "routines" in cli("where")[1]
    assert "(none yet)" in cli("where")[1]


def test_looking_makes_no_file(cli: Cli, home: Path) -> None:
    before = sorted(home.rglob("*"))
    for words in (("list",), ("log",), ("where",), ("check", str(home)), ("run", "nope")):
        cli(*words)
    assert sorted(home.rglob("*")) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders")
def test_without_calmtui_home_the_platform_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CALMTUI_HOME", raising=False)
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    paths = Paths.find()
    assert paths.settings == tmp_path / "config" / "calmtui" / "settings.toml"
    assert paths.routines == tmp_path / "config" / "calmtui" / "routines"
    assert paths.journal == tmp_path / "data" / "calmtui" / "journal"
    assert paths.state == tmp_path / "state" / "calmtui"


def test_wrong_settings_are_said_and_the_rest_holds(cli: Cli, home: Path) -> None:
    (home / "settings.toml").write_text('theme = "neon"\npartner = "Sam"\ncolour = 1\n')
    (home / "routines" / "mine.toml").write_text(GOOD.replace("Mine", "For {partner}"))
    code, out, err = cli("list")
    assert code == 0
    assert "For Sam" in out
    assert f"{home}/settings.toml:1: theme: " in err
    assert f"{home}/settings.toml:3: colour: unknown key" in err


def test_home_without_a_terminal_is_a_list(home: Path) -> None:
    done = apart(home)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"  1 Ride the urge" in done.stdout
    assert b"not therapy" in done.stdout
    assert b"not therapy" not in apart(home).stdout


def test_a_reader_that_leaves_is_no_fault(home: Path) -> None:
    for words in ("list --json", "--help", "where", "log --help"):
        done = subprocess.run(
            f"exec 3>&1; {{ {quote(sys.executable)} -m calmtui {words}; }} 2>&3 | true", shell=True,
            capture_output=True, env={**os.environ, "CALMTUI_HOME": str(home)}, timeout=30,
            executable="/bin/bash",
        )  # fmt: skip
        assert done.stdout == b"", words


@pytest.mark.parametrize(
    ("words", "streams"),
    every_pair(
        ["list", "list --json", "where", "log", "--version", "--help", "run mine", "check x", ""],
        ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full"],
        4,
    ),
)
def test_closed_streams_and_a_full_disk_give_no_traceback(
    home: Path, words: str, streams: str
) -> None:
    (home / "routines" / "mine.toml").write_text(SHORT)
    plain = "--plain" if "run" in words else ""
    done = subprocess.run(
        f"{quote(sys.executable)} -m calmtui {words} {plain} {streams}", shell=True,
        capture_output=True, timeout=30,
        env={**os.environ, "CALMTUI_HOME": str(home)}, input=b"q\n",
    )  # fmt: skip
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
    assert b"Exception" not in done.stderr + done.stdout, done.stderr.decode()
    assert done.returncode in (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("place", "words"),
    every_pair(
        ["~nosuchuser/x", "/dev/null", "/dev/null/x", "x" * 5000, "/proc/1/nope", "\udcff", "a\nb"],
        [["list"], ["where", "--json"], ["log"], ["run", "box", "--plain"]],
        3,
    ),
)
def test_a_home_that_can_not_be_gives_one_line(
    place: str, words: list[str], tmp_path: Path
) -> None:
    done = apart(Path(place), *words, cwd=tmp_path, input=b"q\n")
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode in (0, 1, 3)


@pytest.mark.parametrize(
    "words",
    [
        [b"check", b"x" * 5000], [b"check", b"\xff.toml"], [b"run", b"\xff"], [b"run", b"x" * 5000],
        [b"run", b"a\nb"],
        [b"urge", b"\xff"], [b"\xff"], [b"check", b"/"], [b"check", b"/dev/zero"],
        [b"check", b"/dev/null"],
        [b"log", b"--last", b"-1"], [b"log", b"--last", b"9" * 5000], [b"check", b""],
    ],
)  # fmt: skip
def test_no_argument_gives_a_traceback(home: Path, words: list[bytes]) -> None:
    done = apart(home, *words)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode in (0, 1, 2, 3)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_is_not_utf_8_gets_what_it_can_show(home: Path, encoding: str) -> None:
    (home / "routines" / "mine.toml").write_text(SHORT.replace("Mine", "波 ½ \U0001f600"))
    for words in (["list"], ["list", "--json"], ["run", "mine", "--plain"]):
        done = apart(home, *words, env={"PYTHONIOENCODING": encoding})
        assert (done.returncode, done.stderr) == (0, b""), words
        if "--json" in words:
            assert any(
                row["title"] == "波 ½ \U0001f600"
                for row in json.loads(done.stdout.decode(encoding))
            )


def test_ctrl_c_is_130(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("calmtui.cli.main._dispatch", interrupted)
    assert main(["list"]) == 130
    assert capfd.readouterr() == ("", "")


def test_a_current_folder_that_is_gone_is_said(home: Path, tmp_path: Path) -> None:
    (gone := tmp_path / "gone").mkdir()
    command = (
        f"cd {quote(str(gone))} && rmdir {quote(str(gone))} && {quote(sys.executable)} "
        f"-m calmtui check x.toml"
    )
    env = {**os.environ, "CALMTUI_HOME": str(home)}
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, env=env, check=False
    )
    assert (done.returncode, done.stderr) == (1, "calmtui: .: no such file or directory\n")


def test_a_path_is_said_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "two  blanks and\na line"
    home.mkdir()
    said = json.loads(apart(home, "where", "--json").stdout)
    assert said["settings"] == str(home / "settings.toml")
    assert "two  blanks and a line/routines/mine.toml" in apart(home, "new", "mine").stdout.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", ["\u00a0", "\u200b", "\u2060", "\u00ad", "\u3000", "\u3164", "\u202e", "\ufe0f", "\x07"]
)
def test_a_sign_that_can_not_be_seen_is_named_in_a_fault(home: Path, sign: str) -> None:
    for text in (f"format{sign} = 1\n", SHORT.replace('"ground"', f'"gro{sign}und"')):
        (home / "x.toml").write_text(text)
        assert f"<U+{ord(sign):04X}>" in apart(home, "check", str(home / "x.toml")).stdout.decode()


def test_windows_gets_one_clear_line() -> None:
    code = "import sys; sys.platform = 'win32'; import calmtui.__main__"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "calmtui: runs on Linux and macOS; on Windows within WSL (wsl --install)."
    ]


@pytest.mark.parametrize(
    "items", [[], [{"a": [1, {"b": "\x1b\n"}], "c": {}}], [{"a": 1}, {"b": []}]]
)
def test_a_list_printed_item_by_item_is_the_same_json(
    items: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    print_json_list(iter(items))
    one_by_one = capsys.readouterr().out
    print_json(items)
    assert one_by_one == capsys.readouterr().out


def test_a_long_reading_says_how_far_it_is_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calmtui.cli.progress._FIRST_SECONDS", 0.0)
    monkeypatch.setattr("calmtui.cli.progress._NEXT_SECONDS", 0.0)
    records: list[Record] = [{}] * 3000
    assert len(list(count_records(records))) == 3000
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert len(list(count_records(records))) == 3000
    said = capsys.readouterr().err
    assert "1024 records read ..." in said
    assert said.endswith("\r" + " " * 40 + "\r")
    show_progress([Progress(12_000_000, 659_000_000)])
    said = capsys.readouterr().err
    assert said == "\rReading the history: 12 of 659 MB" + "\r" + " " * 40 + "\r"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-V"], "calmtui 0.1.0"),
        (["help"], "usage: calmtui "),
        (["help", "help"], "usage: calmtui "),
        (["help", "run"], "usage: calmtui run "),
        (["run", "--help"], "usage: calmtui run "),
    ],
)
def test_help_and_the_version_are_found_where_people_look(
    cli: Cli, words: list[str], said: str
) -> None:
    code, out, err = cli(*words)
    assert (code, err) == (0, "")
    assert said in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ugre"], "calmtui: no command 'ugre', did you mean urge?\n"),
        (["hlep", "log"], "calmtui: no command 'hlep', did you mean help?\n"),
        (["--private", "lgo"], "calmtui: no command 'lgo', did you mean log?\n"),
        (["box"], "calmtui: no command 'box', did you mean calmtui run box-breathing?\n"),
        (["zzzz"], "calmtui: no command 'zzzz'; `calmtui --help` lists them\n"),
        (["z\x1b[31m"], "calmtui: no command 'z'; `calmtui --help` lists them\n"),
    ],
)
def test_an_unknown_command_names_what_may_have_been_meant(
    words: list[str], said: str, cli: Cli
) -> None:
    assert cli(*words) == (2, "", said)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (["run", "box", "--minuts", "3"], ": --minuts 3, did you mean --minutes?\n"),
        (["log", "--lats=3"], ": --lats=3, did you mean --last?\n"),
        (["list", "--zzz"], "unrecognized arguments: --zzz\n"),
        (["completion", "bsh"], ", did you mean bash?\n"),
        (["shortcut", "gnme"], ", did you mean gnome?\n"),
        (["urge", "--cues", "tone"], ", did you mean tones?\n"),
    ],
)
def test_a_mistyped_word_of_a_command_names_what_may_have_been_meant(
    words: list[str], end: str, cli: Cli
) -> None:
    status, _said, wrong = cli(*words)
    assert status == 2
    assert wrong.startswith(f"usage: calmtui {words[0]} ")
    assert wrong.endswith(end)
