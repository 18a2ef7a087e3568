"""What a launch does not import, and that Textual does not miss it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import textual

from calmtui.tui import lean


def test_the_full_screen_comes_without_the_command_palette_and_ssl() -> None:
    code = "import sys, calmtui.tui.app; print({'textual.command', 'ssl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_both_can_be_imported_afterwards() -> None:
    code = "import calmtui.tui.app, ssl, textual.command as c; ssl.create_default_context(); print(c.CommandPalette)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "<class 'textual.command.CommandPalette'>\n"


def test_this_version_of_textual_takes_no_other_names_from_its_palette() -> None:
    taken: set[str] = set()
    folder = Path(textual.__file__).parent
    for file in ("app.py", "theme.py", "screen.py", "widget.py", "driver.py"):
        for node in ast.parse((folder / file).read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module == lean.PALETTE:
                taken |= {name.name for name in node.names}
    assert taken == set(lean.NAMES)
