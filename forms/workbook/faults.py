"""What is wrong with a workbook, where, and what to do about it: sentences for its authors."""

from dataclasses import dataclass

from forms.errors import FormDefinitionError
from forms.workbook.texts import TEXTS


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: ``row`` is the spreadsheet row (1 = header), 0 when no single row is to blame."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
    advice: str

    @property
    def place(self) -> str:
        """The place as an author looks for it: ``survey.csv/survey/12/relevant``."""
        row = str(self.row) if self.row else ""
        return "/".join(part for part in (self.file, self.sheet, row, self.column) if part)

    def as_error(self) -> FormDefinitionError:
        """Return the error that says the same to a caller who only wanted to load."""
        return FormDefinitionError(
            self.code, file=self.file, sheet=self.sheet, row=self.row, column=self.column,
            message=self.message, advice=self.advice,
        )


def fault(code: str, file: str, sheet: str = "", row: int = 0, column: str = "", /,
          **values: object) -> Fault:
    """Make a fault with the sentences of its code; ``values`` fill their slots."""
    message, advice = TEXTS[code]
    slots = {"column": column, **values}
    return Fault(file, sheet, row, column, code, message.format(**slots), advice.format(**slots))


def of_error(error: FormDefinitionError, file: str) -> Fault:
    """Return the fault that ``as_error`` made into an error; of another error what is known."""
    values = error.values
    return Fault(
        str(values.get("file", file)), str(values.get("sheet", "")),
        int(str(values.get("row", 0))), str(values.get("column", "")), error.code,
        str(values.get("message", error.code)), str(values.get("advice", "")),
    )
