"""Through a thinking or talking tool by its keys, with a look at what can be read at every step."""

from __future__ import annotations

from collections.abc import Iterator

from calmtui.content.compose import Compose
from calmtui.content.library import Library
from calmtui.content.routine import Routine
from calmtui.render.choices import OPTION_KEYS
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    FinishedScene,
    GateScene,
    GuideScene,
    KeepScene,
    RateScene,
    RereadScene,
    Scene,
)
from calmtui.tui.screens.message_desk import MessageDeskScreen
from calmtui.tui.screens.run import RunScreen
from tests.support.reference import Person

WORDS = "what I wrote"
_GROUPS = ("feel", "think", "talk", "grow")
_MOST_STEPS = 80
_MOST_PAGES = 12


def tools(library: Library) -> list[Routine]:
    """Return the bundled routines for thinking, talking, feeling and growing."""
    routines = [entry.routine for entry in library.entries if entry.routine is not None]
    return [a for a in routines if a.group in _GROUPS]


def endings(a: Routine) -> frozenset[str]:
    """Return the options that close a gate of it."""
    return frozenset(str(end) for step in a.steps for end in getattr(step, "ends", ()))


def said_by(scene: Scene) -> list[str]:
    """Return the texts that a scene must show at once."""
    match scene:
        case RateScene(question=text):
            return [text]
        case AskScene(text=text) | ChooseScene(text=text) | GateScene(text=text):
            return [text]
        case KeepScene(text=text, words=words) | RereadScene(text=text, words=words):
            return [text, words]
        case GuideScene(moment=moment):
            return [moment.phase.text]
        case FinishedScene(lines=lines):
            return list(lines)
    return []


def read(person: Person) -> str:
    """Return what can be read below the first row, without its line breaks."""
    return " ".join(" ".join(person.sees().split("\n")[1:]).split())


def unreadable(scene: Scene, seen: str) -> Iterator[str]:
    """Give the texts of a scene of which a word is missing."""
    for text in said_by(scene):
        if any(word not in seen for word in text.split()):
            yield text


async def pages(person: Person, scene: ChooseScene) -> str:
    """Return what can be read on all pages of the options."""
    seen: list[str] = []
    for _page in range(_MOST_PAGES):
        page = read(person)
        if page in seen:
            break
        seen.append(page)
        await person.press("right")
    return " ".join(seen)


def way_on(scene: Scene, ends: frozenset[str]) -> list[str]:
    """Return the keys that answer a scene and go on."""
    match scene:
        case RateScene():
            return ["5"]
        case AskScene():
            return [*WORDS.replace(" ", "_"), "enter"]
        case ChooseScene(options=options, many=many):
            place = next(n for n, option in enumerate(options) if option.id not in ends)
            return [OPTION_KEYS[place], "enter"] if many else [OPTION_KEYS[place]]
        case GuideScene(until_key=False):
            return ["n"]
        case KeepScene():
            return ["k"]
    return ["enter"]


async def walk(person: Person, a: Routine) -> list[Scene]:
    """Answer everything to the end, and return the scenes; whatever can't be read is an error."""
    scenes: list[Scene] = []
    ends = endings(a)
    for _step in range(_MOST_STEPS):
        screen = person.app.screen
        if isinstance(screen, MessageDeskScreen):
            await write_message(person, next(step for step in a.steps if isinstance(step, Compose)))
            continue
        assert isinstance(screen, RunScreen), f"{screen}, behind {scenes[-1:]}"
        session = screen.session
        scene = session.scene()
        scenes.append(scene)
        await look(person, scene)
        if isinstance(scene, FinishedScene):
            assert len(scenes) > len(a.steps) / 2
            return scenes
        await person.press(*way_on(scene, ends))
    raise AssertionError(f"no end: {scenes[-3:]}")


async def write_message(person: Person, step: Compose) -> None:
    """Write every line of a message, read the whole of it, copy it and go on."""
    for field in step.fields:
        assert not person.differences()
        seen = person.sees()
        assert all(word in seen for word in str(field.label).split()), f"{field}\n{seen}"
        await person.press(*"birch", "tab")
    assert not person.differences()
    seen = person.sees()
    assert seen.casefold().count("birch") >= len(step.fields), seen
    await person.press("c")
    assert not person.differences()
    await person.press("escape")


async def look(person: Person, scene: Scene) -> None:
    """Compare the terminal with the screen, and read it."""
    assert not person.differences()
    seen = read(person)
    missing = list(unreadable(scene, seen))
    assert not missing, f"{missing}\n{person.sees()}"
    assert "~" not in seen, person.sees()
    if isinstance(scene, ChooseScene):
        seen = await pages(person, scene)
        for key, option in zip(OPTION_KEYS, scene.options, strict=False):
            shown = f"{key} {option.label}"
            assert shown in seen, f"{shown}\n{person.sees()}"
