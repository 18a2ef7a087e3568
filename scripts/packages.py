"""Make what packagers take, for Homebrew, the AUR and Debian: `python -m scripts.packages [URL]`.

It fills the templates of `scripts/packaging/` into `dist/packaging/`, from pyproject.toml, uv.lock
and the sdist in `dist/`. URL is the folder in which the files of the release will be; without it,
the files name `dist/` itself, which is enough to try them here. `DEBFULLNAME` and `DEBEMAIL` say
who packages, as Debian's own tools have it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import tomllib
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from calmtui import __version__

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "scripts" / "packaging"
DIST = ROOT / "dist"
EXPORT = ("export", "-q", "--frozen", "--no-dev", "--no-emit-project", "--format")
_FIELD = re.compile(r"@(\w+)@")


def write(sdist: Path, url: str) -> list[Path]:
    """Write the files for an sdist that will be found at `url`, and return their paths."""
    fields = _fields(sdist, url)
    written = []
    for template in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        path = sdist.parent / "packaging" / template.relative_to(TEMPLATES)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = _FIELD.sub(lambda found: fields[found[1]], template.read_text("utf-8"))
        path.write_text(text, "utf-8")
        path.chmod(template.stat().st_mode)
        written.append(path)
    return written


def _fields(sdist: Path, url: str) -> dict[str, str]:
    """Return what the templates ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = [Requirement(text) for text in project["dependencies"]]
    needs = [need for need in needs if need.marker is None]  # another may be missing
    arch = ["python", *(name for need in needs for name in _arch(need))]
    license_head, license_text = (ROOT / "LICENSE").read_text("utf-8").strip().split("\n\n", 2)[1:]
    who = os.environ.get("DEBFULLNAME", "the calmtui authors")
    return {
        "version": __version__,
        "summary": project["description"].rstrip("."),
        "home": project.get("urls", {}).get("Homepage", url),
        "sdist": f"{url}/{sdist.name}",
        "sha256": sha256(sdist.read_bytes()).hexdigest(),
        "maintainer": f"{who} <{os.environ.get('DEBEMAIL', 'nobody@calmtui.invalid')}>",
        "date": format_datetime(_released()),
        "arch_depends": " ".join(f"'{name}'" for name in arch),
        "srcinfo_depends": "\n".join(f"\tdepends = {name}" for name in arch),
        "debian_depends": ", ".join(name for need in needs for name in _debian(need)),
        "resources": "\n\n".join(_resource(package) for package in locked()),
        "copyright": license_head.replace("Copyright (c)", "Copyright:"),
        "license": re.sub(r"^", " ", license_text, flags=re.M).replace(" \n", " .\n"),
    }


def locked() -> list[dict[str, Any]]:
    """Return the packages that uv.lock has for those who run calmtui, as pylock.toml has them."""
    found: list[dict[str, Any]] = tomllib.loads(uv(*EXPORT, "pylock.toml"))["packages"]
    return found


def uv(*arguments: str | Path) -> str:
    """Return what the locked uv says."""
    program = Path(sys.executable).with_name("uv")
    made = subprocess.run([program, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return made.stdout.decode()


def _resource(package: dict[str, Any]) -> str:
    """Return one package as a Homebrew formula names it."""
    source = package["sdist"]
    return (
        f'  resource "{package["name"]}" do\n'
        f'    url "{source["url"]}"\n'
        f'    sha256 "{source["hashes"]["sha256"]}"\n'
        "  end"
    )


def _arch(need: Requirement) -> list[str]:
    """Return what Arch's packages are asked for."""
    return [f"python-{need.name}{one}" for one in sorted(need.specifier, key=str, reverse=True)]


def _debian(need: Requirement) -> list[str]:
    """Return what Debian's packages are asked for; `<` is `<<` there."""
    relations = sorted(need.specifier, key=str, reverse=True)
    return [
        f"python3-{need.name} ({one.operator.replace('<', '<<')} {one.version})"
        for one in relations
    ]


def _released() -> datetime:
    """Return the instant of the release: midnight of the day in CHANGELOG.md, or now before it."""
    heads = (ROOT / "CHANGELOG.md").read_text("utf-8")
    if found := re.search(rf"^## \[{re.escape(__version__)}\] - (\S+)", heads, re.M):
        return datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC)


if __name__ == "__main__":
    address = next(iter(sys.argv[1:]), DIST.as_uri())
    for path in write(DIST / f"calmtui-{__version__}.tar.gz", address.rstrip("/")):
        print(path.relative_to(ROOT))
