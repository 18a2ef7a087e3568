"""A routine in another language: the same texts, step by step, in a file or a table. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from calmtui.content.compose import ComposeField
from calmtui.content.reader import PLACEHOLDER, fill_placeholders
from calmtui.content.report import ProblemReport
from calmtui.content.routine import Keywords, Routine, Step
from calmtui.content.toml import FileError, LineIndex, Problem, parse
from calmtui.content.values import PARTNER, Text
from calmtui.text.i18n import _
from calmtui.text.language import is_language
from calmtui.text.sanitize import single_line

TRANSLATIONS = "translations"  # the key of those in a routine's own file
HEAD = ("title", "summary", "source")
_OPTIONAL = frozenset({"source", "begins_noun"})
_SAME_EVERYWHERE = ("marks", "ends")  # follow from the routine
_MAX_KIND, _MAX_KEY = 40, 60  # characters that are shown


def apply_translation(routine: Routine, text: str, file: str, partner: str = PARTNER) -> Routine:
    """Return the routine with the texts of a translation, and everything else its own.

    Args:
        routine: The routine in its own words.
        text: What the file of the translation says.
        file: How that file is named in problems.
        partner: What stands in place of `{partner}`.

    Raises:
        FileError: With every problem: a text too many or missing, another number of steps.
    """
    return _apply(routine, parse(text, file), text, file, partner)


def own_translations(text: str, file: str) -> dict[str, Any]:
    """Return the translations that a routine file holds itself, by language.

    Raises:
        FileError: When there is something else in their place.
    """
    if TRANSLATIONS not in text:
        return {}
    tables: dict[str, Any] = parse(text, file).get(TRANSLATIONS, {})
    wrong = [TRANSLATIONS]
    if isinstance(tables, dict):
        wrong = [
            f"{TRANSLATIONS}.{single_line(name)[:_MAX_KEY]}"
            for name, table in tables.items()
            if not (is_language(name) and isinstance(table, dict))
        ]
    if wrong:
        lines = LineIndex(text)
        message = _("expected a table for each language, such as [translations.de]")
        raise FileError(*(Problem(file, lines.line(where), where, message) for where in wrong))
    return tables


def apply_own_translation(
    routine: Routine, text: str, language: str, file: str, partner: str = PARTNER
) -> Routine:
    """Return the routine in a language that its own file, which says `text`, has.

    Raises:
        FileError: As `apply_translation` does.
    """
    data = own_translations(text, file)[language]
    return _apply(routine, data, text, file, partner, f"{TRANSLATIONS}.{language}.")


def _apply(
    routine: Routine, data: dict[str, Any], text: str, file: str, partner: str, start: str = ""
) -> Routine:
    """Return the routine in the words of `data`, whose paths in the file begin with `start`."""
    lines = LineIndex(text)
    problems: list[Problem] = []

    def report(where: str, message: str, found: str | None = None) -> None:
        where = start + where
        problems.append(Problem(file, lines.line(where), where, message, found or ""))

    tables = data.pop("steps", [])
    keywords = _read_keywords(data.pop("keywords", routine.keywords), report)
    head = _read_texts({name: getattr(routine, name) for name in HEAD}, data, "", report)
    steps = _translate_steps(routine, tables, report)
    if problems:
        raise FileError(*sorted(problems, key=lambda problem: problem.line))
    translated = msgspec.structs.replace(routine, **head, keywords=keywords, steps=steps)
    if PLACEHOLDER in text:
        return fill_placeholders(translated, partner)
    return translated


def _translate_steps(routine: Routine, tables: object, report: ProblemReport) -> tuple[Step, ...]:
    if not isinstance(tables, list) or len(tables) != len(routine.steps):
        message = _("expected {n} [[steps]] tables as in the routine")
        found = str(len(tables)) if isinstance(tables, list) else _("none")
        report("steps", message.format(n=len(routine.steps)), found)
        return ()
    steps: list[Step] = []
    for index, (step, table) in enumerate(zip(routine.steps, tables, strict=True)):
        where = f"steps[{index}]"
        if isinstance(table, dict):
            steps.append(_translate_step(step, table, where, report))
        else:
            report(where, _("expected {what}").format(what=_("a table")))
    return tuple(steps)


def _translate_step(step: Step, table: dict[str, Any], where: str, report: ProblemReport) -> Step:
    tag = step.__struct_config__.tag
    kind = table.pop("kind", tag)
    if kind != tag:
        message = _("expected {kind} as in the routine").format(kind=tag)
        report(f"{where}.kind", message, f"'{single_line(str(kind))[:_MAX_KIND]}'")
    names = (name for name in step.__struct_fields__ if name not in _SAME_EVERYWHERE)
    values = {name: getattr(step, name) for name in names}
    originals = {name: value for name, value in values.items() if _is_text(value)}
    texts = _read_texts(originals, table, f"{where}.", report)
    return msgspec.structs.replace(step, **texts, **step.in_every_language(texts))


def _read_keywords(value: object, report: ProblemReport) -> tuple[str, ...]:
    """Return the keywords of a language, as many as it has; what is wrong is reported."""
    try:
        return msgspec.convert(value, Keywords)
    except msgspec.ValidationError as error:
        # 4 ms, and only a file with a problem needs it
        from calmtui.content.diagnostics import expected_text  # noqa: PLC0415 - speed

        report("keywords", expected_text(error, Keywords))
        return ()


def _are_fields(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, ComposeField) for item in value)


def _read_fields(
    fields: tuple[ComposeField, ...], value: object, where: str, report: ProblemReport
) -> tuple[ComposeField, ...]:
    """Return the lines of a message in another language; what is wrong is reported."""
    if not isinstance(value, list) or len(value) != len(fields):
        message = _("expected a list of {n} tables as in the routine")
        report(where, message.format(n=len(fields)))
        return fields
    read = []
    for index, (field, table) in enumerate(zip(fields, value, strict=True)):
        place = f"{where}[{index}]"
        if not isinstance(table, dict):
            report(place, _("expected {what}").format(what=_("a table")))
            continue
        originals = {"label": field.label, "example": field.example}
        if field.begins:
            originals |= {"begins": field.begins, "begins_noun": field.begins}
        texts = _read_texts(originals, table, f"{place}.", report)
        texts.setdefault("begins_noun", None)
        read.append(msgspec.structs.replace(field, **texts))
    return tuple(read)


def _is_text(value: object) -> bool:
    if _are_fields(value):
        return bool(value)
    if isinstance(value, tuple):
        return bool(value) and all(isinstance(item, Text) for item in value)
    return isinstance(value, Text)


def _read_texts(
    originals: dict[str, Any], table: dict[str, Any], where: str, report: ProblemReport
) -> dict[str, Any]:
    """Return the translated texts of a table that are well; the others are reported.

    Args:
        originals: The texts that the routine has there.
        table: The table of the translation.
        where: The path of the table.
        report: Takes what is wrong.
    """
    texts: dict[str, Any] = {}
    for key, value in table.items():
        if _are_fields(originals.get(key)):
            texts[key] = _read_fields(originals[key], value, f"{where}{key}", report)
            continue
        if key not in originals:
            name = single_line(key)[:_MAX_KEY]
            message = _("expected only texts that the routine has: {keys}")
            report(f"{where}{name}", message.format(keys=", ".join(originals)), name)
            continue
        try:
            texts[key] = _read_text(originals[key], value)
        except ValueError as error:
            report(f"{where}{key}", str(error))
    for key in originals:
        if key not in table and key not in _OPTIONAL:
            report(f"{where}{key}", _("missing, expected this text"))
    return texts


def _read_text(original: object, value: object) -> Text | tuple[Text, ...]:
    """Return a text, or as many as the routine has. Raise ValueError for anything else."""
    if not isinstance(original, tuple):
        return Text.read(value)
    if not isinstance(value, list) or len(value) != len(original):
        message = _("expected a list of {n} texts as in the routine")
        raise ValueError(message.format(n=len(original)))
    return tuple(Text.read(item) for item in value)
