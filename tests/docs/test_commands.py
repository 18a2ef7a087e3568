"""Every command on a page is one: it is run in a home of its own, or, where it shows a screen or
asks for a passphrase, read by the program's own parser.
"""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from calmtui.cli.parser import parse
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from tests.support.cli import Cli, cli, home, three_sessions
from tests.support.locks import RECOVERY, locked
from tests.support.records import session_records
from tests.support.routine_texts import HEAD, SAY
from tests.support.written import (
    LANGUAGES,
    PAGES,
    ROOT,
    calmtui_commands,
    code,
    fenced,
    inline,
    recipes,
    shell_blocks,
)

__all__ = ["cli", "home", "three_sessions"]  # fixtures

COMMANDS = [line for line in calmtui_commands() if line.split()[0] == "calmtui"]  # not its files
# They show a screen, or ask in a terminal: that they work is seen in tests/terminal.
ON_A_SCREEN = {
    "", "urge", "sos", "before", "run", "breathe", "preview", "lock", "unlock", "try", "remind",
}  # fmt: skip
# A page names an option beside a word that it takes the place of.
INSTEAD = {
    "calmtui add FILE...": "calmtui add evening.toml",
    "calmtui add FILE... --replace": "calmtui add evening.toml --replace",
    "calmtui share": "calmtui share ID",
    "calmtui share evening > evening.toml": "calmtui share evening",
    "calmtui import FILE...": "calmtui import FILE",
    "calmtui import FILE... --dry-run": "calmtui import FILE --dry-run",
    "calmtui import FILE... --json": "calmtui import FILE --json",
    "calmtui export FILE": "calmtui export FILE --yes",
    "calmtui report FILE": "calmtui report FILE --yes",
    "calmtui forget": "calmtui forget bbb222 --yes",
    "calmtui forget SESSION": "calmtui forget bbb222 --yes",
    "calmtui forget SESSION --all": "calmtui forget --all --yes",
    "calmtui forget SESSION --before DATE": "calmtui forget --before DATE --yes",
    "calmtui new": "calmtui new NAME",
    "calmtui shortcut": "calmtui shortcut bash",
    "calmtui shortcut bash --install": "calmtui shortcut bash --install --yes",
}
WORDS = {
    "ID": "evening", "NAME": "another", "SESSION": "bbb222", "DATE": "2026-11-20", "N": "2",
    "DAYS": "mon",
    "PART": "belly", "PATTERN": "4-2-6", "SECONDS": "3", "FILE...": "evening.toml de", "20m": "20m",
}  # fmt: skip
FILES = {"backup": "out.tar", "restore": "old.tar", "report": "new.html", "import": "log.csv"}
ASKS = {"import"}  # in a terminal, before it writes
LOG = """\
date,time,preset,duration_actual_s,status,clock,exercise,minutes,before,after,day,note
2026-11-20,10:00:00,calm,300,completed,10:00,box,5,7,4,20.11.2026,x
"""


@pytest.fixture
def place(home: Path, tmp_path: Path, three_sessions: Journal, cli: Cli) -> Path:
    """A folder to type commands in: routines in two languages, a backup, a draft."""
    folder = tmp_path / "here"
    (folder / "de").mkdir(parents=True)
    for name in ("box-breathing.toml", "de/box-breathing.toml"):
        shutil.copy(ROOT / "routines" / name, folder / name)
    for path in (folder / "evening.toml", home / "routines" / "evening.toml"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + SAY)
    DeviceStore(home / "state").put("draft", "a line")
    assert cli("backup", str(folder / "old.tar"))[0] == 0
    (folder / "out.tar").write_text("an older one")
    (folder / "log.csv").write_text(LOG)
    return folder


def typed(line: str) -> list[str]:
    """Return a command line of a page as somebody types it."""
    command, *words = shlex.split(INSTEAD.get(line, line))
    assert command == "calmtui"
    given: list[str] = []
    for word in words:
        if word == "FILE":
            default = "evening.toml" if words[0] in ("check", "preview") else "new.csv"
            word = FILES.get(words[0], default)
        given += WORDS.get(word, word).split()
    if given[:1] and given[0] in ASKS:
        given.append("--yes")
    return given


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_a_page_is_one(
    line: str, place: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = typed(line)
    monkeypatch.chdir(place)
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setenv("HOME", str(place))  # a shortcut is written into a shell's own file
    command = next(iter(words), "")
    if command == "--plain":  # home
        command = ""
    if command in ON_A_SCREEN:
        if "--" in words:
            words = words[: words.index("--")]
        assert (parse(words).command or "") == command
        return
    if line == "calmtui backup FILE":
        (place / "out.tar").unlink()
    if words[:2] == ["new", "evening"]:
        (place.parent / "home" / "routines" / "evening.toml").unlink()
    status, said, wrong = cli(*words)
    may_find_nothing = command in ("doctor", "status")
    assert status == 0 or (may_find_nothing and status == 1), f"{words}\n{said}\n{wrong}"


def test_the_pages_name_many_commands() -> None:
    """What finds none tests none."""
    assert len(COMMANDS) > 50
    assert {"calmtui urge 20m", "calmtui forget SESSION --all", "calmtui where --json"} <= {
        *COMMANDS
    }
    assert sum(len(shell_blocks(page)) for page in PAGES) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_say_what_they_are(page: Path) -> None:
    for language, _text in fenced(page):
        assert language in LANGUAGES


@pytest.mark.parametrize("shell", ["bash", "zsh"])
@pytest.mark.parametrize(
    "text", [block for page in PAGES for block in shell_blocks(page)], ids=lambda text: text[:20]
)
def test_what_is_given_to_a_shell_is_its_language(text: str, shell: str) -> None:
    subprocess.run([found(shell), "-n"], input=text, text=True, check=True)


def found(program: str) -> str:
    """Return where a program is; skip the test where it is not."""
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"no {program} here")
    return path


# --- the recipes for one key ---------------------------------------------------------------------


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home, and a `calmtui` in it that says with what it was called."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "calmtui"
    program.write_text('#!/bin/sh\necho "called: $*"\n')
    program.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return tmp_path


def test_every_recipe_has_its_test() -> None:
    assert list(recipes()) == ["bash, zsh", "fish", "tmux", "GNOME", "KDE", "macOS", "phone"]


@pytest.mark.parametrize(("shell", "file"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_the_alias_of_bash_and_zsh(shell: str, file: str, named: Path) -> None:
    (named / file).write_text(code(recipes()["bash, zsh"]) + "\n")
    assert f"~/{file}" in recipes()["bash, zsh"]
    said = subprocess.run(
        [found(shell), "-ic", "u 20m"], capture_output=True, text=True, start_new_session=True
    ).stdout
    assert said.endswith("called: urge 20m\n")


def test_the_alias_of_fish_is_there_in_the_next_shell(named: Path) -> None:
    fish = found("fish")
    subprocess.run([fish, "-c", code(recipes()["fish"])], check=True, capture_output=True)
    said = subprocess.run([fish, "-c", "u 20m"], capture_output=True, text=True).stdout
    assert said == "called: urge 20m\n"


def test_the_key_of_tmux_is_one(named: Path) -> None:
    tmux = [found("tmux"), "-L", f"calmtui-{named.name}", "-f", str(named / ".tmux.conf")]
    (named / ".tmux.conf").write_text(code(recipes()["tmux"]) + "\n")
    subprocess.run([*tmux, "new-session", "-d"], check=True)
    try:
        keys = subprocess.run([*tmux, "list-keys"], capture_output=True, text=True).stdout
    finally:
        subprocess.run([*tmux, "kill-server"])
    assert 'display-popup -E -h 24 -w 80 "calmtui urge"' in keys


@pytest.mark.parametrize("where", ["GNOME", "KDE", "macOS", "phone"])
def test_what_a_desktop_or_a_phone_starts_ends_with_the_urge(where: str) -> None:
    """The options before it are from the documentation of each terminal."""
    command = code(recipes()[where])
    subprocess.run(["bash", "-n"], input=command, text=True, check=True)
    before, *_rest = shlex.split(command)
    assert before in ("gnome-terminal", "konsole", "osascript", "ssh")
    assert "calmtui urge" in command


def test_a_key_that_opens_the_urge_alone_is_read_by_ssh(tmp_path: Path) -> None:
    """That sshd obeys it is seen in tests/terminal."""
    subprocess.run(
        [found("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "key"], check=True
    )
    (line,) = [text for _lang, text in fenced(ROOT / "README.md") if "restrict,pty" in text]
    options = line.split(" ssh-ed25519")[0]
    (tmp_path / "authorized_keys").write_text(f"{options} {(tmp_path / 'key.pub').read_text()}")
    listed = subprocess.run(
        ["ssh-keygen", "-lf", tmp_path / "authorized_keys"], capture_output=True, text=True
    ).stdout
    assert "(ED25519)" in listed


# --- several computers, locked journals, releases -------------------------------------------------


def test_the_git_recipe_carries_sessions_both_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found("git")
    page = ROOT / "docs" / "several-computers.md"
    (block,) = shell_blocks(page)
    (daily,) = [text for text in inline(page) if text.startswith("git add")]
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", tmp_path / "shared"], check=True)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "me")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "me@example.org")
    computers = [tmp_path / "one", tmp_path / "two"]
    folders = [computer / ".local/share/calmtui/journal" for computer in computers]

    def shell(number: int, script: str, folder: Path) -> None:
        monkeypatch.setenv("HOME", str(computers[number]))
        subprocess.run(["bash", "-c", script], check=True, capture_output=True, cwd=folder)

    def write(number: int, session: str) -> None:
        journal = Journal(folders[number], computers[number] / "state")
        journal.append(*session_records(session, "made up"))

    write(0, "aaa111")
    shell(0, block.replace("REPOSITORY", str(tmp_path / "shared")), computers[0])
    shell(1, f"git clone -q {tmp_path / 'shared'} {folders[1]}", tmp_path)
    folders[1].chmod(0o700)
    write(1, "bbb222")
    write(0, "ccc333")
    for number in (1, 0, 1):
        shell(number, daily, folders[number])
    for folder, computer in zip(folders, computers, strict=True):
        records = Journal(folder, computer / "state").records()
        assert {record["session"] for record in records} == {"aaa111", "bbb222", "ccc333"}


def test_age_itself_opens_a_locked_line(tmp_path: Path) -> None:
    for program in ("age", "jq"):
        found(program)
    journal = locked(tmp_path)
    journal.append(*session_records("aaa111", "made up"))
    (block,) = shell_blocks(ROOT / "docs" / "journal-format.md")
    (tmp_path / "key").write_text(RECOVERY)
    (path,) = journal.folder.glob("*.jsonl")
    command = block.replace("FILE.jsonl", str(path)).replace("KEYFILE", str(tmp_path / "key"))
    said = subprocess.run(["bash", "-ec", command], check=True, capture_output=True, text=True)
    assert json.loads(said.stdout)["session"] == "aaa111"


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "RELEASING.md"])
def test_the_recipes_of_a_page_can_be_run(name: str) -> None:
    just = found("just")
    blocks = "\n".join([*shell_blocks(ROOT / name), *inline(ROOT / name)])
    lines = [line.split(" #")[0] for line in blocks.splitlines()]
    for line in {line.strip() for line in lines if line.startswith("just ")}:
        subprocess.run([just, "--dry-run", *shlex.split(line)[1:]], check=True, cwd=ROOT)
