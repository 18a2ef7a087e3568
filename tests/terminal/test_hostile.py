"""Hostile text through every place where text comes in, to every place where it is shown: nothing
breaks, nothing is done, and no byte reaches a terminal that it would act on.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from textual import events
from textual.pilot import Pilot
from textual.widgets import OptionList

from calmtui.config.settings import read_settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library, UnknownRoutine
from calmtui.content.values import Text
from calmtui.context import AppContext
from calmtui.render.layout import RenderOptions
from calmtui.render.screen import draw_screen
from calmtui.session.events import Write
from calmtui.session.scene import (
    AskScene,
    ChooseScene,
    CopyScene,
    DecideScene,
    FearScene,
    FinishedScene,
    GuideNotes,
    GuideScene,
    Option,
    RateScene,
    ReachScene,
    Scene,
    text_options,
)
from calmtui.session.session import Session
from calmtui.session.timeline import Moment, Phase, Sea
from calmtui.storage.device import DeviceStore
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.text.sanitize import sanitize, single_line
from calmtui.text.width import cell_width
from calmtui.tui.app import CalmApp
from calmtui.tui.screens.during_wait import DuringWaitScreen
from calmtui.tui.screens.erase import EraseScreen
from calmtui.tui.screens.help import HelpScreen
from calmtui.tui.screens.history import HistoryScreen
from calmtui.tui.screens.message_desk import DeskField, MessageDeskScreen
from calmtui.tui.screens.text import TextScreen
from calmtui.tui.widgets.text_field import TextField
from tests.support.engine import Clock, begin, routine
from tests.support.hostile_texts import MEGABYTE, SAMPLE, TEXTS, acting, unknown
from tests.support.terminal import Terminal, restored

SOME = pytest.param(SAMPLE[::2], id="some")
ALL = pytest.param(TEXTS, id="all", marks=pytest.mark.slow)
corpus = pytest.mark.parametrize("texts", [SOME, ALL])
HEAD = 'format = 1\ngroup = "ground"\nevidence = "C"\nrate = []\n'


def lone(text: str) -> bool:
    """Whether there are lone surrogates in a text: then it is no Unicode, and no file of UTF-8."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def groups(texts: tuple[str, ...], size: int = 12) -> list[str]:
    """So many texts in one, each with an end, so that none of them swallows the next: for what
    takes long.
    """
    # The longest ones make no file that may be read.
    whole = [text[:300] for text in texts if not lone(text)]
    return [
        " ".join(f"z{text}\x1b\\" for text in whole[at : at + size])
        for at in range(0, len(whole), size)
    ]


def test_the_corpus_is_large_and_has_every_kind_in_it() -> None:
    assert len(TEXTS) >= 350
    whole = "".join(TEXTS)
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        0x202E,
        0x2066,
        0x301,
        0x200D,
        0xFE0F,
        0xD800,
        0xE000,
        0xFFFF,
    ):
        assert chr(code) in whole, hex(code)
    for part in (
        "[/]",
        "@click",
        "\x1b]52;",
        "\x1b]8;",
        "\x1b]0;",
        "\x1bP",
        "\x1b_",
        "%s",
        "{0}",
        "日",
    ):
        assert part in whole, part


def test_the_grammar_lets_nothing_through_that_acts() -> None:
    ours = "\x1b[?1049h\x1b[?25l\x1b[48;2;1;2;3m\x1b[2J\x1b[1;2Hx\x1b[C\x1b[0m\x1b[?1049l\x1b[?25h"
    assert unknown(ours.encode()) == ""
    assert unknown(f"{ours}\x1b]52;c;aGV5\x07".encode(), copies=True) == ""
    assert unknown(b"\x1b]52;c;aGV5\x07") != ""
    assert unknown(b"\x1b]52;c;G1sybQ==\x07", copies=True) != ""  # a sequence in what is copied
    loud = [text for text in TEXTS if acting(sanitize(text)) != acting(text)]
    assert len(loud) > 150
    for text in loud:
        assert unknown(text.encode("utf-8", "replace")) or acting(text), ascii(text)


def test_what_is_clean_has_nothing_in_it_that_acts_and_stays_as_it_is() -> None:
    for text in (*TEXTS, MEGABYTE):
        made, line = sanitize(text), single_line(text)
        assert acting(made) == acting(line) == ""
        assert sanitize(made) == made
        assert single_line(line) == line
        assert len(line.splitlines()) <= 1


@given(st.text(st.characters()))
def test_any_text_at_all_is_clean_afterwards(text: str) -> None:
    assert acting(sanitize(text)) == ""
    assert sanitize(sanitize(text)) == sanitize(text)


def toml(text: str) -> str:
    """A text as a string of TOML: what may not stand there as it is, as an escape."""
    plain = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    return (
        '"'
        + "".join(
            plain.get(c) or (f"\\u{ord(c):04x}" if acting(c) and ord(c) < 0xD800 else c)
            for c in text
        )
        + '"'
    )


def write(path: Path, text: str) -> None:
    """A file as an enemy writes it: a lone surrogate makes it no UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def every_kind(text: str) -> str:
    """A routine with the text in every place that takes one."""
    t = toml(text)
    return (
        f'title = {t}\nsummary = {t}\nsource = {t}\ncautions = ["safe"]\ndelay = "20m"\ndelays '
        f'= ["10m", "20m"]\n{HEAD}'
        f'[[steps]]\nkind = "say"\ntext = {t}\npart = {t}\nseconds = 2\n'
        f'[[steps]]\nkind = "say"\ntext = {t}\n'
        f'[[steps]]\nkind = "breathe"\ntext = {t}\npart = {t}\ncare = {t}\ninhale = 1\nexhale '
        f"= 1\nrounds = 2\n"
        f'[[steps]]\nkind = "tense"\ntext = {t}\npart = {t}\ncare = {t}\nmarks = {t}\ntense = '
        f"1\nrelease = 1\n"
        f'[[steps]]\nkind = "ask"\ntext = {t}\npark = true\n'
        f'[[steps]]\nkind = "ask"\ntext = {t}\nkeep = "word"\n'
        f'[[steps]]\nkind = "choose"\ntext = {t}\noptions = [{t}, "b"]\nmany = true\nkeep = '
        f'"trigger"\nthings = true\n'
        f'[[steps]]\nkind = "safety"\ntext = {t}\n'
        f'[[steps]]\nkind = "delay"\ntext = {t}\n'
        f'[[steps]]\nkind = "line"\ntext = {t}\nline = {t}\n'
        f'[[steps]]\nkind = "rate"\nwhat = "pull"\ntext = {t}\n'
        f'[[steps]]\nkind = "wait"\ntext = {t}\nprompts = [{t}]\nquestion = {t}\n'
        f'[[steps]]\nkind = "decide"\ntext = {t}\n'
    )


def no_kind(text: str) -> str:
    """A routine whose every key and value is a fault with the text in it."""
    t = toml(text)
    return (
        f"format = {t}\ntitle = 1\ngroup = {t}\nevidence = {t}\ncautions = [{t}]\nrate = [{t}"
        f"]\nshape = {t}\n"
        f"delay = {t}\n{t} = {t}\n"
        f'[[steps]]\nkind = {t}\n[[steps]]\nkind = "ask"\ntext = {t}\nkeep = {t}\n{t} = 1\n'
        f"[[steps]]\n[{t}]\n"
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "routines").mkdir()
    return tmp_path


# The commands, each in a process of its own

_JOBS = """
import os, pickle, sys, tempfile
sys.path.insert(0, os.getcwd())
import calmtui.cli.main, calmtui.cli.play, calmtui.cli.check, calmtui.cli.list, calmtui.cli.log
import calmtui.content.library
import calmtui.cli.new, calmtui.cli.preview, calmtui.plain.runner
done = []
for words, env, given in pickle.load(sys.stdin.buffer):
    new = tempfile.TemporaryFile
    with new() as out, new() as err, new() as into:
        into.write(given)
        into.seek(0)
        if (child := os.fork()) == 0:
            for number, file in enumerate((into, out, err)):
                os.dup2(file.fileno(), number)
            os.environb.update(env)
            code = 70
            try:
                code = calmtui.cli.main.main(words)
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        done.append((code, out.read(), err.read()))
sys.stdout.buffer.write(pickle.dumps(done))
"""


class Done(NamedTuple):
    """What a command gave."""

    code: int
    out: bytes
    err: bytes


Job = tuple[list[str], dict[str, str], bytes]  # words, more environment, standard input


def commands(home: Path, jobs: Iterable[Job], **env: str) -> list[Done]:
    """Run command lines, each with more environment and something on its standard input."""
    packed = [
        (words, {os.fsencode(k): os.fsencode(v) for k, v in more.items()}, given)
        for words, more, given in jobs
    ]
    done = subprocess.run(
        [sys.executable, "-c", _JOBS], input=pickle.dumps(packed), stdout=subprocess.PIPE,
        check=True, timeout=600,
        env={**os.environ, "CALMTUI_HOME": str(home), "LC_ALL": "C.UTF-8", "TERM": "dumb",
        "EDITOR": "true", **env},
    )  # fmt: skip
    return [Done(*one) for one in pickle.loads(done.stdout)]


def says_nothing_that_acts(done: Done, words: object) -> None:
    for data in (done.out, done.err):
        text = data.decode("utf-8")
        if (
            done.code not in (0, 1, 2, 3)
            or acting(text)
            or "Traceback" in text
            or "a fault in calmtui" in text
        ):
            pytest.fail(f"{words!a} gave {done.code}, {acting(text)} in {text[:2000]!a}")


def typed(texts: Iterable[str]) -> Iterator[str]:
    """The texts as a command line or the environment can have them."""
    for text in texts:
        raw = text.replace("\x00", "").encode(
            "utf-8", "surrogateescape" if "\udc80" <= text <= "\udcff" else "replace"
        )
        yield os.fsdecode(raw)


@pytest.mark.slow
@corpus
def test_the_command_line(home: Path, texts: tuple[str, ...]) -> None:
    library = Library(bundled_routines_path(), home)

    def known(text: str) -> bool:
        try:
            return bool(library.entry(text))
        except UnknownRoutine:
            return False

    jobs: list[Job] = []
    for number, text in enumerate(typed(texts)):
        lines = [
            [text],
            ["urge", f"{text} "],
            ["check", text],
            ["check", "--json", text],
            ["list", f"--{text}"],
        ]
        lines += [["new", text]]
        if number % 6 == 0:  # those that read the routines first
            lines += [
                ["run", "box", "--skip", text],
                ["run", "box", f"--minutes={text}"],
                ["preview", text, "--plain"],
            ]
            lines += [["log", "--last", text]]
            if not known(text):
                lines += [
                    ["run", text, "--plain"],
                    ["edit", text],
                    ["new", "a-name", "--from", text],
                ]
        jobs += [(line, {}, b"q\n") for line in lines]
    for (words, _, _), done in zip(jobs, commands(home, jobs), strict=True):
        says_nothing_that_acts(done, words)
        if words[:2] == ["check", "--json"] and words[2][:1] != "-":
            json.loads(done.out)


@pytest.mark.parametrize("texts", [ALL])
def test_the_environment(home: Path, texts: tuple[str, ...]) -> None:
    jobs: list[Job] = []
    for text in typed(texts):
        jobs += [(["list"], {name: text}, b"") for name in ("LANG", "LANGUAGE", "TERM")]
        jobs.append((["where"], {"CALMTUI_HOME": text}, b""))
        jobs.append((["where"], {"CALMTUI_HOME": "", "HOME": text, "XDG_DATA_HOME": text}, b""))
    for text in typed(SAMPLE):
        jobs.append((["edit", "box"], {"VISUAL": f"/nowhere/{text}"}, b""))
    for (words, env, _), done in zip(jobs, commands(home, jobs), strict=True):
        says_nothing_that_acts(done, (words, env))


@pytest.mark.slow
@corpus
@pytest.mark.parametrize("made", [every_kind, no_kind])
def test_routine_files(home: Path, texts: tuple[str, ...], made: Any) -> None:
    for number, text in enumerate(texts):
        write(home / "routines" / f"r{number:03}.toml", made(text))
        write(home / "routines" / "de" / f"r{number:03}.toml", made(f"d{text}"))
        write(
            home / "translated" / "de" / f"{number:03}.toml",
            f"{toml(text)} = {toml(text)}\n" + made(text),
        )
        write(home / "translated" / f"{number:03}.toml", every_kind("x"))
    jobs: list[Job] = [
        (words, env, b"")
        for env in ({}, {"LC_ALL": "de_DE.UTF-8"})
        for words in (["list"], ["list", "--json"], ["check", str(home / "routines")],
                      ["check", "--json", str(home / "routines")],
                      ["check", str(home / "translated" / "de")])
    ]  # fmt: skip
    every = commands(home, jobs)
    for (words, _, _), done in zip(jobs, every, strict=True):
        says_nothing_that_acts(done, words)
    rows = {row["id"]: row for row in json.loads(every[1].out)}
    json.loads(every[3].out)
    whole = 0
    for number, text in enumerate(texts):
        row = rows[f"r{number:03}"]
        if row["error"] is None:
            whole += 1
            assert row["title"] == sanitize(text).strip().replace("{partner}", "your partner")
    assert whole > len(texts) / 2 if made is every_kind else whole == 0


@pytest.mark.slow
@corpus
def test_names_of_files(home: Path, texts: tuple[str, ...]) -> None:
    for text in typed(texts):
        name = os.fsencode(text.replace("/", "_"))[:200]
        with open(os.path.join(os.fsencode(home), b"routines", name + b".toml"), "wb") as file:
            file.write((every_kind("x") if len(name) % 2 else "broken").encode())
    jobs: list[Job] = [
        (words, {}, b"")
        for words in (["list"], ["list", "--json"], ["check", str(home / "routines")],
                      ["check", "--json", str(home / "routines")], ["run", "\udcff", "--plain"],
                      ["run", "["])
    ]  # fmt: skip
    more: list[Job] = [
        (words, {}, b"") for words in (["doctor"], ["doctor", "--json"], ["forget", "--all"])
    ]
    jobs += more
    for (words, _, _), done in zip(jobs, every := commands(home, jobs), strict=True):
        says_nothing_that_acts(done, words)
    # Lines that can't be read; nothing erased unasked.
    assert [done.code for done in every[-3:]] == [
        1,
        1,
        2,
    ]
    for done in (every[1], every[3]):
        for row in json.loads(done.out):
            assert acting(json.dumps(row)) == ""


@pytest.mark.slow
@corpus
def test_settings(home: Path, texts: tuple[str, ...]) -> None:
    jobs: list[Job] = []
    for start in range(0, len(texts), 36):
        part = [text for text in texts[start : start + 36] if not lone(text)]
        folder = home / f"h{start}"
        lines = [
            f"things = [{', '.join(map(toml, part))}]",
            f"skip_parts = [{', '.join(map(toml, part))}]",
        ]
        for text in part:
            t = toml(text)
            lines.append(f"[[people]]\nname = {t}\nreach = {t}\ngood = {t}")
            lines.append(f"[[cards]]\nwhen = {t}\nwant = {t}\nthen = {t}")
        write(folder / "settings.toml", "\n".join(lines))
        jobs.append((["run", "anchor-90", "--plain"], {"CALMTUI_HOME": str(folder)}, b"!\n!\nq\n"))
    for number, text in enumerate((*texts, *groups(texts))):
        t = toml(text)
        folder = home / f"s{number}"
        keys = ("partner", "theme", "motion", "language", "country", "settle", "plain")
        write(
            folder / "settings.toml", "\n".join([*(f"{key} = {t}" for key in keys), f"{t} = {t}"])
        )
        jobs.append((["list"], {"CALMTUI_HOME": str(folder)}, b""))
        if number >= len(texts):
            jobs.append(
                (["run", "care-noticed", "--plain"], {"CALMTUI_HOME": str(folder)}, b"!\nq\n")
            )
    for (words, env, _), done in zip(jobs, commands(home, jobs), strict=True):
        says_nothing_that_acts(done, (words, env))


def foreign(texts: Iterable[str], at: str = "2026-11-24T22:41:03+01:00") -> list[dict[str, Any]]:
    """The records of a journal that someone else has written, a session for each text."""
    records: list[dict[str, Any]] = []
    for number, text in enumerate(texts):
        base = {"v": 1, "session": f"s{number}", "at": at}
        records += [
            {
                **base,
                "id": f"a{number}",
                "what": "begun",
                "routine": text,
                "title": text,
                "choices": {text: text},
            },
            {**base, "id": f"b{number}", "what": "rated", "when": text, "anxiety": text, "pull": 5},
            {
                **base,
                "id": f"c{number}",
                "what": "answered",
                "key": "trigger",
                "value": [text, {text: text}],
            },
            {**base, "id": f"d{number}", "what": "answered", "key": text, "value": text},
            {
                **base,
                "id": f"e{number}",
                "what": "ended",
                "how": text,
                "practised": 3.5,
                text or "empty": text,
            },
            {**base, "id": f"f{number}{text}", "session": text, "what": text, "at": text},
            {
                "v": text,
                "id": text,
                "session": text,
                "what": "begun",
                "routine": text,
                "title": text,
                "at": text,
            },
        ]
    return records


@corpus
def test_a_foreign_journal(home: Path, texts: tuple[str, ...]) -> None:
    texts = (*texts, MEGABYTE) if texts is TEXTS else texts
    (home / "journal").mkdir()
    with open(home / "journal" / "foreign.jsonl", "w") as file:
        file.writelines(json.dumps(record) + "\n" for record in foreign(texts))
    for number, text in enumerate(typed(texts)):
        name = os.fsencode(text.replace("/", "_"))[:200]
        with open(
            os.path.join(os.fsencode(home), b"journal", b"%d%s.jsonl" % (number, name)), "wb"
        ) as raw:
            raw.write(text.encode("utf-8", "surrogatepass")[:5000] + b"\n")
    jobs: list[Job] = [
        (words, {}, b"")
        for words in (
            ["log"],
            ["log", "--json"],
            ["log", "--last", "1000"],
            ["log", "--last", "1000", "--json"],
        )
    ]
    for (words, _, _), done in zip(jobs, every := commands(home, jobs), strict=True):
        says_nothing_that_acts(done, words)
    for done in (every[1], every[3]):
        kept = {row["session"]: row for row in json.loads(done.out)}
        for number, text in enumerate(texts):
            # No text of Unicode: named on stderr, and kept in its file.
            if f"s{number}" not in kept:
                assert lone(text)
                continue
            row = kept[f"s{number}"]
            assert row["title"] == row["routine"] == row["how"] == text
            assert row["answers"]["trigger"] == [text, {text: text}]


@pytest.mark.slow
@corpus
def test_what_is_kept_on_this_machine(home: Path, texts: tuple[str, ...]) -> None:
    jobs: list[Job] = []
    for number, text in enumerate((*texts, *groups(texts))):
        for where in ("draft", "open/run"):
            folder = home / f"{number}-{where[:1]}"
            write(folder / "state" / where, text)
            jobs.append((["draft"], {"CALMTUI_HOME": str(folder)}, b""))
        if number >= len(texts):
            for name in ("offered", "delay-ride-the-urge", "device"):
                write(folder / "state" / name, text)
            write(
                folder / "choices.toml",
                f"[{toml(text)}]\nskip = [{toml(text)}]\n{toml(text)} = 1\n",
            )
            jobs.append((["urge", "--plain"], {"CALMTUI_HOME": str(folder)}, b"q\n"))
    for (words, env, _), done in zip(jobs, commands(home, jobs), strict=True):
        says_nothing_that_acts(done, (words, env))


# Answers


@corpus
def test_what_is_answered_parked_and_kept_is_clean(
    tmp_path: Path, time: Clock, texts: tuple[str, ...]
) -> None:
    state, journal = (
        DeviceStore(tmp_path / "state"),
        Journal(tmp_path / "journal", tmp_path / "state"),
    )
    asks = routine('[[steps]]\nkind = "ask"\ntext = "What?"\nkeep = "word"\n', "rate = []")
    for text in (*texts, MEGABYTE):
        session = begin(asks, journal, time, state=state)
        session.handle(Write(text))
        session.keep_draft(text)
        assert acting(state.get("draft")) == ""
    records = list(journal.records())
    assert journal.unreadable_lines == []
    for record in records:
        assert acting(json.dumps(record, ensure_ascii=False)) == ""
    assert sum(record["what"] == "answered" for record in records) > len(texts) * 0.7


# Line by line


@pytest.mark.slow
@corpus
def test_a_whole_run_line_by_line(home: Path, texts: tuple[str, ...]) -> None:
    jobs: list[Job] = []
    for number, text in enumerate(groups(texts)):
        folder = home / f"h{number}"
        t = toml(text)
        write(folder / "routines" / "mine.toml", every_kind(text))
        write(folder / "settings.toml", f"things = [{t}]\n[[people]]\nname = {t}\nreach = {t}\n")
        said = b"z " + text.replace("\n", " ").encode("utf-8", "surrogatepass")
        keys = (
            b"n",
            b"",
            b"n",
            b"n",
            said,
            b"",
            said,
            b"1",
            b"1",
            b"1",
            b"",
            b"5",
            b"w",
            said,
            b"",
            b"p",
            b"4",
        )
        given = b"\n".join((*keys, b"k", said, said, said, b"q", b"q", b"q", b""))
        jobs.append((["run", "mine", "--plain"], {"CALMTUI_HOME": str(folder)}, given))
    every = commands(home, jobs)
    ran = 0
    for (words, env, _), done in zip(jobs, every, strict=True):
        says_nothing_that_acts(done, (words, env, done.out))
        kept = Path(env["CALMTUI_HOME"])
        for path in (*kept.glob("journal/*.jsonl"), *kept.glob("state/draft")):
            lines = path.read_text("utf-8").splitlines()
            for line in lines if path.suffix else ():
                assert all(
                    acting(value) == ""
                    for value in json.loads(line).values()
                    if isinstance(value, str)
                )
            assert acting("\n".join(lines)) == ""
            ran += path.suffix == ".jsonl" and '"choice"' in path.read_text("utf-8")
    assert ran == len(every)


# The full screen


def scenes(text: str) -> Iterator[Scene]:
    """Every scene, with a text that has come in wherever it has one."""
    sea = Sea(0.4, 3.0, ((0.2, 5),))
    yield RateScene("pull", "after", text, sea, words=text, ago=text)
    for kind, wave in (
        ("say", None),
        ("say", sea),
        ("inhale", None),
        ("tense", None),
        ("wait", sea),
    ):
        phase = Phase(kind, 0.0, 4.0, text, 0, 1, 2, part=text, marks=text)  # type: ignore[arg-type]
        moment = Moment(phase, 0.5, 2.0, 2.0, 4.0)
        for until_key in (False, True):
            aside = GuideNotes(text, note=text)
            yield GuideScene(
                moment,
                False,
                0.3,
                60.0,
                wave,
                until_key,
                doing=text,
                waiting=kind == "wait",
                aside=aside,
            )
    yield AskScene(text, 3, True, sea, words=text, note=text)
    yield ChooseScene(text, text_options((text,) * 36), True, True)
    yield DecideScene(text, (Option(text, text, text),) * 5, text, text, text, sea)
    yield CopyScene(text, text, True, keepable=True)
    yield FearScene(text, "on")
    yield FearScene(text, "on", erasing=True)
    yield ReachScene((text,) * 9)
    yield FinishedScene("completed", (text, text), sea, text)


@pytest.mark.slow
@corpus
def test_every_drawing_of_a_run_is_as_wide_as_it_says(texts: tuple[str, ...]) -> None:
    for number, raw in enumerate(texts):
        text = sanitize(raw).strip() or "x"
        a = routine(f'[[steps]]\nkind = "say"\ntext = {toml(text)}\n')
        a = replace(a, title=Text(text), summary=Text(text), cautions=("safe",))
        for columns, rows in ((80, 24), (40, 12), ((200, 50), (5, 2), (1, 1))[number % 3]):
            for place, scene in enumerate(scenes(text)):
                look = (
                    RenderOptions(message=text),
                    RenderOptions(reduced=True, time=True),
                    RenderOptions(away=True),
                )[place % 3]
                picture = draw_screen(scene, a, columns, rows, look)
                assert [len(row) for row in picture] == [columns] * rows
                for row, x in ((row, x) for row in picture for x in range(columns)):
                    cell = row[x]
                    if cell.char in ("", " "):
                        continue
                    # And at most seven marks with each.
                    letters = sum(map(bool, map(cell_width, cell.char)))
                    if acting(cell.char) or "\n" in cell.char or len(cell.char) > 8 * letters:
                        pytest.fail(f"{cell!a} of {text!a} in {scene!a}")
                    wide = cell_width(cell.char)
                    assert [after.char for after in row[x + 1 : x + wide]] == [""] * (wide - 1)


def test_no_letter_is_made_wider_than_it_is_counted() -> None:
    """A selector asks for a picture, two cells wide in some terminals: all behind it would stand a
    cell further on.
    """
    a = routine('[[steps]]\nkind = "say"\ntext = "❤\ufe0f and ☺\ufe0f\ufe0f, e\u0301 stays"\n')
    picture = draw_screen(next(iter(scenes(a.steps[0].text or ""))), a, 80, 24, RenderOptions())
    text = "".join(cell.char for row in picture for cell in row)
    assert "❤ and ☺, e\u0301 stays" in text


def library_of(folder: Path, texts: Iterable[str]) -> Library:
    for number, text in enumerate(texts):
        write(folder / f"r{number:03}.toml", every_kind(text))
        write(folder / f"b{number:03}.toml", no_kind(text))
    return Library(folder, folder.parent / "none")


def app_of(
    texts: tuple[str, ...], folder: Path, time: Clock, id: str | None = None, **more: Any
) -> CalmApp:
    """The app, with the texts in its routines, its settings and its journal."""
    journal = Journal(folder / "journal", folder / "state")
    journal.folder.mkdir()
    at = time.now().isoformat(timespec="seconds")
    with open(journal.folder / "foreign.jsonl", "w") as file:
        file.writelines(json.dumps(record) + "\n" for record in foreign(texts, at))
    write(
        folder / "settings.toml",
        f"things = [{', '.join(toml(text) for text in texts[:36] if not lone(text))}]\n"
        + "".join(
            f"[[people]]\nname = {toml(text)}\nreach = {toml(text)}\n"
            for text in texts[:36]
            if not lone(text)
        )
        + "".join(
            f"[[cards]]\nwhen = {toml(text)}\nwant = {toml(text)}\nthen = {toml(text)}\n"
            for text in texts[:36] if not lone(text)
        ),
    )  # fmt: skip
    settings, problems = read_settings(folder / "settings.toml")
    assert problems == ()
    state = DeviceStore(folder / "state")
    mine = SupportList.of(settings, folder / "settings.toml")
    library = library_of(folder / "routines", texts)
    if id is not None:
        more["first"] = Session(
            library.find(id), journal, time.clock, time.now, state=state, mine=mine
        )
    return CalmApp(
        AppContext(library, journal, settings, time.clock, time.now, device=state, support=mine),
        **more,
    )


def does_nothing(pilot: Pilot[int]) -> None:
    """Nothing on the screen is a link or an action, and nothing was done."""
    app = pilot.app
    assert app.is_running
    assert app.clipboard == ""
    for y in range(app.size.height):
        for x in range(0, app.size.width, 2):
            style = app.screen.get_style_at(x, y)
            assert not style.link
            assert "@click" not in style.meta


@pytest.mark.slow
@pytest.mark.parametrize("texts", [pytest.param(SAMPLE[::3], id="some"), ALL])
async def test_home_and_every_card(tmp_path: Path, time: Clock, texts: tuple[str, ...]) -> None:
    async with app_of(texts, tmp_path, time).run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        options = pilot.app.screen.query_one(OptionList)
        places = [place for place, option in enumerate(options.options) if not option.disabled]
        assert len(places) >= len(texts) * 2
        for place in places:
            options.highlighted = place
            await pilot.pause()
        does_nothing(pilot)
        await pilot.press("c")  # the choices of the last one: it is broken, and there are none
        await pilot.press("slash")
        for text in texts[:50]:
            pilot.app.post_message(events.Paste(text))
            await pilot.pause()
        does_nothing(pilot)
        await pilot.press("escape", "exclamation_mark")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        does_nothing(pilot)


@pytest.mark.parametrize("texts", [ALL])
async def test_the_kept_sessions_and_the_question_before_one_is_erased(
    tmp_path: Path, time: Clock, texts: tuple[str, ...]
) -> None:
    async with app_of(texts, tmp_path, time).run_test(size=(80, 24)) as pilot:
        await pilot.press("l", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, HistoryScreen)
        options = screen.query_one(OptionList)
        assert options.option_count > len([text for text in texts if not lone(text)])
        for place in [place for place, option in enumerate(options.options) if not option.disabled][
            ::7
        ]:
            options.highlighted = place
            await pilot.press("d")
            await pilot.pause()
            assert isinstance(pilot.app.screen, EraseScreen)
            does_nothing(pilot)
            await pilot.press("escape")
            await pilot.pause()
            does_nothing(pilot)


async def paste(pilot: Pilot[int], text: str) -> None:
    """Paste into the field for writing."""
    await pilot.pause()
    pilot.app.screen.query_one(TextField).post_message(events.Paste(text))
    await pilot.pause()


@pytest.mark.parametrize("texts", [ALL])
async def test_a_whole_run_on_the_screen(
    tmp_path: Path, time: Clock, texts: tuple[str, ...]
) -> None:
    for number, text in enumerate(groups(texts)):
        folder = tmp_path / f"h{number}"
        folder.mkdir()
        async with app_of((text,), folder, time, id="r000").run_test(size=(80, 24)) as pilot:
            app = pilot.app
            assert isinstance(app, CalmApp)
            session = app.runs.current
            assert session is not None
            await pilot.pause()
            await pilot.press("n", "enter", "n", "n")
            assert isinstance(session.scene(), AskScene)
            await paste(pilot, text)
            await pilot.press("enter")
            await paste(pilot, text)
            await pilot.press("enter")
            assert isinstance(session.scene(), ChooseScene)
            does_nothing(pilot)
            await pilot.press("1", "enter")
            while isinstance(scene := session.scene(), GuideScene):
                assert scene.until_key  # the card of the person, for what was picked
                await pilot.press("enter")
            await pilot.press("1", "1", "enter", "5")
            assert isinstance(session.scene(), GuideScene)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, DuringWaitScreen)
            does_nothing(pilot)
            await pilot.press("escape", "p", "w")
            await pilot.pause()
            if isinstance(app.screen, TextScreen):
                does_nothing(pilot)
                await pilot.press("escape")
            await pilot.press("3")
            await pilot.pause()
            assert isinstance(app.screen, MessageDeskScreen)
            for entry in app.screen.query(DeskField):
                entry.post_message(events.Paste(text))
            await pilot.pause()
            does_nothing(pilot)
            await pilot.press("escape", "escape", "k")
            await pilot.pause()
        for record in app.context.journal.records():
            if record["session"] == session.id:
                assert acting(json.dumps(record, ensure_ascii=False)) == ""


# The bytes


def say_steps(texts: Iterable[str]) -> str:
    said = "".join(
        f'[[steps]]\nkind = "say"\ntext = {toml(text)}\npart = {toml(text)}\nseconds = 600\n'
        for text in texts if not lone(text) and sanitize(text).strip()
    )  # fmt: skip
    return f'title = "Said"\nsummary = "S"\nsource = "s"\n{HEAD}{said}'


def calm(terminal: Terminal, *, copies: bool = False) -> None:
    """All that was sent is the full screen's own."""
    if found := unknown(terminal.sent, copies=copies):
        pytest.fail(f"sent {found}")


@corpus
def test_the_terminal_is_sent_nothing_but_ours_by_a_run(home: Path, texts: tuple[str, ...]) -> None:
    usable = [text for text in texts if not lone(text) and sanitize(text).strip()]
    for start in range(0, len(usable), 15):  # a guide lasts for 12 hours at most
        write(home / "routines" / f"said{start}.toml", say_steps(usable[start : start + 15]))
        with Terminal(home, "run", f"said{start}", "--private") as terminal:
            terminal.shows("Said")
            for _ in usable[start + 1 : start + 15]:
                before = len(terminal.sent)
                terminal.types("n")
                terminal.until(lambda before=before: len(terminal.sent) > before, "next text")  # type: ignore[misc]
            terminal.types("\x03")
            assert terminal.ends(10) == 130
            restored(terminal)
            calm(terminal)


@pytest.mark.slow
def test_the_terminal_is_sent_nothing_but_ours_by_home_and_help_and_what_is_typed(
    home: Path,
) -> None:
    texts = TEXTS
    for number, text in enumerate(texts):
        write(home / "routines" / f"r{number:03}.toml", every_kind(text))
    people = "".join(
        f"[[people]]\nname = {toml(text)}\nreach = {toml(text)}\n"
        for text in texts
        if not lone(text)
    )
    write(home / "settings.toml", people)
    (home / "journal").mkdir()
    with open(home / "journal" / "foreign.jsonl", "w") as file:
        file.writelines(json.dumps(record) + "\n" for record in foreign(texts))
    with Terminal(home, columns=120, rows=40, env={"TERM": "xterm-256color"}) as terminal:
        terminal.shows("Right now")
        for _ in range(len(texts) + 30):
            terminal.types("j")
            terminal.read(0.05)
        terminal.types("!")
        terminal.shows("My people")
        for _ in range(60):
            terminal.types("\x1b[B")
            terminal.read(0.02)
        terminal.types("q")
        terminal.until(lambda: "My people" not in terminal.text(), "home")
        terminal.types("/")
        for text in texts:
            data = text.replace("\x1b[201~", "").encode("utf-8", "replace")
            os.write(terminal.master, b"\x1b[200~" + data[:1000] + b"\x1b[201~")
            terminal.read(0.02)
        terminal.types("\x03")
        assert terminal.ends(60) == 130  # what was pasted before comes first
        restored(terminal)
        calm(terminal)


@pytest.mark.slow
def test_the_terminal_is_sent_nothing_but_ours_by_an_urge(home: Path) -> None:
    text = "\x1b]52;c;ZXZpbA==\x07[/] [@click=app.quit]x\u202e\x9b31m\x1b[31mz"
    write(home / "routines" / "mine.toml", every_kind(text))
    write(home / "settings.toml", f"things = [{toml(text)}]\n[[people]]\nname = {toml(text)}\n")
    with Terminal(home, "run", "mine") as terminal:
        terminal.shows("[@click")
        for keys in ("n", "\r", "n", "n"):
            terminal.types(keys)
            terminal.read(0.3)
        terminal.until(
            lambda: "It stays here" in terminal.text() or "Enter" in terminal.text(), "question"
        )
        os.write(terminal.master, b"\x1b[200~" + text.encode() + b"\x1b[201~")
        terminal.read(0.5)
        terminal.types("\x1b")
        terminal.read(0.3)
        terminal.types("\x03")
        assert terminal.ends(10) == 130
        restored(terminal)
        calm(terminal)
