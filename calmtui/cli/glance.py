"""What the commonest command lines mean, without the parser: that costs 6 ms before a frame."""

from __future__ import annotations

from types import SimpleNamespace

from calmtui.quickstart import is_quick_command


def at_a_glance(words: list[str]) -> SimpleNamespace | None:
    """Return what the parser finds in these words; None where only the parser can tell."""
    if not is_quick_command(words):
        return None
    command = words[0] if words else None
    args = SimpleNamespace(command=command, private=False, plain=False)
    match command:
        case None:
            return args
        case "urge":
            args.delay = words[1:]
        case "sos":
            pass
        case "run":
            args.id, args.skip = words[1:], []
            args.minutes = args.settle = None
            args.no_holds = False
        case _:
            return None
    args.cues = None
    return args
