"""What a shortcut needs: lines in a file, and commands of a desktop's own tool."""

from __future__ import annotations

from dataclasses import dataclass, field

Command = tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Lines for a file, commands that put the key into place, and those that take it away.

    `is_done`: there are no commands, or they would change nothing. `is_there`: they have been run.
    `needs_file` says why a file that is not there is not made. `after` is what to know then.
    """

    file: str = ""
    lines: list[str] = field(default_factory=list)
    commands: tuple[Command, ...] = ()
    undo: tuple[Command, ...] = ()
    is_done: bool = True
    is_there: bool = False
    needs_file: str = ""
    after: str = ""
