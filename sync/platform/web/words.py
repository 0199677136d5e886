"""The words and figures of the pages: states, dates, amounts, as ui.md §7 wants them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from sync.platform import regions
from sync.platform.statistics import LEVELS
from sync.platform.tables import SubmissionRow

STAGES = {"county": "待县级审核", "city": "待市级审核", "province": "待省级审核", "done": "通过"}
ROLES = {"admin": "管理员", "reviewer": "审核员", "viewer": "查看"}
SUBSIDIES = {"applied": "已申请", "approved": "已核定", "paid": "已支付", "refused": "不予补贴"}
FORM_STATES = {"open": "使用中", "closing": "停止下发", "closed": "停用"}
DIMENSIONS = ("规划与组织", "基础系统上云", "管理系统上云", "业务系统上云", "集成与数据",
              "安全与合规", "效益与意愿")
FAULTS = {
    "no-invoice": "没有填发票号。", "no-amount": "金额认不出。写成数字，例如 12000.00。",
    "not-your-turn": "这一步由市级或省级办理。", "wrong-state": "这一笔已经办过，刷新看最新状态。",
    "record-not-approved": "这份记录还没有通过省级审核，通过后再核定。",
    "not-excel": "这不是 Excel 文件（.xlsx）。", "not-a-form": "这不是问卷文件。",
    "no-version": "问卷没有版本号。在 settings 表写上 version。",
    "version-exists": "这个版本号已经发布过，而内容不同。换一个版本号。",
    "weak-password": "密码至少 10 位。", "name-taken": "这个登录名已经有人用。",
    "too-many": "一次最多导入 20,000 行。",
}


DEEDS = {
    "signed in": "登录", "sign-in failed": "登录失败", "first administrator": "建第一个管理员",
    "comment": "留言", "published": "发布问卷", "report": "导出统计", "account added": "建账号",
    "account close": "停用账号", "account open": "启用账号", "account password": "改密码",
    "laptop added": "建终端", "laptop revoked": "停用终端",
    "assignments imported": "导入待诊断企业",
    "benchmark published": "发布同行参照", "subsidy applied": "登记补贴申请",
    "subsidy approved": "核定补贴", "subsidy refused": "不予补贴", "subsidy paid": "记为已支付",
    "review city": "县级通过", "review province": "市级通过", "review done": "省级通过",
    "review returned": "退回", "review set": "改审核状态",
    "form open": "问卷改为使用中", "form closing": "问卷停止下发", "form closed": "问卷停用",
}


# What is wrong with a record's XML: the word on the chip, and what to do.
BROKEN = {
    "not-whole": ("残缺", "收到的内容不完整（XML 在途中断了）。下面只列读得出的部分。"
                  "请诊断员从本机重新上报；这一份不计入统计，也不能通过。"),
    "no-id": ("无编号", "发来的记录没有编号（instanceID），重发一次就多一份。"
              "请核对是不是重复；这一份不计入统计，也不能通过。"),
    "encrypted": ("已加密", "这份记录是加密发来的，平台不解密，只保存原件。"
                  "要审核和统计，请用不加密的问卷上报。"),
}


def chip(row: SubmissionRow) -> Markup:
    """Return the state of a record as a chip: icon by colour, always with its word."""
    if row.fault:
        return _chip("red", BROKEN[row.fault][0])
    if row.stage == "done":
        return _chip("grn", "通过")
    if row.review_state in {"hasIssues", "rejected"}:
        return _chip("red", "退回待改")
    if row.review_state == "edited":
        return _chip("amb", f"已修订 · {STAGES[row.stage]}")
    return _chip("acc", STAGES[row.stage])


def ruler(score: float | None, level: str) -> Markup:
    """Return the 0-100 scale: the tinted segment is the level in force, the pointer the score."""
    segments = "".join(
        f'<rect x="{place * 20 + 0.4}" y="11" width="19.2" height="4" '
        f'class="{"on" if level[:2] == name[:2] else "off"}"/>'
        for place, name in enumerate(LEVELS)
    )
    pointer = ""
    if score is not None:
        at = max(0.0, min(100.0, score))
        pointer = f'<path class="pointer" d="M{at - 3.4:.1f} 3h6.8l-3.4 6z"/>'
    words = "没有得分" if score is None else f"{score:.1f} 分"
    # Only numbers of ours are put in.
    return Markup(  # noqa: S704
        f'<svg class="ruler" viewBox="-4 0 108 18" role="img" aria-label="{words}">'
        f"{segments}{pointer}</svg>"
    )


def bar(value: float, most: float) -> Markup:
    """Return a horizontal bar of a table or chart."""
    width = 0.0 if most <= 0 else max(0.0, min(100.0, 100 * value / most))
    return Markup(  # noqa: S704
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width:.1f}" height="10"/></svg>'
    )


def day(value: date | datetime | None) -> str:
    """Return a date as 2026-11-23; — for none."""
    if isinstance(value, datetime):
        value = value.astimezone().date()
    return "—" if value is None else value.isoformat()


def moment(value: datetime | None) -> str:
    """Return a time of this place as 2026-11-23 14:32."""
    return "—" if value is None else f"{value.astimezone():%Y-%m-%d %H:%M}"


def number(value: float | None, places: int = 1) -> str:
    """Return a number with thousands; — for none, a real minus."""
    return "—" if value is None else f"{value:,.{places}f}".replace("-", "−")


def count(value: int) -> str:
    """Return a count; zero is a dash, so that the eye finds what is there."""
    return f"{value:,}" if value else "—"


def yuan(value: Decimal | None) -> str:
    """Return yuan with two places."""
    return "—" if value is None else f"{value:,.2f}"


def percent(value: float | None) -> str:
    """Return a share 0-1 (or 0-100) as per cent."""
    if value is None:
        return "—"
    return f"{value * 100 if value <= 1 else value:.0f} %"


def fault(code: str, values: Mapping[str, Any]) -> str:
    """Return the sentence of a code."""
    if code == "invoice-used":
        return f"发票 {values['invoice']} 已经用于「{values['enterprise']}」。一张发票只能用一次。"
    if code == "too-much":
        return f"核定金额高于申请金额 {yuan(values['most'])} 元。"
    if code == "columns-missing":
        return f"表头缺少：{'、'.join(values['names'])}。"
    if code == "rows-wrong":
        return "没有导入。" + " ".join(values["faults"][:20])
    return FAULTS.get(code, f"没有办成（{code}）。")


def _chip(tone: str, words: str) -> Markup:
    return Markup('<span class="chip {}">{}</span>').format(tone, words)


FILTERS: Mapping[str, Callable[..., Any]] = {
    "chip": chip, "day": day, "moment": moment, "number": number, "count": count, "yuan": yuan,
    "percent": percent, "region": regions.label, "short_region": regions.short_label,
    "industry": regions.industry, "scale": lambda code: regions.SCALES.get(code, "—"),
    "role": ROLES.get, "subsidy": SUBSIDIES.get, "form_state": FORM_STATES.get,
    "stage": STAGES.get, "broken": lambda code: BROKEN[code][1],
    "deed": lambda action: DEEDS.get(action, action),
}
