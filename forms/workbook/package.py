"""One file for a questionnaire: XForm, method sheets, media (.yzq), the same bytes every time."""

import io
import json
import zipfile
from collections.abc import Mapping

from forms.errors import FormDefinitionError
from forms.workbook.compiling import CompiledWorkbook
from forms.workbook.reading import MAX_BYTES

SUFFIX = ".yzq"
MIMETYPE = b"application/vnd.yunzhen.questionnaire+zip"
_DATE = (1980, 1, 1, 0, 0, 0)
_FORM = "form.xml"
_SHEETS = "sheets/"
_MEDIA = "media/"


def is_package(data: bytes) -> bool:
    """Tell whether these bytes are a package: its first entry names the type, uncompressed."""
    return data.startswith(b"PK\x03\x04") and data[30:38] == b"mimetype" and (
        data[38:38 + len(MIMETYPE)] == MIMETYPE
    )


def write_package(
    xform: bytes, sheets: Mapping[str, list[dict[str, str]]], media: Mapping[str, bytes]
) -> bytes:
    """Return the package; equal content gives equal bytes."""
    entries = {_FORM: xform}
    for name, rows in sorted(sheets.items()):
        entries[f"{_SHEETS}{name}.json"] = json.dumps(rows, ensure_ascii=False).encode("utf-8")
    entries |= {f"{_MEDIA}{name}": data for name, data in sorted(media.items())}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", _DATE), MIMETYPE)
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # the same on every system, or the bytes would differ
            archive.writestr(info, data)
    return out.getvalue()


def read_package(data: bytes) -> CompiledWorkbook:
    """Read what ``write_package`` wrote.

    Raises:
        FormDefinitionError: ``package-damaged`` (``reason``).
    """
    try:
        entries = _entries(data)
        sheets = {
            name.removeprefix(_SHEETS).removesuffix(".json"): json.loads(text)
            for name, text in entries.items()
            if name.startswith(_SHEETS)
        }
        xform = entries[_FORM]
    except (zipfile.BadZipFile, ValueError, KeyError, OSError, NotImplementedError) as error:
        raise FormDefinitionError("package-damaged", reason=str(error)) from error
    media = {
        name.removeprefix(_MEDIA): content
        for name, content in entries.items()
        if name.startswith(_MEDIA)
    }
    return CompiledWorkbook(xform, media, sheets)


def _entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MAX_BYTES:
            raise FormDefinitionError("package-damaged", reason="unfolds to too many bytes")
        return {name: archive.read(name) for name in archive.namelist()}
