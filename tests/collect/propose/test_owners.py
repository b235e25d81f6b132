"""Tables that no column of organisations has: what names them instead is proposed, and read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kokoq.a1 import make_ref
from kokoq.collect.lists.roster import roster
from kokoq.collect.propose import Draft
from kokoq.collect.propose.owners import Told, pattern_of
from kokoq.collect.propose.text import to_yaml
from kokoq.definitions.settings import load_settings
from kokoq.diagnostics import Cell
from kokoq.model import Organisation, Owner
from kokoq.observations import unpack_ref
from tests.collect.propose.test_spreadsheets import RU, answers, look, read, sheet

TEACHERS = """
    | Предмет | Учителей | из них с образованием по профилю |
    | Русский язык | 4 | 4 |
    | Математика | 3 | 2 |
    """
# Teachers of a table have a subject: s1 has 4 and 3 of them
OF_ONE = {
    ("s1", "rus", "teachers", 4.0),
    ("s1", "rus", "teachers_profile_education", 4.0),
    ("s1", "math", "teachers", 3.0),
    ("s1", "math", "teachers_profile_education", 2.0),
}


def one(*drafts: Draft) -> Draft:
    (draft,) = drafts
    return draft


@pytest.mark.parametrize(
    ("table", "name", "file", "owner", "files"),
    [
        (f"| Школа «№ 1», кадры |{TEACHERS}", "Лист1", "Кадры.xlsx", Owner.TITLE, "Кадры.xlsx"),
        (TEACHERS, "Школа № 1", "Кадры 2021.xlsx", Owner.SHEET, "Кадры *.xlsx"),
        (TEACHERS, "Лист1", "Школа № 1 кадры.xlsx", Owner.FILE, "* кадры.xlsx"),
        (f"| Школа № 1 |{TEACHERS}", "Лист1", "Кадры_Школа 1_2021.xlsx", Owner.TITLE, "Кадры_*.xlsx"),
    ],
    ids=["a title", "the sheet", "the file", "a title, in a file for each school"],
)
def test_an_organisation_that_is_named_around_the_table(
    table: str, name: str, file: str, owner: Owner, files: str
) -> None:
    proposal = look(sheet(table, name), file=file)
    draft = one(*proposal.drafts)
    assert (draft.mapping.owner, draft.mapping.files) == (owner, (files,))
    assert read(draft) == OF_ONE
    assert f"\n    organisation: {owner}\n" in to_yaml(proposal, RU)


def test_a_sheet_for_each_school_is_one_source() -> None:
    proposal = look(sheet(TEACHERS, "Школа № 1"), sheet(TEACHERS, "Школа № 2"), sheet("| Сводные сведения |", "Титул"))
    draft = one(*proposal.drafts)
    assert (draft.mapping.owner, draft.mapping.sheet) == (Owner.SHEET, "Школа № *")
    assert read(draft) == OF_ONE | {("s2", *fact[1:]) for fact in OF_ONE}


def test_schools_named_in_rows_of_the_table_and_in_a_column_without_a_header() -> None:
    rows = TEACHERS.strip().splitlines()[1:]
    head = TEACHERS.strip().splitlines()[0]
    draft = one(*look(sheet("\n".join([head, "| Школа № 1 |", *rows, "| Школа № 2 |", *rows]))).drafts)
    assert draft.mapping.owner is Owner.SECTION
    assert read(draft) == OF_ONE | {("s2", *fact[1:]) for fact in OF_ONE}
    named = one(*look(sheet("| | Педагоги | Вакансии |\n| Школа № 1 | 40 | 2 |\n| Школа № 2 | 20 | 0 |")).drafts)
    assert named.mapping.owner is Owner.UNNAMED
    assert ("s2", "teaching_staff_total", 20.0) in read(named)


def test_questions_in_rows_and_schools_in_columns() -> None:
    proposal = look(
        sheet(
            """
            | Итоги 2020/2021 учебного года |
            |
            | № | Показатель | Ед. изм. | Школа № 1 | Школа № 2 | Итого |
            | 1 | Выпускники 9-х классов | чел. | 50 | 40 | 90 |
            | 2 | из них получили аттестат | чел. | 48 | 40 | 88 |
            | 3 | Стоимость питания | руб. | 75 | 75 | |
            """
        )
    )
    draft = one(*proposal.drafts)
    assert draft.mapping.turned
    assert set(answers(draft).values()) == {"organisation", "grade9_graduates", "grade9_certified"}
    assert read(draft) == {
        ("s1", "grade9_graduates", 50.0),
        ("s1", "grade9_certified", 48.0),
        ("s2", "grade9_graduates", 40.0),
        ("s2", "grade9_certified", 40.0),
    }
    assert draft.tried is not None
    fact = draft.tried.plain["s2"]["grade9_certified"]
    assert make_ref(*unpack_ref(fact.ref)[1:]) == "E5"
    text = to_yaml(proposal, RU)
    assert "\n    turned: yes\n" in text
    assert re.search(r"# Шапка — столбцы листа: B", text)


def test_one_school_in_a_file_with_its_figures_below_each_other(tmp_path: Path) -> None:
    proposal = look(
        sheet(
            """
            | Школа № 2 |
            | Показатели деятельности |
            | № | Показатель | Значение |
            | 1 | Педагогические работники, всего | 21 |
            | 2 | Вакансии педагогических работников | 2 |
            """
        ),
        file="Школа № 2.xlsx",
    )
    draft = one(*proposal.drafts)
    assert (draft.mapping.turned, draft.mapping.owner) == (True, Owner.TITLE)
    assert read(draft) == {("s2", "teaching_staff_total", 21.0), ("s2", "vacancies", 2.0)}
    (tmp_path / "kokoq.yaml").write_text(
        "kokoq: 1\ncatalogue: promyshlennovsky\n" + to_yaml(proposal, RU), encoding="utf-8"
    )
    checked = load_settings(tmp_path)
    assert checked.diagnostics == ()
    assert checked.value is not None
    assert checked.value.sources["fields"].columns == draft.mapping.columns


def test_rows_that_only_differ_in_what_the_catalogue_does_not_know_are_not_proposed() -> None:
    """Boys and girls are no two numbers of participants."""
    proposal = look(
        sheet(
            """
            | ВПР. 7 класс. Русский язык |
            | Группы участников | Кол-во участников | % |
            | Школа № 1 |
            | Мальчики | 9 | 45 |
            | Подтвердили | 15 | 75 |
            | Девочки | 11 | 55 |
            | Школа № 2 |
            | Мальчики | 6 | 60 |
            | Подтвердили | 7 | 70 |
            | Девочки | 4 | 40 |
            """
        ),
        catalogue="ust_ilimsk",
    )
    assert proposal.drafts == ()
    assert [name for name, _ in proposal.without] == ["Лист1"]
    assert "повторяются одни и те же ключи" in to_yaml(proposal, RU, width=200)


def test_whole_samples_above_the_schools_do_not_make_a_column_unreadable() -> None:
    """1 452 880 participants in the country are more than a school may have (500): those rows are not read."""
    proposal = look(
        sheet(
            """
            | ВПР 2021. 5 класс |
            | Предмет: | Математика |
            | Группы участников | Кол-во участников |
            | Вся выборка | 1452880 |
            | Учебная обл. | 27100 |
            | Школа № 1 | 62 |
            | Школа № 2 | 41 |
            """
        )
    )
    draft = one(*proposal.drafts)
    assert draft.mapping.constants == {"procedure": "vpr", "subject": "math", "grade": "5"}
    assert read(draft) == {
        ("s1", "vpr", "math", "5", "participants", 62.0),
        ("s2", "vpr", "math", "5", "participants", 41.0),
    }
    assert draft.tried is not None
    told = [d.where for d in draft.tried.diagnostics if d.rule.code == "KQ309"]
    assert told == [Cell("файл.xlsx", "Лист1", "A4"), Cell("файл.xlsx", "Лист1", "A5")]


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("Школа № 1.xlsx", "*.xlsx"),
        ("ВПР_школа_№_12_испр.xlsx", "ВПР_*_испр.xlsx"),
        ("Отчёт МБОУ «СОШ № 12» 2020-2021.xls", "Отчёт *.xls"),
        ("Отчёт.xls", "Отчёт.xls"),
    ],
)
def test_the_pattern_of_a_file_for_each_school(name: str, pattern: str) -> None:
    known = [Organisation(id=f"s{n}", title=f"МБОУ «СОШ № {n}»", short=f"Школа № {n}", type="school") for n in (1, 12)]
    assert pattern_of(name, roster(known), Told(Owner.FILE, name)) == pattern


def test_what_is_left_on_both_sides_belongs_together() -> None:
    """«Выпускник» has little of «Код участника», yet it alone holds codes; «Год» fits nothing that is left."""
    draft = one(
        *look(
            sheet(
                """
                | Школа | Выпускник участник | Предмет | Балл тестовый | Год |
                | Школа № 1 | а-01 | Физика | 70 | 2021 |
                | Школа № 1 | а-02 | Физика | 60 | 2021 |
                | Школа № 2 | б-01 | Химия | 55 | 2021 |
                """
            )
        ).drafts
    )
    assert answers(draft)["Выпускник участник"] == "ege_participant"
    assert "Год" not in answers(draft)


def test_an_entry_of_a_dictionary_that_begins_like_a_total_is_none() -> None:
    draft = one(
        *look(
            sheet(
                """
                | Школа | Уровень образования | Обучающиеся, всего |
                | Школа № 1 | начальное общее | 200 |
                | Школа № 1 | среднее общее | 50 |
                | Школа № 2 | среднее | 20 |
                | Среднее по району | | 90 |
                """
            )
        ).drafts
    )
    assert draft.mapping.skip == {"Школа": ("Среднее по району",)}
    assert read(draft) == {("s1", "noo", "pupils", 200.0), ("s1", "soo", "pupils", 50.0), ("s2", "soo", "pupils", 20.0)}


def test_how_sure_each_column_is_stands_in_a_word() -> None:
    text = to_yaml(
        look(sheet("| Школа | Педагогические работники, всего | Вакансий имеется |\n| Школа № 1 | 40 | 2 |")),
        RU,
        width=200,
    ).replace("\xa0", " ")
    assert "# уверенно, 100 % «Педагогические работники, всего»" in text
    assert re.search(r"# вероятно, \d\d % «Вакансии педагогических работников»", text)
    assert "# Столбцов: уверенно — 2, вероятно — 1, предложено на выбор — 0, не использовано — 0." in text


@pytest.mark.parametrize(
    "table",
    [
        """
        | Выбор предметов ЕГЭ |
        | Школа | Физика | Химия | Биология |
        | Школа № 1 | 5 | 6 | 12 |
        | Школа № 2 | 2 | 3 | 8 |
        """,
        """
        | Потребность в учителях |
        | Предмет | Школа № 1 | Школа № 2 |
        | Русский язык | 1 | 0 |
        | Математика | 1 | 1 |
        """,
    ],
    ids=["a number for each school is no list of persons", "what is wanted is no figure of the year"],
)
def test_what_only_looks_like_a_table_of_the_catalogue_is_not_proposed(table: str) -> None:
    assert look(sheet(table)).drafts == ()
