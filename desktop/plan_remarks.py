"""What is to be said about a plan that was made: a sentence a remark of ``desktop.report``."""

from collections.abc import Iterable

from desktop.i18n import _


def remark_sentences(remarks: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return a sentence for every remark, in their order; an unknown code stands for itself."""
    sentences = _sentences()
    return tuple(sentences.get(code, "{code} {detail}").format(code=code, detail=detail)
                 for code, detail in remarks)


def _sentences() -> dict[str, str]:
    return {
        "character-missing": _("The fonts lack {detail}; the plan shows their codes instead."),
        "picture-unreadable": _("The picture {detail} cannot be read and is not in the plan."),
        "logo-unreadable": _("The logo cannot be read; the plan has none."),
        "template-unreadable": _("The Word template cannot be read; the built-in look is used."),
        "colour-unreadable": _("{detail} is no colour like #1F3A5F; the plan stays blue."),
        "colour-too-light": _("{detail} is too light in print; the plan stays blue."),
        "plan-sheet-replaced": _(
            "The plan sheet of the questionnaire cannot be used ({detail}); the built-in wording "
            "is used."),
    }
