"""What a plan needs beside record and diagnosis: who makes it, when, how long, with which look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from forms.diagnosis.comparison import Benchmark
from forms.diagnosis.model import Diagnosis

Sheet = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class PlanContext:
    """Everything that is neither answer nor score.

    Attributes:
        now: Aware time of generation, printed on the sign page and in the file.
        length: ``onepage`` · ``standard`` · ``full``; a 个体户 always gets one page.
        draft: Marked 草稿 on every page; it carries no hash.
        organisation: The diagnosing organisation as printed; the record's where empty.
        consultant: Likewise the consultant.
        record_number: ``YZ…``.
        sha256: Of the frozen record; empty for a draft.
        platform_url: Where the QR code leads; empty: the code holds number and hash alone.
        pictures: Bytes by file name: photos and signatures of the record.
        previous: The last visit's diagnosis, by the questionnaire version of that visit.
        previous_on: Its date, ISO.
        benchmark: Peers of the same trade and size, from the table that the platform published.
        blue: The organisation's colour, ``#RRGGBB``; refused unless dark enough in print.
        template: The organisation's .docx whose styles Word files take.
        sheets: Rows of the workbook's ``plan`` and ``glossary`` sheets.
        fallback_sheets: The built-in ones, used where the workbook's cannot be filled.
        revision: How often the record was revised; 0 for the first.
    """

    now: datetime
    length: str = "standard"
    draft: bool = False
    organisation: str = ""
    consultant: str = ""
    logo: bytes = b""
    blue: str = ""
    cover_text: str = ""
    record_number: str = ""
    sha256: str = ""
    platform_url: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    previous: Diagnosis | None = None
    previous_on: str = ""
    benchmark: Benchmark | None = None
    template: bytes = b""
    sheets: Mapping[str, Sheet] = field(default_factory=dict)
    fallback_sheets: Mapping[str, Sheet] = field(default_factory=dict)
    revision: int = 0
