"""`calmtui shortcut`: what is printed, written and taken away."""

from __future__ import annotations

import ast
import configparser
import json
import os
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from calmtui.cli.shortcuts.keys import Key
from tests.support.cli import Cli, cli, home

__all__ = ["cli", "home"]  # fixtures

FILES = {
    "bash": ".bashrc",
    "zsh": ".zshrc",
    "fish": ".config/fish/conf.d/calmtui.fish",
    "tmux": ".tmux.conf",
    "skhd": ".skhdrc",
}


@pytest.fixture(autouse=True)
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder of the person's own."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "ZDOTDIR", "TERMINAL"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "person"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setattr(sys, "argv", ["/opt/odd $x 'y' %z/calmtui"])
    monkeypatch.setattr(sys, "platform", "linux")
    return folder


@pytest.mark.parametrize("place", FILES)
def test_install_twice_then_remove_gives_the_file_back(place: str, cli: Cli, person: Path) -> None:
    path = person / FILES[place]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xffmine, without an end of line")
    _code, printed, _ = cli("shortcut", place)
    assert not path.read_bytes().count(b"calmtui")
    assert cli("shortcut", place, "--install", "--yes")[0] == 0
    assert os.fsencode(printed.strip()) in path.read_bytes()
    once = path.read_bytes()
    code, said, _ = cli("shortcut", place, "--install", "--yes")
    assert (code, path.read_bytes()) == (0, once)
    assert "already" in said
    assert cli("shortcut", place, "--install", "--key", "f9", "--yes")[0] == 0
    assert path.read_bytes().count(b">>> calmtui") == 1
    assert cli("shortcut", place, "--remove")[0] == 0
    assert path.read_bytes() == b"\xffmine, without an end of line"
    assert "Nothing to take away" in cli("shortcut", place, "--remove")[1]


def test_a_file_that_is_made_is_removed_again(cli: Cli, person: Path) -> None:
    for place, name in FILES.items():
        assert cli("shortcut", place, "--install", "--yes")[0] == 0
        assert (person / name).exists()
        assert cli("shortcut", place, "--remove")[0] == 0
        assert not (person / name).exists()


def test_without_a_terminal_nothing_is_written_unasked(cli: Cli, person: Path) -> None:
    code, said, error = cli("shortcut", "bash", "--install")
    assert code == 2
    assert "bind" in said
    assert "--yes" in error
    assert not list(person.iterdir())


def test_where_else_tmux_and_zsh_keep_their_settings(
    cli: Cli, person: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = person / ".config" / "tmux" / "tmux.conf"
    conf.parent.mkdir(parents=True)
    conf.touch()
    cli("shortcut", "tmux", "--install", "--yes")
    assert "display-popup" in conf.read_text()
    monkeypatch.setenv("ZDOTDIR", str(person / "z"))
    cli("shortcut", "zsh", "--install", "--yes")
    assert (person / "z" / ".zshrc").exists()


def test_sway_is_not_given_a_file_that_hides_the_systems_own(cli: Cli, person: Path) -> None:
    code, _, error = cli("shortcut", "sway", "--install", "--yes")
    assert code == 1
    assert f"copy /etc/sway/config to {person / '.config' / 'sway' / 'config'} first" in error
    config = person / ".config" / "sway" / "config"
    config.parent.mkdir(parents=True)
    config.write_text("set $mod Mod4\n")
    assert cli("shortcut", "sway", "--install", "--yes")[0] == 0
    assert "bindsym Mod4+u exec " in config.read_text()
    assert "$$x" in config.read_text()
    assert cli("shortcut", "sway", "--remove")[0] == 0
    assert config.read_text() == "set $mod Mod4\n"


def test_broken_marks_and_a_file_that_is_none_are_one_line(cli: Cli, person: Path) -> None:
    (person / ".bashrc").write_text("# >>> calmtui shortcut >>>\nmine\n")
    code, _, error = cli("shortcut", "bash", "--install", "--yes")
    assert (code, error.count("\n")) == (1, 1)
    assert ".bashrc: " in error
    (person / ".zshrc").mkdir()
    code, _, error = cli("shortcut", "zsh", "--install", "--yes")
    assert (code, error.count("\n")) == (1, 1)
    assert ".zshrc: is a directory" in error


@pytest.mark.parametrize(
    ("key", "place", "why"),
    [
        ("u", "bash", "you need it for typing"),
        ("shift-u", "gnome", "you need it for typing"),
        ("super-u", "tmux", "no terminal sends it"),
        ("ctrl-3", "zsh", "no terminal sends it"),
        ("ctrl-shift-u", "fish", "no terminal sends it"),
        ("ctrl-c", "bash", "the terminal needs it itself"),
        ("alt-shift-o", "bash", "terminals send different things for it"),
        ("ctrl-f9", "bash", "terminals send different things for it"),
        ("f13", "sway", "expected a key such as"),
        ("hyper-u", "sway", "expected a key such as"),
        ("\x1b[31m", "sway", "expected a key such as"),
        ("", "sway", "expected a key such as"),
    ],
)
def test_a_key_that_cannot_be_used_is_one_line(key: str, place: str, why: str, cli: Cli) -> None:
    code, said, error = cli("shortcut", place, "--key", key)
    assert (code, said, error.count("\n")) == (2, "", 1)
    assert why in error
    assert "\x1b" not in error


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("alt-u", "^[u"), ("Alt+Shift+U", "^[U"), ("ctrl-g", "^g"), ("control+option+g", "^[^g"),
        ("f1", "^[OP"), ("f9", "^[[20~"), ("F12", "^[[24~"),
    ],
)  # fmt: skip
def test_what_a_terminal_sends_for_a_key(text: str, sent: str) -> None:
    assert Key.parse(text).sent("^[", "^") == sent


def test_every_place_spells_a_key_its_own_way(cli: Cli) -> None:
    def printed(place: str, key: str) -> str:
        return cli("shortcut", place, "--key", key)[1]

    assert printed("tmux", "u").startswith("bind-key u display-popup")
    assert printed("tmux", "alt-shift-u").startswith("bind-key -n M-U display-popup")
    assert printed("tmux", "f9").startswith("bind-key -n F9 ")
    assert printed("sway", "ctrl-alt-shift-f9").startswith("bindsym Ctrl+Mod1+Shift+F9 ")
    assert printed("skhd", "super-alt-u").startswith("cmd + alt - u : osascript -e ")
    assert printed("skhd", "f9").startswith("f9 : ")


def test_a_folder_with_a_line_break_is_one_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/two\nlines/calmtui"])
    code, _, error = cli("shortcut", "tmux")
    assert (code, error.count("\n")) == (1, 1)


# --- desktops, by tools that only note what they are told -----------------------------------------

GSETTINGS = """#!/bin/sh
''':'
exec "{python}" -IS "$0" "$@"
'''
import json, pathlib, sys
path = pathlib.Path({state!r})
values = json.loads(path.read_text())
command, schema, *rest = sys.argv[1:]
if command == "get":
    print(values.get(schema + " " + rest[0], "''"))
elif command == "set":
    values[schema + " " + rest[0]] = rest[1]
else:
    values = {{name: value for name, value in values.items() if not name.startswith(schema)}}
path.write_text(json.dumps(values))
"""


def _tool(folder: Path, name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.slow
@pytest.mark.parametrize(
    "others", [pytest.param("@as []", marks=pytest.mark.slow), "['/a/b/', '/c/']"]
)
def test_gnomes_other_keys_stay(
    others: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = "org.gnome.settings-daemon.plugins.media-keys"
    state = tmp_path / "state"
    before = {f"{schema} custom-keybindings": others}
    state.write_text(json.dumps(before))
    text = GSETTINGS.format(python=sys.executable, state=str(state))
    _tool(tmp_path / "bin", "gsettings", text, monkeypatch)
    assert cli("shortcut", "gnome", "--install", "--yes")[0] == 0
    values = json.loads(state.read_text())
    listed = values[f"{schema} custom-keybindings"]
    assert listed.endswith("custom-keybindings/calmtui/']")
    assert others.strip("@as []'").split("'")[0] in listed
    (command,) = [value for name, value in values.items() if name.endswith(" command")]
    (binding,) = [value for name, value in values.items() if name.endswith(" binding")]
    assert binding == "'<Super>u'"
    words = shlex.split(ast.literal_eval(command))
    assert words[:2] == ["gnome-terminal", "--"]
    assert words[-2:] == ["/opt/odd $x 'y' %z/calmtui", "urge"]
    assert "already" in cli("shortcut", "gnome", "--install", "--yes")[1]
    assert json.loads(state.read_text()) == values
    assert cli("shortcut", "gnome", "--remove")[0] == 0
    assert json.loads(state.read_text()) == before
    assert "Nothing to take away" in cli("shortcut", "gnome", "--remove")[1]


@pytest.mark.parametrize("place", ["gnome", "kde"])
def test_a_desktop_without_its_tool_is_one_line(
    place: str, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, said, error = cli("shortcut", place, "--install", "--yes")
    assert (code, said, error.count("\n")) == (1, "", 1)
    assert "is not installed" in error


def test_a_tool_that_keeps_nothing_is_told(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '#!/bin/sh\n[ "$1" = get ] && echo "@as []"\nexit 0\n'
    _tool(tmp_path / "bin", "gsettings", text, monkeypatch)
    code, _, error = cli("shortcut", "gnome", "--install", "--yes")
    assert code == 1
    assert "did not take it" in error


def test_kdes_own_file_and_key(cli: Cli, person: Path, tmp_path: Path) -> None:
    if shutil.which("kwriteconfig5") is None:
        pytest.skip("no kwriteconfig5 here")
    rc = person / ".config" / "kglobalshortcutsrc"
    rc.parent.mkdir()
    rc.write_text("[kwin]\nExpose=Ctrl+F9,Ctrl+F9,Expose\n")
    entry = person / ".local/share/applications/calmtui-urge.desktop"
    assert cli("shortcut", "kde", "--install", "--yes")[0] == 0
    config = configparser.RawConfigParser()
    config.read(rc)
    assert config["calmtui-urge.desktop"]["_launch"] == "Meta+U,none,calmtui urge"
    assert "Terminal=true" in entry.read_text()
    assert "already" in cli("shortcut", "kde", "--install", "--yes")[1]
    assert cli("shortcut", "kde", "--remove")[0] == 0
    assert not entry.exists()
    assert "calmtui" not in rc.read_text()
    assert "Expose=Ctrl+F9" in rc.read_text()
