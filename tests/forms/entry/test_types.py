"""Values by type: what is stored, what is refused and why."""

from datetime import date

import pytest

import forms
from tests.forms.scenario import form, scenario, text, typed

STORED = [
    ("int", "007", "7"), ("int", "-5", "-5"), ("int", "2147483647", "2147483647"),
    ("int", "10.9", "10"), ("decimal", "12.50", "12.5"), ("decimal", "1200", "1200"),
    ("decimal", "12345678901234567.125", "12345678901234567.125"),
    ("date", "2026-02-28", "2026-02-28"),
    ("time", "09:30:00", "09:30:00"), ("time", "09:30:00.000+08:00", "09:30:00.000+08:00"),
    ("dateTime", "2026-03-01T09:30:00.000+08:00", "2026-03-01T09:30:00.000+08:00"),
    ("geopoint", "30.5 114.3 0 5", "30.5 114.3 0.0 5.0"),
    ("geotrace", "0 0; 1 1", "0.0 0.0;1.0 1.0"),
    ("geoshape", "0 0;0 1;1 1;0 0", "0.0 0.0;0.0 1.0;1.0 1.0;0.0 0.0"),
    ("string", " as is ", " as is "),
    ("barcode", "690123", "690123"), ("binary", "photo.jpg", "photo.jpg"),
]
REFUSED = [
    ("int", "2147483648"), ("int", "many"), ("int", "1_000"), ("decimal", "1,5"),
    ("decimal", "inf"),
    ("date", "2026-02-30"), ("date", "1.3.2026"), ("time", "24:00:00"), ("time", "9:30"),
    ("dateTime", "2026-03-01"), ("dateTime", "2026-03-01T25:00:00Z"), ("geopoint", "91 0"),
    ("geopoint", "here"), ("geotrace", "0 0"), ("geoshape", "0 0;0 1;1 1;1 0"),
]


@pytest.mark.parametrize(("kind", "given", "stored"), STORED)
def test_an_answer_is_stored_as_its_type_writes_it(kind: str, given: str, stored: str) -> None:
    s = scenario(form(typed("a", kind)))
    assert s.answer("/a", given).value("/a") == stored
    assert s.violation("/a") == ""


@pytest.mark.parametrize(("kind", "given"), REFUSED)
def test_what_does_not_parse_is_refused_with_its_reason(kind: str, given: str) -> None:
    s = scenario(form(typed("a", kind)))
    s.answer("/a", given)
    assert s.value("/a") == ""
    violation = s.view("/a").violation
    assert violation is not None
    assert violation.kind == "type"
    assert given in violation.message
    assert s.changes.violations == {s.path("/a")}


def test_the_reason_speaks_the_language_of_the_record() -> None:
    itext = ('<itext><translation lang="English"><text id="x"><value>X</value></text>'
             '</translation></itext>')
    s = scenario(form(typed("a", "date"), itext=itext))
    s.answer("/a", "soon")
    assert s.view("/a").violation.message == "“soon” is not a date."  # type: ignore[union-attr]  # seen


def test_an_answer_may_be_given_as_a_python_value() -> None:
    s = scenario(form(typed("i", "int"), typed("d", "decimal"), typed("day", "date"), text("t")))
    s.answer("/i", 3).answer("/d", 2.5).answer("/day", date(2026, 3, 1)).answer("/t", None)
    found = [s.value(f"/{name}") for name in ("i", "d", "day", "t")]
    assert found == ["3", "2.5", "2026-03-01", ""]


def test_characters_that_xml_forbids_are_dropped() -> None:
    s = scenario(form(text("t")))
    s.answer("/t", "a\x00b\x0bc\ud800d")
    assert s.value("/t") == "abcd"
    forms.load(s.form.xform).resume(s.entry.xml())


def test_a_loaded_time_keeps_its_text() -> None:
    s = scenario(form(typed("t", "dateTime")))
    xml = s.entry.xml().replace(b"<t/>", b"<t>2026-03-01T09:30:00Z</t>")
    assert s.form.resume(xml).value("/data/t") == "2026-03-01T09:30:00Z"
