"""The door for office files: what is damaged, locked, old, too big or booby-trapped is refused by name, unopened."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from planengine.annex import office
from planengine.annex.directories import loader
from planengine.annex.importing import Wishes, import_file
from planengine.annex.office import open_office_file
from planengine.errors import NotFound, PlanengineError, Refusal
from planengine.messages import Words
from tests.annex.tables import HEADER, document, sheet

GOOD = sheet([HEADER, (1, "Việc", "Sở Tài chính")])
LETTER = document([HEADER, ("1", "Việc", "Sở Tài chính")])
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def changed(data, **parts):
    """The zip with these parts (`__` for `/`, `_` at the end for `.xml`) replaced or added; a function changes one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            change = parts.pop(item.filename, None)
            new.writestr(item.filename, change(content) if callable(change) else change or content)
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def refused(tmp_path, data, name="bang.xlsx"):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refusal) as caught:
        open_office_file(path)
    return caught.value.code


def test_ordinary_files_pass(tmp_path):
    for data, kind in ((GOOD, "xlsx"), (LETTER, "docx")):
        path = tmp_path / "bang"
        path.write_bytes(data)
        assert open_office_file(path)[0] == kind


def test_what_is_no_office_file_is_said_to_be_none(tmp_path):
    for data in (b"", b"TT,N\n1,a\n", b"PK\x03\x04", GOOD[: len(GOOD) // 2], b"%PDF-1.7"):
        assert refused(tmp_path, data) == "annex.not_office"
    assert (
        refused(tmp_path, changed(b"PK\x05\x06" + bytes(18), mimetype=b"opendocument")) == "annex.not_office"
    )


def test_old_and_locked_files_are_told_apart(tmp_path):
    assert refused(tmp_path, OLE + b"Workbook" * 100) == "annex.legacy"
    assert refused(tmp_path, OLE + "EncryptedPackage".encode("utf-16-le") + bytes(100)) == "annex.encrypted"
    locked = bytearray(GOOD)
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused(tmp_path, bytes(locked)) == "annex.encrypted"


def test_a_missing_file_is_not_found_and_a_folder_is_none(tmp_path):
    for name in ("nichts.xlsx", "."):
        with pytest.raises(NotFound):
            open_office_file(tmp_path / name)


def with_doctype(content):
    return re.sub(
        rb"(<\?xml[^>]*\?>)?", rb'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]>', content, count=1
    )


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_document_type_is_refused_in_every_part(tmp_path, part):
    assert refused(tmp_path, changed(GOOD, **{part: with_doctype})) == "annex.suspicious"


def test_a_document_type_is_refused_in_other_encodings_and_in_word(tmp_path):
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'.encode(
        "utf-16"
    )
    assert refused(tmp_path, changed(GOOD, **{SHEET: wide})) == "annex.suspicious"
    assert refused(tmp_path, changed(LETTER, **{"word/document.xml": with_doctype})) == "annex.suspicious"


def test_a_zip_that_inflates_beyond_measure_is_refused_early(tmp_path):
    bomb = changed(GOOD, **{"xl/media/a.bin": bytes(office.MAX_INFLATED + 1)})
    assert len(bomb) < 1_000_000
    assert refused(tmp_path, bomb) == "annex.too_big"


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1"><c r="XFD1"/></row>',
        '<row r="1048576"><c r="A1048576"/></row>',
        '<row r="1"><c r="&#65;1048576"/></row>',
        "<row>" * (office.MAX_DEPTH + 1) + "</row>" * (office.MAX_DEPTH + 1),
        '<row r="1"><c r="../../A"/></row>',
    ],
)
def test_cells_that_no_table_has_are_refused(tmp_path, row):
    def change(content):
        return re.sub(
            rb"<sheetData>.*</sheetData>",
            b"<sheetData>" + row.encode() + b"</sheetData>",
            content,
            flags=re.S,
        )

    assert refused(tmp_path, changed(GOOD, **{SHEET: change})) in ("annex.too_big", "annex.suspicious")


@pytest.mark.parametrize("reference", ["A1:SR50000", "A1:ALL60000", "A1:XFD1048576", "&#65;1:SZ60000"])
def test_a_merged_range_that_would_fill_the_memory_is_refused(tmp_path, reference):
    def change(content):
        merged = f'<mergeCells count="1"><mergeCell ref="{reference}"/></mergeCells>'
        return content.replace(b"</sheetData>", b"</sheetData>" + merged.encode())

    assert refused(tmp_path, changed(GOOD, **{SHEET: change})) == "annex.too_big"


def test_a_file_with_too_many_parts_is_refused(tmp_path):
    parts = {f"xl/a{number}.bin": b"" for number in range(office.MAX_PARTS)}
    assert refused(tmp_path, changed(GOOD, **parts)) == "annex.too_big"


def test_macros_are_not_looked_at_and_formulas_give_their_last_value(tmp_path):
    def change(content):
        value = "Sở Nội vụ".encode()
        formula = b'<c r="D2" t="str"><f>HYPERLINK("http://x")</f><v>' + value + b"</v></c></row></sheetData>"
        return content.replace(b"</row></sheetData>", formula)

    path = tmp_path / "bang.xlsx"
    path.write_bytes(changed(GOOD, **{SHEET: change, "xl/vbaProject.bin": OLE + b"Sub AutoOpen"}))
    head = {"starts": "2025-01-01", "ends": "2025-12-31", "issuer": "A", "secretariat": "B", "approver": "A"}
    imported = import_file(path, loader(tmp_path), Wishes(head), Words("vi"))
    assert "so-noi-vu: {name: Sở Nội vụ}" in imported.text
    assert "HYPERLINK" not in imported.text


@pytest.mark.parametrize("data", [GOOD, LETTER], ids=["xlsx", "docx"])
def test_a_file_with_a_damaged_byte_is_read_or_refused_and_never_a_crash(tmp_path, data):
    path = tmp_path / "bang"
    head = {"starts": "2025-01-01", "ends": "2025-12-31", "issuer": "A", "secretariat": "B", "approver": "A"}
    step = max(1, len(data) // 150)
    outcomes = set()
    for at in range(0, len(data), step):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :])
        try:
            import_file(path, loader(tmp_path), Wishes(head), Words("vi"))
            outcomes.add("read")
        except PlanengineError as error:
            outcomes.add(error.code)
    assert outcomes <= {
        "read",
        "annex.not_office",
        "annex.suspicious",
        "annex.encrypted",
        "annex.too_big",
        "annex.no_table",
    }


def test_a_link_or_pipe_is_no_file_to_wait_for(tmp_path):
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(NotFound):
        open_office_file(Path(pipe))
