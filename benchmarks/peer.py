"""The reference that is installed for the bench: breathe-cli."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path


def install_peer(folder: Path) -> tuple[Path | None, str]:
    """Install breathe-cli in an environment of its own; return its script and version.

    The script is None when the registry does not answer.
    """
    python = os.fspath(folder / "bin" / "python")
    ask = "from importlib.metadata import version; print(version('breathe-cli'))"
    try:
        venv.create(folder, with_pip=True)
        pip = [python, "-m", "pip", "install", "-q", "breathe-cli==1.14.*"]
        subprocess.run(pip, check=True, capture_output=True, timeout=180)
        version = subprocess.run(
            [python, "-c", ask], check=True, capture_output=True, text=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None, "could not be installed (its cells are empty)"
    return folder / "bin" / "breathe", version
