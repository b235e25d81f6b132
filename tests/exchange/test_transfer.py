"""A catalogue goes into a table and comes back; what is changed there changes the files, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kokoq.examine.check import check_definitions
from kokoq.exchange import export_table
from kokoq.resources import shipped
from tests.exchange.table import RU, TODAY, Table, cells, diff, errors, exported, imported, texts_of

SHIPPED = shipped("indicators") / "promyshlennovsky"
HONOURS = "grade9_honours_share"
ATTAINMENT, CASES = "5.1.1-student-attainment.yaml", "cases/5.1.1-student-attainment.yaml"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped catalogue as a table."""
    return exported(SHIPPED, tmp_path_factory.mktemp("clean") / "table.xlsx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "catalogue"))


@pytest.fixture
def table(clean: Path, tmp_path: Path) -> Table:
    return Table(Path(shutil.copyfile(clean, tmp_path / "table.xlsx")))


def test_export_import_export_is_the_same_table(clean: Path, tmp_path: Path) -> None:
    made = imported(clean, tmp_path / "new")
    assert made.value is not None
    assert set(made.value.written) == set(texts_of(tmp_path / "new"))
    shutil.copyfile(SHIPPED / "accepted.yaml", tmp_path / "new" / "accepted.yaml")  # which is of no sheet
    assert check_definitions((tmp_path / "new",), today=TODAY).diagnostics == ()
    assert cells(exported(tmp_path / "new", tmp_path / "again.xlsx")) == cells(clean)


def test_a_table_in_which_nothing_changed_writes_nothing(table: Table, folder: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.*")}
    made = imported(table.save(), folder)
    assert made.value is not None
    assert (made.value.written, made.value.removed) == ((), ())
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*.*")} == before


def test_the_same_catalogue_gives_the_same_bytes(clean: Path, tmp_path: Path) -> None:
    assert exported(SHIPPED, tmp_path / "again.xlsx").read_bytes() == clean.read_bytes()


def retitled(table: Table) -> None:
    table.put("Показатели", table.row("Показатели", Показатель=HONOURS), Название="Доля отличников 9-х классов")


def rescaled(table: Table) -> None:
    row = table.row("Границы шкал", Показатель=HONOURS)
    table.put("Границы шкал", row, Не_меньше=0.06)  # as Excel keeps what is typed as 6 %
    table.sheet("Границы шкал").cell(row, 2).number_format = "0%"


def with_a_hint(table: Table) -> None:
    table.put("Поля", table.row("Поля", Поле="grade9_certified"), Подсказка="Скажем: «по приказу», ответ — да")


def with_digits(table: Table) -> None:
    table.put("Показатели", table.row("Показатели", Показатель=HONOURS), Знаков_после_запятой=2)


def with_an_alias(table: Table) -> None:
    row = table.row("Другие написания", Написание="обж")
    table.insert("Другие написания", row + 1, Справочник="subjects", Написание="обзр", Код_в_справочнике="safety")


def without_a_remark(table: Table) -> None:
    table.delete("Принципы и оговорки", 2)


def with_another_case(table: Table) -> None:
    row = table.row("Примеры расчёта", Название="Первоклассники в знаменатель не входят")
    table.put("Примеры расчёта", row, Название="Только 2–4 классы")


def without_the_defects(table: Table) -> None:
    table.put("Показатели", table.row("Показатели", Показатель=HONOURS), Дефекты_акта=None)


BANDS = "      bands: [{{at_least: {}, points: 2, level: high}}, {{at_least: 2%, points: 1, level: basic}}, {}]"
LOW = "{otherwise: {points: 0, level: low}}"
EDITS: dict[Callable[[Table], None], list[str]] = {
    retitled: [
        "-    title: Доля выпускников 9-х классов с аттестатом с отличием",
        "+    title: Доля отличников 9-х классов",
    ],
    with_digits: ["+    digits: 2"],
    rescaled: ["-" + BANDS.format("5%", LOW), "+" + BANDS.format("6%", LOW)],
    without_the_defects: ["-    defects: [D07]"],
    with_another_case: [
        "-  title: Первоклассники в знаменатель не входят",
        "+  title: Только 2–4 классы",
    ],
    with_an_alias: ["+      обзр: safety"],
    without_a_remark: [
        '-  - "D13: «ШНРО» в целях направления 5.1.2 прочитано как «ШНОР»; двойные точки с запятой сняты."',
    ],
    with_a_hint: [
        (
            "-    hint: Преодолели порог по всем предметам на ОГЭ или ГВЭ до конца основного периода; "
            "осенняя пересдача не входит."
        ),
        '+    hint: "Скажем: «по приказу», ответ — да"',
    ],
}
"""An edit of one cell or row → the lines that it changes; in the order of the files."""


def test_every_edit_changes_its_own_line_and_no_other(table: Table, folder: Path) -> None:
    for edit in EDITS:
        edit(table)
    made = imported(table.save(), folder, cases=False)
    assert errors(made.diagnostics) == []
    changed = [line for line in diff(texts_of(SHIPPED), texts_of(folder)) if not line.endswith(".yaml")]
    assert changed == [line for lines in EDITS.values() for line in lines]


def add_an_indicator(table: Table) -> None:
    """As a methodologist would: a row on each sheet, typed by hand."""
    row = table.row("Показатели", Показатель=HONOURS)
    table.insert(
        "Показатели", row + 1, Положение="student_attainment", Показатель="grade9_not_certified_share", Код="1.1.99",
        Название="Доля выпускников 9-х классов без аттестата", Вид="share", Группа="result", По_кому_считается="school",
        Формула="(grade9_graduates - grade9_certified) / grade9_graduates", Что_лучше="lower",
        Рекомендации="low: Разобрать причины по каждому выпускнику",
    )  # fmt: skip
    table.insert("Шкалы", 2, Показатель="grade9_not_certified_share", Примерная="да")
    last = table.sheet("Границы шкал").max_row + 1
    new = {"Показатель": "grade9_not_certified_share"}
    table.put("Границы шкал", last, **new, Не_больше="2%", Баллы=1, Уровень="high")
    table.put("Границы шкал", last + 1, **new, Иначе="да", Баллы=0, Уровень="low")
    row = table.row("Примеры расчёта", Показатель="grade9_certified_share")
    table.insert(
        "Примеры расчёта", row, Показатель="grade9_not_certified_share", Файл=CASES,
        Дано="grade9_certified: 49\ngrade9_graduates: 50", Должно_быть="value: 2%\nlevel: high",
    )  # fmt: skip


NEW_INDICATOR = [
    ATTAINMENT,
    "+  grade9_not_certified_share:",
    "+    code: 1.1.99",
    "+    title: Доля выпускников 9-х классов без аттестата",
    "+    kind: share",
    "+    group: result",
    "+    scope: school",
    "+    formula: (grade9_graduates - grade9_certified) / grade9_graduates",
    "+    better: lower",
    "+    recommend: {low: Разобрать причины по каждому выпускнику}",
    "+    scale:",
    "+      illustrative: yes",
    "+      bands: [{at_most: 2%, points: 1, level: high}, {otherwise: {points: 0, level: low}}]",
    CASES,
    "+- indicator: grade9_not_certified_share",
    "+  given: {grade9_certified: 49, grade9_graduates: 50}",  # (50 - 49) / 50
    "+  expect: {value: 2%, level: high}",
]


def test_a_new_indicator_with_scale_and_case_stands_after_the_row_above_it(table: Table, folder: Path) -> None:
    add_an_indicator(table)
    made = imported(table.save(), folder)
    assert errors(made.diagnostics) == []
    assert diff(texts_of(SHIPPED), texts_of(folder)) == NEW_INDICATOR
    lines = (folder / ATTAINMENT).read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("  grade9_not_certified_share:") + 12] == "  grade11_medal_share:"


def test_what_was_added_goes_again_when_its_rows_go(table: Table, folder: Path, clean: Path) -> None:
    add_an_indicator(table)
    assert imported(table.save(), folder).value is not None
    assert imported(clean, folder).value is not None
    assert texts_of(folder) == texts_of(SHIPPED)


def test_a_file_without_rows_is_removed_and_a_new_one_is_made(table: Table, folder: Path) -> None:
    sheet = table.sheet("Соотношения")
    for row in range(2, sheet.max_row + 1):
        table.put("Соотношения", row, Файл="relations.yaml")
    made = imported(table.save(), folder)
    assert made.value is not None
    assert (made.value.written, made.value.removed) == (("relations.yaml",), ("checks.yaml",))
    assert errors(check_definitions((folder,), today=TODAY).diagnostics) == []


def test_sorting_a_sheet_of_names_changes_nothing(table: Table, folder: Path) -> None:
    sheet = table.sheet("Поля")
    rows = sorted(sheet.iter_rows(min_row=2, values_only=True), key=lambda row: str(row[2]))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    made = imported(table.save(), folder)
    assert made.value is not None
    assert made.value.written == ()


def test_line_ends_and_the_mark_of_windows_stay(table: Table, folder: Path) -> None:
    path = folder / ATTAINMENT
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    rescaled(table)
    assert imported(table.save(), folder, cases=False).value is not None
    line = BANDS.format("{}", LOW).encode().replace(b"\\", b"")
    assert path.read_bytes() == before.replace(line.replace(b"{}", b"5%"), line.replace(b"{}", b"6%"), 1)


def test_a_workbook_that_is_no_table_is_refused(tmp_path: Path, folder: Path) -> None:
    form = next((SHIPPED.parents[1] / "examples").rglob("organisations.xlsx"))
    assert errors(imported(form, folder).diagnostics) == [("KQ340", "organisations.xlsx")]


def test_a_text_too_long_for_a_cell_is_told_and_no_table_is_written(folder: Path, tmp_path: Path) -> None:
    path = folder / "catalogue.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"  - {'долго ' * 6_000}\n", encoding="utf-8")
    lines = len(path.read_text(encoding="utf-8").splitlines())
    made = export_table(folder, tmp_path / "t.xlsx", words=RU)
    assert [(d.rule.code, str(d.where).split(":")[-2]) for d in made.diagnostics] == [("KQ349", str(lines))]
    assert not (tmp_path / "t.xlsx").exists()
