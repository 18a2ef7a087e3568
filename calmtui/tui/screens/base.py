"""The bases of all screens, and the keys that all of them have."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import Screen, ScreenResultType

from calmtui.text.i18n import N_
from calmtui.tui.taps import key_event, key_under, link_under
from calmtui.tui.textual_internals.driver import terminal_of

WIDE = 70  # columns from which there are margins, as `-small` has it in the style sheets
HIGH = 40  # rows from which things stand below each other, as `-high` has it
_ROOMY = 20  # rows from which the keys at the bottom may take two: a phone with its keyboard open
UNSEEN = 0.3  # seconds in which what has just come up is not seen yet
_MARGINS, _SMALL_MARGINS = 6, 2
_BLOCK = 106  # columns that words and their margins take at most, as the style sheets have it


def help_bindings(screen: str) -> tuple[Binding, Binding]:
    """Return the keys that every screen has; `screen` begins their ids."""
    return (
        Binding("exclamation_mark", "app.help", N_("help now"), id=f"{screen}.help"),
        Binding("question_mark", "app.keys", N_("the keys of this screen"), id=f"{screen}.keys"),
    )


def on_top(screen: Screen[Any]) -> bool:
    """Return whether it is the screen that is seen.

    Textual's `is_current` is true for the one just below, too.
    """
    return screen.app.screen_stack[-1:] == [screen]


class Sized(Screen[ScreenResultType]):
    """A screen of the window's own size: every one of ours.

    Textual's sends itself each size that it takes. Two that wait at once, as where a window
    gets its place while the program starts, would follow each other without an end.
    """

    IS_CALM = False  # whether nothing is asked or runs here, so that Ctrl+P may come over it
    CLICKS = True  # whether taps count here; else they are the terminal's, to select text
    _tapped: object = None  # what the last tap was for
    _tapped_at = 0.0

    @property
    def is_wide(self) -> bool:
        """Whether the window has room for margins, and for more than the most needed words."""
        return self.app.size.width >= WIDE

    @property
    def is_cramped(self) -> bool:
        """Whether the window is neither wide nor high, as a phone's with its keyboard open."""
        return not self.is_wide and self.app.size.height < HIGH

    @property
    def room(self) -> int:
        """How many columns there are between the margins."""
        margins = _SMALL_MARGINS
        if self.is_wide:
            margins = _MARGINS
        return min(self.app.size.width, _BLOCK) - margins

    @property
    def key_rows(self) -> int:
        """How many rows the keys at the bottom may take: the words matter more in a low window."""
        if self.app.size.height < _ROOMY:
            return 1
        return 2

    def asked(self) -> object:
        """Return what taps are for now: a second one of a trembling finger is for the same."""
        return self

    @on(events.Click)
    def tap(self, event: events.Click) -> None:
        """Make a tap the key that is drawn where it falls, unless nobody has seen that yet."""
        asked = self.asked()
        is_unseen = asked != self._tapped and event.time - self._tapped_at < UNSEEN
        self._tapped, self._tapped_at = asked, event.time
        if is_unseen:
            return
        if key := key_under(event):
            self.take_tap(key, event)
        elif link := link_under(event):
            self.take_link(link)
        else:
            self.tap_beside()

    def take_tap(self, key: str, event: events.Click) -> None:
        """Do what the key does that was tapped."""
        typed = key_event(key)
        typed.set_sender(self.app)  # else it would come no further than this screen
        self.app.post_message(typed)

    def take_link(self, link: str) -> None:
        """Take a tap on a number or an address."""

    def tap_beside(self) -> None:
        """Handle a tap that falls on no key."""

    @on(events.Compose)
    def fit_window(self) -> None:
        """Set the classes for the window's size before the first picture.

        Textual sets them after it: in a narrow window everything would jump.
        """
        app = self.app
        classes: list[str] = []
        for length, breakpoints in (
            (app.size.width, app.HORIZONTAL_BREAKPOINTS),
            (app.size.height, app.VERTICAL_BREAKPOINTS),
        ):
            names = [name for least, name in sorted(breakpoints or ()) if least <= length]
            classes += names[-1:]
        self.add_class(*classes)

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call back once this screen is painted, but not when it is gone by then.

        Textual leaves what a screen asked for to the next one, which finds none of its widgets.
        """
        return super().call_after_refresh(partial(self._call_if_there, callback, *args, **kwargs))

    def _call_if_there(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self in self.app.screen_stack:
            return callback(*args, **kwargs)
        return None

    @on(events.ScreenResume)
    def come_to_sight(self, event: events.ScreenResume) -> None:
        """Take the mouse where taps count, and none that was meant for another screen."""
        self._tapped, self._tapped_at = None, event.time
        if (driver := terminal_of(self.app)) is not None:
            driver.modes.take_mouse(self.CLICKS)
            if driver.quickstart_active:  # it was seen before it came
                self._tapped_at -= UNSEEN

    @on(events.Resize)
    def newest_size(self, event: events.Resize) -> None:
        """Ignore a size that the window no longer has; paint all of the one that it has.

        It may be the old one again, by way of another: Textual would find nothing to paint.
        """
        if event.size != self.app.size:
            event.prevent_default()
            event.stop()
        else:
            self.refresh()


class BaseScreen(Sized[ScreenResultType]):
    """All screens but home and the blank one: they are shown over another, and dismissed."""

    KEYS_BEFORE_MOUNT = False  # whether its keys work before it is there to be seen

    def on_mount(self) -> None:
        """Call `on_ready`, unless the program is just ending."""
        if self.children:
            self.on_ready()

    def on_ready(self) -> None:
        """Do what the screen does first."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ignore a key that comes before the widgets it is for."""
        is_there = self.is_mounted and on_top(self) and bool(self.children)
        return (self.KEYS_BEFORE_MOUNT or is_there) and super().check_action(action, parameters)

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave; a key that comes while the screen is closing must not close the next one too."""
        if not self.is_mounted:
            self.call_later(self._dismiss_unawaited, result)
        elif self.app.screen is self:
            return super().dismiss(result)
        return AwaitComplete()

    def _dismiss_unawaited(self, result: ScreenResultType | None) -> None:
        """Leave, and return nothing: what a callback returns, Textual awaits and then refuses."""
        self.dismiss(result)
