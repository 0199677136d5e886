"""What the store and the exchange hand to screens: frozen values, never rows or responses."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from forms.values import Operation

# The life of a record (design §4).
DRAFT, FINISHED, WAITING, ACCEPTED, APPROVED, RETURNED = (
    "draft", "finished", "waiting", "accepted", "approved", "returned",
)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the home list shows of a record; refreshed in the same commit as the answers.

    ``county`` is the 6-digit code, ``score`` 0-100, ``completeness`` 0-1, ``follow_up_on`` an ISO
    date; ``pinyin`` holds the initials of ``enterprise`` in lower case, for searching.
    """

    enterprise: str = ""
    uscc: str = ""
    county: str = ""
    county_label: str = ""
    industry: str = ""
    scale: str = ""
    path: str = ""
    contact: str = ""
    answered: int = 0
    asked: int = 0
    completeness: float = 0.0
    score: float | None = None
    level: str = ""
    open_items: int = 0
    follow_up_on: str = ""
    pinyin: str = ""


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """A row of the home list. ``uuid`` is the record's own, stable over revisions.

    ``owner`` is whom it was handed over to, empty while it is ours. ``last_score`` is that of the
    enterprise's finished visit before this one; None for the first.
    """

    uuid: str
    number: str
    state: str
    facts: RecordFacts
    practice: bool
    created_at: datetime
    updated_at: datetime
    waiting_files: int = 0
    receipt_number: str = ""
    problem: str = ""
    review_note: str = ""
    form_id: str = ""
    last_score: float | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which rows of the home list, in which order; empty means all.

    ``text`` is matched against name, code, county, contact, number and pinyin initials, every word
    of it; ``regions`` are prefixes of county codes (``1407`` is a city); ``sort`` is a field of
    ``RecordFacts`` or ``updated_at created_at number state``; ``practice`` None shows both kinds.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    with_open_items: bool = False
    follow_up_from: str = ""
    follow_up_to: str = ""
    practice: bool | None = None
    sort: str = "updated_at"
    descending: bool = True
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class QuestionnaireInfo:
    """A questionnaire version on this laptop; ``signer`` is empty unless it came signed.

    Without its method's sheets (``has_method``) a version can be answered, but not diagnosed.
    """

    sha256: str
    form_id: str
    version: str
    title: str
    added_at: datetime
    signer: str = ""
    records: int = 0
    has_method: bool = True


@dataclass(frozen=True, slots=True)
class FinishedVersion:
    """A finished version of a record on this laptop; ``newest`` unless it was revised since."""

    version_id: int
    uuid: str
    number: str
    enterprise: str
    finished_at: datetime
    newest: bool


@dataclass(frozen=True, slots=True)
class PinnedVisit:
    """A running visit and the questionnaire version that it was begun with.

    ``kept`` is the version it was upgraded from, whose copy is kept; empty if it never was.
    """

    uuid: str
    number: str
    enterprise: str
    form_id: str
    questionnaire: str
    kept: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One edit with the time at which it was on the disk, and the name of who made it."""

    saved_at: datetime
    operation: Operation
    made_by: str = ""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """Where the data lies and how well it is kept; times are None until they happened."""

    path: str
    size_bytes: int
    free_bytes: int
    records: int
    last_backup_at: datetime | None = None
    last_exchange_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's word or decision. ``kind``: ``state`` or ``comment``; ``state``: Central's."""

    kind: str
    state: str
    text: str
    author: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Rival:
    """Another version of a record, kept beside ours until a person chooses.

    ``source``: ``server`` or ``package``; ``operations`` are to be applied after ``xml``.
    """

    rival_id: int
    instance_id: str
    source: str
    xml: bytes
    found_at: datetime
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """A record that arrived; ``instance_id`` is its first version's, the server's name for it."""

    record_uuid: str
    form_id: str
    instance_id: str
    state: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A row of an entity list: a task, a service provider, a benchmark.

    ``branch_id`` says that finished records here have changed it since ``trunk_version``, the last
    one that the server gave; that is empty for a row made here (odk.md §10).
    """

    dataset: str
    uuid: str
    label: str
    version: int
    properties: Mapping[str, str] = field(default_factory=dict)
    trunk_version: str = ""
    branch_id: str = ""


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """What is needed to continue a record: last snapshot and the journal since."""

    uuid: str
    number: str
    questionnaire: str
    xml: bytes
    operations: tuple[Operation, ...]
    last_path: str
    state: str
    practice: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """A record arrived. ``kind``: ``platform`` (平台回执) or ``transport`` (instanceID)."""

    record_uuid: str
    number: str
    kind: str
    server_time: str
    sha256: str
    received_at: datetime
    server: str


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A finished version on its way.

    ``state``: ``waiting sending received parked``; ``problem`` is a code, ``detail`` the server's
    words; ``files`` pairs each attachment with whether it has arrived.
    """

    record_uuid: str
    record_number: str
    enterprise: str
    instance_id: str
    state: str
    size_bytes: int
    files: tuple[tuple[str, bool], ...] = ()
    problem: str = ""
    detail: str = ""
    tries: int = 0
    next_try_at: datetime | None = None
    queued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """Where records go. ``kind``: ``openrosa``; ``url`` is the base with the app-user key in it.

    ``rest_url`` (``https://HOST/v1/projects/P``) with a web account brings reviews and comments.
    ``practice``: the server is for practice; practice records go to no other. ``device_id`` is
    this installation's own: the exchange sets it, and no configuration carries it.
    """

    kind: str = "openrosa"
    url: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    rest_url: str = ""
    rest_email: str = ""
    rest_password: str = field(default="", repr=False)
    practice: bool = False
    device_id: str = ""

    def given_out(self) -> dict[str, object]:
        """Return what a file or a setting holds of it, by name."""
        values = asdict(self)
        del values["device_id"]
        return values

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "ServerConfig":
        """Return the configuration that ``given_out`` told; what it does not know is left out."""
        known = {one.name for one in fields(cls)} - {"device_id"}
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an exchange is: which file, bytes done of bytes all."""

    record_number: str
    file: str
    done_bytes: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What one exchange did. ``problem`` empty, or ``offline auth-expired server-busy …``.

    ``new_…`` count what came down and was not here before.
    """

    sent: int = 0
    waiting: int = 0
    parked: int = 0
    problem: str = ""
    detail: str = ""
    new_questionnaires: int = 0
    new_reviews: int = 0
    new_tasks: int = 0
