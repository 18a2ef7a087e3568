"""Read a routine from the text of its file. Pure: text in, a Routine or the problems out."""

from __future__ import annotations

from typing import Any

import msgspec

from calmtui.content.report import CountingReport
from calmtui.content.routine import File, Routine
from calmtui.content.rules import check_routine
from calmtui.content.toml import FileError, parse
from calmtui.content.values import PARTNER, Text, decode_hook
from calmtui.text.i18n import _

PLACEHOLDER = "{partner}"


def read_routine(
    text: str, routine_id: str, file: str, partner: str = PARTNER, *, is_bundled: bool = False
) -> Routine:
    """Read one routine from TOML text.

    Args:
        text: What the file says.
        routine_id: The file's name without its ending.
        file: How the file is named in problems.
        partner: What stands in place of `{partner}`.
        is_bundled: Whether it comes with calmtui: what spans several keys is checked by the tests.

    Raises:
        FileError: With every problem of the file.
    """
    data = parse(text, file)
    data.pop("translations", None)  # other words for the same, which content/translation.py reads
    contents = _convert(data, is_bundled)
    if contents is None:
        # 4 ms, and only a file with a problem is looked at key by key
        from calmtui.content.diagnostics import find_problems  # noqa: PLC0415 - speed

        problems = find_problems(data, text, file)
        raise FileError(*sorted(problems, key=lambda problem: problem.line))
    fields = {name: getattr(contents, name) for name in contents.__struct_fields__}
    routine = Routine(id=routine_id, **fields)
    if PLACEHOLDER in text:
        return fill_placeholders(routine, partner)
    return routine


def _convert(data: dict[str, Any], is_bundled: bool) -> File | None:
    """Return the contents of a file without a problem, else None."""
    report = CountingReport()
    try:
        contents = msgspec.convert(data, File, dec_hook=decode_hook)
        if not is_bundled:
            check_routine(contents, contents.steps, report)
    except (msgspec.ValidationError, RecursionError, OverflowError):
        return None
    if report.count:
        return None
    return contents


def fill_placeholders(routine: Routine, partner: str) -> Routine:
    """Put the user's word for their partner in every text; there are no other placeholders."""
    word = partner
    if partner == PARTNER:
        word = _(partner)

    def fill(value: Any) -> Any:
        if isinstance(value, Text):
            return Text(value.replace(PLACEHOLDER, word))
        if isinstance(value, tuple):
            return tuple(fill(item) for item in value)
        if isinstance(value, msgspec.Struct):
            fields = {name: fill(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        return value

    filled = fill(routine)
    assert isinstance(filled, Routine)
    return filled
