"""Print what a screen reader says of calmtui line by line, and what was typed after it.

`python -m scripts.spoken` needs yasr, which reads a pseudo-terminal. A program stands where its
synthesizer would be and notes what it is given to say, phrase by phrase.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.terminal import LIMIT, Child

TOP = Path(__file__).parents[1]
# What was heard before it, and what is typed then; the last waits for the end.
DIALOGUES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("q leaves", "12"), ("Enter goes back", ""), ("q leaves", "q")),
    "run box --settle 1": (
        ("Enter skips", "6"), ("Breathe out", "t"), ("left", "p"), ("Paused", ""),
        ("Breathe in", "q"), ("Enter for no", "4"),
    ),
    "run pmr-4": (
        ("Enter skips", ""), ("Four places", "n"), ("Let go", "q"), ("Enter for no", ""),
    ),
    "urge": (
        ("Enter skips", "7"), ("empty line", ""), ("Enter continues", "1"), ("Enter to skip", "1"),
        ("help", "q"), ("Enter for no", ""), ("Enter leaves", ""),
    ),
}  # fmt: skip
_READER = """
[options]
cursor tracking=full
synthesizer=emacspeak server
synthesizer port=|{folder}/synthesizer
key echo=off
shell=/bin/sh
special=off
[Emacspeak server]
rate=175
punctuation=some
"""
_SYNTHESIZER = '#!/bin/sh\nexec tee -a "{folder}/said" > /dev/null\n'
_PROGRAM = '#!/bin/sh\nexec "{python}" -m calmtui {words} --plain\n'
_PAUSE = 1.5  # seconds in which what is said comes to its end
_SAID = re.compile(r"q \{(.*)\}")


def spoken(words: str, dialogue: tuple[tuple[str, str], ...]) -> list[str]:
    """Return what is said, a line each; what is typed begins with `>`."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "state").mkdir()
        (folder / "state" / "welcomed").touch()
        (folder / "reader").write_text(_READER.format(folder=folder))
        _write_program(folder / "synthesizer", _SYNTHESIZER.format(folder=folder))
        _write_program(folder / "run", _PROGRAM.format(python=sys.executable, words=words))
        said, heard = folder / "said", 0
        env = {"PATH": os.environ["PATH"], "HOME": name, "CALMTUI_HOME": name, "TERM": "xterm",
               "PYTHONPATH": str(TOP), "LANG": "C.UTF-8"}  # fmt: skip
        command = ["yasr", "-C", f"{folder}/reader", f"{folder}/run"]
        with Child(command, env, columns=200, rows=50) as child:
            for words_before, typed in dialogue:
                now = heard_until(child, said, heard, words_before)
                lines += [*now[heard:], f"> {typed}".rstrip()]
                heard = len(now)
                child.type(f"{typed}\n")
            child.watch(2 * _PAUSE)
            lines += _said(said)[heard:]
    return lines


def heard_until(child: Child, said: Path, heard: int, words: str) -> list[str]:
    """Return all that was said when, behind the lines that were heard, these words are said."""
    until = child.now() + LIMIT
    while words not in " ".join(_said(said)[heard:]) and child.now() < until:
        child.read(_PAUSE)
    child.watch(_PAUSE)
    return _said(said)


def _write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _said(file: Path) -> list[str]:
    if not file.exists():
        return []
    return [found[1] for found in map(_SAID.match, file.read_text().splitlines()) if found]


def main() -> None:
    """Print them."""
    if not shutil.which("yasr"):
        sys.exit("yasr is not installed")
    for words, dialogue in DIALOGUES.items():
        print(f"$ calmtui {words} --plain".replace("  ", " "))
        print("\n".join(spoken(words, dialogue)), end="\n\n")


if __name__ == "__main__":
    main()
