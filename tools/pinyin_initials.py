"""Write resources/tables/initials.txt from pypinyin; a test says when it is out of date.

A line is the code of its first character and the initials of 64 characters, a dot for none. The
product reads this table, a tenth of a megabyte; pypinyin's own takes 12 MB of memory.
"""

import os
from itertools import groupby
from pathlib import Path

# Its documented switch: without the dictionary of phrases, which no initial needs.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

TABLE = Path(__file__).parent.parent / "resources/tables/initials.txt"
A_LINE = 64


def table() -> str:
    """Return the text of the table: the first reading of every character."""
    lines = []
    for start, codes in groupby(sorted(pinyin_dict), lambda code: code - code % A_LINE):
        letters = ["."] * A_LINE
        for code in codes:
            letters[code - start] = lazy_pinyin(chr(code), style=Style.FIRST_LETTER)[0]
        lines.append(f"{start:X} {''.join(letters)}\n")
    return "".join(lines)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="ascii")
