"""The method as a Chinese document that an expert can review without reading code.

Everything in it comes from the workbook's sheets; headings and one sentence a chapter stand here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.diagnosis.method import Method, Row

_HEAD = """# {title}：诊断方法

> 本文由题库的方法表生成，改方法请改题库，不要改本文。
> 题库 {form_id} {form_version}，方法 {version}。
> 「状态」照来源写：建议 = 研究者的提议，待专家裁定；未核实 = 没有见到存档；
> 存档 = 见到公开存档；待询价 = 没有可用报价，不按 0 计。

式子的写法：`${{题名}}` 是这道题的回答，或某个指标、参数的值；`points(题)` 是所选项的分；
`wmean(权重, 值, …)` 是加权平均，没有值的项剔除，其余按比例放大；
`interpolate(x, x1, y1, …)` 是折线；`sum-over(表, 式)` 把表里各行加起来；
`any-over(表, 条件)` 是有没有一行符合；`is-na(题)` 是不涉及。
**不知道不等于否**：条件里要用的题没有答，或答「不清楚」，结论就是「待核实」，既不命中也不放过。
"""


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A chapter with one table: ``columns`` of a sheet with their headings, ``column=heading``."""

    title: str
    sheet: str
    columns: str
    note: str = ""
    keep: Callable[[Row], bool] = bool


def method_document(method: Method, title: str) -> str:
    """Return the document as Markdown."""
    parts = [_HEAD.format(title=title, form_id=method.form_id, version=method.version,
                          form_version=method.form_version)]
    parts += ["\n".join(_weights(method))]
    parts += ["\n".join(_chapter(method, chapter)) for chapter in _CHAPTERS]
    return "\n".join(_numbered(parts)).rstrip() + "\n"


def _numbered(parts: Sequence[str]) -> Iterator[str]:
    """Number the chapters in the order in which they stand."""
    yield parts[0]
    for number, part in enumerate(parts[1:], start=1):
        yield part.replace("## ", f"## {number} ", 1)


def _weights(method: Method) -> Iterator[str]:
    """The weights: one row an indicator, one column an industry."""
    industry = method.items.get("key_industry")
    names = dict(industry.options) if industry is not None else {}
    yield "## 权重\n"
    yield ("每个行业合计 100。总分与维度分 = Σ(权重×指标分) ÷ Σ权重，只算有分的指标，"
           "保留一位小数，四舍五入。\n")
    yield from _table(["指标", "名称", *names.values()], _weight_rows(method, tuple(names)))


def _weight_rows(method: Method, industries: Sequence[str]) -> Iterator[list[str]]:
    for _, row in method.numbered("indicators"):
        if row["kind"] in {"dimension", "indicator"}:
            bold = "**" if row["kind"] == "dimension" else ""
            weights = [row.get(f"weight_{code}") or row["weight"] for code in industries]
            yield [f"{bold}{cell}{bold}" for cell in (row["name"], row["label"], *weights)]


def _chapter(method: Method, chapter: _Chapter) -> Iterator[str]:
    rows = [row for _, row in method.numbered(chapter.sheet) if chapter.keep(row)]
    yield f"## {chapter.title}\n"
    if chapter.note:
        yield chapter.note + "\n"
    pairs = [part.partition("=") for part in chapter.columns.split()]
    labels = _option_labels(method) if chapter.sheet == "scores" else {}
    cells = ([_cell(row, column, labels) for column, _, _ in pairs] for row in rows)
    yield from _table([heading for _, _, heading in pairs], cells)


_CODE = frozenset({"score", "applies", "when", "gate", "forced", "who", "year1", "year2", "year3",
                   "value", "cost_items"})


def _option_labels(method: Method) -> dict[tuple[str, str], str]:
    """The words of every option by list and code."""
    return {(item.list_name, code): label for item in method.items.values()
            for code, label in item.options.items()}


def _cell(row: Row, column: str, labels: Mapping[tuple[str, str], str]) -> str:
    text = row.get(column, "").strip()
    if column == "name" and labels:
        text = f"{text} {labels.get((row['list_name'], text), '')}".strip()
    if not text:
        return "—"
    return f"`{text}`" if column in _CODE and "${" in text else text


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield _line(["---"] * len(heads))
    for row in rows:
        yield _line(row)
    yield ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "／").replace("\n", " ") for cell in cells) + " |"


# Groups of parameters that are sentences, not rules.
_WORDS = frozenset({"文字", "检查"})
_MARK = "source=来源 status=状态"
_CHAPTERS = (
    _Chapter("指标怎么计分", "indicators",
             f"name=码 label=名称 formula=说明 score=式子 applies=适用 {_MARK}",
             "不涉及与不可见的题从分母剔除；未答的题也剔除，但计入完整度。"
             "完整度 = 已答权重 ÷ 应有权重。",
             lambda row: row["kind"] != "dimension"),
    _Chapter("选项分", "scores", f"list_name=选项表 name=选项 points=分 use=用途 {_MARK}"),
    _Chapter("等级与门槛", "levels",
             "level=级 label=名称 min_score=分数起点 gate=门槛 description=典型状态 "
             f"compare=对照（只供沟通） {_MARK}",
             "门槛不满足降一级，最多降一级；门槛涉及被剔除的指标时不判。等级不等于国标等级。"),
    _Chapter("红线", "red_lines",
             "name=码 label=名称 applies=适用 when=条件 cap=等级上限 advice=怎么办 "
             f"measure=措施 {_MARK}"),
    _Chapter("措施", "measures",
             "name=码 family=大类 label=措施 indicator=指标 when=触发 forced=强制 "
             "prerequisites=前置 service_model=模式 months=月 owner=负责 steps=步骤 benefit=好处 "
             f"evidence=完成凭证 cost_items=费用项 saves=每年不再付（元） {_MARK}",
             "条件成立、且指标差距达到下限（或属红线、安全前置）时触发；前置措施的阶段不晚于后置。"
             "优先级 P = 权重与差距、痛点匹配、可行性、见效快慢、政策契合五项加权，系数见参数；"
             "无从判断的项剔除，其余系数按比例放大；红线与安全前置 P = 100。"
             "每年省下 = 每年不再付 − 措施每年的费用；回本月数 = 一次性费用 ÷ 每月省下，进位取整；"
             "有一项待询价就不算。"),
    _Chapter("系统处置（7R）", "dispositions",
             "order=序 when=条件 disposition=处置 zone=去向 service=模式 risk=风险 "
             f"reason=理由 {_MARK}",
             "按序匹配，先中先得；条件待核实时不再往下猜。控制类系统任何情况下不上公有云。"),
    _Chapter("部署模式打分", "deployment",
             f"label=因素 when=条件 public=公有 private=私有或专属 edge=边缘或本地 {_MARK}",
             "最高者胜；前两名相差不足混合分差时为混合。"),
    _Chapter("选型", "sizing", f"label=资源 value=式子 unit=单位 note=说明 {_MARK}"),
    _Chapter("三年费用", "costs",
             "side=一侧 label=项 kind=类 when=条件 year1=第一年 year2=第二年 year3=第三年 "
             f"note=说明 {_MARK}",
             "本地重购、本地不更换、上云三者并列。逐格取整再相加；空白单价为询价，不按 0 计。"),
    _Chapter("参数", "parameters",
             f"name=名称 label=说明 by=适用于 value=值 unit=单位 {_MARK}", "",
             lambda row: row["group"] not in _WORDS),
    _Chapter("价格", "prices",
             "item=项 label=名称 unit=单位 price=元 countable=可计算 note=说明 source=来源 "
             "date=日期 status=状态", "空白即询价。报价超过有效期按询价处理。"),
    _Chapter("补贴规则", "policies",
             "title=规则 document=文号 region=区域 valid_from=起 valid_to=止 who_words=对象 "
             "method=方式 parameters=参数 cap_cny=上限（元） scope=说明 status=状态 source=来源 "
             "checked_on=核验日期",
             "只有现行、参数齐全、对象符合的规则才算金额；过期的只作历史参考。"
             "合格支出 = Σ min(已付, 合同额)，合同在规则期内签订；合计补贴不超过合格支出。"),
    _Chapter("矛盾核对", "checks",
             f"name=码 when=条件 message=提示 severity=轻重 {_MARK}"),
    _Chapter("风险", "risks",
             "name=码 label=风险 when=条件 chance=可能 impact=影响 answer=怎么防 owner=谁管 "
             f"{_MARK}"),
    _Chapter("术语", "glossary", "term=词 english=英文 text=一句话"),
)
