"""What screens ask of the app: they post a message, and the app decides what comes of it.

No screen knows the app's class, and none but the app knows all screens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from calmtui.content.adjust import Adjustments
    from calmtui.content.routine import Routine
    from calmtui.history.try_state import TryState
    from calmtui.session.kept_draft import KeptDraft
    from calmtui.session.scene import DeskScene
    from calmtui.session.session import Session
    from calmtui.tui.screens.home_view import HomeView
    from calmtui.tui.screens.message_desk import DeskResult


class HomeShown(Message):
    """Home is laid out and painted, with nothing left to follow."""

    def __init__(self, home: HomeView) -> None:
        super().__init__()
        self.home = home


class LeaveWelcome(Message):
    """Go home from the first page, and start a routine by its id, if there is one.

    `private`: nothing is to be saved this time.
    """

    def __init__(self, routine_id: str = "", *, private: bool = False) -> None:
        super().__init__()
        self.routine_id, self.private = routine_id, private


class StartRoutine(Message):
    """Start a run of a routine, with these adjustments."""

    def __init__(self, routine: Routine, adjustments: Adjustments) -> None:
        super().__init__()
        self.routine, self.adjustments = routine, adjustments


class ContinueTry(Message):
    """Let the coin of a try pick a routine; of one that is over, show what came of it."""

    def __init__(self, state: TryState) -> None:
        super().__init__()
        self.state = state


class ContinueLeft(Message):
    """Open what was left in the middle of a locked journal, to go on with."""


class QuickStartRoutine(Message):
    """Start a routine by its id, without its first questions, perhaps with adjustments."""

    def __init__(self, routine_id: str, adjustments: Adjustments | None = None) -> None:
        super().__init__()
        self.routine_id, self.adjustments = routine_id, adjustments


class NestRoutine(Message):
    """Offer another routine while the session waits; `then` is called when the user is back."""

    def __init__(self, waiting: Session, then: Callable[[], None]) -> None:
        super().__init__()
        self.waiting, self.then = waiting, then


class SessionRestarted(Message):
    """The session of this screen was begun anew, as its file was saved."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session


class LookBack(Message):
    """Show figures of what is saved, after the passphrase where it is encrypted."""


class ShowTry(Message):
    """Show the try: its beginning, where it stands, or its end."""


class ShowReport(Message):
    """Show what would be on the page to show someone."""


class ShowHistory(Message):
    """Show the saved sessions, after the passphrase where they are encrypted."""


class UnlockHistory(Message):
    """Ask for the passphrase of the history; `then` is called when it is open."""

    def __init__(self, then: Callable[[], None]) -> None:
        super().__init__()
        self.then = then


class ShowHelp(Message):
    """Show help; `fear` is what it says first. `then` is called when the user is back."""

    def __init__(self, fear: str, then: Callable[[], None]) -> None:
        super().__init__()
        self.fear, self.then = fear, then


class ShowSettings(Message):
    """Show the settings."""


class SettingChanged(Message):
    """A setting has another value from now on."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key


class ShowRoutine(Message):
    """Show the card of a routine on home."""

    def __init__(self, routine_id: str) -> None:
        super().__init__()
        self.routine_id = routine_id


class Found(Message):
    """Go home, and call what was chosen among all that can be found."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act = act


class ShowText(Message):
    """Show a text in full."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.title, self.text = title, text


class ShowMessageDesk(Message):
    """Show the message desk; `then` is called with what its lines hold when the user is done."""

    def __init__(
        self,
        scene: DeskScene,
        save_draft: Callable[[str], KeptDraft],
        then: Callable[[DeskResult | None], None],
    ) -> None:
        super().__init__()
        self.scene, self.save_draft, self.then = scene, save_draft, then
