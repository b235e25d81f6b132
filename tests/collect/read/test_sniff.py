from pathlib import Path

import pytest

from tests.collect.read.small import codes, read, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1 }", "RTF"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>", "HTML"),
        ("<html><body>".encode("utf-16"), "HTML"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "MHTML"),
        (b'<?xml version="1.0"?><report/>', "XML"),
        (OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "DOC"),
        (OLE, "OLE"),
        (zipped({"word/document.xml": ""}), "DOCX"),
        (zipped({"readme.txt": "x"}), "ZIP"),
        (zipped({}), "ZIP"),
        (bytes(range(256)) * 4, "read.unknown_bytes"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_named(content: bytes, found: str, tmp_path: Path) -> None:
    checked = read(content, tmp_path, name="сведения.xls")
    assert checked.value is None
    assert [(d.rule.code, d.params["found"]) for d in checked.diagnostics] == [("KQ301", found)]


def test_an_encrypted_workbook_asks_for_its_password_to_be_removed(tmp_path: Path) -> None:
    content = OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    assert codes(read(content, tmp_path)) == ["KQ302"]


def test_an_encrypted_ods_does_too(tmp_path: Path) -> None:
    content = zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest:encryption-data/>",
            "content.xml": b"\x8f\x12",
        }
    )
    assert codes(read(content, tmp_path)) == ["KQ302"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\n<table border=1><tr><td>5</td></tr></table>", "html"),
        (b"\xef\xbb\xbf<TR><TD>5</TD></TR>", ""),  # a row without its table holds no cells
        ("<html><table><tr><td>5".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><html><table><tr><td>5</td></tr></table></html>', "html"),
        (b"<!-- made by a program -->\n<style>td {}</style><table><tr><td>5", "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml"),
        (b'<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"></ss:Workbook>', "xml"),
    ],
)
def test_markup_under_the_name_of_xls_is_read_by_its_content(content: bytes, kind: str, tmp_path: Path) -> None:
    book = read(content, tmp_path, name="сведения.xls").value
    assert (book.format if book else "") == kind


@pytest.mark.parametrize("length", [100, 512, 3000])
def test_an_old_workbook_that_was_cut_is_damaged_whatever_its_lost_streams_were(length: int, tmp_path: Path) -> None:
    whole = (Path(__file__).with_name("fixtures") / "answers.xls").read_bytes()
    assert codes(read(whole[:length], tmp_path)) == ["KQ303"]
