"""A realistic frozen diagnosis for the review screens: a medium machinery factory, all invented.

CMI 43.8 is L3 by score; the gate I24 is not met, so the level in force is L2.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from forms.diagnosis.model import (
    Assumption,
    Basis,
    CostComparison,
    CostLine,
    CostSide,
    Diagnosis,
    Dimension,
    Gate,
    Indicator,
    Level,
    Measure,
    NotApplicable,
    OpenItem,
    PolicyResult,
    RedLine,
    Sensitivity,
    Share,
)

TARGET = 65.0
LEVELS = (
    Level("L1", "起步", 0, "纸面或单机，零星用云"),
    Level("L2", "基础", 20, "有网有备份，个别 SaaS"),
    Level("L3", "应用", 40, "财务协同在云，单项业务系统化"),
    Level("L4", "集成", 60, "主要系统云上互通，移动化"),
    Level("L5", "引领", 80, "数据驱动、带上下游"),
)

# name, label, weight, score, measures that win points back
_INDICATORS: dict[str, tuple[tuple[str, str, float, float, tuple[str, ...]], ...]] = {
    "D1": (
        ("I11", "认识与规划", 4, 60, ()), ("I12", "牵头与人才", 4, 72.4, ()),
        ("I13", "资金", 2, 70, ()), ("I14", "供应商管理", 2, 53, ("M52",)),
    ),
    "D2": (
        ("I21", "计算存储上云", 6, 26.5, ("M11", "M12")), ("I22", "网络", 4, 77.5, ()),
        ("I23", "平台服务", 3, 40, ()), ("I24", "备份容灾", 4, 37.6, ("M01",)),
        ("I25", "终端、邮箱、网站", 3, 45, ()),
    ),
    "D3": (
        ("I31", "协同与移动", 4, 62, ()), ("I32", "财务税票", 4, 47, ("M22",)),
        ("I33", "人力", 3, 20, ("M23",)), ("I34", "合同资产项目", 3, 33, ("M24",)),
        ("I35", "经营分析", 4, 33.5, ("M25",)),
    ),
    "D4": (
        ("I41", "研发", 5, 45, ("M31",)), ("I42", "采购", 4, 20, ()),
        ("I43", "生产作业", 6, 35, ("M33",)), ("I44", "设备与能源", 3, 28, ("M34",)),
        ("I45", "营销", 2, 40, ("M35",)), ("I46", "仓储与服务", 2, 45.5, ("M36",)),
    ),
    "D5": (
        ("I51", "数据资源", 3, 30, ()), ("I52", "系统集成", 3, 40, ("M41",)),
        ("I53", "分析与智能", 2, 15, ()), ("I54", "上下游平台", 2, 27.5, ()),
    ),
    "D6": (
        ("I61", "等保与制度", 3, 48, ("M04",)), ("I62", "账号与隔离", 2, 35, ("M03", "M05")),
        ("I63", "数据与个人信息", 3, 70, ("M06",)), ("I64", "连续性", 2, 34, ()),
    ),
    "D7": (
        ("I71", "云投入占比", 3, 55, ()), ("I72", "成效", 2, 50, ()),
        ("I73", "意愿与时机", 3, 60.5, ()),
    ),
}
_DIMENSIONS = (
    ("D1", "规划与组织"), ("D2", "基础系统上云"), ("D3", "管理上云"), ("D4", "业务上云"),
    ("D5", "数据与集成"), ("D6", "安全与合规"), ("D7", "投入与效益"),
)
_BASIS = {
    "I21": (
        Basis("/data/infra/virt", "3.7", "虚拟化与私有云", "少量虚拟机", 35),
        Basis("/data/infra/iaas_usage", "3.8", "云主机、云存储使用", "只做测试或备份", 30),
    ),
    "I22": (
        Basis("/data/infra/net_access", "3.1", "上网方式", "互联网专线", 80),
        Basis("/data/infra/net_stable", "3.3", "断网情况", "每季度一两次", 75),
    ),
    "I23": (Basis("/data/infra/paas", "3.9", "已用的平台类云服务", "低代码平台", 40),),
    "I24": (
        Basis("/data/infra/backup", "3.10", "重要数据备份", "定期备到本地", 50),
        Basis("/data/infra/drill", "3.11", "最近一次恢复验证", "一年以前试过", 40),
        Basis("/data/infra/rto_need", "3.12", "核心业务最多能停多久", "四小时内"),
    ),
    "I25": (
        Basis("/data/infra/desktop_mgmt", "3.14", "终端管理", "装了杀毒", 30),
        Basis("/data/infra/web_tools", "3.15", "邮箱、网站、会议", "选了 3 项", 60),
    ),
}


def an_indicator(dimension: str, row: tuple[str, str, float, float, tuple[str, ...]]) -> Indicator:
    name, label, weight, score, measures = row
    return Indicator(
        name=name, label=label, dimension=dimension, weight=weight, score=score, state="scored",
        formula="选项分的加权平均", basis=_BASIS.get(name, (
            Basis(f"/data/section/{name.lower()}", f"{name[1]}.{name[2]}", label, "部分做到",
                  score),
        )),
        target=TARGET, gap=max(0.0, TARGET - score), lost=weight * (100 - score) / 100,
        measures=measures, source="methodology §3", status="建议",
    )


def a_dimension(name: str, label: str) -> Dimension:
    indicators = tuple(an_indicator(name, row) for row in _INDICATORS[name])
    weight = sum(one.weight for one in indicators)
    score = sum(one.weight * (one.score or 0) for one in indicators) / weight
    return Dimension(name, label, weight, score, indicators)


# name, family, label, model, phase, months, P, cost, quotes, prerequisites, moved, owner
_MEASURES: tuple[tuple[str, str, str, str, str, tuple[int, int], float, int | None, int,
                       tuple[str, ...], str, str], ...] = (
    ("M01", "基础", "云备份与恢复演练", "IaaS", "now", (1, 1), 100, 36000, 0, (), "", "信息科"),
    ("M03", "安全", "一人一号、多因素认证", "", "now", (1, 1), 100, 8000, 0, (), "", "信息科"),
    ("M05", "安全", "生产网与办公网隔离", "", "first", (2, 4), 100, 65000, 0, (), "",
     "信息科 · 服务商"),
    ("M33", "业务", "ERP 换平台，接 MES", "混合", "first", (5, 6), 76, 114000, 0, ("M05",), "",
     "生产部"),
    ("M22", "管理", "云财务与数电票直连", "SaaS", "first", (2, 5), 63, 36000, 0, ("M03",),
     "因 M25 需要，提前", "财务部"),
    ("M25", "管理", "经营看板", "SaaS", "first", (6, 6), 71, 28000, 0, ("M22",), "", "财务部"),
    ("M11", "基础", "服务器按 7R 迁移", "IaaS", "second", (8, 13), 62, 68400, 0, ("M01",), "",
     "信息科"),
    ("M12", "基础", "到期硬件不续购", "IaaS", "second", (8, 18), 62, 0, 0, ("M01",), "", "信息科"),
    ("M34", "业务", "关键设备联网与能耗", "边缘", "second", (9, 14), 49, 82000, 0, ("M05",), "",
     "设备部"),
    ("M41", "数据", "系统集成与主数据", "PaaS", "second", (12, 18), 49, None, 1, ("M25",), "",
     "信息科"),
    ("M04", "安全", "等保定级、备案与测评", "服务", "second", (10, 15), 32, None, 1, ("M03",), "",
     "信息科"),
    ("M24", "管理", "电子合同与资产", "SaaS", "third", (19, 22), 43, 15000, 0, (), "", "综合部"),
    ("M23", "管理", "云人事薪酬", "SaaS", "third", (19, 24), 43, 24000, 0, (), "", "人事部"),
    ("M35", "业务", "客户管理（10 人）", "SaaS", "third", (22, 26), 39, 14300, 0, (), "", "销售部"),
    ("M36", "业务", "云仓储与售后", "SaaS", "third", (24, 28), 38, 12000, 0, ("M33",), "",
     "仓储部"),
    ("M06", "安全", "数据目录与重要数据识别", "服务", "third", (20, 24), 13, 6000, 0, (),
     "因 M31 需要，提前", "信息科"),
    ("M31", "业务", "图文档与云 PLM", "SaaS", "third", (25, 34), 38, None, 1, ("M06",), "",
     "技术部"),
)
_INDICATOR_OF = {
    measure: row[0] for rows in _INDICATORS.values() for row in rows for measure in row[4]
}


def measures() -> tuple[Measure, ...]:
    return tuple(
        Measure(
            name=name, family=family, label=label, service_model=model, phase=phase,
            start_month=months[0], end_month=months[1],
            steps=("盘点现状，定负责人", "试做一套，验收后推开", "写进制度，每季度查一次"),
            benefit="停机恢复从两天缩到四小时", evidence="恢复演练记录", owner=owner,
            prerequisites=before, priority=priority, reason=f"{label}：得分低于目标",
            first_year_cost_cny=None if cost is None else Decimal(cost), open_quotes=quotes,
            moved=moved, indicator=_INDICATOR_OF.get(name, ""), status="建议",
            basis=_BASIS.get(_INDICATOR_OF.get(name, ""), ()),
        )
        for name, family, label, model, phase, months, priority, cost, quotes, before, moved, owner
        in _MEASURES
    )


def _line(side: str, label: str, first: int, second: int, third: int, kind: str) -> CostLine:
    years = (Decimal(first), Decimal(second), Decimal(third))
    return CostLine(side, label, label, kind, years, source="企业填", dated="2026-11-18")


_LINES = (
    _line("local", "硬件重置（5 台，平均 6.5 年，按现价）", 186000, 0, 0, "one_off"),
    _line("local", "维保（原值 10 %）", 18600, 18600, 18600, "recurring"),
    _line("local", "电费（2.4 kW，PUE 1.8，0.62 元）", 23463, 23463, 23462, "recurring"),
    _line("local", "机房与专线", 24000, 24000, 24000, "recurring"),
    _line("local", "软件维护", 118000, 118000, 118000, "recurring"),
    _line("local", "运维人工（46 万 × 50 %）", 230000, 230000, 230000, "recurring"),
    _line("keep", "维保与配件（超龄加价）", 37200, 44600, 53500, "recurring"),
    _line("keep", "电费、机房、软件、人工", 395463, 395463, 395462, "recurring"),
    _line("cloud", "迁移、接口改造与培训（一次性）", 116000, 0, 0, "one_off"),
    _line("cloud", "并行运行 3 个月", 17100, 0, 0, "one_off"),
    _line("cloud", "云资源（用量每年 +10 %）", 68400, 75240, 82764, "recurring"),
    _line("cloud", "SaaS 订阅（财务、仓储、人事）", 98000, 98000, 98000, "recurring"),
    _line("cloud", "专线", 21600, 21600, 21600, "recurring"),
    _line("cloud", "云上备份与安全", 36000, 36000, 36000, "recurring"),
    _line("cloud", "剩余人工（本地的 50 %）", 115000, 115000, 115000, "recurring"),
    _line("cloud", "退出预留（第三年云费 5 %）", 0, 0, 4138, "one_off"),
    _line("cloud", "服务商让利", -47600, 0, 0, "one_off"),
    CostLine("cloud", "mlps_test", "等保测评", "recurring", (None, None, None), "待询价",
             status="待询价"),
)


def _side(side: str, label: str, present: int, quotes: int) -> CostSide:
    total = sum((line.total or Decimal(0) for line in _LINES if line.side == side), Decimal(0))
    return CostSide(side, label, total, Decimal(present), quotes)


def costs() -> CostComparison:
    return CostComparison(
        lines=_LINES,
        sides=(
            _side("local", "本地继续用", 1316000, 0), _side("keep", "硬件不更换", 1200000, 0),
            _side("cloud", "上云", 1047000, 1),
        ),
        assumptions=(
            Assumption("discount_rate", "折现率", Decimal(5), "%", "方法默认", "", "建议",
                       Decimal(5)),
            Assumption("cloud_growth", "云用量年增长", Decimal(10), "%", "方法默认", "", "建议",
                       Decimal(10)),
            Assumption("parallel_months", "并行运行", Decimal(3), "个月", "方法默认", "", "建议",
                       Decimal(3)),
            Assumption("ops_share", "运维占人工", Decimal(50), "%", "方法默认", "", "建议",
                       Decimal(50)),
            Assumption("power_price", "电价", Decimal("0.62"), "元/千瓦时", "企业填 · 9.9",
                       "2026-11-18", "", Decimal("0.62")),
            Assumption("iaas_first_year", "云资源首年", Decimal(68400), "元", "报价", "2026-11-18",
                       "", Decimal(68400)),
            Assumption("saas_year", "SaaS 三项", Decimal(98000), "元/年", "报价", "2026-11-18", "",
                       Decimal(98000)),
            Assumption("mlps_test", "等保测评", None, "元", "", "", "待询价", None),
        ),
        sensitivity=(
            Sensitivity("云费 ±20 %", "−20 %", Decimal(-404427), "+20 %", Decimal(-196265)),
            Sensitivity("人工 ±20 %", "−20 %", Decimal(-231346), "+20 %", Decimal(-369346)),
            Sensitivity("用量增长", "0 %", Decimal(-323000), "25 %", Decimal(-262000)),
        ),
        break_even_month=1, comparable=True,
        conclusion="已知项上云三年少 30.0 万元；差额主要来自不再重购硬件。",
        reasons=("停机恢复有保障", "不再依赖一个人"),
    )


def _papers() -> tuple[tuple[str, bool], ...]:
    return (("上云合同", True), ("付款凭证", False))


POLICIES = (
    PolicyResult("jz_voucher", "晋中市", "示意规则，虚构", "晋中市云服务券（示意规则，虚构）",
                 date(2026, 1, 1), date(2026, 12, 31), "counted", "合同价 20 %，上限 50,000 元",
                 Decimal(50000), "min(合同价 × 20 %, 50,000)", _papers(), "示意", "2026-11-20"),
    PolicyResult("sx_2018", "山西省", "2018", "山西“企业上云”实施细则 2018", date(2018, 7, 1),
                 date(2020, 12, 31), "expired", "只作历史参考；阶梯比例未公布于已核资料", None, "",
                 (), "存档", "2026-11-20"),
    PolicyResult("cz_118", "长治市", "长政函〔2025〕118 号", "长政函〔2025〕118 号",
                 date(2025, 6, 1), None, "elsewhere", "限长治市；补助比例未公布于已核资料", None,
                 "", (), "存档", "2026-11-20"),
)
SHARES = (
    Share("enterprise", "企业出", Decimal(242400)),
    Share("vendor", "服务商让", Decimal(47600)),
    Share("treasury", "财政补", Decimal(50000)),
)
RED_LINES = (
    RedLine("R1", "控制系统已放公有云", "clear", "L3", ""),
    RedLine("R2", "重要数据没有判断过", "unknown", "L3", "对照行业目录判断后才知道是否命中。",
            (Basis("/data/security/important", "8.5", "重要数据", ""),)),
    RedLine("R6", "近一年勒索病毒事件未整改", "hit", "L3",
            "2026-03 财务电脑中毒，未重装、未查同网段主机。",
            (Basis("/data/security/incident", "8.10", "近一年安全事件", "中毒或勒索"),)),
)


def a_diagnosis(**changes: object) -> Diagnosis:
    """The factory's diagnosis, with fields replaced as a test needs."""
    dimensions = tuple(a_dimension(name, label) for name, label in _DIMENSIONS)
    cmi = sum(d.weight * (d.score or 0) for d in dimensions) / sum(d.weight for d in dimensions)
    diagnosis = Diagnosis(
        form_id="cloud_diagnosis", form_version="2026.2", method_version="2026.2", path="std",
        scale="中型", industry="装备制造", verdict="formal", score_name="上云成熟度", cmi=cmi,
        completeness=1.0, target=TARGET, answered=110, asked=110, level=LEVELS[1],
        level_by_score=LEVELS[2], levels=LEVELS,
        gates=(
            Gate("L3", "基础系统 D2", 30, 43.7, True), Gate("L3", "备份容灾 I24", 50, 37.6, False),
        ),
        dimensions=dimensions, readiness=55.0, red_lines=RED_LINES, measures=measures(),
        systems=(), contradictions=(),
        open_items=(OpenItem("/data/infra/rto_need", "3.12", "核心业务最多能停多久",
                             "生产部确认", "生产部", "2026-11-27"),),
        not_applicable=(NotApplicable("/data/biz/app_ehs", "6.9", "环保系统", "no_such", ""),),
        costs=costs(), policies=POLICIES, shares=SHARES, sizing=(), risks=(),
    )
    return replace(diagnosis, **changes)  # type: ignore[arg-type]


def a_noodle_shop() -> Diagnosis:
    """A 个体工商户: a start score, never a level, at most three measures."""
    few = tuple(
        replace(one, phase="now", prerequisites=(), moved="") for one in measures()[:3]
    )
    return a_diagnosis(
        path="geti", scale="个体", industry="文化旅游", verdict="start", score_name="上云起步分",
        cmi=30.0, level=None, level_by_score=None, gates=(), target=40.0, red_lines=(),
        measures=few, costs=None, policies=(), shares=(), answered=21, asked=22,
    )


def too_little() -> Diagnosis:
    """Under 60 % completeness: problems only."""
    return a_diagnosis(verdict="problems_only", completeness=0.41, level=None,
                       level_by_score=None, answered=44, costs=None, shares=())
