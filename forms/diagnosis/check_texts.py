"""The sentences of the method's check: what is wrong, and what to do."""

TEXTS: dict[str, tuple[str, str]] = {
    "method-formula": (
        "「{column}」里的式子有错：{detail}。", "对照 docs/method.md 的写法改这一格。"),
    "method-name": (
        "式子里的「{name}」没有这个题、指标或参数。",
        "改成已有的名称，或先补上这一行。"),
    "method-weights": (
        "行业「{industry}」的指标权重合计 {total}，不是 {wanted}。",
        "改 indicators 的权重列，使合计为 {wanted}。"),
    "method-dimension": (
        "行业「{industry}」里 {name} 的指标权重合计 {total}，维度写的是 {wanted}。",
        "改维度权重，或改它下面的指标权重。"),
    "method-best": (
        "路径 {path}、行业「{industry}」全选最好得 {score}，不是 100.0。",
        "看哪个指标的式子或选项分到不了 100。"),
    "method-worst": (
        "路径 {path}、行业「{industry}」全选最差得 {score}，高于 {limit}。",
        "看哪个指标的式子起点不是 0。"),
    "method-no-score": ("指标 {name} 没有计分式。", "在 score 列写式子。"),
    "method-parent": ("指标 {name} 的上级「{parent}」不是维度。", "填 D1 到 D7 之一。"),
    "method-no-measure": (
        "指标 {name} 没有任何措施能把分补回来。",
        "在 measures 加一条，indicator 填 {name}。"),
    "method-list": ("选项表「{name}」不存在，分值没有地方用。", "改 list_name，或删去这一行。"),
    "method-option": ("选项表「{list_name}」里没有选项「{name}」。", "改成 choices 里的代码。"),
    "method-no-points": (
        "选项「{name}」（{list_name}）没有分值。",
        "在 scores 补一行，不计分的选项用 na。"),
    "method-number": ("「{column}」应是数字，现在是「{value}」。", "改成数字。"),
    "method-gate": ("门槛要写成 ${{名称}} >= 数字，用 and 连接。", "照 levels 里别的行改。"),
    "method-cap": ("等级上限「{value}」不在 levels 里。", "填 L1 到 L5 之一。"),
    "method-measure": ("没有措施「{name}」。", "改成 measures 里的码。"),
    "method-cycle": ("措施 {name} 的前置绕回了自己。", "去掉其中一个前置。"),
    "method-empty": ("{name} 的「{column}」是空的。", "补上这一格。"),
    "method-never": ("措施 {name} 在试填的走访里从不触发。", "看触发条件是不是互相矛盾。"),
    "method-code": ("「{value}」不是能用的值。", "可以填：{allowed}。"),
    "method-price": ("没有价格「{name}」。", "在 prices 加一行；没有报价就把价格留空。"),
    "method-no-source": ("{name} 没有写来源。", "填来源；研究者自己的建议写「建议」。"),
    "method-no-date": (
        "{name} 没有日期，或日期不是 2026-11-23 这样的写法。",
        "填核对或报价的日期。"),
    "method-question": ("没有题目「{name}」。", "改成 survey 里的题名。"),
}
