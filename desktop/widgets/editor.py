"""What every question widget is: set_question, set_value and the signal edited."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from forms.values import NodeView, Question


class Editor(QWidget):
    """The control of one question kind.

    ``edited`` carries the new stored text (odk.md §2) after the person changed it; filling the
    widget by ``set_question`` and ``set_value`` is not an edit and emits nothing. ``continued``
    is the same while a text is still being typed: it joins the previous step of undo. ``grew``
    says that the widget needs another height; ``camera_asked`` carries what takes the photo.
    """

    edited = Signal(str)
    continued = Signal(str)
    file_chosen = Signal(str, bytes)
    camera_asked = Signal(object)
    grew = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def set_question(self, question: Question, node: NodeView) -> None:
        """Take the place of another question: label, choices, limits, unit."""
        raise TypeError(type(self).__name__)

    def set_value(self, value: str) -> None:
        """Show a stored text."""
        raise TypeError(type(self).__name__)

    def set_state(self, state: str) -> None:
        """Show ``warn``, ``error`` or nothing at the border."""

    def set_readonly(self, readonly: bool) -> None:
        """Show without letting it be changed."""
        self.setEnabled(not readonly)

    def choose(self, position: int) -> bool:
        """Choose the option at a 0-based position, as a digit key does; False if there is none."""
        return False

    def start_typing(self) -> bool:
        """Put the cursor into the field; False where there is none."""
        return False

    def commit(self) -> None:
        """Emit what is typed and not yet emitted."""

    def height_for(self, width: int) -> int:
        """Return the height at a width."""
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            return layout.heightForWidth(width)
        return self.sizeHint().height()

    def preferred_width(self, available: int) -> int:
        """Return how much of the available width the control takes."""
        return available
