"""`calmtui draft`: print the saved draft, or the words parked in a wait; or forget the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calmtui.cli.output import fail
from calmtui.sources import open_device, open_journal, set_user_language
from calmtui.text.i18n import _
from calmtui.text.sanitize import sanitize

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument("--forget", action="store_true", help=_("delete the draft"))


def run(args: argparse.Namespace) -> int:
    """Print or forget the draft."""
    return draft(args.forget)


def draft(forget: bool) -> int:
    """Print the draft, or forget it."""
    set_user_language()
    journal = open_journal()
    device = open_device(journal)
    if forget:
        if device.put("draft", "") and device.run_files.forget_left():
            return 0
        return fail(_("the draft could not be removed"))
    try:
        device.check_readable()
    except OSError as error:
        from calmtui.text.errors import describe_file_error

        return fail(describe_file_error(error))
    text = device.get("draft") or device.run_files.latest_parked_text()
    if not text and device.has_sealed_texts():
        from calmtui.cli.passphrase import ask_passphrase

        device.key = ask_passphrase(journal)
        if device.key is None:
            return 1
        text = device.get("draft") or device.run_files.latest_parked_text()
    if not text:
        return fail(_("there is no draft, and no words are parked"))
    print(sanitize(text))
    return 0
