"""Labels, hints and messages in the language of the record (odk.md §8)."""

from typing import TYPE_CHECKING

from forms.definition.nodes import Definition, Label, Template, TextForms
from forms.entry.live import Live
from forms.expression.code import Frame

if TYPE_CHECKING:
    from forms.entry.host import RecordHost


class Texts:
    """Finds and fills the texts of a form for one record."""

    def __init__(self, host: "RecordHost") -> None:
        self._host = host

    def itext(self, identifier: str) -> str | None:
        """Return the plain text of an id; None when the form has no such id."""
        forms = self.forms(identifier)
        if forms is None:
            return None
        template = forms.get("long") or forms.get("short")
        return "" if template is None else template.fixed or ""

    def forms(self, identifier: str) -> TextForms | None:
        """Return the forms of a text in the current language, else in the default one."""
        translations = self._host.programs.xform.translations
        found: TextForms | None = None
        for language in (self._host.language, translations.default):
            texts = translations.texts.get(language, {}).get(identifier)
            if texts is not None and not _is_missing(texts):
                return texts
            found = found or texts
        return found

    def text(self, label: Label | None, node: Live, form: str = "long") -> str:
        """Return a label's text for a node; '' where there is none of that form."""
        if label is None:
            return ""
        if label.itext:
            forms = self.forms(label.itext) or {}
            template = forms.get(form) or (forms.get("short") if form == "long" else None)
            return "" if template is None else self.fill(template, node)
        if form != "long":
            return ""
        if label.expression is not None:
            code = self._host.programs.code(label.expression, node.definition)
            return code.string()(Frame(node, self._host))
        return "" if label.inline is None else self.fill(label.inline, node)

    def fill(self, template: Template, node: Live) -> str:
        """Return a template with its expressions evaluated for a node."""
        fixed = template.fixed
        if fixed is not None:
            return fixed
        frame = Frame(node, self._host)
        parts = []
        for part in template.parts:
            if isinstance(part, str):
                parts.append(part)
            else:
                text = self._host.programs.code(part, node.definition).string()(frame)
                parts.append("" if text == "NaN" else text)
        return "".join(parts)

    def media(self, label: Label | None, node: Live) -> dict[str, str]:
        """Return files of a label by kind: ``image big-image audio video``."""
        if label is None or not label.itext:
            return {}
        forms = self.forms(label.itext) or {}
        found = {kind: self.fill(forms[kind], node)
                 for kind in ("image", "big-image", "audio", "video") if kind in forms}
        return {kind: file_name(uri) for kind, uri in found.items() if uri not in {"", "-"}}


def _is_missing(texts: TextForms) -> bool:
    template = texts.get("long")
    return template is not None and template.fixed == "-" and len(texts) == 1


def file_name(uri: str) -> str:
    """Return the flat name in ``jr://images/NAME``; '' for what leaves the media folder."""
    name = uri.rpartition("/")[2] if uri.startswith("jr://") else uri
    inside = uri.startswith("jr://") and uri.count("/") == 3
    bad = name in {"", ".", ".."} or "\\" in name or ":" in name or "/" in name
    return "" if bad or (uri.startswith("jr://") and not inside) else name


def label_of(definition: Definition) -> Label | None:
    """Return the label of a control, or of the group around a repeat."""
    for control in (definition.control, definition.group_control):
        if control is not None and control.label is not None:
            return control.label
    return None


def hint_of(definition: Definition) -> Label | None:
    """Return the hint of a control or group."""
    control = definition.control or definition.group_control
    return None if control is None else control.hint
