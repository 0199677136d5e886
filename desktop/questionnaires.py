"""The shipped questionnaires, compiled once per content and kept as packages."""

import hashlib
import tempfile
from pathlib import Path

import forms
import resources
from forms.errors import FormsError

SHIPPED = "cloud_diagnosis"
# Part of a package's name in the cache: raise it when the compiler writes something else.
COMPILER = b"1"


def shipped(name: str = SHIPPED, cache: Path | None = None) -> forms.Form:
    """Return a shipped questionnaire; ``cache`` spares compiling the same content again.

    A cache that cannot be read or written is not an error: the workbook is compiled.
    """
    with resources.as_path(f"questionnaires/{name}") as folder:
        kept = cache / f"{name}-{_content_hash(folder)[:16]}.yzq" if cache else None
        form = _read(kept)
        if form is None:
            form = forms.load(folder)
            _keep(kept, form)
        return form


def _content_hash(folder: Path) -> str:
    """Hash every file and the compiler's number: another content, another package."""
    digest = hashlib.sha256(COMPILER)
    for path in sorted(folder.rglob("*.csv")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _read(kept: Path | None) -> forms.Form | None:
    if kept is None or not kept.is_file():
        return None
    try:
        return forms.load(kept)
    except (OSError, FormsError):
        return None


def _keep(kept: Path | None, form: forms.Form) -> None:
    if kept is None:
        return
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(form.package())
        Path(file.name).replace(kept)
    except OSError:
        return
