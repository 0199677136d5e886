"""Write docs/method.md from the shipped workbook; a test says when it is out of date."""

from pathlib import Path

import forms
from forms.diagnosis.document import method_document

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Load the questionnaire and write the document."""
    form = forms.load(ROOT / "resources/questionnaires/cloud_diagnosis")
    if form.method is not None:
        text = method_document(form.method, form.title)
        (ROOT / "docs/method.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
