"""The command that puts a missing package beside this calmtui, however it was installed."""

from __future__ import annotations

import os
import shlex
import sys


def install_command(package: str) -> str:
    """Return what to type into a shell: for pipx, uv, any with pip, or the system's own Python."""
    if os.path.isfile(os.path.join(sys.prefix, "pipx_metadata.json")):
        return f"pipx inject {shlex.quote(os.path.basename(sys.prefix))} {package}"
    python = shlex.quote(sys.executable)
    if _is_made_by_uv():
        return f"uv pip install --python {python} {package}"
    if _is_the_systems():
        # Into the person's own folder, where no package of the system looks for a pyrage.
        return f"{python} -m pip install --user --break-system-packages {package}"
    return f"{python} -m pip install {package}"


def _is_the_systems() -> bool:
    """Return whether this Python is the system's own, where pip puts nothing unless it is told."""
    if sys.prefix != sys.base_prefix:
        return False
    return os.path.isfile(os.path.join(os.path.dirname(os.__file__), "EXTERNALLY-MANAGED"))


def _is_made_by_uv() -> bool:
    """Return whether uv made the environment: it puts no pip there."""
    if os.path.isfile(os.path.join(sys.prefix, "uv-receipt.toml")):
        return True
    config = os.path.join(sys.prefix, "pyvenv.cfg")
    try:
        with open(config, encoding="utf-8", errors="replace") as lines:
            return any(line.partition("=")[0].strip() == "uv" for line in lines)
    except OSError:
        return False
