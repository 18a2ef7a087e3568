"""Unlock the journal with its passphrase, and forget the key after a while without a key press."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.timer import Timer

from calmtui.storage.encryption.install import install_command
from calmtui.storage.encryption.opening import find_key
from calmtui.text.i18n import _
from calmtui.tui.screens.passphrase import PassphraseScreen
from calmtui.tui.screens.text import TextScreen

if TYPE_CHECKING:
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.storage.journal import Journal

FORGET_AFTER = 300.0  # seconds without a key or a click
_CHECK_EVERY = 10.0  # seconds between two looks at that, while the journal is unlocked


class JournalUnlock:
    """Unlocks the journal of an app, and locks it again.

    `on_forget` is called when the key is forgotten.
    """

    def __init__(
        self,
        app: App[int],
        journal: Journal,
        clock: Callable[[], float],
        on_forget: Callable[[], None],
        *,
        ascii_only: bool = False,
    ) -> None:
        self._app, self._journal, self._clock = app, journal, clock
        self._on_forget = on_forget
        self._ascii_only = ascii_only
        self._last_activity = 0.0  # by the clock
        self._screens_below = 0  # those below the ones that show what was unlocked
        self._timer: Timer | None = None

    @property
    def is_open(self) -> bool:
        """Whether screens may show what was unlocked."""
        return self._timer is not None

    def show(self, then: Callable[[], None]) -> None:
        """Ask for the passphrase, and call `then` when it unlocks the journal."""

        def use(key: PrivateKeys | None) -> None:
            if key is None:
                return
            self._journal.key = key
            self._screens_below = len(self._app.screen_stack)
            self.note_activity()
            self._timer = self._app.set_interval(_CHECK_EVERY, self.forget_if_idle)
            then()

        try:
            import pyrage  # noqa: F401, PLC0415 - not everybody has it
        except ImportError:
            hint = _("Unlocking it needs the package pyrage: {command}").format(
                command=install_command("pyrage")
            )
            self._app.push_screen(TextScreen(_("The journal is locked."), (hint,)))
        else:
            find = partial(find_key, self._journal)
            self._app.push_screen(PassphraseScreen(find, ascii_only=self._ascii_only), use)

    def note_activity(self) -> None:
        """Note that there was a key or a click."""
        self._last_activity = self._clock()

    def forget_if_idle(self) -> None:
        """Forget the key when nobody has been there for a while."""
        if self._clock() - self._last_activity >= FORGET_AFTER:
            self.forget()

    def forget(self) -> None:
        """Forget the key, and leave the screens that show what it opened.

        Those under a run go when it is over.
        """
        if self._journal.key is not None:
            self._journal.key = None
            self._last_activity = -FORGET_AFTER
            self._on_forget()
        if self._timer is None:
            return
        from calmtui.tui.screens.run import RunScreen  # noqa: PLC0415 - home comes without it

        app = self._app
        if any(isinstance(screen, RunScreen) for screen in app.screen_stack[self._screens_below :]):
            return
        self._timer.stop()
        self._timer = None
        while len(app.screen_stack) > self._screens_below:
            app.pop_screen()
