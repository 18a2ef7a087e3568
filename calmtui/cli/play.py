"""Run home or one routine, with the front end that fits the terminal."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from calmtui import quickstart
from calmtui.cli.output import fail
from calmtui.content.adjust import Adjustments, apply_adjustments
from calmtui.content.library import UnknownRoutine
from calmtui.content.toml import FileError, Problem
from calmtui.content.welcome import what_it_is, what_to_know
from calmtui.context import AppContext
from calmtui.end_signals import is_signal_code
from calmtui.launch import Launch
from calmtui.left_runs import find_half_finished, find_resumable, forget_old_answers
from calmtui.storage import disk_check
from calmtui.storage.encryption.lock_files import LOCK_FILE
from calmtui.storage.folders import ensure_private_dir
from calmtui.storage.paths import Paths
from calmtui.text.sanitize import display_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from calmtui.content.routine import Routine
    from calmtui.session.resume import ResumeOffer


def run(args: argparse.Namespace) -> int:
    """`calmtui`: home."""
    return play(args, lambda _context: Launch())


def make_launch(
    routine: Routine, adjustments: Adjustments, *, quick: bool, delay: float | None = None
) -> Launch:
    """Return a launch of a routine with its adjustments; what is set counts, not the last delay."""
    if delay is None and routine.delay:
        delay = adjustments.seconds
    return Launch(apply_adjustments(routine, adjustments), adjustments, quick, delay)


def play(args: argparse.Namespace, choose: Callable[[AppContext], Launch]) -> int:
    """Run what is chosen, full screen or line by line; return the exit code.

    `choose` raises UnknownRoutine or FileError for a routine that cannot be run, and ValueError
    for wrong use.
    """
    context = AppContext.load(
        private=args.private,
        plain=getattr(args, "plain", False),
        cues=getattr(args, "cues", None),
    )
    for problem in context.problems:
        fail(problem)
    try:
        launch = choose(context)
    except (UnknownRoutine, FileError) as error:
        return fail(error)
    except ValueError as error:
        return fail(error, 2)
    # Not over a quick start: it is on only because there was nothing to resume.
    if not context.is_private and not quickstart.is_shown():
        launch = launch._replace(offer=offer_for(context, args.command, launch))
    if context.is_plain:
        code = _play_plain(context, launch)
    else:
        code = _play_full_screen(context, launch, args.words)
    if not is_signal_code(code):
        forget_old_answers(context)
        # What another machine has erased leaves this one's files; or else at the next start.
        with suppress(OSError):
            context.journal.compact()
    return code


def offer_for(context: AppContext, command: str | None, launch: Launch) -> ResumeOffer | None:
    """Return what can be resumed: before home anything, before an urge a wait, else that tool."""
    if launch.routine is None or command == "urge":
        return find_resumable(context, waits_only=launch.routine is not None)
    if command == "run":
        return next(iter(find_half_finished(context, launch.routine.id)), None)
    return None


def _play_plain(context: AppContext, launch: Launch) -> int:
    from calmtui.plain.runner import run as run_plain

    welcome: tuple[str, ...] = ()
    if launch.routine is None:
        launch = launch._replace(coin=context.try_at_home())
        if _is_first_start(context.is_private):
            folder = display_path(context.journal.folder)
            welcome = (what_it_is(), *what_to_know(folder, private=context.is_private))
    find_key = None
    if os.isatty(0):
        from calmtui.cli.passphrase import ask_passphrase

        find_key = ask_passphrase
    code = run_plain(context, launch, welcome, find_key)
    journal = context.journal
    locks = (journal.folder / LOCK_FILE, journal.lock_copy)
    if not context.is_private and any(map(os.path.lexists, locks)):
        from calmtui.storage.encryption.convert import encrypt_pending
        from calmtui.storage.encryption.trust import new_warning

        with suppress(OSError):  # it is done at the next start
            encrypt_pending(journal, context.device)
        if warning := new_warning(journal):
            fail(warning)
    return code


def _play_full_screen(context: AppContext, launch: Launch, words: list[str]) -> int:
    from calmtui.tui.runner import run as run_full_screen

    welcome = launch.routine is None and _is_first_start(context.is_private)
    # The last problem comes first: it is the most important one.
    problems = dict.fromkeys((*context.problems[-1:], *context.problems[:1]))
    return run_full_screen(
        context,
        launch,
        words=words,
        welcome=welcome,
        notices=tuple(_with_file_name(problem) for problem in problems),
    )


def _with_file_name(problem: Problem) -> str:
    """Return a problem with the name of its file alone: a line on a screen is short."""
    return str(msgspec.structs.replace(problem, file=os.path.basename(problem.file)))


def _is_first_start(is_private: bool) -> bool:
    """Return whether this is the first start ever; from then on it is not.

    A disk that refuses, and a private start, leave the question open.
    """
    if disk_check.hanging_folder():
        return False
    mark = Paths.find().state / "welcomed"
    try:
        if os.path.lexists(mark):
            return False
        if not is_private:
            ensure_private_dir(mark.parent)
            mark.touch(mode=0o600)
    except OSError:
        pass
    return True
