"""Show the recovery key once, on a screen that leaves no trace above the prompt."""

from __future__ import annotations

import os

from calmtui.terminal import ERASE_SCREEN, LINE_TERMINALS
from calmtui.text.i18n import N_, _
from calmtui.text.input_parser import clean_typed_line

_TYPED_LETTERS = 4  # of the recovery key, to show that it is written down
_FINAL = N_(
    "Write it on paper, or put it into a password manager: it opens the journal\n"
    "when the passphrase is lost. When both are lost, what is locked is lost for\n"
    "good: nobody can open it, not even calmtui."
)
_ENTER_SCREEN = "\x1b[?1049h\x1b[H\x1b[2J"
LEAVE_SCREEN = f"{ERASE_SCREEN.decode()}\x1b[?1049l"


def show(recovery: str) -> bool:
    """Show the recovery key; return whether the person has typed its last letters."""
    has_screen = os.environ.get("TERM", "") not in LINE_TERMINALS
    if has_screen:
        print(_ENTER_SCREEN, end="")
    try:
        print(_("This is your recovery key. You see it only once, and it is not saved anywhere:"))
        print(f"\n  {recovery}\n")
        print(_(_FINAL))
        return _ask_letters(recovery[-_TYPED_LETTERS:])
    except (EOFError, UnicodeDecodeError):
        return False
    finally:
        print(LEAVE_SCREEN if has_screen else "", end="", flush=True)


def _ask_letters(letters: str) -> bool:
    question = _("When you have written it down, type its last {n} letters: ").format(
        n=_TYPED_LETTERS
    )
    while True:
        typed = clean_typed_line(input("\n" + question)).strip()
        if typed.upper() == letters:
            return True
        if not typed:
            return False
        print(_("Not the same. They are the last letters on the right. Press Enter to stop."))
