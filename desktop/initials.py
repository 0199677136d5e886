"""Pinyin initials of names, for search: 晋中砺衡 is ``jzlh``."""

import os
from functools import lru_cache

# Without its dictionary of phrases pypinyin takes 50 MB less (its documented switch); the few
# phrases that matter in names are ours.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, lazy_pinyin, load_phrases_dict, load_single_dict

# The reading of these characters in names of places and firms, where the first one is another.
load_single_dict({ord("长"): "cháng,zhǎng", ord("行"): "háng,xíng", ord("峙"): "shì,zhì"})
load_phrases_dict(
    {
        "长子": [["zhǎng"], ["zǐ"]],
        "重庆": [["chóng"], ["qìng"]],
        "洪洞": [["hóng"], ["tóng"]],
        "乐平": [["lè"], ["píng"]],
        "朝阳": [["cháo"], ["yáng"]],
        "大厦": [["dà"], ["shà"]],
        "行政": [["xíng"], ["zhèng"]],
        "自行": [["zì"], ["xíng"]],
    }
)


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """Return the initials in lower case; other characters as they are."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
