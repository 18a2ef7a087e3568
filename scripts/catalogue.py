"""Bring the catalogues of translations up to date: `python -m scripts.catalogue`, stdlib only.

Every text marked in the code gets an entry in each `calmtui.po`, and entries whose text is no
longer marked are removed. A new entry is empty until someone translates it; a new language begins
as an empty `calmtui.po`. Beside each `.po` the `.mo` is written that gettext reads; it is not
committed: the build (`scripts/build_hook.py`) and the tests write it as well.
"""

from __future__ import annotations

import ast
import os
import re
import struct
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "calmtui"
CATALOGUES = sorted(PACKAGE.glob("text/locale/*/LC_MESSAGES/calmtui.po"))
Key = tuple[str, ...]  # a text, or its singular and its plural
Entries = dict[Key, tuple[str, ...]]
_MARKERS = {"_": 1, "N_": 1, "ngettext": 2}  # functions, and how many texts each takes
_PLURAL = 2  # texts of an entry with a plural
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def marked() -> dict[Key, str]:
    """Return every text that is marked in the code, in order, with the first module that does."""
    modules: dict[Key, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if key := _key(call):
                modules.setdefault(key, str(path.relative_to(PACKAGE)))
    return modules


def _key(call: ast.Call) -> Key:
    """Return the texts that a call marks; none where it marks nothing."""
    if not isinstance(call.func, ast.Name):
        return ()
    size = _MARKERS.get(call.func.id, 0)
    texts = [arg.value for arg in call.args[:size] if isinstance(arg, ast.Constant)]
    if len(texts) < size:
        return ()
    return tuple(str(text) for text in texts)


def read(path: Path) -> Entries:
    """Return the entries of a .po file; the one of the empty text is its head."""
    entries: Entries = {}
    for block in re.split(r"\n\s*\n", path.read_text("utf-8")):
        texts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if match := re.fullmatch(r'(?:(msg\w+(?:\[\d\])?) )?(".*")', line):
                name = match[1] or name
                texts[name] = texts.get(name, "") + ast.literal_eval(match[2])
        if "msgid" in texts:
            key = tuple(texts[name] for name in ("msgid", "msgid_plural") if name in texts)
            entries[key] = tuple(text for name, text in texts.items() if name.startswith("msgstr"))
    return entries


def _quoted(name: str, text: str) -> str:
    """Return a text as a .po file has it: one of several lines begins below its name."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    quoted = [f'"{line.translate(_ESCAPES)}"' for line in lines] or ['""']
    if len(quoted) > 1:
        quoted.insert(0, '""')
    return "\n".join([f"{name} {quoted[0]}", *quoted[1:]])


def po(entries: Entries, where: dict[Key, str]) -> str:
    """Return a .po file: the head, then what `where` names, in its order; new entries are empty."""
    (head,) = entries.get(("",), ("",))
    blocks = [_quoted("msgid", "") + "\n" + _quoted("msgstr", head or _HEAD)]
    for key, module in where.items():
        names = ["msgstr"]
        if len(key) == _PLURAL:
            names = [f"msgstr[{n}]" for n in range(_PLURAL)]
        translations = entries.get(key, ("",) * len(names))
        pairs = [
            *zip(("msgid", "msgid_plural"), key, strict=False),
            *zip(names, translations, strict=False),
        ]
        blocks.append("\n".join([f"#: {module}", *(_quoted(name, text) for name, text in pairs)]))
    return "\n\n".join(blocks) + "\n"


def mo(entries: Entries) -> bytes:
    """Return the entries as the stdlib's gettext reads them; empty ones are left out."""
    pairs = sorted(
        ("\0".join(key).encode(), "\0".join(translations).encode())
        for key, translations in entries.items()
        if any(translations)
    )
    at = 28 + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    data = b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += [len(pair[side]), at + len(data)]
            data += pair[side] + b"\0"
    numbers = [0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, at, *tables[0], *tables[1]]
    return struct.pack(f"<{len(numbers)}I", *numbers) + data


def write_mo_files() -> None:
    """Write the .mo file of every catalogue where it is missing or differs from its .po file."""
    for path in CATALOGUES:
        data, target = mo(read(path)), path.with_suffix(".mo")
        if target.is_file() and target.read_bytes() == data:
            continue
        # Several processes may do this at once, and none may read half a file.
        part = target.with_name(f"{target.name}.{os.getpid()}")
        part.write_bytes(data)
        part.replace(target)


def main() -> None:
    """Bring every catalogue up to date, and say what is missing."""
    where = marked()
    for path in CATALOGUES:
        entries = read(path)
        path.write_text(po(entries, where), "utf-8")
        entries = read(path)
        missing = [key[0] for key, texts in entries.items() if not all(texts)]
        counts = f"{len(entries) - 1} entries, {len(missing)} without a translation"
        print(f"{path.relative_to(PACKAGE)}: {counts}")
        for text in missing:
            print(f"  {text}")
    write_mo_files()


if __name__ == "__main__":
    main()
