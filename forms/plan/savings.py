"""The part of 四 that says what a measure saves a year and when its one-off cost is back."""

from decimal import Decimal

from forms.diagnosis.model import Measure
from forms.plan import numbers
from forms.plan.model import Block, Row, Table
from forms.plan.work import Work, columns, table_row


def savings(work: Work, order: int) -> list[Block]:
    """Return heading, table and rule of counting; nothing where no measure ends a cost of today.

    Only what the enterprise itself said that it pays counts; what waits for a quote stays open.
    """
    ending = [one for one in work.planned if one.avoided_cny is not None]
    if not ending:
        return []
    rows = tuple(_row(work, one, one.avoided_cny) for one in ending if one.avoided_cny is not None)
    table = Table(columns(work.texts.cells("measures.saving_head"), (0, 21, 21, 21, 21, 21),
                          "lrrrrr"), rows, density="measures")
    return [work.heading("measures.saving", order), table, work.note("measures.saving_note")]


def _row(work: Work, measure: Measure, avoided_cny: Decimal) -> Row:
    """Round first and subtract then, so that each row can be checked by hand."""
    ends = numbers.wan(avoided_cny)
    yearly = None if measure.yearly_saving_cny is None else numbers.wan(
        avoided_cny - measure.yearly_saving_cny)
    return table_row(
        f"{measure.name} {measure.label}", numbers.wan_text(ends), _amount(work, yearly),
        work.unit("quote") if yearly is None else numbers.signed_text(ends - yearly),
        _amount(work, None if measure.once_cny is None else numbers.wan(measure.once_cny)),
        _months(work, measure))


def _amount(work: Work, wan: Decimal | None) -> str:
    return work.unit("quote") if wan is None else numbers.wan_text(wan)


def _months(work: Work, measure: Measure) -> str:
    if measure.yearly_saving_cny is None or measure.once_cny is None:
        return work.unit("quote")
    months = measure.payback_months
    if months is None:
        return work.texts.line("measures.saving_never")
    return work.texts.line("measures.saving_months", months=str(months)) if months else (
        numbers.BLANK)
