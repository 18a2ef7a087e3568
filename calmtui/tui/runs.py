"""The runs of the app: what is on, what runs over a wait, and what is not saved yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.app import App

from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import UnknownRoutine
from calmtui.content.toml import FileError
from calmtui.left_runs import accept_offer, find_half_finished
from calmtui.storage.journal import Journal
from calmtui.text.i18n import _

if TYPE_CHECKING:
    from calmtui.config.routine_preferences import RoutinePreferences
    from calmtui.content.routine import Routine, ShapeName
    from calmtui.context import AppContext
    from calmtui.history.try_state import TryState
    from calmtui.render.layout import RenderOptions
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.session import Session
    from calmtui.tui.screens.run import RunScreen

ScreenFor = Callable[["Session", "RenderOptions", "float | None"], "RunScreen"]


def run_options(context: AppContext, *, from_home: bool) -> RenderOptions:
    """Return how the settings want a run drawn."""
    from calmtui.render.layout import RenderOptions  # noqa: PLC0415 - home comes without it

    return RenderOptions(
        ascii=context.settings.ascii,
        reduced=context.settings.motion != "full",
        still=context.settings.motion == "none",
        time=context.settings.time,
        from_home=from_home,
        private=context.is_private,
    )


class Runs:
    """Starts sessions, puts their screens on, and knows those that are not over.

    `first` is the run from the command line: the app ends with it, or `open_program` opens what it
    came before. `nested` is what runs over a wait. `screen_for` makes a screen of a session, how it
    is drawn, and its pace (None: as it is set for its routine).
    """

    def __init__(
        self,
        app: App[int],
        context: AppContext,
        preferences: RoutinePreferences,
        screen_for: ScreenFor,
        first: Session | None,
        open_program: Callable[[], None] | None = None,
    ) -> None:
        self._app, self._context, self._preferences = app, context, preferences
        self._screen_for = screen_for
        self._first = first
        self._open_program = open_program
        self.current = first
        self.nested: list[Session] = []
        # Those that are over and not saved yet: tried again at the end.
        self._unsaved: list[Session] = []

    @property
    def open(self) -> tuple[Session, ...]:
        """The runs that are not over or not saved, the innermost first."""
        return (*self.nested, *filter(None, [self.current]), *self._unsaved)

    # How they begin

    def launch(self, offer: ResumeOffer | None, begin: Callable[[], Session] | None) -> None:
        """Show what the command line asked for; an interrupted run is offered first."""
        if self._first is not None:
            self._show(self._first)
        if offer is None:
            return

        def begin_first() -> None:
            if begin is not None:
                self._first = begin()
                self._show(self._first)

        self._offer(offer, begin_first, is_first=begin is not None)

    def offer_left(self, offers: tuple[ResumeOffer, ...]) -> None:
        """Offer tools that were left in the middle, one after the other."""
        if offers:
            self._offer(offers[0], lambda: self.offer_left(offers[1:]))

    def _offer(
        self, offer: ResumeOffer, otherwise: Callable[[], None], *, is_first: bool = False
    ) -> None:
        """Ask whether to go on with a run; call `otherwise` if not.

        `is_first`: the app ends with it.
        """
        from calmtui.render.rest import shape_of  # noqa: PLC0415 - few launches offer a run
        from calmtui.tui.screens.resume import ResumeScreen  # noqa: PLC0415

        def answer(accepted: bool | None) -> None:
            session = None
            if accepted:
                session = accept_offer(self._context, offer)
            else:
                offer.decline(self._context.journal, self._context.now())
            if session is None:
                otherwise()
                return
            if is_first:
                self._first = session
            self._show(session)

        shape: ShapeName = "text"
        with suppress(UnknownRoutine, FileError):
            shape = shape_of(self._context.library.find(offer.run.routine))
        text, yes, no = offer.prompt(self._context.now())
        ascii_only = self._context.settings.ascii
        self._app.push_screen(ResumeScreen(text, yes, no, shape, ascii_only=ascii_only), answer)

    def start(
        self, routine: Routine, *, quick: bool = False, adjustments: Adjustments | None = None
    ) -> None:
        """Start a run of a routine from home, with these adjustments or the saved ones.

        One that was left in the middle is offered first.
        """
        chosen = adjustments or self._preferences.adjustments(routine.id)

        def begin() -> None:
            self._show(self._new_session(routine, chosen, quick=quick), chosen.pace)

        if not quick:
            for offer in find_half_finished(self._context, routine.id)[:1]:
                self._offer(offer, begin)
                return
        begin()

    def start_by_coin(self, state: TryState) -> None:
        """Start a run whose routine the coin of a try picks."""
        self._show(self._context.new_coin_session(state))

    def start_id(
        self, routine_id: str, *, quick: bool = False, adjustments: Adjustments | None = None
    ) -> None:
        """Start by id; a user's own broken file of that id is shown, not raised."""
        try:
            routine = self._context.library.find(routine_id)
            self.start(routine, quick=quick, adjustments=adjustments)
        except (UnknownRoutine, FileError) as error:
            from calmtui.tui.screens.text import TextScreen  # noqa: PLC0415 - rarely needed

            self._app.push_screen(
                TextScreen(_("This routine has a fault and can't start."), (str(error),))
            )

    def start_over(
        self, routine: Routine, waiting: tuple[Session, ...], then: Callable[[], None]
    ) -> None:
        """Start a routine over sessions that wait for it, and go on with them afterwards."""
        adjustments = self._preferences.adjustments(routine.id)
        resume = _suspend(waiting, then)
        self._nest(self._new_session(routine, adjustments), adjustments.pace, resume)

    def anchor(self, then: Callable[[], None]) -> None:
        """Run ninety seconds of grounding over whatever is on, which leave no trace."""
        from calmtui.session.session import Session  # noqa: PLC0415

        context = self._context
        nowhere = Journal(context.journal.folder, context.journal.folder, private=True)
        try:
            routine = context.library.find("anchor-90")
        except (UnknownRoutine, FileError):
            return
        resume = _suspend(self.open, then)
        anchor = Session(
            routine, nowhere, context.clock, context.now, quick=True, lasting=context.boot_clock
        )
        self._nest(anchor, 1.0, resume)

    def _new_session(
        self, routine: Routine, adjustments: Adjustments, *, quick: bool = False
    ) -> Session:
        delay = None
        if routine.delay:  # what is chosen counts, not what was chosen last
            delay = adjustments.seconds
        adjusted = apply_adjustments(routine, adjustments)
        return self._context.new_session(adjusted, adjustments, quick=quick, delay=delay)

    def _show(self, session: Session, pace: float | None = None) -> None:
        self.current = session
        options = run_options(self._context, from_home=self._first is None)
        self._app.push_screen(self._screen_for(session, options, pace), self._finish)

    def _nest(self, session: Session, pace: float, then: Callable[[], None]) -> None:
        """Run a session over what is on, and come back."""
        self.nested.append(session)

        def finish(_alternative: str | None) -> None:
            session.close()
            self.nested.remove(session)
            then()

        options = replace(run_options(self._context, from_home=True), nested=True)
        self._app.push_screen(self._screen_for(session, options, pace), finish)

    # How they end

    def _finish(self, alternative: str | None) -> None:
        """Close the run that was on; start the other routine that was chosen at its end."""
        if self.current is not None:
            self.current.close()
            if self.current.has_unsaved_records:
                self._unsaved.append(self.current)
        if alternative:
            self.start_id(alternative)
        elif self._first is not None:
            if self._open_program is not None and self._first.code == 0:
                self._open_program()
            self._app.exit(self._first.code)

    def interrupt(self) -> None:
        """Write the last records of all runs, before anything else: the line is gone."""
        for session in self.open:
            session.interrupt()

    def leave_all(self) -> None:
        """End every run: the user leaves."""
        for session in self.open:
            session.leave_for_good()

    def hide(self) -> None:
        """Go behind a neutral screen: guides are paused, delays go on."""
        for session in self.open:
            session.hide()


def _suspend(sessions: tuple[Session, ...], then: Callable[[], None]) -> Callable[[], None]:
    """Suspend sessions; return what resumes them, and then calls `then`."""
    for session in sessions:
        session.suspend()

    def resume() -> None:
        for session in sessions:
            session.resume()
        then()

    return resume
