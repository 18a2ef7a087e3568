"""The commands for whoever writes routines: new, edit."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from calmtui.cli.output import fail, sources
from calmtui.cli.programs import Found, named, start_editor
from calmtui.cli.routines import check
from calmtui.content.library import ID, UnknownRoutine
from calmtui.content.schema import NAME
from calmtui.content.schema import schema_json as schema_text
from calmtui.content.toml import FileError, read_text
from calmtui.storage import files as durable
from calmtui.storage.folders import make_private_dir
from calmtui.storage.paths import Paths
from calmtui.text.errors import system_reason
from calmtui.text.i18n import N_, _
from calmtui.text.sanitize import display_path, sanitize

_SCHEMA = f"#:schema ./{NAME}\n"
_EDITORS = ("sensible-editor", "nano", "vi")
_NO_EDITOR = N_("set VISUAL or EDITOR to an editor that can be started")
_START = N_(
    """\
# A routine of your own. Its id is this file's name. `calmtui check` tells what is wrong and on which line,
# `calmtui preview` runs it and writes nothing. Every key: routines/README.md of calmtui.

format = 1
title = "{title}"
summary = "One line for the card."
group = "breathe"            # breathe, body, ground, urge, feel, grow
evidence = "C"               # B: trials support its kind; C: small, indirect or custom
source = "My own"
cautions = ["air"]           # holds, air, muscle, rest, body, cold, safe, ritual, soft, loss
rate = ["anxiety"]           # asked before and after; [] asks nothing
# lengths = ["2m", "5m"]     # its usual lengths, offered on the card

[[steps]]
kind = "say"
text = "Let your shoulders drop."
seconds = 10                 # without it, the text stays until a key

[[steps]]
kind = "breathe"
text = "Soft in, unhurried out."
inhale = 4                   # also top_up, hold, exhale, rest; halves are fine
exhale = 6
rounds = 6                   # or minutes = 1

# [[steps]]
# kind = "ask"
# text = "What would help a little right now?"
# keep = "help"              # its name in the journal; without keep it is written nowhere
"""
)


def new(name: str, source: str | None) -> int:
    """`calmtui new`: a starting file in the person's folder."""
    library = sources()[0]
    if not ID.fullmatch(name) or name != name.lower():
        return fail(
            _("expected a name of small letters, digits, - and _, such as evening-breath"), 2
        )
    path = Paths.find().routines / f"{name}.toml"
    text = _(_START).format(title=name.replace("-", " ").replace("_", " ").capitalize())
    if source is not None:
        try:
            text = read_text(library.entry(source).path).removeprefix(_SCHEMA)
        except (UnknownRoutine, FileError) as error:
            return fail(error)
    try:
        _write(path, text)
    except FileExistsError:
        return fail(
            _("{file} is there already; calmtui edit {name} opens it").format(
                file=display_path(path), name=name
            )
        )
    except OSError as error:
        return fail(
            _("{file} can't be written: {why}").format(
                file=display_path(path), why=system_reason(error)
            )
        )
    if any(entry.id == name and entry.bundled for entry in library.entries):
        print(_("It takes the place of the bundled {name}.").format(name=name))
    print(display_path(path))
    return 0


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet, whole or not at all, and the schema that it names. Raises OSError."""
    make_private_dir(path.parent)
    durable.replace_file(os.fspath(path.parent / NAME), schema_text().encode())
    durable.create_file(os.fspath(path), (_SCHEMA + text).encode())


def edit(name: str, umask: int, core: tuple[int, int]) -> int:
    """`calmtui edit`: a routine in the person's editor, with their own umask and core limit; checked on return."""
    library = sources()[0]
    editor = named() or next(filter(shutil.which, _EDITORS), "")
    if not editor or sanitize(editor) != editor:  # the shell would say it to the terminal as it is
        return fail(_(_NO_EDITOR))
    copy, made = "", []
    try:
        entry = library.entry(name)
        path = entry.path
        if entry.bundled:
            path = Paths.find().routines / path.name
            made = [file for file in (path, path.parent / NAME, path.parent) if not file.exists()]
            copy = read_text(entry.path).removeprefix(_SCHEMA)
            _write(path, copy)
            print(
                _("A copy to change, in place of the bundled one: {file}").format(
                    file=display_path(path)
                )
            )
    except (UnknownRoutine, FileError) as error:
        return fail(error)
    except OSError as error:
        return fail(
            _("{file} can't be written: {why}").format(
                file=display_path(path), why=system_reason(error)
            )
        )
    try:
        code = start_editor(editor, str(path), Found(umask, core))
    except OSError:
        code = 127
    if code == 0:
        return check([str(path)], False)
    with suppress(OSError, FileError):
        if path in made and read_text(path) == _SCHEMA + copy:
            for file in made:  # nothing was edited: the bundled one goes on
                file.rmdir() if file == path.parent else file.unlink()
    return fail(
        _(_NO_EDITOR) if code in (126, 127) else _("the editor ended with {code}").format(code=code)
    )
