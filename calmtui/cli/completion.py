"""`calmtui completion`: print what a shell completes of calmtui's command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

FILES = {"bash": "calmtui.bash", "zsh": "_calmtui", "fish": "calmtui.fish"}


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.epilog = _('In bash: eval "$(calmtui completion bash)" in ~/.bashrc; zsh is the same.')
    parser.add_argument("shell", choices=tuple(FILES))


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from importlib.resources import files

    text = files("calmtui").joinpath("share", FILES[args.shell]).read_text("utf-8")
    sys.stdout.write(text)
    return 0
