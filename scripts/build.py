"""Build the sdist, the wheel and the zipapp of a release in `dist/`: `python -m scripts.build`.

The sdist and the wheel are built twice, in folders of different names, modes and times, and have
to be equal byte by byte. The zipapp holds what uv.lock names, for each Python that calmtui runs on,
and for the kind of computer that it is made on.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from hashlib import sha256
from pathlib import Path

from calmtui import __version__
from noxfile import PYTHONS
from scripts.packages import DIST, EXPORT, ROOT, uv

_WORKING_FILES = shutil.ignore_patterns(".git", ".venv", "dist", ".*_cache", "__pycache__", "*.mo")
_UNPACKED = "~/.cache/calmtui"  # where the zipapp puts its files at its first start


def build_twice(scratch: Path) -> list[Path]:
    """Return the sdist and the wheel, built in two ways that do not show."""
    first, second = scratch / "a", scratch / "a folder with a longer name"
    _build(first, umask=0o022, TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    # Here the wheel is built beside the sdist, above from it.
    _build(
        second, "--sdist", "--wheel",
        umask=0o077, TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", PYTHONHASHSEED="2",
    )  # fmt: skip
    made = sorted((first / "dist").iterdir())
    names = [path.name for path in made]
    _same, different, missing = filecmp.cmpfiles(
        first / "dist", second / "dist", names, shallow=False
    )
    if different or missing:
        sys.exit(f"built twice, not the same: {', '.join(different + missing)}")
    return made


def _build(folder: Path, *what: str, umask: int, **variables: str) -> None:
    """Build in a copy of the tree, as a person with this umask has it."""
    shutil.copytree(ROOT, folder, ignore=_WORKING_FILES)
    for path in folder.rglob("*"):
        path.chmod(path.stat().st_mode & ~umask)
        os.utime(path, (umask, umask))
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    command = [sys.executable, "-m", "build", "-q", "--no-isolation", *what, "."]
    subprocess.run(command, cwd=folder, env=environment | variables, umask=umask, check=True)


def build_zipapp(wheel: Path, scratch: Path) -> Path:
    """Return one file that runs with no more than a Python."""
    wanted = scratch / "requirements.txt"
    own = f"calmtui=={__version__} --hash=sha256:{sha256(wheel.read_bytes()).hexdigest()}\n"
    wanted.write_text(uv(*EXPORT, "requirements.txt") + own, "utf-8")
    site = scratch / "site"
    for python in PYTHONS:  # what is compiled is named for its Python, and lies beside the others
        one = scratch / python
        uv("pip", "install", "-q", "--target", one, "--python-version", python, "--no-deps",
           "--only-binary", ":all:", "--require-hashes", "--find-links", wheel.parent, "-r", wanted,
           )  # fmt: skip
        shutil.copytree(one, site, dirs_exist_ok=True)
    made = scratch / f"calmtui-{__version__}-{sysconfig.get_platform()}.pyz"
    subprocess.run(
        [Path(sys.executable).with_name("shiv"), "--reproducible", "--compile-pyc", "-c", "calmtui",
         "--root", _UNPACKED, "--site-packages", site, "-o", made],
        check=True,
    )  # fmt: skip
    return made


def main() -> None:
    """Build all three."""
    DIST.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        made = build_twice(scratch)
        (wheel,) = (path for path in made if path.suffix == ".whl")
        for path in (*made, build_zipapp(wheel, scratch)):
            print(shutil.copy2(path, DIST))


if __name__ == "__main__":
    main()
