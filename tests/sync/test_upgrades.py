"""A person sees what a new questionnaire version changes before a visit moves to it."""

import forms
from sync.upgrades import FormChange, form_changes
from tests.sync.builders import a_form_xml


def a_form(*changes: tuple[str, str]) -> forms.Form:
    xml = a_form_xml().decode()
    for old, new in changes:
        assert old in xml
        xml = xml.replace(old, new)
    return forms.load(xml.encode(), media={})


def test_new_gone_and_different_questions_are_told_apart() -> None:
    # given
    new = a_form(
        ("<photo3/>", "<extra/>"), ("/data/photo3", "/data/extra"),
        ('nodeset="/data/photo2" type="binary"', 'nodeset="/data/photo2" type="int"'),
        ('<upload ref="/data/photo2" mediatype="image/*"><label>照片</label></upload>',
         '<input ref="/data/photo2"><label>几张</label></input>'),
    )
    # when
    found = form_changes(a_form(), new)
    # then
    assert FormChange("added", "/data/extra", "") in found
    assert FormChange("removed", "/data/photo3", "") in found
    assert FormChange("changed", "/data/photo2", "", ("kind",)) in found
    assert len(found) == 3


def test_a_form_does_not_differ_from_itself() -> None:
    assert form_changes(a_form(), a_form()) == ()
