"""The routine format: what it takes, what it refuses and how it says so."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.content.library import Library
from calmtui.content.reader import read_routine
from calmtui.content.routine import Breathe
from calmtui.content.routine_file import load_file
from calmtui.content.toml import FileError, Problem
from calmtui.content.values import Seconds
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.sanitize import sanitize, single_line
from tests.support.bundled import IDS
from tests.support.engine import routine
from tests.support.routine_texts import SAY

HEAD = 'format = 1\ntitle = "T"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource = "s"\n'


EVERY = (
    HEAD.replace('"T"', '"For {partner}"')
    + """cautions = ["holds", "air"]
shape = "orb"
rate = ["anxiety", "pull"]
delay = "20m"
delays = ["10m", 900]
[[steps]]
kind = "say"
text = "until a key"
[[steps]]
kind = "breathe"
text = "b"
inhale = 3.5
top_up = 1
hold = 1
exhale = "8s"
rest = 0.5
minutes = 2
[[steps]]
kind = "tense"
text = "t"
part = "forehead"
tense = 6
release = 35
[[steps]]
kind = "ask"
text = "q"
keep = "draft"
lines = 5
[[steps]]
kind = "choose"
text = "c"
options = ["one", "two"]
many = true
keep = "picked"
[[steps]]
kind = "rate"
what = "pull"
[[steps]]
kind = "wait"
text = "w"
check_in = "5m"
prompts = ["p"]
"""
)


def test_every_kind_and_key_is_read() -> None:
    a = read_routine(EVERY, "every", "every.toml", partner="Sam [/]")
    assert a.title == "For Sam [/]"
    assert [float(seconds) for seconds in (a.delay or 0, *a.delays)] == [1200, 600, 900]
    breathe = a.steps[1]
    assert isinstance(breathe, Breathe)
    assert breathe.total_rounds == 9  # 120 s of 14 s rounds: 8.6, the nearest
    assert [type(step).__name__ for step in a.steps] == [
        "Say",
        "Breathe",
        "Tense",
        "Ask",
        "Choose",
        "RateStep",
        "Wait",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + SAY + "seconds = 1\n", "t.toml:11: expected the key seconds once, found it twice"),
        (HEAD + SAY.replace("10", "0"), "t.toml:10: steps[0].seconds: expected a number above 0"),
        (HEAD + SAY.replace("10", "-1"), "t.toml:10: steps[0].seconds: expected a number above 0"),
        (HEAD + SAY.replace("10", "nan"), "t.toml:10: steps[0].seconds: expected a number above 0"),
        (HEAD + SAY.replace("10", "inf"), "t.toml:10: steps[0].seconds: expected a number above 0"),
        (HEAD + SAY.replace("10", "1e308"), "t.toml:10: steps[0].seconds: expected at most 24 h"),
        (
            HEAD + SAY.replace("10", "true"),
            "t.toml:10: steps[0].seconds: expected seconds as a number",
        ),
        (
            HEAD + SAY.replace("10", '"4"'),
            "t.toml:10: steps[0].seconds: expected seconds as a number",
        ),
        (
            HEAD + SAY + "second = 4\n",
            "t.toml:11: steps[0].second: unknown key, did you mean seconds?",
        ),
        (HEAD + "colour = 3\n" + SAY, "t.toml:7: colour: unknown key"),
        (HEAD.replace('title = "T"\n', "") + SAY, "t.toml:1: title: missing"),
        (HEAD.replace('"C"', '"A"') + SAY, 't.toml:5: evidence: expected "B" or "C", found \'A\''),
        (HEAD.replace("= 1", "= 2") + SAY, "t.toml:1: format: "),
        (
            HEAD + SAY.replace('"a"', '" "'),
            "t.toml:9: steps[0].text: expected text that is not empty",
        ),
        (HEAD + SAY.replace('"a"', "7"), "t.toml:9: steps[0].text: expected text in quotes"),
        (
            HEAD + SAY.replace('"say"', '"sing"'),
            "t.toml:8: steps[0].kind: expected say, breathe, tense, ask, choose, rate",
        ),
        (HEAD + "steps = []\n", "t.toml:7: steps: expected"),
        (HEAD + "steps = 4\n", "t.toml:7: steps: expected at least one [[steps]] table, found 4"),
        (HEAD, "t.toml:1: steps: missing"),
        (
            HEAD + '[[steps]]\nkind = "breathe"\ntext = "x"\nrounds = 3\n',
            "t.toml:7: steps[0]: expected at least one of",
        ),
        (
            HEAD + '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 3\n',
            "steps[0]: expected either rounds or minutes",
        ),
        (
            HEAD + '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 3\nminutes = inf\n',
            "t.toml:11: steps[0].minutes: expected a number above 0",
        ),
        (HEAD + '[[steps]]\nkind = "wait"\ntext = "x"\n', "t.toml:7: steps[0]: expected a delay"),
        (
            HEAD + ('[[steps]]\nkind = "ask"\ntext = "x"\nkeep = "k"\n' * 2),
            "t.toml:14: steps[1].keep: expected every keep once, found 'k' twice",
        ),
        (HEAD + '[[steps]]\nkind = "ask"\ntext = "x"\nkeep = "K!"\n', "t.toml:10: steps[0].keep: "),
        (HEAD + SAY.replace("10", "86400"), "t.toml:7: steps: expected at most 12 h"),
        (HEAD + SAY * 1001, "steps: expected"),
        (HEAD + "a = " + "[" * 10_000 + "]" * 10_000, "t.toml:7: expected at most 32 levels"),
        (HEAD + ".".join("a" * 20_000) + " = 1", "t.toml:7: expected at most 16 dots"),
        (HEAD + "a = " + "9" * 5000, "t.toml:1: not valid TOML"),
        (HEAD + 'x = "\\u0000" \x00', "t.toml:7: not valid TOML"),
        ("", "t.toml:1: format: missing"),
    ],
)
def test_a_fault_is_said_with_its_line(text: str, expected: str) -> None:
    with pytest.raises(FileError) as caught:
        read_routine(text, "t", "t.toml")
    assert expected in str(caught.value)


def test_faults_of_several_steps_are_all_found() -> None:
    with pytest.raises(FileError) as caught:
        read_routine(HEAD + SAY.replace("10", "0") + SAY + SAY.replace('"a"', '""'), "t", "t.toml")
    assert [problem.line for problem in caught.value.problems] == [10, 17]


def test_hostile_files_give_one_line_each_and_hide_nothing(tmp_path: Path) -> None:
    files = {
        "big": b"#" * 300_000,
        "utf16": (HEAD + SAY).encode("utf-16"),
        "latin": (HEAD + SAY).replace("T", "\u00e9").encode("latin-1"),
        "crlf": (HEAD + SAY).replace("\n", "\r\n").encode(),
        "bom": b"\xef\xbb\xbf" + (HEAD + SAY).encode(),
        "good": (HEAD + SAY).encode(),
    }
    for name, data in files.items():
        (tmp_path / f"{name}.toml").write_bytes(data)
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "null.toml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "esc\x1b]0;x\x07.toml").write_text(HEAD + SAY)
    with open(os.fsencode(tmp_path) + b"/bytes\xff.toml", "w") as file:
        file.write(HEAD + SAY)
    library = Library(bundled_routines_path(), tmp_path)
    own = {entry.id: entry for entry in library.entries if not entry.bundled}
    assert {id for id, entry in own.items() if entry.routine} == {"crlf", "bom", "good"}
    broken = [entry for entry in own.values() if entry.routine is None]
    assert len(broken) == 9
    for entry in broken:
        assert entry.error
        assert "\n" not in entry.error
        assert "\x1b" not in entry.error
    assert sum(entry.bundled for entry in library.entries) == len(IDS)


@given(st.text())
def test_cleaned_text_has_nothing_a_terminal_acts_on(text: str) -> None:
    cleaned = sanitize(text)
    assert sanitize(cleaned) == cleaned
    for char in cleaned:
        assert char in "\n\t" or not (
            ord(char) < 32 or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000
        )
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    assert "\n" not in single_line(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b]0;x\x07b", "ab"),
        ("a\u001b]52;c;aGk=\x1b\\b", "ab"),
        ("a\x1b[31mb\x9b1mc", "abc"),
        ("ab\u202ec", "abc"),
        ("[@click=app.quit] a [/] b", "[@click=app.quit] a [/] b"),
        ("a\r\nb\tc", "a\nb\tc"),
    ],
)
def test_escape_sequences_go_and_brackets_stay(text: str, cleaned: str) -> None:
    assert sanitize(text) == cleaned


def test_text_of_a_file_is_cleaned_on_loading() -> None:
    a = routine(SAY.replace('"a"', '"a\\u001b]0;x\\u0007\\u202e [/] b"'))
    assert a.steps[0].text == "a [/] b"


@given(st.floats(min_value=0.001, max_value=86400))
def test_numbers_of_seconds_are_themselves(seconds: float) -> None:
    assert Seconds.read(seconds) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("20m", 1200), ("1h 30m", 5400), ("1.5m", 90)]
)
def test_times_as_text(text: str, seconds: float) -> None:
    assert Seconds.read(text) == seconds


@pytest.mark.parametrize("text", ["", "4", "m", "4 x", "1h30", "-5m", "1e3s", "0s"])
def test_times_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Seconds.read(text)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.text(alphabet='abtksx=[]"\n.1{}#_ ', max_size=80))
def test_any_text_gives_a_routine_or_problems(text: str) -> None:
    with pytest.raises(FileError) as caught:
        read_routine(text, "t", "t.toml")
    assert all(problem.line >= 1 for problem in caught.value.problems)


_VALUES = st.recursive(
    st.none().map(lambda _: 0) | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "text", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.slow
@given(
    st.dictionaries(
        st.sampled_from(["seconds", "text", "kind", "rounds", "inhale", "options", "keep"]), _VALUES
    )
)
def test_any_step_gives_a_routine_or_problems(step: dict[str, object]) -> None:
    import tomli_w

    text = HEAD + tomli_w.dumps({"steps": [step]})
    tomllib.loads(text)
    problems: tuple[Problem, ...] = ()
    try:
        assert read_routine(text, "t", "t.toml").steps
    except FileError as error:
        problems = error.problems
    assert all(problem.message and problem.line >= 0 for problem in problems)


def test_checking_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    assert "no such file" in (load_file(tmp_path / "x.toml").error or "")


@pytest.mark.parametrize(
    ("head", "steps", "said"),
    [
        ("", 'kind = "decide"\ntext = "x"', "steps[0]: expected a delay at the top of the file"),
        ('delay = "10m"', 'kind = "decide"\ntext = "x"', "steps: expected a wait before decide"),
        (
            'delay = "10m"',
            'kind = "delay"\ntext = "x"',
            "steps[0]: expected delays at the top of the file",
        ),
        (
            "",
            'kind = "line"\ntext = "x"\nline = "back at {time}"',
            "steps[0]: expected a delay at the top of the file",
        ),
        (
            "",
            'kind = "ask"\ntext = "x"\npark = true\nkeep = "y"',
            "steps[0].park: expected either park or keep",
        ),
        (
            'delay = "10m"',
            'kind = "wait"\ntext = "x"\nparts = 4\ncheck_in = 60',
            "steps[0].parts: expected either parts or check_in",
        ),
        ("", 'kind = "safety"', "steps[0].text: missing"),
    ],
)
def test_the_steps_of_an_urge_are_checked(head: str, steps: str, said: str) -> None:
    with pytest.raises(FileError) as error:
        routine(f"[[steps]]\n{steps}\n", head)
    assert any(said in str(problem) for problem in error.value.problems)


@pytest.mark.parametrize(
    ("id", "seconds"),
    [
        ("care-noticed", 180),
        ("what-matters", 240),
        ("box-breathing", 300),
        ("ride-the-urge", 600),
        ("stop-pause", 120),
    ],
)
def test_a_length_that_is_shown_counts_the_questions(
    library: Library, id: str, seconds: float
) -> None:
    assert library.find(id).about_seconds == seconds


def test_no_routine_takes_less_than_its_timed_steps(library: Library) -> None:
    for entry in library.entries:
        assert entry.routine is not None
        assert entry.routine.about_seconds >= entry.routine.seconds
