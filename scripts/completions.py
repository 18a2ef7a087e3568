"""Make what a shell completes, and the man pages, from the parser and the routine format's page.

`python -m scripts.completions` writes `calmtui/share/`. Ids of routines and sessions are asked for
when a shell completes them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import shtab
from argparse_manpage.manpage import Manpage

from calmtui.cli import registry
from calmtui.cli.completion import FILES
from calmtui.cli.parser import build_parser
from scripts import man_pages

FOLDER = Path(__file__).parents[1] / "calmtui" / "share"
MAN_PAGE = "calmtui.1"
ROUTINE_PAGE = "calmtui-routine.5"
_ROUTINES = FOLDER.parents[1] / "docs" / "routine-format.md"
_DATE = "2026-11-28"  # of the man page
# One that is locked would ask for its passphrase.
_QUIET = "2>/dev/null </dev/null"
_IDS = shtab.cmd(f"calmtui list {_QUIET} | grep -oE '^  [A-Za-z0-9_-]+' | tr -d ' '")
_SESSIONS = shtab.cmd(f"calmtui log --last 30 {_QUIET} | grep '^[0-9]' | sed 's/.* //'")
# By which what zsh completes knows that it is only to be put on; shtab's forgets `source <(...)`.
_EVALUATED = "[[ $zsh_eval_context[-1] == eval ]]"
_EVALUATED_OR_SOURCED = "[[ $zsh_eval_context[-1] == (eval|file) ]]"
_COMPLETED = {
    ("run", "id"): _IDS,
    ("edit", "id"): _IDS,
    ("share", "id"): _IDS,
    ("remind", "id"): _IDS,
    ("new", "source"): _IDS,
    ("try", "routines"): _IDS,
    ("log", "routine"): _IDS,
    ("stats", "routine"): _IDS,
    ("forget", "sessions"): _SESSIONS,
    ("check", "files"): shtab.FILE,
    ("add", "files"): shtab.FILE,
    ("import", "files"): shtab.FILE,
    **{
        (command, "file"): shtab.FILE
        for command in ("preview", "export", "report", "backup", "restore")
    },
}


def whole_parser() -> argparse.ArgumentParser:
    """Return the parser with the arguments of every command, and what completes them."""
    parser = build_parser()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command, of_command in action.choices.items():
                registry.load(command).add_arguments(of_command, str)
                for argument in of_command._actions:
                    if how := _COMPLETED.get((command, argument.dest)):
                        argument.complete = how
    return parser


def make() -> dict[str, str]:
    """Return the texts of the files by their names."""
    parser = whole_parser()
    made = {name: shtab.complete(parser, shell) for shell, name in FILES.items()}
    assert _EVALUATED in made[FILES["zsh"]]
    made[FILES["zsh"]] = made[FILES["zsh"]].replace(_EVALUATED, _EVALUATED_OR_SOURCED)
    page = Manpage(parser, format="single-commands-section")
    page.date, page.source, page.manual = _DATE, "calmtui", "calmtui"
    page.description = "calming routines and timed exercises"
    for heading, entries in man_pages.SECTIONS.items():
        page.add_section(heading, ">", man_pages.section(entries))
    made[MAN_PAGE] = str(page) + ".SH SEE ALSO\n.BR calmtui-routine (5)\n"
    made[ROUTINE_PAGE] = man_pages.page(
        "calmtui-routine",
        "the format of calmtui's routine files",
        _DATE,
        _ROUTINES.read_text("utf-8"),
    )
    return {name: text.rstrip("\n") + "\n" for name, text in made.items()}


def main() -> None:
    """Write them."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in make().items():
        (FOLDER / name).write_text(text, "utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
