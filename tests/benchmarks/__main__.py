"""``make bench``: the performance table of design §7, with the peers, in one run.

Every module of this package that has a function ``rows`` contributes its rows.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import tests.benchmarks
from tests.benchmarks.rows import Row


def modules(chosen: list[str]) -> Iterator[str]:
    """Yield the names of the modules to measure, all by default."""
    for found in pkgutil.iter_modules(tests.benchmarks.__path__):
        if not found.name.startswith("_") and (not chosen or found.name in chosen):
            yield found.name


def line(row: Row) -> str:
    """Return a row as text: value, bar, and every peer as a ratio of ours."""
    mark = "ok  " if row.reached else "OVER"
    bar = "" if row.bar is None else f"  bar {row.bar:.3g} {row.unit}"
    peers = "".join(f"  {name} {value:.3g} {row.unit} ({value / max(row.value, 1e-9):.1f} x ours)"
                    for name, value in row.peers.items())
    note = f"  {row.note}" if row.note else ""
    return f"{mark} {row.what:<62} {row.value:>9.3g} {row.unit}{bar}{peers}{note}"


def main(chosen: list[str]) -> int:
    """Measure and print; 1 when a bar is not met."""
    over = 0
    for name in modules(chosen):
        module = importlib.import_module(f"tests.benchmarks.{name}")
        measure = getattr(module, "rows", None)
        if measure is None:
            continue
        sys.stdout.write(f"{name}\n")
        for row in measure():
            over += not row.reached
            sys.stdout.write(f"  {line(row)}\n")
            sys.stdout.flush()
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
