"""Changing one setting: every other byte of the file stays, and reading it gives the value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calmtui.config.change import add_row, change_row, save_value, with_value
from calmtui.config.settings import Person, Settings, read_settings
from calmtui.content.toml import FileError

VALUES: dict[str, tuple[object, ...]] = {
    "theme": ("dusk", "paper", "terminal"),
    "private": (True, False),
    "partner": ("Noor", 'a "b" \\ c', "Åse"),
    "things": ([], ["a bath"], ["a", 'b # "c"']),
}
OLD = {
    "theme": ('"paper"', "'dusk'", '"""\npaper"""', '"purple"'),
    "private": ("true", "false", "1"),
    "partner": ('"Mo = # x"', "'[a]'", '"""a\n\nb = 1\n[c]"""'),
    "things": ("[]", '["x"]', '[\n  "x", # one\n  "y", # ]\n]', "['p']"),
}
OTHERS = (
    "# theme = 1",
    "",
    "  \t",
    "motion = 'none'  # as it was",
    '"un known".x = [1, {a = "]"}, # b\n  2]',
    "country = '''\ntheme = \"x\"\n'''",
    "settle = nan",
    "at = 2026-11-28T18:00:00Z",
)
TABLES = (
    "# about t\n[t]\ntheme = 1 # not ours",
    "[ a.\"b\" ]\n'private' = false",
    "[[cards]]\n\n# end",
)


class Written(NamedTuple):
    """A file before a change: its lines, and where the key's value stands in it, if it does."""

    before: str
    value: str
    after: str
    has_key: bool

    @property
    def text(self) -> str:
        return self.before + self.value + self.after


@st.composite
def files(draw: st.DrawFn, key: str) -> Written:
    """A file as people may write it."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    lines = draw(st.lists(st.sampled_from(OTHERS), unique=True, max_size=5))
    tables = draw(st.lists(st.sampled_from(TABLES), unique=True, max_size=3))
    has_key = draw(st.booleans())
    place = draw(st.integers(0, len(lines)))
    name = draw(st.sampled_from([key, f'"{key}"', f"  '{key}'\t"]))
    comment = draw(st.sampled_from(["", "   # mine = 1", "\t"]))
    value = draw(st.sampled_from(OLD[key]))
    before, after = lines[:place], [*lines[place:], *tables]
    last = draw(st.sampled_from(["", end]))
    parts = ["".join(f"{line}\n" for line in before), "", "\n".join(after)]
    if has_key:
        parts[0] += f"{name} = "
        parts[1] = value
        parts[2] = f"{comment}\n{parts[2]}"
    whole = [part.replace("\n", end) for part in parts]
    return Written(whole[0], whole[1], whole[2] + last, has_key)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, object, Written, bytes]:
    key = draw(st.sampled_from(sorted(VALUES)))
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return key, draw(st.sampled_from(VALUES[key])), draw(files(key)), mark


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes())
def test_every_other_byte_stays_and_the_value_is_read(
    tmp_path: Path, change: tuple[str, object, Written, bytes]
) -> None:
    key, value, file, mark = change
    path = tmp_path / "settings.toml"
    path.write_bytes(mark + file.text.encode())
    other = read_settings(path)[0]
    assert save_value(path, key, value) == with_value(other, key, value)
    data = path.read_bytes()
    assert data.startswith(mark)
    changed = data.removeprefix(mark).decode()
    if file.has_key:
        assert changed.startswith(file.before)
        assert changed.endswith(file.after)
    else:
        assert without_the_new_line(changed, key) == without_ends(file.text)
        assert ("\r\n" in file.text) == ("\r\n" in changed) or "\n" not in file.text
        assert "\n" not in changed.replace("\r\n", "") or "\r\n" not in changed
    assert path.stat().st_mode & 0o777 == 0o600


def without_the_new_line(text: str, key: str) -> str:
    """A text without the one line of it that begins with a key, and without line ends."""
    lines = text.splitlines()
    new = [place for place, line in enumerate(lines) if line.startswith(f"{key} = ")]
    at = new[0]
    if key == "theme" and len(new) > 1:  # one is in a string or a table
        at = next(place for place in new if '"x"' not in lines[place] and "#" not in lines[place])
    return "".join(line for place, line in enumerate(lines) if place != at)


def without_ends(text: str) -> str:
    return "".join(text.splitlines())


def test_what_protects_elsewhere_in_the_file_still_does(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[mine]\nprivate = true\n")
    assert save_value(path, "private", False).private


def test_a_new_key_stands_above_the_comment_of_the_first_table(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# mine\n\n# my sister\n# and Ana\n[t]\nx = 1\n")
    save_value(path, "theme", "paper")
    expected = '# mine\n\ntheme = "paper"\n\n# my sister\n# and Ana\n[t]\nx = 1\n'
    assert path.read_text() == expected


# Rows

ANA, SIS = Person("Ana", "call her", "listens"), Person("my sister")
BLOCKS = (
    '# people\n\n[[people]] # first\nname = "Ana"\nreach = "call her" # or write\n'
    'good = "listens"\n\n# she is far away\n[[people]]\nname = "my sister"\n\n# end\n[x]\ny = 1\n'
)
INLINE = (
    'people = [ # mine\n  { name = "Ana", reach = "call her", good = "listens" }, # first\n'
    '  { name = "my sister" }, # far away\n]\n# end\n[x]\ny = 1\n'
)


@pytest.mark.parametrize("text", [BLOCKS, INLINE, BLOCKS.replace("\n", "\r\n")])
@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (ANA, Person("Ana", "write to her", "listens"), ["# first", "# end", "# mine|# people"]),
        (ANA, Person("Ana"), ["# first", "# end", "far away"]),
        (SIS, Person("my sister", "", "is there"), ["# first", "# end", "far away"]),
        (SIS, None, ["# first", "# end"]),
        (ANA, None, ["# end", "far away"]),
    ],
)
def test_one_person_changes(
    tmp_path: Path, text: str, old: Person, new: Person | None, kept: list[str]
) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(text.encode())
    change_row(path, "people", old, new)
    changed = path.read_bytes().decode()
    for words in kept:
        assert any(word in changed for word in words.split("|")), changed
    people = read_settings(path)[0].people
    assert people == tuple(new if one == old else one for one in (ANA, SIS) if new or one != old)
    assert ("\r\n" in text) == ("\r\n" in changed)
    assert "y = 1" in changed


def test_of_a_person_only_what_is_new_is_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(BLOCKS)
    change_row(path, "people", SIS, Person("my sister", "call her"))
    expected = BLOCKS.replace('"my sister"\n', '"my sister"\nreach = "call her"\n')
    assert path.read_text() == expected
    change_row(path, "people", ANA, Person("Ana", "write"))
    expected = expected.replace('"call her" # or', '"write" # or').replace('good = "listens"\n', "")
    assert path.read_text() == expected


def test_the_last_row_can_go_and_come_again(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    add_row(path, "people", ANA)
    assert path.read_text() == ('[[people]]\nname = "Ana"\nreach = "call her"\ngood = "listens"\n')
    change_row(path, "people", ANA, None)
    assert path.read_text() == ""
    add_row(path, "things", "a bath")
    change_row(path, "things", "a bath", "a walk")
    assert path.read_text() == 'things = ["a walk"]\n'
    change_row(path, "things", "a walk", None)
    assert path.read_text() == "things = []\n"
    path.write_text("# end")
    add_row(path, "people", SIS)
    assert path.read_text() == '# end\n\n[[people]]\nname = "my sister"\n'


@pytest.mark.slow
@given(st.lists(st.sampled_from(["add", "change", "remove"]), max_size=8), st.data())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@pytest.mark.parametrize("start", ["", BLOCKS, INLINE])
def test_rows_are_as_they_were_left(
    tmp_path: Path, start: str, steps: list[str], data: st.DataObject
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(start)
    rows = list(read_settings(path)[0].people)
    persons = st.builds(Person, st.sampled_from(["A", 'b"', "ç # ="]), st.sampled_from(["", "x"]))
    for step in steps:
        if step == "add":
            rows.append(data.draw(persons))
            add_row(path, "people", rows[-1])
            continue
        if not rows:
            continue
        old = rows[data.draw(st.integers(0, len(rows) - 1))]
        new = data.draw(persons) if step == "change" else None
        change_row(path, "people", old, new)
        place = rows.index(old)
        rows[place : place + 1] = [new] if new else []
    assert read_settings(path) == (Settings(people=tuple(rows)), ()) or "[x]" in start
    assert read_settings(path)[0].people == tuple(rows)
    assert ("y = 1" in path.read_text()) == bool(start)


# What can't be changed


@pytest.mark.parametrize(
    ("text", "key", "value", "said"),
    [
        ("theme = ", "theme", "dusk", ":1: not valid TOML: Invalid value, found 'theme ='"),
        ("[theme]\nx = 1\n", "theme", "dusk", ":1: theme: can only be changed in the file itself"),
        ("theme.x = 1\n", "theme", "dusk", ":1: theme: can only be changed in the file itself"),
        ("", "motion", "wild", ': motion: expected "full", "reduced" or "none"'),
        ("", "private", "yes", ": private: expected true or false, found 'yes'"),
        ("", "colour", "red", ": colour: unknown key"),
    ],
)
def test_what_can_not_be_written_is_said_and_the_file_stays(
    tmp_path: Path, text: str, key: str, value: object, said: str
) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(FileError) as error:
        save_value(path, key, value)
    assert said in str(error.value)
    assert path.read_text() == text


def test_a_read_only_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# mine\n")
    path.chmod(0o444)
    with pytest.raises(PermissionError):
        save_value(path, "theme", "paper")
    assert path.read_text() == "# mine\n"
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


def test_a_row_that_another_terminal_has_taken_away_is_said(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(BLOCKS)
    with pytest.raises(FileError, match="it is no longer in the file"):
        change_row(path, "people", Person("Bo"), None)
    assert path.read_text() == BLOCKS


def test_a_list_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(f"things = {json.dumps([str(n) for n in range(36)])}\n")
    with pytest.raises(FileError, match="at most 36 are possible"):
        add_row(path, "things", "one more")
