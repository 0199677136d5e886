"""Pinyin initials of names, for search: 晋中砺衡 is ``jzlh``."""

import re
from functools import cache, lru_cache

import resources

# The reading of these characters in names of places and firms, where the table's first is another.
SINGLE = {"长": "c", "行": "h", "峙": "s"}
PHRASES = {
    "长子": "zz",
    "重庆": "cq",
    "洪洞": "ht",
    "乐平": "lp",
    "朝阳": "cy",
    "大厦": "ds",
    "行政": "xz",
    "自行": "zx",
}
_KNOWN = re.compile("|".join((*PHRASES, *SINGLE)))
A_LINE = 64


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return the initials in lower case; other characters as they are."""
    named = _KNOWN.sub(lambda found: PHRASES.get(found[0]) or SINGLE[found[0]], text)
    return "".join(map(_initial, named)).lower()


def _initial(character: str) -> str:
    place = ord(character) % A_LINE
    letter = _table().get(ord(character) - place, "")[place : place + 1]
    return letter if letter.isalpha() else character


@cache
def _table() -> dict[int, str]:
    """Return the initials of 64 characters by the code of the first (tools/pinyin_initials.py)."""
    lines = resources.read_text("tables/initials.txt").splitlines()
    return {int(code, 16): letters for code, letters in map(str.split, lines)}
