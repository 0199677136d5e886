"""The deliverable bundle: everything an enterprise takes away in one zip, with its manifest."""

import hashlib
import io
import json
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from desktop.report.seal import read_seal

MANIFEST = "manifest.json"
_DATE = (2026, 1, 1, 0, 0, 0)
_NOTHING: Mapping[str, bytes] = {}


def bundle(pdf: bytes, record: bytes, *, word: bytes = b"", slides: bytes = b"",
           evidence: Mapping[str, bytes] = _NOTHING, more: Mapping[str, bytes] = _NOTHING
           ) -> bytes:
    """Return a zip with the plan, the record, its evidence, and a manifest with hashes.

    Args:
        pdf: The finished plan; its seal gives the manifest's record number and hash.
        record: The record's XML.
        word: The plan as .docx; empty for none.
        slides: The plan's slides as .pptx; empty for none.
        evidence: Photos and signatures by file name.
        more: Further files by name.

    Raises:
        ReportError: ``not-a-plan``.
    """
    files: dict[str, bytes] = {"plan.pdf": pdf, "record.xml": record}
    if word:
        files["plan.docx"] = word
    if slides:
        files["plan.pptx"] = slides
    files |= {f"evidence/{_safe(name)}": data for name, data in sorted(evidence.items())}
    files |= more
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in (*files.items(), (MANIFEST, _manifest(pdf, files))):
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


def _manifest(pdf: bytes, files: Mapping[str, bytes]) -> bytes:
    seal = read_seal(pdf)
    listed = [{"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
              for name, data in files.items()]
    facts = {"record_number": seal.record_number, "record_sha256": seal.sha256, "files": listed}
    return json.dumps(facts, ensure_ascii=False, indent=1).encode()


def _safe(name: str) -> str:
    """Return a file name that cannot leave the folder it is unpacked into."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].lstrip(".") or "file"
