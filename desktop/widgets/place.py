"""Places: a point typed in as numbers; lines and areas as a list of points."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.amounts import parsed
from desktop.i18n import _
from desktop.tokens import theme
from desktop.widgets.editor import Editor
from desktop.widgets.state import show_state
from desktop.widgets.text import Line, LongTextEditor
from forms.values import NodeView, Question


class GeopointEditor(Editor):
    """geopoint: latitude and longitude in degrees; altitude and accuracy may stay empty (0)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = ""
        self._fields: list[Line] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        names = (_("Latitude °"), _("Longitude °"), _("Altitude m"), _("Accuracy m"))
        for column, name in enumerate(names):
            label = QLabel(name)
            label.setProperty("role", "note")
            line = Line()
            line.setObjectName(f"geopoint_{column}")
            line.setAccessibleName(name)
            line.setFixedWidth(theme().px(118))
            line.left.connect(self.commit)
            label.setBuddy(line)
            grid.addWidget(label, 0, column)
            grid.addWidget(line, 1, column)
            self._fields.append(line)
        grid.setColumnStretch(4, 1)
        self.setFocusProxy(self._fields[0])

    def set_question(self, question: Question, node: NodeView) -> None:
        self._fields[0].setAccessibleDescription(node.label)

    def set_value(self, value: str) -> None:
        self._told = value
        parts = value.split()
        for place, field in enumerate(self._fields):
            text = parts[place] if place < len(parts) else ""
            field.setText("" if place > 1 and parsed(text) == 0 else text)

    def commit(self) -> None:
        parts = [field.text().strip() for field in self._fields]
        if not parts[0] or not parts[1]:
            value = ""
        else:
            value = " ".join((parts[0], parts[1], parts[2] or "0", parts[3] or "0"))
        if value != self._told:
            self._told = value
            self.edited.emit(value)

    def set_state(self, state: str) -> None:
        for field in self._fields[:2]:
            show_state(field, state)

    def start_typing(self) -> bool:
        self._fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
        return True


class PointsEditor(LongTextEditor):
    """geotrace and geoshape: one point a line, ``latitude longitude``."""

    def set_value(self, value: str) -> None:
        super().set_value("\n".join(part.strip() for part in value.split(";") if part.strip()))
        self._told = self.stored()

    def stored(self) -> str:
        lines = (line.split() for line in self.area.toPlainText().splitlines())
        points = [[*line, "0", "0"][:4] if len(line) == 2 else line for line in lines if line]
        return ";".join(" ".join(point) for point in points)
