"""What differs from the last visit: red lines, answers, and measures that are no longer needed."""

from collections.abc import Iterator, Mapping

from desktop.figures import score_text
from desktop.i18n import _, ngettext
from desktop.widgets.ledger import Cell, Column, Row
from forms.diagnosis.comparison import VisitComparison


def changes_headline(changes: VisitComparison) -> str:
    """Return the score then and now and how many answers differ."""
    score = f"{score_text(changes.total.before)} → {score_text(changes.total.now)}"
    level = f"{changes.level_before or '—'} → {changes.level_now or '—'}"
    count = len(changes.answers)
    answers = ngettext("{count} answer changed", "{count} answers changed", count)
    return "　".join((score, level, answers.format(count=count)))


def changes_note(changes: VisitComparison) -> str:
    """Return a warning where the questionnaire is another one; nothing otherwise."""
    if changes.same_method:
        return ""
    return _("The questionnaire changed since: part of the difference may come from it")


def change_columns() -> tuple[Column, ...]:
    """Return the columns of the table of changes."""
    return (
        Column("", 64),
        Column(_("What changed")),
        Column(_("Last time"), 300),
        Column(_("This time"), 300),
    )


def change_rows(changes: VisitComparison, measures: Mapping[str, str]) -> list[Row]:
    """Return a row a change, the gravest first; the key is the question's path.

    ``measures``: their labels by code.
    """
    return [*_red_lines(changes), *_answers(changes), *_measures(changes, measures)]


def _red_lines(changes: VisitComparison) -> Iterator[Row]:
    states = (
        (changes.red_lines_new, "—", _("hit"), "red"),
        (changes.red_lines_cleared, _("hit"), _("cleared"), "grn"),
    )
    for lines, before, after, color in states:
        for line in lines:
            path = line.basis[0].path if line.basis else ""
            yield Row(
                path or line.name,
                (
                    Cell(line.name, color="ink3"),
                    Cell(line.label, bold=True),
                    Cell(before, color="ink2"),
                    Cell(after, color=color),
                ),
            )


def _answers(changes: VisitComparison) -> Iterator[Row]:
    for one in changes.answers:
        yield Row(
            one.path,
            (
                Cell(one.number, color="ink3"),
                Cell(one.question, bold=True),
                Cell(one.before or "—", color="ink2"),
                Cell(one.now or "—"),
            ),
        )


def _measures(changes: VisitComparison, labels: Mapping[str, str]) -> Iterator[Row]:
    """Yield the measures of last time: those not called for any more, then those still open."""
    states = (
        (changes.done, _("no longer needed"), "grn"),
        (changes.open, _("still recommended"), "ink"),
    )
    for names, after, color in states:
        for name in names:
            yield Row(
                f"measure:{name}",
                (
                    Cell(name, color="ink3"),
                    Cell(labels.get(name, ""), bold=True),
                    Cell(_("recommended"), color="ink2"),
                    Cell(after, color=color),
                ),
            )
