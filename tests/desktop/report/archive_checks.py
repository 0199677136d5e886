"""PDF/A-2b written out as checks, clause by clause of ISO 19005-2.

No validator can be installed from a package registry (veraPDF comes in none), so what our writers
could break stands here. What qpdf guarantees by itself (the syntax of objects and of the
cross-reference, clauses 6.1.4 to 6.1.9) is left to its own check.
"""

import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pikepdf
from lxml import etree
from pikepdf import Dictionary, Name, Stream

from tests.desktop.report import archive_fonts

NAMED_ACTIONS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}
ANNOTATIONS = {"/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon",
               "/PolyLine", "/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp",
               "/Caret", "/Ink", "/Popup", "/FileAttachment", "/Widget", "/PrinterMark",
               "/TrapNet", "/Watermark", "/Redact"}
FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode",
           "/CCITTFaxDecode"}
BLEND_MODES = {"/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten",
               "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference",
               "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity"}
OPERATORS = {"b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d",
             "d0", "d1", "Do", "DP", "EI", "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h",
             "i", "ID", "j", "J", "K", "k", "l", "m", "M", "MP", "n", "q", "Q", "re", "RG", "rg",
             "ri", "s", "S", "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj",
             "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", '"',
             "INLINE IMAGE"}
COLOUR_SPACES = {"/DeviceRGB", "/DeviceGray"}
LONGEST_STRING, LONGEST_NAME, DEEPEST_NESTING, MOST_OBJECTS = 32767, 127, 28, 8388607
NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/", "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/", "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
# Properties of the predefined schemas; any other would need an extension schema (6.6.2.3).
PROPERTIES = {"dc": {"format", "language", "title", "creator", "description", "identifier"},
              "xmp": {"CreatorTool", "CreateDate", "ModifyDate", "MetadataDate"},
              "pdf": {"Keywords", "Producer", "PDFVersion"},
              "xmpMM": {"DocumentID", "InstanceID"}, "pdfaid": {"part", "conformance"}}
SAME = {"/Title": "dc:title//rdf:li", "/Author": "dc:creator//rdf:li",
        "/Subject": "dc:description//rdf:li", "/Keywords": "pdf:Keywords",
        "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer",
        "/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}


def faults(pdf: bytes) -> list[str]:
    """Return what keeps a file from being PDF/A-2b, each with its clause."""
    found = list(_frame(pdf))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found += [f"qpdf --check: {problem}" for problem in document.check_pdf_syntax()]
        found += [*_catalogue(document), *_intent(document), *_metadata(document)]
        for item in document.objects:
            found += [*_limits(item), *_item(item)]
        for number, page in enumerate(document.pages, start=1):
            found += [f"page {number}: {fault}" for fault in _page(page)]
        found += archive_fonts.faults(document)
    return list(dict.fromkeys(found))


def _frame(pdf: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", pdf):
        yield "6.1.2 header without binary comment"
    if not re.search(rb"%%EOF(\r\n|\r|\n)?\Z", pdf):
        yield "6.1.3 data after the end of file"


def _catalogue(document: pikepdf.Pdf) -> Iterator[str]:
    root, trailer = document.Root, document.trailer
    if document.is_encrypted or "/Encrypt" in trailer:
        yield "6.1.3 encrypted"
    if "/ID" not in trailer or len(trailer.ID) != 2 or not all(bytes(part) for part in trailer.ID):
        yield "6.1.3 no file identifier"
    if len(document.objects) > MOST_OBJECTS:
        yield "6.1.13 too many objects"
    if any(key not in ("/UR3", "/DocMDP") for key in root.get("/Perms", {})):
        yield "6.1.12 permissions"
    if "/OCProperties" in root:
        yield "6.9 optional content"
    if "/AA" in root or ("/OpenAction" in root and not _allowed_action(root.OpenAction)):
        yield "6.5.1 action of the catalogue"
    names = root.get("/Names", {})
    for key, clause in (("/JavaScript", "6.5.1"), ("/EmbeddedFiles", "6.8"),
                        ("/AlternatePresentations", "6.10")):
        if key in names:
            yield f"{clause} {key}"
    for key, clause in (("/NeedsRendering", "6.4.2"), ("/Requirements", "6.11")):
        if key in root:
            yield f"{clause} {key}"
    form = root.get("/AcroForm", {})
    if "/XFA" in form or form.get("/NeedAppearances"):
        yield "6.4 form without appearances"


def _intent(document: pikepdf.Pdf) -> Iterator[str]:
    intents = [i for i in document.Root.get("/OutputIntents", []) if i.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "6.2.3 no output intent with a profile"
        return
    if "/OutputConditionIdentifier" not in intents[0]:
        yield "6.2.3 output intent without identifier"
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    if data[36:40] != b"acsp" or int.from_bytes(data[:4]) != len(data) or data[8] > 4:
        yield "6.2.3 no valid ICC profile"
    if data[12:16] not in (b"mntr", b"prtr") or data[16:20] != b"RGB " or int(profile.N) != 3:
        yield "6.2.3 the profile is not of an RGB device"


def _metadata(document: pikepdf.Pdf) -> Iterator[str]:
    stream = document.Root.get("/Metadata")
    if stream is None or stream.get("/Type") != "/Metadata" or stream.get("/Subtype") != "/XML":
        yield "6.6.2 no metadata"
        return
    data = stream.read_bytes()
    head = re.match(rb"<\?xpacket (.*?)\?>", data)
    if not head or b"bytes=" in head.group(1) or b"encoding=" in head.group(1):
        yield "6.6.2.1 header of the metadata"
    try:
        tree = etree.fromstring(data)
    except etree.XMLSyntaxError as error:
        yield f"6.6.2.1 metadata is no XML: {error}"
        return
    prefixes = {uri: prefix for prefix, uri in NAMESPACES.items()}
    for element in tree.findall(".//rdf:Description/*", NAMESPACES):
        name = etree.QName(element)
        if name.localname not in PROPERTIES.get(prefixes.get(name.namespace or "", ""), set()):
            yield f"6.6.2.3 property {element.tag}"
    for name, wanted in (("part", "2"), ("conformance", "B")):
        if tree.findtext(f".//pdfaid:{name}", namespaces=NAMESPACES) != wanted:
            yield f"6.6.4 {name} is not {wanted}"
    for key, path in SAME.items():
        said = tree.findtext(f".//{path}", namespaces=NAMESPACES) or ""
        kept = str(document.docinfo.get(key, ""))
        if key.endswith("Date"):
            said, kept = re.sub(r"\D", "", said), re.sub(r"\D", "", kept)
        if said != kept:
            yield f"6.6.3 {key} of Info and XMP differ"


def _limits(item: object) -> Iterator[str]:
    """Yield what is beyond the limits of 6.1.13, in an object and what it holds directly."""
    waiting = [item]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Dictionary | Stream):
            for key, inner in value.items():
                if len(key.encode()) > LONGEST_NAME + 1:
                    yield f"6.1.13 name {key[:20]}"
                waiting += [inner] if not _indirect(inner) else []
        elif isinstance(value, pikepdf.Array):
            waiting += [inner for inner in value if not _indirect(inner)]
        elif isinstance(value, pikepdf.String) and len(bytes(value)) > LONGEST_STRING:
            yield "6.1.13 string too long"
        elif isinstance(value, Name) and len(str(value).encode()) > LONGEST_NAME + 1:
            yield "6.1.13 name too long"
        elif isinstance(value, int | Decimal) and abs(value) > 2147483647:
            yield "6.1.13 number too large"


def _indirect(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _item(item: pikepdf.Object) -> Iterator[str]:
    if not isinstance(item, pikepdf.Dictionary | Stream):
        return
    if isinstance(item, Stream):
        yield from _stream(item)
    if "/S" in item and item.get("/Type", Name.Action) == Name.Action and not _allowed_action(item):
        yield f"6.5.1 action {item.get('/S')}"
    if item.get("/Type") == "/ExtGState" or "/BM" in item or "/ca" in item:
        if "/TR" in item or item.get("/TR2", Name.Default) != Name.Default or "/HTP" in item:
            yield "6.2.5 transfer function"
        modes = item.get("/BM", Name.Normal)
        for mode in [modes] if isinstance(modes, Name) else modes:
            if str(mode) not in BLEND_MODES:
                yield f"6.2.10 blend mode {mode}"
    if item.get("/Type") == "/Filespec" or "/EF" in item:
        yield "6.8 embedded file"


def _allowed_action(action: pikepdf.Object) -> bool:
    if not isinstance(action, Dictionary) or "/S" not in action:
        return True
    kind = str(action.S)
    # /S is also a key of structure, transitions, groups: only names of actions count.
    if kind == "/Named":
        return str(action.get("/N")) in NAMED_ACTIONS
    return kind in ACTIONS or kind in {"/Transparency", "/GTS_PDFA1", "/D", "/R", "/r", "/A", "/a"}


def _stream(stream: Stream) -> Iterator[str]:
    if any(key in stream for key in ("/F", "/FFilter", "/FDecodeParms")):
        yield "6.1.7.1 stream in another file"
    filters = stream.get("/Filter", pikepdf.Array())
    for name in [filters] if isinstance(filters, Name) else filters:
        if str(name) not in FILTERS:
            yield f"6.1.7.2 filter {name}"
    if stream.get("/Subtype") == "/Image":
        if stream.get("/Interpolate"):
            yield "6.2.8 interpolated image"
        if "/Alternates" in stream or "/OPI" in stream:
            yield "6.2.8 alternate image"
        space = stream.get("/ColorSpace")
        if not stream.get("/ImageMask") and not _known_space(space):
            yield f"6.2.4 colour space {space}"
    elif stream.get("/Subtype") == "/Form":
        if "/OPI" in stream or "/Ref" in stream or stream.get("/Subtype2") == "/PS":
            yield "6.2.9 form object"
    elif stream.get("/Subtype") == "/PS":
        yield "6.2.9 PostScript"


def _known_space(space: object) -> bool:
    if isinstance(space, Name):
        return str(space) in COLOUR_SPACES
    if isinstance(space, pikepdf.Array) and len(space) > 1:
        if str(space[0]) == "/Indexed":
            return _known_space(space[1])
        return str(space[0]) == "/ICCBased" and int(space[1].N) in (1, 3)
    return False


def _page(page: pikepdf.Page) -> Iterator[str]:
    if "/AA" in page or "/PresSteps" in page:
        yield "6.5.2 action of a page"
    if "/Resources" not in page:
        yield "6.2.2 no resources"
    for name in ("/MediaBox", "/CropBox"):
        box = page.get(name)
        if box is not None and not all(3 <= float(box[n + 2]) - float(box[n]) <= 14400
                                       for n in (0, 1)):
            yield f"6.1.13 {name}"
    yield from _content(page)
    for note in page.get("/Annots", []):
        yield from _annotation(note)


def _content(page: pikepdf.Page) -> Iterator[str]:
    depth = deepest = 0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator not in OPERATORS:
            yield f"6.2.2 operator {operator}"
        if operator in ("k", "K"):
            yield "6.2.4 DeviceCMYK without its output intent"
        if operator in ("cs", "CS") and not _known_space(
                page.Resources.get("/ColorSpace", {}).get(str(instruction.operands[0]),
                                                          instruction.operands[0])):
            yield f"6.2.4 colour space {instruction.operands[0]}"
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        deepest = max(deepest, depth)
    if depth or deepest > DEEPEST_NESTING:
        yield f"6.1.13 graphics states nested {deepest} deep, {depth} left open"


def _annotation(note: pikepdf.Object) -> Iterator[str]:
    kind = str(note.get("/Subtype"))
    if kind not in ANNOTATIONS:
        yield f"6.3.1 annotation {kind}"
    flags = int(note.get("/F", 0))
    # Print set; Invisible, Hidden, NoView, ToggleNoView clear.
    if kind != "/Popup" and (not flags & 4 or flags & (1 | 2 | 32 | 256)):
        yield f"6.3.2 flags {flags} of {kind}"
    left, bottom, right, top = (float(x) for x in note.Rect)
    if kind not in ("/Link", "/Popup") and left != right and bottom != top and "/AP" not in note:
        yield f"6.3.3 {kind} without appearance"
    if any(key != "/N" for key in note.get("/AP", {})):
        yield "6.3.3 more than the normal appearance"
    if "/A" in note and not _allowed_action(note.A):
        yield f"6.5.1 action {note.A.get('/S')}"
    if "/AA" in note:
        yield "6.4.1 additional action"
