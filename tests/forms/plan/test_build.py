import re
from dataclasses import fields, is_dataclass, replace

import pytest

from forms.diagnosis.comparison import Benchmark
from forms.diagnosis.model import Basis, OpenItem
from forms.errors import FormDefinitionError
from forms.plan import build
from forms.plan.figures import CostBars, Gantt, Ladder, Radar, Shares
from forms.plan.model import (
    Answers,
    Block,
    Columns,
    Figure,
    Glossary,
    Numbered,
    PhotoRow,
    Plan,
    RedLineBox,
    SignBoxes,
    Table,
    plain,
)
from forms.values import CARRIED, Annotation
from tests.desktop.report.plans import (
    context,
    dearer,
    empty,
    geti,
    group,
    medium,
    provisional,
    small,
)
from tests.forms.plan.diagnoses import factory, last_year
from tests.forms.plan.visits import changed, path_of, plan_sheets, practice


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def all_words(plan: Plan) -> str:
    return "\n".join(texts((plan.cover, plan.chapters)))


def blocks(plan: Plan) -> list[Block]:
    found: list[Block] = []
    for chapter in plan.chapters:
        for block in chapter.blocks:
            found += [*block.left, *block.right] if isinstance(block, Columns) else [block]
    return found


def figure(plan: Plan, kind: type) -> object:
    return next((b.data for b in blocks(plan) if isinstance(b, Figure)
                 and isinstance(b.data, kind)), None)


def conclusion(plan: Plan, key: str) -> str:
    return next(chapter.conclusion for chapter in plan.chapters if chapter.key == key)


def table(plan: Plan, key: str, number: int = 0) -> list[list[str]]:
    found = [b for chapter in plan.chapters if chapter.key == key for b in chapter.blocks
             if isinstance(b, Table)]
    return [["".join(plain(line) for line in cell.lines) for cell in row.cells]
            for row in found[number].rows]


GOLDEN = {
    "medium": {
        "visit": "走访一次，答完 95.0% 的应有权重，可以出正式等级。",
        "scores": "总分 41.6，比上次高 5.8；数据与集成最低，是 29.4 分。",
        "findings": "红线 1 条，须在 2026-12-31 前整改；差距最大的是计算存储上云、生产、平台服务。",
        "measures": "先做立即整改的 2 项；首年已知 28.2 万元，另询价 7 项。",
        "systems": "11 个系统：5 个留、1 个停、4 个迁或换，1 个等核实；控制系统一律不上公有云。",
        "architecture": "控制在车间，数据单向出，业务系统上公有云；私有云本期不建。",
        "roadmap": "36 个月分四段；2027-01 前做完立即整改，再动业务系统。",
        "costs": "已知项上云少 19.7 万元；另有 3 项询价，合计超过它，上云就更贵。",
        "subsidy": "服务商让 4.2 万元，企业出 57.5 万元；没有可核的现行补贴，一分不计。",
        "risks": "六项风险各有人管；上云后企业仍要管账号、数据和备份。",
        "open": "6 件事没有定论，3 件有日期；诊断单位有销售利益。",
    },
    "dearer": {
        "scores": "总分 66.0，已过目标 65；数据与集成最低，是 29.4 分。",
        "findings": "未命中红线；差距最大的是计算存储上云、生产、平台服务。",
        "costs": "已知项上云高 168.5 万元，询价 3 项还没算；上云的理由不是省钱。",
    },
    "provisional": {
        "visit": "走访一次，答完 70.0% 的应有权重，等级只是暂定。",
        "systems": "没有两人以上共用的系统，本章不适用。",
        "costs": "全部为询价，不比较费用。",
        "subsidy": "分担比例还算不出来；没有可核的现行补贴，一分不计。",
        "risks": "上云后企业仍要管账号、数据和备份。",
        "open": "5 件事没有定论，3 件有日期；诊断单位没有销售利益。",
    },
    "small": {
        "measures": "先做立即整改的 2 项；首年已知 9.8 万元，另询价 2 项。",
        "compact": "6 个系统逐个有去向；十二个月内先备份，再搬系统。",
    },
    "group": {
        "systems": "80 个系统：38 个留、7 个停、28 个迁或换，7 个等核实；控制系统一律不上公有云。",
    },
    "empty": {
        "visit": "走访一次，只答完 0.0% 的应有权重，不够定级，只列问题。",
        "scores": "答卷不足 60%，不出总分；下面只列已答部分。",
        "measures": "没有触发任何措施，按回访日期复核。",
    },
}
PLANS = {"medium": medium, "dearer": dearer, "provisional": provisional, "small": small,
         "group": group, "empty": empty}


@pytest.mark.parametrize("name", GOLDEN)
def test_conclusions_are_sentences_with_the_enterprise_s_numbers(name: str) -> None:
    plan = PLANS[name]()
    assert {key: conclusion(plan, key) for key in GOLDEN[name]} == GOLDEN[name]


def test_the_boss_page_says_level_findings_steps_money_and_decisions() -> None:
    plan = medium()
    words = texts(plan.chapters[0])
    assert "现在是 L2 基础。分数够 L3 应用，卡在备份容灾上。" in words
    findings = next(b for b in plan.chapters[0].blocks if isinstance(b, Numbered))
    assert len(findings.items) == 3
    assert findings.items[0][0] == "近一年发生勒索或外泄，尚未整改（红线 R6）"
    steps = table(plan, "summary")
    assert [row[3] for row in steps] == ["3.0 ＋询价 1 项", "6.8 ＋询价 2 项", "18.4 ＋询价 4 项"]
    ladder = figure(plan, Ladder)
    assert ladder.gate_sentence == "门槛未过：备份容灾须 ≥50，现 28.0"
    assert [step.state for step in ladder.steps] == ["plain", "given", "blocked", "plain", "plain"]


def test_page_two_and_chapter_eight_give_one_figure_for_one_thing() -> None:
    plan = medium()
    summary = " ".join(texts(plan.chapters[0]))
    rows = {row[0]: row for row in table(plan, "costs") if len(row) > 1}
    assert "113.8 万元" in summary
    assert rows["小计"][4] == "85.2"
    assert rows["小计（已知项）"][1:5] == ["42.3", "25.0", "26.8", "94.1"]
    assert rows["甲 − 乙（已知项）"][4] == "19.7"
    assert "94.1 万元" in summary
    bars = figure(plan, CostBars)
    assert [round(sum(bar.values), 1) for bar in bars.bars] == [113.8, 94.1]


def test_open_quotes_are_counted_the_same_everywhere() -> None:
    plan = medium()
    words = all_words(plan)
    assert "另询价 7 项" in conclusion(plan, "measures")
    assert "△ 询价 7 项" in words
    assert "向三家要 7 项报价，2026-12-18 前回齐。" in words
    assert table(plan, "measures", 1)[-1][1:3] == ["28.2", "＋询价 7 项"]


def test_the_present_value_says_which_way_it_goes() -> None:
    assert "现值（年折现率 5%）低 18.5 万元" in all_words(medium())


def test_a_case_of_the_sensitivity_names_its_assumption_once() -> None:
    record = practice("factory")
    now = factory(record)
    case = replace(now.costs.sensitivity[0], label="云费 ±20%", low_label="云费 −20%")
    plan = build(record, replace(now, costs=replace(now.costs, sensitivity=(case,))), context())
    assert [row[0] for row in table(plan, "costs", 1)] == [
        "基准", "云费 −20%", "云费 ±20% ＋20%", "留在本地，旧硬件再用三年"]


def test_where_nothing_is_known_no_total_says_zero() -> None:
    # given a plan whose every price waits for a quote
    record = practice("factory")
    now = factory(record)
    lines = tuple(replace(line, years=(None, None, None)) for line in now.costs.lines)
    measures = tuple(replace(m, first_year_cost_cny=None, open_quotes=1) for m in now.measures)
    plan = build(record, replace(now, measures=measures, costs=replace(
        now.costs, lines=lines, comparable=False)), context())
    # then the sums are blank beside the number of quotes, never 0
    totals = [row for row in table(plan, "costs") if row[0].startswith("小计")]
    assert [row[1:5] for row in totals] == [["—"] * 4] * 3
    assert table(plan, "measures", 1)[-1][1] == "—"
    assert conclusion(plan, "measures").startswith("先做立即整改的 2 项；首年费用全部待询价")
    assert not re.search(r"(?<!\d)0\.0 万元", all_words(plan))


def test_systems_whose_way_is_open_are_not_said_to_go_to_the_public_cloud() -> None:
    record = practice("factory")
    now = factory(record)
    waiting = tuple(replace(s, disposition="unknown", destination="", control=False)
                    for s in now.systems)
    plan = build(record, replace(now, systems=waiting), context())
    assert conclusion(plan, "architecture") == "系统的去向还没有定，先把备份放到云上。"


def test_a_blank_price_is_a_quote_and_never_zero() -> None:
    row = next(r for r in table(medium(), "costs") if r[0] == "主机安全、日志审计")
    assert row[1:5] == ["询价"] * 4


def test_an_expired_policy_never_yields_an_amount() -> None:
    rows = table(medium(), "subsidy")
    expired = [row for row in rows if row[1] == "已过期"]
    assert len(expired) == 2
    assert all(row[3] == "历史参考，不列金额。" for row in expired)
    shares = figure(medium(), Shares)
    assert [part.text for part in shares.parts][2] == "财政补　不计"


def test_the_vendor_s_interest_is_printed_on_cover_boss_page_and_in_chapter_eleven() -> None:
    plan = medium()
    assert "会向本企业销售云产品" in plan.cover.disclosure
    assert "会向本企业销售云产品" in " ".join(texts(plan.chapters[0]))
    assert "存在利益关系" in all_words(plan)
    assert "声明不向本企业销售云产品" in all_words(provisional())


def test_codes_do_not_stand_alone_on_the_boss_page() -> None:
    words = " ".join(texts(medium().chapters[0].blocks))
    assert re.findall(r"\b[IM]\d\d\b", words) == []


def test_the_first_visit_says_so_and_draws_no_last_one() -> None:
    plan = group()
    assert "首次诊断，无上次得分。" in all_words(plan)
    assert all(axis.last is None for axis in figure(plan, Radar).axes)


def test_the_period_of_an_assessment_stands_beside_the_date_of_the_visit() -> None:
    # given
    record = practice("factory")
    day = record.answers["visit_date"]
    assessed = changed(record, period_kind="quarter", period="2026Q4")
    # when
    words = all_words(build(assessed, factory(assessed), context()))
    # then
    assert f"{day}（季度考评 2026Q4）" in words
    assert "季度考评" not in all_words(build(record, factory(record), context()))


def test_a_size_by_analogy_is_marked_as_a_proposal() -> None:
    record = practice("factory")
    diagnosis = replace(factory(record), scale_basis="analogy")
    assert "中型（建议）" in all_words(build(record, diagnosis, context()))
    assert "中型（建议）" not in all_words(build(record, factory(record), context()))


def test_answers_that_wait_since_last_time_are_one_line() -> None:
    # given: two answers taken over and a question that somebody is to settle
    record = practice("factory")
    waiting = tuple(OpenItem(f"/data/{n}", n, f"题{n}", "沿用上次答案", "", "", CARRIED)
                    for n in ("1", "2"))
    own = OpenItem("/data/3", "3", "题3", "问财务", "王会计", "2026-12-01")
    diagnosis = replace(factory(record), open_items=(*waiting, own))
    # when
    words = all_words(build(record, diagnosis, context()))
    # then
    assert "沿用上次的 2 个答案，还没有逐个确认" in words
    assert "△ 题3：问财务" in words
    assert "题1" not in words


def test_a_benchmark_of_fewer_than_ten_gives_no_number() -> None:
    record = practice("factory")
    few = Benchmark("C", "制造业", "medium", 9)
    enough = Benchmark("C", "制造业", "medium", 10, "2026-10-01", enough=True,
                       medians={"cmi": 50.0}, leaders={"cmi": 71.0})
    none, small, large = (all_words(build(record, factory(record), context(benchmark=one)))
                          for one in (None, few, enough))
    assert "没有平台发布的对标表，本次不出。" in none
    assert "制造业中型企业样本不足 10 家，本次不出。" in small
    assert ("制造业中型企业 10 家，中位 50.0 分，前四分之一不低于 71.0 分（平台 2026-10-01 发布）。"
            in large)


def test_an_enterprise_without_enough_answers_gets_problems_only() -> None:
    plan = empty()
    assert "信息不足，只列问题。" in texts(plan.chapters[0])
    assert figure(plan, Ladder) is None
    assert figure(plan, Radar) is None
    assert "costs" not in {chapter.key for chapter in plan.chapters}
    assert "未命中红线（核对 0 条）。" in all_words(plan)


def test_a_provisional_level_is_marked_wherever_it_is_named() -> None:
    plan = provisional()
    for text in texts(plan.chapters):
        if re.search("现在是 L2|结论：L2", text):
            assert "L2 基础（暂定）" in text


def test_small_enterprises_get_five_measures_and_one_chapter_for_systems() -> None:
    plan = small()
    rows = [row for row in table(plan, "measures") if len(row) > 1]
    assert len(rows) == 5
    assert [c.number for c in plan.chapters][4:7] == ["四", "五～七", "八"]
    assert figure(plan, Gantt).months == 12


def test_a_household_gets_one_page_with_three_things_and_no_level() -> None:
    plan = geti()
    words = all_words(plan)
    assert (plan.length, plan.single_sided, plan.cover) == ("onepage", True, None)
    assert len(table(plan, "geti")) == 3
    assert not re.search(r"L[1-5] ", words)
    assert "不定级，不排名" in words


def test_every_answer_stands_in_the_appendix_once() -> None:
    plan = medium("full")
    answers = next(b for b in blocks(plan) if isinstance(b, Answers))
    paths = [answer.path for section in answers.sections for answer in section.answers]
    assert len(paths) == len(set(paths))
    assert {name for name, _ in plan.required if name.startswith("/")} <= set(paths)
    assert len(paths) > 300


def test_names_and_telephone_numbers_are_not_printed() -> None:
    words = all_words(medium("full"))
    assert "张经理" not in words
    assert "0354-2000000" not in words


def test_a_signature_line_is_never_a_typed_name() -> None:
    boxes = next(b for b in blocks(medium()) if isinstance(b, SignBoxes))
    assert [field.picture for box in boxes.boxes for field in box.fields] == [""] * 6


def test_a_red_line_tells_fact_conclusion_consequence_measure_in_that_order() -> None:
    box = next(b for b in blocks(medium()) if isinstance(b, RedLineBox))
    assert [row.label for row in box.rows] == ["事实", "结论", "后果", "措施"]
    assert plain(box.rows[0].text).startswith("近一年安全事件：中毒或勒索")
    assert "M01 云备份与恢复演练，信息主管负责，2026-12-31 前完成" in plain(box.rows[3].text)


def test_the_glossary_is_that_of_the_workbook() -> None:
    found = next(b for b in blocks(medium()) if isinstance(b, Glossary))
    assert len(found.entries) == len(plan_sheets()["glossary"])


def test_a_last_visit_without_measures_is_compared_by_dimension() -> None:
    record = practice("factory")
    previous = replace(last_year(record), measures=())
    plan = build(record, factory(record), context(previous=previous, previous_on="2025-11-12"))
    assert table(plan, "open", 1)[0] == ["D1　规划与组织", "47.1", "55.8", "＋8.7"]


def test_photos_of_a_red_line_come_first_and_are_named_as_evidence() -> None:
    # given photos of the visit, of the backup and of the incident
    notes = tuple(Annotation(path_of(name), "evidence", text=f"{name} {n}", file=f"{name}{n}.jpg")
                  for name in ("net_access", "backup", "incident") for n in range(4))
    record = replace(practice("factory"), notes=notes)
    pictures = {note.file: note.file.encode() for note in notes}
    # when the plan is built
    plan = build(record, factory(record), context(pictures=pictures))
    # then six are printed, at most three a question, the red line's first
    photos = [photo for block in blocks(plan) if isinstance(block, PhotoRow)
              for photo in block.photos]
    assert [photo.name for photo in photos] == [
        "incident0.jpg", "incident1.jpg", "incident2.jpg", "backup0.jpg", "backup1.jpg",
        "backup2.jpg"]
    box = next(b for b in blocks(plan) if isinstance(b, RedLineBox))
    assert "照片 1、照片 2、照片 3）" in plain(box.rows[0].text)
    gaps = {row[0]: row for row in table(plan, "findings")}
    assert gaps["I24"][6] == "照片 4、照片 5、照片 6"
    # in the full length all stand in an appendix, two beside each other
    full = build(record, factory(record), context(pictures=pictures, length="full"))
    rows = [b for c in full.chapters if c.key == "photos" for b in c.blocks]
    assert [len(row.photos) for row in rows] == [2] * 6


def test_a_large_enterprise_gets_a_table_of_yearly_investment() -> None:
    rows = next(rows for rows in (table(dearer(), "measures", n) for n in range(3))
                if rows[0][0].startswith("第 1 年"))
    assert [row[0] for row in rows] == [
        "第 1 年（2026-12～2027-11）", "第 2 年（2027-12～2028-11）", "第 3 年（2028-12～2029-11）"]
    assert rows[0][2:] == ["28.2", "＋询价 7 项"]
    assert rows[1][1] == "集成平台、图文档升级 PLM、云仓储与售后"


def test_a_question_asked_of_every_row_is_told_once_with_its_answers_counted() -> None:
    record = practice("factory")
    now = factory(record)
    rows = tuple(Basis(f"/data/systems/system_list[{n}]/sys_control", "4.2.10", "是否直接控制设备",
                       "是" if n == 3 else "否") for n in range(1, 6))
    line = replace(now.red_lines[-1], basis=rows)
    plan = build(record, replace(now, red_lines=(line,)), context())
    box = next(b for b in blocks(plan) if isinstance(b, RedLineBox))
    assert plain(box.rows[0].text) == "是否直接控制设备：否 ×4、是（题 4.2.10）"


def test_what_became_of_the_last_plan_s_measures_is_listed() -> None:
    rows = table(medium(), "open", 1)
    assert rows[0] == ["M01 云备份与恢复演练", "未做完", "立即整改，2026-12"]
    assert rows[-1] == ["M21 协同办公与移动审批", "✓ 已达到", "差距已不足 10 分，不再列入措施"]


def test_a_broken_plan_sheet_is_replaced_by_the_built_in_one_and_told() -> None:
    record = practice("factory")
    broken = {"plan": [{"order": "1", "part": "cover", "when": "", "title": "{wrong}",
                        "text": ""}]}
    plan = build(record, factory(record), context(sheets=broken, fallback_sheets=plan_sheets()))
    assert plan.warnings[0][0] == "plan-sheet-replaced"
    assert plan.chapters == build(record, factory(record), context()).chapters
    with pytest.raises(FormDefinitionError):
        build(record, factory(record), context(sheets=broken))


def test_a_record_without_names_still_becomes_a_plan() -> None:
    record = changed(practice("factory"), ent_name="", visit_date="不是日期", budget="")
    diagnosis = replace(factory(record), target=None, level_by_score=None)
    plan = build(record, diagnosis, context())
    assert plan.enterprise == "YZ140702-20261118-0318"
    assert "企业没有给出预算上限" in all_words(plan)
