"""What can be read of a submission that is no whole XML: Central takes it as it is (row 20).

Never used for what a laptop of ours sends, which reads its bytes again before they leave.
"""

import re
import xml.etree.ElementTree as ET
from html import unescape

from sync.instance import InstanceError, parse

NAME = re.compile(r"[^\s/<>=]+")
ATTRIBUTE = re.compile(r"""([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# Start -> end of what is no element and carries no answer.
SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<!DOCTYPE", ">"))
CDATA = ("<![CDATA[", "]]>")


def document_of(xml: bytes) -> tuple[ET.Element, bool]:
    """Return the root element and whether the XML is whole.

    Raises:
        InstanceError: ``not-xml`` when not even a root element can be read.
    """
    try:
        return parse(xml), True
    except InstanceError:
        return salvaged(xml.decode("utf-8", "replace")), False


def salvaged(text: str) -> ET.Element:
    """Return as much of the tree as there is, with names without prefixes.

    Raises:
        InstanceError: ``not-xml``.
    """
    tree = _Tree()
    place = 0
    while not tree.whole:
        start = text.find("<", place)
        tree.add_text(text[place: start if start >= 0 else len(text)])
        place = _step(text, start, tree) if start >= 0 else -1
        if place < 0:
            break
    return tree.root()


def _step(text: str, start: int, tree: "_Tree") -> int:
    """Take in one piece of markup and return where it ends; -1 when it is cut."""
    for opening, closing in (*SKIPPED, CDATA):
        if text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            if opening == CDATA[0] and end >= 0:
                tree.add_text(text[start + len(opening):end])
            return end + len(closing) if end >= 0 else -1
    end = text.find(">", start)
    if end >= 0:
        tree.add_tag(text[start + 1:end])
    return end + 1 if end >= 0 else -1


class _Tree:
    """The elements that are open, and those that are done."""

    def __init__(self) -> None:
        self._builder = ET.TreeBuilder()
        self._open: list[str] = []
        self._begun = False

    @property
    def whole(self) -> bool:
        return self._begun and not self._open

    def add_text(self, text: str) -> None:
        if self._open:
            self._builder.data(unescape(text))

    def add_tag(self, tag: str) -> None:
        found = NAME.search(tag)
        if found is None:
            return
        name = found.group().rpartition(":")[2]
        if tag.startswith("/"):
            self._close(name)
            return
        pairs = ((one[1].rpartition(":")[2], one[2] or one[3] or "")
                 for one in ATTRIBUTE.finditer(tag))
        self._builder.start(name, {key: unescape(value) for key, value in pairs})
        self._open.append(name)
        self._begun = True
        if tag.rstrip().endswith("/"):
            self._close(name)

    def root(self) -> ET.Element:
        if not self._begun:
            raise InstanceError("not-xml")
        while self._open:
            self._builder.end(self._open.pop())
        return self._builder.close()

    def _close(self, name: str) -> None:
        """End an element with all that was left open in it; one that is not open is no matter."""
        while name in self._open:
            last = self._open.pop()
            self._builder.end(last)
            if last == name:
                return
