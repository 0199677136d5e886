"""The help drawer: takes the place of the live panel and follows the question in work."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.question_help import HelpText
from desktop.tokens import BODY, TABLE, theme
from desktop.widgets.bars import ToolIcon
from desktop.widgets.flow import FlowLayout
from desktop.widgets.glyph import Glyph
from desktop.widgets.keycap import KeyCap
from desktop.widgets.painted import draw_text
from desktop.widgets.parts import button, empty, label, rule

DRAWER_WIDTH = 348


class PointsTable(QWidget):
    """The points of each choice; the chosen one is marked."""

    def __init__(self, points: tuple[tuple[str, float, bool], ...]) -> None:
        super().__init__()
        self._points = points
        spoken = ", ".join(f"{words} {value:g}" for words, value, _chosen in points)
        self.setAccessibleName(spoken)
        self.setFixedHeight(theme().px(27) * (len(points) + 1) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, of = QPainter(self), theme()
        height, width = of.px(27), self.width()
        right = Qt.AlignmentFlag.AlignRight
        painter.fillRect(0, 0, width, height, of.color("paper2"))
        painter.fillRect(0, height, width, 1, of.color("line2"))
        head = QRectF(8, 0, width - 16, height)
        draw_text(painter, head, _("Choice"), "ink2", of.font(TABLE))
        draw_text(painter, head, _("Points"), "ink2", of.font(TABLE), right)
        for place, (words, value, chosen) in enumerate(self._points, 1):
            top = place * height + 1
            if chosen:
                painter.fillRect(0, top, width, height, of.color("accs"))
                painter.fillRect(0, top, 3, height, of.color("acc"))
            row = QRectF(8, top, width - 16, height)
            ink = "acc" if chosen else "ink"
            draw_text(painter, row.adjusted(0, 0, -50, 0), words, ink, of.font(TABLE))
            draw_text(painter, row, f"{value:g}", ink, of.font(BODY), right)
            painter.fillRect(0, top + height - 1, width, 1, of.color("line"))


class HelpDrawer(QFrame):
    """为什么问, 怎么核实, 常见证据, 怎么计分, 依据; all from the workbook."""

    closed = Signal()
    question_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawer")
        self.setProperty("surface", "paper2")
        self.setProperty("edge", "left")
        self.setFixedWidth(theme().px(DRAWER_WIDTH))
        self._text = ""
        self._title = label(role="note")
        close = ToolIcon("close_drawer", "x", _("Close (Esc)"))
        close.setFixedSize(QSize(28, 28))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(_("Help"), "panel"))
        head.addWidget(self._title, 1)
        head.addWidget(KeyCap("S"))
        head.addWidget(close)
        self._inside = QWidget()
        self._inside.setProperty("surface", "paper2")
        self._body = QVBoxLayout(self._inside)
        self._body.setContentsMargins(0, 8, 8, 8)
        self._body.setSpacing(4)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 10, 10, 0)
        column.addLayout(head)
        column.addWidget(rule())
        column.addWidget(area, 1)

    def show_help(self, text: HelpText) -> None:
        """Show the help of a question."""
        self._text = text.text
        self._title.setText(f"{text.number} {text.title}")
        self.setAccessibleName(f"{_('Help')} {text.number} {text.title}")
        empty(self._body)
        if not any((text.why, text.verify, text.evidence, text.scoring, text.points, text.source)):
            self._body.addWidget(label(_("The workbook says nothing about it."), "note"))
        self._paragraph(_("Why it is asked"), text.why)
        self._list(_("How to verify"), text.verify, "eye")
        self._list(_("Usual evidence"), text.evidence, "camera")
        self._scoring(text)
        self._paragraph(_("Source"), text.source, "note")
        self._foot(text)
        self._body.addStretch(1)

    def _head(self, words: str) -> None:
        head = label(words, "note")
        head.setContentsMargins(0, 8, 0, 0)
        self._body.addWidget(head)

    def _paragraph(self, head: str, words: str, role: str = "") -> None:
        if words:
            self._head(head)
            self._body.addWidget(label(words, role, wrap=True))

    def _list(self, head: str, lines: tuple[str, ...], icon: str) -> None:
        if not lines:
            return
        self._head(head)
        for words in lines:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Glyph(icon, size=14), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(words, wrap=True), 1)
            self._body.addLayout(row)

    def _scoring(self, text: HelpText) -> None:
        if text.points or text.scoring:
            self._head(_("How it is scored"))
        if text.points:
            self._body.addWidget(PointsTable(text.points))
        if text.scoring:
            self._body.addWidget(label(text.scoring, "second", wrap=True))

    def _foot(self, text: HelpText) -> None:
        self._body.addSpacing(8)
        self._body.addWidget(rule())
        box = QWidget()
        flow = FlowLayout(box)
        for path, number in text.related:
            words = _("Related question {number}").format(number=number)
            link = button(words, "link", size="small")
            link.clicked.connect(lambda _on, to=path: self.question_asked.emit(to))
            flow.addWidget(link)
        copy = button(_("Copy"), "copy", size="small")
        copy.setObjectName("copy_help")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._text))
        flow.addWidget(copy)
        self._body.addWidget(box)
