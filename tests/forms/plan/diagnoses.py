"""A hand-made diagnosis of a medium machinery factory: the figures of the sample plan."""

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
    OpenItem,
    PolicyResult,
    PriorityPart,
    RedLine,
    Risk,
    Sensitivity,
    Share,
    SizingLine,
    SystemAdvice,
)
from tests.forms.plan.visits import path_of

_DIMENSIONS = (
    (
        "D1",
        "规划与组织",
        12,
        55.8,
        (
            ("I11", "认识与规划", 4, 57.5, ("cloud_awareness", "cloud_plan")),
            ("I12", "牵头与人才", 4, 57.3, ("cloud_leader", "cloud_training")),
            ("I13", "资金", 2, 75.0, ("it_budget",)),
            ("I14", "供应商管理", 2, 30.0, ("vendor_mgmt",)),
        ),
    ),
    (
        "D2",
        "基础系统上云",
        20,
        34.8,
        (
            ("I21", "计算存储上云", 6, 26.0, ("iaas_usage", "virt")),
            ("I22", "网络", 4, 65.9, ("net_access", "net_stable")),
            ("I23", "平台服务", 3, 0.0, ("paas",)),
            ("I24", "备份容灾", 4, 28.0, ("backup", "drill")),
            ("I25", "终端、邮箱、网站", 3, 55.0, ("desktop_mgmt", "web_tools")),
        ),
    ),
    (
        "D3",
        "管理上云",
        18,
        50.5,
        (
            ("I31", "协同与移动", 4, 77.4, ("app_oa",)),
            ("I32", "财务税票", 4, 47.0, ("app_fin", "einvoice")),
            ("I33", "人力", 3, 20.0, ("app_hr",)),
            ("I34", "合同资产项目", 3, None, ("app_contract", "app_asset")),
            ("I35", "经营分析", 4, 50.0, ("app_bi",)),
        ),
    ),
    (
        "D4",
        "业务上云",
        22,
        30.2,
        (
            ("I41", "研发", 5, 50.0, ("app_rd", "plm")),
            ("I42", "采购", 4, 20.0, ("app_purchase",)),
            ("I43", "生产", 6, 28.3, ("app_prod", "app_quality")),
            ("I44", "设备与能源", 3, 20.9, ("eq_total", "metering")),
            ("I45", "营销", 2, 20.8, ("app_crm", "channels")),
            ("I46", "仓储与服务", 2, 30.0, ("app_wms", "app_service")),
        ),
    ),
    (
        "D5",
        "数据与集成",
        10,
        29.4,
        (
            ("I51", "数据资源", 3, 30.0, ("data_inv",)),
            ("I52", "系统集成", 3, 25.0, ("integ",)),
            ("I53", "分析与智能", 2, None, ("analytics", "ai_use")),
            ("I54", "上下游平台", 2, 35.0, ("platform",)),
        ),
    ),
    (
        "D6",
        "安全与合规",
        10,
        49.2,
        (
            ("I61", "等保与制度", 3, 39.0, ("mlps", "sec_policy")),
            ("I62", "账号与隔离", 2, 35.0, ("account", "segregation")),
            ("I63", "数据与个人信息", 3, 70.0, ("important",)),
            ("I64", "连续性", 2, 47.5, ("emergency",)),
        ),
    ),
    (
        "D7",
        "投入与效益",
        8,
        55.1,
        (
            ("I71", "云投入占比", 3, 40.6, ("cloud_spend",)),
            ("I72", "成效", 2, 50.0, ("benefit",)),
            ("I73", "意愿与时机", 3, 73.0, ("willing", "horizon")),
        ),
    ),
)
_SERVES = {
    "I21": ("M11",),
    "I43": ("M33",),
    "I23": ("M14",),
    "I42": ("M32",),
    "I24": ("M01",),
    "I33": ("M23",),
    "I44": ("M34",),
    "I52": ("M41",),
}


def basis(record: object, name: str, points: float | None = None) -> Basis:
    path = path_of(name)
    view = record.node(path)
    labels = {choice.value: choice.label for choice in view.choices}
    answer = "；".join(labels.get(value, value) for value in view.value.split())
    number = record._by_path[path].number
    return Basis(path, number, view.label, answer, points)


def _indicator(record: object, dimension: str, row: tuple, target: float) -> Indicator:
    name, label, weight, score, questions = row
    gap = None if score is None else max(0.0, target - score)
    return Indicator(
        name,
        label,
        dimension,
        weight,
        score,
        "scored" if score is not None else "unanswered",
        "各题得分的平均",
        tuple(basis(record, q, score) for q in questions),
        target,
        gap,
        None if score is None else weight * (100 - score) / 100,
        _SERVES.get(name, ()),
        "上云诊断方法（建议稿） §3",
        "建议",
    )


LEVELS = (
    Level("L1", "起步", 0),
    Level("L2", "基础", 20),
    Level("L3", "应用", 40),
    Level("L4", "集成", 60),
    Level("L5", "引领", 80),
)


def dimensions(record: object, target: float = 65.0) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(
            name, label, weight, score, tuple(_indicator(record, name, row, target) for row in rows)
        )
        for name, label, weight, score, rows in _DIMENSIONS
    )


def _measure(
    name: str,
    label: str,
    phase: str,
    start: int,
    end: int,
    owner: str,
    p: float,
    cost: float | None,
    quotes: int,
    steps: str,
    evidence: str,
    before: tuple[str, ...] = (),
    benefit: str = "",
    based: tuple[Basis, ...] = (),
) -> Measure:
    return Measure(
        name,
        "基础",
        label,
        "SaaS",
        phase,
        start,
        end,
        tuple(steps.split("|")),
        benefit,
        evidence,
        owner,
        before,
        p,
        (PriorityPart("权重与差距", 0.35, 80.0), PriorityPart("痛点", 0.25, 50.0)),
        "",
        based,
        None if cost is None else Decimal(str(cost)) * 10000,
        quotes,
        source="上云诊断方法（建议稿） §5",
        status="建议",
    )


def measures(record: object) -> tuple[Measure, ...]:
    red = (basis(record, "incident"),)
    return (
        _measure(
            "M01",
            "云备份与恢复演练",
            "now",
            1,
            1,
            "信息主管",
            100,
            3.0,
            1,
            "ERP、图纸每日备份|传云上异地|当面恢复一次，记时间",
            "演练记录",
            (),
            "图纸与 ERP 每天自动备份到异地，4 小时内可恢复（建议目标，演练记录为证）。",
            red,
        ),
        _measure(
            "M03",
            "一人一号、离职清理、多因素认证",
            "now",
            1,
            1,
            "信息主管",
            100,
            None,
            0,
            "列账号|停共用号|人事离职单加一栏",
            "账号清单",
            (),
            "备份过门槛、红线整改后，等级按现分数可定 L3。",
        ),
        _measure(
            "M05",
            "生产网与办公网隔离",
            "first",
            2,
            3,
            "设备部长",
            100,
            6.8,
            0,
            "画网络图|装工业防火墙|只留单向送数口",
            "配置备份、验收单",
            ("M02",),
            "订单进度当天可查，交期答复有依据。",
        ),
        _measure(
            "M06",
            "数据目录、重要数据识别",
            "first",
            2,
            3,
            "总经理办公室",
            100,
            None,
            0,
            "列表|对照行业目录判断|需备案则备案",
            "目录、判断结论",
        ),
        _measure(
            "M04",
            "等保定级备案、补制度",
            "first",
            3,
            6,
            "信息主管",
            100,
            None,
            1,
            "ERP 定级|备案|测评（视级别）",
            "备案证明",
        ),
        _measure(
            "M33",
            "云 MES：订单、排产、报工、质量",
            "first",
            4,
            6,
            "生产副总",
            65.3,
            None,
            1,
            "选一条减速机装配线|与 ERP 物料编码对齐|跑满 1 个月再推广",
            "试点报告",
            ("M05",),
        ),
        _measure(
            "M22",
            "云财务与数电票直连",
            "second",
            7,
            8,
            "财务部长",
            39.5,
            2.6,
            0,
            "结账后切换|并行 1 个月|收回加密狗",
            "并行对账表",
        ),
        _measure(
            "M11",
            "服务器按 7R 迁移；到期硬件不续购",
            "second",
            9,
            12,
            "信息主管",
            51.1,
            15.8,
            2,
            "批次 k2→k3→k4|并行 3 个月|旧机留作边缘 1 台",
            "迁移验收单",
        ),
        _measure(
            "M32",
            "采购与供应商协同",
            "second",
            9,
            11,
            "采购部长",
            49.2,
            None,
            1,
            "前 20 家供应商|订单与到货上线",
            "上线清单",
            ("M22",),
        ),
        _measure(
            "M34",
            "关键设备联网、能耗采集",
            "second",
            10,
            15,
            "设备部长",
            51.4,
            None,
            1,
            "12 台已联网机床先上|边缘网关|能耗分项",
            "点位表",
        ),
        _measure(
            "M41",
            "集成平台、主数据",
            "second",
            13,
            18,
            "信息主管",
            50.3,
            None,
            0,
            "物料编码统一|ERP、MES、采购三方接口",
            "接口清单",
        ),
        _measure(
            "M31",
            "图文档升级 PLM",
            "third",
            19,
            24,
            "技术部长",
            39.8,
            None,
            1,
            "授权解绑|图纸分级|与 ERP 打通",
            "验收单",
        ),
        _measure(
            "M36",
            "云仓储与售后",
            "third",
            22,
            25,
            "仓储主管",
            39.3,
            None,
            1,
            "库位编码|扫码出入库",
            "盘点差异表",
        ),
        _measure(
            "M23",
            "云人事薪酬",
            "third",
            25,
            26,
            "人事部长",
            32.7,
            None,
            1,
            "考勤上云|工资核算",
            "并行工资表",
        ),
        _measure(
            "M14",
            "车间看板改用云数据库",
            "third",
            27,
            30,
            "信息主管",
            32.1,
            None,
            1,
            "接口网关|数据库托管",
            "切换记录",
        ),
        replace(
            _measure(
                "M35",
                "客户管理与小程序商城",
                "reserve",
                0,
                0,
                "销售部长",
                28.5,
                None,
                1,
                "选型",
                "上线清单",
            ),
            moved="主要客户为整机厂，线上销售占 5%，见效慢",
        ),
        _measure(
            "M52",
            "供应商合同补服务级别、数据返还与退出条款",
            "reserve",
            0,
            0,
            "信息主管",
            18.8,
            None,
            0,
            "写进今后每一份合同",
            "合同",
        ),
    )


def _system(
    n: int,
    name: str,
    category: str,
    now: str,
    rule: str,
    disposition: str,
    label: str,
    destination: str,
    risk: str,
    points: tuple[float, float, float],
    wave: int | None,
    *,
    control: bool = False,
) -> SystemAdvice:
    path = f"/data/systems/system_list[{n}]"
    return SystemAdvice(
        path,
        name,
        category,
        now,
        rule,
        disposition,
        label,
        destination,
        risk,
        "",
        "",
        "",
        wave,
        control,
        "",
        (("public", points[0]), ("private", points[1]), ("edge", points[2])),
    )


def systems() -> tuple[SystemAdvice, ...]:
    return (
        _system(
            1,
            "机床 DNC",
            "SCADA",
            "本地　k4",
            "1",
            "Retain",
            "保留",
            "边缘",
            "控制类。只向外单向送状态数，不接收指令",
            (-90, -50, 100),
            None,
            control=True,
        ),
        _system(
            2,
            "热处理炉监控",
            "SCADA",
            "单机　k4",
            "1",
            "Retain",
            "保留",
            "本地",
            "控制类。温度曲线经边缘网关单向送出",
            (-90, -50, 100),
            None,
            control=True,
        ),
        _system(
            3,
            "协同办公",
            "协同办公",
            "SaaS　k3",
            "3",
            "Retain",
            "已上云",
            "公有",
            "核对合同的数据返还条款；补导出备份",
            (10, 0, 0),
            None,
        ),
        _system(
            4,
            "官网",
            "官网",
            "SaaS　k1",
            "3",
            "Retain",
            "已上云",
            "公有",
            "核对备案主体与续费日期",
            (10, 0, 0),
            None,
        ),
        _system(
            5,
            "图文档管理",
            "PLM",
            "本地　k3",
            "7",
            "Retain",
            "暂留",
            "本地",
            "加密狗绑定；要求厂商换授权，12 个月复评",
            (10, 15, 5),
            None,
        ),
        _system(
            6,
            "旧库存台账",
            "仓储",
            "单机　k1",
            "4",
            "Retire",
            "下线",
            "归档",
            "厂商已找不到；导出后存对象存储，留 5 年",
            (0, 0, 0),
            1,
        ),
        _system(
            7,
            "财务",
            "财务",
            "本地　k3",
            "5",
            "Repurchase",
            "换 SaaS",
            "公有 SaaS",
            "结账后切换，窗口 48 小时；与 ERP 接口 1 个",
            (40, -10, -20),
            2,
        ),
        _system(
            8,
            "考勤",
            "人力资源",
            "单机　k2",
            "5",
            "Repurchase",
            "换 SaaS",
            "公有 SaaS",
            "人脸信息先删后迁，不带入云上",
            (10, 0, 0),
            4,
        ),
        _system(
            9,
            "车间看板",
            "数据分析",
            "虚拟机　k3",
            "9",
            "Relocate",
            "整机迁",
            "公有 IaaS",
            "窗口 4 小时；与 ERP 同批，避免断接口",
            (10, 0, 0),
            3,
        ),
        _system(
            10,
            "ERP",
            "ERP",
            "本地　k4",
            "11",
            "Replatform",
            "换库",
            "公有 IaaS＋PaaS",
            "库换云数据库；窗口 24 小时，留回退点；接口 3 个",
            (40, 5, -15),
            3,
        ),
        replace(
            _system(
                11,
                "理化检测",
                "质量",
                "虚拟机　k2",
                "8",
                "unknown",
                "待核实",
                "",
                "",
                (0, 0, 0),
                None,
            ),
            missing=(
                Basis("/data/systems/system_list[11]/sys_data", "4.14", "存放的数据", "没有分过"),
            ),
            deployment=(),
        ),
    )


def _line(
    side: str,
    name: str,
    label: str,
    kind: str,
    *years: float | None,
    note: str = "",
    dated: str = "",
) -> CostLine:
    wan = tuple(None if y is None else Decimal(str(y)) * 10000 for y in years)
    return CostLine(side, name, label, kind, (wan[0], wan[1], wan[2]), note, "", dated)


def costs() -> CostComparison:
    quote = "三家报价中位"
    keep = tuple(
        _line("keep", f"k{n}", label, kind, *years)
        for n, (label, kind, *years) in enumerate(
            (
                ("维保与机房", "hardware", 3.8, 3.8, 3.8),
                ("电费", "hardware", 3.1, 3.1, 3.1),
                ("互联网专线", "line", 2.4, 2.4, 2.4),
                ("软件维护", "software", 5.6, 5.6, 5.6),
                ("运维人工", "labour", 13.5, 13.5, 13.5),
            )
        )
    )
    lines = (
        _line("local", "l1", "硬件重置", "hardware", 28.6, 0, 0, note=quote, dated="2026-10-20"),
        _line("local", "l2", "维保与机房", "hardware", 3.8, 3.8, 3.8, note="企业实填"),
        _line("local", "l3", "电费", "hardware", 3.1, 3.1, 3.1, note="算式见假设 2"),
        _line("local", "l4", "互联网专线", "line", 2.4, 2.4, 2.4, note="企业实填"),
        _line("local", "l5", "软件维护", "software", 5.6, 5.6, 5.6, note="企业实填"),
        _line("local", "l6", "运维人工", "labour", 13.5, 13.5, 13.5, note="27.0 × 50%（建议）"),
        _line(
            "cloud", "c1", "迁移与培训（一次性）", "once", 9.6, 0, 0, note=quote, dated="2026-10-20"
        ),
        _line("cloud", "c2", "并行运行 3 个月", "once", 3.8, 0, 0, note="3 个月云费（建议）"),
        _line(
            "cloud",
            "c3",
            "云资源（目录价）",
            "software",
            8.5,
            9.4,
            10.3,
            note="三家中位；用量年增 10%（建议）",
        ),
        _line(
            "cloud", "c4", "SaaS 订阅", "software", 5.4, 5.4, 5.4, note=quote, dated="2026-10-22"
        ),
        _line(
            "cloud",
            "c5",
            "云上备份存储",
            "software",
            1.2,
            1.3,
            1.4,
            note="公开价",
            dated="2026-10-07",
        ),
        _line("cloud", "c6", "互联网专线", "line", 2.4, 2.4, 2.4, note="企业实填"),
        _line(
            "cloud", "c7", "留用本地部分", "hardware", 5.9, 1.1, 1.1, note="1 台边缘机及电费维保"
        ),
        _line("cloud", "c8", "剩余运维人工", "labour", 6.8, 6.8, 6.8, note="本地的 50%（建议）"),
        _line("cloud", "c9", "退出预留", "once", 0, 0, 0.9, note="第三年云费 × 5%（建议）"),
        _line(
            "cloud", "c10", "服务商让利", "discount", -1.3, -1.4, -1.5, note="云资源目录价 × 15%"
        ),
        _line(
            "cloud", "c11", "ERP 授权转换与接口改造", "once", None, 0, 0, note="一次性，三家询价中"
        ),
        _line(
            "cloud",
            "c12",
            "主机安全、日志审计",
            "software",
            None,
            None,
            None,
            note="公开资料未找到单价",
        ),
        _line(
            "cloud", "c13", "备份软件授权", "software", None, None, None, note="公开资料未找到单价"
        ),
        *keep,
    )
    wan = Decimal(10000)
    sides = (
        CostSide("local", "本地", Decimal("113.8") * wan, Decimal("106.0") * wan, 0),
        CostSide("cloud", "上云", Decimal("94.1") * wan, Decimal("87.5") * wan, 3),
        CostSide("keep", "不换", Decimal("85.2") * wan, Decimal("77.3") * wan, 0),
    )
    assumptions = (
        Assumption(
            "hw",
            "硬件平均 6.5 年，按现价重购 6 台",
            Decimal(286000),
            "元",
            "三家中位",
            "2026-10-20",
        ),
        Assumption(
            "power",
            "电费 = 3.2 kW × 8760 h × PUE 1.8 × 0.62 元",
            Decimal(31284),
            "元/年",
            "企业实填",
            "2026-11-18",
        ),
        Assumption("growth", "用量年增长", Decimal(10), "%", "题库 2026.1", "", "建议"),
        Assumption("discount_rate", "年折现率，年末计", Decimal(5), "%", "题库 2026.1", "", "建议"),
        Assumption(
            "vat", "增值税：货物 13%、服务 6%，可抵扣；本表不含税", None, "", "", "", "未核实"
        ),
    )
    sensitivity = (
        Sensitivity("云费", "−20%", Decimal("-29.7") * wan, "＋20%", Decimal("-10.3") * wan),
        Sensitivity("人工", "−20%", Decimal("-15.8") * wan, "＋20%", Decimal("-23.9") * wan),
        Sensitivity("用量年增", "0%", Decimal("-22.5") * wan, "25%", Decimal("-15.5") * wan),
        Sensitivity("剩余人工", "30%", Decimal("-27.8") * wan, "100%", Decimal("0.4") * wan),
    )
    return CostComparison(lines, sides, assumptions, sensitivity, 1, True, "", ())


POLICIES = (
    PolicyResult(
        "p1",
        "长治",
        "长政函〔2025〕118号",
        "长治市中小企业数字化转型城市试点专项资金管理办法（暂行）",
        date(2025, 12, 14),
        None,
        "elsewhere",
        "本企业在晋中市。",
        None,
        "",
        (),
        "easyshb.com 存档，正文截断",
        "2026-11-10",
    ),
    PolicyResult(
        "p2",
        "山西",
        "晋政办发〔2025〕36号",
        "山西省推进数字经济全面发展实施方案（2026—2028年）",
        date(2026, 1, 1),
        date(2028, 12, 31),
        "incomplete",
        "上云奖补条款未见于已核资料，不计算。",
        None,
        "",
        (),
        "sxpaec.cn 存档",
        "2026-11-10",
    ),
    PolicyResult(
        "p3",
        "山西",
        "",
        "山西省“企业上云”行动计划实施细则（试行）",
        date(2018, 1, 1),
        date(2020, 11, 30),
        "expired",
        "",
        None,
        "",
        (("营业执照", True),),
        "huiyingmeng.com 存档",
        "2026-11-10",
    ),
    PolicyResult(
        "p4",
        "山西",
        "晋政办发〔2018〕63号",
        "山西省“企业上云”行动计划（2018—2020年）",
        date(2018, 1, 1),
        date(2020, 12, 31),
        "expired",
        "",
        None,
        "",
        (),
        "全文",
        "2026-11-10",
    ),
)
SHARES = (
    Share("enterprise", "企业出", Decimal(575000)),
    Share("vendor", "服务商让", Decimal(42000)),
    Share("state", "财政补", None, "没有可核的现行补贴规则"),
)
RISKS = tuple(
    Risk(f"K0{n}", *row, impact="高")
    for n, row in enumerate(
        (
            ("迁移中 ERP 停机超时", "中", "演练 2 次；保留回退点；避开月末", "信息主管"),
            ("数据外泄", "中", "多因素登录；密钥自管；合同写明境内存储", "信息主管"),
            ("断网停摆", "低", "控制系统不依赖外网；网关缓存；4G 备用询价", "设备部长"),
            ("费用越用越高", "中", "预算告警；涨价上限写进合同；每季对账", "财务部长"),
            ("被一家绑定", "中", "数据返还格式与期限；退出预留；三家比价", "总经理"),
            ("重要数据未判断", "中", "M06 两个月内出结论；结论前图文档与检测系统不动", "总经理"),
        ),
        start=1,
    )
)


def factory(record: object) -> Diagnosis:
    """Return the medium factory: L2, held back by backup, one red line, cloud cheaper."""
    red = tuple(
        RedLine(f"R{n}", label, "clear", "L3", "")
        for n, label in enumerate(
            (
                "控制系统放在公有云",
                "有重要数据，没有备案",
                "电力监控系统没有分区",
                "有关键系统，没有任何备份",
                "安全仪表依赖外网",
            ),
            start=1,
        )
    )
    hit = RedLine(
        "R6",
        "近一年发生勒索或外泄，尚未整改",
        "hit",
        "L3",
        "查明入口、查杀、补丁、关闭对外端口。",
        (basis(record, "incident"), basis(record, "incident_fixed")),
        "题库红线表",
    )
    return Diagnosis(
        "cloud_diagnosis",
        "2026.1",
        "2026.1",
        "std",
        "medium",
        "equipment",
        "formal",
        "总分 CMI",
        41.6,
        0.95,
        65.0,
        114,
        118,
        LEVELS[1],
        LEVELS[2],
        LEVELS,
        (
            Gate("L3", "D2 基础系统上云", 30.0, 34.8, True),
            Gate("L3", "备份容灾", 50.0, 28.0, False),
        ),
        dimensions(record),
        52.8,
        (*red, hit),
        measures(record),
        systems(),
        (),
        (
            OpenItem(
                path_of("app_contract"),
                "5.7",
                "合同与电子签",
                "合同由法务管，当天不在",
                "总经理办公室",
                "2026-12-05",
            ),
            OpenItem(
                path_of("important"),
                "8.5",
                "是否有行业目录中的重要数据",
                "答“没判断过”",
                "总经理",
                "2027-02-28",
            ),
        ),
        (),
        costs(),
        POLICIES,
        SHARES,
        (
            SizingLine("云主机", "24 核　96 GB", "按利用系数 0.5"),
            SizingLine("云盘", "12.6 TB", "已用 × 1.5"),
        ),
        RISKS,
    )


def last_year(record: object) -> Diagnosis:
    """Return the factory a year earlier: every dimension a little lower."""
    scores = {"D1": 47.1, "D2": 29.6, "D3": 41.8, "D4": 27.0, "D5": 26.9, "D6": 41.0, "D7": 50.2}
    now = factory(record)
    office = replace(now.measures[0], name="M21", label="协同办公与移动审批", phase="first")
    return replace(
        now,
        cmi=35.8,
        measures=(*now.measures[:2], office),
        dimensions=tuple(replace(d, score=scores[d.name]) for d in now.dimensions),
    )
