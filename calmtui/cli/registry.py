"""The commands: a line for each.

A command is the module of its name, with `add_arguments(parser, translate)` and `run(args)`.
`args` holds its arguments, `words` (the command line as typed) and `inherited` (the umask and the
core limit that calmtui was started with). Without a command, `HOME` is run.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HOME = "play"
_MODULES = {"try": "try_two", "import": "import_file"}  # words of Python's own name no module


def commands(_: Callable[[str], str] = str) -> tuple[tuple[str, str], ...]:
    """Return the name and the summary of every command."""
    return (
        ("urge", _("ride the urge: the wait starts at once")),
        ("sos", _("ninety seconds of grounding, no questions")),
        ("before", _("a short pause in front of a program, and then a choice to open it or not")),
        ("run", _("start a routine")),
        ("status", _("how much of the wait is left, for a status line")),
        ("breathe", _("breathe by your own count, such as 4-7-8")),
        ("list", _("the routines")),
        ("new", _("make a file to start your own routine from")),
        ("edit", _("open a routine of yours in $VISUAL or $EDITOR, and check it on return")),
        ("preview", _("try out a routine file, and save nothing")),
        ("schema", _("print the JSON Schema of routine files")),
        ("check", _("check routine files")),
        ("add", _("put routine files into your folder, after a check")),
        ("share", _("print a routine as one file to give to someone")),
        ("log", _("your saved sessions, newest first")),
        ("export", _("your history as a file for a spreadsheet or a program, after a preview")),
        ("report", _("your history on one page, for a therapist or for you")),
        ("stats", _("what your history adds up to, in words")),
        ("try", _("let a coin pick one of two routines, and see at the end whether they differ")),
        ("forget", _("erase sessions for good, after a preview")),
        ("backup", _("everything in one file: sessions, settings, your routines")),
        ("restore", _("add what is missing from a backup")),
        ("import", _("add the sessions that another program saved, after a preview")),
        ("draft", _("print your saved draft, or the words parked in a wait")),
        ("doctor", _("what is wrong here, and what to do about it")),
        (
            "lock",
            _("lock the journal: reading it needs a passphrase, starting a routine never does"),
        ),
        ("unlock", _("unlock the journal again, with the passphrase or the recovery key")),
        ("where", _("where the files are")),
        ("remind", _("a reminder at a time of day: a notification with neutral words")),
        ("shortcut", _("put the urge on a key of your shell, of tmux or of your desktop")),
        ("completion", _("print the completions for your shell")),
    )


def load(command: str) -> ModuleType:
    """Import the module of a command."""
    from importlib import import_module

    return import_module(f"calmtui.cli.{_MODULES.get(command, command)}")
