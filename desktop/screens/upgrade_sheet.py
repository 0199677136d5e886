"""换题库版本: what the newer version changes in a running visit, then going over; and back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.background import Lane, Task
from desktop.i18n import _
from desktop.messages import in_a_line, message_for
from desktop.opening import Opener
from desktop.page import Services
from desktop.screens.upgrade_words import change_lines, summary
from desktop.upgrading import Upgrade, look_ahead, upgrade
from desktop.widgets.parts import button, empty, label
from desktop.widgets.sheet import Sheet

OVER, BACK = "over", "back"


@dataclass(frozen=True, slots=True)
class UpgradeState:
    """``found`` is what would change; ``done`` whether the visit went over or back."""

    found: Upgrade | None = None
    busy: bool = False
    done: str = ""
    problem: str = ""


class UpgradeModel(QObject):
    """Looks ahead, goes over, goes back; all on the DATABASE lane, behind the visit's edits."""

    changed = Signal(object)

    def __init__(
        self, services: Services, uuid: str, sha256: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._uuid, self._sha256 = services, uuid, sha256
        self._opener = Opener(services.now, services.new_uuid)
        self.state = UpgradeState(busy=True)
        store, opener = services.store, self._opener

        def work(_task: Task) -> Upgrade:
            return look_ahead(store, opener, uuid, sha256)

        services.background.start(Lane.DATABASE, work, self._show, self._complain)

    def go_over(self) -> None:
        """Take the visit over; it is closed first and opened again."""
        store, opener, uuid, sha256 = (
            self._services.store, self._opener, self._uuid, self._sha256)

        def work(_task: Task) -> str:
            upgrade(store, opener, uuid, sha256)
            return OVER

        self._run(work)

    def go_back(self) -> None:
        """Take the visit back to the copy that was kept."""
        store, uuid = self._services.store, self._uuid

        def work(_task: Task) -> str:
            store.undo_upgrade(uuid)
            return BACK

        self._run(work)

    def _run(self, work: Callable[[Task], str]) -> None:
        if self.state.busy:
            return
        self._set(replace(self.state, busy=True, problem=""))
        self._services.navigator.go_home()
        self._services.background.start(Lane.DATABASE, work, self._show_done, self._complain)

    def _show(self, found: object) -> None:
        if isinstance(found, Upgrade):
            self._set(replace(self.state, found=found, busy=False))

    def _show_done(self, done: object) -> None:
        self._set(replace(self.state, busy=False, done=str(done)))
        self._services.navigator.open_visit(self._uuid)

    def _complain(self, error: Exception) -> None:
        self._set(replace(self.state, busy=False, problem=in_a_line(message_for(error))))

    def _set(self, state: UpgradeState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


class UpgradeSheet(Sheet):
    """The list and the decision."""

    def __init__(self, services: Services, uuid: str, sha256: str) -> None:
        super().__init__("upgrade_sheet", _("A newer questionnaire for this visit"))
        self.model = UpgradeModel(services, uuid, sha256, self)
        self._head, self._sum = label("", "strong", wrap=True), label("", "second", wrap=True)
        self._lost = label("", "warn", wrap=True)
        self._problem = label("", "error", wrap=True)
        self._lines = QVBoxLayout()
        self._done = label("", "good", wrap=True)
        note = label(_("The visit as it is now is kept; you can go back to it until the visit is "
                       "finished."), "note", wrap=True)
        self._over = button(_("Go over"), kind="primary", size="main")
        self._over.setObjectName("go_over")
        self._back = button(_("Go back to the old one"))
        self._back.setObjectName("go_back")
        self._stay = button(_("Stay"))
        self.add(self._head, self._sum, self._lost, self._done, self._problem, self._lines, note)
        self.body.addStretch(1)
        self.foot.addWidget(self._over, 1)
        self.foot.addWidget(self._back, 1)
        self.foot.addWidget(self._stay)
        self._over.clicked.connect(self.model.go_over)
        self._back.clicked.connect(self.model.go_back)
        self._stay.clicked.connect(self.finish)
        self.setFocusProxy(self._stay)
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def _render(self, state: UpgradeState) -> None:
        self._problem.setText(state.problem)
        self._problem.setVisible(bool(state.problem))
        self._over.setVisible(state.done != OVER)
        self._over.setEnabled(state.found is not None and not state.busy)
        self._back.setVisible(state.done == OVER)
        self._back.setEnabled(not state.busy)
        self._stay.setText(_("Close") if state.done else _("Stay"))
        self._done.setVisible(bool(state.done))
        self._done.setText(
            _("The visit goes on with the new version.") if state.done == OVER
            else _("The visit is as it was before."))
        if state.found is None:
            self._head.setText(_("Comparing the two versions"))
            return
        changes = state.found.changes
        self._head.setText(_("{enterprise}: {old} → {new}").format(
            enterprise=state.found.enterprise or _("New visit"), old=changes.old, new=changes.new))
        self._sum.setText(summary(changes))
        lost = len(changes.lost)
        self._lost.setText(_("{count} answers have no place in the new version.").format(
            count=lost))
        self._lost.setVisible(bool(lost))
        empty(self._lines)
        self._lines.addLayout(change_lines(changes))
