"""Forms of a given size for the engine's rows, the same bytes for every engine."""

from tests.forms.scenario import Part, calculate, choices, form, integer, repeat, select, text

DEPENDENTS = 100


def big_form(questions: int) -> bytes:
    """Return a form in which 100 expressions read ``q0`` and nobody reads the last question."""
    parts: list[Part] = [integer("q0")]
    for place in range(1, questions):
        parts.append(_question(place))
    return form(*parts)


def _question(place: int) -> Part:
    name = f"q{place}"
    if place <= DEPENDENTS:
        if place % 2:
            return calculate(name, f"/data/q0 * {place} + 1")
        return text(name, relevant=f"/data/q0 > {place % 50}")
    if place % 5 == 0:
        return text(name, relevant=f"/data/q{place - 1} = 'a{place}'")
    if place % 5 == 1:
        return text(name, constraint=". != 'x' and string-length(.) < 50")
    return text(name)


def repeat_form() -> bytes:
    """Return a repeat whose rows count, refer to the row before and feed a sum."""
    return form(repeat(
        "r", integer("v"), calculate("p", "position(..)"),
        calculate("before", "indexed-repeat(/data/r/v, /data/r, position(..) - 1)"),
        text("w", relevant="../v > 3"), rows=0), calculate("total", "sum(/data/r/v)"))


def external_form() -> bytes:
    """Return two questions on a list of 100,000: found by index, and by looking at every row."""
    instance = '<instance id="big" src="jr://file-csv/big.csv"/>'
    return form(
        text("region"), text("part"),
        select("by_key", "instance('big')/root/item[region = /data/region]"),
        select("by_scan", "instance('big')/root/item[starts-with(name, /data/part) and "
                          "region != /data/region]"),
        model=instance + choices("none", "x"))


def external_list(rows: int = 100_000) -> bytes:
    """Return the list as CSV."""
    lines = ["name,label,region"]
    lines += [f"n{place},Choice {place},r{place % 1000}" for place in range(rows)]
    return "\n".join(lines).encode()
