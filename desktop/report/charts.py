"""From a figure's values to vector shapes: one chart for paper, Word and screen.

``draw(figure)`` gives the drawing of a block figure, ``draw_cell(figure, width, height)`` that of a
figure in a table cell. Nothing here knows reportlab or Qt: a backend paints ``Drawing.shapes``.
"""

from collections.abc import Callable
from typing import Any

from desktop.report import charts_money, charts_scores, charts_systems, charts_time
from desktop.report.shapes import Drawing
from forms.plan import figures
from forms.plan.figures import CellFigure, FigureData

_FIGURES: dict[type, Callable[[Any], Drawing]] = {
    figures.Radar: charts_scores.radar,
    figures.Ladder: charts_scores.ladder,
    figures.StartBar: charts_scores.start_bar,
    figures.Completeness: charts_scores.completeness,
    figures.Strip: charts_systems.strip,
    figures.Architecture: charts_systems.architecture,
    figures.Gantt: charts_time.gantt,
    figures.FirstYear: charts_time.first_year,
    figures.CostBars: charts_money.cost_bars,
    figures.CostLines: charts_money.cost_lines,
    figures.Shares: charts_money.shares,
}
_CELLS: dict[type, Callable[[Any, float, float], Drawing]] = {
    figures.ScoreBar: charts_scores.score_bar,
    figures.ScoreAxis: charts_scores.score_axis,
    figures.DifferenceBar: charts_money.difference_bar,
}


def draw(figure: FigureData) -> Drawing:
    """Return the shapes of a block figure."""
    return _FIGURES[type(figure)](figure)


def draw_cell(figure: CellFigure, width: float, height: float) -> Drawing:
    """Return the shapes of a figure that fills a table cell of that size in mm."""
    return _CELLS[type(figure)](figure, width, height)
