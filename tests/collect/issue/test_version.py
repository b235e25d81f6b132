"""Whether a form is of the current version: what was added to its questions since, and what was taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook

from kokoq.collect.form.layout import lay_out
from kokoq.collect.form.write import write_form
from kokoq.collect.issue.forms import CheckedForm, check_form, heading, write_one_workbook
from kokoq.language import language
from kokoq.model import Catalogue, Period, Type
from kokoq.plan import Plan
from tests.collect.tiny import CATALOGUE, ORGANISATIONS, SCHOOL, SETTINGS, make_field, tiny_plan

YEAR = Period("2020/2021")
RU = language("ru")


def written(path: Path, catalogue: Catalogue = CATALOGUE) -> Path:
    """A form of a school as it was under ``catalogue``."""
    plan = tiny_plan(catalogue)
    head = heading(plan, SETTINGS, SCHOOL, YEAR, RU)
    write_form(lay_out(plan, SCHOOL), catalogue, path, heading=head, language=RU)
    return path


def checked(path: Path, plan: Plan) -> CheckedForm:
    found = check_form(plan, SETTINGS, ORGANISATIONS, path)
    assert found.value is not None
    assert found.diagnostics == ()
    return found.value


def test_a_form_of_today_is_current(tmp_path: Path) -> None:
    form = checked(written(tmp_path / "a.xlsx"), tiny_plan())
    assert (form.organisation, form.period, form.is_current) == (SCHOOL.title, "2020/2021", True)


def test_questions_added_and_removed_since_are_named(tmp_path: Path) -> None:
    exams = CATALOGUE.tables["exams"]
    old = replace(
        CATALOGUE,
        fields={
            **{name: f for name, f in CATALOGUE.fields.items() if name != "certified"},
            "medals": make_field("medals", title="Медалисты"),
        },
        tables={**CATALOGUE.tables, "exams": replace(exams, rows=(*exams.rows[1:], ("rus", "8")))},
    )
    difference = checked(written(tmp_path / "a.xlsx", old), tiny_plan()).difference
    assert not difference.same_version
    assert difference.removed == ("Медалисты", "Экзамены: Русский язык, 8 класс")
    assert difference.added == ("certified", "Экзамены: Русский язык, 9 класс")


def test_another_unit_of_a_question_is_another_version_with_the_same_questions(tmp_path: Path) -> None:
    graduates = replace(CATALOGUE.fields["graduates"], unit="items")
    old = replace(CATALOGUE, fields={**CATALOGUE.fields, "graduates": graduates})
    difference = checked(written(tmp_path / "a.xlsx", old), tiny_plan()).difference
    assert (difference.same_version, difference.added, difference.removed) == (False, (), ())
    items, persons = (CATALOGUE.units.get(unit, unit) for unit in ("items", graduates_unit()))
    assert difference.changed == ((f"graduates, {items}", f"graduates, {persons}"),)


def graduates_unit() -> str:
    return CATALOGUE.fields["graduates"].unit


def test_other_titles_of_questions_and_columns_of_another_version_are_named_both_ways(tmp_path: Path) -> None:
    fields = CATALOGUE.fields
    passed = replace(fields["passed"], title="Сдали без пересдачи")
    changed = {**renamed("Окончили школу").fields, "passed": passed, "medals": make_field("medals", title="Медалисты")}
    other = replace(CATALOGUE, fields=changed)
    persons = CATALOGUE.units.get(graduates_unit(), graduates_unit())
    there = checked(written(tmp_path / "a.xlsx", other), tiny_plan()).difference
    assert there.changed == (
        (f"Окончили школу, {persons}", f"graduates, {persons}"),
        (f"Сдали без пересдачи, {persons}", f"passed, {persons}"),
    )
    back = checked(written(tmp_path / "b.xlsx"), tiny_plan(other)).difference
    assert back.changed == tuple((now, then) for then, now in there.changed)


def test_the_workbook_of_everybody_is_current_as_long_as_all_forms_are(tmp_path: Path) -> None:
    plan = tiny_plan()
    path = write_one_workbook(plan, SETTINGS, ORGANISATIONS, tmp_path, period=YEAR, language=RU)
    assert checked(path, plan).is_current
    newer = tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, "medals": make_field("medals")}))
    assert not checked(path, newer).is_current


def test_other_limits_in_the_workbook_of_everybody_are_told(tmp_path: Path) -> None:
    """Of a question, and of a column of a table: the comments on both headers say what may be typed."""
    changed = {
        name: replace(CATALOGUE.fields[name], limits=(Decimal(0), Decimal(last)))
        for name, last in (("graduates", 50), ("score", 10))
    }
    path = write_one_workbook(tiny_plan(), SETTINGS, ORGANISATIONS, tmp_path, period=YEAR, language=RU)
    form = checked(path, tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, **changed})))
    assert (form.is_current, form.difference.bounds) == (
        False,
        (
            ("graduates", "Вводится целое число от 0 до 300.", "Вводится целое число от 0 до 50."),
            ("score", "Вводится число от 0 до 100.", "Вводится число от 0 до 10."),
        ),
    )


def test_what_is_no_form_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "список.csv").write_text("а;б\n1;2\n", encoding="utf-8")
    found = check_form(tiny_plan(), SETTINGS, ORGANISATIONS, tmp_path / "список.csv")
    assert (found.value, [d.rule.code for d in found.diagnostics]) == (None, ["KQ311"])


def test_a_form_of_another_catalogue_is_a_finding(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", replace(CATALOGUE, id="other"))
    found = check_form(tiny_plan(), SETTINGS, ORGANISATIONS, path)
    assert (found.value, [d.rule.code for d in found.diagnostics]) == (None, ["KQ307"])


def found_in(
    path: Path, *, catalogue: Catalogue = CATALOGUE, periods: tuple[Period, ...] = ()
) -> tuple[bool, list[str]]:
    """Whether a form is current, and the codes of what is found of it."""
    found = check_form(tiny_plan(catalogue), SETTINGS, ORGANISATIONS, path, periods=periods)
    return found.value is not None and found.value.is_current, [d.rule.code for d in found.diagnostics]


def edited(path: Path, change: Callable[[Workbook], None]) -> Path:
    """A form as somebody saves it again."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def renamed(title: str) -> Catalogue:
    """The catalogue with another title of a question."""
    return replace(CATALOGUE, fields={**CATALOGUE.fields, "graduates": make_field("graduates", title=title)})


def test_another_title_of_a_question_is_told_at_its_cell(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", renamed("Участники форума"))
    assert found_in(path, catalogue=renamed("Участники форума")) == (True, [])
    assert found_in(path, catalogue=renamed("Выпускники школы")) == (False, ["KQ338"])


def test_other_limits_of_an_answer_are_told_with_both(tmp_path: Path) -> None:
    wide, narrow = (
        replace(
            CATALOGUE,
            fields={
                **CATALOGUE.fields,
                "graduates": replace(CATALOGUE.fields["graduates"], limits=(Decimal(0), Decimal(last))),
            },
        )
        for last in (60, 50)
    )
    form = checked(written(tmp_path / "a.xlsx", narrow), tiny_plan(wide))
    title = CATALOGUE.fields["graduates"].title
    told = (title, "Вводится целое число от 0 до 50.", "Вводится целое число от 0 до 60.")
    assert (form.is_current, form.difference.same_version, form.difference.bounds) == (False, True, (told,))
    assert found_in(tmp_path / "a.xlsx", catalogue=narrow) == (True, [])


def test_other_limits_of_a_date_are_told_with_both(tmp_path: Path) -> None:
    """A form of which somebody made one of the year after by writing over its period."""
    dated = replace(CATALOGUE, fields={**CATALOGUE.fields, "day": make_field("day", type=Type.DATE, unit="")})

    def of_next_year(book: Workbook) -> None:
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = cell.value.replace(YEAR.text, "2021/2022")

    assert found_in(written(tmp_path / "a.xlsx", dated), catalogue=dated) == (True, [])
    form = checked(edited(tmp_path / "a.xlsx", of_next_year), tiny_plan(dated))
    told = ("day", "Вводится дата с 01.09.2020 по 31.08.2021.", "Вводится дата с 01.09.2021 по 31.08.2022.")
    assert (form.is_current, form.difference.bounds) == (False, (told,))


def test_a_comment_that_somebody_put_over_ours_says_nothing_of_limits(tmp_path: Path) -> None:
    over: list[str] = []

    def remarked(book: Workbook) -> None:
        for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment):
            over.append(cell.coordinate)
            cell.comment = Comment("уточнить у завуча", "Школа")

    assert found_in(edited(written(tmp_path / "a.xlsx"), remarked)) == (True, [])
    assert over


def test_what_a_form_has_lost_is_told(tmp_path: Path) -> None:
    def without_sheet(book: Workbook) -> None:
        del book["Экзамены"]

    def without_mark(book: Workbook) -> None:
        (cell,) = (row[0] for sheet in book for row in sheet.iter_rows() if row[0].value == "graduates")
        cell.value = None

    assert found_in(edited(written(tmp_path / "a.xlsx"), without_sheet)) == (False, ["KQ331"])
    assert found_in(edited(written(tmp_path / "a.xlsx"), without_mark)) == (False, ["KQ320"])


def test_a_sheet_that_asks_nothing_is_no_form(tmp_path: Path) -> None:
    mark = openpyxl.load_workbook(written(tmp_path / "a.xlsx"))["_kokoq"]["A1"].value
    (tmp_path / "a.csv").write_text(f"{mark};;\n;Инструкция;\n", encoding="utf-8")
    assert found_in(tmp_path / "a.csv") == (False, ["KQ330"])


def test_a_form_of_another_period_than_is_collected_is_not_current(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx")
    assert found_in(path, periods=(YEAR, YEAR.previous(-1))) == (True, [])
    found = check_form(tiny_plan(), SETTINGS, ORGANISATIONS, path, periods=(Period("2021/2022"),))
    assert found.value is not None
    assert (found.value.is_current, found.value.wanted) == (False, "2021/2022")


def test_of_a_table_that_has_become_so_small_that_its_cells_are_questions_only_what_is_gone_is_named(
    tmp_path: Path,
) -> None:
    """Exams have 9 rows of 2 fields, 18 cells: a table; of 8 rows, 16 cells, each cell is a question (SMALL_TABLE)."""
    exams = CATALOGUE.tables["exams"]
    small = replace(CATALOGUE, tables={**CATALOGUE.tables, "exams": replace(exams, rows=exams.rows[1:])})
    shrunk = checked(written(tmp_path / "a.xlsx"), tiny_plan(small)).difference
    assert (shrunk.added, shrunk.removed) == ((), ("Экзамены: Русский язык, 9 класс",))
    grown = checked(written(tmp_path / "b.xlsx", small), tiny_plan()).difference
    assert (grown.added, grown.removed) == (("Экзамены: Русский язык, 9 класс",), ())
