"""What happens to whole files on their way: broken, locked, renamed, copied, zipped, of another year or of nobody."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from kokoq.collect.form.book_time import FIXED_TIME
from kokoq.collect.sample.planted import Due
from kokoq.diagnostics import Rule
from kokoq.rules import EMPTY_FILE, FILE_TOO_LARGE, NOT_A_SPREADSHEET, PASSWORD, TRUNCATED, UNRECOGNISED

_TIME = (2021, 6, 21, 0, 0, 0)

Spoil = Callable[[bytes], bytes]
"""A form's bytes → what arrived of them."""


def _truncated(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def _web_page(_: bytes) -> bytes:
    """A page with a table, which can be read and is no form."""
    return b"<html><head><title>Webmail</title></head><body><table><tr><td>45</td></tr></table></body></html>"


def _locked(_: bytes) -> bytes:
    """The container of OLE in which Office keeps an encrypted workbook."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage\0".encode("utf-16-le")


def _text(_: bytes) -> bytes:
    return "Форму отправим позже, ответственный в отпуске.\n".encode("cp1251")


def _picture(_: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(64)


def _entities(content: bytes) -> bytes:
    """A workbook with entities that grow when they are resolved."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><workbook>&b;</workbook>'
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            part = bomb if name == "xl/workbook.xml" else source.read(name)
            made.writestr(zipfile.ZipInfo(name, _TIME), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _lying(content: bytes) -> bytes:
    """Every part says that it has two gigabytes after unpacking."""
    lied = bytearray(content)
    at = lied.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<L", lied, at + 24, 0x7FFFFFFF)
        at = lied.find(b"PK\1\2", at + 1)
    return bytes(lied)


ARRIVED_BROKEN: Mapping[str, tuple[str, Rule, Spoil]] = {
    "file-truncated": (".xlsx", TRUNCATED, _truncated),
    "web-page-named-xls": (".xls", UNRECOGNISED, _web_page),
    "password": (".xlsx", PASSWORD, _locked),
}
"""Forms of which nothing can be read: their organisations have not submitted. Suffix, finding, bytes."""

OF_NOBODY: Mapping[str, tuple[str, Rule, Spoil]] = {
    "file-empty": ("Без имени.xlsx", EMPTY_FILE, lambda _: b""),
    "text-named-xlsx": ("Ответ.xlsx", NOT_A_SPREADSHEET, _text),
    "picture-named-xlsx": ("Скан формы.xlsx", NOT_A_SPREADSHEET, _picture),
    "sizes-that-lie": ("Архив 2.xlsx", FILE_TOO_LARGE, _lying),
    "growing-entities": ("Форма новая.xlsx", TRUNCATED, _entities),
    "foreign-table": ("Список класса.csv", UNRECOGNISED, lambda _: "ФИО;Класс\nА.;5\nБ.;5\n".encode("cp1251")),
}
"""Files that lie among the forms: name, finding, bytes."""


def broken(fault: str, path: Path) -> tuple[Path, Due]:
    """A form replaced by what arrived of it."""
    suffix, rule, spoil = ARRIVED_BROKEN[fault]
    content = path.read_bytes()
    path.unlink()
    arrived = path.with_suffix(suffix)
    arrived.write_bytes(spoil(content))
    return arrived, Due(fault, rule.code, arrived.name)


def of_nobody(folder: Path) -> tuple[tuple[Path, ...], tuple[Due, ...]]:
    """The files among the forms that are none."""
    form = _blank_book()
    paths, expected = [], []
    for fault, (name, rule, spoil) in OF_NOBODY.items():
        (folder / name).write_bytes(spoil(form))
        paths.append(folder / name)
        expected.append(Due(fault, rule.code, name))
    return tuple(paths), tuple(expected)


def _blank_book() -> bytes:
    from xlsxwriter import Workbook

    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": FIXED_TIME})
        workbook.add_worksheet().write_number(0, 0, 45)
    return target.getvalue()


def copied(path: Path) -> tuple[tuple[Path, ...], tuple[Due, ...]]:
    """The same file once more, and what a spreadsheet program left beside it: nothing of it matters."""
    copy, lock = path.with_name(f"{path.stem} (2){path.suffix}"), path.with_name(f"~${path.name}")
    copy.write_bytes(path.read_bytes())
    lock.write_bytes(b"\x05Admin" + bytes(159))
    return (copy, lock), (Due("same-file-twice", "", copy.name), Due("lock-file", "", lock.name))


def zipped(path: Path) -> tuple[Path, Due]:
    """The form as a folder sent by mail."""
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo(f"Отправить/{path.name}", _TIME), path.read_bytes(), zipfile.ZIP_DEFLATED)
    path.unlink()
    return archive, Due("zipped-folder", "", archive.name)
