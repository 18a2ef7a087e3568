"""The README's pictures are what the program draws."""

from __future__ import annotations

import pytest
import textual

from scripts.shots import FOLDER, SHOTS, Shot, make


@pytest.mark.slow
@pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="pictures are compared on the locked Textual only"
)
@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_the_pictures_are_current(shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    assert make(shot) == (FOLDER / f"{shot.name}.svg").read_text(), (
        "python -m scripts.shots makes them again"
    )


def test_every_picture_has_its_shot() -> None:
    assert {path.stem for path in FOLDER.glob("*.svg")} == {shot.name for shot in SHOTS} | {"film"}
