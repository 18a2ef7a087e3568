"""Bells, tones and a voice: what is run, and that nothing of it holds anything up."""

from __future__ import annotations

import io
import math
import os
import shutil
import struct
import sys
import tempfile
import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Protocol

import pytest

from calmtui.config.settings import SoundKind
from calmtui.session.cues import Cue, CueKind
from calmtui.sound import BELLS, Sound, tones

IN = Cue(CueKind.IN, "Breathe in")
END = Cue(CueKind.END)


class Hear(Protocol):
    def __call__(self, kind: SoundKind, **environment: str) -> Heard: ...


class Heard:
    """A sound with programs of its own on the PATH, and all that it did."""

    def __init__(self, folder: Path, kind: SoundKind, **environment: str) -> None:
        self.folder = folder
        self.rung: list[float] = []
        self.told: list[str] = []
        here = {"PATH": f"{folder}:/usr/bin:/bin", **environment}
        self.seconds = 0.0
        self.sound = Sound(kind, self.rung.append, self.told.append, lambda: self.seconds, here)

    def program(self, name: str, script: str) -> None:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def log(self, name: str) -> str:
        """What a program wrote down, once it has."""
        path = self.folder / name
        deadline = monotonic() + 30
        while not (path.exists() and path.read_text().endswith("\n")):
            assert monotonic() < deadline
            os.sched_yield()
        return path.read_text()

    def wait(self) -> None:
        """Wait for the program that was started last."""
        assert self.sound._process is not None
        self.sound._process.wait(30)


@pytest.fixture
def hear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hear]:
    """Make sounds that find programs in a folder of their own alone, and end them."""
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, path: which(name, path=path.split(":")[0]))
    made: list[Heard] = []

    def hear(kind: SoundKind, **environment: str) -> Heard:
        made.append(Heard(tmp_path, kind, **environment))
        return made[-1]

    yield hear
    for heard in made:
        heard.sound.close()


@pytest.mark.parametrize(
    ("kind", "bells"),
    [
        (CueKind.IN, 1),
        (CueKind.OUT, 2),
        (CueKind.END, 3),
        (CueKind.TIGHTEN, 4),
        (CueKind.LET_GO, 1),
        (CueKind.TEXT, 0),
    ],
)
def test_bells(hear: Hear, kind: CueKind, bells: int) -> None:
    heard = hear("bell")
    heard.sound.play(Cue(kind, "words"))
    assert len(heard.rung) == bells
    assert heard.rung == sorted(heard.rung)
    assert not bells or heard.rung[0] == 0
    assert not heard.told


def test_a_long_bell_is_closer_together_than_two() -> None:
    long, two = BELLS[CueKind.TIGHTEN], BELLS[CueKind.OUT]
    assert long[1] - long[0] < two[1] - two[0]


def test_no_sound_until_it_is_turned_on_and_off_again(hear: Hear) -> None:
    heard = hear("none")
    heard.sound.play(IN)
    assert not heard.rung
    assert heard.sound.toggle()
    heard.sound.play(IN)
    assert heard.rung == [0.0]
    assert not heard.sound.toggle()
    heard.sound.play(IN)
    assert heard.rung == [0.0]


def test_turned_off_and_on_it_is_the_same_sound(hear: Hear) -> None:
    heard = hear("voice")
    heard.sound.toggle()
    heard.sound.toggle()
    assert heard.sound.kind == "voice"


@pytest.mark.parametrize("in_memory", [True, False])
def test_tones_are_played_from_a_file_that_is_gone_afterwards(
    hear: Hear, in_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if in_memory and not hasattr(os, "memfd_create"):
        pytest.skip("this system has no files in memory")
    monkeypatch.setattr("calmtui.sound._HAS_MEMORY_FILES", in_memory)
    heard = hear("tones")
    heard.program("pw-play", f'echo "$1" > {heard.folder}/log; cp "$1" {heard.folder}/copy.wav')
    heard.sound.play(IN)
    name = heard.log("log").strip()
    heard.wait()
    assert (heard.folder / "copy.wav").read_bytes() == tones(CueKind.IN)
    assert not heard.rung
    heard.sound.close()
    assert in_memory or not os.path.exists(os.path.dirname(name))


@pytest.mark.parametrize("kind", [kind for kind in CueKind if kind is not CueKind.TEXT])
def test_tones_are_soft_and_come_and_go_without_a_click(kind: CueKind) -> None:
    with wave.open(io.BytesIO(tones(kind))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert 0.2 < file.getnframes() / file.getframerate() < 3
        frames = file.readframes(file.getnframes())
    samples = struct.unpack(f"<{len(frames) // 2}h", frames)
    assert max(map(abs, samples)) < 0.25 * 32768
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 200
    assert max(abs(a - b) for a, b in pairwise(samples)) < 1200


def test_a_tone_is_made_so_fast_that_its_phase_has_hardly_begun() -> None:
    sines = 0

    def count(frame: FrameType, event: str, function: object) -> None:
        nonlocal sines
        sines += event == "c_call" and function is math.sin

    sys.setprofile(count)
    try:
        tones(CueKind.END)
    finally:
        sys.setprofile(None)
    assert 0 < sines < 1000, "one wave of each, not seconds of them"


def test_the_voice_is_given_its_words_on_standard_input(hear: Hear) -> None:
    heard = hear("voice")
    said = heard.folder / "said"
    heard.program("espeak-ng", f'echo "$@" > {heard.folder}/args; cat > {said}; echo >> {said}')
    heard.sound.play(IN)
    assert heard.log("said") == "Breathe in\n"
    assert heard.log("args") == "--stdin -v en\n"
    assert not heard.rung


def test_a_text_without_words_starts_no_voice(hear: Hear) -> None:
    heard = hear("voice")
    heard.program("espeak-ng", f"echo > {heard.folder}/said")
    heard.sound.play(Cue(CueKind.TEXT))
    assert heard.sound._process is None
    assert not heard.rung


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY"])
def test_over_ssh_only_the_bell_rings_and_that_is_said_once(hear: Hear, name: str) -> None:
    heard = hear("voice", **{name: "somewhere"})
    heard.program("espeak-ng", f"echo > {heard.folder}/said")
    heard.sound.play(IN)
    heard.sound.play(IN)
    assert heard.rung == [0.0, 0.0]
    assert heard.told == ["Over SSH there is only the bell."]
    assert not (heard.folder / "said").exists()


def test_in_a_tmux_that_is_shown_over_ssh_only_the_bell_rings(hear: Hear) -> None:
    heard = hear("voice", TMUX="x")
    heard.program("spd-say", "")
    heard.program("tmux", "echo SSH_CONNECTION=192.0.2.7 1 192.0.2.8 22")
    with pytest.MonkeyPatch.context() as here:
        here.setenv("PATH", f"{heard.folder}:{os.environ['PATH']}")
        heard.sound.play(IN)
    assert heard.rung == [0.0]
    assert heard.told == ["Over SSH there is only the bell."]


@pytest.mark.parametrize("kind", ["tones", "voice"])
def test_without_a_program_the_bell_rings_and_that_is_said_once(
    hear: Hear, kind: SoundKind
) -> None:
    heard = hear(kind)
    heard.sound.play(IN)
    heard.sound.play(END)
    assert heard.rung == [0.0, 0.0, 0.25, 0.5]
    (said,) = heard.told
    assert "the bell instead" in said


@pytest.mark.parametrize("kind", ["tones", "voice"])
def test_a_program_that_fails_is_said_once_and_the_bell_takes_its_place(
    hear: Hear, kind: SoundKind
) -> None:
    heard = hear(kind)
    heard.program("pw-play", "exit 1")
    heard.program("spd-say", "exit 1")
    heard.sound.play(IN)
    heard.wait()
    heard.sound.play(END)
    heard.sound.play(END)
    assert heard.rung == [0.0, 0.25, 0.5] * 2
    (said,) = heard.told
    assert "did not work" in said


def test_a_program_that_cannot_be_started_is_no_error(hear: Hear) -> None:
    heard = hear("tones")
    heard.program("pw-play", "")
    (heard.folder / "pw-play").write_bytes(b"\x7fELF nothing")
    heard.sound.play(IN)
    assert heard.rung == [0.0]
    assert len(heard.told) == 1


@pytest.mark.parametrize("kind", ["tones", "voice"])
def test_a_program_that_hangs_is_ended_by_the_next_cue_and_at_the_end(
    hear: Hear, kind: SoundKind
) -> None:
    heard = hear(kind)
    for name in ("pw-play", "spd-say"):
        heard.program(name, "exec sleep 600")
    processes = []
    for _round in range(3):
        heard.sound.play(IN)
        processes.append(heard.sound._process)
    heard.sound.close()
    assert len({id(process) for process in processes}) == 3
    assert all(process is not None and process.poll() is not None for process in processes)
    assert not heard.told, "that it was ended is no failure"


@pytest.mark.parametrize("kind", ["tones", "voice"])
def test_a_program_that_never_comes_to_its_end_is_said_once_and_the_bell_takes_its_place(
    hear: Hear, kind: SoundKind
) -> None:
    heard = hear(kind)
    for name in ("pw-play", "spd-say"):
        heard.program(name, "exec sleep 600")
    heard.sound.play(IN)
    heard.seconds = 2.0
    heard.sound.play(IN)
    assert not heard.told, "a phase may be short"
    hanging = heard.sound._process
    assert hanging is not None
    heard.seconds = 12.0
    for _phase in range(2):
        heard.sound.play(IN)
    assert heard.rung == [0.0, 0.0]
    (said,) = heard.told
    assert "did not work" in said
    assert hanging.wait(30) < 0


def test_a_voice_that_hangs_is_told_though_each_next_breath_cuts_it_off(hear: Hear) -> None:
    heard = hear("voice")
    heard.program("spd-say", "exec sleep 600")
    for seconds in (0.0, 4.0, 8.0, 12.0):
        heard.seconds = seconds
        heard.sound.play(IN)
    assert heard.rung == [0.0, 0.0]
    (said,) = heard.told
    assert "did not work" in said


def test_one_that_comes_to_its_end_has_its_time_anew(hear: Hear) -> None:
    heard = hear("voice")
    heard.program("spd-say", "exec sleep 600")
    for seconds in (0.0, 4.0):
        heard.seconds = seconds
        heard.sound.play(IN)
    heard.program("spd-say", "")
    heard.seconds = 6.0
    heard.sound.play(IN)
    heard.wait()
    heard.program("spd-say", "exec sleep 600")
    for seconds in (8.0, 12.0):
        heard.seconds = seconds
        heard.sound.play(IN)
    assert not heard.told


def test_a_program_that_crashes_is_said_once(hear: Hear) -> None:
    heard = hear("voice")
    heard.program("spd-say", "kill -SEGV $$")
    heard.sound.play(IN)
    heard.wait()
    heard.sound.play(IN)
    heard.sound.play(IN)
    assert heard.rung == [0.0, 0.0]
    assert len(heard.told) == 1


def test_a_voice_speaks_the_language_of_the_words_and_queues_none(hear: Hear) -> None:
    heard = hear("voice")
    heard.program("spd-say", 'echo "$*: $(cat)" > "$0.part"; mv "$0.part" "${0%/*}/said"')
    heard.sound.play(Cue(CueKind.TEXT, "one\ntwo"))
    said = "--pipe-mode --priority text --language en: one two\n"
    assert heard.log("said") == said


def test_a_long_text_is_spoken_to_its_end(hear: Hear) -> None:
    heard = hear("voice")
    heard.program("spd-say", "exec sleep 600")
    heard.sound.play(Cue(CueKind.TEXT, "word " * 20))
    heard.seconds = 20.0
    heard.sound.play(IN)
    assert not heard.told


def test_a_program_that_does_not_end_when_told_is_not_waited_for(
    hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = hear("tones")
    heard.program("pw-play", "exec sleep 600")
    heard.sound.play(IN)
    stuck = heard.sound._process
    assert stuck is not None
    with monkeypatch.context() as held:  # as when a device holds it
        held.setattr(stuck, "kill", lambda: None)
        heard.sound.play(IN)
        heard.sound.close()
        assert heard.sound._process is None
    stuck.kill()
    assert stuck.wait(30) < 0


def test_a_private_run_writes_no_file_for_a_tone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("calmtui.sound._HAS_MEMORY_FILES", False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rung: list[float] = []
    told: list[str] = []
    sound = Sound("tones", rung.append, told.append, lambda: 0.0, private=True)
    sound.play(IN)
    sound.close()
    assert not list(tmp_path.iterdir())
    assert rung == [0.0]
    assert told == ["In a private session there is only the bell here."]
