"""Home line by line: a numbered list, what is chosen from it, and what follows a run."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.config.settings import Settings
from calmtui.content.library import Library
from calmtui.context import AppContext
from calmtui.history.sessions import fold_sessions
from calmtui.plain.app import PlainApp, PlainContext
from calmtui.plain.home import PlainHome
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.durations import speak_duration, speak_phase, speak_place
from calmtui.text.latin_keys import latin_line
from tests.support.engine import Clock
from tests.support.plain import At, Typed

Said = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """The folder of a person's own routines."""
    (tmp_path / "routines").mkdir()
    return tmp_path / "routines"


@pytest.fixture
def at_home(own_folder: Path, journal: Journal, time: Clock) -> Said:
    """Home to which lines are typed, each at its second; returns the exit code and what is said."""

    def run(*typed: At | str) -> tuple[int, list[str]]:
        library = Library(bundled_routines_path(), own_folder)
        context = AppContext(library, journal, Settings(), time.clock, time.now)
        out = io.StringIO()
        lines = Typed(time, typed, stays=False)

        def begin(routine_id: str, quick: bool) -> Session:
            return context.new_session(
                library.find(routine_id), context.effective_adjustments(routine_id), quick=quick
            )

        def play(session: Session) -> int:
            PlainApp(
                session, lines, out, PlainContext(title_of=library.title_of, at_home=True)
            ).play()
            return session.code

        def say(text: str) -> None:
            out.write(f"{text}\n")

        code = PlainHome(context, lines, say, begin, play).show()
        return code, out.getvalue().splitlines()

    return run


def number_of(said: list[str], title: str) -> str:
    """The number before a row."""
    return next(line for line in said if title in line).split()[0]


def test_the_list_begins_with_what_is_needed_most(at_home: Said) -> None:
    code, said = at_home("q")
    assert code == 0
    assert said[1].startswith("  1 Ride the urge: ")
    assert said[2].startswith("  2 A quick anchor: ")
    suggested = said[said.index("Right now:") + 1 : said.index("All routines:")]
    assert len(suggested) == 3
    assert not any("Ride the urge" in row or "A quick anchor" in row for row in suggested)
    assert suggested[0].endswith("It is late, and this has no holds.")
    assert [row.split()[0] for row in said if row.startswith("  ")] == [
        str(number) for number in range(1, len([r for r in said if r.startswith("  ")]) + 1)
    ]


def test_a_group_then_a_routine_with_what_to_mind_then_its_run(
    at_home: Said, journal: Journal
) -> None:
    group = number_of(at_home("q")[1], "Breathe, ")
    said = at_home(group, "q")[1]
    box = number_of(said[said.index("Breathe:") :], "Box breathing")
    code, said = at_home(group, box, "", "6", (5, "q"), "4", "", "q")
    assert code == 0
    assert any(line.startswith("Skip holds if you are pregnant") for line in said)
    assert said.index("Enter begins. b and Enter goes back to the list.") < said.index(
        "How anxious are you right now? 0 to 10, Enter skips."
    )
    (past,) = fold_sessions(journal.records())
    assert (past.routine, past.before, past.after) == (
        "box-breathing",
        {"anxiety": 6},
        {"anxiety": 4},
    )
    assert said.count("All routines:") == 2


def test_a_routine_that_is_not_wanted_leaves_no_trace(at_home: Said, journal: Journal) -> None:
    assert at_home("3", "b", "q")[1].count("All routines:") == 2
    assert at_home("3", "q")[0] == 0
    assert list(journal.records()) == []


@pytest.mark.parametrize(("key", "routine"), [("1", "ride-the-urge"), ("u", "ride-the-urge"),
                                              ("2", "anchor-90"), ("s", "anchor-90")])  # fmt: skip
def test_the_urge_and_ninety_seconds_begin_at_once(
    at_home: Said, journal: Journal, key: str, routine: str
) -> None:
    said = at_home(key, (3, "q"), (4, ""), (5, "q"))[1]
    assert "Enter begins. b and Enter goes back to the list." not in said
    assert [past.routine for past in fold_sessions(journal.records())] == [routine]


def test_again_and_something_else_follow_a_run(
    at_home: Said, journal: Journal, library: Library
) -> None:
    first = ("pmr-4", "1", "", "1", (2, "q"), "5")
    said = at_home(*first, "a", "2", (6, "q"), "7", "e", "3", (9, "q"), "3", "", "q")[1]
    past = [session.routine for session in fold_sessions(journal.records())]
    assert past == ["five-senses", "pmr-4", "pmr-4"]
    assert said.count("All routines:") == 2
    assert any(f"e and Enter: {library.title_of('five-senses')}." in line for line in said)
    assert not any("calmtui run" in line for line in said)


def test_words_find_routines_and_nonsense_is_said_to_be_none(at_home: Said) -> None:
    said = at_home("box", "q")[1]
    assert said[-2].startswith("  1 Box breathing, ")
    assert "Nothing found. Enter goes back to the list." in at_home("zzzz", "q")[1]


def test_help_and_the_way_to_look_back_are_there(at_home: Said) -> None:
    assert any("112" in line or "911" in line for line in at_home("!", "q")[1])
    assert any("calmtui stats" in line for line in at_home("l", "q")[1])


def test_a_routine_with_a_fault_says_it(at_home: Said, own_folder: Path) -> None:
    (own_folder / "broken.toml").write_text("nonsense")
    said = at_home("broken", "1", "q")[1]
    assert "  1 broken: has a fault." in said
    assert any("broken.toml" in line for line in said)


def test_input_without_sense_or_end_is_no_endless_list(at_home: Said) -> None:
    assert at_home(*["?"] * 500)[0] == 0
    assert len(at_home(*["?"] * 500)[1]) < 100


@pytest.mark.parametrize("line", ["3x", "3"])
def test_who_types_nonsense_faster_than_it_is_read_is_no_person(
    at_home: Said, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    def come_at_once(self: Typed, _seconds: float) -> None:
        self.waiting += [line] * 100

    monkeypatch.setattr(Typed, "wait", come_at_once)
    code, said = at_home()
    assert code == 0
    assert len(said) < 250


@pytest.mark.parametrize("number", ["0", "00", "14", "99", "4294967297"])
def test_a_number_of_no_row_finds_nothing_and_leaves_the_numbers_as_they_are(
    at_home: Said, number: str
) -> None:
    said = at_home(number, "3", "q")[1]
    assert said[-4] == "A number from 1 to 13, or Enter."
    assert said[-3].startswith("Longer out-breath")


@given(st.lists(st.one_of(st.sampled_from(["", "b", "!", "l", "r", "99", "0", "-1"]), st.text())))
def test_no_line_is_too_strange(lines: list[str]) -> None:
    """Nothing that is typed at the list raises."""
    time = Clock()
    context = AppContext(
        Library(Path("/nowhere"), None),
        Journal(Path(os.devnull), Path(os.devnull), private=True),
        Settings(),
        time.clock,
        time.now,
    )
    numbers = ("99", "0", "-1")  # the others, in any script, begin a routine

    def begins(line: str) -> bool:
        # Capitals, and other scripts.
        if latin_line(line) in (
            "r",
            "s",
            "u",
        ):
            return True
        return line not in numbers and any(letter.isdigit() for letter in line)

    typed = Typed(time, [line for line in lines if not begins(line)], stays=False)

    def never(*_: object) -> Session:
        raise AssertionError

    assert PlainHome(context, typed, lambda _: None, never, lambda _: 0).show() == 0


def test_ctrl_c_at_the_list_ends_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "calmtui", "--plain"],
        env={**os.environ, "CALMTUI_HOME": str(tmp_path), "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    while b"All routines" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    process.communicate()


@given(st.integers(0, 100_000))
def test_a_length_is_said_whole(seconds: int) -> None:
    said = speak_duration(seconds)
    assert ":" not in said
    numbers = [int(word) for word in said.split() if word.isdigit()]
    if "minute" in said and "second" in said:
        assert numbers[0] * 60 + numbers[1] == seconds
    elif "minute" in said:
        assert numbers == [seconds // 60]
    else:
        assert numbers == [seconds]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 second"), (2, "two"), (4.4, "4.4 seconds"), (12, "twelve"), (13, "13 seconds")],
)
def test_the_seconds_of_a_breath_are_words(seconds: float, said: str) -> None:
    assert speak_phase(seconds) == said


@pytest.mark.parametrize(
    ("place", "count", "said"),
    [(1, 4, "eins von vier"), (3, 4, "drei von vier"), (12, 12, "zwölf von zwölf")],
)
@pytest.mark.usefixtures("german")
def test_a_place_is_said_in_the_words_of_the_language(place: int, count: int, said: str) -> None:
    assert speak_place(place, count) == said


@pytest.mark.parametrize(
    ("place", "count", "said"),
    [(1, 4, "one of four"), (12, 12, "twelve of twelve"), (1, 13, "1 of 13"), (2, 30, "2 of 30")],
)
def test_a_place_and_their_number_are_both_words_or_both_digits(
    place: int, count: int, said: str
) -> None:
    assert speak_place(place, count) == said
