"""What is written otherwise than it is read is told once for a sheet and kind, with its cells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kokoq.collect.cells.manners import Manner, Manners
from kokoq.collect.cells.words import vocabulary
from kokoq.collect.lists.roster import roster
from kokoq.collect.read.book import Kind, RawSheet
from kokoq.collect.sources.read import read_source
from kokoq.diagnostics import Cell, Diagnostic, Severity
from kokoq.language import language
from kokoq.model import Catalogue, SourceMapping, Type
from kokoq.observations import Absence
from kokoq.rules import TEXT_TIDIED, VALUE_AS_TEXT
from kokoq.wording import to_message
from tests.collect.gather.test_overlap import HOME, collect, form, put
from tests.collect.tiny import AT, CATALOGUE, ORGANISATIONS, SETTINGS, from_markdown, make_book, make_field, tiny_plan

FIELDS = {
    "born": make_field("born", table="olympiad", type=Type.DATE, unit=""),
    "winner": make_field("winner", table="olympiad", type=Type.YES_NO, unit=""),
}
TABLE = CATALOGUE.tables["olympiad"]
DATED: Catalogue = replace(
    CATALOGUE,
    fields={**CATALOGUE.fields, **FIELDS},
    tables={**CATALOGUE.tables, "olympiad": replace(TABLE, fields=(*TABLE.fields, *FIELDS))},
)
COLUMNS = {"Школа": "organisation", "Код": "pupil", "Предмет": "subject_of", "Балл": "score", "Рожд.": "born"}
LIST = SourceMapping(table="olympiad", at=AT, files=("*",), columns={**COLUMNS, "Призёр": "winner"})
CODES = ("KQ417", "KQ431", "KQ432", "KQ433", "KQ434")


def read(sheet: RawSheet, *, kind: str = "xlsx", mapping: SourceMapping = LIST) -> tuple[Diagnostic, ...]:
    book = replace(make_book(sheet, file="список"), format=kind)
    plan, known, words = tiny_plan(DATED), roster(ORGANISATIONS), vocabulary(DATED, SETTINGS)
    facts = read_source(book, "list", mapping, plan=plan, known=known, words=words, period="2020/2021")
    return tuple(d for d in facts.diagnostics if d.rule.code in CODES)


def told(found: tuple[Diagnostic, ...]) -> list[tuple[str, str, object, object]]:
    assert all(isinstance(d.where, Cell) and (d.where.file, d.where.sheet) == ("список", "Лист") for d in found)
    return [(d.rule.code, d.where.ref, d.params["n"], d.params["cells"]) for d in found if isinstance(d.where, Cell)]


def table(*rows: str) -> RawSheet:
    head = "| Школа | Код | Предмет | Балл | Рожд. | Призёр |\n"
    return from_markdown("Лист", head + "\n".join(rows))


def with_dates(sheet: RawSheet, dates: dict[str, tuple[float, str]]) -> RawSheet:
    """The sheet with serials and their formats in some cells."""
    cells = (
        c._replace(kind=Kind.DATE, value=dates[c.ref][0], format=dates[c.ref][1]) if c.ref in dates else c
        for c in sheet.cells
    )
    return replace(sheet, cells=tuple(cells))


FAULTY = {
    "KQ417": table("| s1 | a | rus | 85,3 | | |", "| s1 | b | rus | 80 | | |", "| s1 | c | rus | 77,5 | | |"),
    "KQ431": table("| s1 | a | матем. | 85 | | да |", "| s1 | b | rus | 80 | | |", "| s1 | c | МАТЕМ. | 77 | | нет |"),
    "KQ432": table("| s1 | a | rus | 85 | 1 | |", "| s1 | b | rus | 80 | 1 | |", "| s1 | c | rus | 77 | 1 | |"),
    "KQ434": table("| s1 | a  a | rus | 85 | | |", "| s1 | b | rus | 80 | | |", "| s1 | c  c | rus | 77 | | |"),
}
COLUMN_OF = {"KQ417": "D", "KQ431": "C", "KQ432": "E", "KQ433": "E", "KQ434": "B"}
DAY = 40_000.0  # 6 July 2009


def faulty(code: str) -> RawSheet:
    """Three records of which the first and the third are written in the manner that a rule tells."""
    whole, odd = (DAY, "dd.mm.yyyy"), (DAY, "mmm yyyy") if code == "KQ433" else (DAY + 0.25, "dd.mm.yyyy")
    sheet = FAULTY["KQ432" if code == "KQ433" else code]
    return with_dates(sheet, {"E2": odd, "E3": whole, "E4": odd}) if code in ("KQ432", "KQ433") else sheet


@pytest.mark.parametrize("code", CODES)
def test_each_kind_is_told_once_at_its_first_cell_with_all_of_them(code: str) -> None:
    first, third = f"{COLUMN_OF[code]}2", f"{COLUMN_OF[code]}4"
    assert told(read(faulty(code))) == [(code, first, 2, (first, third))]


@pytest.mark.parametrize("code", CODES)
def test_its_clean_neighbour_is_silent(code: str) -> None:
    sheet = faulty(code)
    clean = replace(sheet, cells=tuple(cell for cell in sheet.cells if cell.row in (1, 3)))
    assert read(clean) == ()


def test_cells_below_each_other_are_named_as_a_range() -> None:
    rows = [f"| s1 | p{n} | rus | {n},5 | | |" for n in range(2, 40)]
    assert told(read(table(*rows))) == [("KQ417", "D2", 38, ("D2:D39",))]


def test_of_many_scattered_cells_twelve_are_named() -> None:
    rows = [
        f"| s1 | p{n} | rus | {n},5 | | |" if n % 2 == 0 else f"| s1 | p{n} | rus | {n} | | |" for n in range(2, 42)
    ]
    named = tuple(f"D{row}" for row in range(2, 26, 2))
    assert told(read(table(*rows))) == [("KQ417", "D2", 20, (*named, "…"))]


def test_three_of_what_was_read_are_shown() -> None:
    manners = Manners()
    for row, text in enumerate(("1,5", "1,5", "2,5", "3,5", "4,5"), 2):
        manners.see(Manner(VALUE_AS_TEXT, text, text), row, 4)
    (found,) = manners.told("а.xlsx", "Лист", kind="xlsx")
    assert to_message(found, language("ru")) == (
        "Числа или даты введены как текст, ячеек: 5 — D2:D6; прочитаны как числа и даты "
        "(«1,5» → 1,5, «2,5» → 2,5, «3,5» → 3,5)."
    )
    assert [*manners.told("а.xlsx", "Лист", kind="xlsx")] == []


def test_a_cell_merged_over_rows_counts_once() -> None:
    manners = Manners()
    for _ in range(3):
        manners.see(Manner(TEXT_TIDIED, "а ", "а"), 2, 1)
    (found,) = manners.told("а.xlsx", "Лист", kind="xlsx")
    assert (found.params["n"], found.params["cells"]) == (1, ("A2",))


@pytest.mark.parametrize("kind", ["csv", "html"])
def test_where_all_is_text_nobody_is_told_that_a_number_is_one(kind: str) -> None:
    assert read(faulty("KQ417"), kind=kind) == ()
    assert told(read(faulty("KQ434"), kind=kind)) == [("KQ434", "B2", 2, ("B2", "B4"))]


def test_a_declared_spelling_of_a_source_is_told_like_one_of_a_dictionary() -> None:
    mapping = replace(LIST, values={"subject_of": {"Русск.": "rus"}})
    found = read(table("| s1 | a | Русск. | 85 | | |"), mapping=mapping)
    assert told(found) == [("KQ431", "C2", 1, ("C2",))]
    assert "«Русск.» → Русский язык" in to_message(found[0], language("ru"))


def test_manners_of_a_form_are_told_of_each_sheet_and_are_no_errors(tmp_path: Path) -> None:
    form(tmp_path, {"graduates": "50", "certified": " 45 "})
    found = [d for d in collect(tmp_path).diagnostics if d.rule.code in CODES]
    (one,) = found
    assert (one.rule.code, str(one.where)) == ("KQ417", f"{HOME}/школа.xlsx!Главное!E6")
    assert (one.params["n"], one.params["cells"], one.unit) == (2, ("E6:E7",), "s1")
    assert one.severity is Severity.NOTE


def test_a_form_whose_numbers_are_numbers_and_a_csv_are_silent(tmp_path: Path) -> None:
    form(tmp_path, {"graduates": 50, "certified": 45})
    put(tmp_path, "выпуск.csv", "Школа;Выпуск\ns2;60\n")
    assert [d for d in collect(tmp_path).diagnostics if d.rule.code in CODES] == []


@pytest.mark.parametrize(
    ("column", "name", "typed", "code", "value", "read_as"),
    [
        ("D", "score", "н/я", "blank", (None, Absence.BLANK), "не заполнено"),
        ("D", "score", "ОСВ.", "not_applicable", (None, Absence.NOT_APPLICABLE), "не применяется"),
        ("D", "score", "-", "no_data", (None, Absence.NO_DATA), "нет данных"),
        ("D", "score", "удалён", "0", (0.0, Absence.PRESENT), "0"),
        ("D", "score", "999", "blank", (None, Absence.BLANK), "не заполнено"),
        ("F", "winner", "призёр", "yes", (1.0, Absence.PRESENT), "да"),
        ("C", "subject_of", "Русск.", "rus", ("rus", Absence.PRESENT), "Русский язык"),
        ("B", "pupil", "анон.", "безымянный", ("безымянный", Absence.PRESENT), "безымянный"),
    ],
)
def test_a_declared_word_of_a_source_stands_for_a_value_or_an_absence(
    column: str, name: str, typed: str, code: str, value: tuple[object, Absence], read_as: str
) -> None:
    mapping = replace(LIST, values={name: {typed.lower(): code}})
    cells = {"B": "a", "C": "rus", "D": "50", "E": "", "F": "", column: typed}
    sheet = table(f"| s1 | {' | '.join(cells[c] for c in 'BCDEF')} |")
    book = replace(make_book(sheet, file="список"))
    plan, known, words = tiny_plan(DATED), roster(ORGANISATIONS), vocabulary(DATED, SETTINGS)
    facts = read_source(book, "list", mapping, plan=plan, known=known, words=words, period="2020/2021")
    (row,) = facts.lists["olympiad"]
    assert row.facts[name][:2] == value
    assert told(facts.diagnostics) == [("KQ431", f"{column}2", 1, (f"{column}2",))]
    assert to_message(facts.diagnostics[0], language("ru")).endswith(f"«{typed.lower()}» → {read_as}).")


def test_a_word_that_is_not_declared_is_no_number() -> None:
    book = make_book(table("| s1 | a | rus | н/я | | |"), file="список")
    plan, known, words = tiny_plan(DATED), roster(ORGANISATIONS), vocabulary(DATED, SETTINGS)
    facts = read_source(book, "list", LIST, plan=plan, known=known, words=words, period="2020/2021")
    assert [(d.rule.code, str(d.where)) for d in facts.diagnostics] == [("KQ401", "список!Лист!D2")]
