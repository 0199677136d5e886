"""Six enterprises, an empty visit and a hostile one, as plans."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from PIL import Image

from forms.diagnosis.model import Diagnosis
from forms.plan import Plan, PlanContext, build
from forms.values import Annotation
from tests.forms.plan.diagnoses import LEVELS, factory, last_year
from tests.forms.plan.visits import RecordStub, changed, path_of, plan_sheets, practice

SHA256 = "8f3a21c75e90b4d277160ac3f95b28e160d793fa1c48e05db37a4f628890d1ce"
NOW = datetime(2026, 11, 18, 12, 52, tzinfo=UTC)
HOSTILE = ("<b>&amp; a < b</b> %s {name} ]]> \u202eevil\u202c \u200f 😀🧑‍💻 𠮷野家 𬭎㙍 \x07 "
           "“（《【「…—— ” \t <script>alert(1)</script> {0} **粗** [[标]] " + "長" * 40)


def context(**changes: object) -> PlanContext:
    base = PlanContext(now=NOW, record_number="YZ140702-20261118-0318", sha256=SHA256,
                       sheets=plan_sheets(), platform_url="https://platform.example")
    return replace(base, **changes)


def photo(seed: int, width: int = 800, height: int = 600) -> bytes:
    image = Image.new("RGB", (width, height), (seed * 37 % 256, seed * 91 % 256, 120))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


def medium(length: str = "standard", **changes: object) -> Plan:
    record = practice("factory")
    return build(record, factory(record), context(
        length=length, previous=last_year(record), previous_on="2025-11-12", **changes))


def signed_factory() -> Plan:
    """The factory with the enterprise's signature captured on screen."""
    record = changed(practice("factory"), sign_ent="sign.png")
    return build(record, factory(record), context(pictures={"sign.png": photo(3, 300, 100)}))


def geti() -> Plan:
    record = practice("noodle_shop")
    diagnosis = _start(factory(practice("factory")))
    return build(record, diagnosis, context())


def _start(diagnosis: Diagnosis) -> Diagnosis:
    kept = {"I11", "I22", "I24", "I31", "I32", "I43", "I45", "I62", "I73"}
    dimensions = tuple(replace(d, indicators=tuple(i for i in d.indicators if i.name in kept))
                       for d in diagnosis.dimensions)
    measures = tuple(replace(m, start_month=1, end_month=1, first_year_cost_cny=None)
                     for m in diagnosis.measures[:4])
    return replace(diagnosis, path="geti", scale="geti", verdict="start", cmi=30.0, target=40.0,
                   level=None, level_by_score=None, gates=(), red_lines=(), systems=(), costs=None,
                   shares=(), sizing=(), open_items=(), dimensions=dimensions, measures=measures,
                   score_name="上云起步分", completeness=1.0)


def small() -> Plan:
    record = practice("factory")
    diagnosis = replace(factory(record), path="lite", scale="small", systems=factory(
        record).systems[2:8], target=50.0)
    return build(record, diagnosis, context())


def dearer() -> Plan:
    """A large enterprise whose cloud is dearer, at the highest level but one."""
    record = practice("factory")
    now = factory(record)
    lines = tuple(replace(line, years=tuple(None if y is None else y * 3 for y in line.years))
                  if line.side == "cloud" else line for line in now.costs.lines)
    costs = replace(now.costs, lines=lines, reasons=("备份放到另一地点。", "没有专人看机房。"))
    return build(record, replace(now, scale="large", cmi=66.0, level=LEVELS[3], gates=(),
                                 level_by_score=LEVELS[3], red_lines=(), costs=costs), context())


def provisional() -> Plan:
    record = changed(practice("factory"), site_rule="no_photo", vendor_interest="no")
    return build(record, replace(factory(record), verdict="provisional", completeness=0.7,
                                 systems=(), policies=(), shares=(), costs=None, risks=()),
                 context())


def group(length: str = "standard") -> Plan:
    """A group with 80 systems and 200 photos."""
    record = practice("factory")
    systems = tuple({**record.repeats["system_list"][n % 11], "sys_name": f"系统 {n + 1:02d}"}
                    for n in range(80))
    pictures = {f"photo{n:03d}.jpg": photo(n, 640, 480) for n in range(200)}
    notes = tuple(Annotation(path_of("backup"), "evidence", text=f"现场照片 {n + 1}", file=name,
                             at="2026-11-18T10:24:00+08:00")
                  for n, name in enumerate(pictures))
    record = replace(record, repeats={**record.repeats, "system_list": systems},
                     notes=(*record.notes, *notes))
    base = factory(record)
    advice = tuple(replace(base.systems[n % 11], path=f"/data/systems/system_list[{n + 1}]",
                           name=f"系统 {n + 1:02d}") for n in range(80))
    return build(record, replace(base, systems=advice, scale="large"),
                 context(length=length, pictures=pictures))


def empty() -> Plan:
    """A visit that ended after the consent: nothing but a name."""
    record = RecordStub({"ent_name": "刚开始的企业", "visit_date": "2026-11-18",
                         "consent_given": "yes"})
    full = factory(practice("factory"))
    nothing = tuple(replace(d, score=None, indicators=tuple(
        replace(i, score=None, gap=None, state="unanswered", basis=()) for i in d.indicators))
        for d in full.dimensions)
    return build(record, replace(
        full, verdict="problems_only", cmi=None, completeness=0.0, level=None, level_by_score=None,
        gates=(), dimensions=nothing, readiness=None, red_lines=(), measures=(), systems=(),
        open_items=(), costs=None, policies=(), shares=(), sizing=(), risks=(), scale="",
        target=None), context(sha256="", draft=True))


def hostile(length: str = "full") -> Plan:
    record = practice("factory")
    long_name = "𠮷" + "山西" * 99 + "<公司>"
    notes = (Annotation(path_of("backup"), "remark", text="备注" + HOSTILE * 2 + "长" * 10000,
                        by=HOSTILE, at="2026-11-18T10:24:00+08:00"),
             Annotation(path_of("app_contract"), "todo", text=HOSTILE, owner=HOSTILE, due="明天"))
    record = changed(replace(record, notes=notes), ent_name=long_name, main_products=HOSTILE,
                     summary=HOSTILE * 5, address="A" * 300, site_count="123456789012")
    base = factory(record)
    measures = (replace(base.measures[0], label=HOSTILE, owner=HOSTILE, steps=(HOSTILE,) * 12,
                        evidence=HOSTILE), *base.measures[1:])
    systems = (replace(base.systems[0], name=HOSTILE, risk=HOSTILE * 6), *base.systems[1:])
    risks = (replace(base.risks[0], answer="险" * 4000), *base.risks[1:])
    pictures = {"broken.jpg": b"not a picture", "tiny.png": photo(1, 3, 2)}
    return build(record, replace(base, measures=measures, systems=systems, risks=risks),
                 context(length=length, pictures=pictures))


ENTERPRISES: dict[str, Callable[[], Plan]] = {
    "geti": geti, "small": small, "medium": medium, "dearer": dearer,
    "provisional": provisional, "group": group, "empty": empty, "hostile": hostile,
}
