"""Presentation mode (F5): its own window on the second screen, large type, nothing internal."""

from collections.abc import Callable, Mapping, Sequence
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.figures import number, score_text, signed
from desktop.i18n import _
from desktop.screens.costs_view import NOMINAL, curves, verdict
from desktop.screens.diagnosis import reading_of
from desktop.screens.diagnosis_review import review_of
from desktop.screens.diagnosis_view import FORMAL, PROVISIONAL, START, level_block
from desktop.screens.measures_model import Card, columns_of
from desktop.screens.presentation_model import (
    COST,
    LEVEL,
    MEASURES,
    QUESTION,
    RADAR,
    Asked,
    OutlineQuestions,
    PresentationModel,
    PresentationState,
)
from desktop.screens.presentation_parts import HEIGHT, Options, font
from desktop.tokens import theme
from desktop.visit import Visit
from desktop.widgets.bars import draw_sign
from desktop.widgets.chart_view import ChartView
from desktop.widgets.cost_chart import CostChart, cost_figure
from desktop.widgets.painted import draw_keycap, draw_text, keycap_width, text_width
from desktop.widgets.radar import Axis, Radar, radar_figure
from desktop.widgets.ruler import paint_ruler
from forms.diagnosis.decisions import RESERVE
from forms.diagnosis.model import Diagnosis

_HEAD, _FOOT, _SIDE, _EDGE = 104, 74, 720, 64

# Measures a phase on the projector: what can be read from the last row.
MOST_MEASURES = 6


class PresentationWindow(QWidget):
    """Head with the enterprise, a question with the score beside it, or one chart alone."""

    def __init__(
        self, model: PresentationModel, enterprise: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("presentation")
        self.setAccessibleName(_("Presentation"))
        self.setWindowTitle(enterprise)
        self._model, self._enterprise = model, enterprise
        self._number, self._title = QLabel(), QLabel()
        self._title.setWordWrap(True)
        self._options, self._field = Options(), QLineEdit()
        self._field.setAccessibleName(_("Answer"))
        self._problem = QLabel()
        self._left = QWidget(self)
        self._radar, self._chart = ChartView(self), ChartView(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._build_left()
        model.changed.connect(self._render)
        self._options.chosen.connect(model.choose)
        self._field.editingFinished.connect(self._take_text)
        self._render(model.state)

    def _build_left(self) -> None:
        self._answers = QStackedWidget()
        self._answers.addWidget(self._options)
        holder = QWidget()
        field = QVBoxLayout(holder)
        field.setContentsMargins(0, 0, 0, 0)
        field.addWidget(self._field)
        field.addStretch(1)
        self._answers.addWidget(holder)
        self._body = QVBoxLayout(self._left)
        for widget in (self._number, self._title):
            self._body.addWidget(widget)
        self._body.addWidget(self._answers, 1)
        self._body.addWidget(self._problem)

    @property
    def _scale(self) -> float:
        return self.height() / HEIGHT

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        actions: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.close, Qt.Key.Key_F5: self.close,
            Qt.Key.Key_Right: lambda: self._model.step(1),
            Qt.Key.Key_Left: lambda: self._model.step(-1),
            Qt.Key.Key_PageDown: lambda: self._model.step(1),
            Qt.Key.Key_PageUp: lambda: self._model.step(-1),
            Qt.Key.Key_Return: lambda: self._model.step(1),
            Qt.Key.Key_Enter: lambda: self._model.step(1),
            Qt.Key.Key_R: self._model.toggle_radar,
        }
        if Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9:
            self._model.choose((event.key() - Qt.Key.Key_0) or 10)
        elif event.key() in actions:
            actions[event.key()]()
        else:
            super().keyPressEvent(event)

    def _take_text(self) -> None:
        if self._field.isModified():
            self._field.setModified(False)
            self._model.answer(self._field.text().strip())

    # --- drawing ---

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._render(self._model.state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._render(self._model.state)

    def _render(self, state: PresentationState) -> None:
        slide = state.slide
        question = slide is not None and slide.kind == QUESTION and not state.radar_alone
        self._left.setVisible(question)
        self._radar.setVisible(question or state.radar_alone or _is(state, RADAR))
        self._chart.setVisible(not state.radar_alone and _is(state, COST))
        worded = any(_is(state, kind) for kind in (MEASURES, COST, LEVEL))
        self._words.setVisible(not state.radar_alone and worded)
        self._place(alone=not question, words_top=440 if _is(state, LEVEL) else 0)
        if question and state.asked is not None:
            self._render_question(state.asked)
        if state.diagnosis is not None:
            size = self._scale * (1.6 if question else 2.0)
            self._radar.show_figure(
                radar_figure(_radar(state.diagnosis, state.before, size)), _("Seven dimensions"))
        if state.whole is not None:
            self._render_whole(slide.kind if slide else "", state.whole)
        self.update()

    def _place(self, *, alone: bool, words_top: int) -> None:
        s, width, height = self._scale, self.width(), self.height()
        head, foot = round(_HEAD * s), round(_FOOT * s)
        side = 0 if alone else round(_SIDE * s)
        middle = height - head - foot
        edge = round(_EDGE * s)
        self._left.setGeometry(0, head, width - side, middle)
        if alone:
            self._radar.setGeometry(edge, head + edge // 2, width - 2 * edge, middle - edge)
        else:
            top = head + round(190 * s)
            self._radar.setGeometry(width - side + 16, top, side - 32, height - foot - top - 16)
        words = round(210 * s)
        top = head + edge + round(words_top * s)
        self._words.setGeometry(edge, top, width - 2 * edge, height - foot - top)
        self._chart.setGeometry(edge, head + words, width - 2 * edge, middle - words - edge // 2)

    def _render_question(self, asked: Asked) -> None:
        s = self._scale
        ink, hint, red = (theme().hex(name) for name in ("ink", "ink3", "red"))
        self._body.setContentsMargins(round(_EDGE * s), round(48 * s), round(40 * s), round(24 * s))
        self._body.setSpacing(round(12 * s))
        for widget, text, points, color, serif in (
            (self._number, asked.number, 24, hint, False),
            (self._title, asked.title, 44, ink, True),
            (self._problem, asked.problem, 18, red, False),
        ):
            widget.setText(text)
            widget.setVisible(bool(text))
            face = font(points if len(text) < 22 else points * 0.8, s, strong=serif, serif=serif)
            widget.setStyleSheet(_style(face.family(), face.pixelSize(), color, strong=serif))
        select = bool(asked.choices)
        self._answers.setCurrentIndex(0 if select else 1)
        if select:
            room = round((HEIGHT - _HEAD - _FOOT - 260) * s)
            self._options.show_options(asked.choices, asked.value, s, room)
        else:
            self._render_field(asked)

    def _render_field(self, asked: Asked) -> None:
        face = font(28, self._scale)
        self._field.setStyleSheet(
            _style(face.family(), face.pixelSize(), theme().hex("ink"), strong=False)
            + f"min-height: {round(72 * self._scale)}px;")
        self._field.setPlaceholderText(asked.unit)
        if self._field.text() != asked.value and not self._field.isModified():
            with QSignalBlocker(self._field):
                self._field.setText(asked.value)

    def _render_whole(self, kind: str, diagnosis: Diagnosis) -> None:
        lines: list[tuple[str, str]] = []
        if kind == LEVEL:
            lines = _level_lines(diagnosis)
        elif kind == COST and diagnosis.costs is not None:
            found = verdict(diagnosis.costs, NOMINAL)
            lines = [("", diagnosis.costs.conclusion)]
            if found is not None:
                lines = [(f"{found.caption} {found.figure} {_('万元')}", ""), ("", found.honest)]
            months = (_("start"), *(_("month {n}").format(n=n) for n in (12, 24, 36)))
            chart = CostChart(curves(diagnosis.costs), (months[0], months[1], months[2], months[3]),
                              self._scale * 2.2)
            self._chart.show_figure(cost_figure(chart), _("Cumulative cost"))
        face = font(24, self._scale)
        self._words.setStyleSheet(
            _style(face.family(), face.pixelSize(), theme().hex("ink"), strong=False))
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setText(
            _measure_board(diagnosis, round(20 * self._scale)) if kind == MEASURES else "".join(
                f"<p><b>{escape(strong)}</b>&nbsp;&nbsp; {escape(words)}</p>" if strong else
                f"<p>{escape(words)}</p>"
                for strong, words in lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        state, of, s = self._model.state, theme(), self._scale
        painter.fillRect(self.rect(), of.color("paper"))
        self._paint_head(painter, state)
        self._paint_foot(painter, state)
        slide = state.slide
        if slide is not None and slide.kind == QUESTION and not state.radar_alone:
            self._paint_side(painter, state)
        elif _is(state, LEVEL) and state.whole is not None and not state.radar_alone:
            area = QRectF(_EDGE * s, (_HEAD + 60) * s, self.width() - 2 * _EDGE * s, 480 * s)
            _paint_level(painter, area, state.whole, s)
        painter.end()

    def _paint_head(self, painter: QPainter, state: PresentationState) -> None:
        of, s = theme(), self._scale
        height = _HEAD * s
        draw_sign(painter, QRectF(_EDGE * s, 30 * s, 50 * s, 50 * s))
        left = (_EDGE + 74) * s
        strong = font(20, s, strong=True)
        draw_text(painter, QRectF(left, 0, self.width(), height), self._enterprise, "ink", strong)
        left += text_width(self._enterprise, strong) + 26 * s
        slide = state.slide
        if slide is not None and slide.kind == QUESTION:
            draw_text(painter, QRectF(left, 0, self.width(), height), slide.section, "ink2",
                      font(20, s))
            words = _("Question {place} / {count}").format(place=slide.place, count=slide.count)
            draw_text(painter, QRectF(0, 0, self.width() - _EDGE * s, height), words, "ink2",
                      font(20, s), Qt.AlignmentFlag.AlignRight)
        painter.setPen(QPen(of.color("line2"), max(1.0, 2 * s)))
        painter.drawLine(0, round(height), self.width(), round(height))

    def _paint_foot(self, painter: QPainter, state: PresentationState) -> None:
        of, s = theme(), self._scale
        top = self.height() - _FOOT * s
        painter.setPen(QPen(of.color("line2"), max(1.0, 2 * s)))
        painter.drawLine(0, round(top), self.width(), round(top))
        left, middle = _EDGE * s, top + _FOOT * s / 2
        face = font(16, s)
        for cap, words in (("← →", _("previous, next")), ("R", _("radar")), ("Esc", _("leave"))):
            zoom = 1.5 * s
            painter.save()
            painter.translate(left, middle)
            painter.scale(zoom, zoom)
            draw_keycap(painter, 0, 0, cap)
            painter.restore()
            left += keycap_width(cap) * zoom + 10 * s
            draw_text(painter, QRectF(left, top, 400 * s, _FOOT * s), words, "ink2", face)
            left += text_width(words, face) + 30 * s
        diagnosis = state.diagnosis
        if diagnosis is not None and diagnosis.asked:
            width = 520 * s
            bar = QRectF(self.width() - _EDGE * s - width, middle - 5 * s, width, 10 * s)
            painter.fillRect(bar, of.color("mute"))
            bar.setWidth(width * diagnosis.answered / diagnosis.asked)
            painter.fillRect(bar, of.color("ink3"))

    def _paint_side(self, painter: QPainter, state: PresentationState) -> None:
        of, s = theme(), self._scale
        left = self.width() - _SIDE * s
        area = QRectF(left, _HEAD * s + 1, _SIDE * s, self.height() - (_HEAD + _FOOT) * s - 2)
        painter.fillRect(area, of.color("paper2"))
        painter.setPen(QPen(of.color("line2"), 1))
        painter.drawLine(area.topLeft(), area.bottomLeft())
        diagnosis = state.diagnosis
        if diagnosis is None:
            return
        inner = QRectF(left + 42 * s, (_HEAD + 78) * s, area.width() - 84 * s, 44 * s)
        draw_text(painter, inner, _("Score of this enterprise"), "ink", font(20, s, strong=True))
        draw_text(painter, inner.translated(0, 44 * s), _standing(diagnosis), "ink2", font(18, s))
        figure = QRectF(inner.left(), (_HEAD + 30) * s, inner.width(), 110 * s)
        draw_text(painter, figure, score_text(diagnosis.cmi), "ink",
                  font(60, s, strong=True, serif=True), Qt.AlignmentFlag.AlignRight)
        if state.delta:
            rose = state.delta > 0
            words = ("↗ " if rose else "↘ ") + signed(state.delta)
            below = QRectF(inner.left(), (_HEAD + 124) * s, inner.width(), 44 * s)
            draw_text(painter, below, words, "grn" if rose else "red", font(18, s, strong=True),
                      Qt.AlignmentFlag.AlignRight)


def open_presentation(visit: Visit, parent: QWidget) -> QWidget:
    """Open the window full-screen, on the second screen where there is one."""
    review = review_of(visit)
    costs = bool(review.diagnosis and review.diagnosis.costs)
    model = PresentationModel(review, OutlineQuestions(visit.entry, with_costs=costs))
    model.start(visit.last_path)
    window = PresentationWindow(model, visit.describe()[0], parent)
    model.setParent(window)
    screens = QGuiApplication.screens()
    own = parent.screen()
    target = next((screen for screen in screens if screen is not own), own)
    window.setGeometry(target.geometry())
    window.showFullScreen()
    return window


def _is(state: PresentationState, kind: str) -> bool:
    return state.slide is not None and state.slide.kind == kind


def _standing(diagnosis: Diagnosis) -> str:
    words = {FORMAL: _("formal"), PROVISIONAL: _("provisional"), START: _("start score")}
    kind = words.get(diagnosis.verdict, _("too little answered"))
    done = _("answered {done} / {all}").format(done=diagnosis.answered, all=diagnosis.asked)
    return f"{kind} • {done}"


def _radar(diagnosis: Diagnosis, earlier: Mapping[str, float], size: float) -> Radar:
    return Radar(
        axes=tuple(Axis(one.label, one.score, earlier.get(one.name))
                   for one in diagnosis.dimensions),
        target=diagnosis.target, now_label=_("now"),
        target_label=_("Target {score}").format(score=number(diagnosis.target)),
        other_label=_("before this answer") if earlier else "", size=size)


def _measure_board(diagnosis: Diagnosis, gap: int) -> str:
    """Return the phases side by side, a measure a line, with what is known of the first year."""
    shown = [one for one in columns_of(diagnosis.measures, diagnosis.red_lines)
             if one.cards and one.phase != RESERVE]
    wide = 100 // max(1, len(shown))
    heads = "".join(
        f"<td width='{wide}%'><p><b>{escape(one.title)}</b></p><p>{escape(one.span)}</p><hr></td>"
        for one in shown)
    cells = "".join(f"<td>{_measure_names(one.cards[:MOST_MEASURES])}</td>" for one in shown)
    sums = "".join(f"<td>{escape(one.total)}</td>" for one in shown)
    return (f"<table width='100%' cellpadding='{gap}'><tr>{heads}</tr><tr>{cells}</tr>"
            f"<tr>{sums}</tr></table>")


def _measure_names(cards: Sequence[Card]) -> str:
    return "".join(f"<p>{escape(card.title)}</p>" for card in cards)


def _level_lines(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    block = level_block(diagnosis)
    lines = [(block.gates_title, "")] if block.gates else []
    lines += [("", f"{gate.label}：{gate.value}，{gate.verdict}") for gate in block.gates]
    return [*lines, ("", block.way)] if block.way else lines


def _paint_level(painter: QPainter, area: QRectF, diagnosis: Diagnosis, s: float) -> None:
    level = diagnosis.level
    words = f"{level.name} {level.label}" if level else _("No level")
    top = QRectF(area.left(), area.top(), area.width(), 120 * s)
    draw_text(painter, top, words, "ink", font(60, s, strong=True, serif=True))
    draw_text(painter, top, score_text(diagnosis.cmi), "ink", font(60, s, strong=True, serif=True),
              Qt.AlignmentFlag.AlignRight)
    painter.save()
    zoom = 2.4 * s
    painter.translate(area.left(), top.bottom() + 20 * s)
    painter.scale(zoom, zoom)
    paint_ruler(painter, QRectF(0, 0, area.width() / zoom, 54), reading_of(diagnosis), theme())
    painter.restore()
    below = QRectF(area.left(), top.bottom() + 190 * s, area.width(), 60 * s)
    text = level.description if level else ""
    draw_text(painter, below, text, "ink2", font(28, s))


def _style(family: str, pixels: int, color: str, *, strong: bool) -> str:
    weight = 600 if strong else 400
    return (f'font-family: "{family}"; font-size: {pixels}px; color: {color}; '
            f"font-weight: {weight};")
