"""The platform's pages: who sees what, what may be done, and that no forged form does it."""

import base64
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests
from argon2 import PasswordHasher
from openpyxl import Workbook, load_workbook

import forms
from desktop.practice import fill, practice_visit
from sync.platform import accounts, entities, ledger, reviews, statistics
from sync.platform.accounts import Person
from sync.platform.database import reading, writing
from sync.platform.ledger import LedgerError
from sync.platform.server import RunningPlatform
from sync.platform.statistics import Period
from sync.platform.submissions import Sender, receive
from sync.signing import verify
from sync.store import Store
from sync.updates import take_in_signed, trust
from tests.sync.browser import Page, chromium
from tests.sync.builders import NOON, AForm, an_instance, load_a_form

WORDS = "correct horse battery"
ROOT = Path(__file__).parents[2]
PROVINCE = Person(1, "sheng@x.cn", "省", "admin", "14")
PEOPLE = (
    ("sheng@x.cn", "省中心", "admin", "14"), ("shi@x.cn", "晋中市审核员", "reviewer", "1407"),
    ("xian@x.cn", "榆次区审核员", "reviewer", "140702"),
    ("taiyuan@x.cn", "太原市审核员", "reviewer", "1401"),
    ("kan@x.cn", "查看员", "viewer", "1407"),
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningPlatform]:
    # Passwords are hashed as slowly as they should be everywhere but in these tests.
    monkeypatch.setattr(accounts, "HASHER", PasswordHasher(1, 64, 1))
    with RunningPlatform(folder=tmp_path / "platform") as running:
        running.publish(AForm())
        with writing(running.engine) as session:
            for email, name, role, region in PEOPLE:
                accounts.new_person(session, email, name, WORDS, role, region, NOON)
        yield running


class Visitor:
    """Somebody at a browser, without the browser."""

    def __init__(self, office: RunningPlatform, email: str) -> None:
        self.url = office.url
        self.http = requests.Session()
        self.http.post(f"{self.url}/login", data={"email": email, "password": WORDS})

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.url}{path}", allow_redirects=False)

    def post(self, path: str, **values: object) -> requests.Response:
        files = values.pop("files", None)
        found = re.search(r'name="csrf" value="([^"]+)"', self.get("/").text)
        data = {"csrf": found.group(1) if found else "", **values}
        return self.http.post(
            f"{self.url}{path}", data=data, files=files,  # type: ignore[arg-type]
        )


class Visitors(dict[str, Visitor]):
    """Everybody by the first part of their name; each signs in when first asked for."""

    def __init__(self, office: RunningPlatform) -> None:
        super().__init__()
        self.office = office

    def __missing__(self, name: str) -> Visitor:
        self[name] = Visitor(self.office, f"{name}@x.cn")
        return self[name]


@pytest.fixture
def visitors(office: RunningPlatform) -> Iterator[Visitors]:
    found = Visitors(office)
    yield found
    for one in found.values():
        one.http.close()


def test_a_broken_record_is_marked_and_neither_counted_nor_approved(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    xml = an_instance("uuid:b", extra="<reg_county>140702</reg_county>")
    with writing(office.engine) as session:
        receive(session, xml[:-30], {}, Sender("本机"), NOON)
    # when
    listed = visitors["xian"].get("/?state=broken").text
    shown = visitors["xian"].get("/records/1").text
    # then
    assert "残缺" in listed
    assert "山西砚川机械制造有限公司" in listed
    assert "请诊断员从本机重新上报" in shown
    assert 'value="approve"' not in shown
    assert visitors["xian"].post("/records/1/review", act="approve").status_code == 409
    with reading(office.engine) as session:
        assert statistics.counted(session, PROVINCE) == []


def a_record(
    office: RunningPlatform, number: int, county: str = "140702", *, approved: bool = False,
    score: float = 43.8, scale: str = "small", uscc: str = "", day: str = "2026-11-20",
    name: str = "砚川",
) -> int:
    result = (
        f"<uscc>{uscc or f'9114{number:014d}'}</uscc><reg_county>{county}</reg_county>"
        f"<industry_division>34</industry_division><visit_date>{day}</visit_date><result>"
        f"<cmi>{score}</cmi><level>L2</level><scale>{scale}</scale><path>lite</path>"
        f"<d1>{score}</d1></result>"
    )
    xml = an_instance(f"uuid:{number}", extra=result, name=f"{name}{number}")
    with writing(office.engine) as session:
        receive(session, xml, {}, Sender("李工"), NOON)
        row = reviews.find(session, PROVINCE, "visit", f"uuid:{number}")
        if approved:
            reviews.approve(session, PROVINCE, row, "", NOON)
        return row.id


def state(office: RunningPlatform, pk: int) -> tuple[str | None, str]:
    with reading(office.engine) as session:
        row = reviews.by_pk(session, PROVINCE, pk)
        return row.review_state, row.stage


def test_nothing_is_shown_to_a_stranger(office: RunningPlatform) -> None:
    for path in ("/", "/records/1", "/statistics", "/report.xlsx", "/people", "/audit"):
        answer = requests.Session().get(f"{office.url}{path}", allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/login")


def test_everybody_sees_only_their_region(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    ours, theirs = a_record(office, 1, "140702"), a_record(office, 2, "140105")
    # then
    seen = {
        name: [f"砚川{number}" in visitors[name].get("/").text for number in (1, 2)]
        for name in ("sheng", "shi", "xian", "taiyuan", "kan")
    }
    assert seen == {"sheng": [True, True], "shi": [True, False], "xian": [True, False],
                    "taiyuan": [False, True], "kan": [True, False]}
    assert visitors["taiyuan"].get(f"/records/{ours}").status_code == 404
    assert visitors["taiyuan"].post(f"/records/{ours}/review", act="approve").status_code == 404
    assert visitors["shi"].get(f"/records/{theirs}").status_code == 404


def test_a_record_goes_from_county_to_city_to_province(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    pk = a_record(office, 1)
    path = f"/records/{pk}/review"
    # then
    for name, expected in (("xian", "city"), ("shi", "province"), ("sheng", "done")):
        assert visitors[name].post(path, act="approve").status_code == 200
        assert state(office, pk)[1] == expected
    assert state(office, pk) == ("approved", "done")
    # and the lower ones have had their turn
    assert visitors["xian"].post(path, act="return", words="x").status_code == 403
    assert visitors["kan"].post(path, act="approve").status_code == 403
    # and the province may take it back
    assert visitors["sheng"].post(path, act="return", words="重看").status_code == 200
    assert state(office, pk) == ("hasIssues", "county")


def test_returning_needs_words_and_names_the_questions(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    pk = a_record(office, 1)
    # then
    assert visitors["xian"].post(f"/records/{pk}/review", act="return").status_code == 400
    # when
    page = visitors["xian"].post(
        f"/records/{pk}/review", act="return", words="其余不用动",
        number=["3.10", "", "4.2", ""], about=["补照片", "", "<b>核对</b>", ""],
    )
    # then
    assert "【3.10】补照片\n【4.2】&lt;b&gt;核对&lt;/b&gt;\n其余不用动" in page.text
    assert state(office, pk) == ("hasIssues", "county")


def test_a_forged_form_does_nothing(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    pk = a_record(office, 1)
    own = visitors["xian"]
    # when: a form without the token, and one with that of somebody else
    for token in ("", "x" * 32):
        answer = own.http.post(f"{own.url}/records/{pk}/review",
                               data={"csrf": token, "act": "approve"})
        assert answer.status_code == 403
    # then
    assert state(office, pk) == (None, "county")
    cookie = next(iter(own.http.cookies))
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "strict"


def test_pages_allow_no_script_and_escape_what_people_wrote(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    a_record(office, 1, name="&lt;script&gt;alert(1)&lt;/script&gt;")
    # when
    page = visitors["sheng"].get("/")
    # then
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_stranger_cannot_fill_the_disk_through_the_login_form(office: RunningPlatform) -> None:
    with requests.Session() as http:
        large = http.post(f"{office.url}/login", files={"x": ("x", b"x" * 20_000)})
        endless = http.post(f"{office.url}/login", data=iter([b"email=a"]))
    assert (large.status_code, endless.status_code) == (413, 413)


def test_filters_find_by_text_region_state_and_level(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    a_record(office, 1, "140702", approved=True)
    a_record(office, 2, "140105", name="100%", day="2026-10-05")
    # then
    for query, expected in (
        ("text=砚川", [1]), ("text=%25", [2]), ("region=1407", [1]), ("state=done", [1]),
        ("state=open", [2]), ("level=L2", [1, 2]), ("level=L5", []), ("scale=small", [1, 2]),
        ("industry=34&region=1401", [2]), ("month=2026-11", [1]), ("month=2026-10", [2]),
        ("month=x", [1, 2]),
    ):
        page = visitors["sheng"].get(f"/?{query}").text
        assert [n for n in (1, 2) if f"SX-20261123-00000{n}" in page] == expected, query


def test_one_invoice_counts_once_in_the_province(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    first = a_record(office, 1, approved=True)
    second = a_record(office, 2, "140105")
    # when
    done = visitors["xian"].post(f"/records/{first}/subsidies", invoice=" ab 1", amount="10,000")
    again = visitors["taiyuan"].post(f"/records/{second}/subsidies", invoice="AB1", amount="5")
    # then
    assert (done.status_code, again.status_code) == (200, 409)
    assert "发票 AB1 已经用于「砚川1」" in again.text


def test_a_subsidy_is_applied_for_approved_and_paid_in_order(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    pk, open_pk = a_record(office, 1, approved=True), a_record(office, 2)
    visitors["xian"].post(f"/records/{pk}/subsidies", invoice="A", amount="1000")
    visitors["xian"].post(f"/records/{open_pk}/subsidies", invoice="B", amount="1000")
    # then
    assert visitors["xian"].post("/subsidies/1", act="approve", amount="900").status_code == 409
    assert visitors["shi"].post("/subsidies/1", act="pay").status_code == 409
    assert visitors["shi"].post("/subsidies/1", act="approve", amount="1001").status_code == 409
    assert visitors["shi"].post("/subsidies/2", act="approve", amount="1").status_code == 409
    assert visitors["shi"].post("/subsidies/1", act="approve", amount="900").status_code == 200
    assert visitors["shi"].post("/subsidies/1", act="pay").status_code == 200
    assert visitors["shi"].post("/subsidies/1", act="pay").status_code == 409
    with reading(office.engine) as session:
        sums = ledger.sums(ledger.lines(session, PROVINCE))
    assert [str(one) for one in (sums.applied, sums.approved, sums.paid)] == [
        "2000.00", "900.00", "900.00"]


@pytest.mark.parametrize("amount", ["", "-1", "0", "abc", "1e99", "NaN"])
def test_an_amount_that_is_none_is_refused(office: RunningPlatform, amount: str) -> None:
    pk = a_record(office, 1)
    with writing(office.engine) as session, pytest.raises(LedgerError) as caught:
        ledger.apply(session, PROVINCE, reviews.by_pk(session, PROVINCE, pk), "A", amount, NOON)
    assert caught.value.code == "no-amount"


def test_an_enterprise_counts_once_and_only_large_cells_are_a_benchmark(
    office: RunningPlatform,
) -> None:
    # given
    for number in range(9):
        a_record(office, number, approved=True, score=40 + number, scale="small")
    a_record(office, 20, uscc="X" * 18, day="2026-10-01")
    a_record(office, 21, uscc="X" * 18, day="2026-11-02")
    a_record(office, 22, approved=True, scale="geti")
    with reading(office.engine) as session:
        # when
        found = statistics.overview(session, PROVINCE, Period.parse("2026-11", date(2026, 11, 23)))
        # then
        assert (found.all, found.in_period, found.approved) == (11, 11, 10)
        assert dict(found.by_level)["不定级（个体）"] == 1
        assert statistics.benchmark(session, PROVINCE) == []
    a_record(office, 9, approved=True, score=49)
    with reading(office.engine) as session:
        cells = statistics.benchmark(session, PROVINCE)
    assert {(one.section, one.scale, one.measure, one.count) for one in cells} == {
        (section, scale, measure, 10)
        for section, scale in (("全部", "全部"), ("全部", "小型"), ("制造业", "小型"))
        for measure in ("score", "d1")
    }
    assert cells[0].median == 44.5


def test_a_follow_up_takes_no_visits_place_in_the_statistics(office: RunningPlatform) -> None:
    # given: a visit, and a later follow-up of the same enterprise
    a_record(office, 1, uscc="X" * 18, day="2026-10-01")
    office.publish(AForm("follow_up"))
    extra = f"<uscc>{'X' * 18}</uscc><reg_county>140702</reg_county>" \
        "<visit_date>2026-11-02</visit_date>"
    with writing(office.engine) as session:
        receive(session, an_instance("uuid:f", form_id="follow_up", extra=extra), {},
                Sender("李工"), NOON)
    # when
    with reading(office.engine) as session:
        found = statistics.counted(session, PROVINCE)
    # then
    assert [(one.uscc, one.score, one.day) for one in found] == [
        ("X" * 18, 43.8, date(2026, 10, 1))]


def test_the_published_benchmark_is_a_list_in_codes_that_forgets_what_is_gone(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given: ten approved records of small manufacturers
    keys = [a_record(office, number, approved=True, score=40 + number) for number in range(10)]
    # when
    visitors["sheng"].post("/benchmark")
    # then: laptops find the cell by letter, size and the names of a record's result
    with reading(office.engine) as session:
        rows = [row.properties for row in entities.rows_of(session, "benchmarks")]
    assert {(row["section"], row["scale"], row["measure"]) for row in rows} == {
        (section, scale, measure) for section, scale in (("all", "all"), ("all", "small"),
                                                         ("C", "small"))
        for measure in ("cmi", "d1")}
    assert {row["median"] for row in rows} == {"44.5"}
    # when: one of them is returned, the cell has nine
    with writing(office.engine) as session:
        row = reviews.by_pk(session, PROVINCE, keys[0])
        row.stage = "county"
    visitors["sheng"].post("/benchmark")
    # then
    with reading(office.engine) as session:
        assert entities.rows_of(session, "benchmarks") == []


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("2026-11", "2026-11-01", "2026-11-30"), ("2026-Q4", "2026-10-01", "2026-12-31"),
     ("2026", "2026-01-01", "2026-12-31"), ("2024-02", "2024-02-01", "2024-02-29"),
     ("2026-12", "2026-12-01", "2026-12-31"), ("nonsense", "2026-11-01", "2026-11-30"),
     ("2026-13", "2026-11-01", "2026-11-30"), ("", "2026-11-01", "2026-11-30")],
)
def test_periods_have_their_first_and_last_day(name: str, first: str, last: str) -> None:
    found = Period.parse(name, date(2026, 11, 23))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert not found.holds(found.first - timedelta(days=1))


def test_the_report_is_a_workbook_of_the_region(
    office: RunningPlatform, visitors: Visitors
) -> None:
    # given
    pk = a_record(office, 1, approved=True, name="=HYPERLINK(1)")
    a_record(office, 2, "140105")
    visitors["shi"].post(f"/records/{pk}/subsidies", invoice="A", amount="1000")
    # when
    book = load_workbook(io.BytesIO(visitors["shi"].get("/report.xlsx?period=2026-Q4").content))
    # then
    assert book.sheetnames == ["按地区", "按行业门类", "按规模", "按等级", "按月", "本期企业",
                               "补贴台账", "同行参照"]
    assert book["按地区"]["A1"].value == "晋中市 2026 年第 4 季度企业上云诊断统计"
    enterprises = [row[0].value for row in book["本期企业"].iter_rows(min_row=4)]
    assert enterprises == ["'=HYPERLINK(1)1"]
    assert [row[2].value for row in book["补贴台账"].iter_rows(min_row=4)] == ["A"]


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in (("企业名称", "统一社会信用代码", "县区", "截止日期"), *rows):
        book.worksheets[0].append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_tasks_are_imported_whole_or_not_at_all(visitors: Visitors) -> None:
    # given
    good = ("砚川机械", "91140702MA0LX0014G", "榆次区", date(2026, 12, 10))
    bad = ("云坪装备", "123", "月球", None)
    elsewhere = ("澄谷煤业", "91140702MA0LX0014H", "太原市 小店区", None)

    def put(data: bytes) -> requests.Response:
        return visitors["shi"].post("/tasks/import", files={"file": ("a.xlsx", data)})

    # then
    refused = put(sheet(good, bad, elsewhere))
    assert refused.status_code == 400
    assert "第 3 行" in refused.text
    assert "太原市 小店区不归本级管" in refused.text
    assert "砚川机械" not in visitors["shi"].get("/tasks").text
    assert "新增 1 家" in put(sheet(good)).text
    assert "没有变化 1 家" in put(sheet(good)).text
    assert "2026-12-10" in visitors["xian"].get("/tasks").text
    assert "砚川机械" not in visitors["taiyuan"].get("/tasks").text
    assert put(b"no workbook").status_code == 400


def test_a_questionnaire_is_published_closed_and_given_out_signed(
    visitors: Visitors, tmp_path: Path
) -> None:
    # given
    new = AForm(version="2").xform
    # when
    done = visitors["sheng"].post("/questionnaires/publish", files={"file": ("a.xml", new)})
    again = visitors["sheng"].post(
        "/questionnaires/publish", files={"file": ("a.xml", AForm(version="2", title="改").xform)})
    broken = visitors["sheng"].post("/questionnaires/publish", files={"file": ("a.xml", b"<a/>")})
    other = visitors["shi"].post("/questionnaires/publish", files={"file": ("a.xml", new)})
    # then
    statuses = [one.status_code for one in (done, again, broken, other)]
    assert statuses == [200, 400, 400, 403]
    page = visitors["sheng"].get("/questionnaires").text
    key = re.search(r"<summary>公钥</summary><code>([^<]+)", page)
    assert key is not None
    public = base64.b64decode(key.group(1))
    signed = visitors["sheng"].get("/versions/1.yzs").content
    assert verify(signed, {"企业上云诊断平台": public}).payload == AForm().package()
    store = Store.create(tmp_path / "laptop", "p")
    trust(store, "企业上云诊断平台", public)
    take_in_signed(store, signed, load_a_form)
    assert store.questionnaires()[0].signer == "企业上云诊断平台"
    store.close()


def test_a_lost_laptop_is_shut_out(visitors: Visitors) -> None:
    # given
    page = visitors["sheng"].post("/laptops/new", name="晋中 李工")
    code = re.search(r"<details><summary>地址</summary><code>([^<]+)", page.text)
    assert code is not None
    headers = {"X-OpenRosa-Version": "1.0"}
    http = visitors["sheng"].http
    assert http.get(f"{code.group(1)}/formList", headers=headers).status_code == 200
    assert visitors["sheng"].get("/laptops/1/code.png").content.startswith(b"\x89PNG")
    assert visitors["shi"].get("/laptops/1").status_code == 404
    # when
    visitors["sheng"].post("/laptops/1/revoke")
    # then
    assert http.get(f"{code.group(1)}/formList", headers=headers).status_code == 403


def test_a_closed_account_is_out_at_once(visitors: Visitors) -> None:
    # when
    visitors["sheng"].post("/people/3", act="close")
    # then
    assert visitors["xian"].get("/").headers["Location"] == "/login"
    assert visitors["sheng"].post("/people/1", act="close").status_code == 400
    weak = visitors["sheng"].post("/people/new", email="n", name="n", password="short",  # noqa: S106
                                  role="viewer", region="14")
    assert weak.status_code == 400
    assert "停用账号" in visitors["sheng"].get("/audit").text


def test_people_change_their_own_password_and_are_signed_out_everywhere(
    visitors: Visitors, office: RunningPlatform
) -> None:
    # given
    elsewhere = Visitor(office, "xian@x.cn")
    # then
    wrong = visitors["xian"].post("/own/password", old="wrong", password="x" * 12)
    assert "原密码不对" in wrong.text
    short = visitors["xian"].post("/own/password", old=WORDS, password="x")  # noqa: S106
    assert "至少 10 位" in short.text
    # when
    visitors["xian"].post("/own/password", old=WORDS, password="x" * 12)
    # then
    assert elsewhere.get("/").headers["Location"] == "/login"
    assert Visitor(office, "xian@x.cn").get("/").status_code == 303
    elsewhere.http.close()


def test_every_page_answers(office: RunningPlatform, visitors: Visitors) -> None:
    a_record(office, 1, approved=True)
    for path in ("/", "/records/1", "/statistics", "/statistics?period=2026", "/subsidies",
                 "/tasks", "/questionnaires", "/laptops", "/people", "/audit", "/own",
                 "/static/style.css", "/static/fonts/sans-400.ttf"):
        assert visitors["sheng"].get(path).status_code == 200, path
    assert visitors["sheng"].get("/static/fonts/no.ttf").status_code == 404


def a_real_record(county: str, number: int) -> tuple[forms.Form, bytes]:
    """The practice factory's record in a county, with the shipped questionnaire."""
    form = forms.load(ROOT / "resources" / "questionnaires" / "cloud_diagnosis")
    entry = form.start(new_uuid=lambda: f"0000000{number}-1111-4111-8111-111111111111")
    fill(entry, practice_visit("factory"))
    entry.answer("/data/enterprise/reg_county", county)
    entry.answer("/data/enterprise/ent_name", f"试验企业{number}号")
    return form, entry.finish()


def test_the_whole_review_in_chromium(tmp_path: Path) -> None:
    """Start the platform, make accounts, filter, return, correct, approve, pay, report."""
    with RunningPlatform(folder=tmp_path) as office, chromium() as page:
        form, ours = a_real_record("140702", 1)
        _, theirs = a_real_record("140105", 2)
        office.publish(form)
        with writing(office.engine) as session:
            receive(session, ours, {}, Sender("李工"), NOON)
            receive(session, theirs, {}, Sender("王工"), NOON)
        if page is None:
            return
        make_accounts(page, office)
        sign_in(page, office, "xian@x.cn")
        assert "试验企业1号" in page.text()
        assert "试验企业2号" not in page.text()
        page.fill(text="没有这家")
        page.click(".filters button")
        assert "没有符合条件的记录" in page.text()
        return_with_a_question(page, office)
        sign_in(page, office, "taiyuan@x.cn")
        assert "试验企业1号" not in page.text()
        page.go(f"{office.url}/records/1")
        assert "没有这份记录" in page.text()
        sign_in(page, office, "sheng@x.cn")
        approve_and_pay(page, office)
        cookies = {"yz_session": page.cookie("yz_session")}
        report = requests.Session().get(f"{office.url}/report.xlsx", cookies=cookies)
        # Both records carry the practice factory's code: one enterprise.
        assert load_workbook(io.BytesIO(report.content))["按地区"]["B15"].value == 1


def make_accounts(page: Page, office: RunningPlatform) -> None:
    page.go(f"{office.url}/setup?code={office.setup_code}")
    page.fill(name="省中心", email="sheng@x.cn", password=WORDS)
    page.click("form button")
    sign_in(page, office, "sheng@x.cn")
    for email, region in (("xian@x.cn", "140702"), ("taiyuan@x.cn", "1401")):
        page.go(f"{office.url}/people")
        page.fill(name=email, email=email, password=WORDS, role="reviewer", region=region)
        page.click("form[action='/people/new'] button")
        assert email in page.text()


def sign_in(page: Page, office: RunningPlatform, email: str) -> None:
    page.call("Network.clearBrowserCookies")
    page.go(f"{office.url}/login")
    page.fill(email=email, password=WORDS)
    page.click("form button")
    assert "诊断记录" in page.text()


def return_with_a_question(page: Page, office: RunningPlatform) -> None:
    page.go(f"{office.url}/records/1")
    shown = page.text()
    assert "重要数据" in shown
    assert "与记录一致" in shown
    page.fill(number="3.11", about="补一张带日期的备份任务截图")
    page.click("button[value=return]")
    assert "退回待改" in page.text()
    assert "【3.11】补一张带日期的备份任务截图" in page.text()


def approve_and_pay(page: Page, office: RunningPlatform) -> None:
    page.go(f"{office.url}/records/1")
    page.click("button[value=approve]")
    assert "退回待改" not in page.text()
    page.fill(invoice="26142000000000000001", amount="12000")
    page.click("form[action='/records/1/subsidies'] button")
    assert "12,000.00" in page.text()
    page.go(f"{office.url}/subsidies")
    page.click("button[value=approve]")
    page.click("button[value=pay]")
    assert "已支付" in page.text()
