"""Two versions of a record side by side."""

from sync.differences import Difference, differences
from tests.sync.builders import an_instance


def test_only_what_a_person_can_choose_between_is_shown() -> None:
    # given
    rows = "<row><a>1</a></row><row><a>2</a></row>"
    ours = an_instance("uuid:1", name="甲", extra=rows)
    theirs = an_instance("uuid:2", deprecated_id="uuid:1", name="乙",
                         extra=rows.replace("2", "3") + "<more>x</more>")
    # then
    assert differences(ours, theirs) == (
        Difference("/data/ent_name", "甲", "乙"), Difference("/data/row[2]/a", "2", "3"),
        Difference("/data/more", None, "x"),
    )


def test_equal_versions_differ_in_nothing() -> None:
    assert differences(an_instance("uuid:1"), an_instance("uuid:2")) == ()
