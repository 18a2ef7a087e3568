"""What the command line says of itself, help and errors, in the person's language."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from calmtui.sources import set_user_language
from calmtui.text.i18n import N_, _, ngettext

_ARGPARSE = (  # its own words, for the catalogues
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
)


def translate_argparse() -> Callable[[str], str]:
    """Speak this person's language, argparse too; gives what puts a text in it."""
    set_user_language()
    vars(argparse).update(_=_, ngettext=ngettext)  # the names it says its words by
    return _
