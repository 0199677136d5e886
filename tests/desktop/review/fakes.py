"""Small stand-ins with the same methods: a visit without an engine, a store of values."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import SimpleNamespace

from PySide6.QtCore import QObject, Signal

from desktop.background import Task
from desktop.widgets.sheet import Sheet
from forms.diagnosis.decisions import KIND, moves
from forms.diagnosis.model import Diagnosis
from forms.values import Annotation
from sync.values import (
    Entity,
    OutboxItem,
    Receipt,
    RecordFacts,
    RecordFilter,
    RecordSummary,
    Review,
    Rival,
)
from tests.desktop.review.placing import placed

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class FakeEntry:
    """Annotations and answers, nothing computed."""

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.answers = dict(answers or {})
        self.marks: list[Annotation] = []
        root = SimpleNamespace(path="/data", children=())
        self.form = SimpleNamespace(root=root, method=object())

    def annotations(
        self, path: str | None = None, kind: str | None = None
    ) -> tuple[Annotation, ...]:
        return tuple(
            one for one in self.marks
            if (path is None or one.path == path) and (kind is None or one.kind == kind)
        )

    def value(self, path: str) -> str:
        return self.answers.get(path, "")


class FakeVisit(QObject):
    """An open record whose diagnosis is given."""

    changed = Signal(object)
    saved = Signal(object)
    failed = Signal(object)
    scored = Signal(object)

    def __init__(self, diagnosis: Diagnosis, **facts: object) -> None:
        super().__init__()
        self.uuid, self.number, self.state = "u1", "YZ140702-20261123-4F2K", "draft"
        self.practice = False
        self.revision = 0
        self.given = diagnosis
        self.entry = FakeEntry()
        self._facts = RecordFacts(enterprise="山西砚川机械制造有限公司", uscc="91140702MA0YY01K37",
                                  industry="equipment", scale="medium", **facts)

    @property
    def readonly(self) -> bool:
        return self.state != "draft"

    @property
    def diagnosis(self) -> Diagnosis:
        decided = moves(self.entry.annotations(kind=KIND))
        return replace(self.given, measures=placed(self.given.measures, decided))

    @property
    def score(self) -> Diagnosis:
        return self.given

    def facts(self) -> RecordFacts:
        return self._facts

    def describe(self) -> tuple[str, str]:
        return self._facts.enterprise, "中型 • 装备制造 • 晋中市榆次区"

    def annotate(self, path: str, kind: str, **fields: str) -> None:
        self.entry.marks.append(Annotation(path, kind, row=len(self.entry.marks) + 1, **fields))
        self._edited()

    def retract(self, row: int) -> None:
        self.entry.marks = [one for one in self.entry.marks if one.row != row]
        self._edited()

    def one_step(self) -> nullcontext[None]:
        return nullcontext()

    def _edited(self) -> None:
        self.revision += 1
        self.changed.emit(None)


@dataclass
class FakeStore:
    """Values in lists."""

    summaries: list[RecordSummary] = field(default_factory=list)
    items: list[OutboxItem] = field(default_factory=list)
    kept: list[Receipt] = field(default_factory=list)
    xml: dict[str, bytes] = field(default_factory=dict)
    reviews_by_record: dict[str, tuple[Review, ...]] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    lists: list[Entity] = field(default_factory=list)

    def records(self, wanted: RecordFilter) -> list[RecordSummary]:
        return [
            one for one in self.summaries
            if (wanted.practice is None or one.practice == wanted.practice)
            and (not wanted.states or one.state in wanted.states)
            and (not wanted.industries or one.facts.industry in wanted.industries)
            and (not wanted.scales or one.facts.scale in wanted.scales)
        ]

    def record(self, uuid: str) -> SimpleNamespace:
        return SimpleNamespace(uuid=uuid, practice=False, xml=self.xml.get(uuid, b"<data/>"))

    def entities(self, dataset: str) -> tuple[Entity, ...]:
        return tuple(one for one in self.lists if one.dataset == dataset)

    def outbox(self) -> tuple[OutboxItem, ...]:
        return tuple(self.items)

    def receipts(self, uuid: str | None = None) -> tuple[Receipt, ...]:
        return tuple(one for one in self.kept if uuid is None or one.record_uuid == uuid)

    def reviews(self, uuid: str) -> tuple[Review, ...]:
        return self.reviews_by_record.get(uuid, ())

    def rivals(self, uuid: str) -> tuple[Rival, ...]:
        return ()

    def setting(self, name: str) -> str:
        return self.settings.get(name, "")

    def set_setting(self, name: str, text: str) -> None:
        self.settings[name] = text


class AtOnce(QObject):
    """A background that works before ``start`` returns; errors go to the failure slot."""

    def start(
        self, lane: object, work: Callable[[Task], object],
        on_success: Callable[[object], None], on_failure: Callable[[Exception], None],
    ) -> Task:
        task = Task()
        task.progressed.connect(self._note)
        self.progress: list[object] = []
        try:
            outcome = work(task)
        except Exception as error:  # noqa: BLE001 - the lane's own border
            on_failure(error)
        else:
            on_success(outcome)
        return task

    def _note(self, progress: object) -> None:
        self.progress.append(progress)


class FakeNavigator:
    """Writes down where a page wanted to go."""

    def __init__(self) -> None:
        self.went: list[tuple[str, ...]] = []

    def open_visit(self, uuid: str, path: str = "") -> None:
        self.went.append(("visit", uuid, path))

    def go_stage(self, name: str, path: str = "") -> None:
        self.went.append(("stage", name, path))

    def go_home(self, tab: str = "home") -> None:
        self.went.append(("home", tab))

    def toast(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        self.went.append(("toast", text))

    def show_sheet(self, sheet: Sheet) -> None:
        self.went.append(("sheet", sheet.objectName()))

    def complain(self, error: Exception) -> None:
        self.went.append(("complain", type(error).__name__))

    def present(self) -> None:
        self.went.append(("present",))

    def lock(self) -> None:
        self.went.append(("lock",))

    def refresh_sync(self) -> None:
        self.went.append(("refresh_sync",))
