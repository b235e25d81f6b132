"""Folders sent as one zip archive: read in memory, their names only shown."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from kokoq.collect.read import Readers
from kokoq.collect.read.collected import Collected
from kokoq.collect.read.zipped import is_sent
from tests.collect.read.small import one, rows, xlsx, zipped

BOOK = xlsx(rows(one("45")))
TABLE = "школа;45\n".encode()


def found(content: bytes, folder: Path) -> list[tuple[str, list[str]]]:
    """The names of the books in an archive, each with the codes of its findings; «ok» for a book."""
    path = folder / "почта.zip"
    path.write_bytes(content)
    with Readers() as readers:
        return [
            (name, [d.rule.code for d in checked.diagnostics] + ["ok"] * (checked.value is not None))
            for name, checked in readers.read_each(path, name="почта.zip")
        ]


def test_the_files_of_a_zipped_folder_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    content = zipped({"папка/школа 2.xlsx": BOOK, "папка/школа 1.csv": TABLE, "папка/": b""})
    assert found(content, tmp_path) == [
        ("почта.zip/папка/школа 1.csv", ["ok"]),
        ("почта.zip/папка/школа 2.xlsx", ["ok"]),
    ]


def test_a_file_that_cannot_be_read_is_a_finding_and_the_rest_of_the_archive_goes_on(tmp_path: Path) -> None:
    content = zipped(
        {"а.pdf": b"%PDF-1.4", "б.xlsx": b"", "в.xlsx": BOOK[:-30], "г.zip": zipped({"д.csv": TABLE}), "е.csv": TABLE}
    )
    assert found(content, tmp_path) == [
        ("почта.zip/а.pdf", ["KQ301"]),
        ("почта.zip/б.xlsx", ["KQ304"]),
        ("почта.zip/в.xlsx", ["KQ303"]),
        ("почта.zip/г.zip", ["KQ301"]),
        ("почта.zip/е.csv", ["ok"]),
    ]


def test_locks_and_hidden_files_of_an_archive_were_not_sent(tmp_path: Path) -> None:
    names = ("~$школа.xlsx", ".~lock.a#", "__MACOSX/._школа.csv", ".DS_Store", "x/Thumbs.db", "школа.csv")
    assert found(zipped(dict.fromkeys(names, TABLE)), tmp_path) == [("почта.zip/школа.csv", ["ok"])]


def nameless(content: bytes) -> bytes:
    """The archive with its one file, named by one letter, without that name: the letter passes for an extra field."""
    broken = bytearray(content)
    struct.pack_into("<HH", broken, 26, 0, 1)
    struct.pack_into("<HH", broken, content.index(b"PK\1\2") + 28, 0, 1)
    return bytes(broken)


def test_a_file_without_a_name_in_an_archive_is_nothing_that_can_be_told_of(tmp_path: Path) -> None:
    assert found(nameless(zipped({"a": TABLE})), tmp_path) == [("почта.zip", ["KQ301"])]


def test_an_archive_without_a_file_is_no_spreadsheet(tmp_path: Path) -> None:
    assert found(zipped({"папка/": b""}), tmp_path) == [("почта.zip", ["KQ301"])]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/школа.csv", "etc/школа.csv"),
        ("/корень/школа.csv", "корень/школа.csv"),
        ("C:\\Документы\\школа.csv", "C_/Документы/школа.csv"),
        ("a\x1b[31m/шко\u202eла.csv", "a[31m/школа.csv"),
        ("..\\..", ""),
    ],
)
def test_a_name_shows_where_a_file_came_from_and_leads_nowhere(name: str, shown: str, tmp_path: Path) -> None:
    expected = [(f"почта.zip/{shown}", ["ok"])] if shown else [("почта.zip", ["KQ301"])]
    assert found(zipped({name: TABLE}), tmp_path) == expected


@pytest.mark.parametrize("name", ["школа", "ШКОЛА", "Школа", "Приказ об итогах", "Ёлочка ясли-сад", "план"])
@pytest.mark.parametrize("encoding", ["cp866", "cp1251"])
def test_either_russian_encoding_of_a_name_is_told_by_its_letters(encoding: str, name: str, tmp_path: Path) -> None:
    raw = f"{name}.csv".encode(encoding)
    content = zipped({"x" * len(raw): TABLE}).replace(b"x" * len(raw), raw)
    assert found(content, tmp_path) == [(f"почта.zip/{name}.csv", ["ok"])]


@pytest.mark.parametrize("encoding", ["cp866", "utf-8"])
def test_names_without_a_mark_of_their_encoding_are_read_as_windows_and_macos_write_them(
    encoding: str, tmp_path: Path
) -> None:
    raw = "Школа № 5.csv".replace("№", "N").encode(encoding)
    content = zipped({"x" * len(raw): TABLE}).replace(b"x" * len(raw), raw)
    assert found(content, tmp_path) == [("почта.zip/Школа N 5.csv", ["ok"])]


def test_two_files_of_one_name_are_two_files(tmp_path: Path) -> None:
    content = zipped({"А.csv": TABLE, "а.csv": b"1;2\n"})
    assert [name for name, _ in found(content, tmp_path)] == ["почта.zip/А.csv", "почта.zip/а.csv"]


def test_files_of_the_very_same_name_have_each_a_place_of_its_own(tmp_path: Path) -> None:
    sent = {"А.csv": b"1;2\n", "Б.csv": b"3;4\n", "А (2).csv": b"5;6\n", "В.csv": b"7;8\n"}
    content = zipped(sent).replace("Б.csv".encode(), "А.csv".encode()).replace("В.csv".encode(), "А.csv".encode())
    names = [name for name, _ in found(content, tmp_path)]
    assert names == [f"почта.zip/{name}.csv" for name in ("А (2)", "А", "А (3)", "А (4)")]
    collected = Collected(tmp_path)
    assert [collected.content(name) for name in names] == [b"5;6\n", b"1;2\n", b"3;4\n", b"7;8\n"]


def test_documents_that_are_archives_are_no_folders(tmp_path: Path) -> None:
    assert found(zipped({"mimetype": b"application/epub+zip", "a.csv": TABLE}), tmp_path) == [("почта.zip", ["KQ301"])]
    assert found(zipped({"word/document.xml": b"<a/>"}), tmp_path) == [("почта.zip", ["KQ301"])]
    assert found(zipped({"xl/worksheets/sheet1.xml": b"<a/>"}), tmp_path) == [("почта.zip", ["KQ301"])]


def test_a_locked_archive_is_one_finding(tmp_path: Path) -> None:
    content = bytearray(zipped({"школа.csv": TABLE}))
    at = content.rfind(b"PK\1\2")
    struct.pack_into("<H", content, at + 8, 1)  # the mark of encryption in the list of parts
    assert found(bytes(content), tmp_path) == [("почта.zip", ["KQ302"])]


def test_a_file_that_is_locked_though_the_list_of_parts_says_nothing_asks_for_its_password_to_be_removed(
    tmp_path: Path,
) -> None:
    content = bytearray(zipped({"школа.csv": TABLE, "школа 2.csv": TABLE}))
    struct.pack_into("<H", content, 6, 0x801)  # the mark of encryption before the first file alone
    assert found(bytes(content), tmp_path) == [("почта.zip/школа 2.csv", ["ok"]), ("почта.zip/школа.csv", ["KQ302"])]


def test_all_spreadsheets_of_an_archive_share_one_budget(tmp_path: Path) -> None:
    """Five workbooks of 216 MB each, unpacked, are more than the 1024 MB that an archive may hold."""
    part = io.BytesIO()
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in ("a.bin", "b.bin"):
            archive.writestr(name, bytes(108 << 20))
        archive.writestr("[Content_Types].xml", b"<Types/>")
    content = zipped({f"{n}.xlsx": part.getvalue() for n in range(9)})
    last = found(content, tmp_path)
    assert [codes for _, codes in last] == [["KQ301"]] * 4 + [["KQ305"]]


def test_what_was_sent_is_told_by_every_part_of_its_path() -> None:
    assert is_sent(Path("школа/форма.xlsx"))
    assert not is_sent(Path(".git/форма.xlsx"))
    assert not is_sent(Path("школа/Desktop.ini"))


def test_a_link_in_a_zipped_folder_is_told_and_not_followed(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("ссылка.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("а.csv", TABLE)
    assert found(target.getvalue(), tmp_path) == [("почта.zip/а.csv", ["ok"]), ("почта.zip/ссылка.csv", ["KQ323"])]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"{'я' * 5_000}.csv", f"{'я' * 100}…{'я' * 96}.csv"),
        (f"{'a/' * 500}b.csv", f"{'a/' * 19}b.csv"),
    ],
)
def test_a_name_longer_than_any_folder_has_is_cut_and_its_bytes_are_found_again(
    name: str, shown: str, tmp_path: Path
) -> None:
    assert found(zipped({name: TABLE}), tmp_path) == [(f"почта.zip/{shown}", ["ok"])]
    assert Collected(tmp_path).content(f"почта.zip/{shown}") == TABLE
