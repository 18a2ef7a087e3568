"""Keep the catalogues of the interface's words: `python -m scripts.catalogue`.

Every text marked in the code gets an entry in each `calmtui.po`, and entries that are marked no
more leave. A new entry is empty until someone translates it; a new language begins as an empty
`calmtui.po`. Beside each `.po` the `.mo` is written that gettext reads; it is not committed: the
build (`scripts/build_hook.py`) and the tests write it as well. Standard library only.
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
_HEAD = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"


def marked() -> dict[Key, str]:
    """Every text that is marked in the code, in order, with the first module that marks it."""
    found: dict[Key, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        ]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            size = {"_": 1, "N_": 1, "ngettext": 2}.get(name, 0)
            texts = tuple(arg.value for arg in call.args[:size] if isinstance(arg, ast.Constant))
            if size and len(texts) == size:
                found.setdefault(tuple(map(str, texts)), str(path.relative_to(PACKAGE)))
    return found


def read(path: Path) -> Entries:
    """Return the entries of a .po file; the one of the empty text is its head."""
    entries: Entries = {}
    for block in re.split(r"\n\s*\n", path.read_text("utf-8")):
        texts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if found := re.fullmatch(r'(?:(msg\w+(?:\[\d\])?) )?(".*")', line):
                name = found[1] or name
                texts[name] = texts.get(name, "") + ast.literal_eval(found[2])
        if "msgid" in texts:
            key = tuple(texts[name] for name in ("msgid", "msgid_plural") if name in texts)
            entries[key] = tuple(text for name, text in texts.items() if name.startswith("msgstr"))
    return entries


def _quoted(name: str, text: str) -> str:
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    quoted = [
        '"{}"'.format(line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n"))
        for line in lines
    ] or ['""']
    return "\n".join([f"{name} {quoted[0]}"] if len(quoted) == 1 else [f'{name} ""', *quoted])


def po(entries: Entries, where: dict[Key, str]) -> str:
    """Return a .po file: the head, then what `where` names, in its order, empty where unknown."""
    (head,) = entries.get(("",), ("",))
    blocks = [_quoted("msgid", "") + "\n" + _quoted("msgstr", head or _HEAD)]
    for key, module in where.items():
        _, *plural = key
        names = ["msgstr[0]", "msgstr[1]"] if plural else ["msgstr"]
        said = entries.get(key, ("",) * len(names))
        pairs = [
            *zip(("msgid", "msgid_plural"), key, strict=False),
            *zip(names, said, strict=False),
        ]
        blocks.append("\n".join([f"#: {module}", *(_quoted(name, text) for name, text in pairs)]))
    return "\n\n".join(blocks) + "\n"


def mo(entries: Entries) -> bytes:
    """Return the entries as gettext reads them; empty ones are left out."""
    pairs = sorted(
        ("\0".join(key).encode(), "\0".join(said).encode())
        for key, said in entries.items()
        if any(said)
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
    """Write the .mo file of every catalogue that has none, or an old one."""
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
        missing = [key[0] for key, said in entries.items() if not all(said)]
        print(
            f"{path.relative_to(PACKAGE)}: {len(entries) - 1} entries, {len(missing)} without "
            f"a translation"
        )
        for text in missing:
            print(f"  {text}")
    write_mo_files()


if __name__ == "__main__":
    main()
