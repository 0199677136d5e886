"""The values that the form engine hands out and takes in: every screen's vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select as it is offered now."""

    value: str
    label: str
    image: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """Why an answer does not stand.

    Attributes:
        path: Absolute path with positions, as in ``NodeView.path``.
        kind: ``required``, ``constraint`` or ``type``.
        message: The author's text, else ours, in the entry's language.
        severity: ``hard`` blocks finishing; ``soft`` warns and can be insisted on (design §8).
    """

    path: str
    kind: str
    message: str
    severity: str = "hard"


@dataclass(frozen=True, slots=True)
class Question:
    """A row of the form as the author wrote it: static, the same for every record.

    Attributes:
        path: Absolute path without positions, ``/data/systems/system_list/sys_name``.
        kind: ``group``, ``repeat`` or a control: ``text integer decimal date time datetime
            select_one select_multiple rank range note acknowledge image audio video file barcode
            geopoint geotrace geoshape``; ``calculate`` and ``hidden`` have no control.
        number: The fixed number, ``3.10``; empty where the author gave none.
        severity: ``hard`` or ``soft``.
        appearance: Tokens of the appearance.
        parameters: ``start``, ``end``, ``step``, ``max-pixels`` and the like.
        unit: Shown inside a number field, ``万元``; may be empty.
        fixed_rows: A repeat whose rows the user may not add or remove.
    """

    path: str
    kind: str
    number: str = ""
    severity: str = "hard"
    appearance: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    fixed_rows: bool = False
    children: tuple["Question", ...] = ()

    @property
    def name(self) -> str:
        """The last step of the path."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class NodeView:
    """Everything a screen shows of one node now.

    ``path`` carries positions of every repeat, ``/data/systems/system_list[2]/sys_cost``;
    ``value`` is the stored text of odk.md §2; ``choices`` are what the filter offers now;
    ``not_applicable`` is 不涉及, whether by the choice ``na`` or by an annotation.
    """

    path: str
    kind: str
    value: str
    relevant: bool
    required: bool
    readonly: bool
    violation: Violation | None
    label: str
    hint: str
    guidance: str = ""
    choices: tuple[Choice, ...] = ()
    not_applicable: bool = False
    media: Mapping[str, str] = field(default_factory=dict)


# The reason of a 待确认 on an answer that was taken over from the last visit.
CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One row of the ``annotation`` repeat (design §4): what a visit needs beside the answer.

    ``kind`` is ``na todo remark flag evidence override respondent``; ``path`` is the annotated node
    with positions; ``row`` is its own 1-based position in the repeat.
    """

    path: str
    kind: str
    reason: str = ""
    text: str = ""
    owner: str = ""
    due: str = ""
    by: str = ""
    at: str = ""
    file: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One edit as it is journalled: replaying a record's operations in order gives the record.

    ``kind``: ``answer`` (value), ``add_row`` (path of the repeat), ``remove_row`` (of the row),
    ``restore_row`` (path of the row, value = its XML), ``annotate`` (fields of an ``Annotation``),
    ``retract`` (value = row of the annotation). ``at`` is when it was made: a replay uses it as the
    clock, so that today() gives what it gave.
    """

    kind: str
    path: str
    value: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None

    def as_dict(self) -> dict[str, object]:
        """Return a dict of JSON values; ``from_dict`` reads it back."""
        return {
            "kind": self.kind,
            "path": self.path,
            "value": self.value,
            "fields": dict(self.fields),
            "at": self.at.isoformat() if self.at else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> "Operation":
        """Read what ``as_dict`` wrote."""
        at = data.get("at")
        fields = data.get("fields")
        return cls(
            kind=str(data["kind"]),
            path=str(data["path"]),
            value=str(data.get("value", "")),
            fields={str(k): str(v) for k, v in fields.items()} if isinstance(fields, dict) else {},
            at=datetime.fromisoformat(at) if isinstance(at, str) else None,
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What an edit altered: absolute paths with positions; a screen redraws just that.

    ``rows`` are repeats whose rows came or went; ``annotations`` are annotated paths;
    ``done`` is the operation with its time and ``undo`` what takes it back, in order.
    """

    values: frozenset[str] = frozenset()
    relevance: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    readonly: frozenset[str] = frozenset()
    violations: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    annotations: frozenset[str] = frozenset()
    done: Operation | None = None
    undo: tuple[Operation, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """Every path that a screen has to look at again."""
        return (
            self.values | self.relevance | self.required | self.readonly | self.violations
            | self.labels | self.choices | self.rows | self.annotations
        )
