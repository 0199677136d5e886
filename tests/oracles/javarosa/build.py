"""Packs the compiled driver: ``python -m tests.oracles.javarosa.build`` where there is a javac.

``driver.jar`` is kept in the project, so that the tests need a Java runtime and no compiler; it
names the source that it was made from by hash, and a test compares.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pyxform

HERE = Path(__file__).parent
SOURCE = HERE / "Driver.java"
JAR = HERE / "driver.jar"
VALIDATE = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
_MOMENT = (1980, 1, 1, 0, 0, 0)


def source_hash() -> str:
    """Return the sha256 of the driver's source."""
    return hashlib.sha256(SOURCE.read_bytes()).hexdigest()


def packed_hash() -> str:
    """Return the hash of the source that the packed driver was made from."""
    with zipfile.ZipFile(JAR) as archive:
        return archive.read("source.sha256").decode()


def build() -> None:
    """Compile the driver and pack it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["javac", "--release", "11", "-cp", str(VALIDATE), "-d", folder,
                        str(SOURCE)], check=True)
        with zipfile.ZipFile(JAR, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).glob("*.class")):
                archive.writestr(zipfile.ZipInfo(path.name, _MOMENT), path.read_bytes())
            archive.writestr(zipfile.ZipInfo("source.sha256", _MOMENT), source_hash())


if __name__ == "__main__":
    build()
    sys.stdout.write(f"{JAR.name}: {source_hash()}\n")
