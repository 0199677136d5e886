import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from desktop.report import ReportError, bundle, read_seal, render_docx, render_pdf
from desktop.report.bundling import damaged_files
from desktop.report.protection import locked, signatures, signed
from tests.desktop.report.plans import SHA256, context, group, medium

RECORD = b"<data>frozen</data>"
PASSWORD = "mima-2026"  # noqa: S105 - of a file made in this test


def sealed_plan() -> bytes:
    return render_pdf(medium("onepage", sha256=hashlib.sha256(RECORD).hexdigest()))


def certificate() -> bytes:
    """Return an organisation's .p12 with the passphrase ``geheim``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "练习咨询机构")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, key_encipherment=False,
                          data_encipherment=False, key_agreement=False, key_cert_sign=False,
                          crl_sign=False, encipher_only=False, decipher_only=False)
    issued = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
              .public_key(key.public_key()).serial_number(7).not_valid_before(begin)
              .not_valid_after(begin + timedelta(days=3650)).add_extension(usage, critical=True)
              .sign(key, hashes.SHA256()))
    return pkcs12.serialize_key_and_certificates(
        b"plan", key, issued, None, serialization.BestAvailableEncryption(b"geheim"))


def test_a_plan_on_disk_belongs_to_exactly_one_record() -> None:
    seal = read_seal(sealed_plan())
    assert seal.record_number == "YZ140702-20261118-0318"
    assert seal.intact
    assert seal.matches(RECORD)
    assert not seal.matches(RECORD + b" ")


def test_a_plan_whose_pages_were_edited_gives_itself_away() -> None:
    # given a sealed plan in which somebody draws over page 1
    with pikepdf.open(io.BytesIO(sealed_plan())) as document:
        page = document.pages[0]
        page.contents_add(document.make_stream(b"0 0 50 50 re f"))
        out = io.BytesIO()
        document.save(out)
    # then it is no longer the one of the record
    seal = read_seal(out.getvalue())
    assert seal.intact is False
    assert not seal.matches(RECORD)


def test_word_and_the_qr_code_carry_the_same_seal() -> None:
    digest = hashlib.sha256(RECORD).hexdigest()
    word = read_seal(render_docx(medium("onepage", sha256=digest)))
    paper = read_seal(f"https://platform.example/verify?n={word.record_number}&h={digest}".encode())
    assert word.matches(RECORD)
    assert paper.matches(RECORD)
    assert paper.record_number == word.record_number


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4 broken", b"PK\x03\x04 broken"])
def test_what_is_no_plan_is_told(data: bytes) -> None:
    with pytest.raises(ReportError) as refused:
        read_seal(data)
    assert refused.value.code == "not-a-plan"


def test_a_draft_matches_no_record() -> None:
    seal = read_seal(render_pdf(medium("onepage", sha256="", draft=True)))
    assert seal.sha256 == ""
    assert not seal.matches(RECORD)


def test_a_locked_copy_asks_for_its_password() -> None:
    copy = locked(sealed_plan(), PASSWORD)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(copy))
    with pikepdf.open(io.BytesIO(copy), password=PASSWORD) as document:
        assert len(document.pages) == 1


def test_a_signed_copy_names_its_signer_and_shows_a_change() -> None:
    # given a plan signed by an organisation
    copy = signed(sealed_plan(), certificate(), "geheim", reason="交付", place="晋中")
    # then the signature stands and the seal still matches
    (fact,) = signatures(copy)
    assert "练习咨询机构" in fact.signer
    assert fact.intact
    assert read_seal(copy).matches(RECORD)
    # a byte changed inside the signed part breaks it
    place = copy.index(b"/Producer") if b"/Producer" in copy else 2000
    broken = copy[:place + 12] + b"X" + copy[place + 13:]
    assert not all(fact.intact for fact in signatures(broken))


def test_a_wrong_passphrase_of_the_certificate_is_told() -> None:
    for data, passphrase in ((certificate(), "falsch"), (b"no certificate", "geheim")):
        with pytest.raises(ReportError) as refused:
            signed(sealed_plan(), data, passphrase)
        assert refused.value.code == "certificate"


def test_the_bundle_lists_every_file_with_its_hash() -> None:
    # given a plan with photos
    plan = group()
    pdf = render_pdf(plan)
    data = bundle(pdf, RECORD, word=b"word", evidence=plan.pictures,
                  more={"notes.txt": b"note"})
    # then the manifest names each file, and a changed one is found
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist())
        files = {name: archive.read(name) for name in names}
    assert {entry["name"] for entry in manifest["files"]} == names - {"manifest.json"}
    assert len(names) == 205
    assert manifest["record_sha256"] == SHA256
    assert damaged_files(data) == ()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content + b"!" if name == "record.xml" else content)
    assert damaged_files(out.getvalue()) == ("record.xml",)


def test_a_picture_name_cannot_leave_the_bundle() -> None:
    evidence = {"../../evil.jpg": b"x", "C:\\temp\\.hidden": b"y"}
    data = bundle(sealed_plan(), RECORD, evidence=evidence)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert "evidence/evil.jpg" in names
    assert "evidence/hidden" in names


def test_the_context_is_a_value() -> None:
    assert context(length="full") == context(length="full")
