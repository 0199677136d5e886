"""What the home list shows of a record, read from its answers."""

from functools import lru_cache

import forms
from desktop.i18n import _
from desktop.initials import initials
from desktop.regions import county_label
from forms.diagnosis.model import Diagnosis
from forms.values import Question
from sync.values import RecordFacts

# Names of the questions of our own questionnaires; a foreign form may have some or none of them.
_TEXTS = {
    "enterprise": "ent_name",
    "uscc": "uscc",
    "county": "reg_county",
    "industry": "key_industry",
    "scale": "scale_result",
    "path": "form_path",
    "contact": "contact_name",
    "follow_up_on": "followup",
}
_IDENTITY = frozenset({"enterprise", "uscc", "county"})


def record_facts(entry: forms.Entry, score: Diagnosis | None) -> RecordFacts:
    """Return the facts; an answer that is missing or hidden is an empty text.

    Whose record it is stays known while the consent is not given yet: what was prefilled or taken
    over is to be found in the list.
    """
    paths = leaf_paths(entry.form)
    texts = {
        name: _text(entry, paths[leaf], kept=name in _IDENTITY) if leaf in paths else ""
        for name, leaf in _TEXTS.items()
    }
    return RecordFacts(
        **texts,
        county_label=_county(entry, paths.get("reg_county", "")),
        answered=score.answered if score else 0,
        asked=score.asked if score else 0,
        completeness=score.completeness if score else 0.0,
        score=score.cmi if score else None,
        level=score.level.name if score and score.level else "",
        open_items=len(entry.annotations(kind="todo")),
        pinyin=initials(texts["enterprise"]),
    )


def _county(entry: forms.Entry, path: str) -> str:
    """Return city and county; a code that the table does not know, as the form words it."""
    return county_label(entry.node(path).value if path else "") or chosen_label(entry, path)


def _text(entry: forms.Entry, path: str, *, kept: bool) -> str:
    return entry.node(path).value if kept else entry.value(path)


def scale_labels() -> dict[str, str]:
    """Return the words of the sizes of enterprises."""
    return {
        "large": _("large"),
        "medium": _("medium-sized"),
        "small": _("small"),
        "micro": _("micro"),
        "geti": _("sole trader"),
    }


def scale_words(scale: str, basis: str) -> str:
    """Return the size in words; where the rule of another trade was taken for it, as advised."""
    words = scale_labels().get(scale, "")
    return _("{size} (advised)").format(size=words) if words and basis == "analogy" else words


def describe(entry: forms.Entry) -> tuple[str, str]:
    """Return the enterprise's name and what it is in a line; a new record says that it is new."""
    paths = leaf_paths(entry.form)
    name = entry.node(paths["ent_name"]).value if "ent_name" in paths else entry.form.title
    scale = entry.value(paths["scale_result"]) if "scale_result" in paths else ""
    basis = entry.value(paths["scale_basis"]) if "scale_basis" in paths else ""
    parts = (
        scale_words(scale, basis),
        chosen_label(entry, paths.get("key_industry", "")),
        _county(entry, paths.get("reg_county", "")),
    )
    return name or _("New visit"), " • ".join(part for part in parts if part)


def chosen_label(entry: forms.Entry, path: str) -> str:
    """Return the words of what a select holds, as offered now; its codes where nothing fits."""
    if not path:
        return ""
    node = entry.node(path)
    labels = {choice.value: choice.label for choice in node.choices}
    return "、".join(labels.get(code, code) for code in node.value.split())


@lru_cache(maxsize=8)
def leaf_paths(form: forms.Form) -> dict[str, str]:
    """Return path by name of every question outside repeats; the first of a name wins."""
    paths: dict[str, str] = {}

    def walk(question: Question) -> None:
        for child in question.children:
            if child.kind == "group":
                walk(child)
            elif child.kind != "repeat":
                paths.setdefault(child.name, child.path)

    walk(form.root)
    return paths
