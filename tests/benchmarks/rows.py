"""A row of the performance table: what was measured, against which bar, beside which peers."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One line of ``make bench``.

    Attributes:
        what: What was done.
        value: What it took, in ``unit``.
        bar: The most it may take; None where there is no bar of its own.
        peers: What the others took in the same run, in the same unit.
        note: What else is to be known.
    """

    what: str
    value: float
    unit: str = "ms"
    bar: float | None = None
    peers: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the bar is met."""
        return self.bar is None or self.value <= self.bar


def milliseconds(work: Callable[[], object], times: int = 20) -> float:
    """Return the median of how long a piece of work takes."""
    took = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        took.append(time.perf_counter() - before)
    return median(took) * 1000
