"""Setting up ODK Central for a province: what the laptops need is published in one go."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.client.office import CentralOffice, Row
from sync.configuration import with_review_address
from sync.down import TASKS
from sync.values import ServerConfig

# The lists that laptops read, with the properties that they show (docs/platform.md §4).
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    TASKS: ("uscc", "county", "contact", "phone", "surveyor", "due", "remark"),
    "providers": ("uscc", "county", "kind", "contact", "phone", "remark"),
    "benchmarks": (
        "section", "scale", "measure", "count", "lower", "median", "upper", "computed_on",
    ),
}


class Published(Protocol):
    """A ``forms.Form``."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def xform(self) -> bytes: ...
    @property
    def media(self) -> Mapping[str, bytes]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an office wants published; ``tasks`` are the 待诊断企业, ``laptops`` names of keys."""

    project: str
    forms: Sequence[Published]
    tasks: Sequence[Row] = ()
    laptops: Sequence[str] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was taken. ``kind``: ``project list form tasks laptop``; ``outcome`` its result.

    ``config`` is what a laptop is set up with.
    """

    kind: str
    name: str
    outcome: str = ""
    config: ServerConfig | None = None


def set_up(office: CentralOffice, wanted: Wanted) -> Iterator[Done]:
    """Take one step after the other; whoever stops in between may begin again.

    Lists come before forms: Central links a form's file to the list of its name when it is made.

    Raises:
        SyncError: what the server refuses; the steps before it stay.
    """
    address = office.open_project(wanted.project)
    yield Done("project", wanted.project, address)
    for name, properties in PROPERTIES.items():
        office.put_list(name, properties)
        yield Done("list", name)
    for form in wanted.forms:
        yield Done("form", f"{form.id} {form.version}", office.publish(
            form.xform, form.id, form.version, form.media))
    if wanted.tasks:
        new, changed = office.put_rows(TASKS, wanted.tasks, wanted.source)
        yield Done("tasks", wanted.source, f"{new} {changed}")
    server, _, project = address.partition("/v1/projects/")
    for name in wanted.laptops:
        url = f"{server}/v1/key/{office.laptop_key(name)}/projects/{project}"
        yield Done("laptop", name, "", with_review_address(ServerConfig(url=url)))
