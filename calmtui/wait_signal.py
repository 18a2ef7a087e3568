"""How someone who looks elsewhere is told that a wait is over; asked once, at the first wait."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

from msgspec.structs import replace

from calmtui.config.settings import SignalKind
from calmtui.text.i18n import N_

if TYPE_CHECKING:
    from pathlib import Path

    from calmtui.context import AppContext

QUESTION = N_("When the wait is over:")
# The keys of the answers, in the order in which they are shown.
ANSWERS: dict[str, tuple[SignalKind, str]] = {
    "1": ("bell", N_("bell")),
    "2": ("notification", N_("notification")),
    "3": ("none", N_("nothing")),
}


class WaitSignal:
    """What is set, or was answered; until then nothing tells it.

    `save` writes the answer; without it nobody is asked.
    """

    def __init__(self, kind: SignalKind, save: Callable[[SignalKind], None] | None = None) -> None:
        self.kind = kind
        self._save = save

    @property
    def is_open(self) -> bool:
        """Whether the question is still to be asked."""
        return self.kind == "" and self._save is not None

    def answer(self, kind: SignalKind) -> None:
        """Take an answer; it is never asked for again."""
        if self.is_open and self._save is not None:
            self.kind = kind
            self._save(kind)

    def skip(self) -> None:
        """Tell nothing, until the settings say otherwise."""
        self.answer("none")

    def rings(self) -> bool:
        """Whether the bell rings."""
        return self.kind in ("bell", "notification")


def wait_signal(context: AppContext) -> WaitSignal:
    """Return how it is told here. A private run asks nothing: it could not write the answer."""
    file = context.settings_file
    if file is None or context.is_private:
        return WaitSignal(context.settings.signal)

    def save(kind: SignalKind) -> None:
        context.settings = replace(context.settings, signal=kind)
        Thread(target=_write, args=(file, kind), daemon=True, name="signal").start()

    return WaitSignal(context.settings.signal, save)


def _write(file: Path, kind: SignalKind) -> None:
    """Write an answer beside the wait, which no disk may hold up.

    Where it can't be written it holds until the person leaves, and is asked for again.
    """
    from calmtui.config.change import save_value  # noqa: PLC0415 - once in a lifetime
    from calmtui.content.toml import FileError  # noqa: PLC0415 - the same

    with suppress(OSError, FileError):
        save_value(file, "signal", kind)
