"""What is wrong and what to do about it, as findings: looks at everything and changes nothing.

No finding holds a word of a journal, only files and lines. What can be set right carries the act that does it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from msgspec import Struct

from calmtui.content.helplines import help_lines
from calmtui.content.library import LibraryEntry, is_copy
from calmtui.content.toml import Problem
from calmtui.storage import files as durable
from calmtui.storage import reading
from calmtui.storage.encryption import install as adding
from calmtui.storage.encryption import seal as sealing
from calmtui.storage.folders import foreign_symlink
from calmtui.storage.journal import Journal
from calmtui.storage.locks import try_lock
from calmtui.storage.paths import Paths
from calmtui.storage.records import Record
from calmtui.terminal import LINE_TERMINALS, wants_accessible_output
from calmtui.text import color_support as colours
from calmtui.text.errors import describe_file_error, system_reason
from calmtui.text.i18n import N_, _, ngettext
from calmtui.text.sanitize import display_path

TEXTUAL = "8.2.8"  # the version that calmtui is tested with
COLUMNS, ROWS = 40, 12  # the smallest window in which a run can be shown
_LOW = 1_000_000  # bytes left on a disk that is as good as full
_SMALL = 4096  # bytes of a file that only names something
_OLD = 600.0  # seconds after which a temporary file is nobody's any more
_LEFT = re.compile(r"\..+\.[0-9a-f]{8}|device\.[0-9a-f]{8}")
_MEND = N_("calmtui doctor --mend sets that right.")


class Finding(Struct, frozen=True):
    """One thing that was looked at: it is `good`, something to know (`note`), or something to do (`wrong`)."""

    about: Literal[
        "version", "terminal", "files", "journal", "settings", "routines", "keys", "help"
    ]
    level: Literal["good", "note", "wrong"]
    what: str
    where: str = ""
    do: str = ""
    fix: Callable[[], object] | None = None


class Terminal(Struct, frozen=True):
    """What is known of a terminal. `option` gives the value of a tmux option, or None."""

    environment: Mapping[str, str]
    is_one: bool
    size: tuple[int, int] | None
    encoding: str
    option: Callable[[str], str | None]


def versions(calmtui: str, textual: str | None, python: str) -> Iterator[Finding]:
    """The versions that are here, against the one that is tested."""
    here = f"calmtui {calmtui}, Textual {textual or '-'}, Python {python}"
    if textual is None:
        do = _("Install calmtui again; until then --plain runs line by line.")
        yield Finding("version", "wrong", _("The full screen can't be loaded."), here, do)
    elif textual != TEXTUAL:
        do = _("If a screen looks wrong: pip install textual=={version}").format(version=TEXTUAL)
        yield Finding(
            "version", "note", _("This is not the Textual that calmtui is tested with."), here, do
        )
    else:
        yield Finding("version", "good", here)


def terminal(facts: Terminal) -> Iterator[Finding]:
    """What this terminal can show, and what is lost in it."""
    environment = facts.environment
    term = environment.get("TERM", "")
    if not facts.is_one:
        yield Finding("terminal", "note", _("This is no terminal: runs come line by line here."))
        return
    if term in LINE_TERMINALS:
        do = _("If it can do more, say so: export TERM=xterm-256color")
        yield Finding(
            "terminal",
            "note",
            _("TERM says that this terminal is plain: runs come line by line."),
            term,
            do,
        )
    elif wants_accessible_output(environment):
        yield Finding("terminal", "good", _("ACCESSIBLE: runs come line by line."))
    else:
        yield Finding("terminal", "good", _("The full screen can be shown."), f"TERM={term}")
    yield from _colours(environment, term)
    if "utf" in facts.encoding.lower():
        yield Finding("terminal", "good", _("It takes every character (UTF-8)."))
    else:
        do = _("Set LANG to one with UTF-8, such as: export LANG=C.UTF-8")
        yield Finding(
            "terminal",
            "note",
            _("It is not set to UTF-8: drawings are made of plain signs."),
            "",
            do,
        )
    if facts.size is not None and all(facts.size):  # a line without a size says 0x0
        columns, rows = facts.size
        size = f"{columns}x{rows}"
        if columns < COLUMNS or rows < ROWS:
            do = _("Make it larger, at least {columns}x{rows}.").format(columns=COLUMNS, rows=ROWS)
            yield Finding("terminal", "wrong", _("The window is too small for a run."), size, do)
        else:
            yield Finding("terminal", "good", _("The window is large enough."), size)
    yield Finding("terminal", "good", _("A wait that ends rings the terminal's bell once."))
    yield from _within(facts, term)


def _colours(environment: Mapping[str, str], term: str) -> Iterator[Finding]:
    if environment.get("NO_COLOR"):
        yield Finding("terminal", "good", _("NO_COLOR: nothing is coloured."))
    elif environment.get("COLORTERM") in ("truecolor", "24bit"):
        yield Finding("terminal", "good", _("It shows every colour."))
    elif "256" in term or colours.color_system(environment):
        yield Finding("terminal", "good", _("It shows 256 colours; the nearest ones are taken."))
    elif term not in ("", "dumb"):
        do = _('In the settings, theme = "terminal" takes the colours that the terminal has.')
        yield Finding("terminal", "note", _("It shows few colours."), f"TERM={term}", do)


def _within(facts: Terminal, term: str) -> Iterator[Finding]:
    """What a program between calmtui and the terminal keeps back."""
    if facts.environment.get("TMUX"):
        clipboard = facts.option("set-clipboard")
        if clipboard == "on":
            yield Finding("terminal", "good", _("tmux passes on what you copy."))
        else:
            do = _("In ~/.tmux.conf: set -s set-clipboard on")
            yield Finding(
                "terminal", "note", _("tmux may keep what you copy from your clipboard."), "", do
            )
        passing = facts.option("allow-passthrough") or "off"
        what = _("calmtui needs no passthrough of tmux.")
        yield Finding("terminal", "good", what, f"allow-passthrough {passing}")
    elif facts.environment.get("STY") or term.startswith("screen"):
        do = _("Copy with the mouse, or use tmux.")
        yield Finding(
            "terminal", "note", _("screen keeps what you copy from your clipboard."), "", do
        )
    if facts.environment.get("TERM_PROGRAM") == "vscode":
        yield Finding(
            "terminal", "note", _("VS Code keeps Ctrl+Q for itself; Ctrl+C is out at once as well.")
        )


def files(paths: Paths, now: float) -> Iterator[Finding]:
    """Who can read what calmtui keeps, what is in its way, and what was left behind; `now` in seconds since 1970."""
    before = 0
    for finding in _files(paths, now):
        before += 1
        yield finding
    if not before:
        yield Finding("files", "good", _("Only your account can read what calmtui keeps."))


def _files(paths: Paths, now: float) -> Iterator[Finding]:
    for folder in (paths.journal, paths.state):
        yield from _kept_folder(folder)
    for path in _walk(paths.state):
        if _LEFT.fullmatch(path.name):
            yield from _leftover(path, now)
        else:
            yield from _special(path)
            yield from _readable(path)
    device = _text(paths.state / "device").strip() or "/"
    for path in _inside(paths.journal):
        if _LEFT.fullmatch(path.name):
            yield from _leftover(path, now)
        elif path.suffix in (".jsonl", ".json"):
            yield from _special(path)
            # Other machines' files come with whatever mode they come with: a closed folder closes them.
            if path.name.startswith(device) or paths.journal.stat().st_mode & 0o077:
                yield from _readable(path)
    for path in (paths.settings, paths.choices):
        yield from _readable(path)  # what else is wrong with them is told with what they say
    if not os.path.lexists(paths.config):
        return
    yield from _closed(paths.config)
    for path in _inside(paths.config):
        if _LEFT.fullmatch(path.name):
            yield from _leftover(path, now)


def _inside(folder: Path) -> list[Path]:
    """Everything in a folder; nothing of one that can't be looked into: that is said where it is looked at."""
    try:
        return sorted(folder / name for name in os.listdir(folder))
    except OSError:
        return []


def _special(path: Path) -> Iterator[Finding]:
    """What stands in the place of a file and is none: a pipe, a device, a link that leads nowhere."""
    try:
        kind = os.stat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        yield _unseen(path, error)
        return
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        do = _("Move it away: calmtui makes a file there.")
        what = _("Something that is not a file is in the place of one of calmtui's files.")
        yield Finding("files", "wrong", what, display_path(path), do)


def _closed(path: Path) -> Iterator[Finding]:
    """A folder that can't be looked into."""
    try:
        os.listdir(path)
    except OSError as error:
        yield _unseen(path, error)


def _unseen(path: Path, error: OSError) -> Finding:
    do = _("Give yourself access (chmod 700), or check the disk.")
    why = system_reason(error, N_("the disk refused"))
    return Finding(
        "files",
        "wrong",
        _("This can't be looked at: {why}.").format(why=why),
        display_path(path),
        do,
    )


def _to_come(path: Path) -> Iterator[Finding]:
    """A folder that is not there yet: whether it can be made."""
    above = path.parent
    while not os.path.lexists(above) and above != above.parent:
        above = above.parent
    if not os.access(above, os.W_OK | os.X_OK):
        do = _("Give yourself access (chmod 700), or check whether the disk is read-only.")
        yield Finding(
            "files",
            "wrong",
            _("calmtui can't make its folder: nothing is saved."),
            display_path(path),
            do,
        )


def _walk(folder: Path) -> Iterator[Path]:
    """Everything in a folder, but not behind links; what can't be looked into has been said."""
    for at, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(at, name) for name in sorted(names))
        yield from (Path(at, name) for name in folders)


def _kept_folder(path: Path) -> Iterator[Finding]:
    """A folder that calmtui keeps things in."""
    where = display_path(path)
    try:
        link = foreign_symlink(os.fspath(path))
        found = path.stat()
    except FileNotFoundError:
        yield from _to_come(path)  # it is made when there is something to keep
        return
    except OSError as error:
        yield _unseen(path, error)
        return
    if not stat.S_ISDIR(found.st_mode):
        do = _("Move it away: calmtui makes a folder there.")
        yield Finding(
            "files", "wrong", _("A file stands where a folder of calmtui should be."), where, do
        )
    elif link is not None:
        do = _("Remove the link, or make it yourself: calmtui writes nothing behind it.")
        yield Finding(
            "files",
            "wrong",
            _("A link of another account leads here."),
            display_path(Path(link)),
            do,
        )
    elif found.st_uid != os.geteuid():
        yield _another(path)
    else:
        if found.st_mode & 0o077:
            yield _open(path, 0o700)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            do = _("Give yourself access (chmod 700), or check whether the disk is read-only.")
            yield Finding(
                "files", "wrong", _("calmtui can't write here: nothing is kept."), where, do
            )
        disk = os.statvfs(path)
        if disk.f_bavail * disk.f_frsize < _LOW:
            do = _("Make room: until then nothing is kept.")
            yield Finding("files", "wrong", _("This disk is full."), where, do)


def _readable(path: Path) -> Iterator[Finding]:
    """A file that only its owner should be able to read."""
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            if foreign_symlink(os.fspath(path)) is None:
                return  # a link of one's own is one's own affair
            do = _("Remove the link, or make it yourself: calmtui writes nothing behind it.")
            yield Finding(
                "files", "wrong", _("A link of another account leads here."), display_path(path), do
            )
        elif found.st_uid != os.geteuid():
            yield _another(path)
        elif stat.S_ISDIR(found.st_mode) and path.suffix == ".jsonl":
            do = _("Move it away: calmtui makes a file there.")
            yield Finding(
                "files",
                "wrong",
                _("A folder stands where a file of calmtui should be."),
                display_path(path),
                do,
            )
        elif found.st_mode & 0o077:
            yield _open(path, 0o700 if stat.S_ISDIR(found.st_mode) else 0o600)
    except FileNotFoundError:
        return  # not there, or gone meanwhile
    except OSError as error:
        yield _unseen(path, error)


def _another(path: Path) -> Finding:
    do = _("Give it to your account (chown), or move it away: calmtui writes nothing there.")
    return Finding("files", "wrong", _("This belongs to another account."), display_path(path), do)


def _open(path: Path, mode: int) -> Finding:
    what = (
        _("Other accounts can look into this folder.")
        if mode == 0o700
        else _("Other accounts can read this file.")
    )
    return Finding("files", "wrong", what, display_path(path), _(_MEND), partial(_shut, path, mode))


def _shut(path: Path, mode: int) -> None:
    """Make a file or folder its owner's alone, if it is ours. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        os.fchmod(fd, mode)
    finally:
        os.close(fd)


def _leftover(path: Path, now: float) -> Iterator[Finding]:
    """A temporary file, when nobody can be writing it any more."""
    try:
        old = now - path.lstat().st_mtime > _OLD
    except FileNotFoundError:
        return
    if old:
        what = _("This was left behind by a calmtui that was ended while it wrote.")
        yield Finding("files", "wrong", what, display_path(path), _(_MEND), path.unlink)


def journal(
    folder: Path, state: Path, passing: Callable[[Iterable[Record]], Iterable[Record]] = iter
) -> Iterator[Finding]:
    """Every line that can't be read, every line that was cut short, and whether someone holds the journal's lock.

    The records go through `passing` as they are read: it may tell how many there were.
    """
    kept = Journal(folder, state, private=True)
    try:
        number = sum(1 for _ in passing(kept.records()))
    except OSError:  # that is said of the folder
        return
    device = _text(state / "device").strip()
    torn = {path for path in kept.files() if _unended(path)}
    for error in kept.unreadable_files:
        do = _("See who owns it, and whether the disk is well.")
        yield Finding(
            "journal", "wrong", _("This file can't be read."), describe_file_error(error), do
        )
    for bad in kept.unreadable_lines:
        where = f"{display_path(bad.path)}:{bad.line}"
        if bad.path not in torn or bad.line < _lines(bad.path):
            do = _(
                "All other lines are read. If you have a backup, compare; if not, you may delete this line."
            )
            yield Finding(
                "journal", "wrong", _("This line can't be read; it stays as it is."), where, do
            )
        elif device and bad.path.name.startswith(device):
            what = _("The last line was cut short while it was written; all before it is read.")
            yield Finding(
                "journal",
                "wrong",
                what,
                where,
                _(_MEND),
                partial(durable.append_lines, os.fspath(bad.path), b""),
            )
        else:
            what = _(
                "The last line of another machine's file is cut short. It may be on its way here."
            )
            yield Finding("journal", "note", what, where)
    own = folder / f"{device}.jsonl"
    locked = _lock(own) if device else True
    if locked is False:
        do = _(
            "If a calmtui hangs, end it. Until then sessions go to a file beside this one, and are read."
        )
        yield Finding(
            "journal",
            "note",
            _("Another program holds the lock of your journal."),
            display_path(own),
            do,
        )
    elif locked is None:
        do = _("Each run writes a file of its own there, and all of them are read.")
        yield Finding(
            "journal", "note", _("The journal's disk has no locks."), display_path(folder), do
        )
    if not kept.unreadable_lines and not kept.unreadable_files:
        what = ngettext(
            "{n} record is kept, and can be read.", "{n} records are kept, and can be read.", number
        )
        yield Finding(
            "journal",
            "good",
            what.format(n=number) if number else _("Nothing is kept yet."),
            display_path(folder),
        )


def lock(folder: Path, state: Path) -> Iterator[Finding]:
    """To which keys the journal is sealed, and how the lock in its folder stands to that."""
    kept = Journal(folder, state, private=True)
    if not any(map(os.path.lexists, (folder / sealing.LOCK_FILE, kept.lock_copy))):
        return
    from calmtui.storage.encryption import convert as locking
    from calmtui.storage.encryption import keys

    where = display_path(folder / sealing.LOCK_FILE)
    try:
        own, there, found = (
            locking.accepted_lock(kept),
            locking.shared_lock(kept),
            locking.shared_lock_state(kept),
        )
        dear = keys.count_too_costly(keys.read_lock_files(folder, kept.lock_copy))
    except OSError as error:
        yield _unseen(Path(error.filename or kept.lock_copy), error)
        return
    if own is not None:
        said = _("Fingerprint of its keys: {fingerprint}").format(fingerprint=keys.fingerprint(own))
        yield Finding("journal", "good", _("The journal is locked."), said)
        if importlib.util.find_spec("pyrage") is None:
            missing = _("The package that locks the journal is missing: nothing is saved.")
            yield Finding("journal", "wrong", missing, "pyrage", adding.install_command("pyrage"))
    if found:
        do = ""
        if there is not None and found != "opened":
            do = _("Fingerprint of its keys: {fingerprint}").format(
                fingerprint=keys.fingerprint(there)
            )
        yield Finding(
            "journal",
            "note" if found == "opened" else "wrong",
            _(locking.WARNINGS[found]),
            where,
            do,
        )
    if dear:
        yield Finding("journal", "note", locking.describe_too_costly(dear), display_path(folder))


def _text(path: Path) -> str:
    try:
        return reading.read_file(os.fspath(path), _SMALL).decode("ascii", "replace")
    except OSError:
        return ""


def _unended(path: Path) -> bool:
    """Whether a file's last line has no end."""
    try:
        fd = reading.open_regular(os.fspath(path))
        try:
            size = os.fstat(fd).st_size
            return size > 0 and os.pread(fd, 1, size - 1) != b"\n"
        finally:
            os.close(fd)
    except OSError:
        return False


def _lines(path: Path) -> int:
    try:
        return reading.read_file(os.fspath(path)).count(b"\n") + 1
    except OSError:  # gone meanwhile
        return 0


def _lock(path: Path) -> bool | None:
    """Whether a file's lock can be had at this moment; None where its disk has no locks."""
    try:
        fd = reading.open_regular(os.fspath(path))
        try:
            return try_lock(fd)
        finally:
            os.close(fd)
    except OSError:
        return True  # there is no file yet, or that is said of it


def settings(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Every fault of the settings."""
    before = 0
    for problem in problems:
        before += 1
        do = _("Change that line; until then the default is used, and what protects you stays on.")
        yield Finding("settings", "wrong", _("The settings have a fault."), str(problem), do)
    if not before:
        yield Finding("settings", "good", _("The settings can be read."))


def choices(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Every fault of the file of choices."""
    for problem in problems:
        do = _("Change that line, or take it out; until then nothing is added to the file.")
        yield Finding("settings", "wrong", _("The choices have a fault."), str(problem), do)


def routines(entries: Iterable[LibraryEntry]) -> Iterator[Finding]:
    """Every routine that can't be used, and why."""
    number = before = 0
    for entry in entries:
        number += 1
        for problem in entry.problems:
            before += 1
            do = _("Change that line; the other routines can be used.")
            yield Finding("routines", "wrong", _("A routine can't be used."), str(problem), do)
    if not before:
        what = ngettext("{n} routine can be used.", "{n} routines can be used.", number)
        yield Finding("routines", "good", what.format(n=number))


def copies(paths: Paths) -> Iterator[Finding]:
    """Every copy that another program made of the settings, the choices or a routine, where two differed."""
    for path in (*_inside(paths.config), *_inside(paths.routines)):
        if path.suffix == ".toml" and is_copy(path.name):
            do = _("Compare it with its file, keep what you want, and remove it.")
            yield Finding(
                "files",
                "note",
                _("A sync program's copy of a file is passed over."),
                display_path(path),
                do,
            )


def keys(screens: Mapping[str, Iterable[tuple[str, str]]]) -> Iterator[Finding]:
    """Keys that two actions of one screen share: only one of them works. Pairs of a binding's id and its keys."""
    before = 0
    for screen, bindings in screens.items():
        taken: dict[str, str] = {}
        for id, every in bindings:
            for key in (key.strip() for key in every.split(",")):
                other = taken.setdefault(key, id)
                if other != id:
                    before += 1
                    what = _("Two actions share a key; only one of them works.")
                    do = _("Give one of them another key.")
                    yield Finding("keys", "wrong", what, f"{screen}: {key}: {other}, {id}", do)
    if not before:
        yield Finding("keys", "good", _("No two actions share a key."))


def help_numbers(today: date) -> Iterator[Finding]:
    """Whether the numbers of the help page were checked within the last twelve months."""
    old = [line for line in help_lines() if line.stale(today)]
    if not old:
        yield Finding("help", "good", _("The numbers of the help page were checked within a year."))
        return
    names = "; ".join(f"{line.name} {line.checked}" for line in old)
    do = _("Look for a newer calmtui, and check a number before you count on it.")
    yield Finding(
        "help",
        "note",
        _("Some numbers of the help page were last checked over a year ago."),
        names,
        do,
    )
