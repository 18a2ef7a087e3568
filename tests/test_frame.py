"""The whole screen of every scene, at any size."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from calmtui.asking import OPTION_KEYS
from calmtui.frame import ask_place, draw, seen
from calmtui.journal import Journal
from calmtui.layout import Look
from calmtui.lettering import width_of, wrap
from calmtui.library import Library
from calmtui.paths import bundled_routines
from calmtui.routine import Routine
from calmtui.scene import Ask, Choose, Finished, Guide, Rate, Scene
from calmtui.session import Session
from calmtui.shapes import Row
from calmtui.timeline import Sea, Timeline

from .conftest import routine

BUNDLED = Library(bundled_routines(), Path("/nonexistent"))
BOX, ORB, PMR, URGE = (BUNDLED.find(id) for id in ("box", "long", "pmr-7", "ride"))
SIZES = [(80, 24), (40, 12), (200, 50)]
HOSTILE = [
    "[@click=app.quit]press me[/]",
    "a [/] b",
    "波が静かに寄せて返す、それだけを見ている。" * 3,
    "e" + "\u0301" * 300 + "nd",
    "word" * 60,
    "many words in one long row that goes on and on " * 40,
]
TIRED = Look(reduced=True)
LOOKS = {"full": Look(), "ascii": Look(ascii=True), "reduced": TIRED, "time": Look(time=True)}


def moments(a: Routine) -> list[float]:
    """An instant in each phase of a routine, its first round only."""
    return [p.start + p.seconds / 3 for p in Timeline.of(a).phases if p.round == 1 or p.part]


def guide(a: Routine, at: float, **more: object) -> Guide:
    timeline = Timeline.of(a)
    sea = Sea(at / timeline.total, at, ((0.1, 9), (0.4, 6))) if a.delay else None
    shown = Guide(timeline.at(at), False, at / timeline.total, timeline.total - at, sea)
    return replace(shown, **more)


def waiting() -> Guide:
    """The urge in its wait, a check-in open."""
    seconds = [0.0]
    session = Session(
        URGE, Journal(Path("/nonexistent"), Path("/nonexistent"), private=True), lambda: seconds[0],
        lambda: datetime.fromtimestamp(seconds[0], UTC), quick=True, delay=1800,
    )  # fmt: skip
    while not (isinstance(scene := session.scene(), Guide) and scene.moment.phase.kind == "wait"):
        session.next()
    for _ in range(301):
        seconds[0] += 1
        scene = session.scene()
    assert isinstance(scene, Guide)
    assert scene.check_in
    return scene


SEA = Sea(0.4, 12.0, ((0.0, 9), (0.3, 7)))
TRIGGERS = ("slow reply", "short or cold tone", "change of plan", "left out", "after a fight", "other")
SCENES: dict[str, tuple[Routine, Scene]] = {
    **{f"box {at:g}": (BOX, guide(BOX, at)) for at in moments(BOX)},
    **{f"orb {at:g}": (ORB, guide(ORB, at)) for at in moments(ORB)},
    **{f"pmr {at:g}": (PMR, guide(PMR, at)) for at in moments(PMR)},
    **{f"urge {at:g}": (URGE, guide(URGE, at)) for at in moments(URGE)},
    "paused": (BOX, guide(BOX, 14, paused=True)),
    "until a key": (BOX, guide(BOX, 2, until_key=True)),
    "wait": (URGE, waiting()),
    "rate": (BOX, Rate("anxiety", "before", "How anxious are you right now?")),
    "rate half": (BUNDLED.find("pmr-4"), Rate("anxiety", "before", "How anxious are you right now?")),
    "rate early": (BOX, Rate("anxiety", "after", "Want to note where you are?", None, True)),
    "rate pull": (URGE, Rate("pull", "before", "How strong is the pull?", SEA)),
    "ask": (BOX, Ask("What is it?", 1, True)),
    "ask long": (URGE, Ask("What do you want to send? Write it here.", 20, False, SEA)),
    "choose": (URGE, Choose("What happened just before?", TRIGGERS, True, True, SEA)),
    "choose many": (BOX, Choose("Which?", tuple(f"option {n}" for n in range(36)), True, True)),
    "finished": (BOX, Finished("completed", ("7 before, 4 after.",))),
    "finished early": (URGE, Finished("left early", ("You stopped at 0:12. That counts.", "9 before."), SEA)),
}


def text(rows: list[Row]) -> list[str]:
    return ["".join(cell.char for cell in row) for row in rows]


def exact(rows: list[Row], columns: int, high: int) -> bool:
    """Whether the rows have just so many cells, and on a terminal just that width."""
    return len(rows) == high and all(
        len(row) == columns and width_of("".join(c.char for c in row)) == columns for row in rows
    )


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", SCENES)
def test_every_scene_fits_every_size(name: str, look: str) -> None:
    a, scene = SCENES[name]
    for columns, rows in [*SIZES, (60, 16), (59, 16), (60, 60), (70, 90), (80, 15), (300, 12)]:
        drawn = draw(scene, a, columns, rows, LOOKS[look])
        assert exact(drawn, columns, rows), (columns, rows)
        if look == "ascii":
            assert all(line.isascii() for line in text(drawn))


@given(st.sampled_from(sorted(SCENES)), st.integers(0, 130), st.integers(0, 70), st.sampled_from(sorted(LOOKS)))
def test_no_size_raises(name: str, columns: int, rows: int, look: str) -> None:
    a, scene = SCENES[name]
    assert exact(draw(scene, a, columns, rows, LOOKS[look]), columns, rows)


@pytest.mark.parametrize("size", [(39, 24), (80, 11), (20, 5)])
def test_a_smaller_window_is_told_so_in_one_line(size: tuple[int, int]) -> None:
    drawn = text(draw(guide(BOX, 14), BOX, *size, Look()))
    said = [line.strip() for line in drawn if line.strip()]
    assert "larger, please" in said[-1]
    assert len(said) <= 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", LOOKS)
def test_a_guide_has_its_word_count_text_and_a_line_that_fills(size: tuple[int, int], look: str) -> None:
    for name, at in (("box", 14.0), ("box", 22.0), ("orb", 21.0), ("pmr", 33.0), ("pmr", 40.0), ("urge", 95.0)):
        a = {"box": BOX, "orb": ORB, "pmr": PMR, "urge": URGE}[name]
        scene = guide(a, at)
        drawn = text(draw(scene, a, *size, LOOKS[look]))
        whole = " ".join(" ".join(drawn).split())
        phase = scene.moment.phase
        assert phase.word in whole
        assert f" {scene.moment.count} " in whole
        words = phase.text.split()
        assert all(word in whole for word in words)
        if name != "urge" or size == (40, 12) or look == "reduced":
            filled = "=" if look == "ascii" else "━"
            assert drawn[-1].strip(" ").startswith(filled)
            assert drawn[-1].count(filled) == round(scene.whole * (size[0] - 4))


@pytest.mark.parametrize("size", SIZES)
def test_the_time_is_shown_only_when_asked_for(size: tuple[int, int]) -> None:
    for a, at in ((BOX, 100.0), (ORB, 100.0), (PMR, 100.0), (URGE, 100.0)):
        scene = guide(a, at)
        assert "left" not in " ".join(text(draw(scene, a, *size, Look())))
        assert (
            f"{int(scene.left) // 60}:{int(scene.left) % 60:02} left"
            in text(draw(scene, a, *size, Look(time=True)))[(size[1] - min(size[1], 60)) // 2]
        )


def columns_of(line: str) -> int:
    return width_of(line.strip())


@pytest.mark.parametrize("name", SCENES)
def test_lines_of_words_are_at_most_60_wide(name: str) -> None:
    a, scene = SCENES[name]
    if isinstance(scene, Guide):
        phase = replace(scene.moment.phase, text="some words that go on " * 8)
        scene = replace(scene, moment=replace(scene.moment, phase=phase))
    drawn = text(draw(scene, a, 200, 50, Look(reduced=True)))
    assert all(columns_of(line) <= 60 for line in drawn[1:-2])


@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_gives_way_to_a_sign_and_never_takes_the_progress(size: tuple[int, int]) -> None:
    for a in (BOX, ORB, PMR, URGE):
        scene = guide(a, moments(a)[2])
        phase = replace(scene.moment.phase, text="and on " * 2000)
        drawn = text(draw(replace(scene, moment=replace(scene.moment, phase=phase)), a, *size, Look()))
        assert exact(draw(replace(scene, moment=replace(scene.moment, phase=phase)), a, *size, Look()), *size)
        assert any(line.rstrip().endswith("~") for line in drawn)


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("size", SIZES)
def test_hostile_words_are_data_and_keep_the_size(said: str, size: tuple[int, int]) -> None:
    a = replaced(BOX, said)
    scenes: list[Scene] = [
        guide(a, 14), guide(a, 3), Rate("anxiety", "before", said), Ask(said, 5, True), Ask(said, 5, True, SEA),
        Choose(said, (said, "b"), True, True), Choose(said, (said, "b", *"cdefgh"), True, True, SEA),
        Finished("completed", (said,)), Rate("pull", "during", said, SEA),
    ]  # fmt: skip
    for scene in scenes:
        if isinstance(scene, Guide):
            scene = replace(
                scene, moment=replace(scene.moment, phase=replace(scene.moment.phase, text=said, part=said))
            )
        for look in (*LOOKS.values(), Look(message=said)):
            drawn = draw(scene, a, *size, look)
            assert exact(drawn, *size)
    if len(said) < 30:
        assert said in " ".join(text(draw(Rate("anxiety", "before", said), BOX, *size, Look())))


def replaced(a: Routine, title: str) -> Routine:
    import msgspec

    return msgspec.structs.replace(a, title=title)


@given(st.text(min_size=1, max_size=200), st.integers(1, 80))
def test_wrapped_lines_fit_and_lose_no_word(words: str, columns: int) -> None:
    lines = wrap(words, columns)
    assert all(width_of(line) <= max(columns, 2) for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(SIZES))
def test_any_words_keep_the_size(words: str, size: tuple[int, int]) -> None:
    assert exact(draw(Rate("anxiety", "before", words), replaced(BOX, words), *size, Look()), *size)
    assert exact(draw(Choose(words, (words, "b"), False, True), BOX, *size, Look()), *size)


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
@pytest.mark.parametrize("name", ["choose", "choose many"])
def test_options_that_do_not_fit_leave_a_sign_and_the_keys_stay_named(name: str, size: tuple[int, int]) -> None:
    a, scene = SCENES[name]
    assert isinstance(scene, Choose)
    drawn = text(draw(scene, a, *size, Look()))
    whole = "\n".join(drawn)
    assert "Enter" in whole
    missing = [option for option in scene.options if f"{option} " not in whole.replace("\n", " ")]
    assert not missing or "more: right arrow" in whole


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
@pytest.mark.parametrize("name", ["choose", "choose many"])
def test_every_option_is_on_some_page_with_its_key(name: str, size: tuple[int, int]) -> None:
    a, scene = SCENES[name]
    assert isinstance(scene, Choose)
    pages = [" ".join(" ".join(text(draw(scene, a, *size, Look(page=page)))).split()) for page in range(-9, 9)]
    for key, option in zip(OPTION_KEYS, scene.options, strict=False):
        assert any(f"{key} {option}" in page for page in pages), option
    assert len(set(pages)) == 1 or all("more: right arrow" in page for page in pages)


def test_every_option_that_a_file_may_have_has_a_key() -> None:
    assert len(OPTION_KEYS) == len(set(OPTION_KEYS)) >= 36
    assert not set(OPTION_KEYS) & set("nbtqx0 !?/h")


def test_a_chosen_option_is_marked_by_more_than_colour() -> None:
    a, scene = SCENES["choose"]
    drawn = text(draw(scene, a, 80, 24, Look(chosen=frozenset({1}))))
    assert next(line.strip() for line in drawn if "short or cold" in line).startswith("2 * short or cold tone")


@pytest.mark.parametrize("size", [*SIZES, (60, 16), (80, 30)])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["ask", "ask long"])
def test_the_field_lies_in_the_room_that_its_question_leaves(name: str, look: str, size: tuple[int, int]) -> None:
    a, scene = SCENES[name]
    assert isinstance(scene, Ask)
    drawn = text(draw(scene, a, *size, LOOKS[look]))
    column, row, columns, rows = ask_place(scene, *size, LOOKS[look])
    assert column >= 0
    assert column + columns <= size[0]
    assert 0 < rows <= scene.lines
    assert all(not drawn[y][column : column + columns].strip() for y in range(row, row + rows))
    assert scene.text.split()[-1] in " ".join(drawn[:row])
    assert ("Kept in your journal." if scene.kept else "Not kept anywhere.") in " ".join(drawn[row + rows :])


@pytest.mark.parametrize("size", SIZES)
def test_the_tension_is_also_a_bar(size: tuple[int, int]) -> None:
    assert "#" not in "".join(text(draw(guide(PMR, 30.1), PMR, *size, Look(ascii=True, reduced=True))))
    assert "#####" in "".join(text(draw(guide(PMR, 35.0), PMR, *size, Look(ascii=True, reduced=True))))


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (100, 90)])
def test_a_hold_is_one_picture_but_for_its_count(size: tuple[int, int]) -> None:
    hold = next(p for p in Timeline.of(with_hold()).phases if p.kind == "hold")
    a = with_hold()
    one, two = (draw(guide(a, hold.start + at), a, *size, Look()) for at in (0.1, 0.9))
    assert sum(first != second for first, second in zip(one, two, strict=True)) <= 1  # the line that fills


def with_hold() -> Routine:
    return routine('[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 7\nexhale = 8\nrounds = 3\n')


@given(
    st.sampled_from(["box-breathing", "long-exhale", "pmr-7", "pmr-4", "anchor-90"]),
    st.floats(0, 400),
    st.floats(0, 0.4),
    st.sampled_from([(80, 24), (40, 12), (60, 16), (200, 50), (30, 9)]),
    st.sampled_from([Look(), Look(time=True), Look(ascii=True), Look(reduced=True), Look(reduced=True, still=True)]),
)
def test_what_is_seen_alike_is_drawn_alike(
    library: Library, id: str, at: float, later: float, size: tuple[int, int], look: Look
) -> None:
    """A frame that would look the same is not drawn: so nothing that shows may be missing from what is seen."""
    a = library.find(id)
    timeline = Timeline.of(a)

    def guide(seconds: float) -> Guide:
        moment = timeline.at(seconds)
        return Guide(moment, False, moment.elapsed / timeline.total, timeline.total - moment.elapsed)

    one, two = guide(at), guide(at + later)
    if seen(one, a, *size, look) == seen(two, a, *size, look):
        assert draw(one, a, *size, look) == draw(two, a, *size, look)


def test_without_motion_nothing_changes_within_a_phase(library: Library) -> None:
    a = library.find("long-exhale")
    timeline = Timeline.of(a)
    look = Look(reduced=True, still=True)
    one, two = (Guide(timeline.at(at), False, at / 300, 300 - at) for at in (20.1, 23.9))
    assert draw(one, a, 80, 24, look) == draw(two, a, 80, 24, look)
    assert "Breathe in" in "\n".join("".join(cell.char for cell in row) for row in draw(one, a, 80, 24, look))
