"""A state of the style sheet put on a field: ``warn``, ``error`` or nothing."""

from PySide6.QtWidgets import QWidget


def show_state(widget: QWidget, state: str) -> None:
    """Put a state on a field and let it be drawn so."""
    if widget.property("state") != state:
        widget.setProperty("state", state)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
