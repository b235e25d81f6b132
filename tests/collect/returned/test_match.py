"""Forms go out, are filled, and come back the same, whatever was done to them on the way."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from kokoq.collect.cells.facts import Fact, FileFacts
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.layout import lay_out
from kokoq.collect.form.write import Answers, Entry, Heading, write_form
from kokoq.collect.read import Readers, read_book
from kokoq.collect.read.book import Book, RawCell, RawSheet, State
from kokoq.collect.returned.match import read_form
from kokoq.collect.returned.page import asked_columns, find_anchor, identify
from kokoq.diagnostics import Cell, Severity
from kokoq.language import language
from kokoq.model import Organisation, Period
from kokoq.observations import Absence
from tests.collect.read.small import zipped
from tests.collect.tiny import CATALOGUE, GARDEN, SCHOOL, SETTINGS, make_cell, make_sheet, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
WORDS = vocabulary(CATALOGUE, SETTINGS)

ANSWERS: Mapping[str, Entry] = {
    "graduates": 50,
    "certified": 45,
    cell_id("contests", ("local",), "participants"): 20,
    cell_id("contests", ("local",), "winners"): 7,
    cell_id("contests", ("region",), "participants"): 0,
    cell_id("exams", ("rus", "9"), "passed"): 48,
    cell_id("exams", ("rus", "9"), "failed"): 2,
}


def written(path: Path, unit: Organisation, answers: Answers) -> Book:
    heading = Heading(organisation=unit, period=PERIOD, title="Проверка")
    layout = lay_out(PLAN, unit)
    write_form(layout, CATALOGUE, path, heading=heading, language=language("ru"), answers=answers)
    book = read_book(path, name=path.name).value
    assert book is not None
    return book


def school_form(folder: Path) -> Book:
    olympiad = ({"pupil": "a1", "subject_of": "Математика", "score": 87.5}, {"pupil": "a2"})
    return written(folder / "школа.xlsx", SCHOOL, Answers(ANSWERS, {"olympiad": olympiad}))


def facts_of(book: Book, unit: Organisation = SCHOOL) -> FileFacts:
    identity = identify(book)
    assert identity is not None
    return read_form(book, identity, plan=PLAN, unit=unit, words=WORDS)


def values(facts: Mapping[str, Fact]) -> dict[str, float | str | None]:
    return {name: fact.value for name, fact in facts.items()}


def assert_same(facts: FileFacts) -> None:
    assert values(facts.plain["s1"]) == {"graduates": 50.0, "certified": 45.0}
    contests = {row.keys: values(row.facts) for row in facts.tables["contests"]}
    assert contests == {
        ("local",): {"participants": 20.0, "winners": 7.0},
        ("region",): {"participants": 0.0, "winners": None},
    }
    exams = {row.keys: values(row.facts) for row in facts.tables["exams"] if row.filled}
    assert exams == {("rus", "9"): {"passed": 48.0, "failed": 2.0}}
    assert len(facts.tables["exams"]) == 9
    olympiad = [values(row.facts) for row in facts.tables["olympiad"]]
    assert olympiad == [
        {"pupil": "a1", "subject_of": "math", "score": 87.5},
        {"pupil": "a2", "subject_of": None, "score": None},
    ]


def test_a_form_gives_back_what_was_put_in(tmp_path: Path) -> None:
    facts = facts_of(school_form(tmp_path))
    assert_same(facts)
    assert facts.diagnostics == ()
    assert (facts.unit, facts.period) == ("s1", "2020/2021")


def test_formulas_beside_the_answers_are_not_read_and_nothing_is_missed(tmp_path: Path) -> None:
    whole = school_form(tmp_path)
    with Readers(asked_columns) as readers:
        asked = readers.read(tmp_path / "школа.xlsx", name="школа.xlsx").value
    assert asked is not None
    assert facts_of(asked) == facts_of(whole)
    number = [sheet.name for sheet in whole.sheets].index("Олимпиада")
    assert len(asked.sheets[number].cells) < len(whole.sheets[number].cells) / 10  # it is a list of 200 empty rows


def test_the_same_form_is_the_same_bytes(tmp_path: Path) -> None:
    school_form(tmp_path / "a")
    school_form(tmp_path / "b")
    assert (tmp_path / "a" / "школа.xlsx").read_bytes() == (tmp_path / "b" / "школа.xlsx").read_bytes()


def test_sheets_may_be_renamed_reordered_and_the_hidden_one_deleted(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheets = tuple(replace(s, name=f"Лист{n}") for n, s in enumerate(reversed(book.sheets)) if s.name != "_kokoq")
    assert_same(facts_of(replace(book, sheets=sheets)))


def without_protection(name: str, part: bytes) -> bytes:
    return re.sub(rb"<sheetProtection[^>]*/>", b"", part)


def with_pictures(name: str, part: bytes) -> bytes:
    """A drawing on every sheet, with its relation left behind by a program that is not careful."""
    drawing = b'<drawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId99"/>'
    return part.replace(b"</worksheet>", drawing + b"</worksheet>") if name.startswith("xl/worksheets/") else part


def as_online_tables_save_it(name: str, part: bytes) -> bytes:
    """They know no very hidden sheets, no properties of the document, no ranges of rows that a line spans."""
    return re.sub(rb' spans="[^"]*"', b"", part.replace(b'state="veryHidden"', b'state="hidden"'))


@pytest.mark.parametrize("change", [without_protection, with_pictures, as_online_tables_save_it])
def test_what_programs_and_people_do_to_a_workbook_changes_no_answer(
    change: Callable[[str, bytes], bytes], tmp_path: Path
) -> None:
    school_form(tmp_path)
    path = tmp_path / "школа.xlsx"
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    after = {name: change(name, part) for name, part in before.items() if name != "docProps/custom.xml"}
    assert after != before
    path.write_bytes(zipped({**after, "xl/media/image9.png": b"\x89PNG"}))
    book = read_book(path, name=path.name).value
    assert book is not None
    facts = facts_of(book)
    assert_same(facts)
    assert facts.diagnostics == ()


def moved(sheet: RawSheet, *, rows: int = 0, columns: int = 0, below: int = 0) -> RawSheet:
    cells = tuple(
        c._replace(row=c.row + rows if c.row > below else c.row, column=c.column + columns) for c in sheet.cells
    )
    return RawSheet(sheet.name, cells, sheet.state)


def test_rows_and_columns_may_be_inserted_anywhere(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    for change in ({"rows": 3}, {"columns": 2}, {"rows": 2, "below": 5}):
        assert_same(facts_of(replace(book, sheets=tuple(moved(sheet, **change) for sheet in book.sheets))))


def test_columns_may_change_their_places(tmp_path: Path) -> None:
    book = school_form(tmp_path)

    def swapped(cell: RawCell) -> RawCell:
        return cell._replace(column={3: 5, 5: 3}.get(cell.column, cell.column))

    sheets = (RawSheet(s.name, tuple(sorted(map(swapped, s.cells))), s.state) for s in book.sheets)
    assert_same(facts_of(replace(book, sheets=tuple(sheets))))


def edited(book: Book, sheet: str, *cells: RawCell) -> Book:
    """The book with cells put in, over those that stand there."""
    places = {(c.row, c.column): c for s in book.sheets if s.name == sheet for c in s.cells}
    places |= {(c.row, c.column): c for c in cells}
    return replace(
        book,
        sheets=tuple(
            replace(s, cells=tuple(places[p] for p in sorted(places))) if s.name == sheet else s for s in book.sheets
        ),
    )


def place_of(book: Book, id: str) -> tuple[str, int]:
    """The sheet and row of a question."""
    return next((s.name, c.row) for s in book.sheets for c in s.cells if c.column == 1 and c.value == id)


def found(facts: FileFacts) -> list[tuple[str, Cell]]:
    return [(d.rule.code, d.where) for d in facts.diagnostics if isinstance(d.where, Cell)]


def test_a_fault_in_a_cell_is_found_at_that_cell(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheet, row = place_of(book, "graduates")
    facts = facts_of(edited(book, sheet, make_cell("много", row=row, column=5)))
    assert found(facts) == [("KQ401", Cell("школа.xlsx", sheet, f"E{row}"))]
    assert facts.plain["s1"]["graduates"].absence is Absence.INVALID


def test_a_row_that_the_catalogue_does_not_know_is_said(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheet, row = place_of(book, "graduates")
    facts = facts_of(edited(book, sheet, make_cell("old_field", row=row, column=1)))
    assert found(facts) == [("KQ318", Cell("школа.xlsx", sheet, f"E{row}"))]
    assert "graduates" not in facts.plain["s1"]


def test_a_question_answered_twice_is_said_at_the_second_answer(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheet, row = place_of(book, "certified")
    same = [make_cell("graduates", row=row, column=column) for column in (1, 3)]
    facts = facts_of(edited(book, sheet, *same))
    assert found(facts) == [("KQ502", Cell("школа.xlsx", sheet, f"E{row}"))]
    assert facts.plain["s1"]["graduates"].value == 50.0


def test_a_row_of_a_table_answered_twice_is_called_by_its_titles(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheet = next(s for s in book.sheets if s.name == "Экзамены")
    row = next(c.row for c in sheet.cells if c.text == "row|rus|9")
    again = [cell._replace(row=60) for cell in sheet.cells if cell.row == row]
    [told] = facts_of(edited(book, "Экзамены", *again)).diagnostics
    assert (told.rule.code, told.params["key"]) == ("KQ502", "Русский язык, 9 класс")


def test_a_row_of_a_table_that_the_catalogue_does_not_know_is_called_by_what_stands_in_it(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheet = next(s for s in book.sheets if s.name == "Экзамены")
    row = next(c.row for c in sheet.cells if c.text == "row|rus|9")
    [told] = facts_of(edited(book, "Экзамены", make_cell("row|phys|7", row=row, column=1))).diagnostics
    assert (told.rule.code, told.params["field"]) == ("KQ318", "Русский язык, 9 класс")


def test_a_value_in_a_row_without_an_id_is_not_dropped_in_silence(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    sheet, _ = place_of(book, "graduates")
    facts = facts_of(edited(book, sheet, make_cell(5, row=40, column=5)))
    assert found(facts) == [("KQ425", Cell("школа.xlsx", sheet, "E40"))]


@pytest.mark.parametrize("sheet", ["Главное", "Экзамены"])
def test_a_total_below_the_questions_is_only_counted(tmp_path: Path, sheet: str) -> None:
    book = school_form(tmp_path)
    total = (make_cell("Итого", row=40, column=3), make_cell(5, row=40, column=5))
    assert found(facts_of(edited(book, sheet, *total))) == [("KQ319", Cell("школа.xlsx", sheet, "E40"))]


def test_figures_typed_in_a_new_row_of_a_table_are_told_as_not_read(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    row = (make_cell("Химия", row=40, column=2), *(make_cell(9, row=40, column=n) for n in (4, 5)))
    facts = facts_of(edited(book, "Экзамены", *row))
    place = "школа.xlsx", "Экзамены"
    assert found(facts) == [("KQ425", Cell(*place, "D40")), ("KQ426", Cell(*place, "B40"))]


@pytest.mark.parametrize("sheet", ["Главное", "Экзамены"])
def test_what_stands_above_the_header_is_no_row(tmp_path: Path, sheet: str) -> None:
    """LibreOffice writes the text formulas of a form as zeros into xls: the counter above an answer column."""
    book = school_form(tmp_path)
    assert sheet in {s.name for s in book.sheets}
    zeros = (make_cell(0, row=3, column=column) for column in (3, 4, 5, 6))
    facts = facts_of(replace(edited(book, sheet, *zeros), format="xls"))
    assert_same(facts)
    assert found(facts) == []


def test_a_sheet_of_another_organisation_is_not_read(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    other = read_book(tmp_path / "школа.xlsx", name="").value
    assert other is not None
    sheet = next(s for s in book.sheets if s.name == "Экзамены")
    anchor = find_anchor(sheet)
    assert anchor is not None
    foreign = str(replace(anchor.identity, unit="s2"))
    facts = facts_of(edited(book, "Экзамены", make_cell(foreign, row=1, column=1)))
    assert found(facts) == [("KQ356", Cell("школа.xlsx", "Экзамены", "A1"))]
    assert "exams" not in facts.tables


def test_all_sheets_of_another_organisation_are_one_finding(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    foreign = []
    for name in ("Экзамены", "Олимпиада"):
        sheet = next(s for s in book.sheets if s.name == name)
        anchor = find_anchor(sheet)
        assert anchor is not None
        mark = make_cell(str(replace(anchor.identity, unit="s2")), row=1, column=1)
        foreign.append(replace(sheet, name=f"{name} (2)", cells=(mark, *sheet.cells[1:])))
    facts = facts_of(replace(book, sheets=(*book.sheets, *foreign)))
    assert found(facts) == [("KQ356", Cell("школа.xlsx", "Экзамены (2)", "A1"))]
    assert facts.diagnostics[0].params["n"] == 2


@pytest.mark.parametrize(
    ("changed", "code", "params", "severity"),
    [(0, "KQ386", {"n": 4}, Severity.NOTE), (1, "KQ355", {"n": 4, "differing": 1}, Severity.ERROR)],
)
def test_a_sheet_copied_with_its_marks_is_one_finding(
    tmp_path: Path, changed: int, code: str, params: dict[str, object], severity: Severity
) -> None:
    book = school_form(tmp_path)
    sheet = next(s for s in book.sheets if s.name == "Экзамены")
    column = next(c.column for c in sheet.cells if c.text == "#passed")
    rows = [c.row for c in sheet.cells if c.column == 1 and c.text.startswith("row|")][:4]
    book = edited(book, "Экзамены", *(make_cell(10 + row, row=row, column=column) for row in rows))
    sheet = next(s for s in book.sheets if s.name == "Экзамены")
    clean = [(d.rule.code, d.where) for d in facts_of(book).diagnostics]
    cells = tuple(c._replace(value=77.0) if changed and c[:2] == (rows[1], column) else c for c in sheet.cells)
    facts = facts_of(replace(book, sheets=(*book.sheets, replace(sheet, name="Экзамены (2)", cells=cells))))
    (told,) = (d for d in facts.diagnostics if (d.rule.code, d.where) not in clean)
    assert (told.rule.code, dict(told.params), told.severity) == (code, params, severity)
    assert isinstance(told.where, Cell)
    assert told.where.sheet == "Экзамены (2)"


@pytest.mark.parametrize(("changed", "code"), [(0, "KQ386"), (1, "KQ355")])
def test_a_copied_sheet_with_fewer_answers_is_one_finding_too(tmp_path: Path, changed: int, code: str) -> None:
    book = school_form(tmp_path)
    sheet = next(s for s in book.sheets if s.name == "Экзамены")
    column = next(c.column for c in sheet.cells if c.text == "#passed")
    rows = [c.row for c in sheet.cells if c.column == 1 and c.text.startswith("row|")]
    kept = tuple(c for c in sheet.cells if c.row not in rows or c.column < column)
    typed = [make_cell(7, row=row, column=column) for row in rows[:2]]
    again = [typed[0], typed[1]._replace(value=7.0 + changed)]
    first, other = (replace(sheet, cells=tuple(sorted((*kept, *cells)))) for cells in (typed, again))
    book = replace(book, sheets=(*(s for s in book.sheets if s is not sheet), first))
    clean = [(d.rule.code, d.where) for d in facts_of(book).diagnostics]
    facts = facts_of(replace(book, sheets=(*book.sheets, replace(other, name="Экзамены (2)"))))
    (told,) = (d for d in facts.diagnostics if (d.rule.code, d.where) not in clean)
    assert (told.rule.code, told.params["n"]) == (code, 2)


def test_yes_without_its_document_leaves_the_place_where_that_was_to_stand(tmp_path: Path) -> None:
    answers = Answers({"programme": "да", "safety": 85.3})
    facts = facts_of(written(tmp_path / "сад.xlsx", GARDEN, answers), GARDEN)
    assert facts.diagnostics == ()
    assert [(e.field, e.text, e.at) for e in facts.evidence] == [("programme", "", Cell("сад.xlsx", "Главное", "G5"))]
    assert values(facts.plain["k1"]) == {"programme": 1.0, "safety": 0.853}


def test_the_document_beside_a_yes_is_kept(tmp_path: Path) -> None:
    answers = Answers({"programme": "да", "safety": 100}, evidence={"programme": "Приказ № 5"})
    (evidence,) = facts_of(written(tmp_path / "сад.xlsx", GARDEN, answers), GARDEN).evidence
    assert (evidence.field, evidence.text, evidence.at) == (
        "programme",
        "Приказ № 5",
        Cell("сад.xlsx", "Главное", "G5"),
    )


def test_a_document_beside_a_no_is_kept_for_the_check_of_it_and_an_empty_place_is_not(tmp_path: Path) -> None:
    answers = Answers({"programme": "нет", "safety": 100}, evidence={"programme": "Приказ № 5"})
    (evidence,) = facts_of(written(tmp_path / "сад.xlsx", GARDEN, answers), GARDEN).evidence
    assert (evidence.field, evidence.text) == ("programme", "Приказ № 5")
    bare = Answers({"programme": "нет", "safety": 100})
    assert facts_of(written(tmp_path / "без.xlsx", GARDEN, bare), GARDEN).evidence == ()


@pytest.mark.parametrize("said", ["нет", "Н/Д", "-", "—", "да", " "])
def test_a_word_that_names_no_document_is_no_evidence(said: str, tmp_path: Path) -> None:
    answers = Answers({"programme": "да", "safety": 100}, evidence={"programme": said})
    (evidence,) = facts_of(written(tmp_path / "сад.xlsx", GARDEN, answers), GARDEN).evidence
    assert (evidence.text, evidence.at) == ("", Cell("сад.xlsx", "Главное", "G5"))


def test_answers_on_a_hidden_sheet_of_the_form_are_read_and_said(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    hidden = (replace(s, state=State.HIDDEN) if s.name == "Экзамены" else s for s in book.sheets)
    facts = facts_of(replace(book, sheets=tuple(hidden)))
    assert_same(facts)
    assert found(facts) == [("KQ416", Cell("школа.xlsx", "Экзамены", "D5"))]
    assert facts.diagnostics[0].params == {"n": 2, "cells": ("D5", "E5")}


def test_a_hidden_sheet_of_ones_own_is_noted_and_ours_is_not(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    draft = make_sheet("Черновик", (1, 2), state=State.HIDDEN)
    assert found(facts_of(replace(book, sheets=(*book.sheets, draft)))) == [("KQ315", Cell("школа.xlsx", "Черновик"))]


def test_a_sheet_that_was_added_is_told_and_neither_an_empty_one_nor_our_list_of_remarks(tmp_path: Path) -> None:
    book = school_form(tmp_path)
    added = make_sheet("Пояснения", ("у нас иначе", 77))
    others = (make_sheet("Лист1"), make_sheet("Исправьте", ("kokoq-marks|1",)))
    facts = facts_of(replace(book, sheets=(*book.sheets, added, *others)))
    assert_same(facts)
    assert found(facts) == [("KQ333", Cell("школа.xlsx", "Пояснения"))]


def test_text_in_a_form_never_becomes_a_formula(tmp_path: Path) -> None:
    answers = Answers({"programme": "да", "safety": "=1+1"}, evidence={"programme": "=HYPERLINK(1)"})
    book = written(tmp_path / "сад.xlsx", GARDEN, answers)
    typed = [c for s in book.sheets for c in s.cells if c.value in ("=1+1", "=HYPERLINK(1)")]
    assert [c.formula for c in typed] == [False, False]


def test_an_ordinary_spreadsheet_is_no_form() -> None:
    assert identify(Book("x.xlsx", "xlsx", (make_sheet("Лист1", ("kokoq-form",), ("a", 1)),), "")) is None
