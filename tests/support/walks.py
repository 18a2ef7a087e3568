"""Ways through the whole program, as keys typed into a terminal: every screen is on at some time in
one of them.

Each walk knows the few places where a private run says something else.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.support.terminal import Terminal

Walk = Callable[[Terminal, bool], None]
_KEPT, _NOWHERE = "Kept as a draft", "Nothing is saved in this session."


def _closes(t: Terminal, words: str, keys: str = "\x1b") -> None:
    """Leave what shows these words; a key right behind Esc would be another key."""
    t.types(keys)
    t.until(lambda: words not in t.text(), f"end of {words!r}")


def _to_the_sea(t: Terminal, words: str = "are you there", fear: str = "1") -> None:
    t.shows("How strong is the pull?")
    t.types("9")
    t.shows("Write it here.")
    t.types(f"{words}\r")
    t.shows("What happened just before?")
    t.types("1\r")
    t.shows("Is part of this a fear")
    t.types(fear)


def home(t: Terminal, private: bool) -> None:
    """Home, its filter, the choices, help with the anchor, the keys, hiding, a run from its first
    to its last scene.
    """
    t.until(lambda: "look around" in t.text() or "Right now" in t.text(), "home")
    if "look around" in t.text():  # the first page, which a private run shows each time
        t.types("\r")
    t.shows("Right now")
    t.shows("Private: nothing is saved." if private else "Good ")
    t.types("/")
    t.shows("Find:")
    t.types("box-br")
    t.shows("box-br")
    t.shows("rounds of 4-4-4-4")
    _closes(t, "Enter choose", "\r")
    t.types("c")
    t.shows("before the first breath")
    t.types("m")
    t.shows(_NOWHERE if private else "Saved for this routine.")
    _closes(t, "before the first breath")
    t.types("?")
    t.shows("start the routine")
    _closes(t, "start the routine")
    t.types("!")
    t.shows("call her")
    t.types("1")
    t.shows("You do not have to handle this alone.")
    _closes(t, "You do not have to")
    t.types("a")
    t.shows("Say today's day")
    _closes(t, "Say today's day")  # at once: less than a second is nothing to tell
    t.shows("rounds of 4-4-4-4")
    t.types("\x18")
    t.until(lambda: t.text().strip() == "$", "neutral screen")
    t.types("\x18")
    t.shows("rounds of 4-4-4-4")
    t.types("\r")
    t.shows("How anxious are you right now?")
    assert not private or "private" in t.text()
    t.types("7n")
    t.shows("Breathe in")
    t.types("+")
    t.shows("keep this pace")
    t.types("m")
    t.shows(_NOWHERE if private else "Saved for this routine.")
    t.types(" ")
    t.shows("Paused")
    t.types("\x1b")
    t.shows("Want to note how anxious you are now?")
    t.types("4")
    t.shows("7 before, 4 after.")
    t.types("\r")
    t.shows("rounds of 4-4-4-4")
    t.types("q")
    assert t.ends(20) == 0


def request(t: Terminal, private: bool) -> None:
    """An urge whose parked words are opened, then written as a request at the desk, kept and
    copied.
    """
    t.shows("How strong is the pull?")
    assert not private or "private" in t.text()
    t.types("9")
    t.shows("Not saved anywhere." if private else "Only on this computer")
    t.types("are you there\r")
    t.shows("What happened just before?")
    t.types("\r")
    t.shows("Is part of this a fear")
    t.types("1")
    t.shows("You are not fighting it")
    t.types("w")
    t.shows("What you parked.")
    t.types(" again\r")
    t.shows("You are not fighting it")
    t.types("p")
    t.shows("are you there again")
    t.types("3")
    t.shows("Your message will appear here.")
    t.types("You did not answer\x1b")
    t.shows("Tab  write")
    t.types("k")
    t.shows(_NOWHERE if private else _KEPT)
    t.types("c")
    t.shows("Copied")
    t.types("\x1b")
    t.shows("How strong is the pull now?")
    t.types("3")
    t.shows("9 before, 3 after.")
    t.types("\r")
    assert t.ends(20) == 3


def send(t: Terminal, private: bool) -> None:
    """An urge whose words are sent as they are, with a draft, a line in the journal and a card."""
    _to_the_sea(t)
    t.shows("You are not fighting it")
    t.types("p")
    t.shows("What now?")
    t.types("4")
    t.shows("Here it is, as you wrote it.")
    t.types("k")
    t.shows(_NOWHERE if private else _KEPT)
    t.types("\r")
    t.shows("under it?")
    t.shows("Not saved anywhere." if private else "Saved in your journal.")
    t.types("alone\r")
    t.shows("How strong is the pull now?")
    t.types("5")
    if not private:
        t.shows("A card for next time")
        t.types("write again\r")
        t.shows("you do instead?")
        t.types("knit\r")
    t.shows("9 before, 5 after.")
    t.types("\r")
    assert t.ends(20) == 0


def reach(t: Terminal, private: bool) -> None:
    """An urge with a named fear: help first, then the sea, then someone else to reach."""
    _to_the_sea(t, fear="2")
    t.shows("o other countries")  # the foot of the help page: all of it lies over the three ways
    t.types("\x1b")
    t.shows("Leave, nothing saved")
    t.types("3")
    t.shows("p  it has passed")
    t.types("p")
    t.shows("What now?")
    t.types("5")
    t.shows("Your people")
    t.types("\r")
    t.shows("How strong is the pull now?")
    t.types("\r")
    t.shows("You turned to someone else.")
    t.types("\r")
    assert t.ends(20) == 3


def wait(t: Terminal, private: bool) -> None:
    """A longer wait, with another routine meanwhile, and left with Ctrl+C."""
    t.shows("How strong is the pull?")
    t.types("8")
    t.shows("Park the message")
    t.types("\r")
    t.shows("What happened just before?")
    t.types("\r")
    t.shows("Is part of this a fear")
    t.types("1")
    t.shows("How long?")
    t.types("2")
    t.shows("Pick one thing")
    t.types("\r")
    t.shows("Phone out of reach.")
    t.types("n")
    t.shows("Part 1 of 4")
    t.types("\r")
    t.shows("call her")
    t.types("\r")
    t.shows("How anxious are you right now?")
    t.types("\x03")
    assert t.ends(20) == 130


def grounding(t: Terminal, private: bool) -> None:
    """Ninety seconds of grounding, hung up on."""
    t.shows("Say today's day")
    t.hang_up()
    t.ends(20)


def routine(t: Terminal, private: bool) -> None:
    """One routine from the command line to its end."""
    t.shows("How anxious are you right now?")
    t.types("7")
    t.shows("Feel the floor.")
    t.shows("And now?")
    t.types("3")
    t.shows("7 before, 3 after.")
    t.types("\r")
    assert t.ends(20) == 0


WALKS: dict[str, tuple[tuple[str, ...], Walk]] = {
    "home": ((), home),
    "request": (("urge",), request),
    "send": (("urge", "15m"), send),
    "reach": (("urge",), reach),
    "wait": (("run", "wait-it-out"), wait),
    "grounding": (("sos",), grounding),
    "routine": (("run", "short"), routine),
}
# The same line by line: the command line, and what is typed.
LINES: dict[str, tuple[tuple[str, ...], str]] = {
    "request": (
        ("urge", "--plain"),
        "9\nare you there\n\n1\n1\nw\nagain\n\np\n3\nYou did not answer\n\n\n\n\n\nk\n3\n",
    ),
    "send": (("urge", "--plain"), "9\nare you there\n\n1\n1\np\n4\nk\nalone\n\n5\n\n"),
    "another": (("run", "wait-it-out", "--plain"), "8\n\n\n1\n1\n1\nn\nr\nshort\n7\n3\np\n1\n3\n"),
    "routine": (("run", "short", "--plain"), "7\n4\n"),
    "grounding": (("sos", "--plain"), "n\n!\nq\n"),
}


def to_the_guide(terminal: Terminal, words: str = "are you there") -> None:
    """Answer what an urge asks, up to its wait."""
    terminal.shows("How strong is the pull?")
    terminal.types("9")
    terminal.shows("Write it here.")
    terminal.types(f"{words}\r")
    terminal.shows("What happened just before?")
    terminal.types("\r")
    terminal.shows("Is part of this a fear")
    terminal.types("1")
    terminal.shows("You are not fighting it")
