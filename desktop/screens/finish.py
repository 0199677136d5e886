"""The check list before finishing: only hard facts block; everything else can be left as it is."""

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop import icons
from desktop.background import Lane
from desktop.facts import leaf_paths
from desktop.finishing import finish_visit
from desktop.i18n import _, ngettext
from desktop.page import Services
from desktop.plan_context import plan_context
from desktop.screens.finish_model import GROUPS, CheckList, Line, Signature, check_list, signatures
from desktop.screens.interview_model import InterviewModel
from desktop.server_settings import platform_address
from desktop.tokens import ACTIVE, BODY, TABLE, theme
from desktop.widgets.glyph import Glyph
from desktop.widgets.painted import draw_focus, draw_frame, draw_text, text_width
from desktop.widgets.parts import Chip, button, empty, label, link, row, rule
from desktop.widgets.popovers import LinePopover
from sync.values import FINISHED, RecordDraft

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight
_ICONS = {
    "hard": ("alert-octagon", "red"),
    "check": ("alert-triangle", "amb"),
    "todo": ("clock-question", "amb"),
    "unanswered": ("circle", "ink2"),
}
ROW, HEAD, SIDE_WIDTH = 36, 38, 372


def _group_words(group: str) -> tuple[str, str]:
    return {
        "hard": (_("First of all"), _("only these six facts block finishing")),
        "check": (_("Better checked"), ""),
        "todo": (
            _("To confirm"),
            _("can be confirmed after finishing; the result goes into a revision"),
        ),
        "unanswered": (_("Not answered yet"), ""),
    }[group]


class CheckListModel(QAbstractItemModel):
    """Two levels: groups that hold something, and their lines."""

    def __init__(self) -> None:
        super().__init__()
        self._groups: list[tuple[str, tuple[Line, ...]]] = []

    def show_list(self, items: CheckList) -> None:
        """Show another check list."""
        self.beginResetModel()
        pairs = [(group, items.of(group)) for group in GROUPS]
        self._groups = [pair for pair in pairs if pair[1]]
        self.endResetModel()

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        if parent.isValid():
            return self.createIndex(row, column, parent.row() + 1)
        return self.createIndex(row, column, 0)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override] # two overloads
        inside = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(inside - 1, 0, 0) if inside else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        if not parent.isValid():
            return len(self._groups)
        return 0 if parent.internalId() else len(self._groups[parent.row()][1])

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.line(index)
        if role == Qt.ItemDataRole.UserRole:
            return line or self._groups[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if line is not None:
                return f"{line.number} {line.question} {line.effect}"
            group, lines = self._groups[index.row()]
            return f"{_group_words(group)[0]} {len(lines)}"
        return None

    def line(self, index: Index) -> Line | None:
        """Return the line of an index; None for a group."""
        inside = int(index.internalId()) if index.isValid() else 0
        return self._groups[inside - 1][1][index.row()] if inside else None

    def place(self, path: str) -> QModelIndex:
        """Return the line of a question."""
        for group, (_name, lines) in enumerate(self._groups):
            for row_number, line in enumerate(lines):
                if line.path == path:
                    return self.index(row_number, 0, self.index(group, 0))
        return QModelIndex()


class CheckListDelegate(QStyledItemDelegate):
    """Paints groups and lines; the links at the right are painted and found again by the view."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme().px(HEAD if not index.parent().isValid() else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        area = QRectF(option.rect)
        area.setLeft(0)
        item = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, Line):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            self._line(painter, area, item, selected=selected)
            if selected and option.state & QStyle.StateFlag.State_HasFocus:
                draw_focus(painter, area.adjusted(1, 0, -1, -1), 0)
        elif isinstance(item, tuple):
            self._group(painter, area, item[0], len(item[1]))
        painter.restore()

    @staticmethod
    def _group(painter: QPainter, area: QRectF, group: str, count: int) -> None:
        of, (icon, token) = theme(), _ICONS[group]
        painter.fillRect(area, of.color("paper2"))
        painter.fillRect(QRectF(0, area.bottom() - 1, area.width(), 1), of.color("line2"))
        middle = area.center().y()
        icons.draw(painter, icon, token, 20, middle - 9, 18)
        words, note = _group_words(group)
        font = of.font(ACTIVE, 600)
        draw_text(painter, area.adjusted(46, 0, 0, 0), words, "ink", font)
        left = 46 + text_width(words, font) + 8
        box = QRectF(
            left, middle - 10, max(22, text_width(str(count), of.font(TABLE, 600)) + 14), 20
        )
        draw_frame(painter, box, "paper", "line2", 1, 3)
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, box, str(count), "ink", of.font(TABLE, 600), centre)
        rest = QRectF(box.right() + 10, area.top(), area.width() - box.right() - 20, area.height())
        draw_text(painter, rest, note, "ink2", of.font(TABLE))

    @staticmethod
    def _line(painter: QPainter, area: QRectF, line: Line, *, selected: bool) -> None:
        of = theme()
        painter.fillRect(area, of.color("accs" if selected else "paper"))
        painter.fillRect(QRectF(0, area.bottom() - 1, area.width(), 1), of.color("line"))
        number = QRectF(46, area.top(), of.px(86), area.height())
        draw_text(painter, number, line.number, "ink2", of.font(BODY))
        font, left = of.font(BODY, 600), 46 + of.px(74) + 0.0
        if " " in line.number:
            left += of.px(22)
        right = area.width() - 20 - of.px(150 if line.can_insist else 46)
        if line.insisted:
            right = area.width() - 20 - of.px(220)
        title = QRectF(left, area.top(), right - left, area.height())
        draw_text(painter, title, line.question, "ink", font)
        used = text_width(line.question, font) + 12
        if left + used < right:
            effect = title.adjusted(used, 0, 0, 0)
            draw_text(painter, effect, line.effect, "ink2", of.font(TABLE))
        CheckListDelegate._links(painter, area, line)

    @staticmethod
    def _links(painter: QPainter, area: QRectF, line: Line) -> None:
        of = theme()
        go = QRectF(area.width() - 90, area.top(), 70, area.height())
        if line.can_insist:
            words = _("Insist and write why")
            width = text_width(words, of.font(TABLE, 600)) + 20
            box = QRectF(area.width() - 20 - width, area.center().y() - 13, width, 26)
            draw_frame(painter, box, "paper", "ctl")
            centre = Qt.AlignmentFlag.AlignHCenter
            draw_text(painter, box, words, "ink", of.font(TABLE, 600), centre)
            go = QRectF(box.left() - 80, area.top(), 70, area.height())
        elif line.insisted:
            words = _("reason written: {reason}").format(reason=line.insisted)
            box = QRectF(area.width() - 260, area.top(), 200, area.height())
            draw_text(painter, box, words, "ink2", of.font(TABLE), _RIGHT)
        font = of.font(BODY)
        linked = type(font)(font)
        linked.setUnderline(True)
        words = _("Fill in") if line.group == "unanswered" else _("Go and see")
        if line.group in ("hard", "check"):
            words = _("Go and change")
        draw_text(painter, go, words, "acc", linked, _RIGHT)


class CheckListView(QTreeView):
    """Enter goes to the question, R writes a reason; so does a click on the right."""

    chosen = Signal(object)
    insist_asked = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self._line(self.currentIndex())
        if line is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(line)
        elif line is not None and line.can_insist and event.key() == Qt.Key.Key_R:
            self.insist_asked.emit(line)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        line = self._line(self.indexAt(event.position().toPoint()))
        if line is None or event.position().x() < self.viewport().width() - 240:
            return
        width = text_width(_("Insist and write why"), theme().font(TABLE, 600)) + 40
        if line.can_insist and event.position().x() > self.viewport().width() - width:
            self.insist_asked.emit(line)
        else:
            self.chosen.emit(line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        line = self._line(self.indexAt(event.position().toPoint()))
        if line is not None:
            self.chosen.emit(line)

    def _line(self, index: QModelIndex) -> Line | None:
        model = self.model()
        return model.line(index) if isinstance(model, CheckListModel) else None


class FinishScreen(QWidget):
    """Check list at the left; signatures, scope and the button at the right."""

    question_asked = Signal(str)

    def __init__(self, model: InterviewModel, services: Services) -> None:
        super().__init__()
        self.setObjectName("finish_screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "paper")
        self._model, self._services = model, services
        self._left_at = ""
        self._items = CheckListModel()
        self._build()
        self.view.chosen.connect(self._go)
        self.view.insist_asked.connect(self._insist)
        self.again.clicked.connect(self.reload)
        self.finish.clicked.connect(self._finish)

    def reload(self) -> None:
        """Check again and stay at the same line."""
        visit = self._model.visit
        items = check_list(visit, self._model.outline)
        self._items.show_list(items)
        self.view.expandAll()
        self._describe(items)
        self._show_signatures(signatures(visit.entry, self._model.outline))
        place = self._items.place(self._left_at)
        if not place.isValid() and self._items.rowCount():
            place = self._items.index(0, 0, self._items.index(0, 0))
        self.view.setCurrentIndex(place)

    def take_focus(self) -> None:
        """Put the focus on the list."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.note = label(role="note")
        self.again = button(_("Check again"), "refresh", size="small")
        self.again.setObjectName("check_again")
        head = QFrame()
        head.setProperty("edge", "bottom")
        head.setProperty("surface", "paper")
        head.setFixedHeight(theme().px(45))
        line = row(
            label(_("Check before finishing"), "title"), self.note, None, self.again, spacing=12
        )
        line.setContentsMargins(20, 0, 20, 0)
        head.setLayout(line)
        self.view = CheckListView()
        self.view.setObjectName("check_list_view")
        self.view.setAccessibleName(_("Check list"))
        self.view.setModel(self._items)
        self.view.setItemDelegate(CheckListDelegate(self.view))
        self.view.setHeaderHidden(True)
        self.view.setRootIsDecorated(False)
        self.view.setItemsExpandable(False)
        self.view.setIndentation(0)
        self.empty = label(role="good")
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(head)
        left.addWidget(self.empty)
        left.addWidget(self.view, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self._build_side())

    def _build_side(self) -> QWidget:
        side = QFrame()
        side.setProperty("surface", "paper2")
        side.setProperty("edge", "left")
        side.setFixedWidth(theme().px(SIDE_WIDTH))
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(6)
        self._signatures = QVBoxLayout()
        self._signatures.setSpacing(4)
        self.scope = label(role="second", wrap=True)
        self.scope_link = link(_("See the consent"))
        self.scope_link.setObjectName("see_consent")
        self.scope_link.clicked.connect(self._see_consent)
        column.addWidget(label(_("Signatures"), "panel"))
        column.addLayout(self._signatures)
        column.addSpacing(14)
        column.addWidget(label(_("What is synchronised"), "panel"))
        column.addWidget(self.scope)
        column.addWidget(self.scope_link)
        column.addSpacing(14)
        column.addWidget(label(_("After finishing"), "panel"))
        for icon, words in (
            (
                "lock",
                _(
                    "The answers are frozen and hashed; nobody can change them. A change makes "
                    "another version, a revision."
                ),
            ),
            ("file-type-pdf", _("The plan is made on the spot, to be printed and signed.")),
            (
                "cloud-up",
                _("The record joins the queue and goes by itself when there is a network."),
            ),
        ):
            text = label(words, "second", wrap=True)
            line = row(text, spacing=10)
            line.insertWidget(0, Glyph(icon, size=18), 0, Qt.AlignmentFlag.AlignTop)
            line.setStretch(1, 1)
            column.addLayout(line)
        column.addStretch(1)
        self.blocked = label(role="error", wrap=True)
        self.blocked.setObjectName("blocked")
        self.finish = button(_("Finish the interview"), "lock", "primary", "main")
        self.finish.setObjectName("finish")
        foot = label(_("What is open or to be confirmed does not hinder finishing."), "note")
        foot.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.blocked)
        column.addWidget(self.finish)
        column.addWidget(foot)
        return side

    def _describe(self, items: CheckList) -> None:
        parts = [
            _("answered {answered} / {asked}").format(answered=items.answered, asked=items.asked)
        ]
        if items.completeness is not None:
            percent = round(items.completeness * 100)
            parts.append(_("{percent} % complete").format(percent=percent))
        if items.na:
            parts.append(_("{count} not applicable").format(count=items.na))
        self.note.setText(" • ".join(parts))
        blocked = items.blocked_by
        names = "、".join(f"{line.number} {line.question}" for line in blocked[:3])
        words = ngettext(
            "{count} fact is missing: {names}", "{count} facts are missing: {names}", len(blocked)
        ).format(count=len(blocked), names=names)
        self.blocked.setText(words if blocked else "")
        self.blocked.setVisible(bool(blocked))
        self.finish.setEnabled(not blocked and not self._model.visit.readonly)
        self.finish.setToolTip(words if blocked else "")
        self.empty.setText(_("Nothing is left to look at.") if not items.lines else "")
        self.empty.setVisible(not items.lines)
        self.empty.setContentsMargins(20, 16, 20, 16)
        self._describe_scope()

    def _describe_scope(self) -> None:
        entry = self._model.visit.entry
        path = leaf_paths(entry.form).get("consent_sync", "")
        node = entry.node(path) if path else None
        chosen = next((c.label for c in node.choices if c.value == node.value), "") if node else ""
        words = (
            _("The enterprise: {scope}").format(scope=chosen)
            if chosen
            else _("Not asked yet. Without it nothing is sent.")
        )
        self.scope.setText(words)
        self.scope_link.setVisible(bool(path))

    def _show_signatures(self, found: tuple[Signature, ...]) -> None:
        empty(self._signatures)
        for signature in found:
            chip = Chip()
            if signature.signed:
                chip.show_state("grn", "circle-check", _("signed"))
            else:
                chip.show_state("plain", "circle", _("not signed"))
            go = link(_("Sign") if not signature.signed else _("See"))
            go.setAccessibleName(f"{go.text()} {signature.label}")
            go.clicked.connect(lambda _on, path=signature.path: self.question_asked.emit(path))
            self._signatures.addLayout(
                row(Glyph("signature", size=18), label(signature.label), None, chip, go)
            )
            self._signatures.addWidget(rule())

    def _go(self, line: Line) -> None:
        self._left_at = line.path
        self.question_asked.emit(line.path)

    def _insist(self, line: Line) -> None:
        pane = LinePopover(
            _("Insist and write why"), _("Why the answer stands"), line.insisted, self
        )

        def write() -> None:
            if pane.value():
                self._left_at = line.path
                self._model.insist(line.path, pane.value())
                self.reload()

        pane.written.connect(write)
        pane.open_below(self.finish if not self.view.isVisible() else self.again)

    def _see_consent(self) -> None:
        path = leaf_paths(self._model.visit.entry.form).get("consent_sync", "")
        if path:
            self.question_asked.emit(path)

    # --- finishing ---

    def _finish(self) -> None:
        visit, store, services = self._model.visit, self._services.store, self._services
        self.finish.setEnabled(False)
        self.finish.setText(_("Freezing, and setting the plan"))
        visit.flush()
        # The lane works on a copy: the entry on screen belongs to this thread.
        form, xml, uuid = visit.entry.form, visit.entry.xml(), visit.uuid

        def freeze(_task: object) -> RecordDraft:
            entry = form.resume(xml, now=services.now)
            context = plan_context(
                entry,
                store.record(uuid).number,
                services.settings.current,
                services.now(),
                platform_url=platform_address(store),
            )
            finish_visit(store, uuid, entry, context)
            return store.record(uuid)

        self._services.background.start(Lane.DATABASE, freeze, self._show_finished, self._complain)

    def _show_finished(self, draft: object) -> None:
        self.finish.setText(_("Finish the interview"))
        visit = self._model.visit
        visit.move_to(draft.state if isinstance(draft, RecordDraft) else FINISHED)
        self._services.navigator.toast(
            _("Finished and frozen. The plan can be made now."),
            _("To the plan"),
            lambda: self._services.navigator.go_stage("plan"),
        )
        self._services.navigator.refresh_sync()
        self.reload()

    def _complain(self, error: Exception) -> None:
        self.finish.setEnabled(True)
        self.finish.setText(_("Finish the interview"))
        self._services.navigator.complain(error)
