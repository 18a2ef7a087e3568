"""The key of `calmtui shortcut` in real shells, in tmux, and what desktops say of its lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.support.odd_program import place
from tests.support.terminal import Terminal, home

__all__ = ["home", "place"]  # fixtures

_NOBODY = 65534
SHELLS = {
    "bash": ("bash", "-i"),
    "zsh": ("zsh", "-i"),
    "fish": ("fish", "-i"),
}


def _calmtui(place: dict[str, str], *words: str) -> None:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ZDOTDIR"))}
    subprocess.run(
        [place["SELF"], *words], env=inherited | place, check=True, stdout=subprocess.DEVNULL
    )


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "key", "typed"),
    [
        ("bash", "alt-u", "\x1bu"),
        pytest.param("bash", "f9", "\x1b[20~", marks=pytest.mark.slow),
        pytest.param("zsh", "ctrl-g", "\x07", marks=pytest.mark.slow),
        pytest.param("fish", "alt-u", "\x1bu", marks=pytest.mark.slow),
        pytest.param("fish", "f9", "\x1b[20~", marks=pytest.mark.slow),
    ],
)
def test_a_key_of_a_shell_is_the_urge_and_what_was_typed_stays(
    shell: str, key: str, typed: str, home: Path, place: dict[str, str]
) -> None:
    _needs(shell)
    _calmtui(place, "shortcut", shell, "--key", key, "--install", "--yes")
    if shell != "fish":
        with open(f"{place['HOME']}/.{shell}rc", "a", encoding="utf-8") as file:
            file.write("PS1='READY '\n")
    made = type("Shell", (Terminal,), {"command": SHELLS[shell]})
    with made(home, env=place | {"fish_greeting": "READY", "XDG_CONFIG_HOME": ""}) as terminal:
        terminal.shows("READY")
        terminal.types("echo half")
        terminal.shows("echo half")
        terminal.types(typed)
        terminal.shows("How strong is the pull?")
        terminal.types("\x03")
        terminal.until(lambda: "How strong" not in terminal.text(), "end of the urge")
        terminal.types("way\r")
        terminal.shows("halfway")
        terminal.types("exit\r")


@pytest.mark.slow
def test_a_popup_of_tmux(home: Path, place: dict[str, str], tmp_path: Path) -> None:
    _needs("tmux")
    _calmtui(place, "shortcut", "tmux", "--install", "--yes")
    command = ("tmux", "-S", str(tmp_path / "socket"))
    made = type("Tmux", (Terminal,), {"command": command})
    try:
        with made(home, "new", "cat", env=place | {"XDG_CONFIG_HOME": ""}) as terminal:
            terminal.shows("[0] 0:")
            terminal.types("\x02u")
            terminal.shows("How strong is the pull?")
            terminal.types("\x03")
            terminal.until(lambda: "How strong" not in terminal.text(), "end of the popup")
    finally:
        subprocess.run([*command, "kill-server"], capture_output=True, check=False)


@pytest.mark.slow
def test_sway_reads_its_line(place: dict[str, str]) -> None:
    _needs("sway")
    config = Path(place["HOME"], ".config", "sway", "config")
    config.parent.mkdir(parents=True)
    config.write_text("set $x wrong\n")
    _calmtui(place, "shortcut", "sway", "--install", "--yes")
    text = config.read_text()
    assert _sway_reads(text)
    assert not _sway_reads(text.replace("bindsym", "bindsymm"))


def _sway_reads(text: str) -> bool:
    """Return whether sway finds no fault; it does not run as root."""
    with tempfile.TemporaryDirectory() as name:
        config = Path(name, "config")
        config.write_text(text)
        for path in (Path(name), config):
            os.chmod(path, 0o700)
            if os.geteuid() == 0:
                os.chown(path, _NOBODY, _NOBODY)
        account = None
        if os.geteuid() == 0:
            account = _NOBODY
        done = subprocess.run(
            ["sway", "-C", "-c", str(config)], capture_output=True, text=True, check=False,
            env={"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": name, "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman", "HOME": name}, user=account, group=account,
        )  # fmt: skip
    assert "Unable to create backend" not in done.stderr
    return done.returncode == 0


@pytest.mark.slow
def test_gnomes_own_tool_takes_it_and_gives_it_back(place: dict[str, str]) -> None:
    _needs("gsettings")
    schema = "org.gnome.settings-daemon.plugins.media-keys"
    store = place | {"GSETTINGS_BACKEND": "keyfile"}
    listed = subprocess.run(["gsettings", "list-schemas"], capture_output=True, text=True).stdout
    if schema not in listed:
        pytest.skip("no settings of GNOME here")
    file = Path(place["HOME"], ".config", "glib-2.0", "settings", "keyfile")
    _calmtui(store, "shortcut", "gnome", "--install", "--yes")
    assert "<Super>u" in file.read_text()
    _calmtui(store, "shortcut", "gnome", "--remove")
    values = [line for line in file.read_text().splitlines() if "=" in line]
    assert not [line for line in values if "calmtui" in line]  # an empty group may stay


@pytest.mark.slow
def test_the_menu_file_of_kde_is_one(place: dict[str, str]) -> None:
    _needs("kwriteconfig5")
    _needs("desktop-file-validate")
    _calmtui(place, "shortcut", "kde", "--install", "--yes")
    entry = Path(place["HOME"], ".local/share/applications/calmtui-urge.desktop")
    done = subprocess.run(
        ["desktop-file-validate", entry], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
