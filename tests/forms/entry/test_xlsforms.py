"""XLSForms as authors write them, through pyxform: what it emits is what we run."""

import forms
from tests.forms.scenario import NOON, Scenario

SURVEY = ("| survey |\n| | type | name | label | relevant | choice_filter | calculation "
          "| repeat_count | trigger | default | parameters |\n")
CHOICES = """
| choices |
| | list_name | name | label | group |
| | c | 1 | One | x |
| | c | 2 | Two | y |
| | c | 3 | Three | x |
"""


def filled(*rows: str, media: dict[str, bytes] | None = None, last: str = "") -> Scenario:
    """Compile a form of these rows: ``type | name | label | relevant | …``."""
    survey = SURVEY + "".join(f"| | {row} |\n" for row in rows)
    form = forms.load((survey + CHOICES + last).encode(), media or {})
    return Scenario(form.xform, media, form.start(now=lambda: NOON))


def test_or_other_asks_what_else() -> None:
    s = filled("select_multiple c or_other | m | M")
    assert s.offered("/m") == ["1", "2", "3", "other"]
    assert not s.relevant("/m_other")
    s.answer("/m", "1 other")
    assert s.relevant("/m_other")


def test_a_filter_inside_a_repeat_reads_its_own_row() -> None:
    s = filled("begin_repeat | r | R", "text | g | G",
               "select_one c | s | S | | group = ${g}", "end_repeat | r")
    s.add("/r").answer("/r[1]/g", "x").answer("/r[2]/g", "y")
    assert (s.offered("/r[1]/s"), s.offered("/r[2]/s")) == (["1", "3"], ["2"])


def test_a_repeat_count_may_be_an_expression() -> None:
    s = filled("integer | n | N", "begin_repeat | r | R | | | | ${n} + 1", "text | t | T",
               "end_repeat | r")
    s.answer("/n", "2")
    assert s.rows("/r") == 3


def test_a_trigger_recalculates_only_when_it_changes() -> None:
    s = filled("text | a | A", "text | b | B", "calculate | c | | | | concat(${a}, ${b}) | | ${a}")
    s.answer("/b", "2")
    assert s.value("/c") == ""
    s.answer("/a", "1")
    assert s.value("/c") == "12"
    s.answer("/b", "3")
    assert s.value("/c") == "12"


def test_a_dynamic_default_in_a_repeat_is_set_in_every_new_row() -> None:
    s = filled("begin_repeat | r | R", "text | t | T | | | | | | concat('n', position(..))",
               "end_repeat | r")
    s.add("/r")
    assert (s.value("/r[1]/t"), s.value("/r[2]/t")) == ("n1", "n2")


def test_choices_come_from_the_rows_of_a_repeat() -> None:
    s = filled("begin_repeat | p | P", "text | who | Who", "integer | age | Age", "end_repeat | p",
               "select_one ${who} | oldest | Oldest | | ${age} > 60")
    s.add("/p").answer("/p[1]/who", "Ann").answer("/p[1]/age", "70")
    s.answer("/p[2]/who", "Ben").answer("/p[2]/age", "20")
    assert s.offered("/oldest") == ["Ann"]


def test_an_external_file_is_chosen_from_and_pulled_from() -> None:
    media = {"towns.csv": b"name,label,pop\na,Aville,100\nb,Btown,2000\n"}
    s = filled("select_one_from_file towns.csv | t | Town | | pop > 500",
               "calculate | pop | | | | pulldata('towns', 'pop', 'name', ${t})", media=media)
    assert s.offered("/t") == ["b"]
    s.answer("/t", "b")
    assert s.value("/pop") == "2000"


def test_rank_range_and_the_rest_have_their_kinds() -> None:
    s = filled("rank c | rk | Rank", "range | ra | Range | | | | | | | start=1 end=5 step=1",
               "note | no | Note", "acknowledge | ok | OK", "image | im | Image", "audio | au | A",
               "file | fi | File", "barcode | ba | Bar", "geopoint | ge | Geo", "time | ti | Time",
               "datetime | dt | When", "hidden | hi")
    kinds = [s.form.question(f"/data/{name}").kind for name in (
        "rk", "ra", "no", "ok", "im", "au", "fi", "ba", "ge", "ti", "dt", "hi")]
    assert kinds == ["rank", "range", "note", "acknowledge", "image", "audio", "file", "barcode",
                     "geopoint", "time", "datetime", "hidden"]
    assert s.form.question("/data/ra").parameters == {"start": "1", "end": "5", "step": "1"}


def test_the_last_saved_value_is_the_default() -> None:
    rows = ("text | a | A | | | | | | ${last-saved#a}",)
    first = filled(*rows)
    first.answer("/a", "again")
    second = first.form.start(last_saved=first.entry.xml())
    assert second.value("/data/a") == "again"


def test_the_instance_name_follows_the_answers() -> None:
    settings = "| settings |\n| | form_id | instance_name |\n| | f | concat('Visit ', ${a}) |\n"
    s = filled("text | a | A", last=settings)
    s.answer("/a", "7")
    assert s.value("/meta/instanceName") == "Visit 7"


def test_an_entity_is_declared_in_the_workbook() -> None:
    sheet = "| entities |\n| | dataset | label |\n| | trees | ${kind} |\n"
    survey = ("| survey |\n| | type | name | label | save_to |\n"
              "| | text | kind | Kind | species |\n")
    form = forms.load((survey + sheet).encode())
    entry = form.start()
    entry.answer("/data/kind", "Oak")
    change = entry.entities()[0]
    assert (change.dataset, change.label, change.creates) == ("trees", "Oak", True)
    assert change.properties == {"species": "Oak"}
    assert len(change.id) == 36


def test_an_entity_update_reads_the_list_it_was_chosen_from() -> None:
    sheet = "| entities |\n| | dataset | entity_id | label |\n| | trees | ${t} | |\n"
    survey = ("| survey |\n| | type | name | label | save_to | calculation |\n"
              "| | select_one_from_file trees.csv | t | Tree | | |\n"
              "| | text | size | Size | size | |\n")
    form = forms.load((survey + sheet).encode(),
                      {"trees.csv": b"name,label,__version\ne-1,Oak,3\n"})
    entry = form.start()
    entry.answer("/data/t", "e-1")
    entry.answer("/data/size", "big")
    change = entry.entities()[0]
    assert (change.id, change.updates, change.properties) == ("e-1", True, {"size": "big"})
    done = entry.finish().decode()
    assert 'baseVersion="3"' in done
    ours = forms.updated_list(form.media["trees.csv"], [change], lambda: "br")
    again = form.start(entities={"trees.csv": ours})
    again.answer("/data/t", "e-1")
    assert 'baseVersion="4" trunkVersion="3" branchId="br"' in again.finish().decode()
