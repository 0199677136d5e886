"""What the store and the exchange hand to screens: frozen values, never rows or responses."""

from dataclasses import dataclass, field
from datetime import datetime

from forms.values import Operation

# The life of a record (design §4).
DRAFT, FINISHED, WAITING, ACCEPTED, APPROVED, RETURNED = (
    "draft", "finished", "waiting", "accepted", "approved", "returned",
)


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the home list shows of a record; refreshed in the same commit as the answers."""

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


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """A row of the home list. ``uuid`` is the record's own, stable over revisions."""

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
    """Where records go. ``kind``: ``openrosa``; ``url`` is the base with the app-user key in it."""

    kind: str = "openrosa"
    url: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    rest_url: str = ""
    rest_email: str = ""
    rest_password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an exchange is: which file, bytes done of bytes all."""

    record_number: str
    file: str
    done_bytes: int
    all_bytes: int


@dataclass(frozen=True, slots=True)
class ExchangeReport:
    """What one exchange did. ``problem`` empty, or ``offline auth-expired server-busy …``."""

    sent: int = 0
    waiting: int = 0
    parked: int = 0
    problem: str = ""
    detail: str = ""
