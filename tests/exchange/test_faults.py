"""What is wrong in a table is told at its cell, all of it in one run, and no file is touched; a text stays a text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kokoq.a1 import make_ref
from tests.exchange.table import Table, cells, diff, errors, exported, imported, texts_of

GOOD = Path(__file__).parents[1] / "definitions" / "good"
SHARE = "grade9_certified_share"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a small catalogue."""
    ignored = shutil.ignore_patterns("kokoq.yaml")
    return Path(shutil.copytree(GOOD, tmp_path / "catalogue", ignore=ignored))


@pytest.fixture
def table(folder: Path, tmp_path: Path) -> Table:
    return Table(exported(folder, tmp_path / "table.xlsx"))


COMMA = "grade9_certified: 45,5\ngrade9_graduates: 50"

Where = tuple[str, dict[str, str], str]
"""A sheet, what stands in a row, and a header."""

ONE_CELL: dict[str, tuple[Where, str | None, str]] = {
    "an unknown name in a formula": (("Показатели", {"Показатель": SHARE}, "Формула"), "a / grade9_graduates", "KQ202"),
    "a word that is none of those allowed": (("Показатели", {"Показатель": SHARE}, "Вид"), "доля", "KQ105"),
    "points that are no number": (("Границы шкал", {"Не меньше": "95%"}, "Баллы"), "много", "KQ105"),
    "a case that fails": (("Примеры расчёта", {"Дано": "GIVEN"}, "Должно быть"), "value: 96%", "KQ120"),
    "a band of an unknown indicator": (("Границы шкал", {"Не меньше": "95%"}, "Показатель"), "grade9", "KQ111"),
    "a name that stands twice": (("Поля", {"Поле": "grade9_certified"}, "Поле"), "grade9_graduates", "KQ112"),
    "a row without a name": (("Поля", {"Поле": "children_5_18"}, "Поле"), None, "KQ345"),
    "an open bracket": (("Показатели", {"Показатель": SHARE}, "Что лучше"), "{corridor: {from: 8, to: 12}", "KQ346"),
    "a line without a name": (("Показатели", {"Показатель": SHARE}, "Рекомендации"), "Дать задания", "KQ346"),
    "a name twice in a cell": (("Показатели", {"Показатель": SHARE}, "Рекомендации"), "low: а\nlow: б", "KQ346"),
    "an anchor": (("Показатели", {"Показатель": SHARE}, "Что лучше"), "&a higher", "KQ346"),
    "a file outside the folder": (("Поля", {"Поле": "grade9_certified"}, "Файл"), "../fields.yaml", "KQ348"),
    "a file that would not be read": (("Поля", {"Поле": "grade9_certified"}, "Файл"), "kokoq.yaml", "KQ348"),
    "a case outside its folder": (("Примеры расчёта", {"Дано": "GIVEN"}, "Файл"), "a.yaml", "KQ348"),
    "a decimal comma in what is given": (("Примеры расчёта", {"Дано": "GIVEN"}, "Дано"), COMMA, "KQ105"),
    "a decimal comma in what is expected": (
        ("Примеры расчёта", {"Дано": "GIVEN"}, "Должно быть"),
        "value: 9,5%",
        "KQ105",
    ),
    "a decimal comma of a band": (("Границы шкал", {"Не меньше": "95%"}, "Не меньше"), "97,5%", "KQ105"),
    "a required cell that is blank": (("Показатели", {"Показатель": SHARE}, "Название"), None, "KQ104"),
    "a section that is not there": (("Слова и обозначения", {"Обозначение": "shnor"}, "Раздел"), "признаки", "KQ111"),
}
GIVEN = "grade9_certified: 45\ngrade9_graduates: 50"


@pytest.mark.parametrize("name", ONE_CELL)
def test_a_wrong_cell_is_named_and_nothing_is_written(name: str, table: Table, folder: Path) -> None:
    (sheet, keys, header), text, code = ONE_CELL[name]
    row = table.row(sheet, **{key: GIVEN if value == "GIVEN" else value for key, value in keys.items()})
    table.put(sheet, row, **{header: text})
    table.put("Каталог", 2, Название="Другое")  # which is sound, and must not be written either
    before = texts_of(folder)
    made = imported(table.save(), folder)
    assert made.value is None
    assert errors(made.diagnostics)[0] == (code, f"table.xlsx!{sheet}!{make_ref(row, table.columns(sheet)[header])}")
    assert texts_of(folder) == before


def _rename_a_header(table: Table) -> None:
    table.sheet("Поля")["C1"] = "Назвние"


def _drop_a_sheet(table: Table) -> None:
    table.book.remove(table.sheet("Поля таблиц"))


def _add_notes(table: Table) -> None:
    table.book.create_sheet("Черновик")["A1"] = "не забыть"


def _type_beside(table: Table) -> None:
    table.sheet("Акты")["J3"] = "проверить"


def _type_a_formula(table: Table) -> None:
    table.sheet("Показатели")["C2"] = "=1/0"  # which another program saved without a value


def _drop_an_indicator(table: Table) -> None:
    table.delete("Показатели", table.row("Показатели", Показатель=SHARE))


def _empty_the_catalogue(table: Table) -> None:
    table.delete("Каталог", 2)


WHOLE: dict[Callable[[Table], None], list[tuple[str, str]]] = {
    _rename_a_header: [("KQ343", "table.xlsx!Поля!A1"), ("KQ344", "table.xlsx!Поля!C1")],
    _drop_a_sheet: [("KQ341", "table.xlsx")],
    _add_notes: [("KQ342", "table.xlsx!Черновик")],
    _type_beside: [("KQ344", "table.xlsx!Акты!J1")],
    _type_a_formula: [("KQ347", "table.xlsx!Показатели!C2")],
    _drop_an_indicator: [
        ("KQ111", "table.xlsx!Границы шкал!A2"),
        ("KQ111", "table.xlsx!Границы шкал!A3"),
        ("KQ111", "table.xlsx!Границы шкал!A4"),
        ("KQ111", "table.xlsx!Шкалы!A2"),
    ],
    _empty_the_catalogue: [("KQ345", "table.xlsx!Каталог")],
}


@pytest.mark.parametrize("edit", WHOLE, ids=lambda edit: edit.__name__)
def test_nothing_that_was_typed_or_declared_is_lost_in_silence(
    edit: Callable[[Table], None], table: Table, folder: Path
) -> None:
    edit(table)
    before = texts_of(folder)
    made = imported(table.save(), folder)
    assert made.value is None
    assert errors(made.diagnostics)[: len(WHOLE[edit])] == WHOLE[edit]  # the cases of this catalogue fail
    assert texts_of(folder) == before


def test_a_value_that_another_cell_hides_is_told(table: Table, folder: Path) -> None:
    header = "Несколько шкал"
    table.put("Показатели", 2, **{header: "- {bands: [{otherwise: {points: 1}}]}\n- {bands: []}"})  # and on «Шкалы»
    found = errors(imported(table.save(), folder, cases=False).diagnostics)
    assert found == [("KQ346", f"table.xlsx!Показатели!{make_ref(2, table.columns('Показатели')[header])}")]


def test_all_faults_are_told_in_one_run(table: Table, folder: Path) -> None:
    table.put("Показатели", 2, Вид="доля")
    table.put("Поля", 2, Единица="12:30", Тип="дробь")
    table.put("Границы шкал", 2, Уровень="отличный")
    codes = [place for _, place in errors(imported(table.save(), folder).diagnostics)]
    assert {"table.xlsx!Показатели!E2", "table.xlsx!Поля!F2", "table.xlsx!Границы шкал!H2"} <= set(codes)


def test_faulty_files_are_not_written_over(table: Table, folder: Path) -> None:
    path = folder / "fields.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "unknown: 1\n", encoding="utf-8")
    made = imported(table.save(), folder)
    assert made.value is None
    assert [code for code, _ in errors(made.diagnostics)] == ["KQ102"]
    assert path.read_text(encoding="utf-8").endswith("unknown: 1\n")


AWKWARD = [
    *("=1+1", "+7 900", "-5", "@SUM(A1)", "a: b # c", "'кавычка'", '"две"'),
    *("{фигурные}", "[7]", "- тире", "1e5", "да\nнет", "yes"),
]


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_is_never_a_formula_and_comes_back_as_it_was(text: str, table: Table, folder: Path) -> None:
    first = text.splitlines()[0]
    row = table.row("Показатели", Показатель=SHARE)
    table.put("Показатели", row, Оговорка=text, Рекомендации=f"low: {first}")
    assert errors(imported(table.save(), folder, cases=False).diagnostics) == []
    again = Table(exported(folder, folder / "again.xlsx"))
    columns = again.columns("Показатели")
    cell = again.sheet("Показатели").cell(row, columns["Оговорка"])
    assert (cell.value, cell.data_type) == (text, "s")
    assert again.sheet("Показатели").cell(row, columns["Рекомендации"]).value == f"low: {first}"


def test_comments_beside_and_above_stay(table: Table, folder: Path) -> None:
    table.put("Таблицы формы", 2, Название="Процедуры оценки")
    row = table.row("Поля таблиц", Поле="participants")
    table.delete("Поля таблиц", table.row("Поля таблиц", Поле="lowered"))
    table.put("Поля таблиц", row, Название="Участники работ")
    before = texts_of(folder)
    assert imported(table.save(), folder, cases=False).value is not None
    assert diff(before, texts_of(folder)) == [
        "fields.yaml",
        "-    title: Оценочные процедуры",
        "+    title: Процедуры оценки",
        "-      participants: {title: Участники}",
        "+      participants: {title: Участники работ}",
        "-      lowered: {title: …получили отметку ниже, part_of: participants}",
    ]
    assert "# one row per organisation × procedure × subject × grade" in (folder / "fields.yaml").read_text("utf-8")


TESTS = Path(__file__).parents[1]
EVERY_KIND = ("definitions/lint/clean", "assess/every_scale")


@pytest.mark.parametrize("name", EVERY_KIND)
def test_short_forms_and_every_kind_of_scale_come_back(name: str, tmp_path: Path) -> None:
    table = exported(TESTS / name, tmp_path / "table.xlsx")
    made = imported(table, Path(shutil.copytree(TESTS / name, tmp_path / "same")), cases=False)
    assert made.value is not None
    assert (made.value.written, made.value.removed) == ((), ())
    assert imported(table, tmp_path / "new", cases=False).value is not None
    assert cells(exported(tmp_path / "new", tmp_path / "again.xlsx")) == cells(table)


def test_what_no_sheet_shows_is_not_taken_out_of_the_files(folder: Path, tmp_path: Path) -> None:
    path = folder / "5.1.1-student-attainment.yaml"
    text = path.read_text(encoding="utf-8").replace("tasks: [Выявить", "tasks: []\ncriteria: []\n# tasks: [Выявить")
    path.write_text(text.replace("criteria: [Аттестаты", "# [Аттестаты"), encoding="utf-8")
    table = exported(folder, tmp_path / "t.xlsx")
    assert imported(table, folder, cases=False).value is not None
    assert "tasks: []\ncriteria: []\n" in path.read_text(encoding="utf-8")


def with_a_directive(folder: Path) -> Path:
    """A file that begins with a line which the library that writes into it does not know."""
    path = folder / "fields.yaml"
    path.write_text(f"%YAML 1.2\n---\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    return path


def test_a_file_into_which_a_change_cannot_be_written_is_told_and_nothing_is_written(
    folder: Path, tmp_path: Path
) -> None:
    path = with_a_directive(folder)
    table = Table(exported(folder, tmp_path / "t.xlsx"))
    table.put("Поля", table.row("Поля", Поле="grade9_certified"), Название="Другое")
    table.put("Каталог", 2, Название="Другое")
    before = texts_of(folder)
    made = imported(table.save(), folder, cases=False)
    assert made.value is None
    assert errors(made.diagnostics) == [("KQ349", f"{path.as_posix()}:1:1")]
    assert texts_of(folder) == before


def test_such_a_file_does_not_hinder_changes_of_others(folder: Path, tmp_path: Path) -> None:
    with_a_directive(folder)
    table = Table(exported(folder, tmp_path / "t.xlsx"))
    table.put("Каталог", 2, Название="Другое")
    made = imported(table.save(), folder, cases=False)
    assert errors(made.diagnostics) == []
    assert made.value is not None
    assert made.value.written == ("catalogue.yaml",)


@pytest.mark.parametrize("header", ["Сбор: ответственный", "Периодичность: дни сбора", "Периодичность: срок сдачи"])
def test_what_is_lacking_is_named_at_its_own_cell(header: str, table: Table, folder: Path) -> None:
    row, column = 2, table.columns("Положения")[header]
    lacks = header.partition(":")[0]
    for number, title in enumerate(table.columns("Положения"), start=1):
        if title.startswith(f"{lacks}:") and title not in (header, f"{lacks}: как часто", f"{lacks}: методы"):
            table.sheet("Положения").cell(row, number).value = None
    table.put("Положения", row, **{header: None})
    found = [str(d.where) for d in imported(table.save(), folder).diagnostics if d.rule.code == "KQ125"]
    assert f"table.xlsx!Положения!{make_ref(row, column)}" in found
    assert len(set(found)) == len(found)
