"""What packagers take names this version, and needs what pyproject.toml and uv.lock say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from calmtui import __version__
from scripts import packages
from tests.support.written import ROOT

pytest.importorskip("uv", reason="`just setup` installs it")
URL = "https://files.example.org/calmtui"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NEEDS = [need for need in PROJECT["dependencies"] if ";" not in need]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files for an sdist, as they are written."""
    folder = tmp_path_factory.mktemp("dist")
    sdist = folder / f"calmtui-{__version__}.tar.gz"
    sdist.write_bytes(b"an sdist")
    packages.write(sdist, URL)
    return folder / "packaging"


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


def test_no_field_of_a_template_is_left(folder: Path) -> None:
    for path in folder.rglob("*"):
        assert path.is_dir() or not re.search(r"@\w+@", path.read_text()), path


@pytest.mark.parametrize("name", ["PKGBUILD", ".SRCINFO", "calmtui.rb"])
def test_each_names_the_sdist_its_hash_and_the_version(folder: Path, name: str) -> None:
    text = read(folder, name)
    assert f"{URL}/calmtui-{__version__}.tar.gz" in text
    assert sha256(b"an sdist").hexdigest() in text
    assert PROJECT["description"].rstrip(".") in text


def test_the_formula_holds_everything_that_calmtui_imports_as_it_is_locked(folder: Path) -> None:
    resources = re.findall(
        r'resource "(.+)" do\n    url "(.+)"\n    sha256 "(\w{64})"', read(folder, "calmtui.rb")
    )
    locked = {one["name"]: one for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    for name, url, digest in resources:
        sdist = locked[name]["sdist"]
        assert (url, f"sha256:{digest}") == (sdist["url"], sdist["hash"])
    named = {name for name, _url, _digest in resources}
    left, seen = ["calmtui"], set()
    while left:
        name = left.pop()
        seen.add(name)
        left += {one["name"] for one in locked[name].get("dependencies", ())} - seen
    assert named >= seen - {"calmtui"}
    assert not named & {"pytest", "ruff", "hatchling"}


def test_debian_and_arch_ask_for_the_versions_that_pyproject_asks_for(folder: Path) -> None:
    control, pkgbuild = read(folder, "debian/control"), read(folder, "PKGBUILD")
    for need in NEEDS:
        name, bounds = re.findall(r"^([\w-]+)(.*)", need)[0]
        for operator, version in re.findall(r"(>=|<)([\d.]+)", bounds):
            assert f"'python-{name}{operator}{version}'" in pkgbuild
            assert f"python3-{name} ({operator.replace('<', '<<')} {version})" in control
    assert "pyrage" not in control


def test_debians_changelog_has_the_version(folder: Path) -> None:
    assert read(folder, "debian/changelog").startswith(f"calmtui ({__version__}-1) unstable;")
    assert (folder / "debian" / "rules").stat().st_mode & 0o111


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["bash", "-n"], "PKGBUILD"),
        pytest.param(["ruby", "-c"], "calmtui.rb", marks=pytest.mark.slow),
    ],
)
def test_their_languages_read_them(folder: Path, command: list[str], name: str) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not here")
    subprocess.run([*command, folder / name], check=True, capture_output=True)


@pytest.mark.slow
def test_srcinfo_is_what_makepkg_makes_of_the_pkgbuild(folder: Path) -> None:
    if not shutil.which("makepkg"):
        pytest.skip("makepkg is not here")
    with tempfile.TemporaryDirectory() as own:  # root may not run it
        shutil.copy(folder / "PKGBUILD", own)
        nobody = None
        if os.geteuid() == 0:
            nobody = 65534
            os.chown(own, nobody, nobody)
        made = subprocess.run(
            ["makepkg", "--printsrcinfo"],
            cwd=own,
            capture_output=True,
            text=True,
            user=nobody,
            env=os.environ | {"PACMAN": "true"},  # it wants one, but has no use for it here
        ).stdout
    assert [line for line in made.splitlines() if not line.startswith("#")] == read(
        folder, ".SRCINFO"
    ).splitlines()


def test_the_lock_names_public_places_alone() -> None:
    hosts = set(re.findall(r"https?://[^/\"]+", (ROOT / "uv.lock").read_text()))
    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}
