"""Bells for closed eyes behind tmux, GNU screen and SSH: how many arrive, and in which order."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.cues import bells
from benchmarks.terminal import Child
from tests.support import clients, remote
from tests.support.terminal import PATIENCE, SHORT, welcomed

GUIDE = (
    SHORT.replace("seconds = 0.8\n", "").replace('source = "s"\n', 'source = "s"\nrate = []\n')
    + '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 3\nexhale = 3\nrounds = 1\n'
    + '[[steps]]\nkind = "tense"\npart = "Arm"\ntext = "y"\ntense = 3\nrelease = 3\n'
)
# In, out, tighten (four that are heard as one long one), let go, the end.
HEARD = [1, 2, 4, 1, 3]
APART = 1.2  # seconds: far more than between the bells of a cue, far less than a phase


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--plain",)], ids=["full screen", "line by line"])
@pytest.mark.parametrize("carrier", ["", "tmux", "screen", "ssh"])
def test_each_phase_rings_as_many_bells_as_it_has_at_the_far_end(
    tmp_path: Path, carrier: str, options: tuple[str, ...]
) -> None:
    carries = clients.CARRIERS[carrier]
    if reason := clients.lacking(carries.needs) or remote.MISSING * carries.remote:
        pytest.skip(reason)
    home, folder = tmp_path / "home", tmp_path / "carrier"
    for made in (home / "routines", folder, tmp_path / "keys"):
        made.mkdir(parents=True)
    welcomed(home)
    (home / "routines" / "heard.toml").write_text(GUIDE)
    with ExitStack() as stack:
        server = None
        if carries.remote:
            server = stack.enter_context(remote.server(tmp_path / "keys"))
        program = ["env", f"CALMTUI_HOME={home}", f"PYTHONPATH={clients.ROOT}", "LANG=C.UTF-8"]
        program += [sys.executable, "-m", "calmtui", "run", "heard", "--cues", "bell", *options]
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color"}
        env |= {"LANG": "C.UTF-8", "SCREENDIR": f"{folder}/screens"}
        child = stack.enter_context(Child(carries.call(program, folder, server), env))
        child.until(
            lambda replay: any("Feel the floor" in line for line in replay.text()), PATIENCE
        )
        child.watch(1.0)  # the full screen takes over the first frames
        before = len(child.chunks)
        child.type("\n" if options else "\r")
        until = child.now() + PATIENCE
        while len(rung := bells(child.chunks[before:])) < sum(HEARD) and child.now() < until:
            child.read(0.2)
    cues = [1]
    for one, after in pairwise(rung):
        if after - one > APART:
            cues.append(1)
        else:
            cues[-1] += 1
    assert cues == HEARD
