"""Expressions of the ODK dialect: text to tree (``parse``), tree to closures, function table."""

from forms.expression.parser import parse

__all__ = ["parse"]
