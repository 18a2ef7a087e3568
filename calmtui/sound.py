"""Sounds for closed eyes: the terminal's bell, soft tones, or a voice.

Tones and the voice are those of programs that the computer has already. Nothing waits for them: if
one is missing, fails or hangs, that is told once, and the bell takes its place.
"""

from __future__ import annotations

import array
import io
import math
import os
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable, Mapping
from contextlib import suppress

from calmtui.config.settings import SoundKind
from calmtui.session.cues import Cue, CueKind
from calmtui.text.i18n import _, current_language
from calmtui.tmux import is_shown_over_ssh

# When the bell rings, in seconds from the beginning of a phase. A terminal's bell has one length:
# a long one is several close together.
BELLS: Mapping[CueKind, tuple[float, ...]] = {
    CueKind.IN: (0.0,),
    CueKind.OUT: (0.0, 0.25),
    CueKind.TIGHTEN: (0.0, 0.1, 0.2, 0.3),
    CueKind.LET_GO: (0.0,),
    CueKind.TEXT: (),
    CueKind.END: (0.0, 0.25, 0.5),
}
# Hertz and seconds of each tone: up with the breath and down with it, a fourth apart.
_TONES: Mapping[CueKind, tuple[tuple[float, float], ...]] = {
    CueKind.IN: ((262.0, 0.35), (349.0, 0.55)),
    CueKind.OUT: ((349.0, 0.35), (262.0, 0.75)),
    CueKind.TIGHTEN: ((294.0, 0.9),),
    CueKind.LET_GO: ((220.0, 0.4),),
    CueKind.TEXT: (),
    CueKind.END: ((262.0, 0.5), (330.0, 0.5), (392.0, 1.1)),
}
_RATE = 22050  # samples in a second
_LOUDNESS = 0.2  # of what a sample can hold: beside a bed at night
_FADE = 0.08  # seconds in which a tone comes and goes: without them it clicks
_HIGHEST = 32767
_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
# The words come on standard input: a list of running programs shows arguments to everyone.
_VOICES = (
    # Of priority text: the next words are not queued behind the last ones, which they cut off.
    ("spd-say", "--pipe-mode", "--priority", "text", "--language", "{language}"),
    ("espeak-ng", "--stdin", "-v", "{language}"),
    ("say", "-f", "-"),
)
_REMOTE = ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT")
_HAS_MEMORY_FILES = hasattr(os, "memfd_create")
_GRACE = 0.2  # seconds that a program has to end when the run does
_SLOW_START = 2.0  # seconds that a player may take beyond its tones
_SLOW_SPEECH = 5.0  # and a voice beyond its words,
_LETTER = 0.2  # of which a letter takes so long at most


class Sound:
    """Makes the cues of a run heard.

    `ring` rings the terminal's bell so many seconds from now; `tell` says a line, once, where tones
    or a voice cannot be had; `clock` gives seconds; `private`: no file is written, not even for a
    moment.
    """

    def __init__(
        self,
        kind: SoundKind,
        ring: Callable[[float], None],
        tell: Callable[[str], None],
        clock: Callable[[], float],
        environment: Mapping[str, str] | None = None,
        *,
        private: bool = False,
    ) -> None:
        self.kind: SoundKind = kind
        self._preferred: SoundKind = kind if kind != "none" else "bell"
        self._ring, self._tell, self._clock = ring, tell, clock
        self._environment = os.environ if environment is None else environment
        self._process: subprocess.Popen[bytes] | None = None
        self._ending: list[subprocess.Popen[bytes]] = []  # told to end; some may take a while
        self._until = 0.0  # when the program that runs has surely done its work
        self._private = private
        self._descriptors: dict[CueKind, int] = {}  # of tones in memory
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # of those in files
        self._program: tuple[str, ...] = ()
        self._is_settled = False  # whether it is known what makes the sound

    def toggle(self) -> bool:
        """Turn the sound on or off; return whether it is on."""
        self.kind = "none" if self.kind != "none" else self._preferred
        if self.kind == "none":
            self._stop()
        return self.kind != "none"

    def play(self, cue: Cue) -> None:
        """Make a cue heard. Never raises and never waits."""
        if self.kind == "none":
            return
        if not self._is_settled:
            self._settle()
        self._look_at_last()
        if self._program and self._start(cue):
            return
        for seconds in BELLS[cue.kind]:
            self._ring(seconds)

    @property
    def is_sounding(self) -> bool:
        """Whether a program still plays or speaks."""
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        """End what still sounds, and take its files away."""
        self._stop()
        for process in self._ending:
            with suppress(subprocess.TimeoutExpired):  # the disk or the device holds it
                process.wait(_GRACE)
        for descriptor in self._descriptors.values():
            os.close(descriptor)
        self._descriptors.clear()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _settle(self) -> None:
        """Find the program that makes the sound; none for the bell."""
        self._is_settled = True
        if self.kind == "bell":
            return
        is_remote = any(self._environment.get(name) for name in _REMOTE)
        if is_remote or is_shown_over_ssh(self._environment):
            self._tell(_("Over SSH there is only the bell."))
            return
        programs: tuple[tuple[str, ...], ...] = _PLAYERS
        if self.kind == "voice":
            programs = _VOICES
        if self.kind == "tones" and self._private and not _HAS_MEMORY_FILES:
            programs = ()
        path = self._environment.get("PATH")
        for program in programs:
            # By its path: by name, a broken one would give way to the next of that name.
            if place := shutil.which(program[0], path=path):
                self._program = (place, *program[1:])
                return
        if not programs:
            self._tell(_("In a private session there is only the bell here."))
            return
        names = ", ".join(program[0] for program in programs)
        self._tell(_("No program for it here ({names}): the bell instead.").format(names=names))

    def _start(self, cue: Cue) -> bool:
        """Start the program for a cue; return whether it takes the bell's place."""
        try:
            if self.kind == "voice":
                if cue.words:
                    self._expect(_SLOW_SPEECH + _LETTER * len(cue.words))
                    self._speak(" ".join(cue.words.split()))  # of two lines one would be lost
            elif _TONES[cue.kind]:
                self._expect(_SLOW_START + sum(seconds for _hertz, seconds in _TONES[cue.kind]))
                self._process = self._run([*self._program, self._tone_file(cue.kind)], None)
        except OSError:
            self._give_up()
            return False
        return True

    def _expect(self, seconds: float) -> None:
        """End the last program, and note until when the next one has surely done its work.

        One that is cut off by each next cue may hang: it gets no more time than the first of them.
        """
        until = self._clock() + seconds
        if self.is_sounding:
            until = min(until, self._until)
        self._until = until
        self._stop()

    def _speak(self, words: str) -> None:
        program = [part.format(language=current_language()) for part in self._program]
        pipe, end = os.pipe()
        try:
            os.set_blocking(end, False)
            os.write(end, words.encode())  # far less than a pipe holds
            self._process = self._run(program, pipe)
        finally:
            os.close(end)
            os.close(pipe)

    def _run(self, program: list[str], given: int | None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            program,
            stdin=subprocess.DEVNULL if given is None else given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=tuple(self._descriptors.values()),
            env=dict(self._environment),
        )

    def _look_at_last(self) -> None:
        """Give up a program whose last call went wrong, or has not come to its end."""
        if self._process is None:
            return
        code = self._process.poll()
        if code is None and self._clock() > self._until:
            self._stop()
            self._give_up()
        elif code:
            self._process = None
            self._give_up()

    def _give_up(self) -> None:
        name = os.path.basename(self._program[0])
        self._program = ()
        self._tell(_("{name} did not work: the bell instead.").format(name=name))

    def _stop(self) -> None:
        """End the program that still runs, and do not wait until it has."""
        self._ending = [process for process in self._ending if process.poll() is None]
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.kill()
        self._ending.append(process)

    def _tone_file(self, kind: CueKind) -> str:
        """Return the file with the tones of a cue, made when it is first wanted.

        It is in memory where the system has such files.
        """
        if _HAS_MEMORY_FILES:
            if kind not in self._descriptors:
                descriptor = os.memfd_create("calmtui")
                self._descriptors[kind] = descriptor
                os.write(descriptor, tones(kind))
            return f"/dev/fd/{self._descriptors[kind]}"
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="calmtui-")
        path = os.path.join(self._folder.name, f"{kind.name.lower()}.wav")
        if not os.path.exists(path):
            with open(path, "wb") as file:
                file.write(tones(kind))
        return path


def tones(kind: CueKind) -> bytes:
    """Return the tones of a cue as a WAV file: one channel, 16 bits.

    It is made as a phase begins, so it must not take long: each tone is one wave, repeated.
    """
    samples = array.array("h")
    for hertz, seconds in _TONES[kind]:
        count, fade = round(seconds * _RATE), round(_FADE * _RATE)
        one = _wave(hertz)
        tone = (one * (count // len(one) + 1))[:count]
        for number in range(fade):
            tone[number] = tone[number] * number // fade
            tone[-1 - number] = tone[-1 - number] * number // fade
        samples.extend(tone)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def _wave(hertz: float) -> array.array[int]:
    """Return one wave of whole samples: less than a tenth of a semitone off."""
    count = round(_RATE / hertz)
    height = _LOUDNESS * _HIGHEST
    return array.array(
        "h", (round(height * math.sin(2 * math.pi * number / count)) for number in range(count))
    )
