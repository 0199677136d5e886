"""The questions of a form as a tree, in the order that the body asks them."""

from forms.definition.nodes import Definition
from forms.definition.xform import Xform
from forms.entry.views import kind_of
from forms.values import Question

_NOT_ASKED = frozenset({"meta", "annotation"})


def question_tree(xform: Xform) -> Question:
    """Return the root of the tree; meta and annotations are not asked and not in it."""
    return _question(xform.root, xform, is_root=True)


def _question(node: Definition, xform: Xform, is_root: bool = False) -> Question:
    control = node.control or node.group_control
    children = [child for child in node.children
                if not (is_root and child.name in _NOT_ASKED)]
    return Question(
        path=node.path, kind=kind_of(node), number=node.bind.number,
        severity=(node.bind.severity or "soft") if xform.has_severity else "hard",
        appearance=() if control is None else control.appearance,
        parameters=_parameters(node), unit=node.bind.unit,
        fixed_rows=node.is_repeat and (node.count is not None or node.no_add_remove),
        children=tuple(_question(child, xform) for child in _in_body_order(children)),
    )


def _parameters(node: Definition) -> dict[str, str]:
    found = {} if node.control is None else dict(node.control.parameters)
    if node.bind.max_pixels:
        found["max-pixels"] = node.bind.max_pixels
    return found


def _in_body_order(children: list[Definition]) -> list[Definition]:
    """Sort by where the body asks; what it does not ask stays after its elder sibling."""
    keys, last = {}, -1
    for child in children:
        place = _place(child)
        last = place if place >= 0 else last
        keys[child.index] = last
    return sorted(children, key=lambda child: keys[child.index])


def _place(node: Definition) -> int:
    for below in node.walk():
        for control in (below.group_control, below.control):
            if control is not None:
                return control.place
    return -1
