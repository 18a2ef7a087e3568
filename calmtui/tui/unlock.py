"""Looking back on a locked journal: a passphrase opens what was kept, and a while without a key seals it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from calmtui.storage.encryption import convert as locking
from calmtui.storage.encryption import keys
from calmtui.storage.encryption.install import install_command
from calmtui.text.i18n import _
from calmtui.tui.screens.help import TextScreen
from calmtui.tui.screens.passphrase import PassphraseScreen

if TYPE_CHECKING:
    from calmtui.storage.encryption.keys import PrivateKeys
    from calmtui.tui.app import CalmApp

FORGET = 300.0  # seconds without a key or a click after which what was opened is sealed again
_LOOK = 10.0  # seconds between two looks at that, while something is open


class JournalUnlock:
    """Opens the journal of an app, and forgets its key."""

    def __init__(self, app: CalmApp) -> None:
        self._app = app
        self._touched = 0.0  # by the app's clock
        self._views = 0  # the screens below those that show what was opened
        self._timer: Timer | None = None

    @property
    def open(self) -> bool:
        """Whether screens may show what was opened."""
        return self._timer is not None

    def show(self, then: Callable[[], None]) -> None:
        """Ask for the passphrase, and do what follows when it opens the journal."""
        app = self._app

        def found(key: PrivateKeys | None) -> None:
            if key is None:
                return
            app.journal.key, self._views = key, len(app.screen_stack)
            self.note_activity()
            self._timer = app.set_interval(_LOOK, self.look)
            then()

        def find(typed: str) -> PrivateKeys | None:
            known = keys.read_lock_files(app.journal.folder, app.journal.lock_copy)
            key = keys.unlock_with(typed, known) or keys.find_recovery(typed, app.journal.records())
            if key is not None and not app.journal.private:
                locking.renew(app.journal, key)
            return key

        try:
            import pyrage  # noqa: F401
        except ImportError:
            said = _("Opening it needs the package pyrage: {command}").format(
                command=install_command("pyrage")
            )
            app.push_screen(TextScreen(_("The journal is sealed."), (said,)))
        else:
            app.push_screen(PassphraseScreen(find), found)

    def note_activity(self) -> None:
        """There was a key or a click."""
        self._touched = self._app.clock()

    def look(self) -> None:
        """Forget when nobody has been there for a while."""
        if self._app.clock() - self._touched >= FORGET:
            self.forget()

    def forget(self) -> None:
        """Forget the key, and leave the screens that show what it opened; those under a run go when it is over."""
        app = self._app
        if app.journal.key is not None:
            app.journal.key = None
            self._touched = -FORGET
            app.read_history()
        if self._timer is None:
            return
        from calmtui.tui.screens.run import RunScreen

        if any(isinstance(screen, RunScreen) for screen in app.screen_stack[self._views :]):
            return
        self._timer.stop()
        self._timer = None
        while len(app.screen_stack) > self._views:
            app.pop_screen()
