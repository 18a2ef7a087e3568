"""Files with faults: all of them are found, each with its line, what was expected and what was
found.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calmtui.cli.main import main
from calmtui.content.library import Library
from calmtui.content.reader import read_routine
from calmtui.content.routine import guide_seconds
from calmtui.content.routine_file import load_file
from calmtui.content.toml import FileError, Problem, parse
from calmtui.session.timeline import Timeline
from calmtui.storage.paths import bundled_routines_path
from tests.support.routine_texts import (
    FAULTS,
    HEAD,
    MANY,
    NO_TOML,
    NO_TOML_BY_CLASS,
    SAY,
)

EXPECTED = """\
t.toml:1: format: expected 1, found 2
t.toml:1: title: missing, expected this key
t.toml:2: titel: unknown key, did you mean title?
t.toml:3: summary: expected text that is not empty, found ''
t.toml:4: group: expected "breathe", "body", "ground", "urge", "feel", "think", \
"talk" or "grow", found 'bod'
t.toml:5: evidence: expected "B" or "C", found 'A'
t.toml:6: source: expected text in quotes, found 4
t.toml:7: cautions[1]: expected "holds", "air", "muscle", "rest", "body", "cold", "safe", \
"ritual", "soft" or "loss", found 'aer'
t.toml:7: cautions[2]: expected "holds", "air", "muscle", "rest", "body", "cold", "safe", \
"ritual", "soft" or "loss", found 3
t.toml:8: rate: expected a list, found 'anxiety'
t.toml:10: delays: expected every entry once, found one twice
t.toml:10: delays: expected a delay as well, found none
t.toml:11: colour: unknown key
t.toml:15: steps[0].inhale: expected a number above 0, found 0
t.toml:16: steps[0].exhal: unknown key, did you mean exhale?
t.toml:23: steps[1].lines: expected a whole number of at most 20, found 40
t.toml:31: steps[3].keep: expected every keep once, found 'b' twice
t.toml:33: steps[4].kind: expected say, breathe, tense, ask, choose, rate or wait, \
did you mean breathe?, found 'brethe'
t.toml:38: steps[5].options: expected a list of at least 1, found a list of 0
t.toml:39: steps[5].many: expected true or false, found 1
t.toml:40: steps[5].keep: expected a small letter, then at most 39 small letters, digits and _, \
found 'K!'
t.toml:45: steps[6].minutes: expected time for one round of 20 s, found 0.1
t.toml:46: steps[7].kind: missing, expected say, breathe, tense, ask, choose, rate or wait
"""


def faults(text: str) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_routine(text, "t", "t.toml")
    return [str(problem) for problem in caught.value.problems]


def test_all_faults_of_a_file_are_found_at_once() -> None:
    known, wait = EXPECTED, "rate or wait"
    found = faults(MANY)
    kinds = next(line for line in found if "did you mean breathe" in line)
    assert wait in known
    # Every kind of step that there is.
    listed = kinds.partition("expected ")[2].partition(", did you")[0]
    assert (
        found
        == known.replace("say, breathe, tense, ask, choose, rate or wait", listed).splitlines()
    )


@pytest.mark.parametrize(("head", "steps", "expected"), FAULTS)
def test_a_fault_says_what_was_expected_and_what_was_found(
    head: str, steps: str, expected: str
) -> None:
    assert any(expected in line for line in faults(HEAD + head + steps)), faults(
        HEAD + head + steps
    )


def test_a_broken_delay_is_one_fault_and_not_two() -> None:
    text = HEAD + 'delay = "x"\n[[steps]]\nkind = "wait"\ntext = "w"\n'
    assert [line.partition(": ")[0] for line in faults(text)] == ["t.toml:7"]


# And bytes that are no text, or not the text that they seem to be.
NO_TEXT = [
    b"\xff", b"# \xff", b'a = "\xff"', b'a = "\xc3"', b"a = 1\n# \xc3", b'a = """\n\xe2\x82"""',
    b"a = '\xed\xa0\x80'", b"a = '\xc0\x80'", b"a = '\xf4\x90\x80\x80'", b"\xe4 = 1", b"\x80",
    b"\xef\xbb\xbf\xef\xbb\xbfa = 1", b"a = 1\n\xef\xbb\xbf", b"a = \xef\xbb\xbf1",
    b"\xef\xbba = 1",
    "a = 1".encode("utf-16"), "a = 1".encode("utf-16-le"), "# a".encode("utf-16-be"),
    "a = 1".encode("utf-32"),
    "a = '\xe4'".encode("latin-1"), "a = 'ä'".encode("cp437"),
]  # fmt: skip


def told(data: bytes, folder: Path) -> tuple[Problem, ...]:
    """What is said of a file with these bytes: one line for each fault, nothing that a terminal
    acts on.
    """
    path = folder / "x.toml"
    path.write_bytes(data)
    entry = load_file(path)
    assert (entry.routine is None) == bool(entry.problems)
    assert len(entry.problems) <= 121
    for problem in entry.problems:
        assert re.fullmatch(rf"{re.escape(str(path))}(?::[1-9]\d*)?: [^\n]+", str(problem))
        assert str(problem).isprintable()
        assert problem.line <= data.count(b"\n") + 1
        assert problem.message
    return entry.problems


@pytest.mark.parametrize("kind", NO_TOML_BY_CLASS)
def test_what_is_no_toml_gives_a_line_and_no_traceback(kind: str, tmp_path: Path) -> None:
    for text in NO_TOML_BY_CLASS[kind]:
        (first, *_more) = told(text.encode(), tmp_path)
        assert first.line in range(1, 5), text
        assert "\u2028" not in str(first)


@pytest.mark.parametrize("data", NO_TEXT)
def test_bytes_that_are_no_text_give_a_line_and_no_traceback(data: bytes, tmp_path: Path) -> None:
    assert told(data, tmp_path)[0].line in (1, 2)


def problems_of(text: str) -> tuple[Problem, ...]:
    """What the parser finds wrong with a text."""
    try:
        parse(text, "x")
    except FileError as error:
        return error.problems
    return ()


# TOML 1.1 allows these, and so does Python since 3.15.
TOML_1_1 = {
    "a = 2026-01-01T10:00Z", "a = 10:00", "a = {b = 1,}", "a = {b = 1\n}", "a = {\n}",
    'a = "\\x41"',
}  # fmt: skip


def test_every_one_of_them_is_refused_by_the_parser_itself() -> None:
    assert min(map(len, NO_TOML_BY_CLASS.values())) >= 9
    assert len(NO_TOML) >= 250
    taken = {text for text in NO_TOML if not problems_of(text)}
    assert taken == (TOML_1_1 if sys.version_info >= (3, 15) else set())


_FILES = [path.read_bytes() for path in sorted(bundled_routines_path().glob("*.toml"))]
_CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "delete", "insert", "double", "swap"]),
        st.floats(0, 1),
        st.integers(0, 40),
        st.binary(max_size=6)
        | st.sampled_from([b"\n", b'"', b"'", b"[", b"]]", b"{", b"=", b".", b"#", b"0", b"\xc3",
        b"nan", b'"""']),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def changed(data: bytes, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    """A file after a few accidents."""
    for what, place, size, more in changes:
        at = int(place * len(data))
        cut = data[at : at + size]
        if what == "flip" and at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << size % 8)]) + data[at + 1 :]
        elif what == "delete":
            data = data[:at] + data[at + size :]
        elif what == "insert":
            data = data[:at] + more + data[at:]
        elif what == "double":
            data = data[:at] + cut + data[at:]
        elif what == "swap":
            data = data[:at] + data[at + size : at + 2 * size] + cut + data[at + 2 * size :]
    return data


@pytest.mark.slow
@settings(max_examples=300)
@given(st.sampled_from(_FILES), _CHANGES)
def test_a_routine_after_any_accident_loads_or_says_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory,
    data: bytes,
    changes: list[tuple[str, float, int, bytes]],
) -> None:
    folder = tmp_path_factory.getbasetemp() / "accidents"
    folder.mkdir(exist_ok=True)
    if not told(changed(data, changes), folder):
        a = load_file(folder / "x.toml").routine
        assert a is not None
        assert Timeline.of(a).total == pytest.approx(guide_seconds(a.steps))


@given(st.text(max_size=200))
def test_any_text_at_all_gives_problems_with_lines(text: str) -> None:
    for problem in problems_of(text):
        assert problem.line >= 1
        assert "\n" not in str(problem)


HOSTILE = {
    "steps": HEAD + "[[steps]]\n" * 20_000,
    "inline": HEAD + "steps = [" + "{}," * 60_000 + "]",
    "nested": HEAD + "a = " + "[" * 10_000,
    "tables": HEAD + "[a" + ".a" * 5_000 + "]",
    "dotted": ".".join("a" * 60_000) + " = 1",
    "spaced": " . ".join("a" * 30_000) + " = 1",
    "inner": HEAD + "[x]\n" + ".".join("a" * 40_000) + " = 1",
    "in a table": HEAD + "x = {" + ".".join("a" * 40_000) + " = 1}",
    "strings": HEAD + 'a = """' + '"\\' * 60_000,
    "comments": "#" * 200_000,
    "lines": "\n" * 250_000,
    "keys": HEAD + "".join(f"k{n} = 1\n" for n in range(15_000)),
    "twice": HEAD + "title = 1\n" * 15_000,
    "digits": HEAD + "a = " + "9" * 200_000,
    "float": HEAD + SAY.replace("10", "1e" + "9" * 5_000),
    "options": HEAD + f'[[steps]]\nkind = "choose"\ntext = "c"\noptions = [{"1, " * 60_000}]\n',
    "open": 'a = """' * 30_000 + "\\",
    "quotes": "a = " + '"' * 200_000 + "\\",
    "single": "a = " + "'" * 200_001,
    "words": HEAD + SAY.replace('"a"', '"' + "x" * 200_000 + '"').replace("10", "0"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_told_within_a_second(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name.replace(' ', '-')}.toml"
    path.write_text(HOSTILE[name])
    start = time.process_time()
    entry = load_file(path)
    spent = time.process_time() - start
    assert entry.routine is None
    assert entry.error
    assert len(entry.error) < 1000
    assert "\n" not in entry.error
    assert len(entry.problems) <= 121
    assert spent < 5, "a bounded reader needs a tenth of this"


@pytest.mark.parametrize(
    "value", ["0", "-1", "nan", "inf", "1e308", "true", '"4"', "[1]", "{a = 1}", "2026-01-01", '""']
)
@pytest.mark.parametrize("key", ["seconds", "inhale", "tense", "delay", "lengths"])
def test_seconds_that_are_none_are_refused_everywhere(key: str, value: str) -> None:
    step = {
        "seconds": f'[[steps]]\nkind = "say"\ntext = "a"\nseconds = {value}\n',
        "inhale": f'[[steps]]\nkind = "breathe"\ntext = "a"\nrounds = 2\ninhale = {value}\n',
        "tense": f'[[steps]]\nkind = "tense"\ntext = "a"\npart = "p"\nrelease = 4\ntense = '
        f"{value}\n",
        "delay": f"delay = {value}\n{SAY}",
        "lengths": f"lengths = [{value}]\n{SAY}",
    }[key]
    assert any(key in line and "expected" in line for line in faults(HEAD + step))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(HEAD + SAY)
    path.chmod(0)
    assert "can't be opened: permission denied" in (load_file(path).error or "")


@pytest.mark.slow
def test_a_folder_of_hostile_files_leaves_the_others_usable(tmp_path: Path) -> None:
    for name, text in HOSTILE.items():
        (tmp_path / f"{name.replace(' ', '-')}.toml").write_text(text)
    (tmp_path / "mine.toml").write_text(HEAD + SAY)
    library = Library(bundled_routines_path(), tmp_path)
    assert library.find("mine").title == "T"
    assert sum(entry.error is not None for entry in library.entries) == len(HOSTILE)


def test_check_tells_all_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(MANY)
    assert main(["check", str(path)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == len(EXPECTED.splitlines())
    assert main(["check", "--json", str(path)]) == 1
    first = json.loads(capsys.readouterr().out)[0]
    assert first == {
        "file": str(path),
        "line": 1,
        "where": "format",
        "message": "expected 1",
        "found": "2",
    }
    path.write_text(HEAD + SAY)
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: good, 1 step, 10 s\n"


def test_check_says_a_name_that_is_none_in_a_folder_that_is_named_like_a_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    assert main(["check", "--json", "a" * 5000]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert "expected a file name" in problem["message"]


def test_check_knows_a_translation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "de").mkdir()
    (tmp_path / "x.toml").write_text(HEAD + SAY)
    (tmp_path / "de" / "x.toml").write_text(
        'title = "T"\nsummary = "Z"\n[[steps]]\ntext = "a"\nsecond = 3\n'
    )
    assert main(["check", str(tmp_path / "de")]) == 1
    assert "de/x.toml:5: steps[0].second: expected only texts" in capsys.readouterr().out
