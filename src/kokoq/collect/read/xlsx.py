"""Workbooks of Office Open XML (xlsx, xlsm, xltx; strict ones and those of 1C too), read with suspicion."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kokoq.collect.read.archive import Archive
from kokoq.collect.read.book import RawCell, RawSheet, State
from kokoq.collect.read.carried import carried_by_workbook
from kokoq.collect.read.cells import (
    SHIFT_1904,
    Asked,
    Context,
    Losses,
    SheetParts,
    Style,
    everything,
    read_styles,
)
from kokoq.collect.read.limits import MAX_CELLS, MAX_SHEETS, MAX_STRINGS_PART, MAX_TEXT, Refused, damaged, too_large
from kokoq.collect.read.markup import Attributes, NotPlain, clip, parse
from kokoq.collect.read.notes import read_notes
from kokoq.collect.read.outcome import Findings
from kokoq.collect.read.sheet import arrange
from kokoq.collect.read.sheet_full import read_full
from kokoq.collect.read.sheet_plain import read_plain
from kokoq.collect.read.strings import read_strings
from kokoq.rules import FILE_TOO_LARGE

USUAL_WORKBOOK = "xl/workbook.xml"
_YES = ("1", "true")
_LEAST_CELL = 16  # bytes that a filled cell takes
_STATES = {"hidden": State.HIDDEN, "veryhidden": State.VERY_HIDDEN}


@dataclass(slots=True)
class _Workbook:
    """What the workbook part lists: sheets as (name, state, relation), and the system of its dates."""

    sheets: list[tuple[str, State, str]] = field(default_factory=list)
    shift: int = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            if len(self.sheets) >= MAX_SHEETS:
                raise too_large("sheets", len(self.sheets) + 1, MAX_SHEETS)
            state = _STATES.get(attributes.get("state", "").lower(), State.VISIBLE)
            self.sheets.append((attributes.get("name", ""), state, attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904") in _YES:
            self.shift = SHIFT_1904


@dataclass(slots=True)
class _Relations:
    """Relation id → (what it is for, part)."""

    folder: str
    found: dict[str, tuple[str, str]] = field(default_factory=dict)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            part = target if target.startswith("/") else posixpath.join(self.folder, target)
            purpose = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (purpose, posixpath.normpath(part).lstrip("/"))

    def part(self, purpose: str) -> str:
        """The first part for a purpose, or an empty text."""
        return next((part for found, part in self.found.values() if found == purpose), "")


def workbook_part(archive: Archive) -> str:
    """The part that lists the sheets, or an empty text if the archive holds no workbook."""
    try:
        part = _relations(archive, "").part("officeDocument")
    except Refused:
        part = ""
    if part in archive and part:
        return part
    return USUAL_WORKBOOK if USUAL_WORKBOOK in archive else ""


def drawings(archive: Archive) -> Iterator[tuple[str, str]]:
    """Each sheet by its name with the part of what is drawn over it; damaged ones are passed over."""
    part = workbook_part(archive)
    relations = _relations(archive, part) if part else _Relations("")
    for name, _, relation in _workbook(archive.read(part), part).sheets if part else ():
        purpose, target = relations.found.get(relation, ("", ""))
        try:
            drawn = _relations(archive, target).part("drawing") if purpose == "worksheet" else ""
        except Refused:
            continue  # most sheets have no relations at all
        if drawn in archive and drawn:
            yield name, drawn


def read_xlsx(archive: Archive, part: str, findings: Findings, asked: Asked = everything) -> tuple[RawSheet, ...]:
    """The sheets of the workbook that ``part`` lists; a damaged sheet becomes a finding and the others are read."""
    workbook = _workbook(archive.read(part), part)
    relations = _relations(archive, part)
    strings = _strings(archive, relations.part("sharedStrings"), findings)
    styles = _styles(archive, relations.part("styles"), findings)
    findings.carries(carried_by_workbook(archive, relations.found.values()))
    sheets: list[RawSheet] = []
    context = Context(strings, styles, workbook.shift, asked)
    context.texts.spend(strings)
    room = MAX_CELLS
    commented = any("comments" in each.filename.lower() for each in archive.listed)
    for name, state, relation in workbook.sheets:
        purpose, target = relations.found.get(relation, ("worksheet", ""))
        if purpose != "worksheet":
            continue  # a chart on a sheet of its own holds no cells
        context.losses = Losses()
        with findings.sheet(name, context.losses):
            sheet = _sheet(archive, target, name, state, context, room)
            sheets.append(replace(sheet, notes=_notes(archive, target)) if commented else sheet)
            room -= len(sheets[-1].cells) + len(sheets[-1].covered)
    return tuple(sheets)


def _sheet(archive: Archive, part: str, name: str, state: State, context: Context, room: int) -> RawSheet:
    if not part:
        raise damaged("sheet_without_part")
    return arrange(name, state, _parts(archive.read(part), part, context, room), losses=context.losses)


def _notes(archive: Archive, part: str) -> tuple[RawCell, ...]:
    """The comments of a sheet; without them, or where they are damaged, its values are read all the same."""
    try:
        comments = _relations(archive, part).part("comments")
        return read_notes(archive.read(comments), part=comments) if comments else ()
    except Refused as refusal:
        if refusal.rule is FILE_TOO_LARGE:
            raise
        return ()


def _parts(content: bytes, part: str, context: Context, room: int) -> SheetParts:
    if len(content) > _LEAST_CELL * room and (found := content.count(b"<v>")) > room:
        raise too_large("cells", MAX_CELLS + found - room, MAX_CELLS)
    try:
        return read_plain(content, context, room=room)
    except NotPlain:
        context.losses.found.clear()
        return read_full(content, context, part=part, room=room)


def _relations(archive: Archive, part: str) -> _Relations:
    """The relations of a part; of the archive itself if ``part`` is empty."""
    folder, _, name = part.rpartition("/")
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    return _relations_in(archive.read(where), where, folder)


@lru_cache(maxsize=32)
def _relations_in(content: bytes, part: str, folder: str) -> _Relations:
    relations = _Relations(folder)
    parse(content, part=part, start=relations.start)
    return relations


@lru_cache(maxsize=8)
def _workbook(content: bytes, part: str) -> _Workbook:
    workbook = _Workbook()
    parse(content, part=part, start=workbook.start)
    return workbook


def _strings(archive: Archive, part: str, findings: Findings) -> list[str]:
    """The shared texts; without the part none, and each cell that needs one is a loss of its sheet."""
    if not part or part not in archive:
        return []
    strings = read_strings(archive.read(part, limit=MAX_STRINGS_PART), part=part)
    if max(map(len, strings), default=0) <= MAX_TEXT:
        return strings
    long = [place for place, text in enumerate(strings) if len(text) > MAX_TEXT]
    for place in long:
        strings[place] = clip(strings[place])
    findings.loss("text_cut", n=len(long))
    return strings


def _styles(archive: Archive, part: str, findings: Findings) -> Sequence[Style]:
    """The cell styles; without them values are read all the same, but dates and percents are not told from numbers."""
    if not part:
        return []
    try:
        return read_styles(archive.read(part), part=part)
    except Refused as refusal:
        if refusal.rule is FILE_TOO_LARGE:
            raise
        findings.loss("styles")
        return []
