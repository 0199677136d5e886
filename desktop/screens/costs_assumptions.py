"""The assumptions as a form: value, unit, source and date; a changed one has a dot and 恢复.

Who changes a number says where it is from, right below: a quote without a source is no quote.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop.figures import number
from desktop.i18n import _
from desktop.screens.costs_model import is_changed
from desktop.tokens import theme
from desktop.widgets.parts import Chip, Elided, Tinted, empty, label, link, row, rule
from forms.diagnosis.model import Assumption

Group: TypeAlias = tuple[str, Sequence[Assumption]]


class AssumptionForm(QWidget):
    """One line an assumption, in groups; Enter or leaving the field takes the value."""

    edited = Signal(str, str)
    explained = Signal(str, str)
    restored = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("assumptions")
        self._lines: dict[str, _Line] = {}
        self._order: list[str] = []
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(0)

    def show_groups(
        self, groups: Sequence[Group], problems: Mapping[str, str], *, readonly: bool
    ) -> None:
        """Show values; a line stays, with its focus, as long as its assumption does.

        A group is a title, '' for none, and its assumptions; an empty one is left out.
        """
        every = [one for _title, members in groups for one in members]
        if self._order != [one.name for one in every]:
            self._arrange([group for group in groups if group[1]])
            self._order = [one.name for one in every]
        for one in every:
            self._lines[one.name].show_value(one, problems.get(one.name, ""), readonly=readonly)

    def _arrange(self, groups: Sequence[Group]) -> None:
        kept = {one.name for _title, members in groups for one in members} & set(self._lines)
        for name in kept:
            self._body.removeWidget(self._lines[name])
        empty(self._body)
        self._lines = {name: self._lines[name] for name in kept}
        for title, members in groups:
            if title:
                self._body.addSpacing(10)
                self._body.addWidget(label(title, "panel"))
            for one in members:
                self._body.addWidget(self._line(one))
                self._body.addWidget(rule())
        self._body.addStretch(1)

    def _line(self, one: Assumption) -> "_Line":
        if one.name not in self._lines:
            line = _Line(one)
            line.edited.connect(self.edited)
            line.explained.connect(self.explained)
            line.restored.connect(self.restored)
            self._lines[one.name] = line
        return self._lines[one.name]


class _Line(QWidget):
    edited = Signal(str, str)
    explained = Signal(str, str)
    restored = Signal(str)

    def __init__(self, assumption: Assumption) -> None:
        super().__init__()
        self._name = assumption.name
        self._from = QLineEdit()
        self._from.setObjectName(f"source_{assumption.name}")
        self._from.setAccessibleName(_("Source of {name}").format(name=assumption.label))
        self._from.setPlaceholderText(_("source, such as three quotes"))
        self._field = QLineEdit()
        self._field.setObjectName(f"assumption_{assumption.name}")
        self._field.setAccessibleName(f"{assumption.label} {assumption.unit}")
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._field.setFixedWidth(theme().px(96))
        self._dot = Tinted(color="acc")
        self._dot.setFixedWidth(theme().px(14))
        self._source, self._chip = Elided(), Chip()
        self._restore = link(_("Restore"))
        self._restore.setAccessibleName(_("Restore {name}").format(name=assumption.label))
        self._problem = label("", "error", wrap=True)
        # All but the name is as wide in each line, so that the figures stand below each other.
        title, unit = label(assumption.label, wrap=True), label(assumption.unit, "second")
        title.setMinimumWidth(theme().px(80))
        title.setMaximumWidth(theme().px(176))
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        unit.setFixedWidth(theme().px(62))
        tail = QWidget()
        tail.setLayout(row(self._source, self._chip))
        tail.setMinimumWidth(theme().px(84))
        tail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = row(spacing=5)
        line.addWidget(title, 3)
        for widget in (self._dot, self._field, unit):
            line.addWidget(widget)
        line.addWidget(tail, 2)
        self._below = QWidget()
        below = row(label(_("Quoted by"), "second"), spacing=8)
        below.addWidget(self._from, 1)
        below.addWidget(self._restore)
        self._below.setLayout(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 2)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self._below)
        layout.addWidget(self._problem)
        self._field.editingFinished.connect(self._announce)
        self._from.editingFinished.connect(self._announce_source)
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
        self._show_source(assumption, explaining=changed and not readonly)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _show_source(self, assumption: Assumption, *, explaining: bool) -> None:
        open_quote = assumption.value is None
        words = " · ".join(part for part in (assumption.source, assumption.dated) if part)
        self._source.setText("" if open_quote else assumption.dated if explaining else words)
        self._source.setToolTip(words)
        self._below.setVisible(explaining)
        if not self._from.hasFocus() or not self._from.isModified():
            with QSignalBlocker(self._from):
                self._from.setText(assumption.source)
        self._chip.setVisible(open_quote)
        self._chip.show_state("amb", "hourglass", _("quote open"))

    def _announce_source(self) -> None:
        if self._from.isModified():
            self._from.setModified(False)
            self.explained.emit(self._name, self._from.text())

    def _announce(self) -> None:
        if self._field.isModified():
            self._field.setModified(False)
            self.edited.emit(self._name, self._field.text())
