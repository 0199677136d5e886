"""What is not settled yet: counted on the boss page, listed in chapter 十一."""

from forms.plan import numbers
from forms.plan.work import Work


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
    for todo in diagnosis.open_items:
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
