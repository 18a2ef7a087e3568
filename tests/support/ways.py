"""Every screen, and the keys that lead to it: one table, walked by whoever looks at what a terminal
shows.

A new screen, step or ending is a new line in it. Nothing here depends on the routines that are
bundled but home.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from calmtui.config.settings import Person, Settings
from calmtui.config.support import SupportList
from calmtui.content.library import Library
from calmtui.content.reader import read_routine
from calmtui.content.routine import Routine
from calmtui.content.routine_file import load_file
from calmtui.context import AppContext
from calmtui.session.events import Leave, Rate
from calmtui.session.resume import find_resumable
from calmtui.session.session import Session
from calmtui.storage.device import DeviceStore
from calmtui.storage.encryption.convert import lock
from calmtui.storage.journal import Journal
from calmtui.storage.paths import bundled_routines_path
from calmtui.tui.app import CalmApp
from calmtui.tui.preview import FileWatcher, PreviewApp
from calmtui.tui.screens.base import HIGH, WIDE
from calmtui.tui.screens.passphrase import PassphraseScreen
from tests.support.engine import Clock
from tests.support.locks import cheap
from tests.support.tries import trying, whole

_HEAD = 'format = 1\ntitle = "{}"\nsummary = "S"\ngroup = "{}"\nevidence = "C"\nsource = "s"\n'
_SAY = '[[steps]]\nkind = "say"\ntext = "Feel the floor, and what is on it."\n'
_RATE = '[[steps]]\nkind = "rate"\nwhat = "pull"\n'
_DECIDE = '[[steps]]\nkind = "decide"\ntext = "What now? Any of these is fine."\n'

# The guides that move, each a routine of one long step.
GUIDES = {
    "square": '[[steps]]\nkind = "breathe"\ntext = "Slow."\ninhale = 4\nhold = 4\nexhale = 4\n'
    "rest = 4\nrounds = 99\n",
    "orb": '[[steps]]\nkind = "breathe"\ntext = "Slow."\ninhale = 4\nexhale = 6\nrounds = 99\n',
    "figure": '[[steps]]\nkind = "tense"\ntext = "Make two fists."\npart = "hands"\ntense = '
    "90\nrelease = 90\n" * 4,
    "sea": '[[steps]]\nkind = "wait"\ntext = "Let the swell go by."\n' + _DECIDE,
    "text": f'{_SAY}seconds = 5\n{_SAY}part = "The floor"\ncare = "Only if it is yours."\n'
    f"seconds = 900\n",
}
_SEA = 'shape = "sea"\nrate = ["pull"]\ndelay = "20m"\ndelays = ["10m", "20m"]\n'
_ASKED = (
    f'{_RATE}text = "How strong is it?"\n'
    '[[steps]]\nkind = "ask"\ntext = "Write it here."\nlines = 5\npark = true\n'
    '[[steps]]\nkind = "choose"\ntext = "What came before?"\noptions = ["slow reply", '
    '"memory"]\nmany = true\n'
    'keep = "trigger"\n'
    '[[steps]]\nkind = "safety"\ntext = "Is part of this a fear of being hurt?"\n'
)
_WAITED = (
    '[[steps]]\nkind = "delay"\ntext = "How long?"\n'
    '[[steps]]\nkind = "choose"\ntext = "Pick one thing."\noptions = ["a walk"]\nthings = true\n'
    '[[steps]]\nkind = "line"\ntext = "Send or say:"\nline = "Back at {time}, in {minutes} '
    'minutes."\n'
    f"{_SAY}seconds = 60\n"
    '[[steps]]\nkind = "wait"\ntext = "Let the swell go by."\ncheck_in = 20\nprompts = ["Up or '
    'down?"]\n'
)
URGE = _ASKED + _WAITED + _DECIDE
_OPTIONS = ", ".join(f'"option {number} of very many"' for number in range(1, 31))
KINDS = (
    f"{_SAY}seconds = 10\n{_SAY}"
    + GUIDES["orb"]
    + GUIDES["square"]
    + '[[steps]]\nkind = "breathe"\ntext = "Twice."\ninhale = 2\ntop_up = 1\nexhale = 6\n'
    "rounds = 9\n"
    + '[[steps]]\nkind = "tense"\ntext = "Make two fists."\npart = "hands"\ntense = 5\nrelease '
    "= 20\n"
    + '[[steps]]\nkind = "ask"\ntext = "Why?"\nkeep = "why"\n'
    + f'[[steps]]\nkind = "choose"\ntext = "Which?"\noptions = [{_OPTIONS}]\nmany = true\nkeep '
    f'= "which"\n' + '[[steps]]\nkind = "rate"\nwhat = "anxiety"\n' + f"{_SAY}seconds = 10\n"
)


_AGAIN = (
    '[[steps]]\nkind = "reread"\ntext = "You wrote:"\nkeys = ["own_a", "own_b"]\n'
    'none = "Nothing here yet."\n'
)
TOOL = (
    '[[steps]]\nkind = "gate"\ntext = "Is this a good moment?"\noptions = ["yes", "not now"]\n'
    'ends = ["not now"]\ninstead = ["anchor-90", "long-exhale"]\n'
    '[[steps]]\nkind = "ask"\ntext = "What happened?"\nkeep = "own_a"\nlines = 3\n'
    '[[steps]]\nkind = "compose"\ntext = "A message, or a test?"\nhints = true\nfields = [\n'
    '{ label = "When", example = "When Friday went by without a word" },\n'
    '{ label = "I feel", begins = "I feel", example = "worried" },\n]\n'
    '[[steps]]\nkind = "ask"\ntext = "A kind line to yourself."\nmay_keep = "own_b"\n'
    + _AGAIN
    + '[[steps]]\nkind = "card"\ntext = "A plan for next time."\n'
    '[[steps]]\nkind = "person"\ntext = "Someone who listens."\n'
    '[[steps]]\nkind = "gate"\ntext = "How true does it feel?"\nwhat = "belief"\nmost = 6\n'
)


class Look(NamedTuple):
    """What is on after these keys and seconds; `screen` names its class.

    The key "start" stands for Enter on home: in a window without room for the card beside the list
    a first one shows the card.
    """

    name: str
    keys: str = ""
    screen: str = "RunScreen"
    seconds: float = 0
    shows: tuple[str, ...] = ()  # words that must be read there

    def keys_at(self, size: tuple[int, int]) -> list[str]:
        """Return the keys to press in a window of so many columns and rows."""
        start = "enter"
        if size[0] < WIDE and size[1] < HIGH:
            start = "enter enter"
        return self.keys.replace("start", start).split()


@dataclass
class Setting:
    """Where a walk begins, and the clock and folders of it."""

    time: Clock
    folder: Path
    settings: Settings = field(default_factory=Settings)
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder / "journal", self.folder / "state")
        self.state = DeviceStore(self.folder / "state")
        people = (Person("a friend", "call her"), Person("my sister", "write to her"))
        self.settings = replace(
            self.settings, people=people, things=("a bath", "a walk round the block")
        )
        self.mine = SupportList.of(self.settings, self.folder / "settings.toml")
        self.own = self.folder / "routines"
        self.own.mkdir(parents=True, exist_ok=True)

    @property
    def library(self) -> Library:
        return Library(bundled_routines_path(), self.own, languages=self.languages)

    def file(self, steps: str, head: str = "", id: str = "own") -> Routine:
        """A routine of the person's own."""
        text = _HEAD.format(id, "urge" if "delay" in head else "ground") + f"{head}\n{steps}"
        (self.own / f"{id}.toml").write_text(text)
        return read_routine(text, id, f"{id}.toml")

    def session(self, routine: Routine, *, quick: bool = True) -> Session:
        """A run of a routine."""
        return Session(
            routine,
            self.journal,
            self.time.clock,
            self.time.now,
            quick=quick,
            state=self.state,
            mine=self.mine,
        )

    def app(
        self, first: Session | None = None, kind: type[CalmApp] = CalmApp, **more: Any
    ) -> CalmApp:
        """The app, at home or in a first run."""
        return kind(
            AppContext(
                self.library,
                self.journal,
                self.settings,
                self.time.clock,
                self.time.now,
                device=self.state,
                support=self.mine,
                preferences_file=self.folder / "choices.toml",
                settings_file=self.folder / "settings.toml",
                config_folder=self.folder,
            ),
            first=first,
            **more,
        )

    def past(self, count: int = 3) -> None:
        """Sessions of some days."""
        for number in range(count):
            session = self.session(self.file(GUIDES["text"], id=f"past-{number}"), quick=False)
            session.handle(Rate(7))
            self.time.go(60)
            session.handle(Leave())
            session.handle(Rate(3))
            self.time.go(30 * 3600)


def _home(at: Setting) -> CalmApp:
    at.past()
    (at.own / "broken.toml").write_text("nonsense")
    return at.app()


def _settings(at: Setting) -> CalmApp:
    support = at.mine
    (at.folder / "settings.toml").write_text(
        "".join(
            f'[[people]]\nname = "{one.name}"\nreach = "{one.reach}"\n' for one in support.people
        )
    )
    return at.app()


def _broken_settings(at: Setting) -> CalmApp:
    (at.folder / "settings.toml").write_text("# mine\ntheme = \n")
    return at.app()


def _welcome(at: Setting) -> CalmApp:
    return at.app(welcome=True)


def _run(steps: str, head: str = "", *, quick: bool = False) -> Callable[[Setting], CalmApp]:
    return lambda at: at.app(at.session(at.file(steps, head), quick=quick))


def _refused(at: Setting) -> CalmApp:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    at.journal.append = refuse  # type: ignore[method-assign]
    return at.app(at.session(at.file(GUIDES["text"]), quick=False))


def _unfinished(at: Setting) -> CalmApp:
    session = at.session(at.file(GUIDES["sea"], _SEA))
    session.scene()
    for _ in range(60):
        at.time.go(1)
        session.scene()
    os.close(at.state.run_files._locks.pop(session.id))  # what the end of a process does
    offered = find_resumable(at.journal, at.state, at.library, at.time.now())
    assert offered is not None
    return at.app(offer=offered)


def _preview(at: Setting) -> CalmApp:
    session = at.session(at.file(GUIDES["square"]), quick=False)

    def load() -> Routine:
        routine = load_file(at.own / "own.toml").routine
        assert routine is not None
        return routine

    return at.app(session, kind=PreviewApp, watch=FileWatcher(at.own / "own.toml", load, 1))


def past_urge(at: Setting, session: str = "an-urge") -> None:
    """An urge that was written about, with its outcome."""
    began = at.time.now()
    contents: tuple[dict[str, Any], ...] = (
        {"what": "begun", "routine": "ride-the-urge", "title": "Ride the urge", "delay": 1200.0},
        {"what": "rated", "when": "before", "pull": 8},
        {"what": "answered", "key": "trigger", "value": ["slow reply"]},
        {"what": "answered", "key": "because", "value": "no answer since noon, and it was late"},
        {"what": "rated", "when": "during", "pull": 10, "after": 300.0},
        {"what": "rated", "when": "after", "pull": 5},
        {"what": "answered", "key": "choice", "value": ["Let it go"], "after": 1300.0},
        {"what": "ended", "how": "completed", "practised": 900.0},
    )
    for number, one in enumerate(contents):
        when = (began + timedelta(minutes=5 * (number // 3))).isoformat()
        same = {"v": 1, "session": session, "id": f"{session}-{number}", "at": when}
        at.journal.append({**same, **one})


def _looked_back(at: Setting) -> CalmApp:
    for number in range(9):
        past_urge(at, f"urge-{number}")
        at.time.go(17 * 3600)
    return at.app()


def _trying(at: Setting) -> CalmApp:
    """Home with a try that goes on."""
    runs = (record for one in whole()[:7] for record in one)
    at.journal.append(trying(machine=at.journal.device()), *runs)
    return at.app()


def _tried(at: Setting) -> CalmApp:
    """Home with a try whose end nobody has seen."""
    at.journal.append(trying(), *(record for one in whole() for record in one))
    return at.app()


def _locked(at: Setting) -> CalmApp:
    """Home on which the history asks for a passphrase that nothing is."""
    app = at.app()

    def ask(then: Callable[[], None]) -> None:
        app.push_screen(PassphraseScreen(lambda typed: None))

    app.overlays.look_back = ask  # type: ignore[method-assign]
    return app


def _read_locked(at: Setting) -> CalmApp:
    """A run that shows what was written, over a history that asks for a passphrase."""
    lock(at.journal, at.state, cheap("nothing that is typed here")[0])
    at.journal.append({"v": 1, "id": "a", "session": "s", "at": "", "what": "begun"})
    return at.app(at.session(at.file(_AGAIN, "rate = []")))


def _left(at: Setting) -> CalmApp:
    """Home of a locked history, with something that was left in the middle."""
    lock(at.journal, at.state, cheap("nothing that is typed here")[0])
    at.journal.append({"v": 1, "id": "a", "session": "s", "at": "", "what": "begun"})
    (at.folder / "state" / "half.s").write_text("calmtui sealed 1 AAAA\n")
    return at.app()


_TO_THE_CHOICES = "9 h e y enter 1 enter 1 1 1 enter enter n p"  # of URGE

WALKS: dict[str, tuple[Callable[[Setting], CalmApp], tuple[Look, ...]]] = {
    "home": (
        _home,
        (
            Look("home", "", "HomeScreen"),
            Look("further down", "j j j j", "HomeScreen"),
            Look("the card, read on", "right", "HomeScreen"),
            Look("longer, without holds", "plus h", "HomeScreen"),
            Look("the end of the list", "end", "HomeScreen"),
            Look("the filter", "slash r a", "HomeScreen"),
            Look("nothing found", "z z z", "HomeScreen"),
            Look("home again", "escape", "HomeScreen"),
            Look("the choices", "home j j c", "AdjustScreen"),
            Look("a choice turned", "right j right", "AdjustScreen"),
            Look("the choices kept", "m", "AdjustScreen"),
            Look("keys over the choices", "question_mark", "KeysScreen"),
            Look("home after the choices", "escape escape", "HomeScreen"),
            Look("looking back", "l", "LookingBackScreen"),
            Look("before and after", "1", "LookingBackScreen", shows=("past-0",)),
            Look("the next routine", "n", "LookingBackScreen"),
            Look("urges", "2", "LookingBackScreen"),
            Look("when and what", "3", "LookingBackScreen"),
            Look("after waiting", "4", "LookingBackScreen"),
            Look("less of it, earlier", "escape minus left", "LookingBackScreen"),
            Look("the keys of looking back", "question_mark", "KeysScreen"),
            Look("the history", "escape enter", "HistoryScreen"),
            Look("an older one", "down", "HistoryScreen"),
            Look("erase one", "d", "EraseScreen"),
            Look("not erased", "escape", "HistoryScreen"),
            Look("erase everything", "D", "EraseScreen"),
            Look("erased", "enter", "HistoryScreen"),
            Look("nothing to look back on", "escape", "LookingBackScreen"),
            Look("home with no history", "escape", "HomeScreen"),
            Look("help", "exclamation_mark", "HelpScreen"),
            Look("not safe", "1", "SectionsScreen"),
            Look("help again", "escape", "HelpScreen"),
            Look("other countries", "o space", "SectionsScreen"),
            Look("help once more", "escape", "HelpScreen"),
            Look("the anchor", "a", "RunScreen", 2),
            Look("home after the anchor", "escape escape", "HomeScreen"),
            Look("the keys", "question_mark", "KeysScreen"),
            Look("hidden", "escape ctrl+x", "BlankScreen"),
            Look("shown", "ctrl+x", "HomeScreen"),
            Look("a run from home", "home start", "RunScreen"),
        ),
    ),
    "settings": (
        _settings,
        (
            Look("the settings", "comma", "SettingsScreen"),
            Look("other colours", "right", "SettingsScreen"),
            Look("the terminal's", "enter", "SettingsScreen"),
            Look("dark again", "right", "SettingsScreen"),
            Look("light", "right", "SettingsScreen"),
            Look("home in light", "escape", "HomeScreen"),
            Look("less motion", "comma j right", "SettingsScreen"),
            Look("no motion", "right", "SettingsScreen"),
            Look("sound", "j left", "SettingsScreen"),
            Look("the end of a wait", "j right", "SettingsScreen"),
            Look("a language", "j right", "SettingsScreen", shows=("english",)),
            Look("a country", "j left", "SettingsScreen"),
            Look("a name", "j enter", "WriteScreen"),
            Look("the name", "N o o r enter", "SettingsScreen", shows=("noor",)),
            Look("people", "j enter", "SettingListScreen", shows=("a friend", "my sister")),
            Look("another one", "a", "WriteScreen"),
            Look("how to reach her", "M i a enter c a l l enter", "WriteScreen"),
            Look("she is there", "enter", "SettingListScreen", shows=("mia: call",)),
            Look("changed", "end enter", "WriteScreen", shows=("mia",)),
            Look("not changed", "escape", "SettingListScreen"),
            Look("remove her?", "d", "SettingListScreen"),
            Look("removed", "d", "SettingListScreen"),
            Look("nobody is left", "d d d d", "SettingListScreen"),
            Look("the keys of a list", "question_mark", "KeysScreen"),
            Look("things", "escape escape j enter", "SettingListScreen", shows=("a bath",)),
            Look("private", "escape j right", "SettingsScreen"),
            Look("still private", "right", "SettingsScreen"),
            Look("the keys of the settings", "question_mark", "KeysScreen"),
            Look("private home", "escape escape", "HomeScreen"),
        ),
    ),
    "find": (
        _settings,
        (
            Look("all that can be found", "ctrl+p", "FindScreen"),
            Look("one word of it", "p a n i c", "FindScreen"),
            Look("nothing", "space z z z", "FindScreen"),
            Look("home", "escape", "HomeScreen"),
            Look("again, further down", "colon down down", "FindScreen"),
            Look("a routine", "b o x enter", "HomeScreen"),
            Look("over the keys", "question_mark ctrl+p", "FindScreen"),
            Look("a setting", "c o u n t r y enter", "SettingsScreen"),
            Look("over the settings", "ctrl+p", "FindScreen"),
            Look("the settings again", "ctrl+p", "SettingsScreen"),
            Look("from there", "colon down down down down down enter", "ReportScreen"),
            Look("home again", "escape", "HomeScreen"),
        ),
    ),
    "settings that can't be saved": (
        _broken_settings,
        (
            Look("not saved", "comma right", "SettingsScreen", shows=(":2:",)),
            Look(
                "no person either", "end k k enter a A n a enter enter enter", "SettingListScreen"
            ),
        ),
    ),
    "welcome": (
        _welcome,
        (
            Look("the first page", "", "WelcomeScreen"),
            Look("its keys", "question_mark", "KeysScreen"),
            Look("help", "escape exclamation_mark", "HelpScreen"),
            Look("home", "escape enter", "HomeScreen"),
            Look("all that can be found", "ctrl+p", "FindScreen"),
            Look("nothing kept", "down down down enter", "LookingBackScreen"),
            Look("found from there", "ctrl+p", "FindScreen"),
            Look("a routine on home", "b o x enter", "HomeScreen"),
        ),
    ),
    "welcome, and the urge": (
        _welcome,
        (
            Look("the urge at once", "u", "RunScreen", 2),
            Look("home after it", "escape escape", "HomeScreen"),
        ),
    ),
    "looked back on": (
        _looked_back,
        (
            Look("looking back", "l", "LookingBackScreen", shows=("9",)),
            Look("one routine", "1", "LookingBackScreen", shows=("8",)),
            Look("waits", "2", "LookingBackScreen"),
            Look("one wait", "o", "LookingBackScreen", shows=("1 ",)),
            Look("the one before", "n", "LookingBackScreen", shows=("2 ",)),
            Look("days and what came before", "3", "LookingBackScreen"),
            Look("further down", "space", "LookingBackScreen"),
            Look("choices", "4", "LookingBackScreen"),
            Look("a try of two", "5", "TryScreen"),
            Look("another length", "j j right", "TryScreen"),
            Look("a try has begun", "enter", "TryScreen", shows=("40",)),
            Look("stop it?", "s", "TryScreen"),
            Look("stopped", "s", "TryScreen"),
            Look("another try", "n", "TryScreen"),
            Look("the keys of a try", "question_mark", "KeysScreen"),
            Look("to show someone", "escape escape 6", "ReportScreen", shows=("html",)),
            Look("as text, with words", "j right j right", "ReportScreen", shows=("9",)),
            Look("read here", "p", "TextScreen"),
            Look("the keys of the page", "escape question_mark", "KeysScreen"),
            Look("looking back again", "escape escape", "LookingBackScreen"),
            Look("the history", "enter", "HistoryScreen"),
            Look("a session", "enter", "SessionScreen", shows=("slow reply",)),
            Look("the last entry", "end", "SessionScreen"),
            Look("another number?", "home enter", "SessionScreen"),
            Look("another number", "3", "SessionScreen"),
            Look("the words", "j j enter", "WriteScreen", shows=("since noon",)),
            Look("more words", "space n o w", "WriteScreen"),
            Look("saved", "enter", "SessionScreen"),
            Look("erase them?", "e", "SessionScreen"),
            Look("erased", "e", "SessionScreen"),
            Look("how it went later", "w", "WriteScreen"),
            Look("written", "w e l l enter", "SessionScreen"),
            Look("the keys of a session", "question_mark", "KeysScreen"),
            Look("erase all of it?", "escape d", "EraseScreen"),
            Look("it is gone", "enter", "HistoryScreen"),
        ),
    ),
    "a try": (
        _trying,
        (
            Look("home with the coin", "", "HomeScreen", shows=("(7 ",)),
            Look("the number first", "start", "RunScreen"),
            Look("before the coin", "6", "RunScreen", shows=(" 6.",)),
            Look("what the coin picked", "enter", "RunScreen"),
            Look("its guide", "enter", "RunScreen", 3),
            Look("left", "escape", "RunScreen"),
            Look("home after the coin", "escape escape", "HomeScreen", shows=("(8 ",)),
            Look("not twice in an hour", "home start", "RunScreen"),
        ),
    ),
    "no coin": (
        _trying,
        (
            Look("a nine", "start 9", "RunScreen"),
            Look("corrected", "b 5", "RunScreen", shows=(" 5.",)),
            Look("home", "escape", "HomeScreen", shows=("(7 ",)),
        ),
    ),
    "a try is over": (
        _tried,
        (
            Look("home, it is over", "", "HomeScreen"),
            Look("what came of it", "start", "TryScreen"),
            Look("its sessions", "r", "TextScreen"),
            Look("what came of it again", "escape", "TryScreen"),
            Look("home again", "escape", "HomeScreen"),
        ),
    ),
    "locked": (
        _locked,
        (
            Look("the passphrase", "l", "PassphraseScreen"),
            Look("hidden as it is typed", "a b c", "PassphraseScreen"),
            Look("not the passphrase", "enter", "PassphraseScreen"),
            Look("home", "escape", "HomeScreen"),
        ),
    ),
    "left in the middle": (
        _left,
        (
            Look("its row on home", "", "HomeScreen"),
            Look("its passphrase", "start", "PassphraseScreen"),
            Look("home again", "escape down", "HomeScreen"),
        ),
    ),
    "unfinished": (
        _unfinished,
        (
            Look("offered", "", "ResumeScreen"),
            Look("help over the offer", "exclamation_mark", "HelpScreen"),
            Look("the offer again", "escape", "ResumeScreen"),
            Look("taken", "enter", "RunScreen", 2),
        ),
    ),
    "preview": (
        _preview,
        (
            Look("a rating", "", "PreviewScreen"),
            Look("a step", "n", "PreviewScreen", 3),
            Look("help over it", "exclamation_mark", "HelpScreen", 4),
            Look("the step again", "escape", "PreviewScreen", 1),
        ),
    ),
    "kinds": (
        _run(KINDS),
        (
            Look("a rating before"),
            Look("a timed text", "7", seconds=2),
            Look("the time left", "t", seconds=1),
            Look("paused", "space"),
            Look("a text until a key", "space n"),
            Look("the orb", "n", seconds=2.5),
            Look("the orb breathes out", "", seconds=3),
            Look("shorter rounds", "minus", seconds=1),
            Look("the square", "n", seconds=5),
            Look("without holds", "h", seconds=2),
            Look("a double breath", "n", seconds=2.5),
            Look("tight", "n", seconds=2),
            Look("let go", "", seconds=8),
            Look("a question", "n"),
            Look("an answer", "y e s"),
            Look("many options", "enter"),
            Look("marked", "1 2 a"),
            Look("more options", "right"),
            Look("a rating between", "enter"),
            Look("a higher rating", "9", seconds=1),
            Look("a rating after", "n"),
            Look("the end, higher", "9"),
        ),
    ),
    "a tool": (
        _run(TOOL, 'rate = []\nclose = "anchor-90"'),
        (
            Look("a gate that asks", "", shows=("a good moment",)),
            Look("a closed gate", "2", shows=("1  ",)),
            Look("once more", "enter"),
            Look("the gate again", "b", shows=("a good moment",)),
            Look("a question", "1", shows=("what happened?",)),
            Look("an answer", "y e s"),
            Look("it grows", "ctrl+j a ctrl+j b", shows=("yes", "b")),
            Look("taken back", "ctrl+u backspace ctrl+u backspace"),
            Look("undone", "ctrl+underscore", shows=("yes",)),
            Look("done again", "backspace ctrl+u y e s", shows=("yes",)),
            Look("a message", "enter", "MessageDeskScreen"),
            Look("a line of it", "l a t e", "MessageDeskScreen"),
            Look("the next line", "tab", "MessageDeskScreen"),
            Look("the whole of it", "s a d escape", "MessageDeskScreen", shows=("i feel sad",)),
            Look("back to the question", "b", shows=("what happened?",)),
            Look("the message as it was", "enter", "MessageDeskScreen"),
            Look("words that may be kept", "escape escape", shows=("a kind line",)),
            Look("whether to keep them", "d e a r enter", seconds=2, shows=("dear",)),
            Look("kept, and read again", "k", shows=("you wrote:", "dear")),
            Look("the other one", "enter", shows=("yes",)),
            Look("erase it?", "d", shows=("yes",)),
            Look("erased", "enter", shows=("dear",)),
            Look("a plan", "enter", shows=("a plan for next time",)),
            Look("what then", "a enter b enter", shows=("a plan for next time",)),
            Look("someone", "c enter", shows=("someone who listens",)),
            Look("how true", "A n a enter enter", shows=("how true",)),
            Look("a number that closes", "9"),
            Look("firm ground", "escape"),
        ),
    ),
    "nothing to read again": (
        _run(_AGAIN, "rate = []"),
        (Look("nothing yet", "", shows=("nothing here yet",)), Look("the end", "enter")),
    ),
    "read again, locked": (
        _read_locked,
        (
            Look(
                "locked",
                "",
            ),
            Look("the passphrase", "u", "PassphraseScreen"),
            Look("not now", "escape"),
        ),
    ),
    "left early": (
        _run(GUIDES["orb"]),
        (
            Look("begun", "7", seconds=8),
            Look("where are you", "escape"),
            Look("stopped", "escape"),
        ),
    ),
    "completed": (
        _run(f"{_SAY}seconds = 3\n"),
        (Look("begun", "7", seconds=4), Look("lower", "2")),
    ),
    "refused": (
        _refused,
        (Look("not kept yet", "7", seconds=2), Look("not kept", "escape escape")),
    ),
    "urge": (
        _run(URGE, _SEA, quick=True),
        (
            Look("the pull", "", seconds=3),
            Look("words to park", "9"),
            Look("words", "h e y", seconds=2),
            Look("help over a field", "ctrl+g", "HelpScreen", 4),
            Look("the field again", "escape", seconds=1),
            Look("what came before", "enter", seconds=1),
            Look("a fear", "1 enter", seconds=1),
            Look("how long", "1", seconds=1),
            Look("one thing to do", "1", seconds=1),
            Look("a line to say", "enter", seconds=1),
            Look("the line copied", "c", seconds=1),
            Look("a text over the sea", "enter", seconds=2),
            Look("a check-in", "n", seconds=2),
            Look("checked in", "4", seconds=2),
            Look("the parked words", "w", seconds=2),
            Look("more words", "a b c enter", seconds=2),
            Look("the list in a wait", "4 enter", "DuringWaitScreen", 4),  # there may be a check-in
            Look("further down the list", "j j", "DuringWaitScreen", 1),
            Look("help over the list", "exclamation_mark", "HelpScreen", 4),
            Look("the list again", "escape", "DuringWaitScreen", 1),
            Look("a routine in the wait", "enter", "RunScreen", 4),
            Look("its guide", "7 n", "RunScreen", 4),
            Look("its keys", "question_mark", "KeysScreen", 4),
            Look("its guide again", "escape", "RunScreen", 1),
            Look("its end", "escape escape", "RunScreen", 4),
            Look("the wait again", "enter", "RunScreen", 4),
            Look("the choices", "p", "RunScreen", 2),
            Look("the words in full", "w", "TextScreen", 4),
            Look("the choices again", "escape", "RunScreen", 1),
            Look("let it go", "1", "RunScreen", 1),
            Look("a card", "4", "RunScreen", 1),
            Look("then what", "c a l l enter", "RunScreen", 1),
            Look("the end", "k n i t enter", "RunScreen", 1),
        ),
    ),
    "the first wait": (
        _run(GUIDES["sea"], _SEA, quick=True),
        (
            Look("its keys", "", seconds=2),
            Look("how its end is told", "", seconds=3, shows=("1  ", "2  ", "3  ")),
            Look("paused", "space"),
            Look("its keys, with the answers", "space question_mark", "KeysScreen"),
            Look("a notification", "escape 2", seconds=1),
        ),
    ),
    "wait on": (
        _run(URGE, _SEA, quick=True),
        (Look("the choices", _TO_THE_CHOICES), Look("ten more", "2", seconds=4)),
    ),
    "request": (
        _run(URGE, _SEA, quick=True),
        (
            Look("the choices", _TO_THE_CHOICES),
            Look("the desk", "3", "MessageDeskScreen", 4),
            Look(
                "its second line",
                "b i r c h tab c e d a r",
                "MessageDeskScreen",
                1,
                ("birch", "cedar"),
            ),
            Look("help over the desk", "ctrl+g", "HelpScreen", 4),
            Look("the desk again", "escape", "MessageDeskScreen", 1),
            Look("the keys of the desk", "escape", "MessageDeskScreen"),
            Look("copied", "c", "MessageDeskScreen"),
            Look("kept", "k", "MessageDeskScreen"),
            Look("after the desk", "escape", "RunScreen", 1),
        ),
    ),
    "send": (
        _run(URGE, _SEA, quick=True),
        (
            Look("the words to send", f"{_TO_THE_CHOICES} 4", seconds=1),
            Look("what was under it", "enter", seconds=1),
            Look("the pull after it", "a enter", seconds=1),
        ),
    ),
    "reach": (
        _run(URGE, _SEA, quick=True),
        (
            Look("someone to reach", f"{_TO_THE_CHOICES} 5", seconds=1),
            Look("the pull after it", "enter", seconds=1),
            Look("left with it open", "escape", seconds=1),
        ),
    ),
    "fear": (
        _run(URGE, _SEA, quick=True),
        (
            Look("a fear is named", "9 enter enter 2", "HelpScreen", 4),
            Look("how long", "escape", "RunScreen", 1),
        ),
    ),
    "urge left": (
        _run(URGE, _SEA, quick=True),
        (Look("left", "9 h e y enter escape", seconds=1),),
    ),
}

# What may lie over a guide: the keys to it, and what is on then; then the keys back.
OVER = (
    (Look("help", "exclamation_mark", "HelpScreen"), "escape"),
    (Look("not safe", "exclamation_mark 1", "SectionsScreen"), "escape escape"),
    (Look("the keys", "question_mark", "KeysScreen"), "escape"),
    (Look("hidden", "ctrl+x", "BlankScreen"), "ctrl+x"),
    (Look("hidden over help", "exclamation_mark ctrl+x", "BlankScreen"), "ctrl+x escape"),
    (Look("the anchor", "exclamation_mark a", "RunScreen"), "escape escape"),
)
OVER_THE_SEA = (
    (Look("the list in a wait", "enter", "DuringWaitScreen"), "escape"),
    (Look("a routine in the wait", "enter enter", "RunScreen"), "escape"),
)


def guide(name: str) -> Callable[[Setting], CalmApp]:
    """A moving guide from its first second."""
    return _run(GUIDES[name], _SEA if name == "sea" else "rate = []", quick=True)
