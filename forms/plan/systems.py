"""Chapters 五 to 七: every system's disposition, the target architecture, the roadmap."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from forms.diagnosis.model import Measure, SystemAdvice
from forms.plan import numbers
from forms.plan.figures import (
    Architecture,
    ArchitectureBox,
    ArchitectureLink,
    ArchitectureZone,
    Gantt,
    GanttPhase,
    GanttQuarter,
    GanttRow,
    GanttYear,
    Strip,
    StripPart,
)
from forms.plan.model import (
    Block,
    Cell,
    Chapter,
    Figure,
    Paragraph,
    Row,
    Run,
    Table,
    text_of,
)
from forms.plan.work import (
    PHASE_LAST_MONTH,
    PHASES,
    Work,
    cell,
    columns,
    short_label,
    simple_table,
    table_row,
)

ORDER = ("Retain", "Retire", "Repurchase", "Rehost", "Relocate", "Replatform", "Refactor",
         "unknown")
_FILLS = {"now": "red", "first": "mid", "second": "B", "third": "white"}
_MOST_BOXES = 8
LOCAL, EDGE, PRIVATE, PUBLIC = range(4)
_ZONE_WORDS = (
    (("混合",), PUBLIC), (("私有", "专属"), PRIVATE), (("公有", "SaaS", "IaaS", "PaaS"), PUBLIC),
    (("边缘",), EDGE),
)


def systems_chapter(work: Work) -> Chapter:
    """Return 五 系统处置."""
    blocks = system_blocks(work) if work.diagnosis.systems else [work.prose("systems.none")]
    return Chapter("systems", "五", work.texts.title("systems"), systems_line(work),
                   tuple(blocks))


def systems_line(work: Work, part: str = "systems") -> str:
    """Return the conclusion: how many stay, stop, move, wait."""
    counts = Counter(system.disposition for system in work.diagnosis.systems)
    keep, retire, unknown = counts["Retain"], counts["Retire"], counts["unknown"]
    total = len(work.diagnosis.systems)
    return work.texts.line(part, total=str(total), keep=str(keep), retire=str(retire),
                           unknown=str(unknown), move=str(total - keep - retire - unknown))


def system_blocks(work: Work) -> list[Block]:
    """Return strip, table and waves."""
    texts = work.texts
    systems = sorted(work.diagnosis.systems, key=lambda s: ORDER.index(s.disposition))
    parts = _strip_parts(work, systems)
    alt = work.listed(texts.line("systems.strip_part", label=p.label, count=str(p.count))
                      for p in parts)
    blocks: list[Block] = [
        work.prose("systems.lead"),
        Figure(Strip(parts), texts.line("systems.strip_alt", parts=alt)),
        Table(columns(texts.cells("systems.head"), (27, 18, 25, 18, 10, 22, 0), "llllcrl"),
              tuple(_system_row(work, system) for system in systems),
              texts.line("systems.table"), work.next_table(), density="measures"),
    ]
    waves = _waves(work)
    if waves:
        blocks += [work.heading("systems.waves", 1),
                   simple_table(texts.cells("systems.waves_head"), (20, 56, 34, 0), waves),
                   work.note("systems.wave_rule")]
    return blocks


def _strip_parts(work: Work, systems: Sequence[SystemAdvice]) -> tuple[StripPart, ...]:
    parts = []
    for name in ORDER:
        same = [system for system in systems if system.disposition == name]
        if same:
            unknown = name == "unknown"
            label = work.texts.line("systems.unknown") if unknown else _label(same[0])
            parts.append(StripPart(len(same), label, unknown))
    return tuple(parts)


def _label(system: SystemAdvice) -> str:
    """Return ``Retain 保留``: the 7R name with its word."""
    if system.disposition in system.disposition_label:
        return system.disposition_label
    return f"{system.disposition} {system.disposition_label}".strip()


def _system_row(work: Work, system: SystemAdvice) -> Row:
    work.required.append((system.name, system.name))
    texts = work.texts
    if system.disposition == "unknown":
        disposition = Cell(((Run(texts.line("systems.unknown"), "mark-ink"),),))
        missing = work.listed(basis.question for basis in system.missing)
        why = texts.line("systems.missing", names=missing or numbers.BLANK)
    else:
        word = _label(system).removeprefix(system.disposition).strip()
        disposition = Cell(((Run(system.disposition, "strong"), Run(f" {word}")),))
        # What does not move has no window; the window of what moves stands with its batch.
        interfaces = system.interfaces if system.wave is not None else ""
        why = work.sentences(text.rstrip("。") for text in (system.risk, interfaces) if text)
    points = dict(system.deployment)
    modes = [numbers.weight(points[mode]) for mode in ("public", "private", "edge")
             if mode in points]
    return table_row(system.name, system.now, disposition,
                     system.destination or texts.line("systems.undecided"),
                     system.rule or numbers.BLANK, " / ".join(modes) or numbers.BLANK,
                     why or system.reason)


def _waves(work: Work) -> list[tuple[str, str, str, str]]:
    rows = []
    waves = sorted({s.wave for s in work.diagnosis.systems if s.wave is not None})
    for wave in waves:
        same = [s for s in work.diagnosis.systems if s.wave == wave]
        kinds = work.listed(dict.fromkeys(
            _label(s).removeprefix(s.disposition).strip() or s.disposition for s in same))
        stops = work.sentences(dict.fromkeys(s.downtime.rstrip("。") for s in same if s.downtime))
        rows.append((work.texts.line("systems.wave", number=str(wave)),
                     work.listed(s.name for s in same), kinds, stops or numbers.BLANK))
    return rows


# -- architecture --------------------------------------------------------------------------


def zone_of(system: SystemAdvice) -> int:
    """Return the zone a system stands in; a control system never stands in the public cloud."""
    if system.control:
        return LOCAL
    if system.disposition in ("unknown", "Retire"):
        return LOCAL
    text = system.destination
    # The destination is the method's own wording; the order is that of methodology.md §6.
    for words, zone in _ZONE_WORDS:
        if any(word in text for word in words):
            return zone
    return LOCAL


def architecture_chapter(work: Work) -> Chapter:
    """Return 六 目标架构."""
    texts = work.texts
    blocks = architecture_blocks(work)
    if work.diagnosis.sizing:
        blocks.append(work.heading("architecture.sizing", 1))
        blocks.append(simple_table(
            texts.cells("architecture.sizing_head"), (50, 44, 0),
            [(line.label, line.value, line.note) for line in work.diagnosis.sizing]))
    return Chapter("architecture", "六", texts.title("architecture"), texts.line("architecture"),
                   tuple(blocks))


def architecture_blocks(work: Work) -> list[Block]:
    """Return the drawing and the rules of its lines."""
    texts = work.texts
    blocks, rules = _architecture_figure(work)
    if rules:
        blocks.append(simple_table(texts.cells("architecture.head"), (12, 44, 0, 34), rules,
                                   "clll"))
    return blocks


def _architecture_figure(work: Work, *, merged: bool = False
                         ) -> tuple[list[Block], list[tuple[str, ...]]]:
    """Return the drawing and the rules of the lines that are in it."""
    texts = work.texts
    figure = _architecture(work, merged=merged)
    counts = [str(len(zone.boxes)) for zone in figure.zones]
    alt = texts.line("architecture.alt", local=counts[0], edge=counts[1], private=counts[2],
                     public=counts[3])
    rules = [row for row in texts.table("architecture.rules")
             if row[0] in {link.number for link in figure.links}]
    # Lines that are not drawn leave no hole in the count.
    order = {row[0]: numbers.circled(n) for n, row in enumerate(rules, start=1)}
    figure = replace(figure, links=tuple(
        replace(link, number=order.get(link.number, link.number)) for link in figure.links))
    rules = [(order[row[0]], *row[1:]) for row in rules]
    blocks: list[Block] = [Figure(figure, alt, texts.line(
        "architecture.caption", month=work.month(12 if merged else 18)), work.next_figure())]
    return blocks, rules


def _architecture(work: Work, *, merged: bool = False) -> Architecture:
    texts = work.texts
    systems = [s for s in work.diagnosis.systems if s.disposition != "Retire"]
    zones: list[list[ArchitectureBox]] = [[], [], [], []]
    for zone in range(4):
        # Control systems first: their lines leave straight for the edge.
        inside = sorted((s for s in systems if zone_of(s) == zone), key=lambda s: not s.control)
        zones[zone] += _merged_boxes(work, inside) if merged else _boxes(work, inside, zone)
    control = [s for s in systems if s.control]
    public = bool(zones[PUBLIC])
    if control:
        zones[EDGE] = [ArchitectureBox(*row, control=True)
                       for row in _fixed(work, "architecture.edge_boxes")] + zones[EDGE]
    desktops = work.visit.value("desktops")
    if desktops:
        zones[LOCAL] += [ArchitectureBox(*row) for row in _fixed(
            work, "architecture.local_boxes", count=desktops)]
    zones[EDGE] += [ArchitectureBox(*row) for row in _fixed(
        work, "architecture.exit_box", access=work.visit.text("net_access"))]
    backup = ArchitectureBox(*_fixed(work, "architecture.public_boxes")[0],
                             texts.line("architecture.new"))
    zones[PUBLIC].append(backup)
    links = _links(work, zones, control=[f"s{s.path}" for s in control], public=public)
    return Architecture(tuple(_zone(work, n, tuple(boxes)) for n, boxes in enumerate(zones)),
                        tuple(links))


def _fixed(work: Work, part: str, **values: str) -> list[tuple[str, str, str]]:
    return [(row[0], row[1], row[2]) for row in work.texts.table(part, **values)]


def _zone(work: Work, number: int, boxes: tuple[ArchitectureBox, ...]) -> ArchitectureZone:
    words = work.texts.cells("architecture.zones")
    name, second = words[2 * number], words[2 * number + 1]
    if boxes:
        return ArchitectureZone(name, second, boxes)
    return ArchitectureZone(name, work.texts.line("architecture.unused"), (), used=False,
                            condition=work.texts.cells("architecture.conditions")[number])


def _boxes(work: Work, systems: Sequence[SystemAdvice], zone: int) -> list[ArchitectureBox]:
    """Return a box a system; more than eight in a zone are grouped by category."""
    room = _MOST_BOXES - (2 if zone in (LOCAL, PUBLIC) else 3)
    if len(systems) <= room:
        return [_box(work, system) for system in systems]
    boxes = []
    control = [s for s in systems if s.control]
    groups: dict[tuple[str, bool], list[SystemAdvice]] = {}
    for system in systems:
        groups.setdefault((system.category, system.control), []).append(system)
    largest = sorted(groups.items(), key=lambda item: (not item[0][1], -len(item[1])))
    shown, rest = largest[:room - 1], largest[room - 1:]
    if rest:
        merged = [system for _, group in rest for system in group]
        shown.append((("…", False), merged))
    for (category, is_control), group in shown:
        key = f"s{group[0].path}"
        name = work.texts.line("architecture.group", category=category, count=str(len(group)))
        boxes.append(ArchitectureBox(key, name, work.listed(s.name for s in group), "",
                                     is_control and bool(control)))
    return boxes


def _merged_boxes(work: Work, systems: Sequence[SystemAdvice]) -> list[ArchitectureBox]:
    """Return a box for all systems that go the same way; control and undecided ones stand alone."""
    groups: dict[tuple[str, str, str], list[SystemAdvice]] = {}
    for system in systems:
        alone = system.path if system.control or system.disposition == "unknown" else ""
        groups.setdefault((alone, system.disposition, system.destination), []).append(system)
    boxes = []
    for first, *others in groups.values():
        name = first.name
        if len(others) == 1:
            name = f"{name}　{others[0].name}"
        elif others:
            name = work.texts.line("architecture.merged", first=name, count=str(len(others) + 1))
        boxes.append(replace(_box(work, first), name=name))
    return boxes


def _box(work: Work, system: SystemAdvice) -> ArchitectureBox:
    unknown = system.disposition == "unknown"
    tag = work.texts.line("systems.unknown") if unknown else system.disposition
    return ArchitectureBox(f"s{system.path}", system.name, system.destination or system.now, tag,
                           system.control, unknown)


def _links(work: Work, zones: list[list[ArchitectureBox]], control: list[str], *, public: bool
           ) -> list[ArchitectureLink]:
    """Return the numbered lines; from the control zone they only lead outwards."""
    words = work.texts.cells("architecture.links")
    links: list[ArchitectureLink] = []
    standing = [box.key for box in zones[LOCAL] if box.key in control]
    links += [ArchitectureLink(key, "port") for key in standing]
    if standing:
        links.append(ArchitectureLink("port", "gateway"))
        systems = [box.key for box in zones[PUBLIC] if box.key.startswith("s")]
        links.append(ArchitectureLink("gateway", systems[0] if systems else "backup", words[0],
                                      words[1]))
    if any(box.key == "terminals" for box in zones[LOCAL]):
        links.append(ArchitectureLink("terminals", "exit", both=True))
    if public:
        # Users and backups leave through the same firewall; the lines end at the zone's boxes.
        middle = [box.key for box in zones[PUBLIC] if box.key.startswith("s")]
        links.append(ArchitectureLink("exit", middle[-1], words[4], words[5], both=True))
    links.append(ArchitectureLink("exit", "backup", words[2], words[3], dashed=True))
    return links


# -- roadmap -------------------------------------------------------------------------------


def roadmap_chapter(work: Work) -> Chapter:
    """Return 七 路线图."""
    texts = work.texts
    used = [phase for phase in PHASES if work.in_phase(phase)]
    months = _phase_end(work, used[-1]) if used else 0
    conclusion = texts.line("roadmap", months=str(months), gate=work.month(2),
                            phases=numbers.numeral(len(used)))
    blocks: list[Block] = []
    if work.planned:
        blocks.append(gantt_figure(work))
        blocks += [work.heading("roadmap.gates", 1), _gates(work, used)]
    else:
        blocks.append(work.prose("measures.none"))
    return Chapter("roadmap", "七", texts.title("roadmap"), conclusion, tuple(blocks))


def _months(work: Work) -> int:
    """Return how far the roadmap reaches: 36 months, 12 where everything is done within a year."""
    return 12 if all(m.end_month <= 12 for m in work.planned) else 36


def _phase_end(work: Work, phase: str) -> int:
    """Return the month a phase is accepted in: one date for chart, table and conclusion."""
    return min(PHASE_LAST_MONTH[phase], _months(work))


def gantt_figure(work: Work, *, legend: bool = True) -> Figure:
    """Return the roadmap as a chart; a short one needs no legend."""
    texts = work.texts
    months = _months(work)
    phases = [_phase(work, phase) for phase in PHASES if work.in_phase(phase)]
    years, quarters = _scale(work, months)
    data = Gantt(tuple(phases), years, quarters, months, _legend(work) if legend else ())
    names = work.mapping("measures.phase_names")
    alt = work.listed(f"{names[phase]} {len(work.in_phase(phase))}" for phase in PHASES
                      if work.in_phase(phase))
    return Figure(data, texts.line("roadmap.alt", phases=alt),
                  texts.line("roadmap.caption", start=work.month(1), end=work.month(months)),
                  work.next_figure())


def _legend(work: Work) -> tuple[tuple[str, str], ...]:
    words = work.texts.cells("roadmap.legend")
    fills = [(_FILLS[phase], word) for word, phase in zip(words, PHASES, strict=False)
             if work.in_phase(phase)]
    return (*fills, ("milestone", words[4]), ("link", words[5]))


def _phase(work: Work, phase: str) -> GanttPhase:
    rows = tuple(
        GanttRow(m.name, f"{m.name}　{short_label(m)}", m.owner, m.start_month, m.end_month,
                 _waits_for(work, m)) for m in work.in_phase(phase))
    last = _phase_end(work, phase)
    label = work.texts.line(f"roadmap.milestone_{phase}", date=work.deadline(last))
    return GanttPhase(work.mapping("measures.phase_names")[phase], _FILLS[phase], rows, last,
                      label)


def _waits_for(work: Work, measure: Measure) -> tuple[str, ...]:
    """Return the prerequisites that are drawn: those of the same phase that end before it."""
    same = {m.name: m for m in work.in_phase(measure.phase)}
    return tuple(name for name in measure.prerequisites
                 if name in same and same[name].end_month < measure.start_month)


def _scale(work: Work, months: int) -> tuple[tuple[GanttYear, ...], tuple[GanttQuarter, ...]]:
    words = work.texts.cells("roadmap.year", year="{year}", quarter="{quarter}")
    years: dict[int, list[int]] = {}
    quarters = []
    for month in range(1, months + 1):
        day = numbers.month_after(work.visited_on, month)
        years.setdefault(day.year, []).append(month)
        if day.month % 3 == 1:
            label = words[1].replace("{quarter}", str((day.month + 2) // 3))
            quarters.append(GanttQuarter(label, month))
    labelled = tuple(GanttYear(words[0].replace("{year}", str(year)), span[0], span[-1])
                     for year, span in years.items())
    return labelled, tuple(quarters)


def _gates(work: Work, phases: Sequence[str]) -> Table:
    texts = work.texts
    fails = work.mapping("roadmap.gate_fail")
    rows = []
    for phase in phases:
        measures = work.in_phase(phase)
        last = _phase_end(work, phase)
        proofs = work.listed(dict.fromkeys(m.evidence for m in measures if m.evidence))
        rows.append(table_row(work.deadline(last), proofs or numbers.BLANK, fails[phase],
                              cell(texts.line("roadmap.gate_signer"))))
    return Table(columns(texts.cells("roadmap.gates_head"), (24, 0, 40, 24)), tuple(rows))


def _compact_table(work: Work) -> Table:
    """Return the systems, each in a line or two: without the points behind the destination."""
    texts = work.texts
    titles = texts.cells("systems.head")
    points = 5
    rows = []
    for system in sorted(work.diagnosis.systems, key=lambda s: ORDER.index(s.disposition)):
        row = _system_row(work, system)
        rows.append(replace(row, cells=row.cells[:points] + row.cells[points + 1:]))
    return Table(columns(titles[:points] + titles[points + 1:], (25, 19, 30, 20, 10, 0), "llllcl"),
                 tuple(rows), texts.line("systems.table"), work.next_table(), density="dense")


def compact_chapter(work: Work) -> Chapter:
    """Return 五 to 七 together, for micro and small enterprises."""
    texts = work.texts
    blocks: list[Block] = [work.heading("compact.systems", 1)]
    if work.diagnosis.systems:
        # The table alone: a handful of systems needs neither strip nor batches.
        blocks.append(_compact_table(work))
        drawing, rules = _architecture_figure(work, merged=True)
        notes = [Paragraph(text_of(texts.line("compact.rule", line=line, what=what, rule=rule,
                                              who=who)), "note")
                 for line, what, rule, who in rules]
        blocks += [work.heading("compact.architecture", 2), *drawing, *notes]
    else:
        blocks.append(work.prose("systems.none"))
    if work.planned:
        blocks += [work.heading("compact.roadmap", 3 if work.diagnosis.systems else 2),
                   gantt_figure(work, legend=False)]
    return Chapter("compact", "五～七", texts.title("compact"),
                   texts.line("compact", total=str(len(work.diagnosis.systems))), tuple(blocks))
