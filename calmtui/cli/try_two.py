"""`calmtui try`: two routines and a coin; without arguments, where it stands or what came of it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from calmtui.cli.output import fail, print_json_list
from calmtui.cli.progress import count_records
from calmtui.cli.reading import report_unreadable
from calmtui.content.library import UnknownRoutine
from calmtui.content.toml import FileError
from calmtui.context import AppContext
from calmtui.history import try_words
from calmtui.history.sessions import fold_sessions
from calmtui.history.tries import (
    DEFAULT_LENGTH,
    LENGTHS,
    Try,
    current_try,
    read_tries,
    records_of_tries,
)
from calmtui.history.try_log import TryRefused, cautions_of, see_end, start_try, stop_try, titles_of
from calmtui.session.coin import SESSIONS
from calmtui.storage.encryption.seal import has_encrypted_records
from calmtui.text.errors import describe_file_error
from calmtui.text.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from calmtui.history.try_state import TryState
    from calmtui.storage.records import Record


def add_arguments(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "routines",
        nargs="*",
        metavar="ID",
        help=_("the two routines, by id or enough of its first letters; without them: your trial"),
    )
    parser.add_argument(
        "--runs",
        type=int,
        choices=LENGTHS,
        help=_("after how many sessions it ends; 20 unless you say so"),
    )
    parser.add_argument(
        "--stop",
        action="store_true",
        help=_("end the trial: the sessions stay, nothing is compared"),
    )
    parser.add_argument("--json", action="store_true", help=_("as JSON"))


def run(args: argparse.Namespace) -> int:
    """Begin a try, end it, or say where it stands."""
    wrong = _wrong_use(args)
    context = AppContext.load(private=args.private, plain=True)
    if wrong:
        return fail(_(wrong), 2)
    try:
        tries = _read_tries(context)
        if tries is None:
            return 1
        return _answer(args, context, tries)
    except (TryRefused, UnknownRoutine, FileError) as error:
        return fail(error)
    except OSError as error:
        return fail(describe_file_error(error))


def _wrong_use(args: argparse.Namespace) -> str:
    """Return what is wrong with the arguments; empty where nothing is."""
    names = len(args.routines)
    if names not in (0, 2):
        return N_("name two routines, such as calmtui try long-exhale five-senses")
    if args.stop and (names or args.json):
        return N_("--stop is used on its own")
    if names and args.json:
        return N_("--json shows your trials; it does not begin one")
    if args.runs is not None and not names:
        return N_("--runs needs two routines")
    return ""


def _answer(args: argparse.Namespace, context: AppContext, tries: list[Try]) -> int:
    if args.json:
        states = [see_end(context.journal, one, context.now()) for one in tries]
        print_json_list(map(try_json, states))
        return 0
    if args.routines:
        return _begin(context, tries, tuple(args.routines), args.runs or DEFAULT_LENGTH)
    if args.stop:
        return _stop(context, tries)
    return _show(context, tries)


def _read_tries(context: AppContext) -> list[Try] | None:
    """Read all tries; None where the journal is locked and stays so. Raises OSError."""
    journal = context.journal
    if has_encrypted_records(str(journal.folder)):
        from calmtui.cli.passphrase import ask_passphrase

        journal.key = ask_passphrase(journal)
        if journal.key is None:
            return None

    def read() -> Iterable[Record]:
        return count_records(journal.records(repeated=True))

    tries = read_tries(records_of_tries(read))
    if not report_unreadable(journal.unreadable_files):
        return None
    return tries


def _begin(context: AppContext, tries: list[Try], pair: tuple[str, str], length: int) -> int:
    past = fold_sessions(context.journal.recent_records(SESSIONS))
    state = start_try(context.journal, context.library, tries, past, pair, context.now(), length)
    titles = titles_of(context.library, state.routines)
    print(_("A trial of {first} and {second} has begun.").format(first=titles[0], second=titles[1]))
    for line in try_words.begin_lines(length):
        print(line)
    for line in cautions_of(context.library, state.routines):
        print(line)
    print(_("The coin is in the first row of home: calmtui."))
    return 0


def _stop(context: AppContext, tries: list[Try]) -> int:
    one = current_try(tries)
    if one is None:
        return fail(_("there is no trial to end"))
    return _print_state(context, stop_try(context.journal, one, context.now()))


def _show(context: AppContext, tries: list[Try]) -> int:
    """Say where a try stands; an end is shown from now on."""
    if not tries:
        for line in try_words.begin_lines(DEFAULT_LENGTH):
            print(line)
        print(_("To begin: calmtui try ID ID. `calmtui list` shows the routines."))
        return 0
    one = current_try(tries) or tries[-1]
    return _print_state(context, see_end(context.journal, one, context.now()))


def _print_state(context: AppContext, state: TryState) -> int:
    titles = titles_of(context.library, state.routines)
    print(f"{_(try_words.TITLE)}: {titles[0]}, {titles[1]}")
    lines = try_words.running_lines(state, titles)
    if state.ending:
        today = context.now().date()
        lines = try_words.whole_result(state, titles)
        lines += try_words.run_lines(state, titles, today)
    for line in lines:
        print(line)
    return 0


def try_json(state: TryState) -> dict[str, Any]:
    """Return a try as `--json` prints it: without numbers while it goes on."""
    data: dict[str, Any] = {
        "try": state.id,
        "routines": list(state.routines),
        "what": state.what,
        "from": state.began.date().isoformat(),
        "to": None,
        "how": state.ending or None,
        "draws": state.drawn,
        "planned": state.planned,
        "both": None,
        "missing": None,
        "difference": None,
        "interval": None,
        "said": None,
    }
    if not state.ending:
        return data
    data["said"] = state.ending
    if state.ending == "done":
        data["said"] = "withheld"
    if state.runs:
        data["to"] = state.runs[-1].began.date().isoformat()
    if (verdict := state.verdict) is not None:
        data |= verdict._asdict()
    return data
