"""The reminders of `calmtui remind` with the real systemd, cron, D-Bus and notify-send."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.odd_program import place
from tests.support.terminal import home
from tests.support.written import ROOT

__all__ = ["home", "place"]  # fixtures

pytestmark = pytest.mark.slow

_GROUPS = ("/sys/fs/cgroup/systemd/calmtui-test", "/sys/fs/cgroup/unified/calmtui-test")
_NO_TEST = 75  # a script's exit code where something cannot be had
_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
_MINE = "# mine\nMAILTO=me\n5 4 * * * date +\\%s\n"
# Everything that a test changes of the computer is its own, for as long as the script runs.
_OWN_COMPUTER = """
mount --make-rprivate /
mount -t tmpfs tmpfs /run
export XDG_RUNTIME_DIR=/run/user/0 DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/0/bus
mkdir -p /run/systemd/system -m 700 $XDG_RUNTIME_DIR
waits() { for _ in $(seq 900); do "$@" > /dev/null 2>&1 && return; sleep 0.1; done; false; }
"""
_CRON = """
set -e
unset DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR
mount -t tmpfs -o mode=1730 tmpfs /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
[ "$(date +%S)" -lt 50 ] || sleep 10
at=$(date -d '1 minute' +%H:%M)
crontab mine
"$SELF" remind $at box --yes
"$SELF" remind $at five --show-name --yes
"$SELF" remind $at five --show-name --yes | grep 'schon da'
crontab -l > both
# A login whose bus only its own programs know.
dbus-run-session -- "$PYTHON" -m tests.support.notifications "$PWD/shown" &
cron -f &
waits grep Sinne shown
waits grep '""' shown
"$SELF" remind --remove
crontab -l > after
"""
_SYSTEMD = """
for group in $CGROUPS; do mkdir -p $group && echo $$ > $group/cgroup.procs; done 2> /dev/null
dbus-daemon --session --address=$DBUS_SESSION_BUS_ADDRESS --nofork &
waits [ -S $XDG_RUNTIME_DIR/bus ]
/lib/systemd/systemd --user > log 2>&1 &
for _ in $(seq 100); do systemctl --user show -p Version && break; sleep 0.1; done || exit 75
systemctl --user show -p Version || exit 75
set -e
"$PYTHON" -m tests.support.notifications "$PWD/shown" &
at=$(date +%H:%M)
"$SELF" remind $at five --show-name --yes
"$SELF" remind $at box --yes
"$SELF" remind $at five --show-name --yes | grep already
[ "$(systemctl --user list-timers | grep -c calmtui-remind)" = 2 ]
systemctl --user start calmtui-remind-$(date -d $at +%H%M).service
waits grep Five shown
systemctl --user start calmtui-remind-$(date -d $at +%H%M)-2.service
waits grep '""' shown
"$SELF" remind $at five --remove
[ "$(systemctl --user list-timers | grep -c calmtui-remind)" = 1 ]
"$SELF" remind --remove
systemctl --user list-timers --all | grep calmtui-remind && exit 1
[ -z "$(find "$HOME/.config/systemd" -type f -o -type l)" ]
systemctl --user exit
"""


def _needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program, path=_PATH) is None:
            pytest.skip(f"no {program} here")


def _run(script: str, place: dict[str, str], folder: Path) -> str:
    """Run a script in a computer that is nearly its own; return what it says."""
    _needs("unshare", "notify-send", "dbus-daemon")
    alone = ["unshare", "-m", "--pid", "--fork", "--mount-proc", "--kill-child"]
    if (
        os.geteuid()
        or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("only an administrator has a crontab and a systemd to itself (unshare -m)")
    environment = {
        "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin",
        "PYTHON": sys.executable,
        "PYTHONPATH": str(ROOT),
        **place,
    }
    done = subprocess.run(
        [*alone, "sh", "-c", _OWN_COMPUTER + script], cwd=folder, env=environment, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
    )  # fmt: skip
    for group in _GROUPS:
        for folder_of_one, _folders, _names in os.walk(group, topdown=False):
            os.rmdir(folder_of_one)
    if done.returncode == _NO_TEST:
        pytest.skip("systemd does not run for an account here")
    assert done.returncode == 0, done.stdout
    return done.stdout


def _shown(folder: Path) -> list[list[str]]:
    lines = (folder / "shown").read_text("utf-8").splitlines()
    return sorted(json.loads(line)[2:] for line in lines)


BOTH = [["A moment for you.", ""], ["A moment for you.", "Five senses"]]


def test_cron_shows_them_and_gets_its_table_back(place: dict[str, str], tmp_path: Path) -> None:
    _needs("cron", "crontab", "dbus-run-session")
    (tmp_path / "mine").write_text(_MINE)
    _run(_CRON, {**place, "LANG": "de_DE.UTF-8"}, tmp_path)  # of which cron knows nothing
    assert _shown(tmp_path) == [["Ein Moment für dich.", text] for text in ("", "Fünf Sinne")]
    assert (tmp_path / "both").read_text().startswith(_MINE)
    assert (tmp_path / "after").read_text() == _MINE


def test_systemd_shows_them_and_forgets_them(place: dict[str, str], tmp_path: Path) -> None:
    _needs("systemctl")
    said = _run(_SYSTEMD, place, tmp_path)
    assert _shown(tmp_path) == BOTH, said


def test_systemd_finds_no_fault_in_the_units(place: dict[str, str], tmp_path: Path) -> None:
    _needs("systemd-analyze")
    tool = tmp_path / "bin" / "systemctl"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    (tmp_path / "bin" / "notify-send").symlink_to(tool)
    environment = {
        **place, "PATH": f"{tool.parent}:{os.environ['PATH']}", "XDG_RUNTIME_DIR": str(tmp_path),
    }  # fmt: skip
    words = [place["SELF"], "remind", "21:00", "--days", "mon-wed,sun", "--yes"]
    subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
    folder = Path(place["HOME"], ".config", "systemd", "user")
    units = sorted(folder.iterdir())
    assert len(units) == 2

    def verify() -> tuple[int, str]:
        done = subprocess.run(
            ["systemd-analyze", "--user", "verify", *units],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    assert verify() == (0, "")
    for unit in units:
        sound = unit.read_text()
        unit.write_text(sound.replace("OnCalendar=", "OnCalendar=x").replace("=oneshot", "=x"))
        assert verify()[1]
        unit.write_text(sound)


def test_the_list_loads_no_full_screen_and_no_routine(home: Path) -> None:
    code = (
        "import sys\nfrom calmtui.cli.main import main\nmain(['remind', '--with', 'systemd'])\n"
        "print({'textual', 'rich', 'msgspec', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "CALMTUI_HOME": str(home)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.endswith("set()\n")
