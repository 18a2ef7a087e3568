"""What the commands and both front ends work with: built once, passed down."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from calmtui import terminal
from calmtui.sources import Sources, open_journal, read_sources
from calmtui.storage import disk_check

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from calmtui.config.settings import Settings, SoundKind
    from calmtui.config.support import SupportList
    from calmtui.content.adjust import Adjustments
    from calmtui.content.help_page import HelpPage
    from calmtui.content.library import Library
    from calmtui.content.routine import Routine
    from calmtui.content.toml import Problem
    from calmtui.history.try_state import TryState
    from calmtui.session.session import Session
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal
    from calmtui.storage.records import Record

# Seconds that the disk may keep a run waiting when a record is written.
_FULL_SCREEN_WRITE_TIMEOUT = 0.06
_PLAIN_WRITE_TIMEOUT = 1.0


QUICK_ROUTINES = {"urge": "ride-the-urge", "sos": "anchor-90"}  # what these commands run


class AppContext:
    """One person's files, settings and clocks.

    Attributes:
        library: The routines.
        journal: Where sessions are written.
        settings: What settings.toml says.
        clock: A monotonic clock, in seconds.
        now: The time of day, with its zone.
        device: Small values that never leave this machine.
        support: People, activities and plans.
        preferences_file: Adjustments saved for each routine; None where none are.
        settings_file: Where a change of the settings is written; None where none is.
        config_folder: Where themes of one's own are; None where none are.
        boot_clock: A clock that goes on while the computer sleeps.
        problems: What is wrong with the files of the settings.
        is_plain: Whether runs come line by line.
    """

    def __init__(
        self,
        library: Library,
        journal: Journal,
        settings: Settings,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        *,
        device: DeviceStore | None = None,
        support: SupportList | None = None,
        preferences_file: Path | None = None,
        settings_file: Path | None = None,
        config_folder: Path | None = None,
        boot_clock: Callable[[], float] | None = None,
        problems: tuple[Problem, ...] = (),
        is_plain: bool = False,
    ) -> None:
        from calmtui.config.support import SupportList
        from calmtui.storage.device import DeviceStore

        self.library, self.journal, self.settings = library, journal, settings
        self.clock, self.now, self.boot_clock = clock, now, boot_clock
        self.device = device or DeviceStore()
        self.support = support or SupportList.of(settings, None)
        self.preferences_file, self.settings_file = preferences_file, settings_file
        self.config_folder = config_folder
        self.problems = problems
        self.is_plain = is_plain

    @classmethod
    def load(cls, *, private: bool, plain: bool, cues: SoundKind | None = None) -> AppContext:
        """Read what is there, open what is written, leave a disk that does not answer alone."""
        from time import monotonic

        from calmtui.config.preferences import read_preferences
        from calmtui.config.support import SupportList
        from calmtui.storage.device import DeviceStore
        from calmtui.storage.paths import Paths

        library, settings, problems = read_sources()
        if cues is not None:
            from msgspec.structs import replace

            settings = replace(settings, cues=cues)
        preferences_file, settings_file = _preferences_file(), None
        if not private and preferences_file is not None:
            settings_file = Paths.find().settings
        if preferences_file is not None:
            problems = (*read_preferences(preferences_file)[1], *problems)
        private = private or settings.private
        is_plain = plain or settings.plain or not terminal.can_show_full_screen()
        write_timeout = _PLAIN_WRITE_TIMEOUT if is_plain else _FULL_SCREEN_WRITE_TIMEOUT
        hung = bool(disk_check.hanging_folder())
        journal = open_journal(private=private, write_timeout=write_timeout, hung=hung)
        paths = Paths.find()
        return cls(
            library,
            journal,
            settings,
            monotonic,
            local_now,
            device=DeviceStore(
                paths.state, private=private, write_timeout=write_timeout, lock=journal.lock
            ),
            support=SupportList.of(settings, None if private else paths.settings),
            preferences_file=preferences_file,
            settings_file=settings_file,
            config_folder=paths.config,
            boot_clock=boot_clock,
            problems=problems,
            is_plain=is_plain,
        )

    @classmethod
    def without_files(cls, sources: Sources, *, plain: bool) -> AppContext:
        """Make a context that writes nothing, and knows nothing of other sessions."""
        from time import monotonic

        is_plain = plain or sources.settings.plain or not terminal.can_show_full_screen()
        journal = open_journal(private=True)
        return cls(
            sources.library, journal, sources.settings, monotonic, local_now, is_plain=is_plain
        )

    @property
    def is_private(self) -> bool:
        """Whether nothing is written."""
        return self.journal.is_private

    def save_nothing(self) -> None:
        """Write nothing more, as if it had been started so."""
        from calmtui.storage.device import DeviceStore

        self.journal.is_private = True
        self.device = DeviceStore(private=True)
        self.support.path = self.settings_file = None

    def effective_adjustments(self, routine_id: str) -> Adjustments:
        """Return what is set for a routine, read anew: another terminal may have changed it."""
        from calmtui.config.preferences import effective_adjustments, load_preferences

        preferences: dict[str, Adjustments] = {}
        if self.preferences_file is not None:
            preferences = load_preferences(self.preferences_file)
        return effective_adjustments(routine_id, self.settings, preferences)

    def new_session(
        self,
        routine: Routine,
        adjustments: Adjustments,
        *,
        quick: bool = False,
        delay: float | None = None,
        started_at: float | None = None,
        before: Record | None = None,
    ) -> Session:
        """Begin a session of an adjusted routine; the adjustments are recorded with it.

        Args:
            routine: The routine, adjusted.
            adjustments: What it was adjusted with.
            quick: Whether it begins without a question.
            delay: How long a wait takes, in seconds; by default as long as last time.
            started_at: When it began, on the monotonic clock; by default now.
            before: What is recorded of the program that it comes before.
        """
        from calmtui.config.preferences import adjustments_to_record
        from calmtui.session.session import Session

        return Session(
            routine,
            self.journal,
            self.clock,
            self.now,
            quick=quick,
            delay=delay,
            state=self.device,
            mine=self.support,
            started_at=started_at,
            choices=adjustments_to_record(adjustments),
            lasting=self.boot_clock,
            before=before,
        )

    def try_at_home(self) -> TryState | None:
        """Return the try whose coin is on this machine, or whose end nobody has seen."""
        from calmtui.history.tries import read_tries
        from calmtui.history.try_state import state_at_home
        from calmtui.session.coin import SESSIONS

        if self.is_private:
            return None
        try:
            tries = read_tries(self.journal.recent_records(SESSIONS))
            return state_at_home(tries, self.journal.device(), self.now())
        except OSError:  # the disk says so wherever it is needed
            return None

    def new_coin_session(self, state: TryState) -> Session:
        """Begin a session of a try: its coin picks the routine, once a number is given."""
        from calmtui.session.coin import Coin
        from calmtui.session.session import Session

        coin = Coin(
            state,
            self.journal,
            self.device,
            self.library,
            self.effective_adjustments,
            self.now,
            random_bit,
        )
        return Session(
            coin.routine,
            self.journal,
            self.clock,
            self.now,
            state=self.device,
            mine=self.support,
            lasting=self.boot_clock,
            coin=coin,
        )

    def help_page(self, afraid: bool) -> HelpPage:
        """Return the help page for this person's country."""
        from calmtui.content.help_page import help_page, place

        where = place(self.settings.country, self.settings.language, os.environ)
        return help_page(self.support.people_lines(), where, afraid=afraid)


def local_now() -> datetime:
    """Return the time of day with its zone."""
    from datetime import datetime

    return datetime.now().astimezone()


def random_bit() -> int:
    """Return a fair random bit."""
    return os.urandom(1)[0] & 1


def boot_clock() -> float:
    """Return seconds that go on during sleep; setting the time does not change them."""
    import time

    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _preferences_file() -> Path | None:
    """Return the file of adjustments; None while its disk does not answer."""
    from calmtui.storage.paths import Paths, config_dir

    if disk_check.hanging_folder() == config_dir():
        return None
    return Paths.find().choices
