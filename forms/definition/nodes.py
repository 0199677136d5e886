"""A form as data: its nodes with their binds and controls, its texts, itemsets and actions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from forms.expression.tree import Expression

EXPRESSIONS = ("calculate", "relevant", "required", "readonly", "constraint")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with expressions in it; ``parts`` are strings and expressions, in order."""

    parts: tuple["str | Expression", ...]

    @property
    def fixed(self) -> str | None:
        """The text when no expression is in it."""
        if all(isinstance(part, str) for part in self.parts):
            return "".join(str(part) for part in self.parts)
        return None


@dataclass(frozen=True, slots=True)
class Label:
    """Where a text comes from: an itext id, an expression, or the text itself."""

    itext: str = ""
    expression: Expression | None = None
    inline: Template | None = None


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices drawn from nodes: a path with predicates, and where value and label stand."""

    nodes: Expression
    value: str
    label: Expression | None
    label_is_itext: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A choice written in the body."""

    value: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Control:
    """What the body says of a node."""

    tag: str
    label: Label | None = None
    hint: Label | None = None
    appearance: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    itemset: Itemset | None = None
    items: tuple[Item, ...] = ()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """A ``setvalue``: when, where, and what (an expression, or a text).

    ``path`` is its reference where that has predicates, so that it may name another row.
    """

    events: frozenset[str]
    target: "Definition"
    value: Expression | None
    text: str = ""
    owner: "Definition | None" = None
    path: Expression | None = None


class Definition:
    """A node of the primary instance as the form defines it, one for all rows of a repeat.

    Attributes:
        index: Its place in form order, unique.
        default: The text it begins with, of a leaf.
        added: The form does not have it; it is written only when it holds something.
        repeats: The repeats that it lies in, outermost first, itself excluded.
        by_name: Child elements by name, attributes by ``@name``.
    """

    __slots__ = (
        "actions", "added", "attributes", "bind", "by_name", "children", "control", "count",
        "default", "expressions", "group_control", "index", "is_attribute", "is_repeat", "name",
        "namespace", "no_add_remove", "parent", "path", "prefix", "repeats", "template",
    )

    def __init__(self, name: str, namespace: str, prefix: str, parent: "Definition | None",
                 index: int) -> None:
        self.name = name
        self.namespace = namespace
        self.prefix = prefix
        self.parent = parent
        self.index = index
        self.path: str = f"{parent.path}/{name}" if parent is not None else f"/{name}"
        self.attributes: list[Definition] = []
        self.children: list[Definition] = []
        self.by_name: dict[str, Definition] = {}
        self.is_repeat = False
        self.is_attribute = False
        self.added = False
        self.no_add_remove = False
        self.count: Expression | None = None
        self.default = ""
        self.template: Element | None = None
        self.repeats: tuple[Definition, ...] = ()
        self.bind = Bind()
        self.expressions: dict[str, Expression] = {}
        self.control: Control | None = None
        self.group_control: Control | None = None
        self.actions: list[Action] = []

    @property
    def level(self) -> int:
        """How many rows an instance of it is in, itself included where it is a row."""
        return len(self.repeats) + self.is_repeat

    def walk(self) -> Iterator["Definition"]:
        """Yield this node and all below it, attributes first, in form order."""
        yield self
        yield from self.attributes
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Bind:
    """What a bind says beside its expressions (which are in ``Definition.expressions``).

    ``settings`` are attributes of ODK's namespace: ``quality``, ``track-changes`` and the like;
    ``sources`` the texts of the expressions.
    """

    type: str = "string"
    constraint_message: Label | None = None
    required_message: Label | None = None
    preload: str = ""
    preload_parameters: str = ""
    number: str = ""
    severity: str = ""
    unit: str = ""
    saveto: str = ""
    max_pixels: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExternalInstance:
    """A secondary instance kept outside of the form: ``jr://file-csv/x.csv``."""

    name: str
    source: str


TextForms = Mapping[str, Template]


@dataclass(frozen=True, slots=True)
class Translations:
    """Texts by language, id and form (``long short guidance image big-image audio video``)."""

    languages: tuple[str, ...] = ()
    default: str = ""
    texts: Mapping[str, Mapping[str, TextForms]] = field(default_factory=dict)
