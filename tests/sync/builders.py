"""Data for the tests of sync: a small form, entries and records without the engine."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from forms.values import Operation
from sync.platform.publishing import identity_of
from sync.values import RecordFacts

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AForm:
    """A questionnaire as the store sees it."""

    id: str = "visit"
    version: str = "1"
    title: str = "走访"
    sheets: Mapping[str, object] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.xform).hexdigest()

    @property
    def xform(self) -> bytes:
        return a_form_xml(self.id, self.version, self.title)

    @property
    def media(self) -> dict[str, bytes]:
        return {}

    def package(self) -> bytes:
        return self.xform + b"".join(name.encode() for name in self.sheets)


def load_a_form(data: bytes, _media: Mapping[str, bytes]) -> AForm:
    """Stand in for the engine: the builder's form, read back from its XML."""
    form_id, version, title = identity_of(data)
    return AForm(form_id, version, title)


@dataclass(frozen=True, slots=True)
class AnEntry:
    """A record that begins."""

    instance_id: str = "uuid:11111111-1111-4111-8111-111111111111"

    def xml(self) -> bytes:
        return b"<data><draft/></data>"


def a_form_xml(form_id: str = "visit", version: str = "1", title: str = "走访") -> bytes:
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:orx="http://openrosa.org/xforms">
<h:head><h:title>{title}</h:title><model><instance><data id="{form_id}" version="{version}">
<ent_name/><photo/><photo2/><photo3/><consent_sync/><orx:meta><orx:instanceID/></orx:meta>
</data></instance>
<bind nodeset="/data/ent_name" type="string"/><bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/photo2" type="binary"/><bind nodeset="/data/photo3" type="binary"/>
<bind nodeset="/data/consent_sync" type="string"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()"/>
</model></h:head><h:body><input ref="/data/ent_name"><label>名称</label></input>
<upload ref="/data/photo" mediatype="image/*"><label>照片</label></upload>
<upload ref="/data/photo2" mediatype="image/*"><label>照片</label></upload>
<upload ref="/data/photo3" mediatype="image/*"><label>照片</label></upload></h:body></h:html>
""".encode()


def an_instance(
    instance_id: str, *, form_id: str = "visit", version: str = "1", deprecated_id: str = "",
    photos: tuple[str, ...] = (), name: str = "山西砚川机械制造有限公司", consent: str = "all",
    extra: str = "",
) -> bytes:
    tags = ("photo", "photo2", "photo3")
    files = "".join(f"<{tag}>{one}</{tag}>" for tag, one in zip(tags, photos, strict=False))
    deprecated = f"<orx:deprecatedID>{deprecated_id}</orx:deprecatedID>" if deprecated_id else ""
    return (
        f'<data xmlns:orx="http://openrosa.org/xforms" id="{form_id}" version="{version}">'
        f"<ent_name>{name}</ent_name>{files}<consent_sync>{consent}</consent_sync>{extra}"
        f"<orx:meta><orx:instanceID>{instance_id}</orx:instanceID>{deprecated}</orx:meta></data>"
    ).encode()


def answered(value: str, path: str = "/data/ent_name") -> Operation:
    return Operation("answer", path, value, at=NOON)


def some_facts(**changes: object) -> RecordFacts:
    values = {"enterprise": "山西砚川机械制造有限公司", "county": "140702", **changes}
    return RecordFacts(**values)  # type: ignore[arg-type]


def ticking(start: datetime = NOON) -> Callable[[], datetime]:
    """A clock that moves a second at every look."""
    times = iter(start + timedelta(seconds=n) for n in range(10**9))
    return lambda: next(times)
