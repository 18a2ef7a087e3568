"""Where files live: one implementation, equal to platformdirs where no setting of ours says
otherwise.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs import PlatformDirs

from calmtui.storage import paths
from calmtui.storage.paths import Paths


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders with a link among them: `link/..` is `deep`, not the folder that the link is in."""
    top = tmp_path_factory.mktemp("places")
    (top / "deep" / "below").mkdir(parents=True)
    (top / "deep" / "home").mkdir()
    (top / "link").symlink_to(top / "deep" / "below")
    return top


XDG = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
ABSOLUTE = st.sampled_from(["/s", "/a b/c", "/x//y/", "/", "/\u00e4"])
IGNORED = st.sampled_from(["", " ", "~", "~/.data", "relative/x", ".", "$HOME/x", " /s"])
HOMES = st.sampled_from(["/h", "/h/", "/home/me", "", "relative"])
CALMTUI_HOMES = st.sampled_from(
    [
        "{}/link/../home",
        "{}/deep/./home",
        "link/../home",
        "deep",
        "~/c",
        "~nobody-here/x",
        "/x/two  blanks",
        "{}/new",
    ]
)
ENVIRONMENTS = st.fixed_dictionaries({}, optional=dict.fromkeys(XDG, ABSOLUTE | IGNORED))


def set_environment(
    patch: pytest.MonkeyPatch, xdg: dict[str, str], home: str, calmtui_home: str | None
) -> None:
    for name in ("CALMTUI_HOME", *XDG):
        patch.delenv(name, raising=False)
    for name, value in {**xdg, "HOME": home}.items():
        patch.setenv(name, value)
    if calmtui_home is not None:
        patch.setenv("CALMTUI_HOME", calmtui_home)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere platformdirs is asked")
@given(ENVIRONMENTS, HOMES)
def test_on_linux_the_folders_are_those_of_platformdirs(xdg: dict[str, str], home: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        set_environment(patch, xdg, home, None)
        platform = PlatformDirs("calmtui", appauthor=False)
        found = Paths.find()
        assert (found.config, found.data, found.state) == (
            platform.user_config_path,
            platform.user_data_path,
            platform.user_state_path,
        )


@given(ENVIRONMENTS, HOMES, st.none() | CALMTUI_HOMES)
def test_the_folders_are_absolute_and_the_same_as_text_and_as_paths(
    folders: Path, xdg: dict[str, str], home: str, calmtui_home: str | None
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folders)
        set_environment(patch, xdg, home, calmtui_home and calmtui_home.format(folders))
        found = Paths.find()
        texts = (paths.config_dir(), paths.data_dir(), paths.state_dir(), paths.journal_dir())
        assert [Path(text) for text in texts] == [
            found.config,
            found.data,
            found.state,
            found.journal,
        ]
        assert all(map(os.path.isabs, texts))
        if calmtui_home is not None and "link" in calmtui_home:
            assert os.path.samefile(found.config, folders / "deep" / "home")


def test_the_bundled_routines_are_found() -> None:
    assert Path(paths.bundled_routines_dir()) == paths.bundled_routines_path()
    assert (paths.bundled_routines_path() / "routine.schema.json").is_file()
