"""From a file to its cells, whatever the file is: a book, or the findings that say why there is none."""

from __future__ import annotations

import gc
import hashlib
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, assert_never

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.book import OWN_READER, Book, RawSheet
from kokoq.collect.read.carried import carried_by_workbook
from kokoq.collect.read.cells import Asked, everything
from kokoq.collect.read.limits import MAX_FILE, Refused, megabytes, too_large
from kokoq.collect.read.ods import CONTENT, read_flat, read_ods
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.sniff import Family, sniff
from kokoq.collect.read.xlsx import read_xlsx, workbook_part
from kokoq.collect.read.zipped import MOST_UNPACKED, is_link, is_zipped_folder, zipped_files
from kokoq.diagnostics import Cell, Checked
from kokoq.outputs import system_fault
from kokoq.rules import (
    CANNOT_READ,
    EMPTY_FILE,
    FILE_NOT_FOUND,
    NOT_A_SPREADSHEET,
    SYMLINK_OR_SPECIAL,
    VALUE_UNDER_MERGE,
)

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from kokoq.collect.read.guard import Guard

_LOCK_FILES = ("~$", ".~lock.")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_OTHER_OFFICE = (("word", "DOCX"), ("ppt", "PPTX"), ("visio", "VSDX"))
_LISTED_REFS = 10

Sheets = tuple[tuple[RawSheet, ...], str, str]
"""The sheets of a file, its format and its reader."""


def read_book(path: Path, *, name: str) -> Checked[Book | None]:
    """The book in one file; for several files ``Readers`` is cheaper where some of them are xls."""
    with Readers() as readers:
        return readers.read(path, name=name)


def is_lock_file(path: Path) -> bool:
    """Whether an office program put the file beside one that is open in it."""
    return path.name.startswith(_LOCK_FILES)


class Readers:
    """Reads files one after another; a child process, if any of them needs one, serves them all and then ends.

    Of sheets of which only some columns are ``asked``, formulas in others may be left out.
    """

    def __init__(self, asked: Asked = everything) -> None:
        self._asked = asked
        self._guard: Guard | None = None
        self._room: int | None = None  # bytes that what is left of a zipped folder may still have when unpacked

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._guard is not None:
            self._guard.stop()

    def read(self, path: Path, *, name: str) -> Checked[Book | None]:
        """The book in ``path``, shown in findings as ``name``; never raises for what a file holds."""
        if is_lock_file(path):
            return Checked(None)
        try:
            content = load(path)
        except Refused as refusal:
            return _nothing(name, refusal)
        return self.book(content, name)

    def read_each(self, path: Path, *, name: str) -> Iterator[tuple[str, Checked[Book | None]]]:
        """The book in ``path``, or the books of a folder that was zipped into it, each with its name.

        An archive within the archive is not opened; a file in it that cannot be read is a finding of its own.
        """
        try:
            content = load(path)
            archive = Archive(content) if sniff(content) is Family.ZIP else None
            files = tuple(zipped_files(archive)) if archive is not None and is_zipped_folder(archive) else ()
        except Refused as refusal:
            yield name, _nothing(name, refusal)
            return
        if archive is None or not files:
            yield name, self.book(content, name, archive)
            return
        self._room = MOST_UNPACKED
        for inner, part in files:
            inside = f"{name}/{inner}"
            try:
                checked = self.book(_sent(archive, part), inside)
            except Refused as refusal:
                checked = _nothing(inside, refusal)
            yield inside, checked
            if self._room < 0:
                break  # the last finding said that this is too much
        self._room = None

    def book(self, content: bytes, name: str, archive: Archive | None = None) -> Checked[Book | None]:
        """The book that ``content`` is; ``archive`` is the same bytes where they were opened already."""
        findings = Findings(name)
        try:
            with uncollected():
                sheets, kind, reader = self._sheets(content, archive, findings)
        except Refused as refusal:
            findings.refused(refusal)
            return Checked(None, findings.told)
        _note_covered(sheets, findings)
        digest = hashlib.sha256(content).hexdigest()
        return Checked(Book(name, kind, sheets, digest, reader), findings.told)

    def _sheets(self, content: bytes, archive: Archive | None, findings: Findings) -> Sheets:
        family = sniff(content)
        match family:
            case Family.ZIP:
                return self._sheets_of_zip(content, archive or Archive(content), findings)
            case Family.XLS:
                return self._legacy(family.value, content, findings)
            case Family.HYPERTEXT:
                from kokoq.collect.read.hypertext import read_hypertext

                return read_hypertext(content, findings), family.value, OWN_READER
            case Family.FODS:
                return read_flat(content, findings), family.value, OWN_READER
            case Family.XML_2003:
                from kokoq.collect.read.xml2003 import read_xml_2003

                return read_xml_2003(content, findings), family.value, OWN_READER
            case Family.TEXT:
                from kokoq.collect.read.delimited import read_delimited

                return read_delimited(content, findings), family.value, OWN_READER
            case _:
                assert_never(family)

    def _sheets_of_zip(self, content: bytes, archive: Archive, findings: Findings) -> Sheets:
        if self._room is not None:
            self._room -= archive.size
            if self._room < 0:
                raise too_large("unpacked_megabytes", megabytes(MOST_UNPACKED - self._room), megabytes(MOST_UNPACKED))
        part = workbook_part(archive)
        if archive.doubled:
            findings.loss("part_twice", n=archive.doubled)
        if part.endswith(".bin") or (not part and "xl/workbook.bin" in archive):
            findings.carries(carried_by_workbook(archive))
            return self._legacy("xlsb", content, findings)
        if part and archive.has_folder("xl"):
            return read_xlsx(archive, part, findings, self._asked), "xlsx", OWN_READER
        if "mimetype" in archive and CONTENT in archive and archive.read("mimetype").strip().startswith(_ODS):
            return read_ods(archive, findings), "ods", OWN_READER
        raise Refused(
            NOT_A_SPREADSHEET, found=next((f for folder, f in _OTHER_OFFICE if archive.has_folder(folder)), "ZIP")
        )

    def _legacy(self, kind: str, content: bytes, findings: Findings) -> Sheets:
        from kokoq.collect.read.guard import XLS, XLSB, Guard
        from kokoq.collect.read.legacy import read_legacy

        if self._guard is None:
            self._guard = Guard()
        sheets, reader = read_legacy(XLS if kind == "xls" else XLSB, content, guard=self._guard, findings=findings)
        return sheets, kind, reader


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it the collector of cycles rests: it would look at all cells again and again, and there are no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def load(path: Path) -> bytes:
    """The bytes of a regular file, read once; a pipe is not even opened, because that would wait for its other end."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Refused(SYMLINK_OR_SPECIAL)
        if found.st_size > MAX_FILE:
            raise too_large("file_megabytes", megabytes(found.st_size), megabytes(MAX_FILE))
        with path.open("rb") as file:
            content = file.read(MAX_FILE)
    except FileNotFoundError as fault:
        raise Refused(FILE_NOT_FOUND) from fault
    except OSError as fault:
        raise Refused(CANNOT_READ, problem=system_fault(fault)) from fault
    return _filled(content)


def _sent(archive: Archive, part: ZipInfo) -> bytes:
    if is_link(part):
        raise Refused(SYMLINK_OR_SPECIAL)
    return _filled(archive.unpack(part))


def _filled(content: bytes) -> bytes:
    if not content:
        raise Refused(EMPTY_FILE)
    return content


def _nothing(name: str, refusal: Refused) -> Checked[Book | None]:
    findings = Findings(name)
    findings.refused(refusal)
    return Checked(None, findings.told)


def _note_covered(sheets: Sequence[RawSheet], findings: Findings) -> None:
    """One finding for all values that merged cells hide, on whichever sheets."""
    covered = [(sheet, cell) for sheet in sheets for cell in sheet.covered]
    if not covered:
        return
    first = covered[0][0]
    refs = tuple(c.ref if s is first else f"{s.name}!{c.ref}" for s, c in covered[:_LISTED_REFS])
    place, *others = (Cell(findings.file, sheet.name, sheet.covered[0].ref) for sheet in sheets if sheet.covered)
    findings.found.append(VALUE_UNDER_MERGE.at(place, related=others[:_LISTED_REFS], n=len(covered), cells=refs))
