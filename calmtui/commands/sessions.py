"""The commands about what is kept: log."""

from __future__ import annotations

from calmtui.commands import fail, journal, print_json


def log(as_json: bool, last: int | None) -> int:
    """`calmtui log`: the kept sessions, newest first, at most `last`."""
    from dataclasses import asdict

    from calmtui.clean import one_line
    from calmtui.history import sessions
    from calmtui.scene import clock_text
    from calmtui.tomlfile import shown

    kept = journal(private=False)
    past = sessions(kept.records())
    past = past[: max(last, 0)] if last is not None else past
    for bad in kept.unreadable:
        fail(f"{shown(bad.path)}:{bad.line}: this line can't be read; it is kept as it is")
    if as_json:
        return print_json([asdict(session) for session in past])
    for session in past:
        said = [
            f"{name} {ratings[what]} {when}"
            for what, name in (("anxiety", "anxiety"), ("pull", "pull"))
            for when, ratings in (("before", session.before), ("after", session.after))
            if what in ratings
        ]
        how = session.how or "not ended"
        began = one_line(session.began)[:16].replace("T", " ")
        title = one_line(session.title) or one_line(session.routine)
        print("  ".join([began, title, f"{how}, {clock_text(session.practised)}", ", ".join(said)]).rstrip())
    if not past:
        print("No sessions kept yet.")
    return 0
