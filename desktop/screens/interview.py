"""The interview: section tree, question cards, live panel; stage 1 of a visit."""


from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.background import Lane
from desktop.i18n import _
from desktop.outline import Counts
from desktop.page import CHECK_LIST, Key, Page, PageStack, Services, Stage
from desktop.question_help import help_of
from desktop.screens.finish import FinishScreen
from desktop.screens.interview_again import AgainHead
from desktop.screens.interview_marks import MarkPanes
from desktop.screens.interview_model import InterviewModel, InterviewState
from desktop.screens.repeat import RepeatScreen
from desktop.screens.repeat_strip import RepeatStrip
from desktop.screens.sync_centre_returned import questions_named
from desktop.tokens import theme
from desktop.visit import Visit
from desktop.widgets.card import CONFIRM_ALL, QuestionCard
from desktop.widgets.column import CardColumn
from desktop.widgets.drawer import HelpDrawer
from desktop.widgets.filters import FilterGrid, filter_words
from desktop.widgets.live_panel import LivePanel
from desktop.widgets.parts import button, label, rule
from desktop.widgets.search import SearchField
from desktop.widgets.sections import RAIL_WIDTH, SectionList, SectionModel

NARROW, RAIL_BELOW, PANES = 1280, 1024, "interview"
SMALLEST = 880


def stage() -> Stage:
    """Return stage 1, 问诊."""
    return Stage("interview", lambda: _("Interview"), _progress, InterviewScreen)


def _progress(visit: Visit) -> str:
    score = visit.score
    if visit.readonly:
        return _("finished")
    return f"{score.answered}/{score.asked}" if score is not None else ""


class InterviewScreen(Page):
    """Builds the panes, forwards keys and clicks to the model, draws its state."""

    def __init__(self, services: Services, visit: Visit) -> None:
        super().__init__()
        self.setObjectName("interview")
        self._services, self._visit = services, visit
        self.model = InterviewModel(visit, self)
        self._marks = MarkPanes(self.model, services, self)
        self._rail: bool | None = None
        self._repeat: RepeatScreen | None = None
        self._finish: FinishScreen | None = None
        self._build_tree()
        self._build_middle()
        self._build_right()
        self._lay_out()
        self._connect()
        self._show_score()
        self._describe_tree()
        self._read_reviews()

    # --- Page ---

    def keys(self) -> tuple[Key, ...]:
        if self._in_finish():
            return (
                Key("↑ ↓", _("Move")),
                Key("Enter", _("Go to the question")),
                Key("R", _("Write a reason")),
                Key("Esc", _("Back to the interview")),
            )
        if self.model.state.table:
            return RepeatScreen.keys()
        return (
            Key("1–9", _("Option")),
            Key("Enter", _("Next question")),
            Key("↑ ↓", _("Move")),
            Key("B", _("Remark")),
            Key("D", _("To confirm")),
            Key("Ctrl Z", _("Undo")),
        )

    def foot_note(self) -> str:
        version = _("Questionnaire {version}").format(version=self._visit.entry.form.version)
        practice = _("practice, in no statistics") if self._visit.practice else ""
        parts = (version, _("encrypted on this computer"), practice)
        return " • ".join(part for part in parts if part)

    def activate(self) -> None:
        if not self.model.state.section:
            self.model.start(self._visit.last_path)
        self._focus_active()

    def deactivate(self) -> None:
        for card in self.column.cards():
            card.editor.commit()
        if self._repeat is not None:
            self._repeat.commit()

    def go_to(self, path: str) -> None:
        if path == CHECK_LIST:
            self.show_finish()
            return
        self._leave_finish()
        if self.model.go_to(path):
            self._focus_active()

    def open_find(self) -> None:
        self._leave_finish()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def back(self) -> bool:
        if self._in_finish():
            self._leave_finish()
        elif self.drawer.isVisible():
            self._toggle_help(self.model.state.active)
        elif self.model.state.query or self.model.state.wanted:
            self.search.clear()
            self.model.open_section(self.model.state.section)
        elif self.model.state.table:
            self.model.close_table()
        else:
            return False
        self._focus_active()
        return True

    def panes(self) -> tuple[QWidget, ...]:
        return (self.sections, self.column)

    # --- building ---

    def _build_tree(self) -> None:
        self.search = SearchField(_("Find questions or answers"))
        self.section_model = SectionModel(self.model.outline, self)
        self.sections = SectionList(self.section_model)
        self.filters = FilterGrid()
        self.tree = QFrame()
        self.tree.setProperty("surface", "paper2")
        self.tree.setMinimumWidth(theme().px(RAIL_WIDTH))
        column = QVBoxLayout(self.tree)
        column.setContentsMargins(0, 10, 0, 0)
        column.setSpacing(6)
        self._search_box = QWidget()
        box = QHBoxLayout(self._search_box)
        box.setContentsMargins(10, 0, 10, 0)
        box.addWidget(self.search)
        column.addWidget(self._search_box)
        self.sections.setMaximumHeight(self.sections.sizeHint().height())
        self.sections.setMinimumHeight(theme().px(99))
        column.addWidget(self.sections, 100)
        self._filter_rule = rule()
        column.addWidget(self._filter_rule)
        column.addWidget(self.filters)
        column.addStretch(1)

    def _build_middle(self) -> None:
        self.title = label(role="title")
        self.note = label(role="note")
        self.respondent = button("", kind="link", size="small")
        self.respondent.setObjectName("respondent")
        self.back_to_section = button(_("Back to the section"), "chevron-left", size="small")
        self.back_to_section.setObjectName("back_to_section")
        self.history = button(_("History of the section"), "history", size="small")
        self.history.setObjectName("section_history")
        self.check = button(_("Check before finishing"), "circle-check", size="small")
        self.check.setObjectName("check_list")
        self.head = QFrame()
        self.head.setProperty("surface", "paper")
        self.head.setProperty("edge", "bottom")
        self.head.setFixedHeight(theme().px(45))
        row = QHBoxLayout(self.head)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(10)
        for part in (self.back_to_section, self.title, self.note, self.respondent):
            row.addWidget(part)
        row.addStretch(1)
        self.again = AgainHead(self._services, self.model)
        row.addWidget(self.again)
        row.addWidget(self.history)
        row.addWidget(self.check)
        self.column = CardColumn(self.model.face, self._make_strip)
        self.column.set_footer(self._make_footer())
        self._empty = label(role="second", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._empty.setContentsMargins(20, 20, 20, 20)
        self.middle_stack = QStackedWidget()
        self.middle_stack.addWidget(self.column)
        self.middle_stack.addWidget(self._empty)
        self.middle = QFrame()
        self.middle.setProperty("surface", "paper")
        column = QVBoxLayout(self.middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.middle_stack, 1)

    def _make_footer(self) -> QWidget:
        footer = QWidget()
        row = QHBoxLayout(footer)
        row.setContentsMargins(20, 14, 20, 20)
        self.section_before = button("", "chevron-left")
        self.section_before.setObjectName("section_before")
        self.section_after = button("", "chevron-right")
        self.section_after.setObjectName("section_after")
        self.section_after.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        row.addWidget(self.section_before)
        row.addStretch(1)
        row.addWidget(self.section_after)
        return footer

    def _build_right(self) -> None:
        self.panel = LivePanel(motion=self._services.settings.current.motion)
        self.panel.set_strip(strip=False)
        self.drawer = HelpDrawer()
        self.drawer.hide()

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.tree)
        self.splitter.addWidget(self.middle)
        self.splitter.setStretchFactor(1, 1)
        sizes = self._services.settings.current.pane(PANES)
        self.splitter.setSizes(list(sizes) or [theme().px(222), 2000])
        self._work = QWidget()
        self._work_row = QHBoxLayout(self._work)
        self._work_row.setContentsMargins(0, 0, 0, 0)
        self._work_row.setSpacing(0)
        self._work_row.addWidget(self.splitter, 1)
        self._work_row.addWidget(self.panel)
        self._work_row.addWidget(self.drawer)
        self._pages = PageStack()
        self._pages.addWidget(self._work)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _connect(self) -> None:
        model = self.model
        model.changed.connect(self._render)
        model.touched.connect(self._refresh)
        model.counted.connect(self._describe_tree)
        model.activated.connect(self._activate)
        model.refused.connect(self._services.navigator.complain)
        self._visit.scored.connect(self._show_score)
        self.column.typed_in.connect(self._touch)
        self.column.card_made.connect(self._connect_card)
        self.sections.clicked.connect(self._open_row)
        self.sections.activated.connect(self._open_row)
        self.filters.chosen.connect(model.filter)
        self.search.textEdited.connect(model.find)
        self.search.returnPressed.connect(self._focus_active)
        self.history.clicked.connect(lambda: self._marks.show_history("", self.history))
        self.check.clicked.connect(self.show_finish)
        self.respondent.clicked.connect(lambda: self._marks.ask_respondent(self.respondent))
        self.back_to_section.clicked.connect(model.close_table)
        self.section_before.clicked.connect(lambda: model.walk_sections(-1))
        self.section_after.clicked.connect(self._go_on)
        self.drawer.closed.connect(lambda: self._toggle_help(self.model.state.active))
        self.drawer.question_asked.connect(self.go_to)
        self.panel.red_lines_asked.connect(lambda: self._services.navigator.go_stage("diagnosis"))
        self.panel.unfolded.connect(lambda: self.panel.set_strip(strip=False))
        self.splitter.splitterMoved.connect(self._keep_panes)
        for keys, run in (
            ("Ctrl+U", self._go_unanswered),
            ("PgDown", lambda: model.walk_sections(1)),
            ("PgUp", lambda: model.walk_sections(-1)),
        ):
            QShortcut(QKeySequence(keys), self, run)

    def _connect_card(self, card: QuestionCard) -> None:
        model = self.model
        card.answered.connect(model.answer)
        card.continued.connect(lambda path, value: model.answer(path, value, continued=True))
        card.file_given.connect(model.attach)
        card.camera_asked.connect(self._marks.photograph)
        card.marked.connect(self._mark)
        card.insisted.connect(model.insist)
        card.na_chosen.connect(model.explain_na)
        card.na_dropped.connect(model.drop_na)
        card.touched.connect(self._touch)
        card.commanded.connect(self._command)

    # --- drawing ---

    def _render(self, state: InterviewState) -> None:
        self._leave_finish()
        if not state.table and self.middle_stack.currentWidget() is self._repeat:
            self._fit()
        if state.table:
            self._show_table(state.table)
        elif state.slots:
            self.column.show_slots(state.slots, state.active)
            self._load_pictures()
            self.middle_stack.setCurrentWidget(self.column)
        else:
            self._empty.setText(self._empty_words(state))
            self.middle_stack.setCurrentWidget(self._empty)
        self._describe_head(state)
        self._describe_tree()
        self._describe_footer()
        self.keys_changed.emit()

    def _describe_head(self, state: InterviewState) -> None:
        section, counts = self.model.section(), self.model.outline.counts(state.section)
        listed = bool(state.wanted or state.query)
        name = self.model.respondent()
        if state.wanted:
            self.title.setText(filter_words(state.wanted))
            self.note.setText(
                _("{count} questions over all sections").format(count=len(state.slots))
            )
        elif state.query:
            self.title.setText(_("Found"))
            self.note.setText(_("{count} questions").format(count=len(state.slots)))
        else:
            self.title.setText(self._table_title(state.table) or section.title)
            self.note.setText(self._section_note(section.number, counts))
            self.respondent.setText(
                _("Respondent: {name}").format(name=name) if name else _("Who answers")
            )
        self.respondent.setVisible(not listed and not self._visit.readonly)
        self.history.setVisible(not listed)
        self.back_to_section.setVisible(bool(state.table))

    def _table_title(self, repeat: str) -> str:
        return self.model.outline.repeat_label(repeat) if repeat else ""

    @staticmethod
    def _section_note(number: str, counts: Counts) -> str:
        words = _("answered {answered} / {asked}").format(
            answered=counts.answered, asked=counts.asked
        )
        return _("Section {number} • {words}").format(number=number, words=words)

    def _describe_tree(self, touched: frozenset[str] | None = None) -> None:
        self.section_model.refresh(touched)
        self.again.describe()
        wanted = "" if self.model.state.query else self.model.state.wanted
        self.filters.describe(self.model.outline.totals(), wanted)
        row = self.section_model.row_of(self.model.state.section)
        if self.sections.currentIndex().row() != row:
            self.sections.setCurrentIndex(self.section_model.index(row))
        if self.model.state.section and not self._in_finish():
            self._describe_head(self.model.state)

    def _describe_footer(self) -> None:
        before, after = self.model.neighbour(-1), self.model.neighbour(1)
        listed = bool(self.model.state.wanted or self.model.state.query)
        self.section_before.setVisible(before is not None and not listed)
        self.section_after.setVisible(not listed)
        if before is not None:
            self.section_before.setText(f"{before.number} {before.title}")
        words = f"{after.number} {after.title}" if after else _("Check before finishing")
        self.section_after.setText(words)

    def _empty_words(self, state: InterviewState) -> str:
        if state.query:
            return _("No question or answer holds “{text}”.").format(text=state.query)
        if state.wanted:
            return _("None. Esc goes back to the section.")
        if not self.model.outline.relevant(state.section):
            return _("This section opens when its conditions are met; first comes the consent.")
        return _("Nothing is asked here on this path.")

    def _refresh(self, paths: frozenset[str]) -> None:
        self.column.refresh(paths)
        if self._repeat is not None and self.model.state.table:
            self._repeat.refresh(paths)
        if self.drawer.isVisible() and self.model.state.active in paths:
            self._show_help(self.model.state.active)

    def _read_reviews(self) -> None:
        """Fetch what reviewers wrote of a returned record; it is pinned while one corrects it."""
        services, uuid = self._services, self._visit.uuid
        if self._visit.readonly:
            return
        services.background.start(
            Lane.DATABASE,
            lambda _task: services.store.reviews(uuid),
            self._pin_reviews,
            services.navigator.complain,
        )

    def _pin_reviews(self, reviews: object) -> None:
        if isinstance(reviews, tuple) and reviews:
            named = questions_named(self._visit.entry, reviews)
            self.model.pin({one.path: f"“{one.words}”" for one in named})
            self.column.lay_out()

    def _show_score(self, _score: object = None) -> None:
        score = self._visit.score
        totals = self.model.outline.totals()
        answered = score.answered if score is not None else totals.answered
        asked = score.asked if score is not None else totals.asked
        self.panel.show_diagnosis(score, answered, asked)

    def _load_pictures(self) -> None:
        for card in self.column.cards():
            self._load_picture(card)

    def _load_picture(self, card: QuestionCard) -> None:
        node = self._visit.entry.node(card.path)
        show = getattr(card.editor, "show_picture", None)
        if show is not None and node.value:
            path = card.path

            def put(data: object) -> None:
                if card.path == path and isinstance(data, bytes):
                    show(data)
                    self.column.lay_out()

            self._visit.read_attachment(node.value, put)

    # --- moving ---

    def _activate(self, path: str) -> None:
        if self.model.state.table:
            return
        card = self.column.activate(path)
        if card is not None and not self.search.hasFocus():
            card.start()
        if self.drawer.isVisible() and path:
            self._show_help(path)

    def _touch(self, path: str) -> None:
        if path != self.model.state.active:
            self.model.state = self.model.state.__class__(
                self.model.state.section,
                self.model.state.wanted,
                self.model.state.query,
                path,
                self.model.state.table,
                self.model.state.slots,
            )
            self._visit.at(path)
            self.column.activate(path)
            if self.drawer.isVisible():
                self._show_help(path)

    def _focus_active(self) -> None:
        if self.model.state.table:
            if self._repeat is not None:
                self._repeat.take_focus()
            return
        card = self.column.card(self.model.state.active)
        if card is not None:
            card.start()

    def _open_row(self, index: QModelIndex) -> None:
        path = self.section_model.section(index.row()).section.path
        self.search.clear()
        self.model.open_section(path)
        table = self.model.outline.main_table(path)
        if table:
            self.model.open_table(table)

    def _go_unanswered(self) -> None:
        self.deactivate()
        if not self.model.go_unanswered():
            self._services.navigator.toast(_("Every question is answered."))

    def _go_on(self) -> None:
        if self.model.neighbour(1) is None:
            self.show_finish()
        else:
            self.model.walk_sections(1)

    def _command(self, command: str) -> None:
        path = self.model.state.active
        name, _colon, rest = command.partition(":")
        if name == "mark":
            self._mark(path, rest)
        elif name == "history":
            card = self.column.card(path)
            if card is not None:
                self._marks.show_history(path, card.marks)
        elif name == "paste":
            self._marks.paste_evidence(path)
        else:
            run = {
                "next": lambda: self.model.walk(1),
                "previous": lambda: self.model.walk(-1),
                "section_after": lambda: self.model.walk_sections(1),
                "section_before": lambda: self.model.walk_sections(-1),
                "unanswered": self._go_unanswered,
                CONFIRM_ALL: self.model.confirm_section,
            }[name]
            run()

    def _mark(self, path: str, name: str) -> None:
        card = self.column.card(path)
        if name == "help":
            self._toggle_help(path)
        elif card is not None and not self._visit.readonly:
            self._marks.open(path, name, card)

    # --- help, table, finish ---

    def _toggle_help(self, path: str) -> None:
        opened = not self.drawer.isVisible()
        self.drawer.setVisible(opened)
        if opened:
            self._show_help(path)
        card = self.column.card(path) if not self.model.state.table else None
        if card is not None:
            card.set_opened("help" if opened else "")
        self._fit()

    def _show_help(self, path: str) -> None:
        for card in self.column.cards():
            card.set_opened("help" if card.path == path else "")
        self.drawer.show_help(help_of(self._visit.entry, path))

    def _make_strip(self, repeat: str) -> QWidget:
        strip = RepeatStrip(self._visit, repeat, self.model.outline.repeat_label(repeat))
        strip.opened.connect(self.model.open_table)
        strip.walked.connect(self.model.walk)
        return strip

    def _show_table(self, repeat: str) -> None:
        if self._repeat is None:
            self._repeat = RepeatScreen(self.model, self._services, self._marks)
            self._repeat.help_asked.connect(self._toggle_help)
            self.middle_stack.addWidget(self._repeat)
        self._repeat.show_repeat(repeat, self.model.state.active)
        self.middle_stack.setCurrentWidget(self._repeat)
        self._fit()

    def show_finish(self) -> None:
        """Show the check list before finishing."""
        self.deactivate()
        if self._finish is None:
            self._finish = FinishScreen(self.model, self._services)
            self._finish.question_asked.connect(self._return_to)
            self._pages.addWidget(self._finish)
        self._finish.reload()
        self._pages.setCurrentWidget(self._finish)
        self._finish.take_focus()
        self.keys_changed.emit()

    def _return_to(self, path: str) -> None:
        self.go_to(path)

    def _in_finish(self) -> bool:
        return self._pages.currentWidget() is self._finish and self._finish is not None

    def _leave_finish(self) -> None:
        if self._in_finish():
            self._pages.setCurrentIndex(0)
            self.keys_changed.emit()

    # --- sizes ---

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(1366, 700)

    def _fit(self) -> None:
        # The window's width, not the page's: a page too wide for its window would never give way.
        width = self.window().width()
        of = theme()
        narrow, rail = width < NARROW, width < of.px(RAIL_BELOW)
        # Larger text in a small window: what has an icon leaves its words to the tip.
        for act, words in ((self.history, _("History of the section")),
                           (self.check, _("Check before finishing"))):
            act.setText("" if width < of.px(SMALLEST) else words)
            act.setToolTip(words)
        self.panel.set_strip(strip=narrow or bool(self.model.state.table))
        self._place_drawer(over=narrow)
        if rail == self._rail:
            return
        self._rail = rail
        for part in (self._search_box, self.filters, self._filter_rule):
            part.setVisible(not rail)
        self.tree.setMinimumWidth(theme().px(RAIL_WIDTH if rail else 180))
        self.tree.setMaximumWidth(theme().px(RAIL_WIDTH if rail else 400))
        kept = self._services.settings.current.pane(PANES)
        tree = theme().px(RAIL_WIDTH) if rail else (kept[0] if kept else theme().px(222))
        self.splitter.setSizes([tree, max(width - tree, 100)])

    def _place_drawer(self, *, over: bool) -> None:
        """Beside the cards in place of the panel; in a narrow window over them (ui.md §6)."""
        opened = self.drawer.isVisibleTo(self._work)
        self.panel.setVisible(over or not opened)
        inside = self._work_row.indexOf(self.drawer) >= 0
        if over and inside:
            self._work_row.removeWidget(self.drawer)
        elif not over and not inside:
            self._work_row.addWidget(self.drawer)
        if over:
            wide = self.drawer.minimumWidth()
            self.drawer.setGeometry(self._work.width() - wide, 0, wide, self._work.height())
            self.drawer.raise_()

    def _keep_panes(self) -> None:
        if not self._rail:
            book = self._services.settings
            book.change(book.current.with_pane(PANES, tuple(self.splitter.sizes())))
