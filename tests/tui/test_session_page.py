"""A session in full: seen, corrected, and erased in part or whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from calmtui.history.sessions import PastSession, fold_sessions
from tests.support.engine import Clock
from tests.support.folders import bytes_under
from tests.support.reference import Person, before
from tests.support.ways import Setting, past_urge

WORDS = "no answer since noon"
SIZES = [(80, 24), (40, 12), (45, 80), (45, 20), (200, 50)]


@pytest.fixture
def setting(tmp_path: Path, time: Clock) -> Setting:
    made = Setting(time, tmp_path)
    past_urge(made)
    return made


@asynccontextmanager
async def session_of(setting: Setting, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
    """The session in full, its first entry under the cursor."""
    async with before(setting.app(), setting.time, size) as person:
        await person.press("l", "enter", "enter")
        yield person


def saved(setting: Setting) -> PastSession:
    (past,) = fold_sessions(setting.journal.records())
    return past


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
async def test_all_that_was_given_can_be_read(setting: Setting, size: tuple[int, int]) -> None:
    async with session_of(setting, size) as person:
        seen = person.sees()
        for _ in range(8):
            await person.press("j")
            seen += person.sees()
    for words in ("pull before", "pull after 5 min", "10", "slow reply", WORDS, "let it go"):
        assert words in seen


@pytest.mark.slow
async def test_an_answer_at_a_gate_is_shown_with_its_question(tmp_path: Path, time: Clock) -> None:
    setting = Setting(time, tmp_path)
    contents: tuple[dict[str, Any], ...] = (
        {"what": "begun", "routine": "i-checked", "title": "I checked"},
        {"what": "answered", "key": "checked", "value": ["read old messages"]},
        {"what": "ended", "how": "completed", "practised": 0.0},
    )
    for number, one in enumerate(contents):
        when = time.now().isoformat()
        setting.journal.append({"v": 1, "session": "a", "id": f"a{number}", "at": when, **one})
    async with session_of(setting) as person:
        seen = person.sees()
    assert "What was it?" in seen


@pytest.mark.slow
async def test_a_number_is_corrected_and_the_record_of_it_stays(setting: Setting) -> None:
    async with session_of(setting) as person:
        await person.press("3")  # nobody asked for a number yet
        assert saved(setting).before == {"pull": 8}
        await person.press("enter", "x")
        assert saved(setting).before == {"pull": 10}
        assert "Saved." in person.sees()
        await person.press("enter", "escape", "2")
        assert saved(setting).before == {"pull": 10}
        assert "History" not in person.sees()
    kinds = [record["what"] for record in setting.journal.records()]
    assert kinds.count("rated") == 3
    assert kinds.count("changed") == 1


@pytest.mark.slow
async def test_words_are_corrected(setting: Setting) -> None:
    async with session_of(setting) as person:
        await person.press("j", "j", "enter", "!", "enter")
        assert saved(setting).answers["because"] == f"{WORDS}, and it was late!"
        await person.press("enter", "x", "y", "escape")
        assert saved(setting).answers["because"] == f"{WORDS}, and it was late!"


@pytest.mark.slow
async def test_an_answer_is_erased_from_every_file_once_it_is_asked_for_twice(
    setting: Setting, tmp_path: Path
) -> None:
    async with session_of(setting) as person:
        await person.press("j", "j", "enter", "!", "enter")
        await person.press("e", "k", "j", "e")  # asked of it anew, after another one
        assert WORDS in saved(setting).answers["because"]
        await person.press("e")
        assert "Erased." in person.sees()
        assert WORDS not in person.sees()
    assert WORDS.encode() not in bytes_under(tmp_path)
    assert saved(setting).answers["trigger"] == ["slow reply"]


async def test_a_number_is_erased(setting: Setting) -> None:
    async with session_of(setting) as person:
        await person.press("e", "e")
    past = saved(setting)
    assert (past.before, past.after) == ({}, {"pull": 5})
    assert not any(record.get("when") == "before" for record in setting.journal.records())


@pytest.mark.slow
async def test_how_it_went_later_is_added(setting: Setting) -> None:
    async with session_of(setting) as person:
        await person.press("w", *"calmer", "enter")
        assert "calmer" in person.sees()
        await person.press("w", "space", "enter")  # nothing was written
    answers = [record for record in setting.journal.records() if record.get("key") == "later"]
    assert [record["value"] for record in answers] == ["calmer"]


@pytest.mark.slow
async def test_the_session_is_erased_after_a_question(setting: Setting, tmp_path: Path) -> None:
    async with session_of(setting) as person:
        await person.press("d")
        assert "Erase this session?" in person.sees()
        await person.press("enter")
        assert "Erased." in person.sees()
    assert WORDS.encode() not in bytes_under(tmp_path)


@pytest.mark.slow
async def test_a_private_session_changes_nothing(setting: Setting, tmp_path: Path) -> None:
    setting.journal.is_private = True
    files = bytes_under(tmp_path)
    async with session_of(setting) as person:
        for keys in (["enter", "3"], ["e", "e"], ["w"]):
            await person.press(*keys)
            assert "A private session writes nothing" in person.sees()
    assert bytes_under(tmp_path) == files


@pytest.mark.slow
async def test_a_disk_that_refuses_is_named_and_nothing_is_lost(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with session_of(setting) as person:
        monkeypatch.setattr(setting.journal, "append", refuse)
        await person.press("enter", "3")
        assert "Not saved: no space left on device" in person.sees()
    assert saved(setting).before == {"pull": 8}


@pytest.mark.slow
async def test_an_answer_that_a_disk_would_not_erase_is_named_so(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    async with session_of(setting) as person:
        await person.press("j", "j")
        monkeypatch.setattr("calmtui.storage.files.rewrite_file", refuse)
        await person.press("e", "e")
        assert "It may still be in a file: no space left on device." in " ".join(
            person.sees().split()
        )
        assert "Erased." not in person.sees()


@pytest.mark.slow
async def test_what_was_picked_is_erased_but_not_rewritten(setting: Setting) -> None:
    async with session_of(setting) as person:
        await person.press("j", "enter")
        assert "can be erased" in person.sees()
        await person.press("e", "e")
    assert "trigger" not in saved(setting).answers
