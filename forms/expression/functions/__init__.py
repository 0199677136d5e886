"""Every function of the dialect; importing this package fills ``registry.TABLE``."""

from forms.expression.functions import control, dates, geo, nodesets, numeric, record, text
from forms.expression.registry import TABLE

__all__ = ["TABLE", "control", "dates", "geo", "nodesets", "numeric", "record", "text"]
