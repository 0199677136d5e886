"""The peers' engines: JavaRosa in a Java process, rxeval in this one."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.oracles.javarosa.build import JAR, VALIDATE


@dataclass(frozen=True, slots=True)
class PeerNode:
    """A node as a peer sees it."""

    relevant: bool
    required: bool
    value: str


class PeerError(Exception):
    """The peer refused."""


class JavaRosa:
    """JavaRosa behind a pipe: one command a line, an answer ends with a full stop."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, *fields: str) -> list[str]:
        """Send a command and return the lines of its answer.

        Raises:
            PeerError: What JavaRosa said.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\t".join(fields) + "\n")
        self._process.stdin.flush()
        lines = []
        for line in self._process.stdout:
            text = line.rstrip("\n")
            if text == ".":
                break
            lines.append(text)
        if lines and lines[0].startswith("error\t"):
            raise PeerError(lines[0][6:])
        return lines

    def load(self, path: Path) -> None:
        self.ask("load", str(path))

    def answer(self, path: str, text: str) -> bool:
        """Give an answer; False when a constraint refused it."""
        return self.ask("answer", path, text) == ["stored"]

    def add_row(self, repeat: str) -> None:
        self.ask("add", repeat)

    def state(self) -> dict[str, PeerNode]:
        """Return every node by path, rows with their position."""
        found = {}
        for line in self.ask("state"):
            path, relevant, required, _enabled, value = line.split("\t")
            found[path] = PeerNode(relevant == "1", required == "1", value)
        return found

    def milliseconds(self, *command: str) -> float:
        """Return the median that a ``time-`` command measured."""
        return float(self.ask(*command)[0])


def has_java() -> bool:
    """Whether a Java runtime is installed."""
    return shutil.which("java") is not None


@contextmanager
def javarosa() -> Iterator[JavaRosa]:
    """Run JavaRosa for a while."""
    java = shutil.which("java")
    assert java is not None
    command = [java, "-Xss16m", "-cp", f"{JAR}:{VALIDATE}", "Driver"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, encoding="utf-8") as process:
        try:
            yield JavaRosa(process)
        finally:
            process.terminate()


def without_root_position(path: str) -> str:
    """Return a path as ours; JavaRosa gives no position to what does not repeat."""
    return re.sub(r"^/(\w+)\[1\]", r"/\1", path)
