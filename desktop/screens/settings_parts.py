"""What the sections of the settings are put together from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from desktop.screens.settings_model import SettingsState
from desktop.tokens import theme
from desktop.widgets.parts import Segments, label, row, rule
from desktop.widgets.text import Line

FORM_WIDTH, FIELD_WIDTH = 760, 300


class Section(QScrollArea):
    """A page of the settings: title, words, fields with their names, and what an action did."""

    def __init__(self, name: str, title: str, words: str = "") -> None:
        super().__init__()
        self.setObjectName(f"section_{name}")
        self.setAccessibleName(title)
        self.name = name
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        host = QWidget()
        host.setProperty("surface", "paper")
        host.setMaximumWidth(theme().px(FORM_WIDTH + 64))
        self.column = QVBoxLayout(host)
        self.column.setContentsMargins(32, 20, 32, 32)
        self.column.setSpacing(8)
        self.setWidget(host)
        self.column.addWidget(label(title, "title"))
        if words:
            self.column.addWidget(label(words, "note", wrap=True))
        self.note = label(role="note", wrap=True)
        self.note.setObjectName(f"note_{name}")
        self.note.hide()

    def heading(self, words: str) -> None:
        """Begin another part of the page."""
        self.column.addSpacing(14)
        self.column.addWidget(label(words, "panel"))
        self.column.addWidget(rule("line2"))

    def grid(self) -> QGridLayout:
        """Return a new grid of names and fields below what is there."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme().px(130))
        grid.setColumnStretch(1, 100)
        # Where every field is short, the room goes to the right of them and not to the names.
        grid.setColumnStretch(2, 1)
        grid.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding), 0, 2)
        self.column.addLayout(grid)
        return grid

    def end(self) -> None:
        """Put the sentence of the last action and the rest of the page below."""
        self.column.addWidget(self.note)
        self.column.addStretch(1)

    def show_state(self, state: SettingsState) -> None:
        """Draw what concerns the section."""

    def say(self, words: str, problem: str) -> None:
        """Say what an action did, or what went wrong."""
        self.note.setText(problem or words)
        self.note.setProperty("role", "error" if problem else "good")
        self.note.style().polish(self.note)
        self.note.setVisible(bool(problem or words))


def put(grid: QGridLayout, words: str, field: QWidget) -> None:
    """Add a field with its name."""
    name = label(words, "second")
    name.setBuddy(field)
    for spoken in (field, field.focusProxy()):
        if spoken is not None and not spoken.accessibleName():
            spoken.setAccessibleName(words)
    place = grid.rowCount()
    grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(field, place, 1)


def box(*parts: QWidget | QLayout | int | None) -> QWidget:
    """Return parts side by side as one field; the focus goes to the first widget."""
    whole = QWidget()
    whole.setLayout(row(*parts))
    first = next((part for part in parts if isinstance(part, QWidget)), None)
    if first is not None and first.focusPolicy() != Qt.FocusPolicy.NoFocus:
        whole.setFocusProxy(first)
    return whole


def text_line(name: str, value: str, take: Callable[[str], None]) -> Line:
    """Return a line whose text is taken when it is left or Enter is pressed."""
    line = Line(value)
    line.setObjectName(f"setting_{name}")
    line.setMaximumWidth(theme().px(FIELD_WIDTH))
    line.left.connect(lambda: take(line.text().strip()))
    line.returnPressed.connect(lambda: take(line.text().strip()))
    return line


def put_segments(
    grid: QGridLayout,
    words: str,
    items: Sequence[tuple[str, str]],
    now: str,
    choose: Callable[[str], None],
) -> None:
    """Add a row of joined buttons."""
    segments = Segments(words, items)
    if now in dict(items):
        segments.choose(now)
    segments.chosen.connect(choose)
    put(grid, words, box(segments, None))
