"""What was left and can go on here: interrupted runs, and tools left in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calmtui.context import AppContext
    from calmtui.session.resume import ResumeOffer
    from calmtui.session.session import Session


def find_resumable(context: AppContext, *, waits_only: bool) -> ResumeOffer | None:
    """Return what can be resumed, if anything."""
    from calmtui.session import resume

    return resume.find_resumable(
        context.journal, context.device, context.library, context.now(), waits_only=waits_only
    )


def find_half_finished(context: AppContext, routine: str = "") -> tuple[ResumeOffer, ...]:
    """Return the tools that were left in the middle, or those of one routine."""
    if context.journal.is_hung or not context.device.half_files.sessions():
        return ()
    from calmtui.session import resume

    try:
        return resume.find_half_finished(
            context.journal, context.device, context.library, context.now(), routine
        )
    except OSError:  # nothing about files stops a launch
        return ()


def forget_old_answers(context: AppContext) -> None:
    """Forget the answers of tools that were left in the middle longer than a day ago."""
    from calmtui.storage.run_files import WAIT_HOURS

    context.device.half_files.forget(before=context.now().timestamp() - WAIT_HOURS * 3600)


def has_sealed_half_finished(context: AppContext) -> bool:
    """Return whether something was left in the middle that only the passphrase opens."""
    files, runs = context.device.half_files, context.device.run_files
    return any(
        files.is_sealed(session)
        for session in files.sessions()
        if not (runs.is_claimed(session) or runs.is_claimed_elsewhere(session))
    )


def accept_offer(context: AppContext, offer: ResumeOffer) -> Session | None:
    """Resume what is offered; None when its routine is gone."""
    return offer.accept(
        context.library,
        context.journal,
        context.clock,
        context.now,
        context.support,
        context.effective_adjustments,
        context.boot_clock,
    )
