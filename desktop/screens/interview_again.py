"""The right end of a section's head: confirm what is as last time; what comes after a finish."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.again import Again
from desktop.i18n import _, ngettext
from desktop.page import Services
from desktop.screens.interview_model import InterviewModel
from desktop.widgets.parts import button

_USCC = "/data/enterprise/uscc"


class AgainHead(QWidget):
    """In a draft the answers that wait since last time; in a finished visit what follows it."""

    def __init__(self, services: Services, model: InterviewModel) -> None:
        super().__init__()
        self._model = model
        self._again = Again(services, self)
        self.confirm = button("", "check", size="small")
        self.confirm.setObjectName("confirm_section")
        self.confirm.setToolTip("Shift+Q")
        self.visit = button(_("Second visit"), "refresh", size="small")
        self.visit.setObjectName("second_visit")
        self.follow = button(_("Follow-up"), "clipboard-data", size="small")
        self.follow.setObjectName("follow_up")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for part in (self.confirm, self.visit, self.follow):
            row.addWidget(part)
        self.confirm.clicked.connect(model.confirm_section)
        self.visit.clicked.connect(self._begin_visit)
        self.follow.clicked.connect(self._begin_follow_up)
        self.describe()

    def describe(self) -> None:
        """Count again."""
        visit = self._model.visit
        finished = visit.readonly and visit.entry.form.method is not None
        listed = self._model.state.wanted or self._model.state.query
        waiting = 0 if visit.readonly or listed else self._model.carried()
        words = ngettext(
            "Confirm {count} answer of last time", "Confirm {count} answers of last time", waiting
        ).format(count=waiting)
        self.confirm.setText(words)
        self.confirm.setAccessibleName(words)
        self.confirm.setVisible(waiting > 0)
        self.visit.setVisible(finished)
        self.follow.setVisible(finished)

    def _begin_visit(self) -> None:
        visit = self._model.visit
        self._again.second_visit(visit.uuid, visit.entry.value(_USCC), practice=visit.practice)

    def _begin_follow_up(self) -> None:
        visit = self._model.visit
        self._again.follow_up(visit.uuid, visit.entry.value(_USCC), practice=visit.practice)
