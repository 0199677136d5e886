"""Headless Chromium, driven over its own debugging pipe: no driver, no library."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE_S = 30.0
# The browser reads its orders from descriptor 3 and answers on 4.
LAUNCHER = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4);"
    "os.execv(sys.argv[3], sys.argv[3:])"
)


class Page:
    """One tab: go somewhere, read, fill, click, wait for what must appear."""

    def __init__(self, read_from: int, write_to: int) -> None:
        self._in = os.fdopen(read_from, "rb")
        self._out = os.fdopen(write_to, "wb")
        self._number = 0
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=1366, height=900,
                  deviceScaleFactor=1, mobile=False)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the browser and return its answer; events in between are of no interest."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._out.write(json.dumps(message).encode() + b"\0")
        self._out.flush()
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)
        self.wait(f"location.href.startsWith({json.dumps(url)}) && document.readyState=='complete'")

    def evaluate(self, script: str) -> Any:
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return found["result"].get("value")

    def text(self) -> str:
        return str(self.evaluate("document.body.innerText"))

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.evaluate(f"document.querySelector('[name={name}]').value={json.dumps(value)}")

    def click(self, selector: str) -> None:
        """Click what a person would click, and wait for the page that follows."""
        self.evaluate("window.before = true")
        there = f"document.querySelector({json.dumps(selector)})"
        assert self.evaluate(f"!!{there}"), (selector, self.text())
        self.evaluate(f"{there}.click()")
        self.wait("!window.before && document.readyState=='complete'")

    def wait(self, condition: str) -> None:
        """Wait until a condition holds in the page; in between a page may be on its way out."""
        until = time.monotonic() + PATIENCE_S
        while not self.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < until, condition

    def cookie(self, name: str) -> str:
        cookies = self.call("Network.getCookies")["cookies"]
        return next(str(one["value"]) for one in cookies if one["name"] == name)

    def picture(self) -> bytes:
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        self._out.close()
        self._in.close()

    def _receive(self) -> dict[str, Any]:
        data = bytearray()
        while (byte := self._in.read(1)) != b"\0":
            assert byte, "the browser has gone"
            data += byte
        return dict(json.loads(data))


@contextmanager
def chromium() -> Iterator[Page | None]:
    """Run the browser; None where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        sys.stdout.write("Chromium is not installed here: the pages are driven without a browser\n")
        yield None
        return
    profile = Path(tempfile.mkdtemp(prefix="yunzhen-browser-"))
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    command = [
        sys.executable, "-c", LAUNCHER, str(to_read), str(from_write), program, "--headless",
        "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
        f"--user-data-dir={profile}", "--no-first-run", "--lang=zh-CN",
    ]
    process = subprocess.Popen(
        command, pass_fds=(to_read, from_write), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(from_write)
    page = Page(from_read, to_write)
    try:
        yield page
    finally:
        page.close()
        process.terminate()
        process.wait()
        shutil.rmtree(profile, ignore_errors=True)
