"""The life of a record: start, draft, resume, finish, revise; annotations; reduced scopes."""

from xml.etree import ElementTree

import pytest

import forms
from tests.forms.scenario import (
    NOON,
    Scenario,
    calculate,
    form,
    group,
    hidden,
    integer,
    repeat,
    scenario,
    text,
    typed,
    upload,
)

_ANNOTATION = repeat("annotation", *(hidden(name) for name in (
    "path", "kind", "reason", "text", "owner", "due", "by", "at", "file")), rows=0,
    **{"jr:noAddRemove": "true()"})  # type: ignore[arg-type]  # by name


def annotated(*parts: object) -> Scenario:
    return scenario(form(*parts, _ANNOTATION))  # type: ignore[arg-type]  # parts of the form


def names(xml: bytes) -> list[str]:
    return [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(xml).iter()]


def test_a_new_record_has_an_identity_and_its_preloads() -> None:
    s = scenario(form(hidden("start", **{"jr:preload": "timestamp", "jr:preloadParams": "start"}),
                      hidden("day", **{"jr:preload": "date", "jr:preloadParams": "today"}),
                      hidden("who", **{"jr:preload": "property", "jr:preloadParams": "username"})),
                 properties={"username": "li"})
    assert s.entry.instance_id == "uuid:00000000-0000-4000-8000-000000000002"
    assert [s.value(f"/{n}") for n in ("start", "day", "who")] == [
        "2026-03-01T12:00:00.000+00:00", "2026-03-01", "li"]


def test_reopening_changes_neither_identity_nor_start() -> None:
    s = scenario(form(hidden("start", **{"jr:preload": "timestamp", "jr:preloadParams": "start"})))
    again = s.form.resume(s.entry.xml())
    assert again.instance_id == s.entry.instance_id
    assert again.xml() == s.entry.xml()


def test_finishing_leaves_out_what_is_hidden_and_writes_the_end() -> None:
    s = scenario(form(text("a"), text("b", relevant="/data/a = '1'"),
                      group("g", text("c"), relevant="/data/a = '1'"),
                      hidden("end", **{"jr:preload": "timestamp", "jr:preloadParams": "end"})))
    s.answer("/a", "1").answer("/b", "secret").answer("/a", "2")
    done = s.entry.finish()
    assert names(done) == ["data", "a", "end", "meta", "instanceID"]
    assert b"2026-03-01T12:00:00.000" in done
    assert b"secret" in s.entry.xml()


def test_a_record_with_a_hard_violation_is_not_finished() -> None:
    s = scenario(form(text("a", required="true()"), integer("b", constraint=". > 3")))
    s.answer("/b", "1")
    with pytest.raises(forms.RecordError) as caught:
        s.entry.finish()
    assert caught.value.code == "not-finishable"
    found = caught.value.values["violations"]
    assert [v.kind for v in found] == ["required", "constraint"]  # type: ignore[attr-defined]  # a tuple


def test_in_our_forms_only_a_hard_row_blocks() -> None:
    s = scenario(form(text("a", required="true()", **{"yz:severity": "hard"}),
                      integer("b", constraint=". > 3")))
    s.answer("/a", "x").answer("/b", "1")
    assert s.view("/b").violation.severity == "soft"  # type: ignore[union-attr]  # it violates
    assert b"<b>1</b>" in s.entry.finish()


def test_equal_records_give_equal_bytes() -> None:
    s = scenario(form(text("a")))
    assert s.entry.finish() == s.entry.finish()


def test_an_encrypted_form_is_refused_rather_than_sent_plain() -> None:
    s = scenario(form(text("a"), model='<submission base64RsaPublicKey="MIIB"/>'))
    with pytest.raises(forms.RecordError) as caught:
        s.entry.finish()
    assert caught.value.code == "encrypted-form"


def test_a_revision_has_a_new_identity_and_names_the_old_one() -> None:
    s = scenario(form(text("a")))
    old = s.entry.instance_id
    new = s.form.resume(s.entry.finish(), revise=True)
    assert new.instance_id != old
    assert f"<orx:deprecatedID>{old}<" in new.xml().decode() or f"<deprecatedID>{old}<" in (
        new.xml().decode())


def test_a_record_of_another_form_is_refused() -> None:
    s = scenario(form(text("a")))
    for xml in (b'<data id="other"/>', b'<other id="test"/>', b"no xml", b""):
        with pytest.raises(forms.RecordError):
            s.form.resume(xml)


def test_unknown_attributes_and_their_namespaces_are_kept() -> None:
    xform = form(text("a")).replace(b"<a></a>", b'<a odk:tag="FN" plain="1"></a>')
    done = scenario(xform).entry.finish().decode()
    assert '<a odk:tag="FN" plain="1"/>' in done
    assert 'xmlns:odk="http://www.opendatakit.org/xforms"' in done


def test_attachments_are_the_files_of_relevant_questions() -> None:
    s = scenario(form(text("a"), upload("p", mediatype="image/*"),
                      upload("q", mediatype="image/*", relevant="/data/a = '1'")))
    s.answer("/p", "one.jpg").answer("/a", "1").answer("/q", "two.jpg").answer("/a", "")
    assert s.entry.attachments() == ("one.jpg",)


def test_an_annotation_is_a_row_of_the_record() -> None:
    s = annotated(text("a"))
    changes = s.entry.annotate("/data/a", "todo", text="ask", owner="Li", due="2026-04-01")
    assert changes.annotations == {"/data/a"}
    found = s.entry.annotations("/data/a")
    assert found == (forms.Annotation("/data/a", "todo", text="ask", owner="Li", due="2026-04-01",
                                      at="2026-03-01T12:00:00.000+00:00", row=1),)
    assert b"<kind>todo</kind>" in s.entry.finish()
    s.entry.apply(changes.undo[0])
    assert s.entry.annotations() == ()


def test_retracting_can_be_taken_back() -> None:
    s = annotated(text("a"))
    s.entry.annotate("/data/a", "remark", text="one")
    s.entry.annotate("/data/a", "remark", text="two")
    changes = s.entry.retract(1)
    assert [a.text for a in s.entry.annotations()] == ["two"]
    s.entry.apply(changes.undo[0])
    assert [a.text for a in s.entry.annotations()] == ["one", "two"]


def test_what_loses_an_annotation_is_named_so_that_its_card_is_drawn_again() -> None:
    s = annotated(text("a"), text("b"))
    annotating = s.entry.annotate("/data/a", "na", reason="none")
    assert s.entry.apply(annotating.undo[0]).annotations == {"/data/a"}
    s.entry.annotate("/data/a", "na", reason="none")
    retracting = s.entry.retract(1)
    assert retracting.annotations == {"/data/a"}
    assert "/data/a" in retracting.paths
    restoring = s.entry.apply(retracting.undo[0])
    assert restoring.annotations == {"/data/a"}
    assert s.entry.apply(restoring.undo[0]).annotations == {"/data/a"}
    assert s.entry.annotate("/data/b", "remark", text="x").annotations == {"/data/b"}


def test_annotations_follow_their_row_and_undo_restores_them() -> None:
    s = annotated(repeat("p", text("v"), rows=3))
    for row in (1, 2, 3):
        s.entry.annotate(f"/data/p[{row}]/v", "remark", text=f"r{row}")
    s.remove("/p[2]")
    assert [(a.path, a.text) for a in s.entry.annotations()] == [
        ("/data/p[1]/v", "r1"), ("/data/p[2]/v", "r3")]
    s.undo()
    assert [(a.path, a.text) for a in s.entry.annotations()] == [
        ("/data/p[1]/v", "r1"), ("/data/p[2]/v", "r2"), ("/data/p[3]/v", "r3")]


def test_not_applicable_is_the_choice_or_the_annotation() -> None:
    s = annotated(text("a"))
    assert not s.view("/a").not_applicable
    s.entry.annotate("/data/a", "na", reason="none here")
    assert s.view("/a").not_applicable
    assert s.entry.is_na("/data/a")


def test_a_foreign_form_has_no_annotations() -> None:
    s = scenario(form(text("a")))
    with pytest.raises(forms.AnswerRejectedError) as caught:
        s.entry.annotate("/data/a", "todo")
    assert caught.value.code == "annotation-unavailable"


def test_a_summary_keeps_identity_and_result_only() -> None:
    s = annotated(group("e", text("ent_name"), text("contact_name")), text("other"),
                  group("result", hidden("cmi", default="50")))
    s.answer("/e/ent_name", "厂").answer("/e/contact_name", "李").answer("/other", "x")
    s.entry.annotate("/data/other", "remark", text="private")
    done = s.entry.finish("summary")
    assert names(done) == ["data", "e", "ent_name", "result", "cmi", "meta", "instanceID"]


def test_a_replay_uses_the_time_of_the_operation() -> None:
    s = scenario(form(text("a"), calculate("d", "concat(/data/a, today())")))
    operation = forms.Operation("answer", "/data/a", "x", at=NOON.replace(year=2025))
    s.entry.apply(operation)
    assert s.value("/d") == "x2025-03-01"


def test_entities_are_made_and_changed_by_finished_records() -> None:
    parts = [text("t", **{"entities:saveto": "size"}), typed("n", "string")]
    meta = ('<entity dataset="trees" id="" create="1"><label/></entity>'
            '<instanceID/>')
    xform = form(*parts).replace(b"<instanceID/>", meta.encode())
    s = scenario(xform)
    s.answer("/t", "big").answer("/meta/entity/@id", "e-1").answer("/meta/entity/label", "Oak")
    assert s.entry.entities() == (forms.EntityChange("trees", "e-1", True, False, "Oak",
                                                     {"size": "big"}),)


def test_an_entity_list_remembers_where_it_left_the_server() -> None:
    server = b"name,label,__version,size\ne-1,Oak,3,small\n"
    change = forms.EntityChange("trees", "e-1", False, True, "Old oak", {"size": "big"})
    made = forms.EntityChange("trees", "e-2", True, False, "Elm", {"size": "new"})
    ours = forms.updated_list(server, [change, made], lambda: "branch")
    assert ours.decode().splitlines()[1:] == ["e-1,Old oak,4,3,branch,big", "e-2,Elm,1,,branch,new"]
    again = forms.merged_list(ours, b"name,label,__version,size\ne-1,Oak tree,5,huge\n")
    assert again.decode().splitlines()[1:] == ["e-1,Oak tree,5,,,huge", "e-2,Elm,1,,branch,new"]
