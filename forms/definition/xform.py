"""A compiled XForm read once: everything of it that every record shares."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element, SubElement

from forms.definition.body import Body, BodyItem, plain_path, read_body
from forms.definition.document import Document, read_document
from forms.definition.instance import ADDED, DefinitionBuilder
from forms.definition.names import (
    ENTITIES,
    JAVAROSA,
    ODK,
    OPENROSA,
    PREFIXES,
    XHTML,
    YUNZHEN,
    local,
    namespace,
    qualified,
)
from forms.definition.nodes import (
    EXPRESSIONS,
    Action,
    Bind,
    Definition,
    ExternalInstance,
    Translations,
)
from forms.definition.resolve import is_current
from forms.definition.texts import child, children, message_of, read_translations
from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.compiler import check
from forms.expression.tree import Expression, Path

FIRST_LOAD, LOAD, NEW_REPEAT, CHANGED = (
    "odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-value-changed")
_EVENTS = frozenset({FIRST_LOAD, LOAD, NEW_REPEAT, CHANGED})
_KNOWN_ENTITIES = {"2022.1", "2023.1", "2024.1", "2025.1"}


@dataclass(slots=True)
class Xform:
    """A form's definition; built by ``read_xform``, then only read.

    Attributes:
        definitions: Every node, by ``Definition.index``.
        by_path: Every node by its path without prefixes.
        start: The primary instance's root element, with the values a record begins with.
        internal: The root elements of secondary instances written in the form.
        loads: Actions of the events ``odk-instance-first-load`` and ``odk-instance-load``.
        has_severity: The form is one of ours: its binds say which constraints are hard.
    """

    data: bytes
    sha256: str
    id: str
    version: str
    title: str
    root: Definition
    start: Element
    prefixes: Mapping[str, str]
    namespaces: Mapping[str, str]
    translations: Translations
    primary_id: str = ""
    body_class: str = ""
    definitions: list[Definition] = field(default_factory=list)
    by_path: dict[str, Definition] = field(default_factory=dict)
    internal: dict[str, Element] = field(default_factory=dict)
    external: dict[str, ExternalInstance] = field(default_factory=dict)
    loads: list[Action] = field(default_factory=list)
    has_severity: bool = False
    entities_version: str = ""
    encryption_key: str = ""
    warnings: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def warn(self, code: str, **values: object) -> None:
        """Remember a remark of the form check."""
        self.warnings.append((code, values))


def read_xform(data: bytes) -> Xform:
    """Read a compiled XForm.

    Raises:
        FormDefinitionError: What is wrong, with ``node``, ``attribute``, ``position``.
    """
    document = read_document(data)
    model, body_element = _parts(document.root)
    binds = children(model, "bind")
    instances = children(model, "instance")
    start = next(iter(instances[0]), None) if instances else None
    if start is None:
        raise FormDefinitionError("no-primary-instance")
    _add_meta(start)
    body = read_body(body_element, {b.get("id", ""): b.get("nodeset", "") for b in binds},
                     f"/{local(start.tag)}")
    xform = _with_instances(data, document, model, start, body)
    xform.primary_id = instances[0].get("id", "")
    _read_secondary(xform, instances[1:])
    _read_versions(xform, model)
    if body_element is not None:
        xform.body_class = body_element.get("class", "")
    for place, bind in enumerate(binds):
        _read_bind(xform, bind, place)
    for item in body.items:
        _attach(xform, item)
    _read_actions(xform, model, body)
    return xform


def _parts(root: Element) -> tuple[Element, Element | None]:
    head, body = child(root, "head"), child(root, "body")
    model = None if head is None else child(head, "model")
    if local(root.tag) != "html" or namespace(root.tag) != XHTML or model is None:
        raise FormDefinitionError("not-a-form", found=local(root.tag))
    return model, body


def _with_instances(data: bytes, document: Document, model: Element, start: Element,
                    body: Body) -> Xform:
    prefixes = {OPENROSA: "orx", **document.prefixes}
    root = DefinitionBuilder(prefixes, body.repeats).build(start)
    head = child(document.root, "head")
    title = None if head is None else child(head, "title")
    xform = Xform(
        data=data, sha256=hashlib.sha256(data).hexdigest(),
        id=start.get("id") or namespace(start.tag), version=start.get("version") or "",
        title="" if title is None else (title.text or "").strip(), root=root, start=start,
        prefixes=prefixes, namespaces=_namespaces(document),
        translations=read_translations(child(model, "itext")),
    )
    xform.definitions = list(root.walk())
    xform.by_path = {node.path: node for node in xform.definitions}
    return xform


def _add_meta(start: Element) -> None:
    """Every record has an instanceID, and may come to have a deprecatedID (odk.md §1)."""
    meta = child(start, "meta")
    if meta is None:
        meta = SubElement(start, qualified(OPENROSA, "meta"))
    uri = namespace(meta.tag)
    for name in ("instanceID", "deprecatedID"):
        if child(meta, name) is None:
            added = SubElement(meta, qualified(uri, name) if uri else name)
            added.set(ADDED, name)


def _namespaces(document: Document) -> Mapping[str, str]:
    return {**PREFIXES, **{prefix: uri for uri, prefix in document.prefixes.items() if prefix}}


def _read_secondary(xform: Xform, instances: list[Element]) -> None:
    for instance in instances:
        name, source = instance.get("id") or "", instance.get("src")
        if name in xform.internal or name in xform.external:
            raise FormDefinitionError("duplicate-instance", instance=name)
        inner = next(iter(instance), None)
        if source:
            xform.external[name] = ExternalInstance(name, source)
        elif inner is not None:
            xform.internal[name] = inner
        else:
            xform.external[name] = ExternalInstance(name, "")


def _read_versions(xform: Xform, model: Element) -> None:
    version = model.get(qualified(ENTITIES, "entities-version"), "")
    if version and ".".join(version.split(".")[:2]) not in _KNOWN_ENTITIES:
        raise FormDefinitionError("entities-version", version=version)
    xform.entities_version = version
    submission = child(model, "submission")
    if submission is not None:
        xform.encryption_key = submission.get("base64RsaPublicKey", "")


def parsed(source: str, node: str, attribute: str) -> Expression:
    """Parse an expression of the form; an error says which node and attribute it stands in."""
    try:
        tree = parse(source)
    except FormDefinitionError as error:
        raise located(error, node, attribute, source) from error
    wrong = check(tree)
    if wrong is not None:
        raise located(wrong, node, attribute, source)
    return tree


def located(error: FormDefinitionError, node: str, attribute: str,
            source: str) -> FormDefinitionError:
    """Return the same error with the place in the form that it came from."""
    values = {"expression": source[:200], **error.values, "node": node, "attribute": attribute}
    return FormDefinitionError(error.code, **values)


def _read_bind(xform: Xform, element: Element, place: int) -> None:
    path = plain_path(element.get("nodeset") or element.get("ref") or "", "")
    node = xform.by_path.get(path)
    if node is None:
        xform.warn("unknown-node", node=path, attribute="nodeset", bind=place)
        return
    for name in EXPRESSIONS:
        source = element.get(name)
        if source is not None and source.strip():
            _add_expression(node, name, source)
    node.bind = _bind(xform, node, element)


def _add_expression(node: Definition, name: str, source: str) -> None:
    plain = source.strip()
    if (name, plain) not in {("relevant", "true()"), ("required", "false()"),
                             ("readonly", "false()"), ("constraint", "true()")}:
        node.expressions[name] = parsed(source, node.path, name)


def _bind(xform: Xform, node: Definition, element: Element) -> Bind:
    own = {local(k): v for k, v in element.attrib.items() if namespace(k) == YUNZHEN}
    xform.has_severity = xform.has_severity or "severity" in own
    written = element.get("type") or node.bind.type
    return replace(
        node.bind, type=written.rpartition(":")[2] if not written.startswith("odk:") else "rank",
        constraint_message=message_of(element.get(qualified(JAVAROSA, "constraintMsg"))),
        required_message=message_of(element.get(qualified(JAVAROSA, "requiredMsg"))),
        preload=element.get(qualified(JAVAROSA, "preload"), ""),
        preload_parameters=element.get(qualified(JAVAROSA, "preloadParams"), ""),
        number=own.get("number", ""), severity=own.get("severity", ""), unit=own.get("unit", ""),
        saveto=element.get(qualified(ENTITIES, "saveto"), ""),
        max_pixels=element.get(qualified(OPENROSA, "max-pixels"), ""),
        settings={local(k): v for k, v in element.attrib.items() if namespace(k) == ODK},
        sources={name: element.get(name, "") for name in EXPRESSIONS if element.get(name)},
    )


def _attach(xform: Xform, item: BodyItem) -> None:
    if not item.path:
        return
    node = xform.by_path.get(item.path)
    if node is None:
        raise FormDefinitionError("unknown-node", node=item.path, attribute=item.tag)
    if item.tag == "group":
        node.group_control = item.control
    elif item.tag == "repeat":
        node.no_add_remove = item.no_add_remove
        if node.group_control is None or node.group_control.label is None:
            node.group_control = node.group_control or item.control
        if item.count.strip():
            node.count = _count(item.count, node)
    else:
        node.control = item.control
        if any(token.startswith("search(") for token in item.control.appearance):
            xform.warn("search-unsupported", node=item.path)


def _count(source: str, node: Definition) -> Expression:
    """A relative count starts at the repeat, of which there may be no row yet: make it absolute."""
    tree = parsed(source, node.path, "jr:count")
    if isinstance(tree, Path) and not tree.absolute and (
            tree.origin is None or is_current(tree.origin)):
        return parsed(plain_path(source, node.path), node.path, "jr:count")
    return tree


def _read_actions(xform: Xform, model: Element, body: Body) -> None:
    for element in model:
        if local(element.tag) in {"setvalue", "setgeopoint"}:
            _read_action(xform, element, "")
        elif local(element.tag) == "recordaudio":
            xform.warn("background-audio", node=element.get("ref", ""))
    for element, around in body.actions:
        if local(element.tag) != "recordaudio":
            _read_action(xform, element, around)


def _read_action(xform: Xform, element: Element, around: str) -> None:
    if local(element.tag) == "setgeopoint" and namespace(element.tag) != ODK:
        raise FormDefinitionError("setgeopoint-namespace", node=around)
    events = frozenset(
        FIRST_LOAD if name == "xforms-ready" else name for name in element.get("event", "").split())
    if not events <= _EVENTS:
        raise FormDefinitionError("unknown-event", node=around,
                                  events=" ".join(sorted(events - _EVENTS)))
    target = xform.by_path.get(plain_path(element.get("ref") or element.get("bind") or "", around))
    if target is None:
        raise FormDefinitionError("unknown-node", node=element.get("ref", ""),
                                  attribute=local(element.tag))
    if local(element.tag) == "setgeopoint":
        # A desktop has no sensor: the node stays empty (odk.md §2).
        xform.warn("no-position-sensor", node=target.path)
        return
    source = element.get("value")
    value = parsed(source, target.path, "setvalue") if source and source.strip() else None
    reference = element.get("ref", "")
    path = parsed(reference, target.path, "setvalue") if "[" in reference else None
    action = Action(events, target, value, (element.text or "") if value is None else "",
                    xform.by_path.get(around), path)
    if events & {FIRST_LOAD, LOAD}:
        xform.loads.append(action)
    if action.owner is not None and events & {CHANGED, NEW_REPEAT}:
        action.owner.actions.append(action)


