"""What an uploaded document is taken for, and what is refused, by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.attachment import clean_name, media_of
from core.ledger.document import LARGEST, MEDIA
from core.problem import Problem
from tests.fuzzing import BYTES, PLACE, Edits, damaged, damaged_inside

TYPES = "[Content_Types].xml"
DOCX = {TYPES: b"<Types/>", "word/document.xml": b"<w:document/>"}


def packed(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(("file", "data", "media"), [
    ("报告.PDF", b"%PDF-1.7 ...", "pdf"),
    ("a.jpeg", b"\xff\xd8\xff\xe0...", "jpg"),
    ("a.png", b"\x89PNG\r\n\x1a\n...", "png"),
    ("a.docx", packed(DOCX), "docx"),
    ("a.xlsx", packed({TYPES: b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), "xlsx"),
    ("发票.ofd", packed({"OFD.xml": b"<ofd:OFD/>"}), "ofd"),
    ("a.csv", "地块,吨\r\n甲,1\r\n".encode("gb18030"), "csv"),
    ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "geojson"),
])
def test_taken(file: str, data: bytes, media: str) -> None:
    assert media_of(file, data) == media


@pytest.mark.parametrize(("file", "data", "key"), [
    ("a.exe", b"MZ", "document_media"),
    ("a.docm", packed(DOCX), "document_media"),
    ("a", b"%PDF-", "document_media"),
    ("a.pdf", b"", "document_size"),
    ("a.pdf", b"%PDF-" + bytes(LARGEST), "document_size"),
    ("a.pdf", b"MZ\x90\x00", "document_other"),
    ("a.png", b"\xff\xd8\xff", "document_other"),
    ("a.docx", b"\xd0\xcf\x11\xe0", "document_other"),  # an old .doc renamed
    ("a.docx", packed({TYPES: b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), "document_other"),  # a workbook renamed
    ("a.xlsx", packed(DOCX), "document_other"),
    ("a.ofd", packed(DOCX), "document_other"),
    ("a.docx", packed({**DOCX, "word/vbaProject.bin": b"x"}), "document_program"),
    ("a.docx", packed({**DOCX, "word/embeddings/oleObject1.bin": b"x"}), "document_program"),
    ("a.docx", packed({**DOCX, TYPES: b"application/vnd.ms-word.document.macroEnabled.main+xml"}), "document_program"),
    ("a.docx", packed(DOCX)[:-30], "document_archive"),
    ("a.docx", packed({**DOCX, "../../x": b"x"}), "document_archive"),
    ("a.docx", packed({**DOCX, "a.zip": b"x"}), "document_archive"),
    ("a.docx", packed({**DOCX, "bomb.xml": bytes(30_000_000)}), "document_archive"),
    ("a.csv", b"a,b\x00c", "document_other"),
    ("a.csv", b"\xff\xff\xff", "document_other"),
    ("a.geojson", b'{"type": "Polygon"}', "document_other"),
    ("a.geojson", b"[" * 100_000, "document_other"),
])
def test_refused(file: str, data: bytes, key: str) -> None:
    with pytest.raises(Problem) as refused:
        media_of(file, data)
    assert refused.value.key == key


@pytest.mark.parametrize(("file", "shown"), [
    ("C:\\scan\\../报告.pdf", "报告.pdf"),
    ("..", ""),
    ("a\u202efdp.exe\n.pdf", "a_fdp.exe_.pdf"),
    ("长" * 300 + ".pdf", "长" * 110 + ".pdf"),
    (" x.csv ", "x.csv"),
])
def test_a_name_is_shown_without_folders_and_tricks(file: str, shown: str) -> None:
    assert clean_name(file) == shown


@pytest.mark.fuzz(target="sheets")
@given(name=st.text(max_size=12), ending=st.sampled_from(MEDIA), edits=BYTES, which=PLACE, inside=st.booleans())
def test_whatever_is_uploaded_has_a_form_or_is_refused(name: str, ending: str, edits: Edits, which: int,
                                                       inside: bool) -> None:
    whole = packed(DOCX | {"xl/workbook.xml": b"<workbook/>", "OFD.xml": b"<ofd/>"})
    data = damaged_inside(whole, (".xml",), which, edits) if inside else damaged(whole, edits)
    assert clean_name(name).isprintable() and "/" not in clean_name(name)
    try:
        assert media_of(f"{name}.{ending}", data) == ending
    except Problem as problem:
        assert problem.key.startswith("document_")
