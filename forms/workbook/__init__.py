"""Workbooks: read, compiled, checked, converted; the only place that knows pyxform and openpyxl."""

from forms.workbook.compiling import CompiledWorkbook, compile_source
from forms.workbook.converting import convert
from forms.workbook.faults import Fault
from forms.workbook.package import is_package, read_package, write_package

__all__ = [
    "CompiledWorkbook", "Fault", "compile_source", "convert", "is_package", "read_package",
    "write_package",
]
