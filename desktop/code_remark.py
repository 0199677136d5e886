"""What is to be said of a 统一社会信用代码 whose check digit does not come out: never forbidden."""

import forms
from desktop.facts import leaf_paths
from desktop.i18n import _
from forms.enterprise.uscc import check_character, form_problem

CODE, CHECK, OVERRIDE = "uscc", "uscc_check_ok", "uscc_override"


def code_remark(entry: forms.Entry, path: str) -> str:
    """Return the sentence beside the code; empty when it is right, or confirmed in the form."""
    if not path.endswith(f"/{CODE}"):
        return ""
    paths = leaf_paths(entry.form)
    code = entry.value(path)
    wrong = CHECK in paths and entry.value(paths[CHECK]) == "0" and not form_problem(code)
    if not wrong or (OVERRIDE in paths and entry.value(paths[OVERRIDE]) == "yes"):
        return ""
    return _(
        "The last character should be {right} and is {typed}. Look at the licence: correct it, "
        "or write why it stands."
    ).format(right=check_character(code), typed=code[-1])
