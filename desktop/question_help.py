"""The help of a question as the workbook has it: why, how to verify, evidence, scoring, source."""

import re
from dataclasses import dataclass

import forms
from desktop.facts import leaf_paths

_PARTS = re.compile(r"[；;\n]+")


@dataclass(frozen=True, slots=True)
class HelpText:
    """What the drawer shows; ``points`` is (label, points, chosen now) by choice."""

    number: str
    title: str
    why: str = ""
    verify: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    scoring: str = ""
    points: tuple[tuple[str, float, bool], ...] = ()
    source: str = ""
    related: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Everything as plain text, for the clipboard."""
        lists = (*self.verify, *self.evidence)
        table = [f"{label} {points:g}" for label, points, _chosen in self.points]
        parts = (f"{self.number} {self.title}", self.why, *lists, self.scoring, *table, self.source)
        return "\n".join(part for part in parts if part)


def help_of(entry: forms.Entry, path: str) -> HelpText:
    """Return the help of one question; a foreign form has the guidance of its XForm at most."""
    question, node = entry.form.question(path), entry.node(path)
    method = entry.form.method
    title = node.label
    if method is None:
        return HelpText(question.number, title, why=node.guidance or node.hint)
    rows = (row for _place, row in method.numbered("help") if row.get("name") == question.name)
    row = next(rows, {})
    return HelpText(
        number=question.number,
        title=title,
        why=row.get("why", "") or node.guidance or node.hint,
        verify=_listed(row.get("verify", "")),
        evidence=_listed(row.get("evidence", "")),
        scoring=row.get("scoring", ""),
        points=_points(entry, path, question.name),
        source=row.get("source", ""),
        related=_related(entry, row.get("related", "")),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _PARTS.split(text) if part.strip())


def _points(entry: forms.Entry, path: str, name: str) -> tuple[tuple[str, float, bool], ...]:
    method = entry.form.method
    item = method.items.get(name) if method is not None else None
    if method is None or item is None:
        return ()
    points = method.points_of(item.list_name)
    chosen = entry.value(path).split()
    return tuple(
        (label, points[code], code in chosen)
        for code, label in item.options.items()
        if code in points
    )


def _related(entry: forms.Entry, names: str) -> tuple[tuple[str, str], ...]:
    paths = leaf_paths(entry.form)
    found = [paths[name] for name in names.split() if name in paths]
    return tuple((path, entry.form.question(path).number) for path in found)
