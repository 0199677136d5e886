"""Choices: filters, files, languages, what is kept when an option goes."""

import pytest

import forms
from tests.forms.scenario import (
    calculate,
    choices,
    form,
    integer,
    repeat,
    scenario,
    select,
    setvalue,
    text,
)

_CITIES = choices("c", "a:Alpha:x", "b:Beta:y", "g:Gamma:x")
_FILE = '<instance id="x" src="jr://file-csv/x.csv"/>'


def test_a_filter_decides_what_is_offered_and_says_so() -> None:
    s = scenario(form(text("group"), select("s", "instance('c')/root/item[group = /data/group]"),
                      model=_CITIES))
    s.answer("/group", "x")
    assert s.offered("/s") == ["a", "g"]
    assert s.changes.choices == {s.path("/s")}


def test_a_value_that_is_no_longer_offered_is_cleared() -> None:
    s = scenario(form(text("group"),
                      select("s", "instance('c')/root/item[group = /data/group]"),
                      select("m", "instance('c')/root/item[group = /data/group or name = 'b']",
                             tag="select"), model=_CITIES))
    s.answer("/group", "x").answer("/s", "g").answer("/m", "g b").answer("/group", "y")
    assert s.value("/s") == ""
    assert s.value("/m") == "b"
    s.undo()
    assert (s.value("/s"), s.value("/m")) == ("g", "b g")


def test_several_choices_are_stored_in_their_order() -> None:
    s = scenario(form(select("m", "instance('c')/root/item", tag="select"), model=_CITIES))
    s.answer("/m", ["g", "a"])
    assert s.value("/m") == "a g"


def test_a_rank_keeps_the_order_it_is_given() -> None:
    s = scenario(form(select("m", "instance('c')/root/item", tag="odk:rank"), model=_CITIES))
    s.answer("/m", "g a b")
    assert s.value("/m") == "g a b"


def test_what_is_not_offered_is_refused_with_its_reason() -> None:
    s = scenario(form(select("s", "instance('c')/root/item"), model=_CITIES))
    s.answer("/s", "zz")
    assert s.value("/s") == ""
    assert s.violation("/s") == "type"
    assert "zz" in s.view("/s").violation.message  # type: ignore[union-attr]  # seen above
    s.answer("/s", "a")
    assert s.violation("/s") == ""


def test_choices_may_come_from_the_rows_of_a_repeat() -> None:
    s = scenario(form(repeat("p", text("name"), rows=2),
                      select("s", "/data/p[./name != '']", value="name", label_ref="name")))
    s.answer("/p[1]/name", "Ann")
    assert s.offered("/s") == ["Ann"]
    assert s.path("/s") in s.changes.choices


def test_a_csv_beside_the_form_is_a_list() -> None:
    media = {"x.csv": "\ufeffname,label,group\na,Alpha,1\nb,Beta\n".encode()}
    s = scenario(form(select("s", "instance('x')/root/item"),
                      calculate("g", "instance('x')/root/item[name = /data/s]/group"),
                      calculate("p", "pulldata('x', 'label', 'name', /data/s)"), model=_FILE),
                 media)
    s.answer("/s", "b")
    assert (s.value("/g"), s.value("/p")) == ("", "Beta")
    s.answer("/s", "a")
    assert s.value("/g") == "1"


def test_geojson_features_are_choices() -> None:
    data = (b'{"type":"FeatureCollection","features":[{"type":"Feature","id":"f1","geometry":'
            b'{"type":"Point","coordinates":[102,0.5]},"properties":{"title":"One"}}]}')
    s = scenario(form(select("s", "instance('x')/root/item", value="id", label_ref="title"),
                      calculate("where", "instance('x')/root/item[id = /data/s]/geometry"),
                      model='<instance id="x" src="jr://file/x.geojson"/>'), {"x.geojson": data})
    s.answer("/s", "f1")
    assert s.view("/s").choices == (forms.Choice("f1", "One"),)
    assert s.value("/where") == "0.5 102 0 0"


def test_a_missing_file_is_named_and_clears_nothing() -> None:
    s = scenario(form(select("s", "instance('x')/root/item"), model=_FILE))
    s.answer("/s", "kept")
    assert s.value("/s") == "kept"
    assert ("media-missing", {"instance": "x", "file": "x.csv"}) in s.form.warnings


@pytest.mark.parametrize("source", ["jr://file/../../etc/passwd", "jr://file-csv/..\\x.csv"])
def test_a_source_cannot_leave_the_media_folder(source: str) -> None:
    s = scenario(form(select("s", "instance('x')/root/item"),
                      model=f'<instance id="x" src="{source}"/>'))
    assert s.offered("/s") == []


def test_the_label_of_a_choice_is_there_for_calculations() -> None:
    s = scenario(form(select("s", "instance('c')/root/item"),
                      calculate("l", "jr:choice-name(/data/s, '/data/s')"), model=_CITIES))
    s.answer("/s", "b")
    assert s.value("/l") == "Beta"


def test_texts_follow_the_language() -> None:
    itext = ('<itext><translation lang="English" default="true()"><text id="a"><value>Apple</value>'
             '<value form="image">jr://images/a.png</value></text><text id="b"><value>Ball</value>'
             '</text></translation><translation lang="中文"><text id="a"><value>苹果</value></text>'
             '<text id="b"><value>-</value></text></translation></itext>')
    listing = ('<instance id="c"><root><item><itextId>a</itextId><name>1</name></item><item>'
               '<itextId>b</itextId><name>2</name></item></root></instance>')
    s = scenario(form(select("s", "instance('c')/root/item", label_ref="jr:itext(itextId)"),
                      calculate("l", "jr:choice-name(/data/s, '/data/s')"),
                      itext=itext, model=listing))
    assert s.form.languages == ("English", "中文")
    assert s.view("/s").choices[0] == forms.Choice("1", "Apple", "a.png")
    s.answer("/s", "1")
    s.entry.language = "中文"
    assert [choice.label for choice in s.view("/s").choices] == ["苹果", "Ball"]
    assert s.value("/l") == "苹果"


def test_a_question_with_a_trigger_sets_another() -> None:
    then = setvalue("xforms-value-changed", "/data/b", "concat('was ', /data/a)")
    further = setvalue("xforms-value-changed", "/data/c", "string-length(/data/b)")
    s = scenario(form(text("a", inner=then), text("b", inner=further), integer("c")))
    s.answer("/a", "x")
    assert (s.value("/b"), s.value("/c")) == ("was x", "5")
    s.undo()
    assert (s.value("/a"), s.value("/b"), s.value("/c")) == ("", "", "")


def test_a_dynamic_default_is_set_once() -> None:
    s = scenario(form(text("a"), model=setvalue("odk-instance-first-load", "/data/a", "today()")))
    assert s.value("/a") == "2026-03-01"
    s.answer("/a", "other")
    assert s.reopened().value("/a") == "other"


def test_the_last_saved_record_gives_defaults() -> None:
    default = setvalue("odk-instance-first-load", "/data/a", "instance('__last-saved')/data/a")
    xform = form(text("a"), model=default + '<instance id="__last-saved" '
                                            'src="jr://instance/last-saved"/>')
    first = scenario(xform)
    assert first.value("/a") == ""
    first.answer("/a", "same again")
    assert scenario(xform, last_saved=first.entry.xml()).value("/a") == "same again"


def test_a_random_order_stands_while_the_filter_does() -> None:
    many = choices("c", *(f"v{n}::{n % 2}" for n in range(40)))
    nodes = "randomize(instance('c')/root/item[group != /data/g])"
    s = scenario(form(text("g"), select("s", nodes), model=many), seed=7)
    first = s.offered("/s")
    assert first != sorted(first, key=lambda v: int(v[1:]))
    assert s.offered("/s") == first
    s.answer("/g", "1")
    assert len(s.offered("/s")) == 20


def test_the_label_of_a_choice_follows_a_filter_that_brings_it_back() -> None:
    s = scenario(form(text("g", default="x"),
                      select("s", "instance('c')/root/item[group = /data/g]"),
                      calculate("l", "jr:choice-name(/data/s, '/data/s')"), model=_CITIES))
    s.answer("/s", "g")
    assert s.offered("/s") == ["a", "g"]
    s.answer("/g", "y")
    assert s.value("/l") == ""
    s.undo()
    assert (s.value("/s"), s.value("/l")) == ("g", "Gamma")
