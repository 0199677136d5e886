"""``yunzhen convert``: folder ↔ .xlsx without loss, either of them → XForm or package."""

from pathlib import Path

from forms.workbook.compiling import compile_source
from forms.workbook.faults import fault
from forms.workbook.package import SUFFIX, write_package
from forms.workbook.reading import read_workbook
from forms.workbook.writing import beside_files, folder_files, xlsx_bytes


def convert(source: Path, out: Path) -> tuple[Path, ...]:
    """Write ``source`` as ``out``: ``.xlsx``, ``.xml``, ``.yzq`` or, without a suffix, a folder.

    ``.xml`` is the XForm; ``.yzq`` the package, which a platform publishes with its method.
    Returns the files written. Media that are not CSV go into ``<stem>-media`` beside an .xlsx.

    Raises:
        FormDefinitionError: the first thing that cannot be read, compiled or held by Excel;
            ``folder-occupied`` when the folder holds something else.
        OSError: the disk.
    """
    if out.suffix == ".xml":
        return _write({out: compile_source(source).xform})
    if out.suffix == SUFFIX:
        compiled = compile_source(source)
        package = write_package(compiled.xform, compiled.sheets, compiled.media)
        return _write({out: package})
    workbook = read_workbook(source)
    for found in workbook.faults:
        raise found.as_error()
    if out.suffix == ".xlsx":
        beside = out.with_name(f"{out.stem}-media")
        files = {beside / name: data for name, data in beside_files(workbook).items()}
        return _write({out: xlsx_bytes(workbook), **files})
    return _replace_folder(out, folder_files(workbook))


def _write(files: dict[Path, bytes]) -> tuple[Path, ...]:
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tuple(files)


def _replace_folder(out: Path, files: dict[str, bytes]) -> tuple[Path, ...]:
    """Write a workbook's folder; of an earlier one, sheets and media that are gone are removed."""
    if out.is_dir() and any(out.iterdir()) and not (out / "survey.csv").exists():
        raise fault("folder-occupied", out.name).as_error()
    stale = {*out.glob("*.csv"), *(out / "media").glob("*")}
    written = _write({out / name: data for name, data in files.items()})
    for path in stale - set(written):
        path.unlink()
    return written
