"""What the list and the header say of a record."""

from desktop.facts import describe, record_facts, scale_words
from tests.desktop.builders import an_entry, questionnaire


def test_a_size_by_analogy_is_said_to_be_advised_in_the_header() -> None:
    # given: a school, for whose trade there is no rule
    entry = questionnaire().start()
    for path, value in (
        ("visit/consent_given", "yes"), ("enterprise/entity_type", "company"),
        ("enterprise/ent_name", "晋中某某学校"), ("enterprise/industry_division", "83"),
        ("enterprise/employees", "120"), ("enterprise/revenue", "900"),
    ):
        entry.answer(f"/data/{path}", value)
    # then
    assert entry.value("/data/enterprise/scale_basis") == "analogy"
    assert describe(entry)[1].startswith("中型（建议）")
    assert describe(an_entry("factory"))[1].startswith("中型 •")


def test_no_size_is_no_advice() -> None:
    assert scale_words("", "analogy") == ""


def test_a_prefilled_record_can_be_found_before_the_consent() -> None:
    # given: what the platform knew of the enterprise is filled in, nothing is agreed yet
    entry = questionnaire().start()
    entry.answer("/data/enterprise/ent_name", "晋中某某机械厂")
    entry.answer("/data/enterprise/contact_name", "王总")
    # when
    facts = record_facts(entry, None)
    # then its name is known, the contact is not
    assert not entry.node("/data/enterprise").relevant
    assert (facts.enterprise, facts.pinyin, facts.contact) == ("晋中某某机械厂", "jzmmjxc", "")
