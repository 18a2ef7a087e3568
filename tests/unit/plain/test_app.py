"""The line-by-line front end, on a clock that moves while it waits for a line."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from calmtui.config.settings import Settings, SignalKind
from calmtui.content.help_page import NOT_SAFE
from calmtui.content.library import Library
from calmtui.history.sessions import fold_sessions
from calmtui.plain.app import PlainApp, PlainContext
from calmtui.plain.output import LineOutput
from calmtui.session.session import Session
from calmtui.storage.journal import Journal
from calmtui.text.input_parser import clean_typed_line
from tests.support.answers import ANSWERS
from tests.support.engine import Clock, begin, only_session, routine
from tests.support.plain import At, Typed, played

SAY = '[[steps]]\nkind = "say"\ntext = "a"\nseconds = 10\n'


def test_a_whole_run_of_box(library: Library, journal: Journal, time: Clock) -> None:
    said = played(library.find("box"), journal, time, "7", (32, "t"), (301, "4"))
    assert said[:8] == [
        "Box breathing. A square, even rhythm to gather yourself.",
        "How anxious are you right now? 0 to 10, Enter skips.",
        "Type a key and Enter: p pause, n next, b back, t time left,",
        "v sound, q leave, ! (exclamation mark) help.",
        "For the breath: + (plus) - (minus) pace, m keep the pace, h no holds.",
        "Sit so your back is supported. Let one breath go out before we start.",
        "One side of the square for each part of the breath.",
        "Breathe in.",
    ]
    assert said[7:11] == ["Breathe in.", "Hold.", "Breathe out.", "Rest."]
    assert said.count("Breathe in.") == 18
    assert "round 2 of 18, 4 minutes and 28 seconds left." in said
    assert said[-2:] == ["And now? 0 to 10, Enter skips.", "7 before, 4 after."]
    past = only_session(journal)
    assert (past.how, past.before, past.after) == ("completed", {"anxiety": 7}, {"anxiety": 4})
    assert past.practised == pytest.approx(300, abs=0.5)


@pytest.mark.parametrize("typed", [("!",), ("9", "", "", "yes", "2")], ids=["help", "fear"])
def test_help_says_every_emergency_number(
    library: Library, journal: Journal, time: Clock, typed: tuple[str, ...]
) -> None:
    lines = "\n".join(played(library.find("ride-the-urge"), journal, time, *typed, "q", quick=True))
    assert all(
        re.search(rf"\b{number}\b", lines) for number in ("112", "911", "999", "000", "111")
    ), lines
    assert lines.count(NOT_SAFE[0]) == 1
    assert lines.count("ome people to talk to") <= 1


def test_skipped_ratings_are_absent(journal: Journal, time: Clock) -> None:
    said = played(routine(SAY), journal, time, "", (12, ""))
    assert said[-1] == "Done. Notice what is different, if anything."
    assert (only_session(journal).before, only_session(journal).after) == ({}, {})


def test_x_is_ten_and_nonsense_is_asked_again(journal: Journal, time: Clock) -> None:
    said = played(routine(SAY), journal, time, "eleven", "11", "-1", "x", (12, "10"))
    assert said.count("A number from 0 to 10, or Enter to skip.") == 3
    assert (only_session(journal).before, only_session(journal).after) == (
        {"anxiety": 10},
        {"anxiety": 10},
    )


def test_leaving_early_is_one_key(journal: Journal, time: Clock) -> None:
    said = played(routine(SAY), journal, time, "6", (5, "q"), (6, ""), stays=True)
    assert said[-3:] == [
        "Want to note how anxious you are now? 0 to 10, Enter for no.",
        "You stopped at 0:05. That counts as practice.",
        "6 before.",
    ]
    assert only_session(journal).how == "left early"


def test_leaving_at_the_first_question_keeps_nothing(journal: Journal, time: Clock) -> None:
    played(routine(SAY), journal, time, "q", stays=True)
    assert list(journal.records()) == []


@pytest.mark.parametrize("first", ["what?", "7", "a few words"])
def test_leaving_works_behind_any_line(journal: Journal, time: Clock, first: str) -> None:
    played(routine(SAY, "rate = []"), journal, time, (2, first), (4, "q"), stays=True)
    assert only_session(journal).how == "left early"
    assert only_session(journal).practised == pytest.approx(4, abs=0.5)


@pytest.mark.parametrize("step", ["", "seconds = 3"], ids=["until a key", "paused"])
def test_a_line_that_fits_nothing_does_not_hold_up_a_run_whose_input_has_ended(
    journal: Journal, time: Clock, step: str
) -> None:
    a = routine(f'[[steps]]\nkind = "say"\ntext = "Read."\n{step}\n', "rate = []")
    played(a, journal, time, (1, "p"), (1, "what?"))
    assert only_session(journal).how == "completed"


def test_help_comes_at_once_and_the_guide_goes_on(journal: Journal, time: Clock) -> None:
    said = played(routine(SAY), journal, time, "!", "5", (4, "!"), (12, "4"))
    assert said.count(NOT_SAFE[0]) == 2
    assert said[-1] == "5 before, 4 after."
    assert said.count("A number from 0 to 10, or Enter to skip.") == 0


def test_a_pause_stands_still_until_enter(journal: Journal, time: Clock) -> None:
    said = played(routine(SAY, "rate = []"), journal, time, (3, "p"), (63, ""), stays=True)
    assert said[-3:] == [
        "Paused. Enter continues.",
        "Continuing.",
        "Done. Notice what is different, if anything.",
    ]
    assert only_session(journal).practised == pytest.approx(10, abs=0.5)
    assert time.seconds == pytest.approx(1070, abs=1)


def test_next_back_time_and_keys(journal: Journal, time: Clock) -> None:
    two = routine(SAY + SAY.replace('"a"', '"b"'), "rate = []")
    said = played(
        two, journal, time, (1, "n"), (2, "b"), (3, "t"), (3, "?"), (4, "n"), (5, "n"), stays=True
    )
    assert said[3:] == [
        "a", "b", "a", "19 seconds left.", *said[1:3], "b",
        "Done. Notice what is different, if anything.",
    ]  # fmt: skip


PARTS = "".join(
    f'[[steps]]\nkind = "tense"\ntext = "Tighten."\npart = "{part}"\ntense = 5\nrelease = 20\n'
    for part in ("hands", "arms", "face")
)


def test_numbers_come_only_when_asked_or_as_words(journal: Journal, time: Clock) -> None:
    parts = routine(PARTS, "rate = []")
    said = played(parts, journal, time, (30, "t"), (31, "q"))
    assert said[3:6] == ["hands.", "Tighten.", "Tighten."]
    assert "Let go." in said
    assert "arms, two of three, 45 seconds left." in said
    assert not re.search(r"\d", "".join(said[3:-1]).replace("45", ""))
    out = io.StringIO()
    typed = Typed(time, [(30.0, "t"), (31.0, "q")], stays=False)
    settings = Settings(counts=True)
    PlainApp(begin(parts, journal, time), typed, out, PlainContext(settings=settings)).play()
    said = out.getvalue().splitlines()
    assert said[3:6] == ["one of three: hands.", "Tighten.", "Tighten, five."]
    assert "Let go, 20 seconds." in said
    assert "arms, two of three, 45 seconds left." in said


def test_m_keeps_the_pace_that_was_changed(library: Library, journal: Journal, time: Clock) -> None:
    kept_paces: list[float] = []

    def keep(session: Session) -> str:
        kept_paces.append(session.pace)
        return "Saved for this routine."

    out = io.StringIO()
    typed = Typed(time, ["7", (20.0, "m"), (21.0, "+"), (22.0, "m"), (25.0, "q"), (26.0, "")])
    PlainApp(
        begin(library.find("long-exhale"), journal, time), typed, out, PlainContext(keep_pace=keep)
    ).play()
    said = out.getvalue().splitlines()
    assert kept_paces == [1.1]  # nothing to keep before the change
    changed = said.index("Next rounds: 4.4 in, 6.6 out. m keeps this pace.")
    assert said[changed + 1] == "Saved for this routine."


def test_a_preview_keeps_no_pace(library: Library, journal: Journal, time: Clock) -> None:
    said = played(
        library.find("long-exhale"),
        journal,
        time,
        "7",
        (21.0, "-"),
        (22.0, "m"),
        (25.0, "q"),
        (26.0, ""),
    )
    assert "Nothing is saved in this session." in said


@pytest.mark.slow
def test_a_pace_kept_line_by_line_is_that_of_the_next_run(tmp_path: Path) -> None:
    def run(typed: bytes, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "calmtui", "run", "mine", "--plain", *words], input=typed,
            capture_output=True,
            timeout=30, env={**os.environ, "CALMTUI_HOME": str(tmp_path)},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (3, b"")
        return done.stdout.decode()

    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "mine.toml").write_text(
        'format = 1\ntitle = "M"\nsummary = "S"\ngroup = "breathe"\nevidence = "C"\nsource = '
        '"s"\nrate = []\n'
        '[[steps]]\nkind = "breathe"\ntext = "b"\ninhale = 2\nrounds = 5\n'
    )
    assert "Nothing is saved in this session." in run(b"+\nm\nq\n", "--private")
    assert not (tmp_path / "choices.toml").exists()
    assert "Saved for this routine." in run(b"+\nm\n+\nm\nq\n")
    (tmp_path / "settings.toml").write_text("counts = true\n")
    assert "Breathe in, 2.4 seconds." in run(b"q\n")  # both tenths, and each once


_COMPOSE = 'kind = "compose"\ntext = "a"\nfields = [{ label = "b", example = "c" }]\n'


@pytest.mark.parametrize(
    ("step", "is_written"),
    [
        ('kind = "ask"\ntext = "a"\n', True),
        (_COMPOSE, True),
        ('kind = "card"\ntext = "a"\n', True),
        ('kind = "person"\ntext = "a"\n', True),
        ('kind = "choose"\ntext = "a"\noptions = ["b", "c"]\n', False),
        ('kind = "say"\ntext = "a"\nseconds = 1\n', False),
    ],
)
def test_who_will_write_is_told_where_it_stays(
    journal: Journal, time: Clock, step: str, is_written: bool
) -> None:
    said = played(routine(f"[[steps]]\n{step}", "rate = []"), journal, time)
    assert ("What you write can be read here later by scrolling back." in said) == is_written


def test_questions_take_lines_and_numbers(journal: Journal, time: Clock) -> None:
    steps = (
        '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\nlines = 3\n'
        '[[steps]]\nkind = "choose"\ntext = "Which?"\noptions = ["one", "two", "three"]\nmany '
        '= true\nkeep = "which"\n'
        '[[steps]]\nkind = "choose"\ntext = "Pick."\noptions = ["yes", "no"]\nkeep = "pick"\n'
    )
    said = played(
        routine(steps, "rate = []"),
        journal,
        time,
        "because",
        "of it",
        "",
        "4",
        "2, 1 2",
        "1 2",
        "², 1",
        "2",
        stays=True,
    )
    assert said[1] == "What you write can be read here later by scrolling back."
    assert said[2] == "Why? It is saved in your journal. An empty line continues."
    assert said[3:7] == ["Which?", "  1 one", "  2 two", "  3 three"]
    assert said.count("Numbers from 1 to 3, or Enter.") == 1
    assert said.count("Numbers from 1 to 2, or Enter.") == 2
    assert only_session(journal).answers == {
        "why": "because\nof it",
        "which": ["one", "two"],
        "pick": ["no"],
    }


def test_what_is_not_kept_says_so(journal: Journal, time: Clock) -> None:
    said = played(
        routine('[[steps]]\nkind = "ask"\ntext = "Why?"\n' + SAY, "rate = []"),
        journal,
        time,
        "a secret",
    )
    assert said[2] == "Why? Not in your journal. An empty line continues."
    assert all(b"secret" not in path.read_bytes() for path in journal.folder.iterdir())


def test_a_text_without_seconds_waits_for_enter(journal: Journal, time: Clock) -> None:
    said = played(
        routine('[[steps]]\nkind = "say"\ntext = "Read."\n' + SAY, "rate = []"),
        journal,
        time,
        (90, ""),
        stays=True,
    )
    assert said[3:5] == ["Read. Enter continues.", "a"]
    assert time.seconds == pytest.approx(1100, abs=1)


def test_the_urge_says_its_check_in_and_takes_a_number(
    library: Library, journal: Journal, time: Clock
) -> None:
    said = played(
        library.find("ride"), journal, time, "8", "are you there", "", "1", "1", (301, "6"),
        (620, "5"), (621, "1"),
        (622, ""),
        quick=True,
    )  # fmt: skip
    assert "Is this about safety? Type ! (exclamation mark) and Enter." in said
    assert "8 before, 5 after." in said
    assert only_session(journal).answers == {"trigger": ["slow reply"], "choice": ["Let it go"]}


def test_a_check_in_is_one_line_and_passes_by_itself(journal: Journal, time: Clock) -> None:
    wait = '[[steps]]\nkind = "wait"\ntext = "w"\ncheck_in = "1m"\nprompts = ["p"]\n'
    said = played(
        routine(wait, 'rate = ["pull"]\ndelay = "4m"'), journal, time, "9", (62, "3"), (250, "2")
    )
    assert said.count("The pull now? 0 to 10, or just wait.") == 3
    during = [record["pull"] for record in journal.records() if record.get("when") == "during"]
    assert during == [3]


def test_the_end_of_input_skips_the_questions_and_runs_the_guide_to_its_end(
    library: Library, journal: Journal, time: Clock
) -> None:
    said = played(library.find("ride"), journal, time, quick=True)
    assert said[-1] == "Done. Notice what is different, if anything."
    assert only_session(journal).how == "completed"
    assert only_session(journal).practised == pytest.approx(600, abs=1)


@pytest.mark.parametrize(
    "text",
    [
        "[@click=app.quit]x[/]",
        "a [/] b",
        "\\u001b]0;x\\u0007y",
        "\\u001b[31mred",
        "\\u202eright",
        "\\u009b1mz",
    ],
)
def test_no_line_has_a_control_character(journal: Journal, time: Clock, text: str) -> None:
    ask = f'[[steps]]\nkind = "ask"\ntext = "{text}"\nkeep = "k"\n'
    choose = f'[[steps]]\nkind = "choose"\ntext = "{text}"\noptions = ["{text}", "b"]\n'
    said = played(
        routine(ask + choose + SAY.replace('"a"', f'"{text}"')), journal, time, "3", "\x1b[2J", "1"
    )
    assert all(line.isprintable() for line in said)
    assert "\x1b" not in str(only_session(journal).answers)
    if "\\" not in text:
        assert sum(text in line for line in said) == 4


def test_a_run_on_a_real_pipe_is_kept(tmp_path: Path) -> None:
    (tmp_path / "routines").mkdir()
    (tmp_path / "routines" / "short.toml").write_text(
        'format = 1\ntitle = "Short"\nsummary = "S"\ngroup = "ground"\nevidence = "C"\nsource '
        '= "s"\n'
        '[[steps]]\nkind = "say"\ntext = "é"\nseconds = 0.3\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", "run", "short"], input=b"7\n4\n", capture_output=True,
        timeout=30,
        env={**os.environ, "CALMTUI_HOME": str(tmp_path), "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[-1] == b"7 before, 4 after."
    assert done.stdout.splitlines()[4] == b"e"
    (past,) = fold_sessions(Journal(tmp_path / "journal", tmp_path / "state").records())
    assert (past.before, past.after, past.how) == ({"anxiety": 7}, {"anxiety": 4}, "completed")


@pytest.mark.parametrize("number", [1, 15], ids=["SIGHUP", "SIGTERM"])
def test_a_run_told_to_end_is_kept_as_interrupted(tmp_path: Path, number: int) -> None:
    run = subprocess.Popen(
        [sys.executable, "-m", "calmtui", "sos", "--plain"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "CALMTUI_HOME": str(tmp_path)},
    )  # fmt: skip
    with run:
        assert run.stdout
        while b"Say today" not in run.stdout.readline():
            pass
        run.send_signal(number)
        assert run.wait(3) == 128 + number
    ended = [
        one["how"]
        for one in Journal(tmp_path / "journal", tmp_path / "state").records()
        if one["what"] == "ended"
    ]
    assert ended == ["interrupted"]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_an_answer_of_the_terminal_is_not_part_of_what_is_typed(answer: str) -> None:
    for typed in (f"{answer}3", f"3{answer}", f"{answer}{answer}3{answer}"):
        assert clean_typed_line(typed) == "3"
        assert clean_typed_line(typed.encode("latin-1").decode("utf-8", "surrogateescape")) == "3"


def test_what_is_pasted_into_a_line_and_arrows_leave_the_letters() -> None:
    assert clean_typed_line("a\x1bb \x1b[31mred\x1b[0m\x1b[A\x1bOB\x1b[[C é 子") == "ab red é 子"
    assert clean_typed_line("\x1b[200~3\x1b[201~") == "3"


class Endless(Typed):
    """Input that never ends."""

    def __init__(self, time: Clock, line: str) -> None:
        super().__init__(time, ())
        self.most, self._endless = 0, [line] * 1000

    def wait(self, seconds: float) -> None:
        if self._is_full:
            self._time.go(seconds)
        elif not self.ended:
            self.waiting += self._endless
        else:
            super().wait(seconds)
        self.most = max(self.most, sum(map(len, self.waiting)) + len(self.waiting))


@pytest.mark.parametrize(
    "line", ["y", "", "7", pytest.param("t" * 1000, marks=pytest.mark.slow), "!"]
)
@pytest.mark.parametrize("id", ["", pytest.param("ride-the-urge", marks=pytest.mark.slow)])
def test_input_without_end_is_bounded(
    id: str, line: str, library: Library, journal: Journal, time: Clock
) -> None:
    a = (
        library.find(id)
        if id
        else routine('[[steps]]\nkind = "choose"\ntext = "a"\noptions = ["b", "c"]\n' + SAY)
    )
    out, lines, start = io.StringIO(), Endless(time, line), time.seconds
    PlainApp(begin(a, journal, time), lines, out).play()
    assert lines.most < 3_000_000
    assert len(out.getvalue().splitlines()) < 10_000 + 300 * (time.seconds - start)


def test_a_terminals_own_width_counts(library: Library, journal: Journal, time: Clock) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 30))
    with os.fdopen(theirs, "w") as out, os.fdopen(ours, "rb", buffering=0) as seen:
        plain = PlainApp(
            begin(library.find("anchor-90"), journal, time, quick=True), Typed(time, ["q"]), out
        )
        plain._conversation.say("one two three four five six seven eight nine ten")
        assert seen.read(4096) == b"one two three four five six\r\nseven eight nine ten\r\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_a_wait_that_ends_rings_once_on_a_terminal(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: terminal)
    session = begin(
        routine('[[steps]]\nkind = "wait"\ntext = "w"', "delay = 30\nrate = []"), journal, time
    )
    PlainApp(session, Typed(time, []), out, PlainContext(settings=Settings(signal="bell"))).play()
    assert out.getvalue().count("\a") == terminal


@pytest.mark.parametrize("signal", ["bell", "notification", "none"])
def test_the_end_of_a_wait_is_told_as_the_settings_say(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch, signal: SignalKind
) -> None:
    monkeypatch.setenv("TERM", "foot")
    monkeypatch.delenv("TMUX", raising=False)
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: True)
    session = begin(
        routine('[[steps]]\nkind = "wait"\ntext = "w"', "delay = 30\nrate = []"), journal, time
    )
    PlainApp(session, Typed(time, []), out, PlainContext(settings=Settings(signal=signal))).play()
    notification = "\x1b]777;notify;calmtui;The time is up.\a"
    assert out.getvalue().replace(notification, "").count("\a") == (signal != "none")
    assert (notification in out.getvalue()) is (signal == "notification")


def heard(journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch, *typed: At | str) -> str:
    """All that a run of two breaths writes to a terminal, with bells."""
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: True)
    breath = 'kind = "breathe"\ntext = "x"\ninhale = 4\nexhale = 4\nrounds = 2\n'
    session = begin(routine(f"[[steps]]\n{breath}", "rate = []"), journal, time)
    PlainApp(session, Typed(time, typed), out, PlainContext(settings=Settings(cues="bell"))).play()
    return out.getvalue()


def test_bells_say_in_out_and_the_end(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = heard(journal, time, monkeypatch)
    bells = [part.count("\a") for part in re.split(r"Breathe in|Breathe out", said)]
    # Each rings before its word; the second of two comes a moment after it.
    assert bells == [1, 1, 1 + 1, 1, 1 + 3]
    assert said.index("\a") < said.index("Breathe in")


def test_a_line_between_two_bells_does_not_bring_the_second_sooner(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[float] = []
    start = time.seconds
    monkeypatch.setattr(LineOutput, "ring_bell", lambda _: rung.append(time.seconds - start))
    heard(journal, time, monkeypatch, (4.1, "t"))
    assert rung == pytest.approx([0, 4, 4.25, 8, 12, 12.25, 16, 16.25, 16.5])


def test_bells_are_turned_off_and_on_in_a_guide(
    journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = heard(journal, time, monkeypatch, (1.0, "v"), (9.0, "v"))
    assert said.index("Sound off.") < said.index("Breathe out") < said.index("Sound on.")
    assert "\a" not in said[said.index("Sound off.") : said.index("Sound on.")]
    assert "\a" in said[said.index("Sound on.") :]


@pytest.mark.parametrize(("lines", "typed", "kept"), [
    (1, ("two",), "two"),
    (1, ("",), "one"),
    (3, ("two", ""), "two"),
    (3, ("",), "one"),
])  # fmt: skip
def test_an_answer_that_is_gone_back_to_is_replaced_or_stays(
    journal: Journal, time: Clock, lines: int, typed: tuple[str, ...], kept: str
) -> None:
    ask = f'[[steps]]\nkind = "ask"\ntext = "Which?"\nkeep = "which"\nlines = {lines}\n'
    choose = '[[steps]]\nkind = "choose"\ntext = "What?"\noptions = ["a", "b"]\nkeep = "what"\n'
    first = ("one",) if lines == 1 else ("one", "")
    said = played(routine(ask + choose, "rate = []"), journal, time, *first, "b", *typed, "2")
    assert "It was one. Enter keeps it." in said
    assert only_session(journal).answers == {"which": kept, "what": ["b"]}


@pytest.mark.parametrize(
    ("routine_id", "named"),
    [
        ("box", "For the breath: + (plus) - (minus) pace, m keep the pace, h no holds."),
        ("long-exhale", "For the breath: + (plus) - (minus) pace, m keep the pace."),
        ("five-senses", ""),
    ],
)
def test_only_keys_that_do_something_are_named(
    library: Library, journal: Journal, time: Clock, routine_id: str, named: str
) -> None:
    said = played(library.find(routine_id), journal, time, "", "q", "")
    assert [line for line in said if line.startswith("For the breath")] == [named] * bool(named)


def test_the_key_to_help_is_named_in_a_text_of_a_routine(journal: Journal, time: Clock) -> None:
    text = SAY.replace('"a"', '"Do - not + alone! Press ! for people."')
    said = played(routine(text), journal, time, "", "q", "")
    assert "Do - not + alone! Press ! (exclamation mark) for people." in said


def test_a_wait_with_nothing_next_says_what_is_left(
    library: Library, journal: Journal, time: Clock
) -> None:
    typed = ("1", "1", "", "", (200, "n"), (210, "n"), (220, "n"), (230, "n"), (240, "q"))
    said = played(library.find("pause-and-return"), journal, time, *typed)
    wait = next(place for place, line in enumerate(said) if line.startswith("Do something"))
    assert any(re.fullmatch(r"1\d minutes.* left\.", line) for line in said[wait:])


def test_a_pause_before_a_program_names_no_words_and_no_other_routine(
    library: Library, journal: Journal, time: Clock
) -> None:
    said = played(library.find("before-opening"), journal, time, (30, "2"))
    assert not any("scrolling back" in line for line in said)
    assert (
        "Type a key and Enter: p it has passed, s pause or continue, n next, b back, t time left,"
        in said
    )
    assert not any("another routine" in line for line in said)


def test_no_routine_repeats_what_is_said_of_its_answers_or_names_a_key_that_not_all_have(
    library: Library, german: Library
) -> None:
    entries = (*library.entries, *german.entries)
    texts = [str(step.text) for one in entries if one.routine for step in one.routine.steps]
    again = re.compile(r"\bEsc\b|not saved\.|nicht gespeichert\.")
    assert [text for text in texts if again.search(text)] == []
