"""Edit a TOML file of the user: every comment and every other line stays as it is."""

from __future__ import annotations

import codecs
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


def edit_toml(path: Path, edit: Callable[[TOMLDocument], None], *, new_text: str = "") -> None:
    """Change a file, which begins as `new_text` where there is none.

    Raises:
        OSError: When it can't be written.
        FileError: When it can't be read: a broken file is its owner's to mend.
    """
    import tomlkit  # noqa: PLC0415 - 20 ms, and only who saves needs it

    path = Path(os.path.realpath(path))  # a file that is a link stays one
    text, mark = new_text, b""
    if reading.may_exist(path):
        text = read_text(path)
        if reading.read_file(os.fspath(path)).startswith(codecs.BOM_UTF8):
            mark = codecs.BOM_UTF8
    parse(text, display_path(path))
    document = tomlkit.parse(text)
    edit(document)
    make_private_dir(os.fspath(path.parent))
    files.replace_file(os.fspath(path), mark + tomlkit.dumps(document).encode())
