"""The whole screen of every scene, at any size."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from math import floor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from calmtui.content.library import Library
from calmtui.content.routine import Routine
from calmtui.render.cell import Row
from calmtui.render.choices import OPTION_KEYS
from calmtui.render.layout import HIGH, RenderOptions
from calmtui.render.questions import HELP
from calmtui.render.screen import draw_screen, text_field_region
from calmtui.render.screen_state import visible_state
from calmtui.session.events import Next
from calmtui.session.outcome import SETTINGS
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    DecideScene,
    FearScene,
    FinishedScene,
    GateScene,
    GuideNotes,
    GuideScene,
    RateScene,
    Scene,
    text_options,
)
from calmtui.session.session import Session
from calmtui.session.timeline import Timeline
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.i18n import _, set_language
from calmtui.text.width import cell_width, wrap
from tests.support.engine import routine
from tests.support.frames import LOOKS, SEA, exact, guide, text, voyage

BUNDLED = Library(bundled_routines_path(), Path("/nonexistent"))
BOX, ORB, PMR, URGE = (BUNDLED.find(id) for id in ("box", "long", "pmr-7", "ride"))
SIZES = [(80, 24), (40, 12), (45, 20), (45, 60), (200, 50)]
HOSTILE = [
    "[@click=app.quit]press me[/]",
    "a [/] b",
    "波が静かに寄せて返す、それだけを見ている。" * 3,
    "e" + "\u0301" * 300 + "nd",
    "word" * 60,
    "many words in one long row that goes on and on " * 40,
]


def moments(a: Routine) -> list[float]:
    """An instant in each phase of a routine, its first round only."""
    return [p.start + p.seconds / 3 for p in Timeline.of(a).phases if p.round == 1 or p.part]


def waiting() -> GuideScene:
    """The urge in its wait, a check-in open."""
    seconds = [0.0]
    session = Session(
        URGE, Journal(Path("/nonexistent"), Path("/nonexistent"), private=True), lambda: seconds[0],
        lambda: datetime.fromtimestamp(seconds[0], UTC), quick=True, delay=1800,
    )  # fmt: skip
    while not (
        isinstance(scene := session.scene(), GuideScene) and scene.moment.phase.kind == "wait"
    ):
        session.handle(Next())
    for _round in range(301):
        seconds[0] += 1
        scene = session.scene()
    assert isinstance(scene, GuideScene)
    assert scene.check_in
    return scene


TRIGGERS = (
    "slow reply",
    "short or cold tone",
    "change of plan",
    "left out",
    "after a fight",
    "other",
)
SCENES: dict[str, tuple[Routine, Scene]] = {
    **{f"box {at:g}": (BOX, guide(BOX, at)) for at in moments(BOX)},
    **{f"orb {at:g}": (ORB, guide(ORB, at)) for at in moments(ORB)},
    **{f"pmr {at:g}": (PMR, guide(PMR, at)) for at in moments(PMR)},
    **{f"urge {at:g}": (URGE, guide(URGE, at)) for at in moments(URGE)},
    "paused": (BOX, guide(BOX, 14, paused=True)),
    "until a key": (BOX, guide(BOX, 2, until_key=True)),
    "wait": (URGE, waiting()),
    "rate": (BOX, RateScene("anxiety", "before", "How anxious are you right now?")),
    "rate half": (
        BUNDLED.find("pmr-4"),
        RateScene("anxiety", "before", "How anxious are you right now?"),
    ),
    "rate early": (
        BOX,
        RateScene("anxiety", "after", "Want to note how anxious you are now?", None, True),
    ),
    "rate pull": (URGE, RateScene("pull", "before", "How strong is the pull?", SEA)),
    "ask": (BOX, AskScene("What is it?", 1, True)),
    "ask long": (URGE, AskScene("What do you want to send? Write it here.", 20, False, SEA)),
    "choose": (
        URGE,
        ChooseScene("What happened just before?", text_options(TRIGGERS), True, True, SEA),
    ),
    "choose many": (
        BOX,
        ChooseScene("Which?", text_options(f"option {n}" for n in range(36)), True, True),
    ),
    "finished": (BOX, FinishedScene("completed", ("7 before, 4 after.",))),
    "finished early": (
        URGE,
        FinishedScene("left early", ("You stopped at 0:12. That counts.", "9 before."), SEA),
    ),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", SCENES)
def test_every_scene_fits_every_size(name: str, look: str) -> None:
    a, scene = SCENES[name]
    for columns, rows in [*SIZES, (60, 16), (59, 16), (60, 60), (70, 90), (80, 15), (300, 12)]:
        drawn = draw_screen(scene, a, columns, rows, LOOKS[look])
        assert exact(drawn, columns, rows), (columns, rows)
        if look == "ascii":
            assert all(line.isascii() for line in text(drawn))


@given(
    st.sampled_from(sorted(SCENES)),
    st.integers(0, 130),
    st.integers(0, 70),
    st.sampled_from(sorted(LOOKS)),
)
def test_no_size_raises(name: str, columns: int, rows: int, look: str) -> None:
    a, scene = SCENES[name]
    assert exact(draw_screen(scene, a, columns, rows, LOOKS[look]), columns, rows)


@pytest.mark.parametrize("size", [(39, 24), (80, 11), (20, 5)])
def test_a_smaller_window_is_told_so_in_one_line(size: tuple[int, int]) -> None:
    drawn = text(draw_screen(guide(BOX, 14), BOX, *size, RenderOptions()))
    said = [line.strip() for line in drawn if line.strip()]
    assert "larger, please" in said[-1]
    assert len(said) <= 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", LOOKS)
def test_a_guide_has_its_word_count_text_and_a_line_that_fills(
    size: tuple[int, int], look: str
) -> None:
    for name, at in (
        ("box", 14.0),
        ("box", 22.0),
        ("orb", 21.0),
        ("pmr", 33.0),
        ("pmr", 40.0),
        ("urge", 95.0),
    ):
        a = {"box": BOX, "orb": ORB, "pmr": PMR, "urge": URGE}[name]
        scene = guide(a, at)
        drawn = text(draw_screen(scene, a, *size, LOOKS[look]))
        whole = " ".join(" ".join(drawn).split())
        phase = scene.moment.phase
        assert phase.word in whole
        if look == "reduced":
            assert f" {phase.seconds:g} s " in whole
        else:
            assert f" {scene.moment.count} " in whole
        words = phase.text.split()
        assert all(word in whole for word in words)
        if name != "urge" or size == (40, 12) or look == "reduced":
            filled = "=" if look == "ascii" else "━"
            assert drawn[-1].strip(" ").startswith(filled)
            share = scene.whole
            if look == "reduced":  # as it was when the phase began
                share = floor(share * 10) / 10 if scene.sea else guide(a, phase.start).whole
            assert drawn[-1].count(filled) == round(share * (size[0] - 4))


@pytest.mark.parametrize("size", SIZES)
def test_the_time_is_shown_only_when_asked_for(size: tuple[int, int]) -> None:
    for a, at in ((BOX, 100.0), (ORB, 100.0), (PMR, 100.0), (URGE, 100.0)):
        scene = guide(a, at)
        assert "left" not in " ".join(text(draw_screen(scene, a, *size, RenderOptions())))
        assert (
            f"{int(scene.left) // 60}:{int(scene.left) % 60:02} left"
            in text(draw_screen(scene, a, *size, RenderOptions(time=True)))[
                (size[1] - min(size[1], 60)) // 2
            ]
        )


def columns_of(line: str) -> int:
    return cell_width(line.strip())


@pytest.mark.parametrize("name", SCENES)
def test_lines_of_words_are_at_most_60_wide(name: str) -> None:
    a, scene = SCENES[name]
    if isinstance(scene, GuideScene):
        phase = replace(scene.moment.phase, text="some words that go on " * 8)
        scene = replace(scene, moment=replace(scene.moment, phase=phase))
    drawn = text(draw_screen(scene, a, 200, 50, RenderOptions(reduced=True)))
    assert all(columns_of(line) <= 60 for line in drawn[1:-2])


@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_gives_way_to_a_sign_and_never_takes_the_progress(
    size: tuple[int, int],
) -> None:
    for a in (BOX, ORB, PMR, URGE):
        scene = guide(a, moments(a)[2])
        phase = replace(scene.moment.phase, text="and on " * 2000)
        drawn = text(
            draw_screen(
                replace(scene, moment=replace(scene.moment, phase=phase)), a, *size, RenderOptions()
            )
        )
        assert exact(
            draw_screen(
                replace(scene, moment=replace(scene.moment, phase=phase)), a, *size, RenderOptions()
            ),
            *size,
        )
        assert any(line.rstrip().endswith("~") for line in drawn)


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("size", SIZES)
def test_hostile_words_are_data_and_keep_the_size(said: str, size: tuple[int, int]) -> None:
    a = replaced(BOX, said)
    scenes: list[Scene] = [
        guide(a, 14), guide(a, 3), RateScene("anxiety", "before", said), AskScene(said, 5, True),
        AskScene(said, 5, True, SEA),
        ChooseScene(said, text_options((said, "b")), True, True),
        ChooseScene(said, text_options((said, "b", *"cdefgh")), True, True, SEA),
        FinishedScene("completed", (said,)), RateScene("pull", "during", said, SEA),
    ]  # fmt: skip
    for scene in scenes:
        if isinstance(scene, GuideScene):
            scene = replace(
                scene,
                moment=replace(
                    scene.moment, phase=replace(scene.moment.phase, text=said, part=said)
                ),
            )
        for look in (*LOOKS.values(), RenderOptions(message=said)):
            drawn = draw_screen(scene, a, *size, look)
            assert exact(drawn, *size)
    if len(said) < 30:
        assert said in " ".join(
            text(draw_screen(RateScene("anxiety", "before", said), BOX, *size, RenderOptions()))
        )


def replaced(a: Routine, title: str) -> Routine:
    import msgspec

    return msgspec.structs.replace(a, title=title)


@given(st.text(min_size=1, max_size=200), st.integers(1, 80))
def test_wrapped_lines_fit_and_lose_no_word(words: str, columns: int) -> None:
    lines = wrap(words, columns)
    assert all(cell_width(line) <= max(columns, 2) for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


@settings(max_examples=50)
@given(st.text(max_size=60), st.sampled_from(SIZES))
def test_any_words_keep_the_size(words: str, size: tuple[int, int]) -> None:
    assert exact(
        draw_screen(
            RateScene("anxiety", "before", words), replaced(BOX, words), *size, RenderOptions()
        ),
        *size,
    )
    assert exact(
        draw_screen(
            ChooseScene(words, text_options((words, "b")), False, True), BOX, *size, RenderOptions()
        ),
        *size,
    )


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
@pytest.mark.parametrize("name", ["choose", "choose many"])
def test_options_that_do_not_fit_leave_a_sign_and_the_keys_stay_named(
    name: str, size: tuple[int, int]
) -> None:
    a, scene = SCENES[name]
    assert isinstance(scene, ChooseScene)
    drawn = text(draw_screen(scene, a, *size, RenderOptions()))
    whole = "\n".join(drawn)
    assert "Enter" in whole
    missing = [
        option for option in scene.options if f"{option.label} " not in whole.replace("\n", " ")
    ]
    assert not missing or "Space  more" in whole


@pytest.mark.parametrize("size", [*SIZES, (60, 16)])
@pytest.mark.parametrize("name", ["choose", "choose many"])
def test_every_option_is_on_some_page_with_its_key(name: str, size: tuple[int, int]) -> None:
    a, scene = SCENES[name]
    assert isinstance(scene, ChooseScene)
    pages = [
        " ".join(" ".join(text(draw_screen(scene, a, *size, RenderOptions(page=page)))).split())
        for page in range(-9, 9)
    ]
    for key, option in zip(OPTION_KEYS, scene.options, strict=False):
        assert any(f"{key} {option.label}" in page for page in pages), option
    assert len(set(pages)) == 1 or all("Space more" in page for page in pages)


def test_every_option_that_a_file_may_have_has_a_key() -> None:
    assert len(OPTION_KEYS) == len(set(OPTION_KEYS)) >= 36
    assert not set(OPTION_KEYS) & set("nbtqx0 !?/h")


def test_a_chosen_option_is_marked_by_more_than_colour() -> None:
    a, scene = SCENES["choose"]
    drawn = text(draw_screen(scene, a, 80, 24, RenderOptions(chosen=frozenset({1}))))
    assert next(line.strip() for line in drawn if "short or cold" in line).startswith(
        "2 * short or cold tone"
    )


@pytest.mark.parametrize("size", [*SIZES, (60, 16), (80, 30)])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["ask", "ask long"])
def test_the_field_lies_in_the_room_that_its_question_leaves(
    name: str, look: str, size: tuple[int, int]
) -> None:
    a, scene = SCENES[name]
    assert isinstance(scene, AskScene)
    drawn = text(draw_screen(scene, a, *size, LOOKS[look]))
    column, row, columns, rows = text_field_region(scene, *size, LOOKS[look])
    assert column >= 0
    assert column + columns <= size[0]
    assert 0 < rows <= scene.lines
    assert all(not drawn[y][column : column + columns].strip() for y in range(row, row + rows))
    assert scene.text.split()[-1] in " ".join(drawn[:row])
    assert ("Saved in your journal." if scene.is_saved else "Not saved anywhere.") in " ".join(
        drawn[row + rows :]
    )


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (45, 20), (40, 12)])
@pytest.mark.parametrize("language", [(), ("de",)], ids=["English", "German"])
def test_how_to_continue_is_never_cut_off_below_a_field(
    language: tuple[str, ...], size: tuple[int, int]
) -> None:
    a, scene = SCENES["ask"]
    assert isinstance(scene, AskScene)
    set_language(language)
    for asked in (
        replace(scene, note=_(SETTINGS), is_saved=False),
        replace(scene, parked=True),
        replace(scene, private=True),
        scene,
    ):
        said = " ".join(text(draw_screen(asked, a, *size, RenderOptions())))
        assert "~" not in said
        assert _("Enter  continue") in said
        assert _(HELP) in said


@pytest.mark.parametrize("size", SIZES)
def test_the_tension_is_also_a_bar(size: tuple[int, int]) -> None:
    def bar(at: float) -> int:
        rows = draw_screen(guide(PMR, at), PMR, *size, RenderOptions())
        return sum(cell.char == "━" and cell.ink == ("warm", 1.0) for row in rows for cell in row)

    assert bar(30.1) == 0
    assert bar(35.0) >= 5


@pytest.mark.parametrize("size", [(80, 24), (200, 50), (100, 90)])
def test_a_hold_is_one_picture_but_for_its_count(size: tuple[int, int]) -> None:
    hold = next(p for p in Timeline.of(with_hold()).phases if p.kind == "hold")
    a = with_hold()
    one, two = (
        draw_screen(guide(a, hold.start + at), a, *size, RenderOptions()) for at in (0.1, 0.9)
    )
    # The line that fills.
    assert sum(first != second for first, second in zip(one, two, strict=True)) <= 1


def with_hold() -> Routine:
    return routine(
        '[[steps]]\nkind = "breathe"\ntext = "x"\ninhale = 4\nhold = 7\nexhale = 8\nrounds = 3\n'
    )


@given(
    st.sampled_from(["box-breathing", "long-exhale", "pmr-7", "pmr-4", "anchor-90"]),
    st.floats(0, 400),
    st.floats(0, 0.4),
    st.sampled_from([(80, 24), (40, 12), (60, 16), (200, 50), (30, 9)]),
    st.sampled_from(
        [
            RenderOptions(),
            RenderOptions(time=True),
            RenderOptions(ascii=True),
            RenderOptions(reduced=True),
            RenderOptions(reduced=True, still=True),
        ]
    ),
)
def test_what_is_seen_alike_is_drawn_alike(
    library: Library, id: str, at: float, later: float, size: tuple[int, int], look: RenderOptions
) -> None:
    """A frame that would look the same is not drawn: so nothing that shows may be missing from what
    is seen.
    """
    a = library.find(id)
    timeline = Timeline.of(a)

    def guide(seconds: float) -> GuideScene:
        moment = timeline.at(seconds)
        return GuideScene(
            moment, False, moment.elapsed / timeline.total, timeline.total - moment.elapsed
        )

    one, two = guide(at), guide(at + later)
    if visible_state(one, a, *size, look) == visible_state(two, a, *size, look):
        assert draw_screen(one, a, *size, look) == draw_screen(two, a, *size, look)


@pytest.mark.slow
@pytest.mark.parametrize("size", [*SIZES, (30, 8)])
@pytest.mark.parametrize("still", [False, True])
@pytest.mark.parametrize("a", [BOX, ORB, PMR, URGE], ids=lambda a: a.id)
def test_without_motion_nothing_changes_within_a_phase(
    a: Routine, size: tuple[int, int], still: bool
) -> None:
    look = RenderOptions(reduced=True, still=still)
    for phase in Timeline.of(a).phases[:30]:
        shares = (0.001, 0.26, 0.49, 0.51, 0.77, 0.999)
        seen = [
            text(draw_screen(guide(a, phase.start + share * phase.seconds), a, *size, look))
            for share in shares
        ]
        halves = seen[:3], seen[3:]
        assert all(one == half[0] for half in halves for one in half)
        # on a low screen what to mind takes the place of a text, halfway through it
        assert seen[0] == seen[-1] or (phase.kind == "say" and size[1] < HIGH)


def test_reduced_motion_says_how_long_a_phase_is_and_how_far_the_whole_is() -> None:
    look = RenderOptions(reduced=True)
    shown = [text(draw_screen(guide(BOX, at), BOX, 80, 24, look)) for at in (12.1, 15.9, 204.1)]
    assert all("4 s" in "\n".join(lines) for lines in shown)
    assert shown[0] == shown[1]
    filled = [lines[-1].count("━") for lines in shown]
    assert filled[0] < filled[2]


@pytest.mark.slow
def test_without_motion_a_wait_fills_its_line_a_tenth_at_a_time() -> None:
    look = RenderOptions(reduced=True)
    shares = [number / 100 for number in range(101)]
    shown = [
        text(draw_screen(replace(waiting(), sea=voyage(share)), URGE, 80, 24, look))[-1]
        for share in shares
    ]
    assert len(set(shown)) == 11


@pytest.mark.parametrize(
    ("columns", "said"), [(80, "Is this about safety? Press !"), (45, "Not safe? !")]
)
def test_the_way_to_safety_can_be_tapped_and_help_is_named_below_as_well(
    columns: int, said: str
) -> None:
    head, *body = draw_screen(
        RateScene("pull", "before", "How strong?"), URGE, columns, 24, RenderOptions()
    )
    assert "".join(cell.char for cell in head if cell.key == "!") == said
    assert any(cell.key == "!" for row in body for cell in row)


LONG = text_options(f"a rather long option that says what number {n} of them is" for n in range(12))


@pytest.mark.parametrize("size", [(40, 12), (45, 20), (60, 16)])
@pytest.mark.parametrize("many", [False, True])
def test_a_long_option_is_wrapped_and_stays_whole_on_its_page(
    size: tuple[int, int], many: bool
) -> None:
    scene = ChooseScene("Which?", LONG, many, True)
    pages = [
        " ".join(" ".join(text(draw_screen(scene, BOX, *size, RenderOptions(page=page)))).split())
        for page in range(12)
    ]
    for key, option in zip(OPTION_KEYS, scene.options, strict=False):
        assert any(f"{key} {option.label}" in page for page in pages), option
    assert not any("~" in page for page in pages)
    assert len(set(pages)) == 1 or all("Space more" in page for page in pages)


_FEAR = "Is part of this a fear of being hurt, threatened, followed, controlled or punished?"
_WAYS = text_options(("Let it go", "Wait", "Write it as a request", "Send it", "Someone else"))


def ways(words: str) -> DecideScene:
    """The choices at the end of an urge, below these words."""
    return DecideScene("What now?", _WAYS, words, "a moment ago", "9 then.", SEA, True)


@pytest.mark.parametrize("size", [(45, 20), (45, 80), (80, 24)])
@pytest.mark.parametrize(
    ("scene", "numbers"),
    [
        (ChooseScene(_FEAR, text_options(("no", "yes", "not sure")), False, True, SEA), 3),
        (ChooseScene("Which?", LONG[:3], False, True), 3),
        (GateScene("A number this high.", ("orb", "box")), 2),
        (FearScene("Then this is not a thought to argue with.", "Stay with the sea"), 3),
        (ways("are you there"), 5),
    ],
    ids=["sea", "long", "gate", "fear", "ways"],
)
def test_what_is_tapped_is_a_row_apart(scene: Scene, numbers: int, size: tuple[int, int]) -> None:
    drawn = draw_screen(scene, URGE, *size, RenderOptions(titles=("Longer out-breath", "Box")))
    rows = {
        number: [y for y, row in enumerate(drawn) if any(cell.key == number for cell in row)]
        for number in map(str, range(1, numbers + 1))
    }
    for number, after in pairwise(rows):
        assert rows[after][0] - rows[number][-1] == 2, "\n".join(text(drawn))
    for own in rows.values():
        assert own == list(range(own[0], own[-1] + 1))  # a long one stays together


def test_words_of_the_person_come_before_room_for_a_finger() -> None:
    drawn = text(draw_screen(ways("one line\n" * 5), URGE, 45, 20, RenderOptions()))
    assert sum("one line" in line for line in drawn) == 5


def shape_rows(a: Routine, at: float, columns: int, rows: int) -> list[int]:
    """The rows on which a guide's shape has something, without the line that fills."""
    screen = draw_screen(guide(a, at), a, columns, rows, RenderOptions())
    return [y for y, row in enumerate(screen[1:-1], 1) if any(c.char in "█▀▄" for c in row)]


@pytest.mark.parametrize("size", [(24 + 16, 20), (45, 20), (45, 80), (59, 30), (80, 24)])
@pytest.mark.parametrize("a", [BOX, ORB], ids=["square", "orb"])
def test_a_shape_is_drawn_wherever_there_is_room_and_keeps_its_size(
    a: Routine, size: tuple[int, int]
) -> None:
    phases = [phase for phase in Timeline.of(a).phases if phase.round == 1]
    sides = [p.start + 0.01 for p in phases if a is BOX or p.kind == "exhale"]
    seen = [shape_rows(a, at, *size) for at in sides]
    assert len({rows[-1] for rows in seen}) == 1  # the light may rise above the upper side
    first, last = min(rows[0] for rows in seen), seen[0][-1]
    at = sides[-1]
    height = last - first + 1
    assert 7 <= height <= size[0] / 2 + 1
    words = [y for y, line in enumerate(text(draw(a, at, *size))) if line.strip()]
    assert any(0 < y - last <= 2 for y in words), "the words are right below"


@pytest.mark.parametrize("size", [(45, 80), (45, 40), (58, 34), (70, 60), (80, 24)])
def test_a_figure_is_whole_and_its_words_are_beside_or_below_it(size: tuple[int, int]) -> None:
    at = next(p.start for p in Timeline.of(PMR).phases if p.kind == "tense") + 2
    columns, rows = size
    drawn = draw(PMR, at, columns, rows)
    figure = [
        (y, x)
        for y, row in enumerate(drawn[:-1])
        for x, cell in enumerate(row)
        if cell.char in "█▀▄"
    ]
    low, right = max(y for y, _x in figure), max(x for _y, x in figure)
    height = low - min(y for y, _x in figure) + 1
    assert height >= 16, "a figure has 33 pixels at least"
    lines = text(drawn)
    moment = guide(PMR, at).moment
    row = next(y for y, line in enumerate(lines) if moment.phase.word in line)
    is_below = row > low
    is_beside = lines[row].index(moment.phase.word) > right
    assert is_below or is_beside
    assert moment.phase.part in " ".join(lines)
    assert any("━" in line for line in lines[:-1]), "how tight it is"


def draw(a: Routine, at: float, columns: int, rows: int) -> list[Row]:
    return draw_screen(guide(a, at), a, columns, rows, RenderOptions())


def test_the_larger_figure_is_chosen() -> None:
    def height(columns: int, rows: int) -> int:
        seen = shape_rows(PMR, moments(PMR)[1], columns, rows)
        return seen[-1] - seen[0] + 1

    assert height(70, 60) > 2 * height(80, 24) - 4


@pytest.mark.parametrize("size", [(45, 20), (45, 80)])
def test_the_sea_of_an_urge_is_on_an_upright_screen_too(size: tuple[int, int]) -> None:
    columns, rows = size
    pull = draw_screen(SCENES["rate pull"][1], URGE, columns, rows, RenderOptions())
    wait = draw_screen(SCENES["wait"][1], URGE, columns, rows, RenderOptions())
    for screen in pull, wait:
        water = [row for row in screen if all(cell.ground or cell.char in "█▇" for cell in row)]
        assert len(water) >= 2, "from edge to edge"


@pytest.mark.parametrize("size", [(40, 12), (45, 20), (80, 24)])
@pytest.mark.parametrize(
    "note", ["", "There are no holds in this one.", "a note of two lines " * 3]
)
def test_a_text_of_six_lines_is_whole_beside_keys_and_a_note(
    size: tuple[int, int], note: str
) -> None:
    words = "If it mostly went well, the guess may be louder than the facts. " * 3
    a = routine(f'[[steps]]\nkind = "say"\ntext = "{words.strip()}"\nseconds = 30')
    scene = replace(guide(a, 1.0), aside=GuideNotes(note=note))
    shown = text(draw_screen(scene, a, *size, RenderOptions(keys=True)))
    assert " ".join(" ".join(shown).split()).count("louder than the facts.") == 3


def test_a_note_of_two_lines_is_read_where_the_keys_take_two() -> None:
    a = routine('[[steps]]\nkind = "say"\ntext = "A text."\nseconds = 30')
    note = "There are no holds in this one, and none in the next one either."
    scene = replace(guide(a, 1.0), aside=GuideNotes(note=note))
    shown = text(draw_screen(scene, a, 45, 20, RenderOptions(keys=True)))
    assert note in " ".join(" ".join(shown).split())
