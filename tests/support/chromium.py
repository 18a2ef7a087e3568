"""A headless Chromium that is spoken to through a pipe: what it shows, prints and measures."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_A4 = {"paperWidth": 8.27, "paperHeight": 11.69}
_PAGE_OF_PDF = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


class Chromium:
    """One page in a browser of its own. Requests to a network are counted, and none is let out."""

    def __init__(self, program: str, folder: Path) -> None:
        to_read, self._to_write = os.pipe()
        self._to_read, to_write = os.pipe()

        def take_pipes() -> None:
            os.dup2(os.dup(to_read), 3)
            os.dup2(os.dup(to_write), 4)

        self._process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--remote-debugging-pipe", f"--user-data-dir={folder}",
             "--host-resolver-rules=MAP * ~NOTFOUND", "about:blank"],
            preexec_fn=take_pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._rest = b""
        self._number = 0
        self._session = ""
        self.requests: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.call("Page.enable")
        self.call("Network.enable")

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._to_read)
        os.close(self._to_write)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol; return its result."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to_write, json.dumps(message).encode() + b"\0")
        for answer in self._messages():
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
        raise AssertionError("the browser is gone")

    def _messages(self) -> Iterator[dict[str, Any]]:
        while True:
            while b"\0" in self._rest:
                message, _zero, self._rest = self._rest.partition(b"\0")
                found = json.loads(message)
                if found.get("method") == "Network.requestWillBeSent":
                    self.requests.append(found["params"]["request"]["url"])
                yield found
            piece = os.read(self._to_read, 1 << 16)
            if not piece:
                return
            self._rest += piece

    def opens(self, file: Path, *, width: int = 1000, dark: bool = False) -> None:
        """Open a file in a window of that width."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=800, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        scheme = "dark" if dark else "light"
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        self.call("Page.navigate", url=file.as_uri())
        self.answers("new Promise(done => { if (document.readyState == 'complete') done(1); "
                     "else addEventListener('load', () => done(1)) })")  # fmt: skip

    def answers(self, script: str) -> Any:
        """Return what a script in the page says."""
        found = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def prints(self) -> bytes:
        """Return the page as it is printed on A4, a PDF."""
        found = self.call("Page.printToPDF", preferCSSPageSize=True, **_A4)
        return base64.b64decode(found["data"])

    def shows(self, file: Path) -> None:
        """Save a picture of the whole page."""
        found = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(found["data"]))


def sheets(pdf: bytes) -> int:
    """Return how many pages a PDF of Chromium's has."""
    return len(_PAGE_OF_PDF.findall(pdf))


@contextmanager
def chromium(folder: Path) -> Iterator[Chromium]:
    """A browser; the test is skipped where there is none."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip("Chromium is not installed")
    with Chromium(program, folder) as browser:
        yield browser
