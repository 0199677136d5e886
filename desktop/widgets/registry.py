"""Which widget a question gets: one place, by kind, appearance and number of choices."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.code_remark import CODE
from desktop.widgets.combo import ListEditor
from desktop.widgets.editor import Editor
from desktop.widgets.moment import DateEditor, DateTimeEditor, TimeEditor
from desktop.widgets.options import AcknowledgeEditor, ManyEditor, OneEditor
from desktop.widgets.order import RangeEditor, RankEditor
from desktop.widgets.picture import FileEditor, ImageEditor
from desktop.widgets.place import GeopointEditor, PointsEditor
from desktop.widgets.signature import SignatureEditor
from desktop.widgets.text import CodeEditor, LongTextEditor, NumberEditor, TextEditor
from forms.values import NodeView, Question

# Above this a list is typed into instead of read: ten have a key cap, two more fit the eye.
MOST_BUTTONS = 12


class NoteEditor(Editor):
    """note and whatever has no control: the value, if it has one, as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel()
        self._words.setProperty("role", "second")
        self._words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)

    def set_question(self, question: Question, node: NodeView) -> None:
        self._words.setAccessibleName(node.label)

    def set_value(self, value: str) -> None:
        self._words.setText(value)
        self._words.setVisible(bool(value))

    def height_for(self, width: int) -> int:
        return 0 if self._words.isHidden() else self._words.heightForWidth(width)


_MAKERS: dict[str, Callable[[], Editor]] = {
    "one": OneEditor,
    "many": ManyEditor,
    "list": ListEditor,
    "acknowledge": AcknowledgeEditor,
    "text": TextEditor,
    "code": CodeEditor,
    "long_text": LongTextEditor,
    "number": NumberEditor,
    "date": DateEditor,
    "time": TimeEditor,
    "datetime": DateTimeEditor,
    "rank": RankEditor,
    "range": RangeEditor,
    "geopoint": GeopointEditor,
    "points": PointsEditor,
    "image": ImageEditor,
    "signature": SignatureEditor,
    "file": FileEditor,
    "note": NoteEditor,
}
_BY_KIND = {
    "integer": "number",
    "decimal": "number",
    "geotrace": "points",
    "geoshape": "points",
    "audio": "file",
    "video": "file",
    "barcode": "text",
    "trigger": "acknowledge",
}
_LISTED = ("minimal", "autocomplete", "search")


def editor_kind(question: Question, node: NodeView) -> str:
    """Return the name of the widget that a question needs now."""
    appearance = question.appearance
    if question.kind == "select_one":
        listed = any(token.startswith(_LISTED) for token in appearance)
        return "list" if listed or len(node.choices) > MOST_BUTTONS else "one"
    if question.kind == "select_multiple":
        return "many"
    if question.kind == "text" and ("multiline" in appearance or "multi-line" in appearance):
        return "long_text"
    if question.kind == "text" and question.name == CODE:
        return "code"
    if question.kind == "image" and "signature" in appearance:
        return "signature"
    kind = _BY_KIND.get(question.kind, question.kind)
    return kind if kind in _MAKERS else "note"


def make_editor(kind: str) -> Editor:
    """Build the widget of that name."""
    return _MAKERS[kind]()
