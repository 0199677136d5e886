"""How numbers stand on a screen: thousands with a comma, a real minus, — for none."""

from datetime import datetime
from decimal import Decimal

from forms.diagnosis.model import rounded

NONE = "—"
THIN = "\u2009"


def score_text(value: float | Decimal | None) -> str:
    """Return a score with one decimal, rounded half up as everywhere in the product."""
    exact = rounded(value)
    return NONE if exact is None else _minus(f"{exact:,.1f}")


def number(value: float | Decimal | None) -> str:
    """Return a number without needless decimals: 6, 0.62, 1,860."""
    if value is None:
        return NONE
    exact = Decimal(str(round(value, 4)))
    text = f"{exact:,f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def signed(value: float | Decimal | None) -> str:
    """Return a score difference with its sign."""
    text = score_text(value)
    return text if value is None or text.startswith("−") or text == "0.0" else f"+{text}"


def yuan(value: Decimal | None) -> str:
    """Return whole yuan."""
    exact = rounded(value, 0)
    return NONE if exact is None else _minus(f"{exact:,}")


def wan(value: Decimal | None, places: int = 1) -> str:
    """Return 万元 with a fixed number of decimals."""
    exact = None if value is None else rounded(value / 10000, places)
    return NONE if exact is None else _minus(f"{exact:,}")


def percent(value: float | Decimal | None, places: int = 1) -> str:
    """Return a share 0-1 as per cent."""
    exact = None if value is None else rounded(Decimal(str(value)) * 100, places)
    return NONE if exact is None else _minus(f"{exact}{THIN}%")


def file_size(count: int) -> str:
    """Return bytes as people say them: 48 kB, 5.1 MB, 82.6 GB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)) if count else 0}{THIN}kB"
    if count < 1_000_000_000:
        return f"{count / 1_000_000:.1f}{THIN}MB"
    return f"{count / 1_000_000_000:.1f}{THIN}GB"


def moment(at: datetime | None) -> str:
    """Return a local time to the minute with its day, without the year."""
    return NONE if at is None else at.astimezone().strftime("%m-%d %H:%M")


def short_hash(sha256: str) -> str:
    """Return the start and the end of a hash."""
    return f"{sha256[:4]}…{sha256[-4:]}" if len(sha256) > 10 else sha256


def _minus(text: str) -> str:
    return text.replace("-", "−")
