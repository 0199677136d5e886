"""From a painted PDF to an archival one: PDF/A-2b metadata, output intent, page labels.

reportlab writes neither XMP nor an output intent; both are added here with pikepdf, and every link
gets the print flag that PDF/A asks for. Nothing depends on the clock: equal input, equal bytes.
"""

import io
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from desktop.report.seal import SHA256_URN, pages_digest
from forms.plan.model import Plan

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:identifier>{identifier}</dc:identifier>
<xmpMM:DocumentID>{drawn}</xmpMM:DocumentID>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
CREATOR = "Yunzhen"
PRODUCER = "Yunzhen, ReportLab, pikepdf"


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """Return an sRGB profile made by LittleCMS, its date fixed so that bytes repeat."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    fixed_date = b"\x07\xea\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00"
    return profile[:24] + fixed_date + profile[36:]


def archival(painted: bytes, plan: Plan) -> bytes:
    """Return the file with everything that PDF/A-2b asks for beside embedded fonts."""
    with pikepdf.open(io.BytesIO(painted)) as pdf:
        root = pdf.Root
        root.Metadata = pdf.make_stream(_xmp(plan, SHA256_URN + pages_digest(pdf)))
        root.Metadata.Type, root.Metadata.Subtype = Name.Metadata, Name.XML
        profile = pdf.make_stream(srgb_profile())
        profile.N = 3
        root.OutputIntents = Array([pdf.make_indirect(Dictionary(
            Type=Name.OutputIntent, S=Name.GTS_PDFA1, Info=String("sRGB IEC61966-2.1"),
            OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
            RegistryName=String("http://www.color.org"), DestOutputProfile=profile))])
        root.Lang = String("zh-CN")
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.MarkInfo = Dictionary(Marked=False)
        for page in pdf.pages:
            # reportlab's slide transition has no place in an archive.
            if Name.Trans in page:
                del page[Name.Trans]
        root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
        _describe(pdf, plan)
        _settle_links(pdf)
        out = io.BytesIO()
        # What reportlab has compressed is taken as it is, not undone and done again.
        pdf.save(out, deterministic_id=True, linearize=False, compress_streams=True,
                 stream_decode_level=pikepdf.StreamDecodeLevel.none,
                 object_stream_mode=pikepdf.ObjectStreamMode.generate, fix_metadata_version=False)
    return out.getvalue()


def _describe(pdf: pikepdf.Pdf, plan: Plan) -> None:
    date = _pdf_date(plan.made_at)
    info = pdf.docinfo
    info[Name.Title] = String(plan.words.title)
    info[Name.Author] = String(plan.words.author)
    info[Name.Subject] = String(plan.words.subject)
    info[Name.Keywords] = String(plan.words.keywords)
    info[Name.Creator], info[Name.Producer] = String(CREATOR), String(PRODUCER)
    info[Name.CreationDate], info[Name.ModDate] = String(date), String(date)
    if Name.Trapped in info:
        del info[Name.Trapped]


def _settle_links(pdf: pikepdf.Pdf) -> None:
    """Give every annotation the print flag and no border."""
    for page in pdf.pages:
        for note in page.get(Name.Annots, Array()):
            note.F = 4
            note.Border = Array([0, 0, 0])
            if Name.C in note:
                del note[Name.C]


def _pdf_date(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    offset = moment.strftime("%z") or "+0000"
    return moment.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:]}'"


def _xmp(plan: Plan, drawn: str) -> bytes:
    words = plan.words
    moment = datetime.fromisoformat(plan.made_at).replace(microsecond=0)
    return _XMP.format(
        title=_xml(words.title), author=_xml(words.author), subject=_xml(words.subject),
        keywords=_xml(words.keywords), creator=CREATOR, producer=PRODUCER,
        identifier=_xml(f"{plan.record_number} {plan.sha256}".strip()), date=moment.isoformat(),
        drawn=drawn,
    ).encode()


def _xml(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable() or c == "\u3000"))
