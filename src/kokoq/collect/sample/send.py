"""One filled form on its way: written, changed in a spreadsheet program, copied, broken, taken for another."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kokoq.a1 import split_ref
from kokoq.collect.form.book import Entry
from kokoq.collect.form.layout import Layout, QuestionSheet
from kokoq.collect.form.write import write_form
from kokoq.collect.issue.forms import heading
from kokoq.collect.read import read_book
from kokoq.collect.read.book import RawSheet
from kokoq.collect.read.limits import MAX_ROW
from kokoq.collect.returned.page import find_anchor
from kokoq.collect.sample.edits import edit, lost_and_twice, moved, put_odd, with_draft, with_hidden_row
from kokoq.collect.sample.faults import Planted
from kokoq.collect.sample.filled import Filled
from kokoq.collect.sample.mishaps import broken, copied, zipped
from kokoq.collect.sample.planted import Due
from kokoq.collect.sample.worst import Fate
from kokoq.diagnostics import Cell
from kokoq.language import Language
from kokoq.model import Period, Settings
from kokoq.plan import Plan
from kokoq.rules import (
    DUPLICATE_SUBMISSION,
    FORM_FIELD_LOST,
    FORM_STILL_OUT,
    NOT_SUBMITTED,
    OLD_FORM,
    UNKNOWN_ORGANISATION,
    VALUE_AS_TEXT,
    WRONG_FORM,
    WRONG_PERIOD,
)

Sent = tuple[list[Path], list[Due]]
"""The files that arrived, and what has to be found in them."""


@dataclass(frozen=True, slots=True)
class Writer:
    """What forms are written from."""

    plan: Plan
    settings: Settings
    period: Period
    language: Language

    def write(self, form: Filled, path: Path, *, catalogue: str = "") -> Mapping[str, Cell]:
        """Write one form, of its own period and layout; returns the cell of every question."""
        book, own = path.with_suffix(".xlsx"), self.plan.catalogue
        head = heading(self.plan, self.settings, form.unit, Period.parse(form.period), self.language)
        places = write_form(
            form.layout,
            replace(own, id=catalogue) if catalogue else own,
            book,
            heading=head,
            language=self.language,
            answers=form.answers,
            relations=self.plan.relations,
        )
        if form.odd:
            put_odd(book, form.odd, places)
        if path.suffix == ".csv":
            _to_csv(book, path)
        return places


def not_submitted(unit: str) -> Due:
    """The finding that nothing of an organisation can be used."""
    return Due("not-submitted", NOT_SUBMITTED.code, "", unit=unit)


def told_by_exports(due: Due) -> Due:
    """The same of an organisation of which an export tells: then nothing but its form is missing."""
    return replace(due, code=FORM_STILL_OUT.code) if due.code == NOT_SUBMITTED.code else due


def send(form: Filled, folder: Path, fate: Fate | None, planted: Sequence[Planted], writer: Writer) -> Sent:
    """Write one form and let happen to it what will; the faults ``planted`` in it stand where they were put."""
    path, unit = folder / form.file, form.unit.id
    match fate:
        case None:
            return [path], list(_planted(path, writer.write(form, path), planted))
        case Fate.REARRANGED | Fate.MEDDLED:
            edits = (moved,) if fate is Fate.REARRANGED else (with_hidden_row, lost_and_twice, with_draft)
            places, draft = writer.write(form, path), writer.language.say("form.sample_draft")
            found = edit(path, unit, places, edits, draft=draft)
            return [path], [Due(fate, "", path.name), *(replace(one, file=path.name) for one in found)]
        case Fate.COPIED:
            writer.write(form, path)
            copies, silent = copied(path)
            return [path, *copies], list(silent)
        case Fate.ZIPPED:
            writer.write(form, path)
            archive, nothing = zipped(path)
            return [archive], [nothing]
        case Fate.CORRECTED:
            return _corrected(form, path, writer)
        case Fate.TRUNCATED | Fate.WEB_PAGE | Fate.PASSWORD:
            writer.write(form, path)
            arrived, found_in = broken(fate, path)
            return [arrived], [found_in, not_submitted(unit)]
        case _:
            return [path], _of_another(form, path, fate, writer)


def _planted(path: Path, places: Mapping[str, Cell], planted: Sequence[Planted]) -> Iterator[Due]:
    """What has to be found of each; of texts for numbers each sheet is told once, at its first, and no csv is."""
    firsts: dict[str, tuple[int, int]] = {}
    for one in planted if path.suffix != ".csv" else ():
        if one.rule is VALUE_AS_TEXT:
            at = places[one.question]
            firsts[at.sheet] = min(split_ref(at.ref), firsts.get(at.sheet, (MAX_ROW, 0)))
    for one in planted:
        at, code = places[one.question], one.rule.code if one.rule else ""
        if one.rule is VALUE_AS_TEXT and split_ref(at.ref) != firsts.get(at.sheet):
            code = ""
        sheet = "" if path.suffix == ".csv" else at.sheet
        yield Due(one.fault, code, path.name, sheet, at.ref, one.unit, one.typed, one.read_as, one.needs)


def _corrected(form: Filled, path: Path, writer: Writer) -> Sent:
    """The form twice, one answer being another the second time: nobody knows which is right."""
    writer.write(form, path)
    again = path.with_name(f"{path.stem} испр.xlsx")
    changed: dict[str, Entry] = {**form.cells, _first_count(form): 1}
    writer.write(replace(form, cells=changed), again)
    second = max(path, again, key=lambda one: one.name)
    expected = Due(Fate.CORRECTED, DUPLICATE_SUBMISSION.code, second.name, unit=form.unit.id)
    return [path, again], [expected]


def _first_count(form: Filled) -> str:
    return next(id_ for id_, value in form.cells.items() if isinstance(value, int) and value > 1)


def _of_another(form: Filled, path: Path, fate: Fate, writer: Writer) -> list[Due]:
    """A form that is not the one that was asked for."""
    unit = form.unit.id
    match fate:
        case Fate.OTHER_VERSION:
            writer.write(replace(form, layout=_older(form.layout)), path)
            lost = Due("question-not-asked", FORM_FIELD_LOST.code, path.name, unit=unit)
            return [Due(fate, OLD_FORM.code, path.name, unit=unit), lost]
        case Fate.OTHER_PERIOD:
            writer.write(replace(form, period=writer.period.previous(2).text), path)
            code = WRONG_PERIOD.code
        case Fate.OTHER_CATALOGUE:
            writer.write(form, path, catalogue="another")
            code = WRONG_FORM.code
        case _:
            writer.write(replace(form, layout=replace(form.layout, unit=f"{unit}_old")), path)
            code = UNKNOWN_ORGANISATION.code
    return [Due(fate, code, path.name, typed=unit), not_submitted(unit)]


def _older(layout: Layout) -> Layout:
    """The form as it was before its last question was added."""
    sheets = list(layout.sheets)
    at, last = next((n, s) for n, s in reversed([*enumerate(sheets)]) if isinstance(s, QuestionSheet))
    sections = list(last.sections)
    sections[-1] = replace(sections[-1], questions=sections[-1].questions[:-1])
    sheets[at] = replace(last, sections=tuple(section for section in sections if section.questions))
    return replace(layout, sheets=tuple(sheets), version="before")


def _to_csv(book: Path, path: Path) -> None:
    """The first data sheet as Excel in Russia saves it: cp1251, semicolons, decimal commas."""
    read = read_book(book, name=book.name).value
    sheets = [s for s in read.sheets if (found := find_anchor(s)) and found.identity.sheet] if read else []
    with path.open("w", encoding="cp1251", errors="replace", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(_lines(sheets[0]) if sheets else ())
    book.unlink()


def _lines(sheet: RawSheet) -> Iterator[list[str]]:
    last_row, last_column = sheet.extent
    for row in range(1, last_row + 1):
        cells = sheet.rows.get(row, {})
        texts = (cells.get(column) for column in range(1, last_column + 1))
        yield ["" if c is None else c.text.replace(".", ",") if isinstance(c.value, float) else c.text for c in texts]
