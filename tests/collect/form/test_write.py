"""A form while it is typed: what it says is wrong, what it counts, and that Excel opens it without a question."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from kokoq.collect.form.layout import lay_out, municipality_unit
from kokoq.collect.form.write import Answers, Entry, Heading, write_form
from kokoq.language import language
from kokoq.model import Catalogue, Check, Expression, Field, Organisation, Period, Total, Type
from kokoq.plan import Plan
from tests.collect.retyped import OFFICE, assert_retyped
from tests.collect.tiny import AT, CATALOGUE, GARDEN, SCHOOL, SETTINGS, make_field, tiny_plan

RU = language("ru")
YEAR = Period("2020/2021")


def check(id_: str, expect: str, table: str = "", title: str = "Отличников не больше, чем выпускников") -> Check:
    return Check(id=id_, title=title, at=AT, expect=Expression(expect, AT), table=table)


def with_checks(*checks: Check, **fields: Field) -> Plan:
    made = {**CATALOGUE.fields, **fields}
    return tiny_plan(replace(CATALOGUE, fields=made, checks={one.id: one for one in checks}))


PLAN = with_checks(
    check("best", "best <= certified"),
    check(
        "contest", 'sum(participants, where = level == "region") <= graduates', title="Участников не больше, чем всех"
    ),
    check("rows", "passed + failed <= 100", "exams", "Сдавших и не сдавших вместе не больше ста"),
    best=make_field("best"),
)


def write(
    path: Path,
    cells: Mapping[str, Entry],
    unit: Organisation = SCHOOL,
    *,
    plan: Plan = PLAN,
    earlier: Mapping[str, Entry] | None = None,
    **more: object,
) -> Path:
    heading = Heading(organisation=unit, period=YEAR, title="Сбор", submit_by="31.07.2021", submit_to="Управление")
    write_form(
        lay_out(plan, unit),
        plan.catalogue,
        path,
        heading=heading,
        language=RU,
        answers=Answers(cells, **more),  # type: ignore[arg-type]  # records and evidence of a test
        earlier=earlier,
        relations=plan.relations,
    )
    return path


def said(path: Path) -> dict[str, str]:
    """What the column «Проверка» says of each question, by its id."""
    book = openpyxl.load_workbook(path, data_only=True)
    found: dict[str, str] = {}
    for sheet in book.worksheets:
        checks = [cell.column for cell in sheet[4] if cell.value == "Проверка"]
        for row in sheet.iter_rows(min_row=5):
            if checks and row[0].value and row[checks[0] - 1].value:
                found[str(row[0].value)] = str(row[checks[0] - 1].value)
    return found


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (40, ""),
        (0, ""),
        (None, ""),
        ("н/д", ""),
        ("не применимо", ""),
        ("Н/Д", ""),
        ("нет", "Исправьте: введите число; если сведений нет — «н/д»"),
        ("9 чел.", "Исправьте: введите число; если сведений нет — «н/д»"),
        (-1, "Исправьте: нужно целое число от 0 до 300"),
        (301, "Исправьте: нужно целое число от 0 до 300"),
        (1.5, "Исправьте: нужно целое число от 0 до 300"),
    ],
)
def test_a_number_is_judged_while_it_is_typed(tmp_path: Path, typed: Entry, reason: str) -> None:
    assert said(write(tmp_path / "a.xlsx", {"graduates": typed})).get("graduates", "") == reason


def test_a_part_above_its_whole_says_which_whole(tmp_path: Path) -> None:
    found = said(write(tmp_path / "a.xlsx", {"graduates": 40, "certified": 41}))
    assert found == {"certified": "Исправьте: больше, чем «graduates»"}
    assert said(write(tmp_path / "b.xlsx", {"graduates": None, "certified": 41})) == {}  # the whole is not known yet
    assert said(write(tmp_path / "c.xlsx", {"graduates": "н/д", "certified": 41})) == {}


def test_declared_relations_colour_the_side_that_is_too_large(tmp_path: Path) -> None:
    cells: dict[str, Entry] = {"graduates": 40, "certified": 30, "best": 31, "cell|contests|region|participants": 41}
    assert said(write(tmp_path / "a.xlsx", cells)) == {
        "best": "Исправьте: отличников не больше, чем выпускников",
        "cell|contests|region|participants": "Исправьте: участников не больше, чем всех",
    }


def test_a_relation_of_rows_holds_in_each_row_of_its_table(tmp_path: Path) -> None:
    cells: dict[str, Entry] = {
        "cell|exams|rus|9|passed": 60,
        "cell|exams|rus|9|failed": 41,
        "cell|exams|rus|10|passed": 60,
        "cell|exams|rus|10|failed": 40,
    }
    assert said(write(tmp_path / "a.xlsx", cells)) == {
        "row|rus|9": "Исправьте: сдавших и не сдавших вместе не больше ста"
    }


def test_a_percent_below_one_is_asked_about(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"safety": 0.85, "programme": "да"}, GARDEN)
    assert said(path)["safety"].startswith("Проверьте: нужны проценты, 85, а не 0,85")
    assert said(path)["programme"] == "Проверьте: укажите подтверждение"
    told = said(write(tmp_path / "b.xlsx", {"safety": 85, "programme": "да"}, GARDEN, evidence={"programme": "№ 5"}))
    assert told == {}


def test_a_word_that_is_neither_yes_nor_no_is_wrong(tmp_path: Path) -> None:
    assert said(write(tmp_path / "a.xlsx", {"programme": "наверное"}, GARDEN))["programme"].startswith("Исправьте")
    assert said(write(tmp_path / "b.xlsx", {"programme": "Нет"}, GARDEN)) == {}


def test_details_beside_a_no_are_wrong(tmp_path: Path) -> None:
    pages = make_field("pages", "kindergarten", part_of="programme")
    plan = with_checks(pages=pages)
    found = said(write(tmp_path / "a.xlsx", {"programme": "нет", "pages": 3}, GARDEN, plan=plan))
    assert found == {"pages": "Исправьте: в строке «programme» стоит «нет»"}


def test_a_part_of_another_table_is_held_against_its_sum(tmp_path: Path) -> None:
    plan = with_checks(prize=make_field("prize", part_of="participants"))
    cells: dict[str, Entry] = {
        "cell|contests|local|participants": 5,
        "cell|contests|region|participants": 4,
        "prize": 10,
    }
    assert said(write(tmp_path / "a.xlsx", cells, plan=plan)) == {"prize": "Исправьте: больше, чем «participants»"}
    assert said(write(tmp_path / "b.xlsx", {**cells, "prize": 9}, plan=plan)) == {}
    assert said(write(tmp_path / "c.xlsx", {**cells, "cell|contests|local|participants": None}, plan=plan)) == {}


EVERY_EXAM: dict[str, Entry] = {
    f"cell|exams|{subject}|{grade}|{name}": 0
    for subject in ("rus", "math", "soc")
    for grade in ("9", "10", "11")
    for name in ("passed", "failed")
}
RECORDS: Mapping[str, tuple[Mapping[str, Entry], ...]] = {
    "olympiad": ({"pupil": "1", "subject_of": "Русский язык", "score": 5},)
}


def front(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_first_sheet_counts_what_is_filled_and_what_is_wrong(tmp_path: Path) -> None:
    cells: dict[str, Entry] = {"graduates": 40, "certified": 41, "cell|exams|rus|9|passed": 7}
    told = front(write(tmp_path / "a.xlsx", cells))
    # 7 questions (three plain fields, two rows of two in a small table), 9 · 2 cells of the exams, the list: 26, of
    # which 8 · 2 are of rows of the exams that nobody began; filled are 2 questions and one cell of the begun row
    assert "Заполнено 3 из 10 · ещё 16 в пустых строках" in told
    assert "заполнено 2 из 7" in told
    assert "заполнено 1 из 2 · ещё 16 в пустых строках" in told
    assert "записей: 0 · не хватает: 1" in told
    assert told[told.index("заполнено 2 из 7") + 1] == "1"  # remarks on that sheet
    assert {"31.07.2021", "Управление", SCHOOL.title, "2020/2021"} <= set(told)


def test_a_complete_form_says_so_and_an_untouched_table_keeps_it_from_that(tmp_path: Path) -> None:
    answers: dict[str, Entry] = {"graduates": 1, "certified": 1, "best": 1}
    answers |= {f"cell|contests|{level}|{f}": 0 for level in ("local", "region") for f in ("participants", "winners")}
    assert "Заполнено 7 из 26" in front(write(tmp_path / "a.xlsx", answers))
    answers |= {"cell|exams|rus|9|passed": 1, "cell|exams|rus|9|failed": 0}
    assert "Заполнено 9 из 10 · ещё 16 в пустых строках" in front(write(tmp_path / "b.xlsx", answers))
    told = front(write(tmp_path / "c.xlsx", answers, records=RECORDS))
    said = {"Заполнено 10 из 10 · ещё 16 в пустых строках", "заполнено 2 из 2 · ещё 16 в пустых строках", "записей: 1"}
    assert said <= set(told)


def test_rows_of_a_table_among_questions_are_no_gap_where_nobody_began_them_and_are_told_beside(tmp_path: Path) -> None:
    cells: dict[str, Entry] = {"cell|contests|local|participants": 3, "cell|contests|local|winners": 0}
    told = front(write(tmp_path / "a.xlsx", cells))
    assert "заполнено 2 из 5 · ещё 2 в пустых строках" in told
    told = front(write(tmp_path / "b.xlsx", {**cells, "graduates": 1, "certified": 1, "best": "н/д"}))
    assert "заполнено 4 из 5 · ещё 2 в пустых строках · нет данных: 1" in told


def test_a_form_is_called_done_where_all_is_answered_without_remarks_and_no_row_is_blank(tmp_path: Path) -> None:
    answers: dict[str, Entry] = {"graduates": 1, "certified": 2, "best": 1}
    answers |= {f"cell|contests|{level}|{f}": 0 for level in ("local", "region") for f in ("participants", "winners")}
    answers |= EVERY_EXAM

    def done(path: Path) -> object:
        """The hidden cell that the counter is coloured green by."""
        sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
        (row,) = [r for r in sheet if str(r[1].value).startswith("Заполнено")]
        return row[4].value

    assert done(write(tmp_path / "a.xlsx", answers, records=RECORDS)) == 0  # certified is above graduates
    answers["certified"] = 1
    assert done(write(tmp_path / "b.xlsx", answers, records=RECORDS)) == 1
    blank = {id_: value for id_, value in answers.items() if not id_.startswith("cell|exams|soc|11|")}
    assert done(write(tmp_path / "c.xlsx", blank, records=RECORDS)) == 0
    assert done(write(tmp_path / "d.xlsx", {**blank, "cell|exams|soc|11|passed": 0}, records=RECORDS)) == 0


def test_a_sheet_with_a_gap_is_coloured_and_one_with_blank_rows_otherwise(tmp_path: Path) -> None:
    """The hidden cell that the line of the sheet is coloured by: 2 a gap, 1 blank rows alone, 0 neither."""
    begun: dict[str, Entry] = {"cell|exams|rus|9|passed": 1}
    for cells, gap in ((begun, 2), ({**begun, "cell|exams|rus|9|failed": 0}, 1), (EVERY_EXAM, 0)):
        sheet = openpyxl.load_workbook(write(tmp_path / f"{gap}.xlsx", cells), data_only=True).worksheets[0]
        assert [row[4].value for row in sheet if row[1].value == "Экзамены"] == [gap]
        rules = {r.formula[0]: r.dxf.fill.bgColor.rgb for of in sheet.conditional_formatting for r in of.rules if r.dxf}
        (row,) = [row[4].row for row in sheet if row[1].value == "Экзамены"]
        assert rules[f"$E${row}=2"] == "FFFCE4A8"
        assert rules[f"$E${row}=1"] not in ("FFFCE4A8", "FFFFFFFF")


def test_the_line_of_a_sheet_has_room_for_all_that_it_may_say(tmp_path: Path) -> None:
    """«заполнено 999 из 999 · ещё 999 в пустых строках · нет данных: 999» takes two lines of the column."""
    sheet = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {})).worksheets[0]
    (row,) = [row[1].row for row in sheet if row[1].value == "Экзамены"]
    assert sheet.row_dimensions[row].height >= 2 * 15


def test_the_first_remark_of_a_table_has_the_lines_that_it_takes(tmp_path: Path) -> None:
    """Above three columns of 15 characters and one of 33, which are no more than in sight."""
    sheet = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {"cell|exams|rus|9|passed": "много"}))["Экзамены"]
    assert "D3:F3" in {str(block) for block in sheet.merged_cells.ranges}
    assert sheet["D3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height >= 2 * 13


def test_every_sheet_opens_at_its_first_cell_to_fill(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {}))
    links = {str(row[1].hyperlink.location) for row in book.worksheets[0] if row[1].hyperlink}
    opened = {"Главное": "E6", "Экзамены": "D5", "Олимпиада": "B5"}  # E5 is the title of the first section
    for name, cell in opened.items():
        assert book[name].sheet_view.selection[-1].activeCell == cell  # of the pane that scrolls
        assert not book[name][cell].protection.locked
    assert links == {f"'{name}'!{cell}" for name, cell in opened.items()}


def test_words_of_absence_are_typed_without_a_warning(tmp_path: Path) -> None:
    """They stand on the hidden sheet that the rule of a number's cell looks them up on; a yes or no lists them."""
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {}))
    (rule,) = [v for v in book["Главное"].data_validations.dataValidation if "E6" in v.sqref]
    assert rule.type == "custom"
    assert rule.formula1.endswith(",SUMPRODUCT(--(_lists!$A$1:$A$31=TRIM(E6)))>0)")
    assert {"н/д", "не применимо"} <= {row[0].value for row in book["_lists"].iter_rows(max_row=26)}
    garden = openpyxl.load_workbook(write(tmp_path / "b.xlsx", {}, GARDEN)).worksheets[1]
    assert '"да,нет,н/д,не применимо"' in {v.formula1 for v in garden.data_validations.dataValidation}


def test_figures_are_shown_as_they_were_typed(tmp_path: Path) -> None:
    """No format that would show 210,5 as 211, and none that would keep «0,5 %» from being a percent."""
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {"graduates": 210.5}))
    assert book["Главное"]["E6"].number_format == "General"


def test_the_value_of_last_year_stands_beside_and_is_locked(tmp_path: Path) -> None:
    earlier: dict[str, Entry] = {"graduates": 38, "cell|exams|rus|9|passed": 12}
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {}, earlier=earlier))
    (row,) = [r for r in book["Главное"].iter_rows(min_row=5) if r[0].value == "graduates"]
    assert (row[4].value, row[5].value) == (None, 38)
    assert (row[4].protection.locked, row[5].protection.locked) == (False, True)
    (row,) = [r for r in book["Экзамены"].iter_rows(min_row=5) if r[0].value == "row|rus|9"]
    assert 12 in [cell.value for cell in row]
    said = "6. Серые значения под «2019/2020» — ответы за тот период"
    assert [line for line in front(tmp_path / "a.xlsx") if said in line]
    assert not [line for line in front(write(tmp_path / "b.xlsx", {})) if "Серые" in line]


def test_hints_stand_below_the_question_and_in_its_comment(tmp_path: Path) -> None:
    plan = with_checks(best=make_field("best", hint="Без троек за год.", part_of="graduates"))
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {}, plan=plan))
    (row,) = [r for r in book["Главное"].iter_rows(min_row=5) if r[0].value == "best"]
    assert row[2].value == "best\nБез троек за год."
    assert row[2].comment is not None
    assert row[2].comment.text == (
        "Вводится целое число от 0.\nЧасть строки «graduates»: не больше её.\nБез троек за год."
    )


def test_sheets_are_protected_and_print_on_a4_with_their_header_repeated(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {}))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert sheet.protection.sheet
            assert sheet.page_setup.paperSize == 9
            setup = sheet.sheet_properties.pageSetUpPr
            fitted = setup is not None and bool(setup.fitToPage)
            assert fitted == (not sheet.row_breaks.brk)  # Excel keeps no ends of pages where it fits a sheet itself
    assert book["Экзамены"].print_title_rows == "$4:$4"
    assert [s.title for s in book.worksheets if s.sheet_state == "veryHidden"] == ["_lists", "_kokoq"]


def test_whose_form_it_is_stands_for_all_to_see_at_the_foot_of_the_first_sheet(tmp_path: Path) -> None:
    assert front(write(tmp_path / "a.xlsx", {}))[-1].startswith("kokoq-form|1|tiny|")


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    answers: dict[str, Entry] = {"graduates": 4, "certified": 5}
    (tmp_path / "b").mkdir()
    one, other = (write(tmp_path / name, answers, earlier=answers) for name in ("a.xlsx", "b/a.xlsx"))
    assert one.read_bytes() == other.read_bytes()


LONG = Catalogue(
    id="long",
    title="К" * 300,
    issuer="У",
    at=AT,
    organisation_types={"school": "школа"},
    topics={"a": "Очень длинное название темы, которое не поместится: [раздел]/а?", "b": "А" * 40, "c": "а" * 40},
    fields={
        f.id: f
        for f in (
            *(make_field(f"f{n}", topic="abc"[n % 3], title=f"«Вопрос» № {n} " + "о том же " * 40) for n in range(60)),
            make_field("whole", topic="a", title="Ц\"е'л & <ое> " * 30, hint="п" * 900),
            make_field("part", topic="b", part_of="whole", limits=(Decimal(-5), Decimal("1e9"))),
            make_field("share", topic="b", type=Type.PERCENT, total=Total.MEAN, limits=(Decimal("0.5"), None)),
            make_field("number", topic="b", type=Type.NUMBER, limits=(None, Decimal("2.5"))),
            make_field("day", topic="b", type=Type.DATE),
        )
    },
    checks={f"c{n}": check(f"c{n}", f"f{n} <= f{n + 1}", title='Так "быть" не может ' * 20) for n in range(40)},
)


def test_excel_opens_it_without_a_question_whatever_the_words(tmp_path: Path) -> None:
    """Limits of Excel: 31 characters of a sheet's name, 255 of texts in formulas and warnings, 8192 of a formula."""
    plan = tiny_plan(LONG)
    path = write(tmp_path / "a.xlsx", {"whole": 1, "part": 2}, plan=plan)
    assert said(path)["part"].startswith("Исправьте: больше, чем «Ц\"е'л & <ое> ")
    with zipfile.ZipFile(path) as package:
        parts = {n: package.read(n).decode() for n in package.namelist() if n.endswith(".xml")}
    names = re.findall(r'<sheet name="([^"]*)"', parts["xl/workbook.xml"])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    for text in parts.values():
        for formula in re.findall(r"<f>(.*?)</f>|<formula>(.*?)</formula>|<formula1>(.*?)</formula1>", text):
            whole = "".join(formula).replace("&quot;", '"').replace("&amp;", "&").replace("&lt;", "<")
            assert len(whole) < 8192
            assert all(len(quoted) <= 255 for quoted in re.findall(r'"((?:[^"]|"")*)"', whole))
            functions = set(re.findall(r"([A-Z][A-Z0-9.]+)\(", re.sub(r'"(?:[^"]|"")*"', "", whole)))
            assert functions <= {"IF", "OR", "AND", "SUM", "MAX", "COUNT", "COUNTIF", "SUMPRODUCT", "LEN", "TRIM"} | {
                "ABS",
                "DATEVALUE",
                "FIND",
                "IFERROR",
                "INDEX",
                "ISERROR",
                "ISTEXT",
                "ISNUMBER",
                "INT",
                "LEFT",
                "MATCH",
                "MID",
                "RIGHT",
                "ROUND",
                "ROW",
                "NOT",
            }
        for attribute, most in (("error", 255), ("errorTitle", 32), ("prompt", 255)):
            assert all(len(value) <= most for value in re.findall(rf' {attribute}="([^"]*)"', text))


def test_the_municipality_is_held_to_the_relations_of_its_own(tmp_path: Path) -> None:
    plan = with_checks(
        check("own", "busy <= children", title="Занятых не больше, чем детей"), busy=make_field("busy", "municipality")
    )
    found = said(write(tmp_path / "a.xlsx", {"children": 5, "busy": 6}, municipality_unit(SETTINGS), plan=plan))
    assert found == {"busy": "Исправьте: занятых не больше, чем детей"}


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_what_libreoffice_says_after_typing_is_what_the_form_says(tmp_path: Path) -> None:
    """The answers typed into a blank form, without any cached value: LibreOffice computes every formula itself."""
    cells: dict[str, Entry] = {
        "graduates": 40,
        "certified": 41,
        "best": "много",
        "cell|contests|local|participants": -1,
        "cell|contests|region|participants": 41,
        "cell|contests|region|winners": "Н/Д",
        "cell|exams|rus|9|passed": 60,
        "cell|exams|rus|9|failed": 41,
        "cell|exams|rus|10|passed": 0.5,
        "cell|exams|math|9|passed": "н.д.",
        "cell|exams|math|9|failed": " не применимо ",
    }
    records = {
        "olympiad": ({"pupil": "a", "subject_of": "Математика", "score": 101}, {"pupil": "b", "subject_of": "x"})
    }
    filled = write(tmp_path / "filled.xlsx", cells, records=records)
    blank = write(tmp_path / "blank.xlsx", {})
    assert_retyped(filled, blank, tmp_path)
