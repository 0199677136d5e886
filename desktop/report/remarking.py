"""What is to be said about a finished plan: characters without a glyph, refused looks."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from desktop.report.fonts import missing
from desktop.report.photos import readable
from desktop.report.word import template_is_usable
from forms.plan.model import Plan


def remarks(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return codes with what they concern, in the order of importance.

    ``character-missing``: printed as 〔U+20BB7〕 instead; ``picture-unreadable``: its file name;
    and what ``Plan.warnings`` already holds.
    """
    lacking = (character for text in texts(plan) for character in missing(text))
    characters = "".join(dict.fromkeys(lacking))
    unreadable = [name for name, data in plan.pictures.items() if not readable(data)]
    found = [("character-missing", characters)] if characters else []
    found += [("picture-unreadable", name) for name in unreadable]
    if plan.look.logo and not readable(plan.look.logo):
        found.append(("logo-unreadable", ""))
    if plan.look.template and not template_is_usable(plan.look.template):
        found.append(("template-unreadable", ""))
    return (*plan.warnings, *found)


def texts(value: object) -> Iterator[str]:
    """Yield every text of a plan, in the order of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
