import struct
import zipfile
from pathlib import Path

import pytest

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.limits import Refused
from tests.collect.read.small import codes, parts, read, rows, xlsx, zipped

GOOD = xlsx(rows('<c r="A1"><v>1</v></c>'))


def test_parts_are_found_whatever_their_capitals_and_slashes() -> None:
    archive = Archive(zipped({"xl\\SharedStrings.xml": "x"}))
    assert "xl/sharedStrings.xml" in archive
    assert archive.read("/xl/sharedStrings.xml") == b"x"
    assert archive.has_folder("xl")


@pytest.mark.parametrize("cut", [10, 100, 400, -30, -1])
def test_a_truncated_archive_is_damaged(cut: int, tmp_path: Path) -> None:
    assert codes(read(GOOD[:cut], tmp_path)) == ["KQ303"]


def test_a_changed_byte_of_a_packed_part_is_damage(tmp_path: Path) -> None:
    at = GOOD.index(b"xl/worksheets/sheet1.xml") + 40
    checked = read(GOOD[:at] + bytes((GOOD[at] ^ 0xFF,)) + GOOD[at + 1 :], tmp_path)
    assert codes(checked) == ["KQ303"]
    assert checked.diagnostics[0].where.sheet == "Лист"  # type: ignore[union-attr]  # a cell, not a span


def test_an_encrypted_part_means_a_password(tmp_path: Path) -> None:
    content = bytearray(GOOD)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(mark) + offset] |= 1
    assert codes(read(bytes(content), tmp_path)) == ["KQ302"]


def test_too_many_parts_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    end = GOOD.rindex(b"PK\5\6")
    many = GOOD[: end + 8] + struct.pack("<HH", 60_000, 60_000) + GOOD[end + 12 :]
    checked = read(many, tmp_path)
    assert codes(checked) == ["KQ305"]
    assert checked.diagnostics[0].params["found"] == 60_000


def test_a_part_of_a_gigabyte_is_refused_from_the_list_alone(tmp_path: Path) -> None:
    content = bytearray(zipped(parts(rows('<c r="A1"><v>1</v></c>'))))
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46  # the entry of the list; its size stands at 24
    content[at + 24 : at + 28] = struct.pack("<I", 1 << 30)
    assert codes(read(bytes(content), tmp_path)) == ["KQ305"]


def test_parts_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    content = bytearray(GOOD)
    for name in (b"xl/worksheets/sheet1.xml", b"xl/workbook.xml", b"xl/styles.xml"):
        at = content.rindex(name) - 46
        content[at + 24 : at + 28] = struct.pack("<I", 100 << 20)  # 300 MB in all
    assert codes(read(bytes(content), tmp_path)) == ["KQ305"]


def test_other_ways_of_packing_are_refused() -> None:
    with pytest.raises(Refused):
        Archive(zipped({"xl/workbook.xml": "x"}, method=zipfile.ZIP_LZMA))


def test_a_part_may_not_be_unpacked_again_and_again() -> None:
    archive = Archive(zipped({"big": b"x" * (48 << 20)}))
    for _ in range(2):  # 96 of 128 MB
        archive.read("big")
    with pytest.raises(Refused):
        archive.read("big")
