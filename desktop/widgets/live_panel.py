"""The live panel: score, ruler, dimensions, progress, last effect and red lines, painted."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop import icons
from desktop.figures import number, score_text, signed
from desktop.i18n import _
from desktop.tokens import ACTIVE, BODY, FIGURE, NOTE, QUESTION, SCORE, TABLE, theme
from desktop.widgets.painted import chip_width, draw_chip, draw_text, text_width
from desktop.widgets.ruler import STEPS, Reading, paint_ruler
from forms.diagnosis.model import Diagnosis, Gate, Indicator

PANEL_WIDTH, STRIP_WIDTH, PAD = 272, 54, 16
# Verdicts that are not final (forms.diagnosis.model.Diagnosis).
OPEN_VERDICTS = frozenset({"provisional", "problems_only"})
COUNTING_MS = 200
_RIGHT = Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignHCenter
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Effect:
    """What the last answer did: an indicator before and after, and the total."""

    indicator: str
    before: float | None
    after: float | None
    total: float


def effect_of(before: Diagnosis, after: Diagnosis) -> Effect | None:
    """Return the difference of two diagnoses as it is read; None when no figure moved."""
    moved: list[tuple[Indicator, float | None]] = []
    for dimension in after.dimensions:
        for indicator in dimension.indicators:
            old = before.indicator(indicator.name)
            was = old.score if old else None
            if score_text(was) != score_text(indicator.score):
                moved.append((indicator, was))
    total = round(round(after.cmi or 0.0, 1) - round(before.cmi or 0.0, 1), 1)
    if not moved:
        return None
    indicator, was = max(moved, key=lambda pair: pair[0].weight)
    name = f"{indicator.label} {indicator.name}"
    return Effect(name, was, indicator.score, total)


class LivePanel(QWidget):
    """Fed by a frozen diagnosis; a changed score counts over 200 ms where motion is wanted."""

    red_lines_asked = Signal()
    unfolded = Signal()

    def __init__(self, *, motion: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("live_panel")
        self._now: Diagnosis | None = None
        self._effect: Effect | None = None
        self._progress = (0, 0)
        self._strip = False
        self._shown = 0.0
        self._motion = motion
        self._count = QVariantAnimation(self)
        self._count.setDuration(COUNTING_MS)
        self._count.valueChanged.connect(self._step)
        self._red_area = QRect()

    def show_diagnosis(self, now: Diagnosis | None, answered: int, asked: int) -> None:
        """Show the live score and the progress, which is another thing."""
        before = self._now
        if before is not None and now is not None:
            self._effect = effect_of(before, now) or self._effect
        self._now, self._progress = now, (answered, asked)
        target = now.cmi if now and now.cmi is not None else 0.0
        if self._motion and before is not None and self.isVisible():
            self._count.stop()
            self._count.setStartValue(self._shown)
            self._count.setEndValue(target)
            self._count.start()
        else:
            self._shown = target
        self.setAccessibleName(self._spoken())
        self.update()

    def set_strip(self, *, strip: bool) -> None:
        """Shrink to the 54 px strip, or unfold."""
        self._strip = strip
        self.setFixedWidth(theme().px(STRIP_WIDTH if strip else PANEL_WIDTH))
        self.update()

    @property
    def is_strip(self) -> bool:
        return self._strip

    def sizeHint(self) -> QSize:
        return QSize(theme().px(STRIP_WIDTH if self._strip else PANEL_WIDTH), 400)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._strip:
            self.unfolded.emit()
        elif self._red_area.contains(event.position().toPoint()):
            self.red_lines_asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("paper2"))
        painter.fillRect(0, 0, 1, self.height(), theme().color("line2"))
        if self._strip:
            self._paint_strip(painter)
        else:
            self._paint_panel(painter)
        painter.end()

    # --- the panel, from top to bottom ---

    def _paint_panel(self, painter: QPainter) -> None:
        top = 10.0
        if self._now is not None:
            top = self._paint_score(painter, top, self._now)
            top = self._paint_dimensions(painter, top, self._now)
        top = self._paint_progress(painter, top)
        if self._now is not None:
            top = self._paint_effect(painter, top)
            self._paint_red_lines(painter, top, self._now)

    def _paint_score(self, painter: QPainter, top: float, now: Diagnosis) -> float:
        of, width = theme(), self.width()
        head = QRectF(PAD, top, width - 2 * PAD, of.px(24))
        draw_text(painter, head, _("Live score"), "ink", of.font(BODY, 600))
        enough = now.verdict != "problems_only"
        if now.verdict in OPEN_VERDICTS:
            words = _("provisional")
            left = width - PAD - chip_width(words, "hourglass")
            draw_chip(painter, left, head.center().y(), words, "amb", "ambs", "hourglass")
        top += of.px(26)
        score = score_text(self._shown) if now.cmi is not None else "—"
        font = of.font(SCORE, 600, serif=True)
        figure = QRectF(PAD, top, width - 2 * PAD, of.px(54))
        draw_text(painter, figure, score, "ink", font)
        left = PAD + text_width(score, font) + 6
        unit = QRectF(left, top + of.px(16), 60, of.px(26))
        draw_text(painter, unit, "/ 100", "ink2", of.font(QUESTION))
        level = f"{now.level.name} {now.level.label}" if now.level and enough else ""
        beside = QRectF(PAD, top + of.px(16), width - 2 * PAD, of.px(26))
        draw_text(painter, beside, level, "ink", of.font(ACTIVE, 600), _RIGHT)
        top += of.px(58)
        area = QRectF(PAD - 5 + 4, top, width - 2 * PAD + 2, of.px(54))
        paint_ruler(painter, area, self._reading(now, enough=enough), of)
        top += of.px(58)
        words_below = self._gate_words(now, enough=enough)
        if words_below:
            top = self._paint_gate(painter, top, words_below)
        return self._line(painter, top + 6)

    def _reading(self, now: Diagnosis, *, enough: bool) -> Reading:
        target = now.target
        steps = tuple((level.name, level.min_score) for level in now.levels) or STEPS
        return Reading(
            score=now.cmi,
            level=now.level.name if now.level and enough else "",
            target=target,
            target_label=_("Target {score}").format(score=number(target)) if target else "",
            provisional=now.verdict in OPEN_VERDICTS,
            steps=steps,
        )

    @staticmethod
    def _gate_words(now: Diagnosis, *, enough: bool) -> str:
        if not enough:
            return _("Under 60 % complete: no level, only the list of problems.")
        by_score, level = now.level_by_score, now.level
        if by_score is None or level is None or by_score.name == level.name:
            return ""
        gate = _failed(now.gates, by_score.name)
        if gate is None:
            return _("The score reaches {score}; a red line holds it at {level}.").format(
                score=by_score.name, level=level.name
            )
        short = gate.required - (gate.value or 0.0)
        return _(
            "The score reaches {score}; gate “{gate}” is {short} short: counts as {level}"
        ).format(
            score=by_score.name,
            gate=f"{gate.label} ≥ {number(gate.required)}",
            short=number(round(short, 1)),
            level=level.name,
        )

    def _paint_gate(self, painter: QPainter, top: float, words: str) -> float:
        of = theme()
        icons.draw(painter, "lock", "amb", PAD, top + 2, 14)
        font = of.font(TABLE)
        width = self.width() - 2 * PAD - 20
        area = QFontMetrics(font).boundingRect(QRect(0, 0, width, 500), WRAP, words)
        painter.setFont(font)
        painter.setPen(of.color("amb"))
        painter.drawText(QRectF(PAD + 20, top, width, area.height() + 2), WRAP, words)
        return top + area.height() + 4

    def _paint_dimensions(self, painter: QPainter, top: float, now: Diagnosis) -> float:
        if not now.dimensions:
            return top
        of, width = theme(), self.width()
        head = QRectF(PAD, top, width - 2 * PAD, of.px(22))
        draw_text(painter, head, _("Dimensions"), "ink", of.font(BODY, 600))
        if now.target:
            words = _("line: target {score}").format(score=number(now.target))
            draw_text(painter, head, words, "ink3", of.font(NOTE), _RIGHT)
        top += of.px(23)
        for dimension in now.dimensions:
            row = QRectF(PAD, top, width - 2 * PAD, of.px(22))
            name = QRectF(row.left(), row.top(), of.px(82), row.height())
            draw_text(painter, name, dimension.label, "ink", of.font(TABLE))
            bar = QRectF(PAD + of.px(86), row.center().y() - 3, row.width() - of.px(86 + 40), 6)
            painter.fillRect(bar, of.color("mute"))
            if dimension.score is not None:
                done = QRectF(bar.left(), bar.top(), bar.width() * dimension.score / 100, 6)
                painter.fillRect(done, of.color("acc"))
            if now.target:
                mark = bar.left() + bar.width() * now.target / 100
                painter.fillRect(QRectF(mark, bar.top() - 3, 2, 12), of.color("c3"))
            draw_text(painter, row, score_text(dimension.score), "ink", of.font(BODY, 600), _RIGHT)
            top += of.px(23)
        return self._line(painter, top + 6)

    def _paint_progress(self, painter: QPainter, top: float) -> float:
        of, width = theme(), self.width()
        answered, asked = self._progress
        head = QRectF(PAD, top, width - 2 * PAD, of.px(22))
        draw_text(painter, head, _("Progress (apart from the score)"), "ink", of.font(BODY, 600))
        row = head.translated(0, of.px(23))
        draw_text(painter, row, _("Questions answered"), "ink2", of.font(BODY))
        draw_text(painter, row, f"{answered} / {asked}", "ink", of.font(BODY, 600), _RIGHT)
        bar = QRectF(PAD, row.bottom() + 1, width - 2 * PAD, 6)
        painter.fillRect(bar, of.color("mute"))
        if asked:
            done = QRectF(bar.left(), bar.top(), bar.width() * answered / asked, 6)
            painter.fillRect(done, of.color("ink3"))
        top = bar.bottom() + 4
        if self._now is not None:
            row = QRectF(PAD, top, width - 2 * PAD, of.px(22))
            draw_text(painter, row, _("Completeness (by weight)"), "ink2", of.font(BODY))
            words = f"{round(self._now.completeness * 100)}\u2009%"
            draw_text(painter, row, words, "ink", of.font(BODY, 600), _RIGHT)
            note = row.translated(0, of.px(20))
            words = _("From 80 % the level is final; not applicable leaves the denominator")
            draw_text(painter, note, words, "ink3", of.font(NOTE))
            top = note.bottom()
        return self._line(painter, top + 6)

    def _paint_effect(self, painter: QPainter, top: float) -> float:
        effect, of = self._effect, theme()
        if effect is None:
            return top
        head = QRectF(PAD, top, self.width() - 2 * PAD, of.px(22))
        draw_text(painter, head, _("Effect of the last answer"), "ink", of.font(BODY, 600))
        row = head.translated(0, of.px(22))
        words = f"{score_text(effect.before)} → {score_text(effect.after)}"
        name = row.adjusted(0, 0, -text_width(words, of.font(BODY, 600)) - 8, 0)
        draw_text(painter, name, effect.indicator, "ink2", of.font(BODY))
        draw_text(painter, row, words, "ink", of.font(BODY, 600), _RIGHT)
        row = row.translated(0, of.px(20))
        draw_text(painter, row, _("Total"), "ink2", of.font(BODY))
        token = "grn" if effect.total > 0 else "red" if effect.total < 0 else "ink2"
        words = signed(effect.total)
        font = of.font(BODY, 600)
        draw_text(painter, row, words, token, font, _RIGHT)
        if effect.total:
            arrow = "arrow-up-right" if effect.total > 0 else "arrow-down-right"
            left = row.right() - text_width(words, font) - 16
            icons.draw(painter, arrow, token, left, row.center().y() - 7, 14)
        return self._line(painter, row.bottom() + 6)

    def _paint_red_lines(self, painter: QPainter, top: float, now: Diagnosis) -> None:
        of = theme()
        hit = sum(line.state == "hit" for line in now.red_lines)
        unknown = sum(line.state == "unknown" for line in now.red_lines)
        row = QRectF(PAD, top + 2, self.width() - 2 * PAD, of.px(26))
        self._red_area = row.toRect()
        draw_text(painter, row, _("Red lines"), "ink2", of.font(BODY))
        right = row.right()
        if unknown:
            words = _("to verify {count}").format(count=unknown)
            right -= chip_width(words, "alert-triangle")
            draw_chip(painter, right, row.center().y(), words, "amb", "ambs", "alert-triangle")
            right -= 4
        if hit:
            words = _("hit {count}").format(count=hit)
            right -= chip_width(words, "alert-octagon")
            draw_chip(painter, right, row.center().y(), words, "red", "reds", "alert-octagon")
        if not hit and not unknown:
            draw_text(painter, row, _("none hit"), "grn", of.font(BODY), _RIGHT)

    def _line(self, painter: QPainter, top: float) -> float:
        painter.fillRect(QRectF(PAD, round(top), self.width() - 2 * PAD, 1), theme().color("line"))
        return top + 9

    def _paint_strip(self, painter: QPainter) -> None:
        of, width, now = theme(), self.width(), self._now
        icons.draw(painter, "chevron-left", "ink2", width / 2 - 8, 12, 16)
        answered, asked = self._progress
        if now is None:
            parts = [(f"{answered}/{asked}", _("answered"), "ink")]
        else:
            enough = now.verdict != "problems_only"
            final = now.verdict not in OPEN_VERDICTS
            level = now.level if enough else None
            hit = sum(line.state == "hit" for line in now.red_lines)
            parts = [
                (score_text(now.cmi), _("score") if final else _("provisional"), "ink"),
                (level.name if level else "—", level.label if level else _("level"), "ink"),
                (f"{round(now.completeness * 100)}%", _("complete"), "ink"),
                (str(hit), _("red lines"), "red" if hit else "ink"),
            ]
        top = of.px(38.0)
        for figure, words, token in parts:
            area = QRectF(2, top, width - 4, of.px(22))
            draw_text(painter, area, figure, token, of.font(FIGURE * 0.62, 600), _CENTRE)
            below = area.translated(0, of.px(21))
            draw_text(painter, below, words, "ink2", of.font(NOTE), _CENTRE)
            top += of.px(58)
            painter.fillRect(QRectF(14, top - of.px(12), width - 28, 1), of.color("line"))

    def _step(self, value: object) -> None:
        if isinstance(value, float):
            self._shown = value
            self.update()

    def _spoken(self) -> str:
        answered, asked = self._progress
        progress = _("{answered} of {asked} questions answered").format(
            answered=answered, asked=asked
        )
        if self._now is None:
            return progress
        level = self._now.level.name if self._now.level else ""
        return f"{_('Live score')} {score_text(self._now.cmi)} {level}, {progress}"


def _failed(gates: tuple[Gate, ...], level: str) -> Gate | None:
    return next((gate for gate in gates if gate.level == level and gate.passed is False), None)
