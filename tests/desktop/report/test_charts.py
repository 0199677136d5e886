import pytest

from desktop.report.charts import draw, draw_cell
from desktop.report.images import drawings, png_images, svg
from desktop.report.shapes import ROLES, Circle, Drawing, Label, Line, Polygon, text_width
from forms.plan import figures
from tests.desktop.report.plans import ENTERPRISES, medium

PATTERNS = {"A", "B", "C"}


def points_of(drawing: Drawing) -> list[tuple[float, float]]:
    found = []
    for shape in drawing.shapes:
        match shape:
            case Line() | Polygon():
                found += shape.points
            case Circle():
                found.append((shape.x, shape.y))
    return found


def labels(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Label)]


@pytest.mark.parametrize("name", ["medium", "dearer", "group", "hostile", "small", "geti"])
def test_charts_stay_inside_their_frame_and_use_known_colours(name: str) -> None:
    for drawing in drawings(ENTERPRISES[name]()).values():
        for x, y in points_of(drawing):
            assert -1.0 <= x <= drawing.width + 1.5
            assert -1.0 <= y <= drawing.height + 1.5
        for shape in drawing.shapes:
            for role in (getattr(shape, "fill", ""), getattr(shape, "outline", ""),
                         getattr(shape, "role", "")):
                assert not role or role in ROLES or role in PATTERNS


def test_the_radar_skips_a_dimension_without_score() -> None:
    # given seven axes, one without a score
    axes = tuple(figures.RadarAxis(f"D{n}", "", "—" if n == 3 else "50.0",
                                   None if n == 3 else 50.0) for n in range(1, 8))
    # when it is drawn
    drawing = draw(figures.Radar(axes, 65.0))
    # then this visit's polygon has six corners and the label says —
    outline = [s for s in drawing.shapes if isinstance(s, Polygon) and s.outline == "blue"]
    assert [len(polygon.points) for polygon in outline] == [6]
    assert "—" in labels(drawing)


def test_a_score_bar_is_blue_below_forty_and_a_stub_at_zero() -> None:
    def bar(score: float | None, words: str = "") -> Drawing:
        return draw_cell(figures.ScoreBar(score, words=words), 52, 5)

    def fills(drawing: Drawing) -> list[tuple[str, float]]:
        return [(s.fill, s.points[1][0] - s.points[0][0]) for s in drawing.shapes
                if isinstance(s, Polygon)]

    assert fills(bar(39.9)) == [("blue", pytest.approx(20.75, abs=0.01))]
    assert fills(bar(40.0))[0][0] == "mid"
    assert fills(bar(0.0)) == [("blue", 0.5)]
    # 不涉及 and 未答 are words, never a bar of 0
    assert fills(bar(None, "未答")) == []
    assert labels(bar(None, "未答")) == ["未答"]


def test_a_control_system_sends_out_and_receives_nothing() -> None:
    # given the factory's target architecture
    plan = medium()
    chart = next(block.data for chapter in plan.chapters if chapter.key == "architecture"
                 for block in chapter.blocks if hasattr(block, "data"))
    control = {box.key for zone in chart.zones for box in zone.boxes if box.control}
    public = {box.key for box in chart.zones[3].boxes}
    # then no control box stands in the public cloud, and no line leads back into one
    assert not control & public
    inner = {box.key for box in chart.zones[0].boxes if box.control}
    assert inner
    assert not [link for link in chart.links if link.target in inner or
                (link.both and link.source in inner)]


def test_the_rest_for_quotes_is_exactly_the_difference() -> None:
    plan = medium()
    bars = next(block.data for chapter in plan.chapters for block in chapter.blocks
                if isinstance(getattr(block, "data", None), figures.CostBars))
    local, cloud = bars.bars
    assert cloud.open_room == pytest.approx(sum(local.values) - sum(cloud.values))
    assert cloud.open_label == "询价 ≤19.7"
    assert local.total_label == "113.8"
    assert cloud.total_label == "94.1＋"


def test_lines_in_the_architecture_have_right_angles_only() -> None:
    for drawing in drawings(medium()).values():
        arrows = [s for s in drawing.shapes if isinstance(s, Line) and s.arrow]
        for line in arrows:
            pairs = zip(line.points, line.points[1:], strict=False)
            assert all(abs(a[0] - b[0]) < 0.01 or abs(a[1] - b[1]) < 0.01 for a, b in pairs)


def test_every_chart_becomes_a_png_of_300_dpi_and_an_svg_with_its_words() -> None:
    charts = drawings(medium())
    images = png_images(charts, {})
    assert len(images) == len(charts)
    for key, drawing in charts.items():
        width = int.from_bytes(images[key][16:20])
        assert width == pytest.approx(drawing.width / 25.4 * 300, abs=3)
        text = svg(drawing, {}).decode()
        assert all(label.replace("&", "&amp;").replace("<", "&lt;") in text
                   for label in labels(drawing))


@pytest.mark.parametrize("target", range(0, 101, 5))
def test_the_ladder_s_labels_never_cover_each_other(target: int) -> None:
    for now in range(3, 100, 7):
        steps = tuple(figures.LadderStep(f"L{n}", 20.0 * (n - 1), "plain") for n in range(1, 6))
        chart = draw(figures.Ladder(steps, now, f"本次 {now}.0", None, "", target,
                                    f"目标 {target}（中型，建议）"))
        above = [shape for shape in chart.shapes
                 if isinstance(shape, Label) and shape.y < 9 and shape.text]
        first, second = (_extent(label) for label in above)
        apart = first[1] <= second[0] or second[1] <= first[0]
        assert apart or abs(above[0].y - above[1].y) > 3.5, (now, target)


def _extent(label: Label) -> tuple[float, float]:
    width = text_width(label.text, label.size_pt, bold=label.bold)
    start = {"left": label.x, "right": label.x - width, "centre": label.x - width / 2}
    return start[label.align], start[label.align] + width
