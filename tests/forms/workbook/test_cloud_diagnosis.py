"""The questionnaire as it behaves: 划型, the code's check, paths, consent, modules, filters."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

import forms
import resources
from forms.enterprise import divisions, uscc
from forms.enterprise.scale import Figures, is_analogy, scale, scale_code
from tests.forms.workbook.books import CORE

E = "/data/enterprise"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SYMBOLS = {"X": "employees", "Y": "revenue", "Z": "assets"}
PLENTY = {"X": "400000", "Y": "90000000", "Z": "90000000"}
# A 行业大类 and 细分行业 of each 划型行业.
INDUSTRY = {
    "agri": ("01", ""), "industry": ("34", ""), "construction": ("47", ""),
    "wholesale": ("51", ""), "retail": ("52", ""), "transport": ("59", "s591"),
    "storage": ("59", "s592"), "post": ("60", ""), "hotel": ("61", ""), "catering": ("62", ""),
    "info_transmission": ("63", ""), "software": ("65", ""),
    "real_estate_dev": ("70", "s7010"), "property_mgmt": ("70", "s7020"),
    "lease_business": ("72", "s7291"), "other": ("73", ""),
}


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(resources.read_text(f"tables/{name}.csv"))))


TABLE = table("enterprise_scale")
INDUSTRIES = table("industries")


@pytest.fixture(scope="module")
def form() -> Iterator[forms.Form]:
    with resources.as_path(CORE) as folder:
        yield forms.load(folder)


@pytest.fixture
def entry(form: forms.Form) -> forms.Entry:
    """A visit to a company that has consented."""
    entry = form.start(now=lambda: NOW)
    entry.answer("/data/visit/consent_given", "yes")
    entry.answer(f"{E}/entity_type", "company")
    return entry


def set_industry(entry: forms.Entry, division: str, sub: str = "") -> None:
    entry.answer(f"{E}/industry_division", division)
    if sub:
        entry.answer(f"{E}/industry_sub", sub)


def test_the_shipped_tables_are_those_of_the_questionnaire() -> None:
    for name in ("divisions", "industries", "enterprise_scale"):
        own = resources.read_text(f"{CORE}/media/{name}.csv")
        assert own == resources.read_text(f"tables/{name}.csv"), name


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r['scale_code']}-{r['symbol']}")
def test_every_boundary_of_the_table_is_that_of_the_oracle(
    entry: forms.Entry, row: dict[str, str]
) -> None:
    # given an enterprise of this industry, everything else as large as can be
    division, sub = INDUSTRY[row["scale_code"]]
    set_industry(entry, division, sub)
    for symbol, name in SYMBOLS.items():
        entry.answer(f"{E}/{name}", PLENTY[symbol])
    step = Decimal(1) if row["symbol"] == "X" else Decimal("0.01")
    for tier in ("large", "medium", "small"):
        for value in (Decimal(row[f"{tier}_min"]), Decimal(row[f"{tier}_min"]) - step):
            # when the figure stands on the boundary or just under it
            entry.answer(f"{E}/{SYMBOLS[row['symbol']]}", str(value))
            # then the form says what the table says
            figures = {**PLENTY, row["symbol"]: str(value)}
            expected = scale(
                row["scale_code"],
                Figures(int(Decimal(figures["X"])), Decimal(figures["Y"]), Decimal(figures["Z"])),
                TABLE,
            )
            assert entry.value(f"{E}/scale_result") == expected, (tier, value)


@pytest.mark.parametrize("row", TABLE, ids=lambda r: f"{r['scale_code']}-{r['symbol']}")
def test_a_missing_figure_leaves_the_size_open(entry: forms.Entry, row: dict[str, str]) -> None:
    division, sub = INDUSTRY[row["scale_code"]]
    set_industry(entry, division, sub)
    for symbol, name in SYMBOLS.items():
        if symbol != row["symbol"]:
            entry.answer(f"{E}/{name}", PLENTY[symbol])
    assert entry.value(f"{E}/scale_result") == ""
    assert entry.value(f"{E}/form_path") == "lite"


@pytest.mark.parametrize("industry", INDUSTRIES, ids=lambda r: r["division_code"])
def test_every_industry_gets_the_rule_and_the_module_of_its_row(
    entry: forms.Entry, industry: dict[str, str]
) -> None:
    division = industry["division_code"]
    set_industry(entry, division)
    assert entry.value(f"{E}/scale_code") == scale_code(division, "", INDUSTRIES)
    analogy = is_analogy(division, "", INDUSTRIES)
    expected = "analogy" if analogy else "rule" if scale_code(
        division, "", INDUSTRIES) not in ("", "na") else ""
    assert entry.value(f"{E}/scale_basis") == expected
    assert entry.value(f"{E}/key_industry") == industry["module"]
    offered = {choice.value for choice in entry.node(f"{E}/key_industry").choices}
    assert len(offered) == 10
    assert industry["module"] in offered


def test_an_undecided_sub_industry_is_not_guessed(entry: forms.Entry) -> None:
    set_industry(entry, "59")
    entry.answer(f"{E}/employees", "2000")
    entry.answer(f"{E}/revenue", "90000")
    assert entry.value(f"{E}/scale_result") == ""
    entry.answer(f"{E}/industry_sub", "s592")
    assert entry.value(f"{E}/scale_result") == "large"


@pytest.mark.parametrize(
    ("division", "offered"),
    [("59", "s591 s592"), ("70", "s7010 s7020 s70x none"), ("25", "s252 s251 none"),
     ("72", "s7291 none"), ("78", "s786 none")],
)
def test_sub_industries_are_those_of_the_division(
    entry: forms.Entry, division: str, offered: str
) -> None:
    set_industry(entry, division)
    choices = entry.node(f"{E}/industry_sub").choices
    assert " ".join(choice.value for choice in choices) == offered


def test_the_module_is_preselected_and_can_be_changed(entry: forms.Entry) -> None:
    set_industry(entry, "25", "s252")
    assert entry.value(f"{E}/key_industry") == "chemical"
    entry.answer(f"{E}/key_industry", "coal")
    entry.answer(f"{E}/employees", "50")
    assert entry.value(f"{E}/key_industry") == "coal"
    set_industry(entry, "72", "s7291")
    assert entry.value(f"{E}/key_industry") == "culture_tourism"


def test_paths_follow_size_and_can_be_raised(entry: forms.Entry) -> None:
    # given a small plant
    set_industry(entry, "34")
    entry.answer(f"{E}/employees", "86")
    entry.answer(f"{E}/revenue", "4200")
    assert (entry.value(f"{E}/scale_result"), entry.value(f"{E}/form_path")) == ("small", "lite")
    assert not entry.node("/data/infra/drill").relevant
    # when the consultant raises the path
    entry.answer(f"{E}/path_upgrade", "yes")
    # then it is asked like a large one, and says why
    assert entry.value(f"{E}/form_path") == "std"
    assert entry.node(f"{E}/path_upgrade_reason").relevant
    assert entry.node("/data/infra/drill").relevant
    # and a large one cannot be lowered
    entry.answer(f"{E}/employees", "5000")
    entry.answer(f"{E}/revenue", "90000")
    assert not entry.node(f"{E}/path_upgrade").relevant
    assert entry.value(f"{E}/form_path") == "std"


def test_an_individual_business_has_its_short_way(entry: forms.Entry) -> None:
    entry.answer(f"{E}/entity_type", "individual")
    assert (entry.value(f"{E}/scale_result"), entry.value(f"{E}/form_path")) == ("geti", "geti")
    assert entry.node("/data/business/geti_book").relevant
    assert not entry.node("/data/systems").relevant
    assert not entry.node(f"{E}/assets").relevant


@pytest.mark.parametrize(
    ("code", "ok"),
    [("914403001922038216", "1"), ("91330106673959654P", "1"), ("11100000MB0143028R", "1"),
     ("914403001922038217", "0"), ("91350100M0001TGQXM", "0"), ("91440300192203821", ""),
     ("91440300192203821O", ""), ("", "")],
)
def test_the_form_checks_the_code_as_the_standard_does(
    entry: forms.Entry, code: str, ok: str
) -> None:
    entry.answer(f"{E}/uscc", code)
    assert entry.value(f"{E}/uscc_check_ok") == ok
    assert entry.node(f"{E}/uscc_override").relevant == (ok == "0")


def test_every_check_character_agrees_with_the_oracle(entry: forms.Entry) -> None:
    first = "92140105MA0K00001"
    for last in uscc.ALPHABET:
        entry.answer(f"{E}/uscc", first + last)
        expected = "1" if last == uscc.check_character(first) else "0"
        assert entry.value(f"{E}/uscc_check_ok") == expected, last


def test_without_consent_nothing_is_asked(form: forms.Form) -> None:
    entry = form.start(now=lambda: NOW)
    sections = [q.path for q in form.root.children if q.kind == "group" and q.name != "result"]
    assert len(sections) == 11
    for answer in ("", "no"):
        entry.answer("/data/visit/consent_given", answer)
        assert [p for p in sections if entry.node(p).relevant] == ["/data/visit"]
    violation = entry.node("/data/visit/consent_given").violation
    assert violation is not None
    assert violation.severity == "hard"


def test_photos_and_places_wait_for_the_rule_of_the_site(entry: forms.Entry) -> None:
    for rule, place, photo in (("", False, False), ("none", False, False),
                               ("no_photo", True, False), ("open", True, True)):
        entry.answer("/data/visit/site_rule", rule)
        assert entry.node("/data/visit/site_geopoint").relevant is place
        assert entry.node(f"{E}/licence_photo").relevant is photo


def test_counties_are_offered_with_their_city(entry: forms.Entry) -> None:
    labels = {c.value: c.label for c in entry.node(f"{E}/reg_county").choices}
    assert len(labels) == 117 + 4
    assert (labels["140302"], labels["140502"]) == ("阳泉市 城区", "晋城市 城区")
    assert labels["140171"] == "太原市 山西转型综合改革示范区"
    assert "140202" not in labels


def test_constraints_bear_that_the_other_answer_is_missing(entry: forms.Entry) -> None:
    set_industry(entry, "34")
    entry.answer("/data/strategy/cloud_spend", "5")
    entry.answer("/data/confirm/followup", "2020-01-01")
    for path in ("/data/strategy/cloud_spend", "/data/confirm/followup"):
        assert entry.node(path).violation is None
    entry.answer("/data/strategy/it_budget", "3")
    entry.answer("/data/visit/visit_date", "2026-11-20")
    for path in ("/data/strategy/cloud_spend", "/data/confirm/followup"):
        violation = entry.node(path).violation
        assert violation is not None
        assert violation.severity == "soft"


def test_red_line_questions_come_when_they_matter(entry: forms.Entry) -> None:
    entry.answer("/data/data_security/incident", "fraud")
    assert not entry.node("/data/data_security/incident_fixed").relevant
    entry.answer("/data/data_security/incident", "virus fraud")
    assert entry.node("/data/data_security/incident_fixed").relevant
    set_industry(entry, "26")
    entry.answer("/data/business/chem_hazard", "major")
    assert entry.node("/data/business/sis_external").relevant


@pytest.mark.parametrize("county", ["140214", "140105", "140171", "140502"])
def test_the_place_in_the_code_is_compared_as_the_oracle_does(
    entry: forms.Entry, county: str
) -> None:
    rows = table("divisions")
    entry.answer(f"{E}/reg_county", county)
    for code in [*(row["code"] for row in rows), "440300"]:
        entry.answer(f"{E}/uscc", f"91{code}MA0K000011")
        said = entry.value(f"{E}/uscc_place")
        remark = divisions.remark_on(code, county, rows)
        assert {"same": "", "above": ""}.get(said, said) == remark, code
