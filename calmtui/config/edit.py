"""Edit a TOML file of the user: every comment and every other line stays as it is."""

from __future__ import annotations

import codecs
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from calmtui.content.toml import parse, read_text
from calmtui.storage import files, reading
from calmtui.storage.folders import make_private_dir
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_MAY_BE_WRITTEN = 0o222


def edit_text(path: Path, edit: Callable[[str], str], *, new_text: str = "") -> None:
    """Change the text of a file, which begins as `new_text` where there is none.

    Raises:
        OSError: When it can't be written, or its owner has made it read-only.
        FileError: When it can't be read: a broken file is its owner's to mend.
    """
    path = Path(os.path.realpath(path))  # a file that is a link stays one
    text, mark = new_text, b""
    if reading.may_exist(path):
        text = read_text(path)
        if reading.read_file(os.fspath(path)).startswith(codecs.BOM_UTF8):
            mark = codecs.BOM_UTF8
        if not path.stat().st_mode & _MAY_BE_WRITTEN:  # another in its place could be written
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(path))
    parse(text, display_path(path))
    edited = edit(text)
    make_private_dir(os.fspath(path.parent))
    files.replace_file(os.fspath(path), mark + edited.encode())


def edit_toml(path: Path, edit: Callable[[TOMLDocument], None], *, new_text: str = "") -> None:
    """Change a file of tables as `edit_text` does, by what tomlkit makes of it."""
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it

    def edited(text: str) -> str:
        document = tomlkit.parse(text)
        edit(document)
        return tomlkit.dumps(document)

    edit_text(path, edited, new_text=new_text)
