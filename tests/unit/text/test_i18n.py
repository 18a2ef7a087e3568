"""The words of the interface in another language: a whole catalogue, and German on every screen."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from gettext import GNUTranslations
from pathlib import Path

import pytest
from textual.widgets import OptionList

from calmtui import quickstart
from calmtui.cli.main import main
from calmtui.config.settings import Card, Settings
from calmtui.content.compose import compose_message
from calmtui.content.labels import CAUTIONS
from calmtui.content.library import Library
from calmtui.content.message import message_desk
from calmtui.content.message_hints import message_hints
from calmtui.content.reader import read_routine
from calmtui.content.routine import Routine
from calmtui.content.toml import FileError
from calmtui.context import AppContext
from calmtui.history.open_runs import OpenRun, describe_open_run
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session import outcome as ending
from calmtui.session.actions import Action, key_labels
from calmtui.session.live_changes import LiveAdjustments
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    FearScene,
    FinishedScene,
    GuideNotes,
    RateScene,
    ReachScene,
    Scene,
    text_options,
)
from calmtui.session.session import Session
from calmtui.session.timeline import Timeline
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text import i18n as words
from calmtui.text.durations import format_ago, format_long, format_short, parse_duration
from calmtui.text.i18n import _, format_number, ngettext, set_language
from calmtui.tui.app import CalmApp
from calmtui.tui.quickstart_recorder import plan
from scripts import catalogue
from tests.support import reference as witness
from tests.support.bundled import IDS
from tests.support.engine import Clock, only_session
from tests.support.frames import LOOKS, SEA, exact, guide, text
from tests.support.plain import played
from tests.support.routine_texts import FAULTY, HEAD, MANY, NO_TOML

SMALL, HOME = (40, 12), (80, 24)
PATHS = catalogue.CATALOGUES
WAIT_KEYS = (Action.PASSED, Action.GO_ON, Action.WORDS)
GERMAN: list[tuple[catalogue.Key, tuple[str, ...]]] = [
    (key, said) for path in PATHS for key, said in catalogue.read(path).items() if key != ("",)
]


# The catalogue


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parts[-3])
def test_every_marked_text_has_an_entry_and_no_entry_is_stale(path: Path) -> None:
    entries = catalogue.read(path)
    assert set(entries) - {("",)} == set(catalogue.marked())
    assert [key for key, said in entries.items() if not all(said)] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parts[-3])
def test_the_files_are_as_the_script_leaves_them(path: Path) -> None:
    entries = catalogue.read(path)
    assert path.read_text("utf-8") == catalogue.po(entries, catalogue.marked())
    assert path.with_suffix(".mo").read_bytes() == catalogue.mo(entries)


def test_german_is_there() -> None:
    assert [path.parts[-3] for path in PATHS] == ["de"]


def fields(said: str) -> set[tuple[str | None, str | None]]:
    return {
        (name, form)
        for _before, name, form, _kind in string.Formatter().parse(said)
        if name is not None
    }


def keys(said: str) -> list[str]:
    """The keys that a text names."""
    named = re.findall(r"(?:^|   +)([a-z!+]|\+ -|Enter|Esc)  ?(?=\S)", said) if "  " in said else []
    return sorted(named + re.findall(r"\bEnter\b|\bEsc\b|!$|: [pwn]$", said))


def test_placeholders_and_keys_agree() -> None:
    for key, said in GERMAN:
        assert len(key) == len(said)
        for own, theirs in zip(key, said, strict=True):
            assert fields(own) == fields(theirs)
            assert re.findall(r"%\(\w+\).|%\w", own) == re.findall(r"%\(\w+\).|%\w", theirs)
            assert keys(own) == keys(theirs)
            assert own.count("\n") == theirs.count("\n")
            assert (own[:1].isspace(), own[-1:].isspace()) == (
                theirs[:1].isspace(),
                theirs[-1:].isspace(),
            )


def test_cautions_are_short_sentences_in_german(german: Library) -> None:
    for caution in CAUTIONS.values():
        for sentence in re.split(r"(?<=[.!]) ", _(caution)):
            assert len(sentence) <= 90, sentence


# The module


def test_english_imports_and_reads_nothing() -> None:
    code = (
        "import builtins, sys\nfrom calmtui.text import i18n as words\n"
        "builtins.open = None\nwords.set_language(())\n"
        "print(words._('Hold'), words.ngettext('a', 'b', 1), words.ngettext('a', 'b', 2), "
        "'gettext' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "Hold a b False\n"


def test_the_first_language_that_has_a_catalogue_is_spoken(german: Library) -> None:
    set_language(("de_AT", "de"))
    assert _("Hold") == "Halten"
    assert _("") == ""
    assert _("no such text") == "no such text"
    assert (ngettext("{n} minute", "{n} minutes", 1), ngettext("{n} minute", "{n} minutes", 0)) == (
        "{n} Minute",
        "{n} Minuten",
    )
    set_language(("fr",))
    assert _("Hold") == "Hold"


def test_a_launch_imports_no_words() -> None:
    code = (
        "import sys; import calmtui.cli.main; print('calmtui.text.i18n' in sys.modules, "
        "'gettext' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_an_opening_depends_on_the_language_and_its_catalogue(
    tmp_path: Path, journal: Journal, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMTUI_HOME", str(tmp_path))
    library = Library(bundled_routines_path(), tmp_path)
    context = AppContext(library, journal, Settings(language="de"), time.clock, time.now)
    made = plan(context, ["sos"], library.find("anchor-90"), None)
    (own,) = [file for file in made.runs[0].dependencies if file.suffix == ".mo"]
    assert own.is_file()
    assert tmp_path / "settings.toml" in made.runs[0].dependencies
    assert {"LC_ALL", "LC_MESSAGES", "LANG"} <= set(quickstart._ENVIRONMENT)
    before = quickstart.fingerprint(())
    monkeypatch.setenv("LC_MESSAGES", "de_DE.UTF-8")
    assert quickstart.fingerprint(()) != before


# The command line


def test_help_and_errors_of_the_command_line_are_german(
    spoken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    none = tmp_path / "none"

    def ran(home: Path, *typed: str) -> str:
        monkeypatch.setenv("CALMTUI_HOME", str(home))
        set_language(())
        main(typed)
        return "".join(capfd.readouterr())

    said = ran(spoken, "--help")
    assert "calmtui                  Übersicht: eine Übung wählen\n" in said
    assert "Aufruf: calmtui [-h] [-V] [--private] [--plain] BEFEHL ..." in said
    assert re.search(r"\nOptionen:\n  -h, --help +diese Hilfe zeigen und beenden", said)
    commands = re.findall(r"^    ([a-z]+) ", said, re.MULTILINE)
    english = ran(none, "--help")
    assert commands == re.findall(r"^    ([a-z]+) ", english, re.MULTILINE) != []
    for command in commands:
        ours, theirs = ran(none, command, "--help"), ran(spoken, command, "--help")
        assert theirs.startswith(f"Aufruf: calmtui {command} [")
        same = set(map(str.strip, ours.splitlines())) & set(map(str.strip, theirs.splitlines()))
        # what a usage of several lines has, and an option whose help is below it
        only_options = r"(\[?--[a-z-]+( [A-Z]+| \{[a-z,]+\}| \[[A-Z]+ ...\])?\]? ?)+|ID \[ID ...\]"
        words_of_both = [line for line in same if " " in line]
        words_of_both = [line for line in words_of_both if not re.fullmatch(only_options, line)]
        assert not words_of_both, same
    for typed, expected in (
        (("run",), "calmtui run: diese Argumente werden gebraucht: ID"),
        (
            ("run", "box", "--minutes", "x"),
            "calmtui run: Argument --minutes: kein gültiger Wert (float): 'x'",
        ),
        (("xyz",), "calmtui: kein Befehl 'xyz'; `calmtui --help` zählt sie auf"),
        (("lst",), "calmtui: kein Befehl 'lst', meintest du list?"),
        (("list", "--jsno"), "calmtui list: unbekannte Argumente: --jsno, meintest du --json?"),
        (("log", "--last"), "calmtui log: Argument --last: erwartet: ein Wert"),
        (("check",), "calmtui check: diese Argumente werden gebraucht: DATEI"),
        (
            ("run", "box", "--minutes", "0"),
            "--minutes: erwartet: eine Zahl über 0, höchstens 720, gefunden: 0",
        ),
        (
            ("run", "box", "--skip", "nase"),
            "box-breathing hat keinen Teil 'nase'; sie hat keine Teile zum Auslassen",
        ),
        (("run", "lung-exhale"), "keine Übung 'lung-exhale'; meintest du long-exhale?"),
        (("run", "pmr"), "'pmr' könnte pmr-7, pmr-4 oder pmr-16 sein"),
        (
            ("urge", "x"),
            "'x' ist keine Zeitspanne; nimm Minuten wie 15, 20m oder 1h, höchstens 24h",
        ),
        (("preview", "no.toml"), "no.toml: lässt sich nicht öffnen: das gibt es nicht"),
        (
            ("new", "A"),
            "erwartet: ein Name aus kleinen Buchstaben, Ziffern, - und _, etwa abend-atem",
        ),
    ):
        assert expected in ran(spoken, *typed), typed


def test_a_language_costs_a_command_nothing_that_says_nothing_of_its_own(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom calmtui.cli.parser import parse\n"
        "parse(['schema'])\nparse(['urge', '20m'])\n"
        "print('calmtui.text.i18n' in sys.modules, 'calmtui.cli.output' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


@pytest.mark.slow
def test_a_routine_is_begun_and_checked_in_german(spoken: Path) -> None:
    assert ran(spoken, "new", "mein-abend").strip() == str(spoken / "routines" / "mein-abend.toml")
    file = spoken / "routines" / "mein-abend.toml"
    assert 'summary = "Eine Zeile für die Karte."' in file.read_text("utf-8")
    assert ran(spoken, "check", str(file)) == f"{file}: in Ordnung, 2 Schritte, 70 s\n"
    assert "gibt es schon; calmtui edit mein-abend öffnet sie" in ran(spoken, "new", "mein-abend")
    file.write_text(
        file.read_text("utf-8")
        .replace("inhale = 4 ", "inhale = 5.5 ")
        .replace("exhale = 6", "exhal = 6")
    )
    assert ran(spoken, "check", str(file)).splitlines() == [
        f"{file}:24: steps[1].exhal: unbekannter Schlüssel, meintest du exhale?"
    ]
    # For editors.
    assert '"message": "unknown key, did you mean exhale?"' in ran(
        spoken, "check", "--json", str(file)
    )
    assert f"! mein-abend: {file}:24: steps[1].exhal: unbekannter Schlüssel" in ran(spoken, "list")


def test_settings_that_can_t_be_read_are_said_in_german(spoken: Path) -> None:
    (spoken / "settings.toml").write_text(
        'language = "de"\ntheme = "neon"\nplain = 3\nparner = "A"\n'
    )
    for said in (ran(spoken, "list"), ran(spoken, "run", "nope")):
        assert "settings.toml:4: parner: unbekannter Schlüssel, meintest du partner?" in said
    assert f"{spoken}/settings.toml:3: plain: erwartet: true oder false, gefunden: 3" in said


@pytest.mark.slow
def test_every_fault_of_a_file_is_german(german: Library) -> None:
    for file in (MANY, *NO_TOML, *(HEAD + head + steps for head, steps in FAULTY)):
        with pytest.raises(FileError) as theirs:
            read_routine(file, "t", "t.toml")
        set_language(())
        with pytest.raises(FileError) as ours:
            read_routine(file, "t", "t.toml")
        set_language(("de",))
        assert [(one.line, one.where) for one in ours.value.problems] == [
            (one.line, one.where) for one in theirs.value.problems
        ]
        for own, other in zip(ours.value.problems, theirs.value.problems, strict=True):
            assert own.message != other.message
            assert not re.search(
                r"\b(?:expected|found|invalid|missing|unknown|cannot|or)\b",
                str(other),
                re.IGNORECASE,
            )


def test_counts_have_the_decimal_sign_of_the_language(german: Library) -> None:
    changes = LiveAdjustments(german.find("long-exhale"))
    assert changes.stretch(1, 1) == "Nächste Runden: 4,4 ein, 6,6 aus."
    assert (format_long(90.5), format_short(90.5), format_short(210, ascii_only=True)) == (
        "90,5 Sekunden",
        "90,5 s",
        "3,5 min",
    )
    assert [format_number(n) for n in (4, 4.5, 0.25)] == ["4", "4,5", "0,25"]
    set_language(())
    assert format_number(4.5) == "4.5"


def test_no_sentence_of_the_interface_is_long() -> None:
    """A sentence is wrapped where it stands; longer ones are hard to take in at any width."""
    # Nor a file to begin with.
    texts = [one for key, said in GERMAN for one in (*key, *said) if " = " not in one]
    for sentence in (one for a in texts for one in re.split(r"(?<=[.!?:;]) |\n", a)):
        assert len(sentence) <= 90, sentence


# Screens


def scenes(library: Library) -> dict[str, tuple[Routine, Scene]]:
    """One of each, with the words of the language that is spoken."""
    box, orb, pmr, urge = (
        library.find(id) for id in ("box-breathing", "long-exhale", "pmr-7", "ride-the-urge")
    )
    options = ending.outcome_options(has_words=True, sends=True)
    long = (
        "I wrote this down a while ago and it is a few lines long, so that it has to be wrapped. "
        * 2
    )
    waiting = guide(urge, 95.0, waiting=True, actions=dict.fromkeys(WAIT_KEYS, ""))
    made: dict[str, tuple[Routine, Scene]] = {
        "paused": (box, guide(box, 14, paused=True)),
        "until a key": (box, guide(box, 2, until_key=True)),
        "note": (box, guide(box, 20,
        aside=GuideNotes(note=_("Next rounds: {counts}.").format(counts="4.4")))),
        "pace": (orb, guide(orb, 21, aside=GuideNotes(note=_("Without holds."), pace=True))),
        "care": (pmr, guide(pmr, 60, aside=GuideNotes("Mind it."))),
        "left out": (pmr, guide(pmr, 60, aside=GuideNotes("Mind it.", True))),
        "meanwhile": (urge, waiting),
        "check-in": (urge, guide(urge, 95.0, check_in=True)),
        "rate": (box, RateScene("anxiety", "before", _("How anxious are you right now?"))),
        "rate early": (box, RateScene("anxiety", "after",
        _("Want to note how anxious you are now?"), None, True)),
        "rate pull": (urge, RateScene("pull", "before", _("How strong is the pull?"), SEA)),
        "rate words": (urge, RateScene("pull", "after",
        _("How strong is the pull now?"), SEA, words=long,
        ago=format_ago(1200))),
        "ask": (box, AskScene("?", 1, True)),
        "ask here": (box, AskScene("?", 1, False)),
        "ask parked": (urge, AskScene(_("What you parked. It stays here."), 5, False, SEA, True)),
        "nobody": (urge, AskScene(_(ending.NOBODY), 1, False, SEA, note=_(ending.SETTINGS))),
        "want": (urge, AskScene(_(ending.WANT).format(trigger="x"), 1, False, SEA,
        note=_(ending.SETTINGS))),
        "fear?": (urge, ChooseScene(_(ending.SAFETY), ending.fear_options(), False, False, SEA)),
        "many": (box, ChooseScene("?", text_options(("a", "b")), True, True)),
        "finished": (box, FinishedScene("completed", ("7, 4.",
        _("Help is on ! whenever you want it.")))),
        "went up": (box, FinishedScene("completed",
        (_("It went up: {before} to {after}. That happens. Try something with "
            "eyes open, or stop here."),), None, "five-senses")),
        "decide": (urge, DecideScene("?", options, long, format_ago(1200), "9, 5.", SEA, True)),
        "decide late": (urge, DecideScene("?", options, "", format_ago(60), "", SEA)),
        "copy": (urge, CopyScene(_("Here it is, as you wrote it."), "words", True, SEA, True)),
        "line": (urge, CopyScene("?", "words", False, SEA)),
        "fear": (urge, FearScene(_(ending.FEAR), _("Continue the wait"), SEA)),
        "erase": (urge, FearScene(_(ending.FEAR), "", SEA, erasing=True)),
        "reach": (urge, ReachScene(("Ana: call her",), SEA)),
    }  # fmt: skip
    for name, a in (("box", box), ("orb", orb), ("pmr", pmr), ("urge", urge)):
        for phase in Timeline.of(a).phases:
            if phase.round == 1:
                made[f"{name} {phase.start:g}"] = (a, guide(a, phase.start + phase.seconds / 3))
    return made


class Heard:
    """A catalogue that remembers what it was asked for."""

    def __init__(self, catalogue: GNUTranslations | None) -> None:
        assert catalogue is not None
        self._catalogue, self.ngettext = catalogue, catalogue.ngettext
        self.said: list[tuple[str, str]] = []

    def gettext(self, text: str) -> str:
        self.said.append((text, self._catalogue.gettext(text)))
        return self.said[-1][1]


def holds(drawn: str, said: str) -> bool:
    return all(word in drawn for word in said.split())


@pytest.mark.parametrize(
    "look",
    [look if look == "full" else pytest.param(look, marks=pytest.mark.slow) for look in LOOKS],
)
@pytest.mark.parametrize(
    "size", [SMALL, *(pytest.param(size, marks=pytest.mark.slow) for size in (HOME, (60, 16)))]
)
def test_what_fits_in_english_fits_in_german(
    size: tuple[int, int],
    look: str,
    library: Library,
    german: Library,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_language(())
    english = {
        name: text(draw_screen(scene, a, *size, LOOKS[look]))
        for name, (a, scene) in scenes(library).items()
    }
    for name in english:
        set_language(("de",))
        heard = Heard(words._catalogue)
        made = scenes(german)[name]
        monkeypatch.setattr(words, "_catalogue", heard)
        rows = draw_screen(made[1], made[0], *size, LOOKS[look])
        set_language(())
        assert exact(rows, *size), name
        theirs, ours = " ".join(text(rows)), " ".join(english[name])
        # A routine's title, above, is cut with a sign where it is long.
        if "~" not in "".join(english[name][1:]):
            assert "~" not in "".join(text(rows)[1:]), (name, text(rows))
        for own, other in heard.said:
            if "{" not in own and len(own) > 1 and holds(ours, own):
                assert holds(theirs, other), (name, other, text(rows))


@pytest.mark.parametrize("size", [HOME, SMALL])
@pytest.mark.parametrize("id", IDS)
def test_no_text_of_a_routine_is_cut(
    library: Library, german: Library, id: str, size: tuple[int, int]
) -> None:
    for language, of in ((), library), (("de",), german):
        set_language(language)
        a = of.find(id)
        for phase in Timeline.of(a).phases:
            if phase.round > 1 and not phase.part:
                continue
            behind = a.steps[phase.step + 1] if phase.step + 1 < len(a.steps) else None
            care = str(getattr(behind, "care", None) or "")
            drawn: list[str] = []
            for share in (0.3, 0.7):  # in a low window what to mind takes the place of the text
                aside = GuideNotes(care if phase.kind != "tense" else "")
                scene = guide(a, phase.start + phase.seconds * share, aside=aside)
                drawn += " ".join(text(draw_screen(scene, a, *size, RenderOptions()))).split()
            if phase.kind in ("say", "tense"):
                assert [word for word in phase.text.split() if word not in drawn] == []
            assert [word for word in scene.aside.care.split() if word not in drawn] == []


def test_a_word_of_a_phase_is_german_and_the_keys_are_the_same(german: Library) -> None:
    a = german.find("box")
    drawn = "\n".join(text(draw_screen(guide(a, 14), a, *HOME, RenderOptions())))
    assert "Einatmen" in drawn
    assert "1 von 18" in drawn
    assert "next" in {key for key, *_rest in keys_of_a_run()}


def keys_of_a_run() -> list[tuple[str, str]]:
    """The keys of a guide and what they do, as the person reads them."""
    box = Library(bundled_routines_path(), Path("/nonexistent")).find("box")
    journal = Journal(Path(os.devnull), Path(os.devnull), private=True)
    clock = Clock()
    scene = Session(box, journal, clock.clock, clock.now, quick=True).scene()
    return [(key, words._(label)) for key, label in key_labels(scene.actions, 0).items()]


def test_the_same_keys_do_the_same_in_every_language(german: Library) -> None:
    own = keys_of_a_run()
    set_language(())
    assert [key for key, _said in own] == [key for key, _said in keys_of_a_run()]
    assert dict(own)["pause"] == "Pause"


@pytest.mark.slow
@pytest.mark.parametrize("size", [HOME, SMALL])
async def test_the_other_screens_in_german(
    size: tuple[int, int], german: Library, journal: Journal, time: Clock
) -> None:
    app = CalmApp(AppContext(german, journal, Settings(), time.clock, time.now))

    def sees() -> str:
        return witness.sees(app)

    async with witness.in_terminal(app, size) as pilot:
        await pilot.pause()
        assert "Guten Abend." in sees()
        assert "u Drang" in sees()
        assert sees().splitlines()[-1].rstrip().endswith("! Hilfe")
        for option in app.screen.query_one(OptionList).options:
            assert max(map(len, str(option.prompt).split("\n"))) <= 37
        await pilot.press("c")
        await pilot.pause()
        assert "m behalten  Esc fertig" in sees()
        assert "Runden" in sees()
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert "die Übung starten" in sees()
        await pilot.press("escape", "exclamation_mark")
        await pilot.pause()
        assert "1  Ich bin gerade nicht in Sicherheit" in " ".join(sees().split()).replace(
            "1 ", "1  "
        )
        await pilot.press("escape")


# The other words


def test_a_whole_run_of_box_in_german(german: Library, journal: Journal, time: Clock) -> None:
    said = played(german.find("box"), journal, time, "7", (301, "4"))
    assert said[:8] == [
        "Box-Atmung. Gleichmäßig wie die vier Seiten eines Quadrats, zum Sammeln.",
        "Wie groß ist deine Angst gerade? 0 bis 10, überspringen mit Enter.",
        "Eine Taste und Enter: p Pause, n weiter, b zurück, t Zeit,",
        "v Klang, q aufhören, ! (Ausrufezeichen) Hilfe.",
        "Für den Atem: + (plus) - (minus) Tempo, m Tempo merken, h ohne Anhalten.",
        "Setz dich so hin, dass dein Rücken gestützt ist. Atme einmal aus, bevor es losgeht.",
        "Eine Seite des Quadrats für jeden Teil des Atems.",
        "Einatmen.",
    ]
    assert said[7:11] == ["Einatmen.", "Halten.", "Ausatmen.", "Pause."]
    assert said.count("Einatmen.") == 18
    assert said[-2:] == ["Und jetzt? 0 bis 10, überspringen mit Enter.", "7 davor, 4 danach."]
    past = only_session(journal)
    assert (past.how, past.before, past.after) == ("completed", {"anxiety": 7}, {"anxiety": 4})


def test_an_urge_in_german_keeps_what_it_keeps_in_english(
    german: Library, journal: Journal, time: Clock
) -> None:
    end = ((700.0, "5"), (701.0, "3"), (702.0, "1"), (703.0, "schreiben"), (704.0, "gehen"))
    said = played(german.find("ride"), journal, time, "9", "bitte", "", "1", "1", *end, quick=True)
    assert "  1 Ziehen lassen, löscht deine Worte" in said
    assert "  4 Schicken, wie es ist" in said
    assert "9 vorhin, 3 jetzt." in said
    assert 'Eine Karte fürs nächste Mal. Nach "späte Antwort" will ich ...' in "\n".join(said)
    assert "Du hast es diesmal ziehen lassen." in said
    chosen = [record["value"] for record in journal.records() if record.get("key") == "choice"]
    assert chosen == [["Let it go"]]


def test_fear_in_german_leads_to_help(german: Library, journal: Journal, time: Clock) -> None:
    said = played(german.find("ride"), journal, time, "9", "bitte", "", "1", "3", "q", quick=True)
    assert any(line.startswith("Dann ist das kein Gedanke") for line in said)
    assert "Einige, mit denen du reden kannst:" in said


def test_lengths_and_what_was_cut_off_in_german(german: Library) -> None:
    assert [format_ago(seconds) for seconds in (10, 60, 1200, 7200)] == [
        "gerade eben", "vor einer Minute", "vor zwanzig Minuten", "vor 2 Stunden",
    ]  # fmt: skip
    assert (format_long(60), format_long(1200), format_long(90)) == (
        "1 Minute",
        "20 Minuten",
        "90 Sekunden",
    )
    now = datetime(2026, 11, 24, 22, 50, tzinfo=UTC)
    run = OpenRun("s", "ride-the-urge", "T", now - timedelta(minutes=9), now, 1200.0)
    assert (
        describe_open_run(run, now)
        == "Deine Wartezeit von 22:41 Uhr (20 Minuten): noch 11 Minuten."
    )


def test_the_desk_in_german(german: Library) -> None:
    made = compose_message(
        message_desk().fields,
        ("gestern kam nichts", "Angst", "Nähe", "", "Kannst du kurz schreiben?", ""),
    )
    assert (
        made == "Gestern kam nichts. Ich fühle Angst. Ich brauche Nähe. Kannst du kurz schreiben?"
    )
    assert (
        compose_message(message_desk().fields, ("", "ich bin traurig", "", "", ""))
        == "Ich bin traurig."
    )
    assert message_hints("Du hörst mir nie zu") != ()
    assert (
        message_hints("Du bist nie da. Kannst du kurz schreiben?")[0]
        == 'nenn lieber ein Mal, als es so war, statt "du bist nie"'
    )
    assert (
        message_hints(
            compose_message(
                message_desk().fields, tuple(field.example for field in message_desk().fields)
            )
        )
        == ()
    )


@pytest.fixture
def spoken(tmp_path: Path, german: Library) -> Path:
    """A home whose settings name German; the fixture of the language takes it back."""
    (tmp_path / "settings.toml").write_text('language = "de"\n')
    return tmp_path


def ran(home: Path, *typed: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "calmtui", *typed], capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=60,
        env={**os.environ, "CALMTUI_HOME": str(home), "PYTHONUTF8": "1", **environment},
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.slow
def test_commands_speak_the_language_of_the_settings_or_of_the_environment(
    spoken: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    german = {"LC_MESSAGES": "de_DE.UTF-8", "LC_ALL": ""}
    for said in (ran(spoken, "list"), ran(other, "list", **german)):
        assert said.startswith("Atmen\n")
        assert "Box-Atmung" in said
    assert "Noch keine Sitzungen." in ran(spoken, "log")
    assert "keinen Entwurf" in ran(other, "draft", **german)
    assert "noch nicht da" in ran(spoken, "where")
    assert ran(other, "log") == "No sessions yet.\n"


def test_what_is_public_is_the_same_in_every_language(spoken: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    ours, theirs = (json.loads(ran(home, "list", "--json")) for home in (other, spoken))
    assert [(one["id"], one["group"], one["cautions"]) for one in ours] == [
        (one["id"], one["group"], one["cautions"]) for one in theirs
    ]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("15", 900), ("7,5", 450), ("7.5", 450), ("20m", 1200), ("10min", 600), ("10 min", 600),
        ("10M", 600),
        ("1h", 3600), ("1h30", 5400), ("1h 30m", 5400), ("90s", 90), ("1:30", 90),
        ("1:00:00", 3600), ("5m30", 330),
        ("20 Minuten", 1200), ("1 Std", 3600), (" 15 ", 900), ("", None), ("abc", None),
        ("10x", None), ("-5", None),
        ("1:3", None), ("nan", None), ("10 10", 610), ("1e3", None), ("10s5", None),
        ("1" * 5000 + "!", None),
    ],
)  # fmt: skip
def test_a_length_is_read_as_people_type_it(text: str, seconds: float | None) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("want", "then", "english", "german"),
    [
        (
            "text again", "walk", 'After "x", when I want to text again: walk.',
            'Nach "x", wenn ich text again will: walk.',
        ),
        (
            "I want to text", "I walk.", 'After "x", when I want to text: I walk.',
            'Nach "x", wenn ich text will: I walk.',
        ),
        ("to text", "I walk", 'After "x", when I want to text: I walk.',
        'Nach "x", wenn ich text will: I walk.'),
        ("I text", "walk", 'After "x", when I want to text: walk.',
        'Nach "x", wenn ich text will: walk.'),
        (
            "ich will schreiben", "ich gehe", 'After "x", when I want to schreiben: ich gehe.',
            'Nach "x", wenn ich schreiben will: ich gehe.',
        ),
        (
            "schreiben will", "gehen", 'After "x", when I want to schreiben: gehen.',
            'Nach "x", wenn ich schreiben will: gehen.',
        ),
        ("i", "y", 'After "x", when I want to i: y.', 'Nach "x", wenn ich i will: y.'),
        ("itch", "y", 'After "x", when I want to itch: y.', 'Nach "x", wenn ich itch will: y.'),
    ],
)  # fmt: skip
def test_a_card_is_a_sentence_however_its_wish_is_written(
    want: str, then: str, english: str, german: str
) -> None:
    card = Card("x", want, then)
    assert str(card) == english
    set_language(("de",))
    assert str(card) == german
    set_language(())
