"""Settings, 题库与表: versions, running visits behind them, tables, a file to take in, signers."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from desktop.figures import moment
from desktop.i18n import _, ngettext
from desktop.office_files import Offer, Shelf, TableFact
from desktop.page import Services
from desktop.screens.settings_forms_model import FormsModel, FormsState
from desktop.screens.settings_parts import FIELD_WIDTH, Section, box, put
from desktop.screens.upgrade_sheet import UpgradeSheet
from desktop.screens.upgrade_words import change_lines, summary
from desktop.tokens import theme
from desktop.widgets.parts import IconLabel, button, column, empty, label, link, row, surface
from desktop.widgets.text import Line
from sync.down import LISTS
from sync.signing import CONFIGURATION, QUESTIONNAIRE
from sync.values import PinnedVisit, QuestionnaireInfo

MOST_VISITS = 20


class FormsSection(Section):
    """题库与表."""

    def __init__(self, services: Services) -> None:
        super().__init__("questionnaires", _("Questionnaires and tables"), _(
            "Each visit stays with the version that it was begun with."))
        self._services = services
        self.model = FormsModel(services, self)
        self._versions, self._behind, self._tables, self._signers = (
            QVBoxLayout(), QVBoxLayout(), QVBoxLayout(), QVBoxLayout())
        self._offer = surface("accs")
        self._offer.setObjectName("offer")
        self._offer_column = QVBoxLayout(self._offer)
        self._offer_column.setContentsMargins(14, 12, 14, 12)
        self._build()
        self.model.changed.connect(self._render)
        self._render(self.model.state)

    def _build(self) -> None:
        choose = button(_("Update from a file"), "file-import", size="small")
        choose.setObjectName("update_from_file")
        choose.clicked.connect(self._ask_file)
        hint = label(_("A signed questionnaire or table (.yzs) from the office."), "note")
        self.column.addLayout(row(choose, hint, None))
        self.column.addWidget(self.note)
        self.column.addWidget(self._offer)
        self.column.addLayout(self._versions)
        self.column.addLayout(self._behind)
        self.heading(_("Tables from the platform"))
        self.column.addLayout(self._tables)
        self.heading(_("Trusted signers"))
        self.column.addLayout(self._signers)
        self._build_key()
        self.column.addStretch(1)

    def _build_key(self) -> None:
        grid = self.grid()
        self._signer, self._key = Line(), Line()
        self._signer.setObjectName("signer_name")
        self._signer.setMaximumWidth(theme().px(FIELD_WIDTH))
        self._key.setObjectName("signer_key")
        self._key.setPlaceholderText(_("44 characters, from the platform's page of questionnaires"))
        look = button(_("Show the fingerprint"), size="small")
        look.setObjectName("look_at_key")
        put(grid, _("Another signer"), self._signer)
        put(grid, _("Public key"), box(self._key, look))
        self._finger = label("", "strong", wrap=True)
        self._finger.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._key_problem = label("", "error", wrap=True)
        self._trust = button(_("The office's fingerprint is the same: trust"), size="small")
        self._trust.setObjectName("trust_signer")
        grid.addLayout(column(self._key_problem, self._finger, row(self._trust, None)),
                       grid.rowCount(), 1)
        look.clicked.connect(self._look_at_key)
        self._key.returnPressed.connect(self._look_at_key)
        self._trust.clicked.connect(self._trust_key)

    # --- drawing ---

    def _render(self, state: FormsState) -> None:
        self.say(state.words, f"{state.file} {state.problem}".strip() if state.problem else "")
        self._render_offer(state)
        if state.shelf is not None:
            self._render_shelf(state.shelf)
        self._finger.setText(state.key)
        self._key_problem.setText(state.key_problem)
        self._key_problem.setVisible(bool(state.key_problem))
        for part in (self._finger, self._trust):
            part.setVisible(bool(state.key))

    def _render_offer(self, state: FormsState) -> None:
        empty(self._offer_column)
        offer = state.offer
        self._offer.setVisible(offer is not None)
        if offer is None:
            return
        signed = offer.signed
        self._offer_column.addWidget(label(_offer_title(offer), "panel", wrap=True))
        words = _("{file}, signed by “{signer}”, unchanged since. Fingerprint {fingerprint}")
        self._offer_column.addWidget(label(words.format(
            file=state.file, signer=signed.signer, fingerprint=offer.fingerprint), "second",
            wrap=True))
        for part in _offer_words(offer):
            self._offer_column.addWidget(label(part, wrap=True))
        if offer.changes is not None:
            self._offer_column.addWidget(label(summary(offer.changes), "strong", wrap=True))
            self._offer_column.addLayout(change_lines(offer.changes))
        take = button(_("Take it in"), kind="primary")
        take.setObjectName("take_offer")
        take.setEnabled(not state.busy and not offer.here)
        take.clicked.connect(self.model.take)
        leave = button(_("Leave it"))
        leave.setObjectName("leave_offer")
        leave.clicked.connect(self.model.leave)
        self._offer_column.addLayout(row(take, leave, None))
        take.setFocus()

    def _render_shelf(self, shelf: Shelf) -> None:
        for layout in (self._versions, self._behind, self._tables, self._signers):
            empty(layout)
        for info in shelf.versions:
            self._versions.addLayout(_version(info, shelf))
        if shelf.behind or shelf.upgraded:
            words = _("Running visits with an older version")
            self._behind.addSpacing(10)
            self._behind.addWidget(label(words, "strong"))
        for visit, newer in shelf.behind[:MOST_VISITS]:
            self._behind.addLayout(self._visit_behind(visit, newer))
        if len(shelf.behind) > MOST_VISITS:
            more = len(shelf.behind) - MOST_VISITS
            self._behind.addWidget(label(ngettext(
                "and {count} more", "and {count} more", more).format(count=more), "note"))
        for visit in shelf.upgraded[:MOST_VISITS]:
            self._behind.addLayout(self._visit_upgraded(visit, shelf))
        for table in shelf.tables:
            self._tables.addLayout(_table(table))
        if not shelf.tables:
            self._tables.addWidget(label(_(
                "None yet. They come with an exchange or a signed file."), "second"))
        for signer, finger in shelf.signers:
            self._signers.addLayout(self._signer_line(signer, finger))
        if not shelf.signers:
            self._signers.addWidget(label(_(
                "None yet: no signed file is taken in before its signer is known here."),
                "second", wrap=True))

    def _visit_behind(self, visit: PinnedVisit, newer: QuestionnaireInfo) -> QHBoxLayout:
        show = link(_("What changes with {version}").format(version=newer.version))
        show.setObjectName(f"upgrade_{visit.uuid}")
        name = visit.enterprise or _("New visit")
        show.setAccessibleName(f"{show.text()} {name}")
        show.clicked.connect(lambda _on=False: self._services.navigator.show_sheet(
            UpgradeSheet(self._services, visit.uuid, newer.sha256)))
        return row(label(name), label(visit.number, "note"), None, show)

    def _visit_upgraded(self, visit: PinnedVisit, shelf: Shelf) -> QHBoxLayout:
        old = next((one.version for one in shelf.versions if one.sha256 == visit.kept), "")
        back = link(_("Go back to {version}").format(version=old))
        back.setObjectName(f"go_back_{visit.uuid}")
        name = visit.enterprise or _("New visit")
        back.setAccessibleName(f"{back.text()} {name}")
        back.clicked.connect(lambda _on=False: self._services.navigator.toast(
            _("Answers given to “{name}” since the upgrade would be lost.").format(name=name),
            _("Go back"), lambda: self.model.go_back(visit.uuid)))
        return row(label(name), label(visit.number, "note"), None, back)

    def _signer_line(self, signer: str, finger: str) -> QHBoxLayout:
        drop = link(_("Trust no more"))
        drop.setAccessibleName(f"{drop.text()} {signer}")
        drop.clicked.connect(lambda _on=False: self.model.distrust(signer))
        return row(IconLabel("circle-check", "grn"), label(signer, "strong"),
                   label(finger, "note"), None, drop)

    # --- asking ---

    def _ask_file(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, _("Update from a file"), filter="*.yzs *.*")
        if name:
            self.model.look_at(Path(name))

    def _look_at_key(self) -> None:
        self.model.look_at_key(self._signer.text(), self._key.text())

    def _trust_key(self) -> None:
        self.model.trust()
        for line in (self._signer, self._key):
            line.clear()


def _version(info: QuestionnaireInfo, shelf: Shelf) -> QHBoxLayout:
    source = (
        _("with the program") if info.sha256 in shelf.shipped
        else _("signed by {signer}").format(signer=info.signer) if info.signer
        else _("by exchange or hand-over"))
    count = ngettext("{count} record", "{count} records", info.records)
    since = _("since {time}").format(time=moment(info.added_at))
    words = " • ".join((info.version, source, since, count.format(count=info.records)))
    in_use = label(_("new visits use it") if info.sha256 in shelf.in_use else "", "good")
    return row(label(info.title, "strong"), label(words, "note"), in_use, None)


def _table(table: TableFact) -> QHBoxLayout:
    rows = ngettext("{count} row", "{count} rows", table.rows).format(count=table.rows)
    taken = table.taken
    source = (_("signed by {signer}, {time}").format(signer=taken.signer, time=taken.taken_at[:10])
              if taken else _("by exchange"))
    return row(label(_table_name(table.name), "strong"), label(f"{rows} • {source}", "note"), None)


def _table_name(name: str) -> str:
    names = dict(zip(LISTS, (
        _("Enterprises to be diagnosed"), _("Service providers"), _("Benchmarks")), strict=True))
    return names.get(name, name)


def _offer_title(offer: Offer) -> str:
    if offer.signed.kind == QUESTIONNAIRE:
        return _("Questionnaire “{title}” {version}").format(
            title=offer.title, version=offer.version)
    if offer.signed.kind == CONFIGURATION:
        return _("Configuration of the platform")
    return _("Table “{name}”").format(name=_table_name(offer.signed.name))


def _offer_words(offer: Offer) -> tuple[str, ...]:
    if offer.here:
        return (_("This version is on this computer already."),)
    if offer.signed.kind == CONFIGURATION:
        return (_("Records would go to {address}.").format(address=offer.address),)
    if offer.signed.kind == QUESTIONNAIRE:
        return () if offer.changes else (_("A questionnaire that is new here."),)
    parts = (
        (_("{count} new ({names})"), offer.added), (_("{count} gone ({names})"), offer.removed),
        (_("{count} changed ({names})"), offer.changed),
    )
    lines = [words.format(count=len(rows), names="、".join(rows[:5]) + ("…" if rows[5:] else ""))
             for words, rows in parts if rows]
    return (ngettext("{count} row", "{count} rows", offer.rows).format(count=offer.rows), *lines)

