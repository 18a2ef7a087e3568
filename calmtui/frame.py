"""The whole screen of a run as rows of cells: the shape, the words, the line that fills. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from unicodedata import category

from msgspec import Struct
from msgspec.structs import replace

from calmtui import shapes
from calmtui.lengths import clock_text, length_text
from calmtui.lettering import short, width, width_of, wrap
from calmtui.palette import Ink, Role
from calmtui.routine import Routine
from calmtui.scene import Ask, Choose, Copy, Decide, Desk, Fear, Finished, Guide, Rate, Reach, Scene
from calmtui.shapes import BLANK, Cell, Row, blank
from calmtui.timeline import Moment
from calmtui.words import N_, _, number_text

COLUMNS, ROWS = 40, 12  # the smallest size that a screen is made for
WIDE, HIGH = 60, 16  # below either, the shape gives way to the words
_MOST_ROWS, _MOST_COLUMNS, _TEXT_COLUMNS = 60, 120, 60
_LEAST_ROWS = 7  # fewer are no shape
_BESIDE = 24  # columns that the words beside a figure need
_STEP_SHAPES = {"tense": "figure", "release": "figure", "say": "text", "wait": "sea"}
OPTION_KEYS = "123456789adefgijlmorsuvyzACDEFGIJKLMO"  # the other letters have work of their own
_SELECTORS = {chr(code) for code in range(0xFE00, 0xFE10)}  # they widen a letter in some terminals, not in others


class Look(Struct, frozen=True):
    """How a person wants it drawn. `reduced`: words, the count and the line only; `still`: the words alone.

    `chosen` are the options marked in a Choose, `message` a line of the moment. `nested`: this run lies over a wait.
    `page` is which of the options are shown where not all fit, `other` the title of the routine that an end offers.
    `private`: a word says that nothing is kept.
    `away`: another window is in front, and nothing that the person wrote is shown.
    """

    ascii: bool = False
    reduced: bool = False
    still: bool = False
    time: bool = False
    chosen: frozenset[int] = frozenset()
    from_home: bool = True
    nested: bool = False
    private: bool = False
    message: str = ""
    page: int = 0
    other: str = ""
    away: bool = False


class Line(Struct, frozen=True):
    """A line of words: its spans as (text, role, bold)."""

    spans: tuple[tuple[str, Role, bool], ...]

    @property
    def width(self) -> int:
        """In cells."""
        return sum(width_of(text) for text, _, _ in self.spans)


def words(text: str, role: Role = "text", bold: bool = False) -> Line:
    """A line of one span."""
    return Line(((text, role, bold),))


EMPTY = words("")


def _fit(lines: list[Line], rows: int, keep: int = 0) -> list[Line]:
    """Lines for so many rows: first the empty ones go, then a sign stands for the rest, before the last `keep`."""
    lines = list(lines)
    for place in reversed(range(len(lines))):
        if len(lines) > rows and lines[place] == EMPTY:
            del lines[place]
    if len(lines) <= rows:
        return lines
    return [*lines[: max(rows - keep - 1, 0)], words("~", "dim"), *lines[len(lines) - keep :]]


def put(row: Row, column: int, line: Line) -> None:
    """Write a line of words into a row from `column`; what does not fit is cut with a sign."""
    cells, room = spelled(line), len(row) - column
    if room >= len(cells):
        row[column : column + len(cells)] = cells
    elif room >= 0:
        row[column:] = cells[:room]
        _sign(row)


@lru_cache(maxsize=128)  # the same words stand for many frames, and rows of the same cells are compared at a glance
def spelled(line: Line) -> tuple[Cell, ...]:
    """A line as cells: accents go with their letter, and the second half of a wide character is empty."""
    cells: list[Cell] = []
    last = -1
    for text, role, bold in line.spans:
        for char in text:
            wide = width(char)
            joins = not wide and last >= 0 and category(char) != "Cf" and char not in _SELECTORS
            if joins and len(cells[last].char) < 3:
                cells[last] = cells[last]._replace(char=cells[last].char + char)  # a flood of accents is cut
            if not wide or char in "\n\t":
                continue
            last = len(cells)
            cells += [Cell(char, (role, 1.0), None, bold), *[Cell("", (role, 1.0), None, bold)] * (wide - 1)]
    return tuple(cells)


@lru_cache(maxsize=512)
def _on(cell: Cell, ground: Ink | None) -> Cell:
    return cell._replace(ground=ground)


def _sign(row: Row) -> None:
    """Show at a row's end that something was cut."""
    if len(row) > 1 and not row[-1].char:  # the right half of a wide character
        row[-2] = row[-2]._replace(char=" ")
    if row:
        row[-1] = Cell("~", ("dim", 1.0))


def centred(rows: list[Row], at: int, line: Line) -> None:
    """Write a line into the middle of row `at`; rows outside the screen are left out."""
    if 0 <= at < len(rows) and line.spans:
        put(rows[at], max((len(rows[at]) - line.width) // 2, 0), line)


def lines_of(text: str, columns: int, role: Role = "text", bold: bool = False) -> list[Line]:
    """A text as lines no longer than the text column."""
    return list(_lines(text, columns, role, bold))


@lru_cache(maxsize=64)
def _lines(text: str, columns: int, role: Role, bold: bool) -> tuple[Line, ...]:
    return tuple(words(line, role, bold) for line in wrap(text, min(columns - 4, _TEXT_COLUMNS)))


def draw(scene: Scene, routine: Routine, columns: int, rows: int, look: Look) -> list[Row]:
    """The screen for a scene: `rows` rows of `columns` cells."""
    screen = blank(columns, rows)
    if columns < COLUMNS or rows < ROWS:
        _tiny(screen, scene)
        return screen
    high = min(rows, _MOST_ROWS)
    top = (rows - high) // 2
    body = screen[top : top + high]
    if look.away and isinstance(scene, Guide) and not scene.until_key:
        scene = replace(scene, doing="")
    elif look.away:  # a question, words, people, a card: the person's own
        centred(body, high // 2, words(_("Hidden until this window is in front again."), "dim"))
        return screen
    _head(body, scene, routine, look)
    if isinstance(scene, Decide | Copy | Fear | Reach | Desk):
        from calmtui import shore  # only at the end of an urge

        if not isinstance(scene, Desk):  # the desk is a screen of its own
            shore.draw(body, scene, look)
    elif isinstance(scene, Guide) and scene.sea is None:
        _guide(body, scene, routine, look)
        _progress(body[-1], scene.whole, look)
    else:
        said = _said(scene, columns, high - 3, look)
        room = _picture(scene, columns, high, len(said), look)
        if room and scene.sea is not None:
            for y, row in enumerate(shapes.sea(scene.sea, columns, room, look.ascii)):
                body[y + 1][:] = row
        elif isinstance(scene, Finished):
            from calmtui import shore

            shore.wave(body, scene, len(said), look)
        elif scene.sea is not None:
            _progress(body[-1], scene.sea.progress, look)
        at = room + 2 if room else max((high - len(said)) // 2, 2)
        for number, line in enumerate(said):
            centred(body, at + number, line)
    return screen


def _picture(scene: Scene, columns: int, high: int, said: int, look: Look) -> int:
    """How many rows the sea gets above so many lines of words; 0 when there is no room or no sea."""
    room = high - said - 4
    wide = columns >= WIDE and high >= HIGH
    if isinstance(scene, Finished):  # the person's own wave stands alone there
        return 0
    least = 18 if isinstance(scene, Rate) and scene.words else 6  # fresh eyes need the room more than the sea does
    return room if scene.sea is not None and wide and room >= least and not look.reduced else 0


def _tiny(screen: list[Row], scene: Scene) -> None:
    if not screen or not screen[0]:
        return
    text = _("larger, please: {columns}x{rows}").format(columns=COLUMNS, rows=ROWS)
    if isinstance(scene, Guide):
        phase = scene.moment.phase
        centred(
            screen,
            len(screen) // 2,
            words(f"{phase.word} {scene.moment.count}" if phase.word else "", "text", True),
        )
    put(screen[-1] if len(screen) > 1 else screen[0], 0, words(text, "dim"))


def _head(body: list[Row], scene: Scene, routine: Routine, look: Look) -> None:
    columns = len(body[0])
    right = ""
    if "safe" in routine.cautions and not isinstance(scene, Finished):
        right = _("About safety? Skip this: !") if columns >= WIDE else _("Safety? !")
    elif isinstance(scene, Guide):
        phase = scene.moment.phase
        if phase.rounds > 1:
            said = _("part {place} of {all}") if phase.part else _("{place} of {all}")
            right = said.format(place=phase.round, all=phase.rounds)
    elif isinstance(scene, Rate) and scene.when == "before":
        right = length_text(routine.seconds, look.ascii)
    if look.time and isinstance(scene, Guide):
        right = _time(scene)
    place = max(columns - width_of(right) - 2, 0)
    private = f"   {_('private')}" if look.private else ""
    put(body[0], 2, words(short(routine.title, place - 4 - width_of(private)) + private, "dim"))
    put(body[0], place, words(right, "dim"))


def _filled(share: float, columns: int) -> int:
    return round(max(min(share, 1.0), 0.0) * (columns - 4))


def _progress(row: Row, share: float, look: Look) -> None:
    """The line that fills, by weight as well as by colour."""
    if not look.still:
        row[2:-2] = _line(_filled(share, len(row)), len(row) - 4, look.ascii)


@lru_cache(maxsize=8)
def _line(filled: int, columns: int, ascii: bool) -> tuple[Cell, ...]:
    done, rest = ("=", "-") if ascii else ("━", "─")
    return (Cell(done, ("cool", 0.8)),) * filled + (Cell(rest, ("cool", 0.22)),) * (columns - filled)


def seen(scene: Scene, routine: Routine, columns: int, rows: int, look: Look) -> object:
    """What of a scene can be seen: where it is equal for two scenes, they are drawn alike."""
    if not isinstance(scene, Guide) or scene.sea is not None or columns < COLUMNS or rows < ROWS:
        return scene, look
    moment = scene.moment
    state = _state(scene, routine, columns, rows, look)(moment)
    shown = _time(scene) if look.time else ""
    still = replace(scene, moment=replace(moment, progress=0.0, left=0.0, elapsed=0.0), whole=0.0, left=0.0)
    if look.still:
        return still, moment.progress < 0.5, shown, look
    return still, moment.count, state, _filled(scene.whole, columns), shown, look


def motion(scene: Scene, routine: Routine, columns: int, rows: int, look: Look) -> Callable[[float], object]:
    """What can be seen of a shape so many seconds from now, if nobody does anything: where it is equal, it stands."""
    if look.reduced or columns < COLUMNS or rows < ROWS:
        return lambda seconds: None
    if (sea := getattr(scene, "sea", None)) is not None:
        return lambda seconds: shapes.sea_steps(sea.swell + seconds)
    if not isinstance(scene, Guide):
        return lambda seconds: None
    state, moment = _state(scene, routine, columns, rows, look), scene.moment
    return lambda seconds: state(moment.ahead(seconds))


def _state(scene: Guide, routine: Routine, columns: int, rows: int, look: Look) -> Callable[[Moment], object]:
    """What can be seen of a guide's shape at a moment of its phase."""
    high = min(rows, _MOST_ROWS)
    phase = scene.moment.phase
    shape, across, room = _shape(scene, routine, columns, high, look)
    if shape == "figure" or phase.part:
        wide = _bar_columns(columns, high, shape)
        return lambda moment: (shapes.warmth(moment), round(shapes.tension(moment) * wide))
    if shape in ("orb", "square") and phase.kind != "say":
        steps = shapes.disc_steps if shape == "orb" else shapes.path_steps
        return lambda moment: steps(moment, across, room)
    return lambda moment: None


def _time(scene: Guide) -> str:
    return _("{time} left").format(time=clock_text(scene.left + 0.999))


def _shape(scene: Guide, routine: Routine, columns: int, high: int, look: Look) -> tuple[str, int, int]:
    """The shape of a guide, and the columns and rows that it gets; `text` where there is no room for another."""
    phase = scene.moment.phase
    shape = routine.shape or _STEP_SHAPES.get(phase.kind, "orb")
    room = high - 5 - len(lines_of(phase.text, columns)) - len(_aside(scene, columns))
    if shape == "figure":
        room = high - 4 if high - 4 >= shapes.FIGURE_PIXELS / 2 else 0  # whole or not at all
    wide = columns >= WIDE and high >= HIGH
    if not wide or look.reduced or shape in ("text", "sea") or room < _LEAST_ROWS:
        return "text", 0, 0
    return shape, min(columns, _MOST_COLUMNS), room


def _guide(body: list[Row], scene: Guide, routine: Routine, look: Look) -> None:
    columns, high = len(body[0]), len(body)
    moment = scene.moment
    phase = moment.phase
    shape, across, room = _shape(scene, routine, columns, high, look)
    text = lines_of(phase.text, columns, "text" if phase.kind == "say" else "second")
    text += _aside(scene, columns) if shape in ("orb", "square") else []
    hint = _hint(scene, look)
    if shape == "text":
        _words_alone(body, scene, text, hint, look)
        return
    if shape == "figure":
        _beside_figure(body, scene, text, hint, look)
        return
    draw_shape = {"square": shapes.square, "orb": shapes.orb}[shape]
    picture = draw_shape(moment if phase.kind != "say" else None, across, room, look.ascii)
    left = (columns - across) // 2
    for y, row in enumerate(picture):
        body[y + 1][left : left + across] = row
    middle = 1 + room // 2 - 1
    if phase.word:
        _over(body, middle, words(_("Paused") if scene.paused else phase.word, "text", True))
        _over(body, middle + 1, words("" if scene.paused else str(moment.count), "second"))
    elif scene.paused:
        _over(body, middle, words(_("Paused"), "text", True))
    for number, line in enumerate(text):
        centred(body, room + 2 + number, line)
    centred(body, high - 2, words(hint, "dim"))


def _aside(scene: Guide, columns: int) -> list[Line]:
    """What to mind in the step that comes, before it comes."""
    aside = scene.aside
    if not aside.care:
        return []
    key = _("o  take it back in") if aside.left_out else _("o  leave it out")
    lines = lines_of(_("Left out.") if aside.left_out else aside.care, columns, "second")
    return [EMPTY, *lines, words(key, "dim")]


def _over(body: list[Row], at: int, line: Line) -> None:
    """Write over a shape: its ground stays, with a cell of room on both sides."""
    row, cells = body[at], (BLANK, *spelled(line), BLANK)
    start = (len(row) - len(cells)) // 2
    for x, cell in enumerate(cells, start):
        behind = row[x]
        row[x] = _on(cell, behind.ground or (behind.ink if behind.char in "█▀▄" else None))


def _words_alone(body: list[Row], scene: Guide, text: list[Line], hint: str, look: Look) -> None:
    high = len(body)
    phase = scene.moment.phase
    lines: list[Line] = []
    if phase.part:
        lines += [words(phase.part, "second"), EMPTY]
    if scene.paused:
        lines += [words(_("Paused"), "text", True), EMPTY]
    elif phase.word:
        lines += [words(phase.word, "text", True), words(_count(scene, look), "second"), EMPTY]
    care = _aside(scene, len(body[0]))
    if high < HIGH and phase.kind == "say" and scene.moment.progress < 0.5:
        care = []  # there is room for one of them: the text first, then what to mind in what comes
    lines += text if not care or high >= HIGH else []
    if phase.part and not (care and high < HIGH) and not look.still:
        lines += [EMPTY, bar(scene, _bar_columns(len(body[0]), high, "text"), look)]
    lines += care if high < HIGH else []
    lines = _fit(lines, high - 3 - bool(hint), keep=1 if phase.part else 0)
    at = max((high - len(lines)) // 2 - (high > HIGH), 2)
    lines += care if high >= HIGH else []  # below the words, which stay where they are
    for number, line in enumerate(lines[: high - at - 1 - bool(hint)]):
        centred(body, at + number, line)
    centred(body, high - 2, words(hint, "dim"))


def _count(scene: Guide, look: Look) -> str:
    return "" if look.still else str(scene.moment.count)


def bar(scene: Guide, columns: int, look: Look) -> Line:
    """The tension: a bar that tightens, and loosens on release."""
    filled = round(shapes.tension(scene.moment) * columns)
    done, rest = ("#", "-") if look.ascii else ("━", "─")
    return Line(((done * filled, "warm", True), (rest * (columns - filled), "dim", False)))


def _beside(columns: int, high: int) -> tuple[int, int, int, int]:
    """Where the figure stands: its first column and its width, then those of the words beside it."""
    scale = max(1, min((high - 4) * 2 // shapes.FIGURE_PIXELS, (columns - _BESIDE - 10) // shapes.FIGURE_COLUMNS))
    across = shapes.FIGURE_COLUMNS * scale
    left = max(columns // 2 - across - 4 - 4 * scale, 2)
    start = left + across + 6
    return left, across, start, columns - start - 2


def _bar_columns(columns: int, high: int, shape: str) -> int:
    return min(28, _beside(columns, high)[3]) if shape == "figure" else 20


def _beside_figure(body: list[Row], scene: Guide, text: list[Line], hint: str, look: Look) -> None:
    columns, high = len(body[0]), len(body)
    moment = scene.moment
    phase = moment.phase
    left, across, start, room = _beside(columns, high)
    picture = shapes.figure(moment if phase.part else None, across, high - 4, look.ascii)
    for y, row in enumerate(picture):
        body[y + 2][left : left + across] = row
    lines: list[Line] = []
    if phase.part:
        lines += [words(short(phase.part, room), "second"), EMPTY]
    if scene.paused:
        lines += [words(_("Paused"), "text", True)]
    elif phase.word:
        lines += [Line(((phase.word, "text", True), (f"  {moment.count}", "second", False)))]
    role: Role = "text" if phase.kind != "release" else "second"
    lines += [words(line, role) for line in wrap(phase.text, min(room, _TEXT_COLUMNS))]
    if phase.part:
        lines += [EMPTY, bar(scene, _bar_columns(columns, high, "figure"), look), EMPTY]
        then = _("then let go, {seconds} seconds").format(seconds=number_text(phase.then)) if phase.then else ""
        lines += [words(then, "dim")]
    lines = _fit(lines, high - 4, keep=2 if phase.part else 0)
    at = max((high - len(lines)) // 2 - 1, 2)
    lines += _aside(scene, room + 4)  # below the words, which stay where they are
    for number, line in enumerate(lines[: high - at - 2]):
        put(body[at + number], start, line)
    put(body[high - 2], 2, words(hint or (_("Skip any part that hurts: n") if phase.part else ""), "dim"))


def _meanwhile(scene: Guide, columns: int) -> str:
    """What may be done while the sea goes on."""
    wide = columns >= WIDE
    keys = [_("it passed: p") if wide else _("p passed")]
    keys += [_("another routine: Enter") if wide else _("Enter others")] if scene.waiting else []
    keys += [_("your words: w") if wide else _("w words")] if scene.parked else []
    return ("      " if wide else "  ").join(keys)


def _hint(scene: Guide, look: Look) -> str:
    if look.message:
        return look.message
    if scene.paused:
        return _("space  go on      Esc  leave")
    if scene.until_key:
        return _("Enter  go on")
    return scene.aside.note + ("      " + _("m  keep this pace") if scene.aside.pace else "")


def _said(scene: Scene, columns: int, rows: int, look: Look) -> list[Line]:
    """The words of a scene that is words alone, or that stands below the sea: at most `rows` lines."""
    if isinstance(scene, Guide):
        phase = scene.moment.phase
        lines = lines_of(phase.text, columns)
        if scene.paused:
            lines = [words(_("Paused"), "text", True), *lines]
        elif phase.word:
            lines = [Line(((phase.word, "text", True), (f"  {_count(scene, look)}", "second", False))), *lines]
        else:
            lines = [words(short(scene.doing, columns - 4), "second"), *lines]
        hint = _("The pull now? 0-9, x     Enter  skip") if scene.check_in else _hint(scene, look)
        if not hint and scene.passing:
            hint = _meanwhile(scene, columns)
        return _fit([*lines, words(hint, "dim")], rows, keep=1)
    if isinstance(scene, Rate):
        return _rating(scene, columns, rows, look)
    if isinstance(scene, Ask):
        question, lines_free = _asked(scene, columns, rows)
        kept = _("Kept in your journal.") if scene.kept else scene.note or _("Not kept anywhere.")
        if scene.parked:
            kept = _("On this machine only, until this ends.") if columns >= WIDE else _("On this machine only.")
        if scene.private:
            kept = _("Not kept anywhere.")
        return [*question, *([EMPTY] * (lines_free + 2)), words(f"{kept}  {_('Enter  go on')}", "dim")]
    if isinstance(scene, Choose):
        return _options(scene, columns, rows, look)
    if not isinstance(scene, Finished):
        return []
    home = _("Enter  back") if look.nested else _("Enter  home") if look.from_home else _("Enter  close")
    lines = [line for text in scene.lines for line in lines_of(text, columns)]
    message = [EMPTY, *lines_of(look.message, columns, "dim")] if look.message else []
    keys = [home] if look.nested or not scene.instead else [f"e  {look.other or scene.instead}", home]
    row = "      ".join(keys)
    keys = [row] if width_of(row) <= columns else keys
    if scene.unkept:
        message.append(words(_("s  keep it elsewhere"), "text"))
    return _fit([*lines, *message, EMPTY, *(words(key, "dim") for key in keys)], rows, keep=len(keys))


def _asked(scene: Ask, columns: int, rows: int) -> tuple[list[Line], int]:
    """A question's lines, and the rows that are left for the answer, at least one."""
    question = _fit(lines_of(scene.text, columns), rows - 4)
    return question, min(scene.lines, rows - len(question) - 3)


_ANCHORS = ((0, N_("calm")), (4, N_("tense but\nsteady")), (8, N_("hard to\nhold")))


def _rating(scene: Rate, columns: int, rows: int, look: Look) -> list[Line]:
    step = 4 if columns >= WIDE else 3
    keys = "0123456789x"
    scale: list[tuple[str, Role, bool]] = []
    for place, key in enumerate(keys):
        scale.append((key.center(step), "warm" if place >= 5 else "second", False))
    mark = "-" if look.ascii else "─"
    under = Line(tuple((f"{mark * (step - 1)} ", "warm" if place >= 5 else "dim", False) for place in range(11)))
    question = _fit([*_wrote(scene, columns), *lines_of(scene.question, columns, "text", True)], rows - 3, keep=1)
    lines = [*question, EMPTY, Line(tuple(scale)), under]
    if columns >= WIDE and scene.what == "anxiety" and scene.sea is None:
        for part in (0, 1):
            text = ""
            for place, anchor in _ANCHORS:
                text = text.ljust(place * step) + (_(anchor).split("\n") + [""])[part]
            lines.append(words(text.ljust(11 * step), "dim"))
        lines += [EMPTY]
    skip = _("Enter  no") if scene.early else _("Enter  skip")
    most = _("x  the most I can imagine") if columns >= WIDE else _("x  the most")
    hint = f"{_('one key')}      {skip}      {most}" if columns >= WIDE else f"{skip}   {most}"
    return _fit([*lines, EMPTY, words(hint, "dim")], rows, keep=3)


def _wrote(scene: Rate, columns: int) -> list[Line]:
    """What was parked, above the last rating: fresh eyes."""
    if not scene.words:
        return []
    from calmtui.shore import quoted

    return [words(_("You wrote, {ago}:").format(ago=scene.ago), "dim"), *quoted(scene.words, columns, 3), EMPTY]


def _options(scene: Choose, columns: int, rows: int, look: Look) -> list[Line]:
    question = _fit(lines_of(scene.text, columns, "text", True), rows - 4)
    room = rows - len(question) - 1  # for the options, without the empty lines
    labels = [short(option, columns - 12) for option in scene.options]
    longest = max(width_of(label) for label in labels) + (6 if columns >= WIDE else 4)
    most = max((columns - 4) // (longest + 1), 1)
    across = 2 if most > 1 and len(labels) > 5 else 1
    while across < most and -(-len(labels) // across) > room:
        across += 1
    down = -(-len(labels) // across)
    first = 0
    if more := down > room:
        down = max(room - 1, 1)
        on_page = down * across
        first = look.page % -(-len(labels) // on_page) * on_page
    lines: list[Line] = []
    for row in range(first, first + down):
        spans: list[tuple[str, Role, bool]] = []
        for place in range(row, first + down * across, down):
            chosen = place in look.chosen
            label = f" {'*' if chosen else ' '} {labels[place]}" if place < len(labels) else ""
            spans.append((OPTION_KEYS[place] if label else " ", "warm", False))
            label += " " * (longest - width_of(label))
            spans.append((label, "text" if chosen or not look.chosen else "second", chosen))
        lines.append(Line(tuple(spans)))
    if more:
        lines.append(words(_("more: right arrow"), "dim"))
    hint = _("any that fit      Enter  go on") if scene.many else _("one key      Enter  skip")
    return _fit([*question, EMPTY, *lines, EMPTY, words(hint, "dim")], rows, keep=1)


def ask_place(scene: Ask, columns: int, rows: int, look: Look) -> tuple[int, int, int, int]:
    """Where the field for writing goes on a screen of that size: (column, row, columns, rows)."""
    high = min(rows, _MOST_ROWS)
    top = (rows - high) // 2
    said = len(_said(scene, columns, high - 3, look))
    room = _picture(scene, columns, high, said, look)
    at = room + 2 if room else max((high - said) // 2, 2)
    wide = min(columns - 6, _TEXT_COLUMNS)
    question, lines = _asked(scene, columns, high - 3)
    return (columns - wide) // 2, top + at + len(question) + 1, wide, max(lines, 1)
