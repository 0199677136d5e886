"""Texts of a form: labels with outputs in them, and the translations of itext (odk.md §8)."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from forms.definition.names import local
from forms.definition.nodes import Label, Template, TextForms, Translations
from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.tree import Expression

_ITEXT = re.compile(r"\s*jr:itext\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)\s*")
_FORMS = frozenset({"long", "short", "guidance", "image", "big-image", "audio", "video"})


def children(element: Element, name: str) -> list[Element]:
    """Return the child elements of that local name."""
    return [child for child in element if local(child.tag) == name]


def child(element: Element, name: str) -> Element | None:
    """Return the first child element of that local name."""
    return next(iter(children(element, name)), None)


def template_of(element: Element) -> Template:
    """Return an element's text with its ``output`` elements as expressions."""
    parts: list[str | Expression] = [element.text or ""]
    for inner in element:
        if local(inner.tag) == "output":
            parts.append(parse(inner.get("value") or inner.get("ref") or "''"))
        else:
            parts.extend(template_of(inner).parts)
        parts.append(inner.tail or "")
    return Template(tuple(_trimmed(parts)))


def _trimmed(parts: list["str | Expression"]) -> list["str | Expression"]:
    """Drop the indentation around a text; blanks inside of it are the author's."""
    if isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return [part for part in parts if part != ""]


def label_of(element: Element | None) -> Label | None:
    """Return what a ``label`` or ``hint`` element says; None without one."""
    if element is None:
        return None
    reference = element.get("ref")
    if reference is None:
        return Label(inline=template_of(element))
    identifier = itext_id(reference)
    if identifier is not None:
        return Label(itext=identifier)
    return Label(expression=parse(reference), inline=template_of(element))


def itext_id(text: str) -> str | None:
    """Return the id in ``jr:itext('id')``; None when the text is something else."""
    match = _ITEXT.fullmatch(text)
    return None if match is None else match.group(1) or match.group(2) or ""


def message_of(text: str | None) -> Label | None:
    """Return a constraint's or requirement's message: itext or literal."""
    if text is None:
        return None
    identifier = itext_id(text)
    return Label(inline=Template((text,))) if identifier is None else Label(itext=identifier)


def read_translations(itext: Element | None) -> Translations:
    """Return all translations of the form, in the order of its languages."""
    if itext is None:
        return Translations()
    found: dict[str, dict[str, TextForms]] = {}
    default = ""
    for translation in children(itext, "translation"):
        language = translation.get("lang") or ""
        if language in found:
            raise FormDefinitionError("duplicate-language", language=language)
        found[language] = _texts(children(translation, "text"))
        if translation.get("default") is not None and not default:
            default = language
    languages = tuple(found)
    return Translations(languages, default or (languages[0] if languages else ""), found)


def _texts(elements: Iterable[Element]) -> dict[str, TextForms]:
    texts: dict[str, TextForms] = {}
    for element in elements:
        identifier = element.get("id")
        if identifier is None:
            raise FormDefinitionError("text-without-id")
        forms: dict[str, Template] = {}
        for value in children(element, "value"):
            form = value.get("form") or "long"
            if form in _FORMS:
                forms.setdefault(form, template_of(value))
        texts[identifier] = forms
    return texts
