"""A tool of the system or of a desktop, run for what it does or says."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from calmtui.text.i18n import _

_SECONDS = 20
_MAX_SHOWN = 200  # characters of what a tool says


class ToolError(Exception):
    """A tool is missing, does not answer, or refuses; the message says so."""


def run_tool(
    command: Sequence[str | bytes], given: bytes = b"", environment: dict[str, str] | None = None
) -> bytes:
    """Run a tool with `given` on its standard input; return what it prints. Raises ToolError."""
    from calmtui.text.errors import system_reason
    from calmtui.text.sanitize import single_line

    name = command[0]
    try:
        done = subprocess.run(
            command, input=given, env=environment, capture_output=True, check=False,
            timeout=_SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ToolError(_("{name} does not answer").format(name=name)) from None
    except OSError as error:
        raise ToolError(f"{name!s}: {system_reason(error)}") from None
    if done.returncode:
        why = single_line(done.stderr.decode("utf-8", "replace"))
        raise ToolError(f"{name!s}: {why[:_MAX_SHOWN]}")
    return done.stdout
