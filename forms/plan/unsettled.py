"""What is not settled yet: counted on the boss page, listed in chapter 十一."""

from forms.diagnosis.model import Diagnosis, OpenItem
from forms.plan import numbers
from forms.plan.work import Work
from forms.values import CARRIED


def own_items(diagnosis: Diagnosis) -> list[OpenItem]:
    """Return what somebody marked 待确认, without the answers that only wait since last time."""
    return [item for item in diagnosis.open_items if item.reason != CARRIED]


def count_carried(diagnosis: Diagnosis) -> int:
    """Return how many answers of the last visit nobody has confirmed yet."""
    return len(diagnosis.open_items) - len(own_items(diagnosis))


def open_rows(work: Work) -> list[tuple[str, str, str, str]]:
    """Return what is not settled: (what, what it would change, who, when)."""
    texts, diagnosis = work.texts, work.diagnosis
    blank = numbers.BLANK
    rows = []
    for dimension in diagnosis.dimensions:
        for item in dimension.indicators:
            if item.state == "unanswered":
                effect = texts.line("open.unanswered_effect", dimension=dimension.name)
                rows.append((texts.line("open.unanswered", name=item.name, label=item.label),
                             effect, blank, blank))
    for line in diagnosis.red_lines:
        if line.state == "unknown":
            rows.append((texts.line("open.red", label=line.label, name=line.name),
                         texts.line("open.red_effect", name=line.name), blank, blank))
    if carried := count_carried(diagnosis):
        rows.append((texts.line("open.carried", count=str(carried)),
                     texts.line("open.carried_effect"), blank, blank))
    for todo in own_items(diagnosis):
        text = f"：{todo.text}" if todo.text else ""
        rows.append((texts.line("open.todo", question=todo.question, text=text),
                     texts.line("open.todo_effect", number=todo.number or blank),
                     todo.owner or blank, todo.due or blank))
    rows += [(texts.line("open.system", name=system.name), texts.line("open.system_effect"),
              blank, blank) for system in diagnosis.systems if system.disposition == "unknown"]
    if quotes := work.ledger.quotes(work.planned):
        rows.append((texts.line("open.quotes", count=str(quotes)),
                     texts.line("open.quotes_effect"), texts.line("open.quotes_owner"),
                     work.quotes_due()))
    return rows
