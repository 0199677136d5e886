"""Beside the list: what comes after the finished visit that is chosen."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.again import Again
from desktop.i18n import _
from desktop.page import Services
from desktop.previous import is_visit
from desktop.screens.home_model import RecordModel
from desktop.widgets.parts import button
from sync.values import DRAFT, RecordSummary


class HomeAgain(QWidget):
    """复诊 and 成效跟踪; both wait until a finished visit is chosen."""

    def __init__(self, services: Services, rows: RecordModel) -> None:
        super().__init__()
        self._again = Again(services, self)
        self._chosen: RecordSummary | None = None
        self.visit = button(_("Second visit"), "refresh")
        self.visit.setObjectName("second_visit")
        self.follow = button(_("Follow-up"), "clipboard-data")
        self.follow.setObjectName("follow_up")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.visit)
        row.addWidget(self.follow)
        self.visit.clicked.connect(self._begin_visit)
        self.follow.clicked.connect(self._begin_follow_up)
        QShortcut(QKeySequence("Ctrl+R"), self, self._begin_visit)
        rows.modelReset.connect(lambda: self.choose(None))
        self.choose(None)

    def follow_row(self, index: QModelIndex) -> None:
        """Follow the list's current row."""
        chosen = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        self.choose(chosen if isinstance(chosen, RecordSummary) else None)

    def choose(self, chosen: RecordSummary | None) -> None:
        """Offer what a record allows."""
        finished = chosen is not None and chosen.state != DRAFT and is_visit(chosen)
        self._chosen = chosen if finished else None
        why = _("Choose a finished visit in the list")
        for part, words in (
            (self.visit, _("A new visit that starts from the last answers")),
            (self.follow, _("What became of each measure, and what it brought")),
        ):
            part.setEnabled(finished)
            part.setToolTip(words if finished else why)

    def _begin_visit(self) -> None:
        if self._chosen is not None:
            one = self._chosen
            self._again.second_visit(one.uuid, one.facts.uscc, practice=one.practice)

    def _begin_follow_up(self) -> None:
        if self._chosen is not None:
            one = self._chosen
            self._again.follow_up(one.uuid, one.facts.uscc, practice=one.practice)
