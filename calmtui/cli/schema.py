"""`calmtui schema`: print the JSON Schema of routine files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_arguments(_parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add nothing: the command takes no arguments."""


def run(_args: argparse.Namespace) -> int:
    """Print the schema."""
    from calmtui.content.schema import schema_json

    print(schema_json(), end="")
    return 0
