"""This calmtui in a folder of odd name, and a home of the person's own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.written import ROOT


@pytest.fixture
def place(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment with a home of its own, and this calmtui in a folder of odd name."""
    folder = tmp_path_factory.mktemp("odd") / "a b'c $x %h #{y}"
    folder.mkdir()
    program = folder / "calmtui"
    text = (
        "#!/bin/sh\n"
        f"export CALMTUI_HOME='{home}' PYTHONPATH='{ROOT}' SELF=\"$0\"\n"
        f"exec '{sys.executable}' -c 'import os, sys; sys.argv[0] = os.environ[\"SELF\"]\n"
        'from calmtui.__main__ import main; sys.exit(main())\' "$@"\n'
    )
    program.write_text(text)
    program.chmod(0o755)
    person = tmp_path_factory.mktemp("person")
    return {"HOME": str(person), "SELF": str(program), "PS1": "$ ", "ENV": ""}
