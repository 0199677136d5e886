"""Colours, type and spacing of the visual target: the one place that knows a hex value."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

import resources

SANS, SERIF = "Noto Sans SC", "Noto Serif SC"
_FACES = ("NotoSansSC_400Regular", "NotoSansSC_600SemiBold", "NotoSerifSC_600SemiBold")
TEXT_SCALES = (1.0, 1.15, 1.3)

# Point sizes: note, table note, body, question, active one, then
# page title, key figure, level, score.
NOTE, TABLE, BODY, QUESTION, ACTIVE = 9, 9.5, 10, 10.5, 11
TITLE, FIGURE, LEVEL, SCORE = 15, 19, 24, 34

LIGHT = {
    "desk": "#F2F1ED", "paper": "#FFFFFF", "paper2": "#FAF9F6", "line": "#DDDAD2",
    "line2": "#B4B0A6", "ctl": "#8C887E", "ink": "#1B1F24", "ink2": "#454B53", "ink3": "#63686F",
    "acc": "#1B4B82", "btn": "#1B4B82", "btnt": "#FFFFFF", "accs": "#E5EDF6", "red": "#A5211B",
    "reds": "#FBEAE8", "amb": "#855000", "ambs": "#FBF1DE", "grn": "#1D6639", "grns": "#E6F2EA",
    "mute": "#ECEAE4", "c2": "#6E93BC", "c3": "#B98A3C",
}  # fmt: skip
DARK = {
    "desk": "#14171B", "paper": "#1C2025", "paper2": "#22272D", "line": "#343A42",
    "line2": "#59616B", "ctl": "#727B86", "ink": "#E9E7E2", "ink2": "#BDC1C7", "ink3": "#989EA6",
    "acc": "#8FB9E8", "btn": "#2B66A8", "btnt": "#FFFFFF", "accs": "#20344B", "red": "#F2988F",
    "reds": "#3B2221", "amb": "#E4B35F", "ambs": "#372A12", "grn": "#7FC798", "grns": "#1B3325",
    "mute": "#2A3037", "c2": "#5F86B3", "c3": "#C79A4E",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """What every painted widget asks for: colours by token and fonts by point size."""

    dark: bool = False
    text_scale: float = 1.0

    def hex(self, token: str) -> str:
        """Return the ``#RRGGBB`` of a token."""
        return (DARK if self.dark else LIGHT)[token]

    def color(self, token: str) -> QColor:
        """Return the colour of a token."""
        return _color(self.hex(token))

    def font(self, points: float = BODY, weight: int = 400, *, serif: bool = False) -> QFont:
        """Return the bundled face; ``points`` before "larger text". Weights above 500 take 600."""
        return _font(points * self.text_scale, 600 if weight > 500 else 400, serif)

    def px(self, logical: float) -> int:
        """Return a height or width of the target, grown along with larger text."""
        return round(logical * self.text_scale)

    def palette(self) -> QPalette:
        """Return the palette for what no style sheet reaches."""
        palette = QPalette()
        for token, roles in _ROLES.items():
            for role in roles:
                palette.setColor(role, self.color(token))
        for role in _TEXT_ROLES:
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("ink3"))
        return palette


_Role = QPalette.ColorRole
_TEXT_ROLES = (_Role.WindowText, _Role.Text, _Role.ButtonText)
_ROLES: dict[str, tuple[QPalette.ColorRole, ...]] = {
    "desk": (_Role.Window,),
    "paper": (_Role.Base, _Role.Button),
    "paper2": (_Role.AlternateBase, _Role.ToolTipBase, _Role.Light, _Role.Midlight),
    "ink": (*_TEXT_ROLES, _Role.ToolTipText, _Role.BrightText),
    "ink3": (_Role.PlaceholderText,),
    "acc": (_Role.Link, _Role.LinkVisited, _Role.Accent),
    "accs": (_Role.Highlight,),
    "line": (_Role.Mid,),
    "ctl": (_Role.Dark, _Role.Shadow),
}


@cache
def _color(value: str) -> QColor:
    return QColor(value)


@cache
def _font(points: float, weight: int, serif: bool) -> QFont:
    font = QFont(SERIF if serif else SANS)
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def load_fonts() -> None:
    """Register the bundled faces; afterwards no text depends on what the machine has."""
    for face in _FACES:
        with resources.as_path(f"fonts/{face}.ttf") as path:
            if QFontDatabase.addApplicationFont(str(path)) < 0:
                raise FileNotFoundError(path)


def wants_dark(app: QApplication, choice: str) -> bool:
    """Resolve the setting ``system``, ``light`` or ``dark``; an unknown system is light."""
    if choice == "system":
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return choice == "dark"


class _Applied:
    """The theme in force: one a process, like the application's palette it is made of."""

    theme = Theme()


def theme() -> Theme:
    """Return the theme in force; a painted widget asks at every paint."""
    return _Applied.theme


def apply(app: QApplication, new: Theme) -> None:
    """Put a theme in force: every widget is told by a palette change and repaints itself."""
    _Applied.theme = new
    app.setFont(new.font())
    app.setPalette(new.palette())
    app.setStyleSheet(_stylesheet(new))


def _stylesheet(new: Theme) -> str:
    values = {**(DARK if new.dark else LIGHT)}
    sizes = {
        "note": NOTE, "table": TABLE, "body": BODY, "question": QUESTION, "active": ACTIVE,
        "title": TITLE, "figure": FIGURE, "level": LEVEL,
    }  # fmt: skip
    values |= {f"pt_{name}": f"{points * new.text_scale:g}pt" for name, points in sizes.items()}
    values |= {f"h{px}": f"{new.px(px)}px" for px in (25, 27, 28, 30, 32, 34, 38, 40)}
    return _QSS.format_map({**values, "serif": SERIF})


_QSS = """
QWidget {{ color: {ink}; selection-background-color: {accs}; selection-color: {ink}; outline: 0; }}
QWidget[surface="desk"] {{ background: {desk}; }}
QWidget[surface="paper"] {{ background: {paper}; }}
QWidget[surface="paper2"] {{ background: {paper2}; }}
QFrame[surface="accs"] {{ background: {accs}; }}
QFrame[surface="ambs"] {{ background: {ambs}; }}
QFrame[surface="reds"] {{ background: {reds}; border-left: 5px solid {red}; }}
QFrame[surface="popup"] {{ background: {paper}; border: 1px solid {acc}; border-radius: 4px; }}
QFrame[edge="top"] {{ border-top: 1px solid {line2}; }}
QFrame[edge="bottom"] {{ border-bottom: 1px solid {line2}; }}
QFrame[edge="left"] {{ border-left: 1px solid {line2}; }}
QFrame[edge="right"] {{ border-right: 1px solid {line2}; }}
QFrame[rule="line"] {{ background: {line}; border: 0; }}
QFrame[rule="line2"] {{ background: {line2}; border: 0; }}
QLabel[role="title"] {{ font-family: "{serif}"; font-size: {pt_title}; font-weight: 600; }}
QLabel[role="level"] {{ font-family: "{serif}"; font-size: {pt_level}; font-weight: 600; }}
QLabel[role="figure"] {{ font-size: {pt_figure}; font-weight: 600; }}
QLabel[role="panel"] {{ font-size: {pt_active}; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="second"] {{ color: {ink2}; }}
QLabel[role="note"] {{ color: {ink3}; font-size: {pt_table}; }}
QLabel[role="warn"] {{ color: {amb}; font-size: {pt_table}; }}
QLabel[role="error"] {{ color: {red}; font-size: {pt_table}; }}
QLabel[role="good"] {{ color: {grn}; font-size: {pt_table}; }}
QPushButton {{ min-height: {h30}; padding: 0 12px; border: 1px solid {ctl}; border-radius: 4px;
    background: {paper}; font-weight: 600; }}
QPushButton:hover {{ background: {paper2}; }}
QPushButton:pressed {{ background: {mute}; }}
QPushButton:focus {{ border: 2px solid {acc}; padding: 0 11px; }}
QPushButton:disabled {{ background: {mute}; color: {ink3}; border-color: {line2}; }}
QPushButton[kind="primary"] {{ background: {btn}; color: {btnt}; border-color: {btn}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {acc}; }}
QPushButton[kind="primary"]:disabled {{ background: {mute}; color: {ink3}; border-color: {line2}; }}
QPushButton[extent="small"] {{ min-height: {h25}; padding: 0 8px; }}
QPushButton[extent="main"] {{ min-height: {h38}; padding: 0 18px; font-size: {pt_question}; }}
QPushButton[kind="link"] {{ border: 0; background: transparent; color: {acc}; padding: 0 2px;
    text-decoration: underline; font-weight: 400; min-height: {h27}; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {acc}; padding: 0; }}
QPushButton[kind="link"]:disabled {{ color: {ink3}; }}
QPushButton[kind="plain"] {{ border: 0; background: transparent; font-weight: 400;
    padding: 0 8px; }}
QPushButton[kind="plain"]:hover {{ background: {mute}; }}
QPushButton[kind="plain"]:focus {{ border: 2px solid {acc}; padding: 0 6px; }}
QPushButton[chosen="true"] {{ background: {accs}; color: {acc}; border-color: {acc}; }}
QToolButton {{ border: 0; border-radius: 3px; background: transparent; padding: 3px; }}
QToolButton:hover {{ background: {mute}; }}
QToolButton:focus {{ border: 2px solid {acc}; padding: 1px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{ background: {paper};
    border: 1px solid {ctl}; border-radius: 4px; padding: 0 8px; min-height: {h28};
    selection-background-color: {accs}; selection-color: {ink}; }}
QPlainTextEdit, QTextEdit {{ padding: 4px; }}
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover {{ border-color: {acc}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
    border: 2px solid {acc}; padding: 0 7px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 3px; }}
QLineEdit[state="warn"], QPlainTextEdit[state="warn"], QComboBox[state="warn"] {{
    border: 2px solid {amb}; padding: 0 7px; }}
QLineEdit[state="error"], QPlainTextEdit[state="error"], QComboBox[state="error"] {{
    border: 2px solid {red}; padding: 0 7px; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {paper2};
    border: 1px solid {paper2}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {mute};
    color: {ink3}; }}
QLineEdit[extent="main"] {{ min-height: {h34}; font-size: {pt_active}; }}
QLineEdit[kind="inset"] {{ border: 0; background: transparent; padding: 0; }}
QComboBox::drop-down {{ border: 0; width: 24px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {paper}; border: 1px solid {line2};
    selection-background-color: {accs}; selection-color: {acc}; }}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {acc}; text-decoration: underline; }}
QTableView, QTreeView, QListView {{ background: {paper}; border: 0; gridline-color: {line};
    alternate-background-color: {paper2}; selection-background-color: {accs};
    selection-color: {ink}; }}
QListView#choices {{ border: 1px solid {acc}; }}
QListView#choices::item {{ min-height: {h25}; padding: 0 8px; }}
QListView[surface="paper2"], QTreeView[surface="paper2"] {{ background: {paper2}; }}
QHeaderView {{ background: {paper2}; border: 0; }}
QHeaderView::section {{ background: {paper2}; color: {ink2}; border: 0; font-size: {pt_table};
    border-bottom: 1px solid {line2}; padding: 0 8px; min-height: {h28}; }}
QTableView#records QHeaderView::section:first {{ padding-left: 20px; }}
QTableCornerButton::section {{ background: {paper2}; border: 0; }}
QScrollArea, QScrollArea > QWidget > QWidget[surface="paper"] {{ background: {paper}; border: 0; }}
QScrollBar:vertical {{ width: 10px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {line2}; border-radius: 3px; margin: 2px; min-height: 32px;
    min-width: 32px; }}
QScrollBar::handle:hover {{ background: {ctl}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {line2}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QToolTip {{ background: {paper2}; color: {ink}; border: 1px solid {line2}; padding: 4px; }}
QMenu {{ background: {paper}; border: 1px solid {line2}; }}
QMenu::item {{ padding: 6px 24px; }}
QMenu::item:selected {{ background: {accs}; color: {acc}; }}
QProgressBar {{ border: 0; background: {mute}; max-height: 5px; min-height: 5px; }}
QProgressBar::chunk {{ background: {acc}; }}
QCalendarWidget QWidget {{ background: {paper}; alternate-background-color: {paper2}; }}
"""
