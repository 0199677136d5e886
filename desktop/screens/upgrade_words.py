"""What a newer version of a questionnaire changes, as lines for a person."""

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import _, ngettext
from desktop.upgrading import LABEL, Difference, VersionChanges
from desktop.widgets.parts import IconLabel, column, label, row
from sync.upgrades import ADDED, REMOVED, SheetChange

# As many lines of a kind as a person reads; the rest is counted.
MOST = 30


def change_lines(changes: VersionChanges) -> QVBoxLayout:
    """Return the questions, then the sheets of the method."""
    whole = column(spacing=4)
    for one in changes.questions[:MOST]:
        whole.addLayout(_question(one))
    _rest(whole, len(changes.questions))
    for sheet in changes.sheets[:MOST]:
        whole.addWidget(label(sheet_words(sheet), "second", wrap=True))
    if not changes.questions and not changes.sheets:
        whole.addWidget(label(_("Questions and method are the same."), "second"))
    return whole


def summary(changes: VersionChanges) -> str:
    """Return in a line how much is different."""
    kinds = [one.change.kind for one in changes.questions]
    added, removed = kinds.count(ADDED), kinds.count(REMOVED)
    different = len(kinds) - added - removed
    counted = (
        (added, ngettext("{count} question new", "{count} questions new", added)),
        (removed, ngettext("{count} gone", "{count} gone", removed)),
        (different, ngettext("{count} different", "{count} different", different)),
        (len(changes.sheets), ngettext("{count} sheet of the method",
                                       "{count} sheets of the method", len(changes.sheets))),
    )
    return " • ".join(words.format(count=count) for count, words in counted if count)


def sheet_words(change: SheetChange) -> str:
    """Return what is different in a sheet, with the first names."""
    name = _sheet_names().get(change.sheet, change.sheet)
    parts = [
        words.format(count=len(rows), names="、".join(rows[:3]) + ("…" if len(rows) > 3 else ""))
        for words, rows in (
            (_("{count} new ({names})"), change.added),
            (_("{count} gone ({names})"), change.removed),
            (_("{count} changed ({names})"), change.changed),
        ) if rows
    ]
    return _("{sheet}: {parts}").format(sheet=name, parts="，".join(parts))


def _question(one: Difference) -> QVBoxLayout:
    icons = {ADDED: ("plus", "grn"), REMOVED: ("x", "red")}
    icon, color = icons.get(one.change.kind, ("writing", "amb"))
    name = f"{one.change.number} {one.words}".strip()
    line = row(IconLabel(icon, color, 14))
    line.addWidget(label(name, wrap=True), 1)
    below = _kind_words(one)
    return column(line, *([label(below, "note", wrap=True)] if below else []), spacing=0)


def _kind_words(one: Difference) -> str:
    if one.change.kind == ADDED:
        return ""
    if one.change.kind == REMOVED:
        return _("gone; the answer “{answer}” stays in the old copy only").format(
            answer=one.answer) if one.answer else _("gone")
    words = {
        LABEL: _("wording"), "kind": _("kind of answer"), "number": _("number"),
        "severity": _("whether it must be answered"), "unit": _("unit"),
    }
    return _("changed: {what}").format(
        what="、".join(words.get(name, name) for name in one.change.what))


def _rest(whole: QVBoxLayout, count: int) -> None:
    if count > MOST:
        words = ngettext("and {count} more", "and {count} more", count - MOST)
        whole.addWidget(label(words.format(count=count - MOST), "note"))


def _sheet_names() -> dict[str, str]:
    return {
        "indicators": _("Indicators"), "scores": _("Points"), "levels": _("Levels"),
        "red_lines": _("Red lines"), "measures": _("Measures"),
        "dispositions": _("Disposition rules"), "costs": _("Cost lines"),
        "policies": _("Policies"), "prices": _("Prices"), "parameters": _("Parameters"),
        "deployment": _("Deployment factors"), "sizing": _("Sizing"), "checks": _("Checks"),
        "help": _("Help"), "risks": _("Risks"), "glossary": _("Glossary"),
        "plan": _("Wording of the plan"),
    }
