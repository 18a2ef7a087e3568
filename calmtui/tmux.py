"""Ask the tmux that calmtui runs in what it was told, and where it is shown.

Standard library only. Without an answer nothing is known.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

_PATIENCE = 0.5  # seconds: a tmux that does not answer shows nothing either


def option(name: str) -> str | None:
    """Return the value of an option of the server, or of the pane that this is."""
    for scope in ("-sqv", "-pAqv"):  # of the server; of this pane, or what holds for it
        if value := _answer("show-options", scope, name):
            return value
    return None


def terminal_around(environment: Mapping[str, str] = os.environ) -> Mapping[str, str]:
    """Return the environment; inside tmux TERM in it is that of the terminal which shows tmux."""
    if not environment.get("TMUX"):
        return environment
    term = _answer("display-message", "-p", "#{client_termname}")
    return {**environment, "TERM": term or environment.get("TERM", "")}


def is_shown_over_ssh(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether tmux was shown over SSH last; what runs in it may be older than that."""
    return bool(environment.get("TMUX") and ssh_connection())


def ssh_connection() -> str:
    """Return SSH_CONNECTION of where tmux was shown last; empty: not over SSH."""
    return _answer("show-environment", "SSH_CONNECTION").partition("=")[2]


def _answer(*words: str) -> str:
    try:
        done = subprocess.run(
            ["tmux", *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
