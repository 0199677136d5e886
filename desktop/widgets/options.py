"""Options as buttons with key caps: select one, select many, acknowledge."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from desktop import icons
from desktop.i18n import _
from desktop.tokens import BODY, NOTE, theme
from desktop.widgets.editor import Editor
from desktop.widgets.flow import FlowLayout
from desktop.widgets.painted import draw_focus, draw_frame, draw_text, text_width
from forms.values import Choice, NodeView, Question

HEIGHT, PADDING, CAP, CHECK = 29, 6, 18, 22
DIGITS = "1234567890"


class _Face:
    """How an option looks, whether it is a radio button or a check box."""

    cap: str = ""

    @staticmethod
    def hint(button: QRadioButton | QCheckBox, cap: str) -> QSize:
        chosen = button.isChecked()
        font = theme().font(BODY, 600 if chosen else 400)
        width = text_width(button.text(), font) + 2 * PADDING + 6
        width += theme().px(CAP) + 6 if cap else 4
        width += CHECK if chosen else 0
        return QSize(round(width) + 1, theme().px(HEIGHT))

    @staticmethod
    def paint(button: QRadioButton | QCheckBox, cap: str) -> None:
        painter = QPainter(button)
        area, chosen = QRectF(button.rect()), button.isChecked()
        enabled = button.isEnabled() or chosen
        fill = "accs" if chosen else "paper" if enabled else "mute"
        border = "acc" if chosen or (button.underMouse() and enabled) else "ctl"
        draw_frame(painter, area, fill, border if enabled else "line2", 1.5 if chosen else 1.0)
        ink = "acc" if chosen else "ink" if enabled else "ink3"
        left = float(PADDING)
        if cap:
            side = theme().px(CAP)
            box = QRectF(left, (area.height() - side) / 2, side, side)
            draw_frame(painter, box, "", "acc" if chosen else "line2", 1.0, 3)
            digit = theme().font(NOTE, 600)
            draw_text(painter, box, cap, "acc" if chosen else "ink2", digit, _CENTRE)
            left += side + 6
        else:
            left += 4
        right = area.width() - PADDING - (CHECK - 4 if chosen else 0)
        font = theme().font(BODY, 600 if chosen else 400)
        draw_text(
            painter, QRectF(left, 0, right - left + 2, area.height()), button.text(), ink, font
        )
        if chosen:
            icons.draw(painter, "check", "acc", area.width() - 24, area.height() / 2 - 8, 16)
        if button.hasFocus():
            draw_focus(painter, area)


_CENTRE = Qt.AlignmentFlag.AlignHCenter


class RadioOption(QRadioButton):
    """One of several; clicking the chosen one takes it back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cap = ""
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def sizeHint(self) -> QSize:
        return _Face.hint(self, self.cap)

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        _Face.paint(self, self.cap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A radio button would keep the arrows for its siblings; here they walk the questions.
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


class CheckOption(QCheckBox):
    """One of any number."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.cap = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def sizeHint(self) -> QSize:
        return _Face.hint(self, self.cap)

    def hitButton(self, place: QPoint) -> bool:
        return self.rect().contains(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        _Face.paint(self, self.cap)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()


Option = RadioOption | CheckOption


class OptionsEditor(Editor):
    """The options of a select in a flow; the buttons are used again for another question."""

    option_class: type[RadioOption] | type[CheckOption] = RadioOption

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self)
        self._buttons: list[Option] = []
        self._choices: tuple[Choice, ...] = ()
        self._caps = True
        self._offered = True

    def set_question(self, question: Question, node: NodeView) -> None:
        if node.choices == self._choices:
            return
        self._choices = node.choices
        while len(self._buttons) < len(self._choices):
            self._buttons.append(self._new_option())
        for place, button in enumerate(self._buttons):
            if place < len(self._choices):
                self._describe(button, place)
            else:
                button.hide()
        self._flow.invalidate()

    @property
    def buttons(self) -> Sequence[Option]:
        """The options that are offered, in order."""
        return self._buttons[: len(self._choices)]

    def choose(self, position: int) -> bool:
        if not self._offered or not 0 <= position < len(self._choices):
            return False
        button = self._buttons[position]
        if button.isEnabled():
            button.click()
        return True

    def set_readonly(self, readonly: bool) -> None:
        self._offered = not readonly
        for button in self._buttons:
            button.setEnabled(not readonly)

    def _new_option(self) -> Option:
        button = self.option_class(self)
        button.clicked.connect(self._read)
        self._flow.addWidget(button)
        return button

    def _describe(self, button: Option, place: int) -> None:
        choice = self._choices[place]
        button.setText(choice.label)
        button.setAccessibleName(choice.label)
        button.setObjectName(f"option_{choice.value}")
        button.cap = DIGITS[place] if self._caps and place < len(DIGITS) else ""
        button.updateGeometry()
        button.show()

    def _check(self, codes: Sequence[str]) -> None:
        for choice, button in zip(self._choices, self._buttons, strict=False):
            button.setChecked(choice.value in codes)
            # Always: a click has checked it before it gets here, and the check mark needs room.
            button.updateGeometry()
            button.update()

    def _read(self) -> None:
        raise TypeError(type(self).__name__)


class OneEditor(OptionsEditor):
    """select_one: the value is the chosen code."""

    def set_value(self, value: str) -> None:
        self._value = value
        self._check((value,))

    def _read(self) -> None:
        sender = self.sender()
        place = next(i for i, button in enumerate(self._buttons) if button is sender)
        code = self._choices[place].value
        value = "" if code == self._value else code
        self.set_value(value)
        self._flow.invalidate()
        self.edited.emit(value)
        self.grew.emit()


class ManyEditor(OptionsEditor):
    """select_multiple: the value is the chosen codes in the order of the list."""

    option_class = CheckOption

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limit = 0

    def set_value(self, value: str) -> None:
        codes = value.split()
        self._check(codes)
        full = bool(self.limit) and len(codes) >= self.limit
        for choice, button in zip(self._choices, self._buttons, strict=False):
            button.setEnabled(self._offered and (not full or choice.value in codes))

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        self.set_value(self._value())

    def _value(self) -> str:
        pairs = zip(self._choices, self._buttons, strict=False)
        return " ".join(choice.value for choice, button in pairs if button.isChecked())

    def _read(self) -> None:
        value = self._value()
        self.set_value(value)
        self._flow.invalidate()
        self.edited.emit(value)
        self.grew.emit()


class AcknowledgeEditor(OptionsEditor):
    """acknowledge: one option, the value ``OK``."""

    option_class = CheckOption

    def set_question(self, question: Question, node: NodeView) -> None:
        self._choices = ()
        agreed = Choice("OK", _("Read and agreed"))
        super().set_question(question, _with_choices(node, (agreed,)))

    def set_value(self, value: str) -> None:
        self._check((value,))

    def _read(self) -> None:
        self.edited.emit("OK" if self._buttons[0].isChecked() else "")
        self.grew.emit()


def _with_choices(node: NodeView, choices: tuple[Choice, ...]) -> NodeView:
    return NodeView(
        path=node.path,
        kind=node.kind,
        value=node.value,
        relevant=node.relevant,
        required=node.required,
        readonly=node.readonly,
        violation=node.violation,
        label=node.label,
        hint=node.hint,
        choices=choices,
    )
