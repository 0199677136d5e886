"""Beside the list, in one menu: jobs for many enterprises and for none."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.i18n import _, ngettext
from desktop.page import Services
from desktop.screens.handing import Handing
from desktop.screens.home_model import HomeModel
from desktop.screens.home_parts import RecordTable
from desktop.screens.plan_jobs import PlanJobs


class HomeMore(QPushButton):
    """更多; the same jobs for the rows that are selected open with a right click on them.

    ``crowded`` are buttons that a narrow window hides: their jobs are in the menu then.
    """

    def __init__(self, services: Services, model: HomeModel, table: RecordTable) -> None:
        super().__init__(_("More"))
        self.setObjectName("home_more")
        self.setAccessibleName(_("More"))
        self._jobs = PlanJobs(services, table)
        self._handing = Handing(services, self)
        self._handing.handed.connect(model.reload)
        self._model, self._table = model, table
        self.crowded: tuple[QPushButton, ...] = ()
        self.menu_shown: QMenu | None = None
        self.clicked.connect(self._open)
        table.menu_wanted.connect(self._open_for_rows)

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(_("More"))
        self._add_batch(menu)
        self._add_handing(menu)
        self._jobs.put_into(menu)
        hidden = [one for one in self.crowded if not one.isVisible()]
        if hidden:
            menu.addSeparator()
        for one in hidden:
            action = menu.addAction(one.text(), one.click)
            action.setEnabled(one.isEnabled())
        self._show(menu, self.mapToGlobal(self.rect().bottomLeft()))

    def _open_for_rows(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(_("Selected enterprises"))
        menu.addAction(_("Open"), self._table.open_current)
        self._add_batch(menu)
        self._add_handing(menu)
        menu.addAction(_("Delete"), self._table.ask_remove)
        self._show(menu, at)

    def _add_batch(self, menu: QMenu) -> None:
        """Offer the plans of the rows that are selected, of the whole list where it is one row."""
        rows = self._table.selected()
        everything = len(rows) < 2 or len(rows) == self._model.state.total
        count = self._model.state.total if everything else len(rows)
        words = ngettext(
            "Plans in one go: the {count} in the list", "Plans in one go: the {count} in the list",
            count) if everything else ngettext(
            "Plans in one go: the {count} selected", "Plans in one go: the {count} selected", count)
        action = menu.addAction(words.format(count=count), self._begin_batch)
        action.setObjectName("plans_in_one_go")
        action.setEnabled(count > 0)

    def _add_handing(self, menu: QMenu) -> None:
        """Offer to hand the selected records over to somebody without a network between."""
        chosen = [self._model.rows.summary(row) for row in self._table.selected()]
        uuids = [one.uuid for one in chosen if one is not None]
        action = menu.addAction(_("Hand over by a package"), lambda: self._handing.ask(uuids, self))
        action.setObjectName("hand_over")
        action.setEnabled(bool(uuids))

    def _begin_batch(self) -> None:
        rows = self._table.selected()
        everything = len(rows) < 2 or len(rows) == self._model.state.total
        self._jobs.batch(self._model.filter(), () if everything else rows)

    def _show(self, menu: QMenu, at: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        self.menu_shown = menu
        menu.popup(at)

