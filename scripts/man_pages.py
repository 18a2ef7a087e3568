"""Man pages beside what the command line's parser says: sections of man(1), and a page as roff.

A page is written in the Markdown of `docs/`: headings, paragraphs, lists, tables, code, links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SECTIONS = {
    "ENVIRONMENT": {
        "CALMTUI_HOME": "One folder for everything: settings, routines, journal and state.",
        "NO_COLOR, CLICOLOR, FORCE_COLOR, CLICOLOR_FORCE": (
            "NO_COLOR that is not empty: no colours, whatever else is set. Then FORCE_COLOR or "
            "CLICOLOR_FORCE that is neither empty nor 0: colours. Then FORCE_COLOR or CLICOLOR "
            "that is 0: no colours."
        ),
        "ACCESSIBLE": "Line by line, as with --plain.",
        "LC_ALL, LC_MESSAGES, LANG": "The language, unless the settings name one.",
        "VISUAL, EDITOR": "What `calmtui edit` opens a routine in.",
        "PAGER": "What `calmtui log` shows a long list in on a terminal; cat or nothing: none.",
        "TERMINAL": "What opens a window for `calmtui before` and for the key of a desktop.",
        "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME": "Where the folders below are.",
    },
    "FILES": {
        "~/.config/calmtui/settings.toml": "The settings.",
        "~/.config/calmtui/routines/": "Routines of your own, see calmtui-routine(5).",
        "~/.local/share/calmtui/journal/": "The journal: a file for each computer.",
        "~/.local/state/calmtui/": "Of this computer alone: the draft, parked words, caches.",
    },
    "EXIT STATUS": {
        "0": "Done. An urge is done only when you choose to go ahead.",
        "1": "An error, which is said; of status: there is no wait.",
        "2": "Wrong use.",
        "3": "Left early, or decided against it: urge, sos, run, before.",
        "130": "Ctrl+C.",
    },
}
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"``?([^`]+)``?|\*\*([^*]+)\*\*")


def section(entries: dict[str, str]) -> str:
    """Return the roff of a list of terms."""
    return "\n".join(f".TP\n.B {_plain(term)}\n{_words(text)}" for term, text in entries.items())


def page(title: str, summary: str, date: str, text: str) -> str:
    """Return a page of section 5 from its Markdown; its first heading is the title."""
    head = f'.TH "{title.upper()}" "5" "{date}" "calmtui" "calmtui"\n.SH NAME\n'
    name = f"{_plain(title)} \\- {_plain(summary)}\n.SH DESCRIPTION"
    body = "\n".join(_blocks(text.splitlines()[1:]))
    return f"{head}{name}\n{body}\n.SH SEE ALSO\n.BR calmtui (1)\n"


def _blocks(lines: list[str]) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line = lines[place]
        end = place + 1
        if line.startswith("```"):
            end = lines.index("```", end) + 1
            code = map(_plain, lines[place + 1 : end - 1])
            yield "\n".join((".PP", ".in +4n", ".EX", *code, ".EE", ".in"))
        elif line.startswith("#"):
            yield f'.SH "{_plain(line.lstrip("# ")).upper()}"'
        elif line.startswith("|"):
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield from _table(lines[place:end])
        elif line.strip():
            end = _end_of_paragraph(lines, end)
            words = " ".join(part.strip() for part in lines[place:end])
            if words.startswith("- "):
                yield f".IP \\(bu 2\n{_words(words[2:])}"
            else:
                yield f".PP\n{_words(words)}"
        place = end


def _end_of_paragraph(lines: list[str], end: int) -> int:
    while end < len(lines) and lines[end].strip():
        if lines[end].startswith(("- ", "#", "|", "```")):
            break
        end += 1
    return end


def _table(rows: list[str]) -> Iterator[str]:
    """Yield a row of a table as a term, and what is said of it under the names of the columns."""
    names, _line, *rest = [_cells(row) for row in rows]
    for first, *others in rest:
        named = zip(names[2:], others[1:], strict=True)
        said = [others[0], *(f"{name}: {cell}" for name, cell in named if cell)]
        yield f".TP\n{_words(first)}\n{_words('; '.join(filter(None, said)))}"


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


def _words(text: str) -> str:
    """Return a text with its code in bold, and its links as words."""
    text = _LINK.sub(r"\1", text)
    parts, place = [], 0
    for code in _CODE.finditer(text):
        parts.append(_plain(text[place : code.start()]))
        parts.append(f"\\fB{_plain(code[1] or code[2])}\\fR")
        place = code.end()
    return _guarded("".join((*parts, _plain(text[place:]))))


def _plain(text: str) -> str:
    """Return a text with nothing that roff would act on."""
    return _guarded(text.replace("\\", "\\e").replace("-", "\\-"))


def _guarded(line: str) -> str:
    """Return a line that roff does not take for a request."""
    if line.startswith((".", "'")):
        return "\\&" + line
    return line
