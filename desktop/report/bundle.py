"""The deliverable bundle: everything an enterprise takes away in one zip, with its manifest."""

import hashlib
import io
import json
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from forms.plan.model import Plan

MANIFEST = "manifest.json"
_DATE = (2026, 1, 1, 0, 0, 0)


def bundle(plan: Plan, pdf: bytes, word: bytes, record: bytes,
           more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a zip with PDF, Word, the record, its evidence, and a manifest with hashes.

    Args:
        plan: Whose pictures are the evidence.
        pdf: The finished plan.
        word: The same as .docx.
        record: The record's XML.
        more: Further files by name.
    """
    files: dict[str, bytes] = {"plan.pdf": pdf, "plan.docx": word, "record.xml": record}
    files |= {f"evidence/{_safe(name)}": data for name, data in sorted(plan.pictures.items())}
    files |= dict(more or {})
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in (*files.items(), (MANIFEST, _manifest(plan, files))):
            archive.writestr(ZipInfo(name, _DATE), data, ZIP_DEFLATED)
    return buffer.getvalue()


def damaged_files(data: bytes) -> tuple[str, ...]:
    """Return the names in a bundle that are missing or not as the manifest says."""
    with ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        names = set(archive.namelist())
        return tuple(
            entry["name"] for entry in manifest["files"]
            if entry["name"] not in names
            or hashlib.sha256(archive.read(entry["name"])).hexdigest() != entry["sha256"])


def _manifest(plan: Plan, files: Mapping[str, bytes]) -> bytes:
    listed = [{"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
              for name, data in files.items()]
    facts = {"record_number": plan.record_number, "record_sha256": plan.sha256,
             "made_at": plan.made_at, "draft": plan.draft, "files": listed}
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def _safe(name: str) -> str:
    """Return a file name that cannot leave the folder it is unpacked into."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].lstrip(".") or "file"
