"""Numbers as people read them: thousands, and amounts of money in Chinese capitals (大写)."""

from decimal import Decimal, InvalidOperation

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "兆")
MINUS = "\u2212"


def parsed(text: str) -> Decimal | None:
    """Return the number of a text as people type it, ``1,860`` or ``−3``; None if it is none."""
    plain = text.replace(",", "").replace("，", "").replace(MINUS, "-").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def grouped(text: str) -> str:
    """Return a stored number with thousands and a real minus; other texts as they are."""
    number = parsed(text)
    if number is None:
        return text
    return f"{number:,f}".replace("-", MINUS)


def in_capitals(yuan: Decimal) -> str:
    """Return an amount as it is written on a contract: ``186000`` is ``壹拾捌万陆仟元整``."""
    cents = int(abs(yuan).scaleb(2).to_integral_value())
    whole, rest = divmod(cents, 100)
    words = (_whole(whole) + "元") if whole or not rest else ""
    tenth, hundredth = divmod(rest, 10)
    if tenth:
        words += _DIGITS[tenth] + "角"
    elif hundredth and whole:
        words += "零"
    words += _DIGITS[hundredth] + "分" if hundredth else "整"
    return ("负" if yuan < 0 else "") + words


def _whole(number: int) -> str:
    if not number:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            continue
        gap = words and (group < 1000 or not groups[place + 1])
        words += ("零" if gap else "") + _group(group) + _GROUPS[place]
    return words


def _group(number: int) -> str:
    words, waiting = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            waiting = waiting or bool(words)
            continue
        words += (_DIGITS[0] if waiting else "") + _DIGITS[digit] + _PLACES[place]
        waiting = False
    return words
