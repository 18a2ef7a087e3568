"""The commands that run something: home, run, urge, sos; with the front end that fits the terminal."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from calmtui import quickstart, terminal
from calmtui.cli.output import fail, journal, read_sources, set_user_language, unread_sources
from calmtui.config.preferences import adjustments_to_record as as_kept
from calmtui.config.preferences import effective_adjustments, save_for_routine
from calmtui.config.preferences import load_preferences as every
from calmtui.config.preferences import read_preferences as read_choices
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.toml import FileError, Problem
from calmtui.storage import disk_check as hanging
from calmtui.storage.encryption.seal import LOCK_FILE as LOCK
from calmtui.storage.paths import Paths, config_dir
from calmtui.text import charset
from calmtui.text.i18n import N_, _, format_number
from calmtui.text.sanitize import single_line

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from calmtui.config.settings import Settings
    from calmtui.config.support import SupportList
    from calmtui.content.helplines import HelpPage
    from calmtui.content.library import Library
    from calmtui.content.routine import Routine
    from calmtui.quickstart import QuickStart
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.session import Session
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.journal import Journal
    from calmtui.tui.app import CalmApp
    from calmtui.tui.quickstart_recorder import QuickStartRequest

_SHORT = {"urge": "ride-the-urge", "sos": "anchor-90"}
_LOOKS = (
    "TEXTUAL_COLOR_SYSTEM",
    "TEXTUAL_ANIMATIONS",
    "TEXTUAL_FPS",
)  # what may be said to Textual
_FRAME, _LINE = 0.06, 1.0  # seconds that a record may keep the screen, and the lines, waiting
_NO_HOME = N_(
    "home needs a terminal; `calmtui list` shows the routines, `calmtui run ID --plain` runs one"
)


def lasting() -> float:
    """Seconds that go on while the computer sleeps, and that no setting of its clock changes."""
    import time

    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def _delay(text: str) -> float:
    """Read the urge's minutes: `15`, `20m`, `1h`; raises ValueError that says what was expected."""
    from calmtui.content.routine import MAX_SECONDS
    from calmtui.text.durations import parse_duration

    seconds = parse_duration(text)
    if seconds is None or not 0 < seconds <= MAX_SECONDS:
        said = _("'{text}' is not a length of time; use minutes such as 15, 20m or 1h, at most 24h")
        raise ValueError(said.format(text=text[:20]))
    return seconds


def play(args: argparse.Namespace, words: list[str]) -> int:
    """Home, or one run, full screen or line by line; gives the exit code. `words` are the command line as typed."""
    from datetime import datetime
    from time import monotonic

    from calmtui.config.support import SupportList
    from calmtui.content.library import UnknownRoutine
    from calmtui.crash import interrupt_sessions
    from calmtui.storage.device import DeviceStore
    from calmtui.storage.paths import Paths

    def now() -> datetime:
        return datetime.now().astimezone()

    hung = hanging.hanging_folder()
    library, settings, problems = unread_sources(hung) if hung else read_sources()
    choices = _choices_file()
    problems = (*(read_choices(choices)[1] if choices else ()), *problems)  # what holds is the last
    for problem in problems:
        fail(problem)
    private = args.private or settings.private
    plain = getattr(args, "plain", False) or settings.plain or not terminal.can_show_full_screen()
    kept = journal(private=private, patience=_LINE if plain else _FRAME, hung=bool(hung))
    home = args.command is None
    try:
        found = None if home else library.find(_SHORT.get(args.command) or " ".join(args.id))
        chosen = _chosen(args, found, settings) if found else Adjustments()
        routine = apply_adjustments(found, chosen) if found else None
        delay = _delay(" ".join(args.delay)) if getattr(args, "delay", None) else None
        if delay is None and found and found.delay:
            delay = chosen.seconds  # what is chosen counts, not what was chosen last
    except (UnknownRoutine, FileError) as error:
        return fail(error)
    except ValueError as error:
        return fail(error, 2)
    paths = Paths.find()
    state = DeviceStore(
        paths.state, private=private, write_timeout=kept.write_timeout, lock=kept.lock
    )
    mine = SupportList.of(settings, None if private else paths.settings)

    def begin(started_at: float | None = None) -> Session:
        from calmtui.session.session import Session

        assert routine is not None
        return Session(
            routine,
            kept,
            monotonic,
            now,
            quick=args.command != "run",
            delay=delay,
            state=state,
            mine=mine,
            started_at=started_at,
            choices=as_kept(chosen),
            lasting=lasting,
        )

    # Not over a quick start: it has looked for what was cut off, and is on only because there was nothing.
    asks = args.command in (None, "urge") and not private and not quickstart.is_shown()
    offered = None
    if asks:
        from calmtui.session.resume import find_resumable

        offered = find_resumable(kept, state, library, now(), waits_only=not home)
    if plain:
        if routine is None and offered is None:
            return fail(_(_NO_HOME), 2)
        settled = None if private else choices
        code = _plain(
            offered, routine, begin, library, kept, settings, mine, state, monotonic, now, settled
        )
        if not private and any(map(os.path.lexists, (kept.folder / LOCK, kept.lock_copy))):
            from calmtui.storage.encryption.convert import encrypt_pending, new_warning

            with suppress(OSError):  # it is done at the next start
                encrypt_pending(kept, state)
            if told := new_warning(kept):
                fail(told)
        return _over(kept, code)
    settings = for_screen(settings)
    first = shown = None
    try:
        if (
            routine is not None and not quickstart.is_shown() and offered is None
        ):  # the delay runs from now
            first = guarded(begin)
        from calmtui.tui.app import CalmApp  # 80 % of a launch
        from calmtui.tui.frame_rate import MOST, REMOTE

        shown = quickstart.take()
        if shown is not None and routine is not None:
            first = guarded(partial(begin, shown.shown_at), shown)
        app = CalmApp(
            library, kept, settings, monotonic, now, first=first, quickstart=shown,
            welcome=home and not hung and _first_start(private),
            wanted=None if private else lambda: _wanted(library, settings, words, found, delay, state),
            state=state, mine=mine, unfinished=offered, begin=None if routine is None else begin,
            said=tuple(_short(problem) for problem in dict.fromkeys((*problems[-1:], *problems[:1]))), choices=choices,
            lasting=lasting, frames=REMOTE if _remote() else MOST,
        )  # fmt: skip
    except Exception as error:
        quickstart.cancel(shown)
        raise interrupt_sessions([first] if first else []) from error
    return _over(kept, show(app, shown))


def _short(problem: Problem) -> str:
    """What is wrong with a file of ours, with its name alone: a line on a screen is short."""
    return str(msgspec.structs.replace(problem, file=os.path.basename(problem.file)))


def _over(kept: Journal, code: int) -> int:
    """The run is over: what another machine has erased leaves this one's files, if there is time; gives the code."""
    if code < 128:
        with suppress(OSError):  # the next start tries again
            kept.compact()
    return code


def _remote() -> bool:
    """Whether the terminal is at the end of an SSH line."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))


def for_screen(settings: Settings) -> Settings:
    """The settings as this terminal can show them; the environment is made ready for Textual, before it is imported."""
    frozen = ("COLUMNS", "LINES")  # exported by a parent they would freeze Textual's size
    tools = [name for name in os.environ if name.startswith("TEXTUAL") and name not in _LOOKS]
    for name in (
        *frozen,
        *tools,
    ):  # Textual's tools write every key, or the whole screen, to a file or a socket
        os.environ.pop(name, None)
    drawn = charset.terminal_codec() == "utf-8" and not charset.is_console(
        os.environ.get("TERM", "")
    )
    return settings if drawn else msgspec.structs.replace(settings, ascii=True)


def show(app: CalmApp, shown: QuickStart | None = None) -> int:
    """Run the full screen to its end, guarded; gives the exit code. Raises Crash for a fault of our own."""
    import signal
    import threading

    from calmtui.crash import interrupt_sessions
    from calmtui.tui.driver import loop_of, terminal_of
    from calmtui.tui.signals import SignalGuard

    def in_a_thread(found: threading.ExceptHookArgs) -> None:
        if isinstance(found.exc_value, Exception):
            app.fail_soon(found.exc_value)

    def record(number: int) -> None:
        if shown is not None:
            shown.stop()
        app.leave_all() if number == signal.SIGINT else app.interrupt()

    def away() -> bool:
        terminal = terminal_of(app)
        return terminal is not None and terminal.away

    threading.excepthook = in_a_thread
    app.guard = SignalGuard(
        record, app.exit, lambda: loop_of(app), away, shown.modes if shown else None
    )
    app.guard.install()
    fault = result = None
    try:
        result = app.run()
        fault = app.fault
    except Exception as error:
        fault = app.fault or error
    finally:
        crash = interrupt_sessions(
            app.sessions
        )  # whatever ended it, a run that is still open is kept
    if app.quickstart is not None:  # it ended before the driver took the screen over
        quickstart.cancel(app.quickstart)
    if fault is not None:
        app.guard.restore()
        raise crash from fault
    if app.guard.signal is not None:
        app.guard.restore()
        return 128 + app.guard.signal
    return result if result is not None else 1


def guarded(begin: Callable[[], Session], shown: QuickStart | None = None) -> Session:
    """Begin a run that is saved when a signal ends the program before its front end sees to that.

    The terminal is put back too where a quick start is on.
    """
    import signal

    ends = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    try:
        session = begin()

        def end(number: int, _: object) -> None:
            if shown is not None:
                shown.restore_terminal()
            if number == signal.SIGINT:
                session.leave_for_good()
            else:
                session.interrupt()
            os._exit(128 + number)

        for number in ends:
            signal.signal(number, end)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
    return session


def _choices_file() -> Path | None:
    """The file of choices; None while its disk does not answer."""
    return None if hanging.hanging_folder() == config_dir() else Paths.find().choices


def _every() -> dict[str, Adjustments]:
    """What is kept for each routine."""
    file = _choices_file()
    return every(file) if file else {}


def _chosen(args: argparse.Namespace, routine: Routine, settings: Settings) -> Adjustments:
    """What is kept for a routine, and what the command line says; raises ValueError that says what was expected."""
    from calmtui.content.adjust import match_parts, part_names
    from calmtui.content.routine import Seconds

    choices = effective_adjustments(routine.id, settings, _every())
    if args.command != "run":
        return choices
    for name in args.skip:
        if not match_parts(routine, name):
            there = "; ".join(part_names(routine))
            hint = (
                _("its parts: {parts}").format(parts=there)
                if there
                else _("it has no parts to leave out")
            )
            said = _("{id} has no part '{name}'; {hint}")
            raise ValueError(said.format(id=routine.id, name=single_line(name)[:40], hint=hint))

    def seconds(name: str, unit: float, most: float) -> Seconds | None:
        value = getattr(args, name)
        if value is None:
            return None
        if not 0 < value <= most:
            said = _("--{name}: expected a number above 0, at most {most}, found {value}")
            raise ValueError(
                said.format(name=name, most=format_number(most), value=format_number(value))
            )
        return Seconds(value * unit)

    return msgspec.structs.replace(
        choices,
        no_holds=choices.no_holds or args.no_holds,
        skip=(*choices.skip, *args.skip),
        seconds=seconds("minutes", 60, 720) or choices.seconds,
        settle=seconds("settle", 1, 3600) or choices.settle,
    )


def _plain(
    offered: ResumeOffer | None,
    routine: Routine | None,
    begin: Callable[[], Session],
    library: Library,
    kept: Journal,
    settings: Settings,
    mine: SupportList,
    state: DeviceStore,
    clock: Callable[[], float],
    now: Callable[[], datetime],
    choices: Path | None,
) -> int:
    """One run line by line: what was cut off is offered first. Without a file for choices none are kept."""
    from calmtui.content.helplines import help_page, place
    from calmtui.crash import disable_core_dumps
    from calmtui.plain.runner import confirm, run, standard_input
    from calmtui.session.session import Session

    disable_core_dumps()
    lines = standard_input()
    session: Session | None = None

    def standing_of(id: str) -> Adjustments:
        return effective_adjustments(id, settings, _every())

    if offered is not None:
        answer = confirm(lines, *offered.prompt(now()))
        if answer is None:
            return 1
        if answer:
            session = offered.accept(library, kept, clock, now, mine, standing_of, lasting)
        else:
            offered.decline(kept, now())
    if session is None:
        if routine is None:
            return fail(_(_NO_HOME), 2)
        session = guarded(begin)

    before: dict[str, float] = {}  # each routine's pace before this run changed it

    def another(id: str) -> Session:
        routine = library.find(id)
        own = standing_of(routine.id)
        before[routine.id] = own.pace
        more = {"state": state, "mine": mine, "choices": as_kept(own), "lasting": lasting}
        return Session(apply_adjustments(routine, own), kept, clock, now, **more)  # type: ignore[arg-type]

    def keep_pace(session: Session) -> str:
        id = session.routine.id
        own = standing_of(id)
        pace = round(before.setdefault(id, own.pace) * session.pace, 2)
        return save_for_routine(choices, id, msgspec.structs.replace(own, pace=pace), settings)

    def page(afraid: bool) -> HelpPage:
        where = place(settings.country, settings.language, os.environ)
        return help_page(mine.people_lines(), where, afraid=afraid)

    return run(session, another, page, lines, keep_pace)


def draft(forget: bool) -> int:
    """`calmtui draft`: print the draft that was kept, or the words parked in a wait; or forget it."""
    from calmtui.storage.device import DeviceStore
    from calmtui.text.sanitize import sanitize

    set_user_language()
    kept = journal(private=False)
    state = DeviceStore(Paths.find().state, lock=kept.lock)
    if forget:
        return (
            0
            if state.put("draft", "") and state.run_files.forget_left()
            else fail(_("the draft could not be removed"))
        )
    try:
        state.check_readable()
    except OSError as error:
        from calmtui.text.errors import describe_file_error

        return fail(describe_file_error(error))
    text = state.get("draft") or state.run_files.latest_parked_text()
    if not text and state.has_sealed_texts():
        from calmtui.cli.lock import ask_passphrase

        state.key = ask_passphrase(kept)
        if state.key is None:
            return 1
        text = state.get("draft") or state.run_files.latest_parked_text()
    if not text:
        return fail(_("no draft is kept, and no words are parked"))
    print(sanitize(text))
    return 0


def _wanted(
    library: Library,
    settings: Settings,
    words: list[str],
    routine: Routine | None,
    delay: float | None,
    state: DeviceStore,
) -> tuple[QuickStartRequest, ...]:
    """The openings to have ready: this command line's; from home those of the urge and of the ninety seconds."""
    from pathlib import Path

    from calmtui.config.settings import read_settings
    from calmtui.session.recorder import last_delay
    from calmtui.storage.paths import bundled_routines_path
    from calmtui.text.i18n import catalogue_paths as words_of
    from calmtui.text.language import preferred_languages
    from calmtui.tui.quickstart_recorder import QuickStartRequest

    paths = Paths.find()
    if read_settings(paths.settings)[1] or read_choices(paths.choices)[1]:
        return ()  # what is wrong with them is said first, on the person's own screen
    chosen = every(paths.choices)
    catalogues = tuple(map(Path, words_of(preferred_languages(settings.language, os.environ))))
    made: list[tuple[list[str], Routine]] = []
    if (
        routine is not None and not state.is_locked
    ):  # else only those that say nothing of what was done
        made = [(words, routine)] if quickstart.is_quick_command(words) else []
    else:
        with suppress(LookupError, FileError):
            made = [([name], library.find(id)) for name, id in _SHORT.items()]
    return tuple(
        QuickStartRequest(
            tuple(words),
            apply_adjustments(routine, effective_adjustments(routine.id, settings, chosen)),
            words[0] != "run",
            delay or last_delay(state, routine),
            (
                paths.settings,
                paths.choices,
                paths.routines,
                bundled_routines_path(),
                *library.source_files(routine),
                *catalogues,
                paths.state / f"delay-{routine.id}",
            ),
        )
        for words, routine in made
    )


def _first_start(private: bool) -> bool:
    """Whether this is the first start ever; from then on it is not. A disk that refuses, and `private`, ask again."""
    from calmtui.storage.folders import ensure_private_dir
    from calmtui.storage.paths import Paths

    mark = Paths.find().state / "welcomed"
    try:
        if private or os.path.lexists(mark):
            return not os.path.lexists(mark)
        ensure_private_dir(mark.parent)
        mark.touch(mode=0o600)
    except OSError:
        return True
    return True
