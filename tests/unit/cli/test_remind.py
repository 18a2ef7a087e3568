"""`calmtui remind`: what is read, shown, written and taken away, by tools that only note it."""

from __future__ import annotations

import json
import os
import plistlib
import re
import shlex
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.cli import remind
from calmtui.cli.checks.reminders import check_reminders
from calmtui.cli.reminders import cron, launchd, notification, systemd
from calmtui.cli.reminders.reminder import EVERY_DAY, Reminder, parse_days, parse_time
from calmtui.cli.tool import ToolError
from calmtui.storage import marked_lines
from calmtui.text.i18n import set_language
from tests.support.cli import Cli, cli, home
from tests.support.terminal import SHORT

__all__ = ["cli", "home"]  # fixtures

PROGRAM = "/opt/odd $x 'y' %z \\ ü/calmtui"
MINE = b"# mine\nMAILTO=me\n5 4 * * * date +\\%s\n"
UNITS = ".config/systemd/user"
AGENTS = "Library/LaunchAgents"
few = settings(max_examples=15)
words = st.text("'\"\\%$ a;#~:-=@/üß😀", max_size=8)


class Tools:
    """The tools of a computer: which there are, the crontab, what was run and what is refused."""

    def __init__(self) -> None:
        self.there = {"crontab", "notify-send"}
        self.table: bytes | None = None
        self.run: list[list[str]] = []
        self.refused: tuple[str, ...] = ()

    def which(self, name: str) -> str | None:
        return f"/bin/{name}" if name in self.there else None

    def run_tool(
        self,
        command: list[str | bytes],
        given: bytes = b"",
        environment: dict[str, str] | None = None,
    ) -> bytes:
        spelled = list(map(os.fsdecode, command))
        self.run.append(spelled)
        if spelled[0] not in self.there or set(self.refused) & set(spelled):
            raise ToolError(f"{spelled[0]}: refused")
        if spelled[:2] == ["crontab", "-l"]:
            if self.table is None:
                raise ToolError("crontab: no crontab for me")
            return self.table
        if spelled[0] == "crontab":
            self.table = None if spelled[1] == "-r" else given
            assert self.table is None or self.table.endswith(b"\n")
        return b""


@pytest.fixture(autouse=True)
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "person"))
    (tmp_path / "person").mkdir()
    monkeypatch.setattr(sys, "argv", [PROGRAM])
    tools = Tools()
    for module in (cron, launchd, notification, systemd):
        monkeypatch.setattr(module, "run_tool", tools.run_tool)
        monkeypatch.setattr(module, "which", tools.which)
    monkeypatch.setattr(marked_lines, "fsync_file", lambda _fd: None)  # half of the time
    monkeypatch.setattr(marked_lines, "fsync_dir", lambda _path: None)
    monkeypatch.setattr(notification, "bus_addresses", lambda _environment: ["unix:path=/x"])
    return tools


@pytest.fixture(autouse=True)
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "processes"
    for number, name in (("1", "init"), ("7", "cron")):
        (folder / number).mkdir(parents=True)
        (folder / number / "comm").write_text(f"{name}\n")
    monkeypatch.setattr(cron, "_PROCESSES", str(folder))
    return folder


@pytest.fixture
def person(tmp_path: Path) -> Path:
    return tmp_path / "person"


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- times and days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21:00", (21, 0)), ("21.00", (21, 0)), ("2100", (21, 0)), ("21h30", (21, 30)),
        ("7", (7, 0)), ("07:05", (7, 5)), ("0", (0, 0)), ("9pm", (21, 0)), ("9:15 PM", (21, 15)),
        ("12am", (0, 0)), ("12 p.m.", (12, 0)), ("21 Uhr", (21, 0)), ("23:59", (23, 59)),
    ],
)  # fmt: skip
def test_a_time_as_people_type_it(text: str, expected: tuple[int, int]) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text",
    ["24:00", "25", "7:60", "13pm", "0am", "-1", "", "noon", "7:5", "٢١", "21:00:00", "\x1b[31m"],
)
def test_what_is_no_time_is_one_line(text: str, cli: Cli) -> None:
    code, said, error = cli("remind", text)
    assert (code, said, error.count("\n")) == (2, "", 1)
    assert "21:00 or 9pm" in error
    assert "\x1b" not in error


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon,wed", (0, 2)), ("Mo Tu", (0, 1)), ("friday", (4,)), ("fri-mon", (0, 4, 5, 6)),
        ("mon - wed,su", (0, 1, 2, 6)), ("weekdays", (0, 1, 2, 3, 4)), ("weekend", (5, 6)),
        ("we", (2,)), ("daily", EVERY_DAY), ("mon-sun", EVERY_DAY),
    ],
)  # fmt: skip
def test_days_as_people_type_them(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


def test_days_in_german() -> None:
    set_language(["de"])
    try:
        assert parse_days("Di,do.") == (1, 3)
        assert parse_days("mittwoch-fr") == (2, 3, 4)
        assert parse_days("werktags") == (0, 1, 2, 3, 4)
        assert parse_days("Wochenende") == (5, 6)
        assert parse_days("mon,thu") == (0, 3)
        assert Reminder(21, 0, (0, 1)).in_words == "21:00  Mo, Di"
    finally:
        set_language([])


@pytest.mark.parametrize("text", ["", "m", "monk", "week", "1", "mon-", "mon;tue", "mon-weekend"])
def test_what_is_no_day_is_one_line(text: str, cli: Cli) -> None:
    code, said, error = cli("remind", "21:00", "--days", text)
    assert (code, said, error.count("\n")) == (2, "", 1)
    assert "mon,wed or weekdays" in error


reminders = st.builds(
    Reminder,
    st.integers(0, 23),
    st.integers(0, 59),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days))),
    st.sampled_from(("", "mon", "daily", "7", "box-breathing", "a--b_")),
)


@few
@given(reminders)
def test_a_reminder_is_read_as_it_was_spelled(reminder: Reminder) -> None:
    assert Reminder.read(reminder.mark) == reminder


# --- what the schedulers read ---------------------------------------------------------------------


def _of_cron(text: str, doubled: bool, percent: bool) -> str:
    """What cron gives to a shell: Vixie's takes a backslash from two as well, busybox none."""
    if not percent:
        return text
    read: list[str] = []
    escaped = False
    for char in text:
        if escaped and (char == "%" or (doubled and char == "\\")):
            read[-1] = char
            escaped = False
            continue
        assert char != "%", "the command would end here"
        escaped = char == "\\" and not escaped
        read.append(char)
    return "".join(read)


@few
@given(st.lists(words, min_size=1, max_size=3))
def test_a_shell_gets_the_words_back_whatever_cron_makes_of_them(given: list[str]) -> None:
    text = " ".join(map(cron.quoted, given))
    for doubled, percent in ((True, True), (False, True), (False, False)):
        assert shlex.split(_of_cron(text, doubled, percent)) == given


def _of_systemd(text: str) -> list[str]:
    found = re.findall(r'"((?:[^"\\]|\\["\\])*)"(?= |$)|([^\s"\'\\]+)(?= |$)', text)
    assert " ".join(plain or f'"{one}"' for one, plain in found) == text
    unquoted = [plain or re.sub(r"\\(.)", r"\1", one) for one, plain in found]
    assert not re.search("%(?!%)", "".join(unquoted).replace("%%", ""))
    return [word.replace("%%", "%") for word in unquoted]


@few
@given(st.lists(words, max_size=3), words.map("/{}".format))
def test_systemd_reads_the_words_back(given: list[str], program: str) -> None:
    line = systemd.exec_line([program, *given])
    assert line.startswith("ExecStart=")
    first, *rest = _of_systemd(line.removeprefix("ExecStart="))
    signs = re.match("-:?", first)
    assert signs
    assert (":" in signs[0]) == ("$" in line)
    started = [first.removeprefix(signs[0]), *rest]
    if started[:3] == ["/bin/sh", "-c", 'exec "$0" "$@"']:
        del started[:3]
    else:
        assert not set(program) & set("'\"\\")  # which it takes in no name of a program
    assert started == [program, *given]


# --- cron -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, MINE, b"# mine, without an end of line"])
def test_cron_has_it_once_and_gives_its_table_back(
    before: bytes | None, cli: Cli, tools: Tools
) -> None:
    tools.table = before
    code, said, _ = cli("remind", "21:00", "box", "--yes")
    assert code == 0
    assert "In your crontab:" in said
    assert tools.table is not None
    assert tools.table.startswith(before or b"# >>> calmtui")
    (line,) = [row for row in tools.table.decode().splitlines() if row.startswith("0 21 * * * ")]
    assert line in said
    assert shlex.split(line)[5:10] == [PROGRAM, "remind", "21:00", "--now", "A moment for you."]
    assert line.endswith(">/dev/null 2>&1")
    once = tools.table
    assert "already" in cli("remind", "9", "pm", "box", "--yes")[1]
    assert tools.table == once
    assert (
        "Instead of: 21:00  every day" in cli("remind", "21:00", "box", "--days", "mon", "--yes")[1]
    )
    assert tools.table.count(b">>> calmtui") == 1
    assert b"0 21 * * 1 " in tools.table
    assert cli("remind", "21:00", "--days", "su", "--yes")[0] == 0
    assert b"0 21 * * 0 " in tools.table
    assert cli("remind", "21:00", "box", "--remove")[1] == "Taken away: 21:00  Mon  box-breathing\n"
    assert cli("remind", "--remove")[1] == "Taken away: 21:00  Sun\n"
    after = before
    if before and not before.endswith(b"\n"):
        after = before + b"\n"  # without it crontab takes no table
    assert tools.table == after
    assert cli("remind", "--remove")[1] == "Nothing to take away.\n"


def test_without_a_terminal_nothing_is_written_unasked(cli: Cli, tools: Tools) -> None:
    tools.table = MINE
    code, said, error = cli("remind", "21:00")
    assert (code, tools.table) == (2, MINE)
    assert "0 21 * * *" in said
    assert "--yes" in error


def test_marks_that_do_not_fit_are_one_line(cli: Cli, tools: Tools) -> None:
    tools.table = b"# >>> calmtui remind 21:00 daily >>>\n"
    before = tools.table
    for words in (("21:00", "--yes"), ("--remove",)):
        code, _, error = cli("remind", *words)
        assert (code, error.count("\n"), tools.table) == (1, 1, before)
        assert error.startswith("calmtui: crontab: calmtui's marks do not fit")


def test_a_crontab_that_is_refused_is_one_line(cli: Cli, tools: Tools) -> None:
    tools.refused = ("-",)
    code, _, error = cli("remind", "21:00", "--yes")
    assert (code, error) == (1, "calmtui: crontab: refused\n")


def test_a_cron_that_does_not_run_is_told(cli: Cli, tools: Tools, processes: Path) -> None:
    assert cli("remind", "21:00", "--yes")[::2] == (0, "")
    (processes / "7" / "comm").write_text("crony\n")
    code, _, error = cli("remind", "22:00", "--yes")
    assert (code, error.count("\n")) == (0, 1)
    assert "No cron seems to run" in error


# --- systemd --------------------------------------------------------------------------------------


def test_systemd_has_two_files_and_loses_them_again(cli: Cli, tools: Tools, person: Path) -> None:
    tools.there.add("systemctl")
    code, said, _ = cli("remind", "21:00", "box", "--days", "mon,sun", "--yes")
    assert code == 0
    files = _files(person)
    assert set(files) == {"calmtui-remind-2100.timer", "calmtui-remind-2100.service"}
    timer = files["calmtui-remind-2100.timer"].decode()
    assert "\nOnCalendar=Mon,Sun *-*-* 21:00:00\nPersistent=false\n" in timer
    assert timer.split("\n", 1)[1].rsplit("\n", 2)[0] in said
    assert ["systemctl", "--user", "enable", "calmtui-remind-2100.timer"] in tools.run
    assert all((person / UNITS / name).stat().st_mode & 0o777 == 0o600 for name in files)
    assert tools.table is None
    assert "already" in cli("remind", "21:00", "box", "--days", "mon,sun", "--yes")[1]
    assert _files(person) == files
    # One more at that time has names of its own, and is found by them.
    assert cli("remind", "21:00", "five", "--show-name", "--yes")[0] == 0
    assert set(_files(person)) - set(files) == {
        "calmtui-remind-2100-2.timer", "calmtui-remind-2100-2.service",
    }  # fmt: skip
    assert b'"Five senses"' in _files(person)["calmtui-remind-2100-2.service"]
    assert cli("remind", "21:00", "box", "--remove")[0] == 0
    assert "calmtui-remind-2100-2.timer" in _files(person)
    assert cli("remind", "--remove")[0] == 0
    assert _files(person) == {}


def test_names_of_units_say_nothing_of_a_routine(cli: Cli, tools: Tools, person: Path) -> None:
    tools.there.add("systemctl")
    cli("remind", "21:00", "ride-the-urge", "--yes")
    for name, data in _files(person).items():
        assert "urge" not in name
        started = [line for line in data.decode().splitlines() if not line.startswith("#")]
        assert "urge" not in "\n".join(started)  # the system's log shows what is started


def test_what_systemd_refuses_leaves_nothing_behind(cli: Cli, tools: Tools, person: Path) -> None:
    tools.there.add("systemctl")
    tools.refused = ("enable",)
    code, _, error = cli("remind", "21:00", "--yes")
    assert (code, error) == (1, "calmtui: systemctl: refused\n")
    assert _files(person) == {}


def test_a_timer_is_taken_away_where_systemd_does_not_answer(
    cli: Cli, tools: Tools, person: Path
) -> None:
    tools.there.add("systemctl")
    cli("remind", "21:00", "--yes")
    wants = person / UNITS / "timers.target.wants"
    wants.mkdir()
    (wants / "calmtui-remind-2100.timer").symlink_to("../calmtui-remind-2100.timer")
    tools.refused = ("--user",)
    assert cli("remind", "21:00", "--remove")[0] == 0
    assert not [path for path in (person / UNITS).rglob("*") if path != wants]


# --- launchd --------------------------------------------------------------------------------------


def test_launchd_has_an_agent_and_loses_it_again(cli: Cli, tools: Tools, person: Path) -> None:
    tools.there = {"launchctl", "osascript"}
    assert cli("remind", "7:30", "box", "--days", "weekend", "--yes")[0] == 0
    path = person / AGENTS / "calmtui.remind.0730.plist"
    agent = plistlib.loads(path.read_bytes())
    assert agent["Label"] == "calmtui.remind.0730"
    assert agent["ProgramArguments"] == [PROGRAM, "remind", "07:30", "--now", "A moment for you."]
    assert agent["StartCalendarInterval"] == [
        {"Weekday": 6, "Hour": 7, "Minute": 30},
        {"Weekday": 0, "Hour": 7, "Minute": 30},
    ]
    assert ["launchctl", "bootstrap", f"gui/{os.getuid()}", str(path)] in tools.run
    assert "already" in cli("remind", "7:30", "box", "--days", "weekend", "--yes")[1]
    assert cli("remind", "7:30", "--yes")[0] == 0
    assert plistlib.loads((person / AGENTS / "calmtui.remind.0730.2.plist").read_bytes())[
        "StartCalendarInterval"
    ] == {"Hour": 7, "Minute": 30}
    assert "07:30  weekends   box-breathing  (launchd)" in cli("remind")[1]
    assert cli("remind", "--remove")[0] == 0
    assert _files(person) == {}


def test_an_agent_that_is_none_of_ours_stays(cli: Cli, tools: Tools, person: Path) -> None:
    tools.there = {"launchctl", "osascript"}
    theirs = person / AGENTS / "calmtui.remind.0730.plist"
    theirs.parent.mkdir(parents=True)
    for data in (b"", b"no plist", plistlib.dumps({"Label": "x"}), plistlib.dumps([])):
        theirs.write_bytes(data)
        assert cli("remind", "7:30", "--yes")[0] == 0
        assert cli("remind", "--remove")[0] == 0
        assert theirs.read_bytes() == data


# --- the list, and bad input ----------------------------------------------------------------------


def test_the_list_is_in_order_and_says_where_each_is(
    cli: Cli, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli("remind") == (0, "No reminder is set. `calmtui remind 21:00` sets one.\n", "")
    assert cli("remind", "--json") == (0, "[]\n", "")
    monkeypatch.setattr(sys, "argv", [sys.executable])
    cli("remind", "21:00", "box", "--days", "mon,wed", "--yes")
    tools.there.add("systemctl")
    cli("remind", "7", "--yes")
    code, said, error = cli("remind")
    assert (code, error) == (0, "")
    assert said == (
        "07:00  every day  no routine     (systemd)\n21:00  Mon, Wed   box-breathing  (cron)\n"
    )
    assert cli("remind", "--with", "systemd")[1].count("\n") == 1
    assert json.loads(cli("remind", "--json")[1])[1] == {
        "time": "21:00", "days": ["mon", "wed"], "routine": "box-breathing", "with": "cron",
    }  # fmt: skip


def test_a_program_that_is_gone_is_told(cli: Cli, tools: Tools) -> None:
    cli("remind", "21:00", "box", "--days", "mon", "--yes")
    tools.there.add("systemctl")
    cli("remind", "7", "--yes")
    _, said, error = cli("remind")
    assert said.count("\n") == 2
    assert "Set it again: calmtui remind 21:00 box-breathing --days mon" in error
    (finding,) = check_reminders()
    assert (finding.level, finding.do) == ("wrong", "Set it again: calmtui remind 07:00")


def test_one_reminder_is_in_one_place(cli: Cli, tools: Tools, person: Path) -> None:
    cli("remind", "21:00", "--yes")
    tools.there.add("systemctl")
    code, said, error = cli("remind", "21:00", "--yes")
    assert (code, said) == (1, "")
    assert "cron has it already" in error
    assert _files(person) == {}
    assert cli("remind", "21:00", "--with", "cron", "--yes")[0] == 0
    tools.refused = ("-l",)  # a crontab that may not be used is no obstacle to systemd
    assert cli("remind", "21:00", "--yes")[::2] == (0, "")
    assert cli("remind")[2].startswith("calmtui: crontab: refused\n")


@pytest.mark.parametrize(
    ("line", "code", "why"),
    [
        ("21:00 nothing-such", 1, "no routine 'nothing-such'"),
        ("21:00 box-breathin7", 1, "did you mean box-breathing?"),
        ("21:00 \x1b[31m", 1, "no routine"),
        ("21:00 --show-name", 2, "name a routine"),
        ("--days mon", 2, "name a time first"),
        ("21:00 --with systemd", 1, "systemd does not run here"),
        ("21:00 --with at", 2, "invalid choice"),
        ("25:00 --remove", 2, "expected a time"),
    ],
)
def test_bad_input_is_one_line(line: str, code: int, why: str, cli: Cli) -> None:
    got, said, error = cli("remind", *line.split())
    assert (got, said) == (code, "")
    assert why in error.splitlines()[-1]
    assert "\x1b" not in error


def test_a_computer_without_any_of_it_is_one_line(
    cli: Cli, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools.there = {"crontab"}
    assert cli("remind", "21:00", "--yes")[::2] == (
        1, "calmtui: nothing here shows notifications; install notify-send (libnotify)\n",
    )  # fmt: skip
    tools.there = {"notify-send"}
    assert cli("remind", "21:00", "--yes")[::2] == (
        1, "calmtui: no systemd, launchd or cron runs here for your account\n",
    )  # fmt: skip
    assert cli("remind")[0] == 0
    tools.there = {"notify-send", "crontab"}
    for path in ("/opt/two\nlines/calmtui", "/opt/\udcff/calmtui", "/opt/\x1b[31m/calmtui"):
        monkeypatch.setattr(sys, "argv", [path])
        code, _, error = cli("remind", "21:00", "--yes")
        assert (code, error.count("\n")) == (1, 1)
        assert "\x1b" not in error


def test_a_title_is_no_option_no_markup_and_no_line(cli: Cli, tools: Tools, home: Path) -> None:
    (home / "routines").mkdir(parents=True)
    text = SHORT.replace('"Short"', '"--remove % <b>R&B</b> \\u00e9"')
    (home / "routines" / "odd.toml").write_text(text)
    assert cli("remind", "21:00", "odd", "--show-name", "--yes")[0] == 0
    assert tools.table is not None
    (line,) = [row for row in tools.table.decode().splitlines() if row[0] != "#"]
    words = shlex.split(line)[6:-2]
    assert words == ["remind", "21:00", "--now", "A moment for you.", "remove % <b>R&B</b> é"]
    tools.run.clear()
    assert cli("remind", *words[2:])[0] == 0
    assert tools.run[0][-2:] == ["A moment for you.", "remove % &lt;b&gt;R&amp;B&lt;/b&gt; é"]


def test_an_option_may_stand_before_the_routine(cli: Cli, tools: Tools) -> None:
    assert cli("remind", "21:00", "--days", "mon", "box", "--yes")[0] == 0
    assert tools.table is not None
    assert b"remind 21:00 mon box-breathing" in tools.table


# --- the notification -----------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    at = SimpleNamespace(hour=21, minute=0)
    local = time.struct_time((2026, 11, 29, 0, 0, 0, 6, 333, 0))

    def localtime() -> time.struct_time:
        return time.struct_time((*local[:3], at.hour, at.minute, *local[5:]))

    monkeypatch.setattr(remind, "time", SimpleNamespace(localtime=localtime))
    return at


def test_the_notification_is_neutral_and_nothing_else_is_done(
    cli: Cli, tools: Tools, home: Path
) -> None:
    assert cli("remind", "--now") == (0, "", "")
    assert tools.run == [["notify-send", "--", "A moment for you.", ""]]
    cli("remind", "--now", "A", "B c")
    assert tools.run[1] == ["notify-send", "--", "A", "B c"]
    assert not home.exists()


@pytest.mark.parametrize(
    ("hour", "minute", "shown"),
    [(21, 0, True), (21, 10, True), (21, 11, False), (20, 58, False), (7, 0, False)],
)
def test_a_time_that_was_slept_through_is_not_made_up_for(
    hour: int, minute: int, shown: bool, cli: Cli, tools: Tools, at: SimpleNamespace
) -> None:
    at.hour, at.minute = hour, minute
    assert cli("remind", "21:00", "--now", "A moment for you.") == (0, "", "")
    assert bool(tools.run) == shown


def test_midnight_is_not_late_a_few_minutes_after_it(
    cli: Cli, tools: Tools, at: SimpleNamespace
) -> None:
    at.hour, at.minute = 0, 4
    cli("remind", "23:58", "--now")
    assert tools.run


def test_without_a_desktop_it_is_one_line(
    cli: Cli, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notification, "bus_addresses", lambda _environment: [])
    assert cli("remind", "--now") == (1, "", "calmtui: no desktop is there to show it\n")
    tools.there = set()
    assert "install notify-send" in cli("remind", "--now")[2]


def test_what_is_not_ascii_reaches_every_tool(tools: Tools) -> None:
    for tool in ("notify-send", "gdbus", "osascript"):
        tools.there = {tool}
        notification.notify('Für "dich" \\', "ü")
    of_linux, of_gnome, of_apple = tools.run
    assert of_linux[2:] == ['Für "dich" \\', "ü"]
    assert of_gnome[-5:] == [r'"Für \"dich\" \\"', '"ü"', "[]", "{}", "-1"]
    assert of_apple[-2:] == ['Für "dich" \\', "ü"]


def test_cron_looks_for_the_bus_of_a_login(tmp_path: Path) -> None:
    processes = {
        "7": b"A=1\0DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/a\0",
        "80": b"DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/b,guid=1\0",
        "9": b"DBUS_SESSION_BUS_ADDRESS=unix:path=/tmp/a\0",
        "x": b"",
    }
    for number, variables in processes.items():
        (tmp_path / number).mkdir()
        (tmp_path / number / "environ").write_bytes(variables)
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    found = ["unix:path=/tmp/b,guid=1", "unix:path=/tmp/a"]

    def addresses(**environment: str) -> list[str]:
        return _bus_addresses({"XDG_RUNTIME_DIR": str(runtime), **environment}, str(tmp_path))

    assert addresses() == found
    (runtime / "bus").touch()
    assert addresses() == [f"unix:path={runtime}/bus", *found]
    assert addresses(DBUS_SESSION_BUS_ADDRESS="unix:path=/own")[0] == "unix:path=/own"


_bus_addresses = notification.bus_addresses
