import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.report import charts
from desktop.report.shapes import ROLES, Circle, Drawing, Label, Line, Polygon
from desktop.screens.costs_view import curves
from desktop.tokens import DARK, LIGHT, Theme
from desktop.widgets.bar_chart import BarValue, lying_bars, standing_bars
from desktop.widgets.chart_svg import svg
from desktop.widgets.chart_view import TOKENS, ChartView, colors
from desktop.widgets.cost_chart import CostChart, cost_figure
from desktop.widgets.radar import Axis, Radar, radar_figure
from desktop.widgets.ruler import Reading, Ruler
from desktop.widgets.share_bar import ShareBar, SharePart
from forms.plan import figures
from tests.desktop.review.factory import a_diagnosis, costs

MONTHS = ("起", "第 12 月", "第 24 月", "第 36 月")


def a_radar(**changes: object) -> Radar:
    diagnosis = a_diagnosis()
    values: dict[str, object] = {
        "axes": tuple(Axis(one.label, one.score) for one in diagnosis.dimensions),
        "target": 65.0, "now_label": "本次", "target_label": "目标 65"}
    return Radar(**{**values, **changes})  # type: ignore[arg-type]


def roles_of(drawing: Drawing) -> set[str]:
    found: set[str] = set()
    for shape in drawing.shapes:
        if isinstance(shape, Line | Label):
            found.add(shape.role)
        elif isinstance(shape, Polygon | Circle):
            found |= {shape.fill, shape.outline}
    return found - {"", "A", "B", "C"}


DRAWINGS = {
    "radar": lambda: radar_figure(a_radar())(120, 90),
    "costs": lambda: cost_figure(CostChart(curves(costs()), MONTHS))(150, 60),
    "lying": lambda: lying_bars([BarValue("L1", 3), BarValue("L2", 0, True)])(90, 20),
    "standing": lambda: standing_bars([BarValue("1", 3), BarValue("2", 9, True)])(90, 40),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_role_has_a_colour_in_both_themes(name: str) -> None:
    drawing = DRAWINGS[name]()
    for theme in (Theme(dark=False), Theme(dark=True)):
        assert roles_of(drawing) <= set(colors(theme))


def test_the_roles_of_paper_are_all_drawn_on_the_screen() -> None:
    assert set(ROLES) <= set(TOKENS)
    assert set(TOKENS.values()) <= set(LIGHT) & set(DARK)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_chart_stays_inside_its_widget(name: str) -> None:
    drawing = DRAWINGS[name]()
    for shape in drawing.shapes:
        points = shape.points if isinstance(shape, Line | Polygon) else ((shape.x, shape.y),)
        for x, y in points:
            assert -0.5 <= x <= drawing.width + 0.5
            assert -0.5 <= y <= drawing.height + 0.5


def test_a_dimension_without_a_score_has_no_point_and_says_so() -> None:
    axes = (*a_radar().axes[:6], Axis("投入与效益", None))
    drawing = radar_figure(a_radar(axes=axes))(120, 90)
    assert sum(isinstance(shape, Circle) for shape in drawing.shapes) == 6
    assert any(isinstance(shape, Label) and shape.text == "—" for shape in drawing.shapes)


def test_two_scores_make_no_polygon() -> None:
    axes = tuple(Axis(one.label, one.now if place < 2 else None)
                 for place, one in enumerate(a_radar().axes))
    drawing = radar_figure(a_radar(axes=axes))(120, 90)
    filled = [one for one in drawing.shapes if isinstance(one, Polygon) and one.fill == "blue"]
    assert filled == []


def test_the_legend_names_only_what_is_drawn() -> None:
    words = {shape.text for shape in radar_figure(a_radar(target=None))(120, 90).shapes
             if isinstance(shape, Label)}
    assert "目标 65" not in words
    assert "本次" in words


def test_a_figure_of_the_plan_is_painted_on_the_screen(qtbot: QtBot) -> None:
    shares = figures.Shares((figures.SharePart(60.0, "企业出"), figures.SharePart(0.0, "不明")))
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show_figure(lambda _width, _height: charts.draw(shares), "三方分担")
    image = view.image()
    shades = {image.pixelColor(x, y).rgb() for x in range(0, image.width(), 7)
              for y in range(0, image.height(), 7)}
    assert len(shades) > 2
    assert view.accessibleName() == "三方分担"


def test_a_copied_chart_is_a_picture_and_svg(qtbot: QtBot) -> None:
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_figure(radar_figure(a_radar()), "七个维度")
    view.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    text = bytes(data.data("image/svg+xml").data()).decode()
    assert text.startswith("<svg ")
    assert "规划与组织" in text


def test_text_in_svg_is_escaped() -> None:
    drawing = Drawing(10, 10, (Label(1, 1, "a < b & c"),))
    assert "a &lt; b &amp; c" in svg(drawing)


def test_the_ruler_says_score_and_level(qtbot: QtBot) -> None:
    ruler = Ruler()
    qtbot.addWidget(ruler)
    ruler.show_reading(Reading(43.8, "L2"))
    assert ruler.accessibleName() == "43.8 L2"


def test_the_level_in_force_is_tinted_not_the_one_of_the_score(qtbot: QtBot) -> None:
    ruler = Ruler()
    qtbot.addWidget(ruler)
    ruler.resize(410, 54)
    ruler.show_reading(Reading(43.8, "L2"))
    image = ruler.grab().toImage()
    tint = Theme().color("accs").rgb()
    tinted = [x for x in range(image.width()) if image.pixelColor(x, 26).rgb() == tint]
    assert tinted
    assert 80 < min(tinted) < max(tinted) < 170


def test_every_share_keeps_room_for_its_words(qtbot: QtBot) -> None:
    bar = ShareBar()
    qtbot.addWidget(bar)
    bar.resize(700, 80)
    bar.show_parts((SharePart("enterprise", 990.0, "企业出", "990 元"),
                    SharePart("vendor", 1.0, "服务商让", "1 元"),
                    SharePart("treasury", None, "财政补", "比例未公布，不计金额")))
    widths = bar._widths()
    assert round(sum(widths)) == 700
    assert min(widths) > 50
