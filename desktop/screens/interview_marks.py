"""The panes that the marks open, and what is written when they are."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from desktop.camera import cameras
from desktop.facts import leaf_paths
from desktop.i18n import _
from desktop.page import Services
from desktop.screens.interview_model import InterviewModel
from desktop.widgets.camera_view import CameraDialog, CameraModel
from desktop.widgets.card import QuestionCard
from desktop.widgets.marks import CONFIRM
from desktop.widgets.photo_edit import prepare
from desktop.widgets.picture import DEFAULT_MAX_PIXELS, jpeg, read_photo
from desktop.widgets.popovers import (
    EvidencePopover,
    HistoryPopover,
    LinePopover,
    RemarkPopover,
    TodoPopover,
)
from forms.values import Annotation, Operation
from sync.values import JournalLine

# The journal of a whole section can be long; the popover shows the latest.
HISTORY_LINES = 14
# Where the site forbids photos, its rule says so (design §8).
SITE_RULE, NO_PHOTOS = "site_rule", frozenset({"no_photo", "none"})


class MarkPanes(QObject):
    """Opens a popover below a mark and hands what is written to the model."""

    def __init__(
        self,
        model: InterviewModel,
        services: Services,
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._model, self._host = model, host
        self._now, self._navigator = services.now, services.navigator
        self._background = services.background

    def open(self, path: str, name: str, card: QuestionCard) -> None:
        """Do what a mark is for."""
        self.open_at(path, name, card.marks.button(name))

    def open_at(self, path: str, name: str, mark: QWidget) -> None:
        """Do what a mark is for, with its pane below a widget."""
        if name == CONFIRM:
            self._model.confirm(path)
        elif name == "na":
            self._model.toggle_na(path)
        elif name == "flag":
            self._model.toggle_flag(path)
        else:
            {"todo": self._todo, "remark": self._remark, "evidence": self._evidence}[name](
                path, mark
            )

    def ask_respondent(self, below: QWidget) -> None:
        """Ask who answers the section."""
        pane = LinePopover(
            _("Respondent"), _("Who answers this section"), self._model.respondent(), self._host
        )
        pane.written.connect(lambda: self._model.put_respondent(pane.value()))
        pane.open_below(below)

    def paste_evidence(self, path: str, text: str = "") -> None:
        """Take the screenshot on the clipboard as evidence."""
        data = QGuiApplication.clipboard().mimeData()
        image = QImage(data.imageData()) if data.hasImage() else QImage()
        if image.isNull():
            self._navigator.toast(_("There is no picture on the clipboard."))
            return
        prepare(image, self._host.window(), lambda ready: self._keep(path, ready, text))

    def photograph(self, use: Callable[[QImage], None]) -> None:
        """Take a photo with the camera of this computer; ``use`` gets the prepared one."""
        dialog = CameraDialog(CameraModel(self._background, cameras()), self._host.window())
        dialog.taken.connect(use)
        dialog.open()

    def _keep(self, path: str, image: QImage, text: str) -> None:
        self._model.add_evidence(path, ".jpg", jpeg(image, DEFAULT_MAX_PIXELS), text)
        self._navigator.toast(_("Picture kept as evidence."), _("Undo"), self._undo)

    def show_history(self, path: str, below: QWidget) -> None:
        """Show what was changed when: of one question, or of the section in front."""
        wanted = path or None
        section = self._model.state.section

        def show(lines: object) -> None:
            found = (
                [line for line in lines if isinstance(line, JournalLine)]
                if isinstance(lines, tuple)
                else []
            )
            if not path:
                inside = f"{section}/"
                found = [line for line in found if line.operation.path.startswith(inside)]
            title = _("History of the question") if path else _("History of the section")
            HistoryPopover(title, self._described(found), self._host).open_below(below)

        self._model.visit.read_history(wanted, show)

    # --- inside ---

    def _todo(self, path: str, mark: QWidget) -> None:
        now = self._model.outline.state(path).todo
        people = sorted(
            {note.owner for note in self._model.visit.entry.annotations(kind="todo")}
            | {note.text for note in self._model.visit.entry.annotations(kind="respondent")}
        )
        today = self._now().astimezone().date()
        pane = TodoPopover(now, [name for name in people if name][:4], today, self._host)

        def write() -> None:
            text, owner, due = pane.values()
            self._model.put_todo(path, text, owner, due)

        pane.written.connect(write)
        pane.open_below(mark)

    def _remark(self, path: str, mark: QWidget) -> None:
        remarks = self._model.outline.state(path).remarks
        pane = RemarkPopover(remarks[-1].text if remarks else "", self._host)
        pane.written.connect(lambda: self._model.put_remark(path, pane.value()))
        pane.open_below(mark)

    def _evidence(self, path: str, mark: QWidget) -> None:
        entry = self._model.visit.entry
        place = leaf_paths(entry.form).get(SITE_RULE, "")
        forbidden = entry.value(place) in NO_PHOTOS if place else False
        pane = EvidencePopover(
            self._model.outline.state(path).evidence,
            self._host,
            camera=bool(cameras()) and not forbidden,
            note=_("No photos on this site") if forbidden else "",
        )
        pane.camera_asked.connect(
            lambda text: self.photograph(lambda image: self._keep(path, image, text))
        )
        pane.file_chosen.connect(lambda name, text: self._add_file(path, name, text))
        pane.paste_asked.connect(lambda text: self.paste_evidence(path, text))
        pane.removed.connect(self._model.visit.retract)
        pane.seen.connect(lambda one: self._see(path, one))
        pane.open_below(mark)

    def _see(self, path: str, evidence: Annotation) -> None:
        """Show a picture that is there; what is cut or blurred then takes its place."""

        def put(data: object) -> None:
            image = QImage.fromData(data) if isinstance(data, bytes) else QImage()
            if not image.isNull():
                prepare(image, self._host.window(), lambda ready: replace(image, ready))

        def replace(before: QImage, ready: QImage) -> None:
            if ready != before:
                with self._model.visit.one_step():
                    self._model.visit.retract(evidence.row)
                    self._keep(path, ready, evidence.text)

        self._model.visit.read_attachment(evidence.file, put)

    def _add_file(self, path: str, name: str, text: str) -> None:
        file = Path(name)
        image = read_photo(file)
        if not image.isNull():
            named = text or file.stem
            prepare(image, self._host.window(), lambda ready: self._keep(path, ready, named))
            return
        try:
            data = file.read_bytes()
        except OSError as error:
            self._navigator.complain(error)
            return
        self._model.add_evidence(path, file.suffix.lower(), data, text or file.stem)

    def _undo(self) -> None:
        self._model.visit.undo()

    def _described(self, lines: list[JournalLine]) -> list[tuple[str, str]]:
        before: dict[str, str] = {}
        words: list[tuple[str, str]] = []
        for line in lines:
            operation = line.operation
            moment = f"{line.saved_at.astimezone():%m-%d %H:%M:%S}"
            told = self._words(operation, before.get(operation.path))
            words.append((moment, f"{told} • {line.made_by}" if line.made_by else told))
            before[operation.path] = operation.value
        return words[-HISTORY_LINES:]

    def _words(self, operation: Operation, before: str | None) -> str:
        number = self._model.visit.entry.form.question(operation.path).number
        if operation.kind == "answer":
            new = self._label(operation.path, operation.value) or "—"
            if before is None:
                # What stood there when the record was begun is in no journal.
                return f"{number} {new}"
            return f"{number} {self._label(operation.path, before) or '—'} → {new}"
        names = {
            "add_row": _("row added"),
            "remove_row": _("row removed"),
            "restore_row": _("row brought back"),
            "retract": _("mark taken away"),
        }
        kind = operation.fields.get("kind", "")
        return f"{number} {names.get(operation.kind) or _mark_words(kind)}"

    def _label(self, path: str, value: str) -> str:
        choices = {
            choice.value: choice.label for choice in self._model.outline.state(path).node.choices
        }
        return "、".join(choices.get(code, code) for code in value.split()) if choices else value


def _mark_words(kind: str) -> str:
    return {
        "na": _("not applicable"),
        "todo": _("to be confirmed"),
        "remark": _("remark written"),
        "flag": _("flagged for review"),
        "evidence": _("evidence added"),
        "override": _("insisted with a reason"),
        "respondent": _("respondent written"),
    }.get(kind, kind)
