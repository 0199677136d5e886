"""An answer as people read it: the words of what was chosen, else the text itself."""

from forms.values import NodeView


def shown_answer(node: NodeView) -> str:
    """Return the labels of a select's choices; a code without a label stays as it is."""
    labels = {choice.value: choice.label for choice in node.choices}
    if not labels:
        return node.value
    return "、".join(labels.get(code, code) for code in node.value.split())
