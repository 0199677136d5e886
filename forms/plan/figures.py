"""What the plan's figures show, as values: paper, screen and Word draw the same ones.

Every word in a figure arrives here as text: a drawing function adds none. Money is in 万元,
scores are 0-100, months count from the first month of the plan (1-based, inclusive).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RadarAxis:
    """One axis: its code, the score printed below it, and the values on it (None: no score)."""

    code: str
    label: str
    score_text: str
    now: float | None
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Radar:
    """Scores by dimension; the first axis points up, the others follow clockwise."""

    axes: tuple[RadarAxis, ...]
    target: float | None = None


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A field of the level ladder. ``state``: ``given`` · ``blocked`` (by a gate) · ``plain``."""

    label: str
    minimum: float
    state: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The level ladder: where the enterprise stands between 0 and 100."""

    steps: tuple[LadderStep, ...]
    now: float
    now_label: str
    last: float | None = None
    last_label: str = ""
    target: float | None = None
    target_label: str = ""
    gate_sentence: str = ""


@dataclass(frozen=True, slots=True)
class StartBar:
    """The start score of a 个体工商户: one bar, no level."""

    score: float | None
    target: float | None
    left_label: str
    target_label: str


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """A bar in a table cell; ``words`` replace it where there is no score."""

    score: float | None
    last: float | None = None
    target: float | None = None
    words: str = ""
    height: float = 3.2


@dataclass(frozen=True, slots=True)
class ScoreAxis:
    """The 0-100 scale in the header of a column of score bars."""


@dataclass(frozen=True, slots=True)
class DifferenceBar:
    """A bar left (negative) or right of zero, on a scale shared by its column."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """A dimension: answered and expected weight, and what is missing in words."""

    code: str
    label: str
    answered: float
    expected: float
    count_text: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of each dimension's weight is answered."""

    rows: tuple[CompletenessRow, ...]


@dataclass(frozen=True, slots=True)
class StripPart:
    """Systems with the same disposition; ``unknown`` is drawn as a dashed frame."""

    count: int
    label: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """All systems in one strip, one unit a system."""

    parts: tuple[StripPart, ...]


@dataclass(frozen=True, slots=True)
class ArchitectureBox:
    """A system or device in a zone. ``control`` boxes are pale, ``pending`` ones dashed."""

    key: str
    name: str
    second: str = ""
    tag: str = ""
    control: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class ArchitectureZone:
    """本地, 边缘, 私有/专属 or 公有云; an unused zone stays, with what would open it."""

    name: str
    second: str
    boxes: tuple[ArchitectureBox, ...] = ()
    used: bool = True
    condition: str = ""


@dataclass(frozen=True, slots=True)
class ArchitectureLink:
    """A numbered line between two boxes; ``dashed`` is a backup flow, ``both`` has two heads."""

    source: str
    target: str
    number: str = ""
    label: str = ""
    dashed: bool = False
    both: bool = False


@dataclass(frozen=True, slots=True)
class Architecture:
    """The target architecture: exactly four zones from left to right."""

    zones: tuple[ArchitectureZone, ...]
    links: tuple[ArchitectureLink, ...] = ()


@dataclass(frozen=True, slots=True)
class GanttRow:
    """A measure in time; ``after`` holds the keys of its prerequisites."""

    key: str
    label: str
    owner: str
    start: int
    end: int
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GanttPhase:
    """A phase with its milestone. ``fill``: ``red`` · ``mid`` · ``B`` · ``white``."""

    label: str
    fill: str
    rows: tuple[GanttRow, ...]
    milestone_month: int = 0
    milestone_label: str = ""


@dataclass(frozen=True, slots=True)
class GanttYear:
    """A calendar year of the scale: its label and the months it covers."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GanttQuarter:
    """A quarter's label and its first month."""

    label: str
    start: int


@dataclass(frozen=True, slots=True)
class Gantt:
    """The roadmap; ``legend`` pairs a fill (or ``milestone``, ``link``) with its word."""

    phases: tuple[GanttPhase, ...]
    years: tuple[GanttYear, ...]
    quarters: tuple[GanttQuarter, ...]
    months: int = 36
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The cumulative known cost at the end of a month; ``value_label`` only where it changes."""

    label: str
    value: float
    fill: str
    value_label: str = ""


@dataclass(frozen=True, slots=True)
class FirstYear:
    """Cumulative cost of the first year against the budget's upper limit (None: not given)."""

    steps: tuple[Step, ...]
    cap: float | None = None
    cap_label: str = ""
    room_label: str = ""


@dataclass(frozen=True, slots=True)
class CostBar:
    """One alternative as a bar of parts, in the order of ``CostBars.parts``."""

    label: str
    values: tuple[float, ...]
    total_label: str
    open_room: float = 0.0
    open_label: str = ""


@dataclass(frozen=True, slots=True)
class CostBars:
    """Two alternatives on one scale; at most five parts, always in the same order."""

    parts: tuple[str, ...]
    bars: tuple[CostBar, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """An alternative over the years; ``marker``: ``square`` · ``disc`` · ``open``."""

    label: str
    values: tuple[float, ...]
    marker: str


@dataclass(frozen=True, slots=True)
class CostLines:
    """Cumulative cost at the end of each year."""

    lines: tuple[CostLine, ...]
    years: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharePart:
    """Who pays how much; 0 is drawn as a dashed box with the reason in ``text``."""

    amount: float
    text: str


@dataclass(frozen=True, slots=True)
class Shares:
    """企业出, 服务商让, 财政补 in one bar."""

    parts: tuple[SharePart, ...]


FigureData = (
    Radar | Ladder | StartBar | Completeness | Strip | Architecture | Gantt | FirstYear
    | CostBars | CostLines | Shares
)
CellFigure = ScoreBar | ScoreAxis | DifferenceBar
