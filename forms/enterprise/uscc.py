"""统一社会信用代码 (GB 32100-2015): what a code says about itself, and whether its checks hold.

A wrong form is an error; a wrong check character is a warning only, because early codes that were
really issued fail it (domain/uscc.md §6).
"""

import unicodedata
from dataclasses import dataclass

from stdnum.cn import uscc as gb32100

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# Letters that a hurried hand writes for a digit; a hint only, never changed by itself.
_LOOKALIKES = {"O": "0", "I": "1", "S": "5", "Z": "2"}

# First character → registering department; first two → kind of body (domain/uscc.md §1).
DEPARTMENTS = {
    "1": "机构编制", "2": "外交", "3": "司法行政", "4": "文化", "5": "民政", "6": "旅游",
    "7": "宗教", "8": "工会", "9": "市场监管", "A": "中央军委改革和编制办公室", "N": "农业",
    "Y": "其他",
}
KINDS = {
    "91": "企业", "92": "个体工商户", "93": "农民专业合作社",
    "11": "机关", "12": "事业单位", "13": "群众团体", "19": "其他机构",
    "51": "社会团体", "52": "民办非企业单位", "53": "基金会", "59": "其他民政组织",
    "N1": "组级集体经济组织", "N2": "村级集体经济组织", "N3": "乡镇级集体经济组织",
    "N9": "其他农业组织", "Y1": "其他",
}


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What a code of the right form says.

    Attributes:
        check_expected: The 18th character by GB 32100; ``check_ok`` whether it stands there.
        organisation_ok: Whether character 17 is the check of GB 11714, a second, softer proof.
        department, kind: In words; ``""`` when the table does not know the character.
        division_code: Characters 3–8: where it was registered, maybe a division long abolished.
    """

    code: str
    check_expected: str
    check_ok: bool
    organisation_ok: bool
    department: str
    kind: str
    division_code: str


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Why a text is no code: ``length`` (``found`` characters) or ``character`` at ``position``.

    ``position`` is 1-based; ``instead`` is what was probably meant, ``""`` when unknown.
    """

    kind: str
    found: str
    position: int = 0
    instead: str = ""


def normalise(text: str) -> str:
    """Return the text in half width and capitals, without spaces and hyphens."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if not c.isspace() and c not in "-‐–—")


def form_problem(code: str) -> FormProblem | None:
    """Return why a normalised text is not of the form of a code; None when it is."""
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            instead = _LOOKALIKES.get(character, "")
            return FormProblem("character", character, position, instead)
    if len(code) != LENGTH:
        return FormProblem("length", str(len(code)))
    return None


def check_character(code: str) -> str:
    """Return the 18th character by GB 32100 for the first 17; ValueError for another form."""
    if len(code) < LENGTH - 1 or any(c not in ALPHABET for c in code[: LENGTH - 1]):
        raise ValueError("not of the form of a code")
    return str(gb32100.calc_check_digit(code[: LENGTH - 1]))


def organisation_check(identifier: str) -> str:
    """Return the 9th character of an organisation code (GB 11714-1997) for its first 8."""
    total = sum(
        _ORGANISATION_ALPHABET.index(c) * w
        for c, w in zip(identifier[:8], _ORGANISATION_WEIGHTS, strict=True)
    )
    value = 11 - total % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def facts(code: str) -> CodeFacts | None:
    """Return what a normalised code says; None when its form is wrong."""
    if form_problem(code):
        return None
    expected = check_character(code)
    return CodeFacts(
        code=code,
        check_expected=expected,
        check_ok=code[17] == expected,
        organisation_ok=code[16] == organisation_check(code[8:16]),
        department=DEPARTMENTS.get(code[0], ""),
        kind=KINDS.get(code[:2], ""),
        division_code=code[2:8],
    )
