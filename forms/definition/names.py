"""The namespaces of a form; nodes are matched by namespace URI, never by prefix (odk.md §1)."""

XFORMS = "http://www.w3.org/2002/xforms"
XHTML = "http://www.w3.org/1999/xhtml"
JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ODK = "http://www.opendatakit.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
YUNZHEN = "https://yunzhen.example/xforms"

PREFIXES = {"jr": JAVAROSA, "orx": OPENROSA, "odk": ODK, "entities": ENTITIES, "h": XHTML,
            "xf": XFORMS, "yz": YUNZHEN}


def qualified(uri: str, name: str) -> str:
    """Return a name as ElementTree writes it."""
    return f"{{{uri}}}{name}"


def local(tag: str) -> str:
    """Return a tag without its namespace."""
    return tag.rpartition("}")[2]


def namespace(tag: str) -> str:
    """Return the namespace of a tag; empty when it has none."""
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""
