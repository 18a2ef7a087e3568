"""Plain TOML is read as tomllib reads it, and all else is left to it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calmtui.content.plain_toml import parse_plain
from calmtui.storage.paths import bundled_routines_path

ROUTINES = sorted(bundled_routines_path().rglob("*.toml"))

# Pieces of TOML, good and bad ones, of which any may follow any other.
PIECES = st.sampled_from(
    [
        "a", "b", "steps", "-1", "0", "01", "1.5", "-0.5", "1e3", "+1", "1_0", "true", "false",
        "nan", '"x"', '"{y}"', '"é"', '""', '"""', "'z'", '"\\n"', '"\\"', "[", "]", "[[", "]]",
        "[[steps]]", "[a]", "{", "}", ",", "=", " = ", ".", " ", "\t", "\n", "#", "# [x]", "\0",
        "\r", "\x7f", "1979-05-27", 'a = "x"\n', 'b = ["x", "y",]\n', "\n[[steps]]\n",
        'c = """\nl\n"""\n', '{ a = "x" }', '{a="x",b="y"}', "d = []\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_read_is_what_tomllib_reads(text: str) -> None:
    read = parse_plain(text)
    if read is not None:
        assert repr(read) == repr(tomllib.loads(text))


def test_the_routines_that_come_along_are_plain() -> None:
    for file in ROUTINES:
        text = file.read_text("utf-8")
        read = parse_plain(text)
        assert read is not None, f"{file.name}: home shows later by the time of tomllib"
        assert repr(read) == repr(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a = 1",
        "\n# one\n\n  a = 1 # two\n\t# three",
        "a = -12\nb = 0.25\nc = true\nd = false",
        'a = "" # "\nb = "[[x]] # {y}"',
        'a = """\n\none\ntwo"""\nb = """"""',
        'a = []\nb = [ "x" , "{y}",\n "z",\n]\n',
        'a = [{ k = "v", l-1 = "w" }, "x", {k="v"}]',
        'a = 1\n[[t]]\na = 2\n[[u]]\n[[t]]\na = "3"\n',
    ],
)
def test_plain_text_is_read(text: str) -> None:
    assert repr(parse_plain(text)) == repr(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        "a = 1\na = 2",
        "a = []\n[[a]]",
        'a = [{ k = "v", k = "w" }]',
        'a = ["x" "y"]',
        'a = ["x",, "y"]',
        'a = "x" "y"',
        'a = "x',
        'a = "\x07"',
        "a = 1 # \x07",
        'a = """x',
        "a = 01",
        "a = 1.",
        "a = True",
        "a 1",
        "[[t]",
        "a = 1\r",
    ],
)
def test_a_mistake_is_left_to_tomllib(text: str) -> None:
    assert parse_plain(text) is None
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.b = 1",
        "[a]\nb = 1",
        "a = 'x'",
        'a = "\\n"',
        'a = """x\\ny"""',
        "a = [1, 2]",
        'a = { k = "v" }',
        "a = 1_000",
        "a = 1e3",
        "a = 1979-05-27",
        "a = 1234567890123456",
        '"a" = 1',
        'a = ["x", # why\n]',
    ],
)
def test_what_is_not_plain_is_left_to_tomllib(text: str) -> None:
    assert parse_plain(text) is None
    assert tomllib.loads(text)
