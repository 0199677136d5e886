import re

from forms.plan import conditions
from forms.plan.ledger import Ledger
from forms.plan.texts import PlanTexts
from forms.plan.visit import Visit
from forms.plan.work import Work
from tests.desktop.report.plans import NOW, context
from tests.forms.plan.diagnoses import factory
from tests.forms.plan.visits import ROOT, practice, sheet

VERDICTS = {"formal", "provisional", "problems_only", "start"}


def names() -> set[str]:
    """Return every name that a condition may ask for."""
    record = practice("factory")
    diagnosis = factory(record)
    work = Work(Visit(record), diagnosis, context(), PlanTexts(sheet("plan"), frozenset()),
                frozenset(), Ledger(diagnosis), NOW.date())
    groups = (conditions._record, conditions._method, conditions._money, conditions._systems)
    return {name for group in groups for name in group(work)} | VERDICTS | {"open_items"}


def test_the_shipped_sheet_asks_for_known_names_only() -> None:
    known = names()
    for row in sheet("plan"):
        asked = {term.strip().removeprefix("not(").removesuffix(")")
                 for term in row["when"].split(" and ") if term.strip()}
        assert asked <= known, row["part"]


def test_the_authors_page_explains_every_name() -> None:
    words = set(re.findall(r"`(\w+)`", (ROOT / "docs/plan.md").read_text(encoding="utf-8")))
    dynamic = {name for name in names() if name.startswith(("path_", "scale_"))}
    assert names() - dynamic <= words
