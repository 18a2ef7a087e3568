"""The program at the far end of a real SSH line on the loopback, which is cut: `python -m
tests.support.remote --trials N`.
"""

from __future__ import annotations

import argparse
import os
import pwd
import random
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from time import clock_gettime, monotonic

from tests.support.dropped_lines import STAGES, Found, check, clear, make_home, summary, used
from tests.support.terminal import PATIENCE, Terminal

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
MISSING = (
    ""
    if SSHD and shutil.which("ssh") and shutil.which("ssh-keygen")
    else "no sshd here (openssh-server)"
)
# What it takes to lose packets without losing the machine's own.
_NET = (
    "unshare",
    "nsenter",
    "ip",
)
_ANY = ("launch of an urge", "launch of home", "guide", "field", "sea", "help", "lines")
# While there is output, sshd 9.2 never asks whether the client is alive: then the end comes with
# TCP's, in minutes.
_QUIET = ("home", "text", "question", "lines")
CUTS = {
    "server killed": _ANY, "client killed": _ANY, "client hung up": _ANY,
    "client stands still": _QUIET,
    "packets lost": _QUIET,
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """An sshd of our own. `inside` is put before a command that is to run in its network."""

    port: int
    folder: Path
    inside: tuple[str, ...]

    def network(self, state: str) -> None:
        """Take the network `up` or `down`: down, packets are lost without a word."""
        subprocess.run([*self.inside, "ip", "link", "set", "lo", state], check=True)

    def login(self) -> tuple[str, ...]:
        """The client with its options; where to and what to run there come after it."""
        options = {
            "IdentityFile": self.folder / "key", "IdentitiesOnly": "yes",
            "UserKnownHostsFile": self.folder / "known",
            "StrictHostKeyChecking": "yes", "BatchMode": "yes", "LogLevel": "ERROR",
            "EscapeChar": "none",
        }  # fmt: skip
        chosen = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        return "ssh", "-F", "none", "-tt", "-p", str(self.port), *chosen

    def client(self, home: Path) -> Client:
        """What logs in and runs the program."""
        words = {
            "CALMTUI_HOME": str(home),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "LANG": "C.UTF-8",
        }
        env = shlex.join(
            ["env", "-u", "LC_ALL", *(f"{name}={value}" for name, value in words.items())]
        )
        command = (
            *self.inside, *self.login(), "127.0.0.1",
            f"exec {env} {shlex.quote(sys.executable)} -m calmtui",
        )  # fmt: skip
        return Client(command)


@dataclass(frozen=True)
class Client:
    """A command that runs the program far away."""

    command: tuple[str, ...]

    def __call__(self, home: Path, words: tuple[str, ...]) -> Terminal:
        made = type("Far", (Terminal,), {"command": self.command})
        terminal: Terminal = made(home, *words)
        return terminal


@contextmanager
def network() -> Iterator[tuple[str, ...]]:
    """What to put before a command so that it runs in a network of its own; nothing where there can
    be none.
    """
    none = subprocess.DEVNULL
    able = (
        all(map(shutil.which, _NET))
        and not subprocess.run(["unshare", "-n", "true"], stderr=none).returncode
    )
    if not able:
        yield ()
        return
    with subprocess.Popen(["unshare", "-n", "sleep", "infinity"]) as held:
        try:
            inside = ("nsenter", "-t", str(held.pid), "-n")
            own = os.readlink("/proc/self/ns/net")
            while os.readlink(f"/proc/{held.pid}/ns/net") == own:
                select.select([], [], [], 0.01)
            subprocess.run([*inside, "ip", "link", "set", "lo", "up"], check=True)
            yield inside
        finally:
            held.kill()


@contextmanager
def server(
    folder: Path, inside: tuple[str, ...] = (), address: str = "127.0.0.1"
) -> Iterator[Server]:
    """An sshd with a key and a configuration of its own, for the current user alone, for as long as
    it is needed; in a network of its own where there is none.
    """
    assert SSHD
    for name in ("host", "key"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True
        )
    if os.geteuid() == 0:
        # sshd wants it, and Debian makes it only with the service.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "known").write_text(f"[{address}]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "conf").write_text(
        f"Port {port}\nListenAddress {address}\nHostKey {folder}/host\nPidFile none\nUsePAM "
        f"no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/key.pub\nAuthenticationMethods publickey\n"
        f"PermitRootLogin yes\nPrintMotd no\n"
        f"AllowUsers {pwd.getpwuid(os.geteuid()).pw_name}\nClientAliveInterval 1\n"
        f"ClientAliveCountMax 1\n"
    )
    with (
        nullcontext(inside) if inside else network() as inside,
        open(folder / "log", "wb") as log,
        subprocess.Popen([*inside, SSHD, "-D", "-e", "-f", folder / "conf"], stderr=log) as run,
    ):
        deadline = monotonic() + PATIENCE
        while b"listening" not in (folder / "log").read_bytes():
            assert run.poll() is None, (folder / "log").read_text()
            assert monotonic() < deadline
            select.select([], [], [], 0.02)
        try:
            yield Server(port, folder, inside)
        finally:
            run.terminate()


def program_of(home: Path) -> int | None:
    """The process of the program that runs in `home`."""
    mark = f"CALMTUI_HOME={home}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            words = (path.parent / "cmdline").read_bytes().split(b"\0")
            if mark in path.read_bytes().split(b"\0") and words[1:3] == [b"-m", b"calmtui"]:
                return int(path.parent.name)
    return None


def parent_of(pid: int) -> int:
    """The parent's process id."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def ended(fd: int, terminal: Terminal | None) -> float:
    """Wait for the end of a process by its descriptor, reading what the terminal gets; gives the
    time.
    """
    deadline = monotonic() + PATIENCE
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    while not poll.poll(20):
        assert monotonic() < deadline, f"not gone after {PATIENCE} s"
        if terminal is not None:
            with suppress(OSError):
                terminal.read(0)
    return monotonic()


def trial(server: Server, home: Path, chance: random.Random, name: str, cut: str) -> Found:
    """Cut one line and look at what is left. Seconds run from the end of the server's side of the
    line.
    """
    stage = STAGES[name]
    clear(home, stage.cold)
    with server.client(home)(home, stage.words) as terminal:
        for seen, keys in stage.typed:
            terminal.shows(seen)
            terminal.types(keys)
        if stage.seen:
            terminal.shows(stage.seen)
        deadline = monotonic() + PATIENCE
        while (pid := program_of(home)) is None:
            assert terminal.run.poll() is None, terminal.text()
            assert monotonic() < deadline
            terminal.read(0.01)
        until = monotonic() + chance.uniform(0.0, 0.3 if stage.seen else 0.8)
        while (left := until - monotonic()) > 0:
            terminal.read(left)
        line = parent_of(pid)
        program, side = os.pidfd_open(pid), os.pidfd_open(line)
        clock, spent = (~pid << 3) | 2, used(pid)
        still = cut in ("client stands still", "packets lost")
        try:
            if cut == "server killed":
                os.kill(line, signal.SIGKILL)
            elif cut == "client killed":
                terminal.run.kill()
            elif cut == "client hung up":
                terminal.hang_up()
            elif cut == "client stands still":
                terminal.run.send_signal(signal.SIGSTOP)
            else:
                server.network("down")
            at = ended(side, None if still or terminal.master < 0 else terminal)
            poll = select.poll()
            poll.register(program, select.POLLIN)
            deadline, cpu = monotonic() + PATIENCE, 0.0
            while not poll.poll(2):
                assert monotonic() < deadline, f"not gone {PATIENCE} s after its line"
                with suppress(OSError):
                    cpu = clock_gettime(clock) - spent
            gone = monotonic() - at
        finally:
            if cut == "packets lost":
                server.network("up")
            os.close(program)
            os.close(side)
    check(home, stage, ())
    return Found(name, cut, gone, cpu)


def run(server: Server, home: Path, trials: int, seed: int) -> list[Found]:
    """So many trials, every pair of a stage and a cut once before any comes again."""
    chance = random.Random(seed)
    able = {cut: stages for cut, stages in CUTS.items() if server.inside or cut != "packets lost"}
    found: list[Found] = []
    while len(found) < trials:
        some = [(stage, cut) for cut, stages in able.items() for stage in stages]
        chance.shuffle(some)
        for stage, cut in some[: trials - len(found)]:
            try:
                found.append(trial(server, home, chance, stage, cut))
            except AssertionError as error:
                raise AssertionError(
                    f"{stage}, {cut} (seed {seed}, trial {len(found)}): {error}"
                ) from error
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.remote", description=__doc__)
    parser.add_argument("--trials", type=int, default=29)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    args = parser.parse_args()
    if MISSING:
        print(MISSING)
        return 1
    print(f"seed {args.seed}")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as keys:
        make_home(Path(folder))
        with server(Path(keys)) as one:
            print(summary(run(one, Path(folder), args.trials, args.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
