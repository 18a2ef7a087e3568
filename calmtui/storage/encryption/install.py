"""The command that puts a missing package beside this calmtui, however it was installed."""

from __future__ import annotations

import os
import shlex
import sys


def install_command(package: str) -> str:
    """Return what to type into a shell: for an environment of pipx, of uv, or any with pip."""
    if os.path.isfile(os.path.join(sys.prefix, "pipx_metadata.json")):
        return f"pipx inject {shlex.quote(os.path.basename(sys.prefix))} {package}"
    python = shlex.quote(sys.executable)
    if _is_made_by_uv():
        return f"uv pip install --python {python} {package}"
    return f"{python} -m pip install {package}"


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
