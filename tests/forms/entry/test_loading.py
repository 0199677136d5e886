"""What loads, what is refused by name and place, and what is only remarked upon."""

from pathlib import Path

import pytest

import forms
from forms.definition import secondary
from forms.entry import recompute
from tests.forms.scenario import (
    Part,
    calculate,
    form,
    group,
    hidden,
    integer,
    repeat,
    scenario,
    select,
    setvalue,
    text,
)

_GOOD = form(text("a"))
_DOCTYPE = _GOOD.replace(b'<?xml version="1.0"?>',
                         b'<?xml version="1.0"?><!-- x --><!DOCTYPE a [<!ENTITY b "c">]>')


def refused(xform: bytes) -> forms.FormDefinitionError:
    with pytest.raises(forms.FormDefinitionError) as caught:
        forms.load(xform)
    return caught.value


@pytest.mark.parametrize(("data", "code"), [
    (b"", "empty-file"), (b"%PDF-1.4", "not-xml"), (b"\x89PNG\r\n\x1a\n\0\0", "encoding"),
    (b"<html><body/></html>", "not-a-form"), (_GOOD[:-40], "not-xml"),
    (_DOCTYPE, "doctype-refused"), (_DOCTYPE.decode().encode("utf-16"), "doctype-refused"),
    (b"<a>" * 5000 + b"</a>" * 5000, "too-deep"),
    (_GOOD.replace(b"<a></a>", b"<a>\xff\xfe</a>"), "not-xml"),
    (_GOOD.replace(b"<instance>", b"<nothing>").replace(b"</instance>", b"</nothing>"),
     "no-primary-instance"),
])
def test_what_is_no_form_is_refused_with_a_code(data: bytes, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize(("parts", "code"), [
    ((calculate("a", "/data/b"), calculate("b", "/data/a")), "cycle"),
    ((text("a", relevant="/data/b = 1"), text("b", relevant="/data/a = 1")), "cycle"),
    ((calculate("a", ". + 1"),), "cycle"),
    ((calculate("a", "/data/nowhere"),), "unknown-reference"),
    ((text("a"), text("a")), "duplicate-node"),
    ((calculate("a", "nothing(1)"),), "unknown-function"),
    ((calculate("a", "substr('x')"),), "arity"),
    ((calculate("a", "1 +* 2"),), "expression-syntax"),
    ((calculate("a", "1 + " * 25_000 + "1"),), "expression-too-long"),
    ((calculate("a", "(" * 9000 + "1" + ")" * 9000),), "expression-too-deep"),
    ((calculate("a", "extract-signed('a', 'b')"),), "function-unavailable"),
    ((calculate("a", "indexed-repeat(1, /data/a, 1)"),), "path-expected"),
    ((text("a", constraint="regex(., '(')"),), "pattern-invalid"),
    ((text("a", constraint="regex(., '((a+)+)\\1')"),), "pattern-too-complex"),
    ((calculate("a", "digest('x', 'MD4')"),), "digest-unknown"),
    ((calculate("a", "instance('nowhere')/root/item"),), "instance-unknown"),
])
def test_a_faulty_form_is_refused_and_the_node_is_named(parts: tuple[Part, ...],
                                                        code: str) -> None:
    error = refused(form(*parts))
    assert error.code == code
    assert str(error.values["node"]).startswith("/data/")


def test_a_circle_names_all_its_nodes() -> None:
    error = refused(form(calculate("a", "/data/b"), calculate("b", "/data/c"),
                         calculate("c", "/data/a"), calculate("d", "/data/a")))
    assert error.values["nodes"] == ["/data/a", "/data/b", "/data/c"]


def test_an_error_in_an_expression_says_attribute_and_position() -> None:
    values = refused(form(integer("a", constraint=". > ("))).values
    assert (values["node"], values["attribute"], values["position"]) == (
        "/data/a", "constraint", 5)


def test_reading_another_row_of_the_own_repeat_is_no_circle() -> None:
    s = scenario(form(repeat("p", integer("v"), calculate(
        "k", "sum(/data/p[position() < position(current()/..)]/k) + ../v"), rows=2)))
    s.answer("/p[1]/v", "1").answer("/p[2]/v", "2")
    assert s.value("/p[2]/k") == "3"


def test_an_unknown_event_is_refused() -> None:
    assert refused(form(text("a"), model=setvalue("odk-never", "/data/a", "1"))).code == (
        "unknown-event")


def test_entities_of_a_newer_kind_are_refused() -> None:
    xform = form(text("a")).replace(b"<model>", b'<model entities:entities-version="2031.1.0">')
    assert refused(xform).code == "entities-version"


def test_a_question_without_a_node_is_refused() -> None:
    xform = form(text("a")).replace(b"<input ref='/data/a'>", b"<input ref='/data/zz'>")
    assert refused(xform).values["node"] == "/data/zz"


def test_a_huge_count_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "MAX_COUNTED_ROWS", 50)
    s = scenario(form(repeat("p", text("v"), count="1000000000")))
    assert s.rows("/p") == 50


def test_a_huge_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secondary, "MAX_ROWS", 50)
    media = {"x.csv": b"name,label\n" + b"a,b\n" * 51}
    model = '<instance id="x" src="jr://file-csv/x.csv"/>'
    with pytest.raises(forms.FormDefinitionError) as caught:
        scenario(form(select("s", "instance('x')/root/item"), model=model), media).offered("/s")
    assert caught.value.code == "media-too-large"


def test_an_expression_that_feeds_on_itself_ends() -> None:
    with pytest.raises(forms.FormDefinitionError) as caught:
        scenario(form(group("g", integer("a"), calculate("t", "sum(/data/g/*) + 1"))))
    assert caught.value.code == "endless"
    assert caught.value.values["node"] == "/data/g/t"


def test_nested_counts_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "MAX_NEW_ROWS", 100)
    with pytest.raises(forms.FormDefinitionError) as caught:
        scenario(form(repeat("p", repeat("q", text("v"), count="90"), count="90")))
    assert caught.value.code == "too-many-rows"


def test_texts_that_double_one_another_are_bounded() -> None:
    doubling = [calculate(f"t{n}", f"concat(/data/t{n - 1}, /data/t{n - 1})")
                for n in range(1, 40)]
    with pytest.raises(forms.FormDefinitionError) as caught:
        scenario(form(text("t0", default="x"), *doubling))
    assert caught.value.code == "text-too-long"


def test_the_same_bytes_are_read_once() -> None:
    assert forms.load(_GOOD)._programs is forms.load(bytes(_GOOD))._programs


def test_questions_are_a_tree_with_kinds() -> None:
    s = scenario(form(group("g", integer("n", appearance="thousands-sep big"),
                            repeat("r", text("t"))), hidden("h"), calculate("c", "1")))
    kinds = {q.name: q.kind for q in (*s.form.root.children, *s.form.root.children[0].children)}
    assert kinds == {"g": "group", "n": "integer", "r": "repeat", "h": "hidden", "c": "calculate"}
    assert s.form.question("/data/g/n").appearance == ("thousands-sep", "big")
    assert s.form.question("/data/g/r[2]/t").path == "/data/g/r/t"


def test_our_attributes_come_with_the_form() -> None:
    s = scenario(form(integer("n", **{"yz:number": "3.10", "yz:severity": "hard",
                                      "yz:unit": "万元"}), text("t")))
    question = s.form.question("/data/n")
    assert (question.number, question.severity, question.unit) == ("3.10", "hard", "万元")
    assert s.form.question("/data/t").severity == "soft"


@pytest.mark.parametrize(("part", "code"), [
    (calculate("x", "/data/p/v + 1"), "repeat-as-scalar"),
    (calculate("x", "regex(/data/a, '[0-9]+')"), "regex-whole"),
    (calculate("x", "floor(1.5)"), "not-in-collect"),
    (calculate("x", "count(/data/p[2])"), "position-predicate"),
])
def test_what_other_clients_do_otherwise_is_remarked(part: Part, code: str) -> None:
    s = scenario(form(text("a"), repeat("p", integer("v")), part))
    assert code in [found for found, _ in s.form.warnings]


def test_a_stored_boolean_that_is_read_is_remarked() -> None:
    s = scenario(form(calculate("b", "1 > 2"), calculate("c", "if(/data/b, 1, 2)")))
    assert ("boolean-stored", {"node": "/data/b", "attribute": "calculate"}) in s.form.warnings



def test_a_form_and_its_files_load_from_paths(tmp_path: Path) -> None:
    model = '<instance id="x" src="jr://file-csv/x.csv"/>'
    (tmp_path / "f.xml").write_bytes(form(select("s", "instance('x')/root/item"), model=model))
    (tmp_path / "media").mkdir()
    (tmp_path / "media/x.csv").write_bytes(b"name,label\na,A\n")
    for source, media in ((tmp_path / "f.xml", None), (str(tmp_path / "f.xml"),
                                                       str(tmp_path / "media"))):
        entry = forms.load(source, media).start()
        assert [choice.value for choice in entry.node("/data/s").choices] == ["a"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(forms.FormDefinitionError) as caught:
        forms.load(tmp_path / "none.xml")
    assert caught.value.values["file"] == "none.xml"


def test_a_package_gives_the_form_back() -> None:
    s = scenario(form(text("a")), {"x.csv": b"name\n"})
    again = forms.load(s.form.package())
    assert (again.sha256, dict(again.media)) == (s.form.sha256, {"x.csv": b"name\n"})
