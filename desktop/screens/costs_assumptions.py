"""The assumptions as a form: value, unit, source and date; a changed one has a dot and 恢复."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.figures import number
from desktop.i18n import _
from desktop.screens.costs_model import is_changed
from desktop.tokens import theme
from desktop.widgets.parts import Chip, Tinted, empty, label, link, row, rule
from forms.diagnosis.model import Assumption


class AssumptionForm(QWidget):
    """One line an assumption; Enter or leaving the field takes the value."""

    edited = Signal(str, str)
    restored = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("assumptions")
        self._lines: dict[str, _Line] = {}
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)

    def show_assumptions(
        self, assumptions: Sequence[Assumption], problems: Mapping[str, str], *, readonly: bool
    ) -> None:
        """Show values; the lines are built again only when other assumptions come."""
        if tuple(self._lines) != tuple(one.name for one in assumptions):
            self._build(assumptions)
        for one in assumptions:
            self._lines[one.name].show_value(one, problems.get(one.name, ""), readonly=readonly)

    def _build(self, assumptions: Sequence[Assumption]) -> None:
        empty(self._body)
        self._lines = {}
        for one in assumptions:
            line = _Line(one)
            line.edited.connect(self.edited)
            line.restored.connect(self.restored)
            self._lines[one.name] = line
            self._body.addWidget(line)
            self._body.addWidget(rule())
        self._body.addStretch(1)


class _Line(QWidget):
    edited = Signal(str, str)
    restored = Signal(str)

    def __init__(self, assumption: Assumption) -> None:
        super().__init__()
        self._name = assumption.name
        self._field = QLineEdit()
        self._field.setObjectName(f"assumption_{assumption.name}")
        self._field.setAccessibleName(f"{assumption.label} {assumption.unit}")
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._field.setFixedWidth(theme().px(96))
        self._dot = Tinted(color="acc")
        self._dot.setFixedWidth(theme().px(14))
        self._source, self._chip = label("", "note"), Chip()
        self._restore = link(_("Restore"))
        self._restore.setAccessibleName(_("Restore {name}").format(name=assumption.label))
        self._problem = label("", "error", wrap=True)
        title = label(assumption.label, wrap=True)
        title.setFixedWidth(theme().px(176))
        self._source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._source.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = row(title, self._dot, self._field, label(assumption.unit, "second"))
        line.addWidget(self._source, 1)
        line.addWidget(self._chip)
        line.addWidget(self._restore)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 1)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self._problem)
        self._field.editingFinished.connect(self._announce)
        self._restore.clicked.connect(lambda: self.restored.emit(self._name))

    def show_value(self, assumption: Assumption, problem: str, *, readonly: bool) -> None:
        changed = is_changed(assumption)
        text = "" if assumption.value is None else number(assumption.value)
        if not problem and self._field.text() != text:
            with QSignalBlocker(self._field):
                self._field.setText(text)
        self._field.setPlaceholderText("—")
        self._field.setReadOnly(readonly)
        self._field.setModified(False)
        self._field.setProperty("state", "error" if problem else "")
        self._field.style().polish(self._field)
        self._field.setAccessibleDescription(problem)
        self._dot.setText("●" if changed else " ")
        open_quote = assumption.value is None
        words = " · ".join(part for part in (assumption.source, assumption.dated) if part)
        self._source.setText("" if open_quote else words)
        self._source.setToolTip(words)
        self._chip.setVisible(open_quote)
        self._chip.show_state("amb", "hourglass", _("quote open"))
        self._restore.setVisible(changed and not readonly)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _announce(self) -> None:
        if self._field.isModified():
            self._field.setModified(False)
            self.edited.emit(self._name, self._field.text())
