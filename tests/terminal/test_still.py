"""With less motion a guide is still: what arrives at a terminal's far end comes as phases begin."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.terminal import Child
from tests.support import clients
from tests.support.terminal import PATIENCE, SHORT, welcomed

PHASE = 3.0  # seconds
TOGETHER = 0.2  # seconds in which what belongs to one phase arrives
LATE = 0.5  # seconds by which a phase may begin late on a busy computer
BREATHS = SHORT.replace("seconds = 0.8\n", "").replace(
    'source = "s"\n', 'source = "s"\nshape = "orb"\nrate = []\n'
) + (
    '[[steps]]\nkind = "breathe"\ntext = "x"\n'
    f"inhale = {PHASE}\nexhale = {PHASE}\nrounds = 3\n"
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("motion", ["reduced", "none"])
@pytest.mark.parametrize("carrier", ["", "tmux"])
def test_not_a_byte_arrives_between_two_phases(tmp_path: Path, carrier: str, motion: str) -> None:
    carries = clients.CARRIERS[carrier]
    if reason := clients.lacking(carries.needs):
        pytest.skip(reason)
    home, folder = tmp_path / "home", tmp_path / "carrier"
    for made in (home / "routines", folder):
        made.mkdir(parents=True)
    welcomed(home)
    (home / "routines" / "breaths.toml").write_text(BREATHS)
    (home / "settings.toml").write_text(f'motion = "{motion}"\n')
    program = ["env", f"CALMTUI_HOME={home}", f"PYTHONPATH={clients.ROOT}", "LANG=C.UTF-8"]
    program += [sys.executable, "-m", "calmtui", "run", "breaths"]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color"}
    env |= {"LANG": "C.UTF-8"}
    with Child(carries.call(program, folder, None), env) as child:
        child.until(
            lambda replay: any("Feel the floor" in line for line in replay.text()), PATIENCE
        )
        child.watch(1.0)  # the full screen takes over the first frames
        child.type("\r")
        child.watch(4.0)  # the keys are named no more
        before = len(child.chunks)
        child.watch(4 * PHASE)
        came = [at for at, _data in child.chunks[before:]]
    assert came
    apart = [later - sooner for sooner, later in pairwise(came)]
    assert all(gap < TOGETHER or abs(gap - PHASE) < LATE for gap in apart)
