"""A folder of collected files → observations: who submitted, what is absent and why, and where everything stands."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from kokoq.collect.form.anchors import cell_id
from kokoq.collect.form.layout import from_sources, lay_out, municipality_unit
from kokoq.collect.form.write import Answers, Entry, Heading, write_form
from kokoq.collect.gather.intake import collected_files
from kokoq.collect.gather.run import gather
from kokoq.collect.gather.ungiven import fields_without_column
from kokoq.diagnostics import Cell, Checked
from kokoq.language import language
from kokoq.model import PLAIN, Expression, Indicator, Kind, Organisation, Period, Settings, SourceMapping
from kokoq.observations import Absence, Observations
from kokoq.plan import Plan
from tests.collect.tiny import AT, CATALOGUE, GARDEN, ORGANISATIONS, SCHOOL, SECOND, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
BEFORE = Period("2019/2020")
LIST = SourceMapping(
    table="olympiad",
    at=AT,
    files=("олимпиада*.xlsx",),
    columns={"Школа": "organisation", "Участник": "pupil", "Предмет": "subject_of", "Балл": "score"},
)
WITH_LIST = replace(SETTINGS, sources={"olympiad": LIST})
COMPLETE: dict[str, Entry] = {
    "graduates": 50,
    "certified": 45,
    **{cell_id("contests", (level,), name): 1 for level in ("local", "region") for name in ("participants", "winners")},
    **{cell_id("exams", row, name): 3 for row in CATALOGUE.tables["exams"].rows for name in ("passed", "failed")},
}


def send(
    folder: Path,
    unit: Organisation,
    cells: dict[str, Entry],
    *,
    name: str = "",
    period: Period = PERIOD,
    settings: Settings = WITH_LIST,
    into: Period = PERIOD,
    plan: Plan = PLAN,
) -> Path:
    path = folder / "collected" / into.slug / (name or f"{unit.id}.xlsx")
    layout = lay_out(plan, unit, elsewhere=from_sources(settings, plan.catalogue))
    heading = Heading(organisation=unit, period=period, title="Проверка")
    write_form(layout, plan.catalogue, path, heading=heading, language=language("ru"), answers=Answers(cells))
    return path


def send_all(folder: Path, *, plan: Plan = PLAN) -> None:
    send(folder, SCHOOL, COMPLETE, plan=plan)
    send(folder, SECOND, COMPLETE, plan=plan)
    send(folder, GARDEN, {"programme": "нет", "safety": 90})
    send(folder, municipality_unit(SETTINGS), {"children": 700})
    send_list(folder, ("Школа № 1", "a1", "rus", 50), ("Школа № 2", "b1", "rus", 60))


def send_list(folder: Path, *rows: tuple[str | float, ...]) -> None:
    path = folder / "collected" / PERIOD.slug / "олимпиада.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, values in enumerate((tuple(LIST.columns), *rows)):
            sheet.write_row(row, 0, values)


def collect(
    folder: Path,
    *,
    settings: Settings = WITH_LIST,
    organisations: tuple[Organisation, ...] = ORGANISATIONS,
    plan: Plan = PLAN,
    periods: tuple[Period, ...] = (PERIOD,),
) -> Checked[Observations]:
    return gather(plan, settings, organisations, folder, periods=periods)


def found(checked: Checked[Observations]) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where)) for d in checked.diagnostics]


def plain(checked: Checked[Observations], frame: str = "frame") -> pd.DataFrame:
    table = checked.value.tables[PLAIN]
    return getattr(table, frame).set_index(table.frame["unit"])


def test_a_complete_campaign_is_read_without_a_finding(tmp_path: Path) -> None:
    send_all(tmp_path)
    checked = collect(tmp_path)
    assert checked.diagnostics == ()
    assert list(plain(checked)["graduates"].dropna()) == [50.0, 50.0]
    assert plain(checked).loc["k1", "safety"] == 0.9
    assert plain(checked).loc["municipality", "children"] == 700.0
    assert [(s.unit, s.files) for s in checked.value.submissions] == [
        ("k1", ("collected/2020-2021/k1.xlsx",)),
        ("municipality", ("collected/2020-2021/municipality.xlsx",)),
        ("s1", ("collected/2020-2021/s1.xlsx",)),
        ("s2", ("collected/2020-2021/s2.xlsx",)),
    ]
    assert checked.value.delivered == {("2020/2021", "olympiad")}
    assert len(checked.value.tables["exams"].frame) == 18
    assert checked.value.tables["olympiad"].frame.to_dict("records") == [
        {"period": "2020/2021", "unit": "s1", "pupil": "a1", "subject_of": "rus", "score": 50.0},
        {"period": "2020/2021", "unit": "s2", "pupil": "b1", "subject_of": "rus", "score": 60.0},
    ]


def test_what_a_school_has_sent_that_the_dates_of_the_list_leave_out_is_told_at_its_file(tmp_path: Path) -> None:
    """Its form, and in one finding its rows of the list: nothing of them is read, and nobody is missed."""
    send_all(tmp_path)
    closed = replace(SCHOOL, closed=dt.date(2021, 2, 1))
    checked = collect(tmp_path, organisations=(closed, SECOND, GARDEN))
    assert found(checked) == [
        ("KQ322", "collected/2020-2021/s1.xlsx"),
        ("KQ322", "collected/2020-2021/олимпиада.xlsx!Sheet1!A2"),
    ]
    assert "s1" not in {submission.unit for submission in checked.value.submissions}
    assert checked.value.tables["olympiad"].frame["unit"].tolist() == ["s2"]
    reopened = collect(tmp_path, organisations=(replace(SCHOOL, closed=dt.date(2021, 8, 31)), SECOND, GARDEN))
    assert reopened.diagnostics == ()


def test_every_value_leads_back_to_its_cell(tmp_path: Path) -> None:
    send_all(tmp_path)
    checked = collect(tmp_path)
    observations = checked.value
    table = observations.tables[PLAIN]
    reference = table.refs.at(table.frame["unit"].tolist().index("s1"), "graduates")
    assert observations.cell(reference) == Cell("collected/2020-2021/s1.xlsx", "Главное", "E6")
    olympiad = observations.tables["olympiad"]
    assert observations.cell(olympiad.refs.at(0, "score")) == Cell("collected/2020-2021/олимпиада.xlsx", "Sheet1", "D2")


def test_what_is_not_asked_is_not_applicable_and_who_is_late_has_not_submitted(tmp_path: Path) -> None:
    send_all(tmp_path)
    (tmp_path / "collected" / "2020-2021" / "s2.xlsx").unlink()
    checked = collect(tmp_path)
    absent = plain(checked, "absent")
    assert absent.loc["s1", "graduates"] == Absence.PRESENT
    assert absent.loc["s1", "safety"] == Absence.NOT_APPLICABLE
    assert absent.loc["s2", "graduates"] == Absence.NOT_SUBMITTED
    assert absent.loc["s2", "children"] == Absence.NOT_APPLICABLE
    assert found(checked) == [("KQ656", "collected/2020-2021")]  # the list of pupils has one of it
    assert (checked.diagnostics[0].unit, checked.diagnostics[0].period) == ("s2", "2020/2021")
    send_list(tmp_path, ("Школа № 1", "a1", "rus", 50))
    assert ("KQ316", "collected/2020-2021") in found(collect(tmp_path))


def test_nobody_waits_for_a_school_that_is_closed_or_excluded(tmp_path: Path) -> None:
    send_all(tmp_path)
    send_list(tmp_path, ("Школа № 1", "a1", "rus", 50))
    (tmp_path / "collected" / "2020-2021" / "s2.xlsx").unlink()
    for change in ({"closed": PERIOD.start}, {"opened": PERIOD.end.replace(month=9, day=1)}, {"excluded": "интернат"}):
        checked = collect(tmp_path, organisations=(SCHOOL, replace(SECOND, **change), GARDEN))
        assert found(checked) == []
        assert "s2" not in plain(checked).index


def test_a_blank_question_is_said_at_its_empty_cell(tmp_path: Path) -> None:
    send_all(tmp_path)
    send(tmp_path, SCHOOL, {**COMPLETE, "certified": None})
    checked = collect(tmp_path)
    assert found(checked) == [("KQ407", "collected/2020-2021/s1.xlsx!Главное!E7")]
    assert plain(checked, "absent").loc["s1", "certified"] == Absence.BLANK


def test_a_blank_cell_of_a_filled_row_is_missed(tmp_path: Path) -> None:
    send_all(tmp_path)
    send(tmp_path, SCHOOL, {**COMPLETE, cell_id("exams", ("math", "9"), "failed"): None})
    assert found(collect(tmp_path)) == [("KQ407", "collected/2020-2021/s1.xlsx!Экзамены!E8")]


FAILED = replace(CATALOGUE.fields["failed"], not_for={"subject": ("soc",)})
PARTLY = tiny_plan(replace(CATALOGUE, fields={**CATALOGUE.fields, "failed": FAILED}))


def test_a_cell_that_nobody_is_asked_for_is_not_applicable(tmp_path: Path) -> None:
    send_all(tmp_path, plan=PARTLY)
    checked = collect(tmp_path, plan=PARTLY)
    exams = checked.value.tables["exams"]
    social = exams.frame["subject"] == "soc"
    assert found(checked) == []
    assert set(exams.absent["failed"][social]) == {Absence.NOT_APPLICABLE}
    assert set(exams.absent["failed"][~social]) == {Absence.PRESENT}


def test_a_number_typed_where_nobody_is_asked_is_said_and_left_out(tmp_path: Path) -> None:
    send_all(tmp_path, plan=PARTLY)
    path = tmp_path / "collected" / PERIOD.slug / "s1.xlsx"
    book = load_workbook(path)
    book["Экзамены"]["E11"] = 7  # обществознание, 9 класс: the field is not asked of this subject
    book.save(path)
    checked = collect(tmp_path, plan=PARTLY)
    assert found(checked) == [("KQ321", "collected/2020-2021/s1.xlsx!Экзамены!E11")]
    exams = checked.value.tables["exams"]
    assert exams.frame["failed"][(exams.frame["subject"] == "soc") & (exams.frame["unit"] == "s1")].isna().all()


def test_a_table_left_wholly_blank_is_said_once(tmp_path: Path) -> None:
    send_all(tmp_path)
    send(tmp_path, SCHOOL, {id: value for id, value in COMPLETE.items() if "|exams|" not in id})
    checked = collect(tmp_path)
    assert found(checked) == [("KQ407", "collected/2020-2021/s1.xlsx!Экзамены")]
    assert (checked.value.tables["exams"].absent["passed"] == Absence.BLANK).sum() == 9


def test_files_of_one_organisation_that_complement_one_another_are_one(tmp_path: Path) -> None:
    send_all(tmp_path)
    first = {id: value for id, value in COMPLETE.items() if id.startswith("cell|")}
    send(tmp_path, SCHOOL, first)
    send(tmp_path, SCHOOL, {"graduates": 50, "certified": 45}, name="s1 (2).xlsx")
    checked = collect(tmp_path)
    assert found(checked) == []
    assert plain(checked).loc["s1", "certified"] == 45.0
    files = next(s.files for s in checked.value.submissions if s.unit == "s1")
    assert files == ("collected/2020-2021/s1 (2).xlsx", "collected/2020-2021/s1.xlsx")


def test_a_second_answer_to_the_same_question_is_an_error_and_the_first_file_counts(tmp_path: Path) -> None:
    send_all(tmp_path)
    send(tmp_path, SCHOOL, {**COMPLETE, "graduates": 40, "certified": 40}, name="s1 испр.xlsx")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ310", "collected/2020-2021/s1.xlsx")]
    assert plain(checked).loc["s1", "graduates"] == 40.0


@pytest.mark.parametrize(
    ("unit", "period", "code"),
    [
        (SECOND, Period("2019/2020"), "KQ308"),
        (replace(SECOND, id="s9"), PERIOD, "KQ309"),
    ],
)
def test_a_form_that_belongs_elsewhere_is_not_read(
    tmp_path: Path, unit: Organisation, period: Period, code: str
) -> None:
    send_all(tmp_path)
    send(tmp_path, unit, COMPLETE, period=period, name="s2.xlsx")
    checked = collect(tmp_path)
    assert found(checked) == [(code, "collected/2020-2021/s2.xlsx"), ("KQ656", "collected/2020-2021")]
    assert plain(checked, "absent").loc["s2", "graduates"] == Absence.NOT_SUBMITTED


def test_new_figures_on_a_form_of_last_year_are_read_and_it_is_said(tmp_path: Path) -> None:
    send_all(tmp_path)
    send(tmp_path, SECOND, {**COMPLETE, "graduates": 61, "certified": 58}, period=BEFORE, into=BEFORE)
    send(tmp_path, SECOND, COMPLETE, period=BEFORE)
    checked = collect(tmp_path, periods=(BEFORE, PERIOD))
    assert ("KQ328", "collected/2020-2021/s2.xlsx") in found(checked)
    assert "KQ308" not in [code for code, _ in found(checked)]
    rows = checked.value.tables[PLAIN].frame
    assert rows[(rows["unit"] == "s2") & (rows["period"] == PERIOD.text)]["graduates"].tolist() == [50.0]


def test_last_years_figures_sent_again_are_not_this_years(tmp_path: Path) -> None:
    send_all(tmp_path)
    send(tmp_path, SECOND, COMPLETE, period=BEFORE, into=BEFORE)
    send(tmp_path, SECOND, COMPLETE, period=BEFORE)
    checked = collect(tmp_path, periods=(BEFORE, PERIOD))
    assert ("KQ308", "collected/2020-2021/s2.xlsx") in found(checked)
    rows = checked.value.tables[PLAIN].absent[checked.value.tables[PLAIN].frame["unit"] == "s2"]
    assert Absence.NOT_SUBMITTED in rows["graduates"].tolist()


def test_a_form_of_another_catalogue_is_a_wrong_form(tmp_path: Path) -> None:
    send_all(tmp_path)
    path = tmp_path / "collected" / PERIOD.slug / "s2.xlsx"
    heading = Heading(organisation=SECOND, period=PERIOD, title="Проверка")
    write_form(lay_out(PLAN, SECOND), replace(CATALOGUE, id="other"), path, heading=heading, language=language("ru"))
    assert found(collect(tmp_path))[0] == ("KQ307", "collected/2020-2021/s2.xlsx")


def test_a_form_of_another_version_is_read_and_what_it_lacks_is_said(tmp_path: Path) -> None:
    send_all(tmp_path)
    path = tmp_path / "collected" / PERIOD.slug / "s1.xlsx"
    layout = lay_out(PLAN, SCHOOL, elsewhere={"olympiad", "certified", "contests"})
    heading = Heading(organisation=SCHOOL, period=PERIOD, title="Проверка")
    write_form(layout, CATALOGUE, path, heading=heading, language=language("ru"), answers=Answers(COMPLETE))
    checked = collect(tmp_path)
    assert [d.rule.code for d in checked.diagnostics] == ["KQ312", "KQ320", "KQ320"]
    assert [d.params["field"] for d in checked.diagnostics[1:]] == ["certified", "Конкурсы"]
    assert plain(checked).loc["s1", "graduates"] == 50.0


def test_what_a_form_of_an_earlier_period_and_version_lacks_was_not_asked_then(tmp_path: Path) -> None:
    """A question of this year makes nothing wrong of what was sent last year; what is lost today is lost."""
    send_all(tmp_path)
    for period in (BEFORE, PERIOD):
        layout = lay_out(PLAN, SCHOOL, elsewhere={"olympiad", "certified", "contests"})
        path = tmp_path / "collected" / period.slug / "s1.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        heading = Heading(organisation=SCHOOL, period=period, title="Проверка")
        write_form(layout, CATALOGUE, path, heading=heading, language=language("ru"), answers=Answers(COMPLETE))
    told = [d for d in collect(tmp_path, periods=(BEFORE, PERIOD)).diagnostics if d.unit == "s1"]
    assert [(d.rule.code, d.period) for d in told] == [
        ("KQ312", BEFORE.text),
        ("KQ312", PERIOD.text),
        ("KQ320", PERIOD.text),
        ("KQ320", PERIOD.text),
    ]


def test_other_files_are_findings_and_the_rest_goes_on(tmp_path: Path) -> None:
    send_all(tmp_path)
    folder = tmp_path / "collected" / PERIOD.slug
    with Workbook(str(folder / "письмо.xlsx")) as book:
        book.add_worksheet().write_string(0, 0, "Добрый день")
    (folder / "пусто.xlsx").write_bytes(b"")
    (folder / "~$s1.xlsx").write_bytes(b"lock")
    checked = collect(tmp_path)
    assert found(checked) == [
        ("KQ311", "collected/2020-2021/письмо.xlsx"),
        ("KQ304", "collected/2020-2021/пусто.xlsx"),
    ]
    assert len(checked.value.submissions) == 4


def test_a_declared_source_without_a_file_is_said_at_its_declaration(tmp_path: Path) -> None:
    send_all(tmp_path)
    (tmp_path / "collected" / PERIOD.slug / "олимпиада.xlsx").unlink()
    checked = collect(tmp_path)
    assert [(d.rule.code, d.where) for d in checked.diagnostics] == [("KQ317", AT)]
    assert checked.value.delivered == frozenset()


def test_an_empty_folder_gives_all_tables_and_who_is_late(tmp_path: Path) -> None:
    checked = collect(tmp_path, settings=SETTINGS)
    assert {name: len(table.frame) for name, table in checked.value.tables.items()} == {
        PLAIN: 4,
        "contests": 0,
        "exams": 0,
        "olympiad": 0,
    }
    assert [d.rule.code for d in checked.diagnostics] == ["KQ316"] * 4
    dtypes = checked.value.tables["olympiad"].frame.dtypes
    assert (dtypes["score"], dtypes["pupil"]) == ("float64", "object")


def test_files_are_read_in_the_order_of_their_paths_at_any_depth(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a/z.xlsx", ".hidden/x.xlsx", "a/.~lock.z.xlsx#", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert [path.relative_to(tmp_path).as_posix() for path in collected_files(tmp_path)] == ["a/z.xlsx", "b.xlsx"]


def test_the_order_of_organisations_changes_nothing_that_was_read(tmp_path: Path) -> None:
    send_all(tmp_path)
    shutil.copy(tmp_path / "collected/2020-2021/s1.xlsx", tmp_path / "collected/2020-2021/s1 копия.xlsx")
    one, other = collect(tmp_path), collect(tmp_path, organisations=tuple(reversed(ORGANISATIONS)))
    pd.testing.assert_frame_equal(plain(one).sort_index(), plain(other).sort_index())
    assert found(one) == found(other)


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    send_all(tmp_path)
    told: list[tuple[str, int, int]] = []
    gather(PLAN, WITH_LIST, ORGANISATIONS, tmp_path, periods=(PERIOD,), progress=lambda *step: told.append(step))
    assert told == [("read", n, 5) for n in range(6)]


def test_an_organisation_that_a_list_of_all_does_not_name_is_said(tmp_path: Path) -> None:
    send_all(tmp_path)
    assert found(collect(tmp_path)) == []
    send_list(tmp_path, ("Школа № 1", "a1", "rus", 50))
    checked = collect(tmp_path)
    assert found(checked) == [("KQ327", "collected/2020-2021/олимпиада.xlsx")]
    assert checked.diagnostics[0].unit == "s2"


def test_a_field_for_which_no_source_has_a_column_is_told_at_the_declaration(tmp_path: Path) -> None:
    """Indicators count by the score: left out of the mapping it would be zero of all, which looks like a figure."""
    send_all(tmp_path)
    indicator = Indicator(
        id="passed_share",
        code="1",
        title="Сдали",
        at=AT,
        kind=Kind.SHARE,
        scope=Expression("school", AT),
        formula=Expression("count(score >= 50) / count()", AT),
        table="olympiad",
        regulation="r",
    )
    catalogue = replace(CATALOGUE, indicators={"passed_share": indicator})
    columns = {name: target for name, target in LIST.columns.items() if target not in ("score", "pupil")}
    settings = replace(SETTINGS, sources={"olympiad": replace(LIST, columns=columns)})
    found = [(d.rule.code, d.where, d.params["name"]) for d in fields_without_column(settings, tiny_plan(catalogue))]
    assert found == [("KQ370", AT, "score")]  # no indicator asks for the code of the pupil
    assert list(fields_without_column(WITH_LIST, tiny_plan(catalogue))) == []


def test_who_is_told_of_by_exports_has_submitted_to_that_extent(tmp_path: Path) -> None:
    """Its figures count; that nothing came of it would be untrue. What an export leaves blank is no figure."""
    columns = {"Школа": "organisation", "Выпуск": "graduates"}
    source = SourceMapping(table=PLAIN, at=AT, files=("выпуск.csv",), columns=columns)
    settings = replace(SETTINGS, sources={"out": source})
    send(tmp_path, GARDEN, {"programme": "нет", "safety": 90}, settings=settings)
    send(tmp_path, municipality_unit(SETTINGS), {"children": 700}, settings=settings)
    export = tmp_path / "collected" / PERIOD.slug / "выпуск.csv"
    export.write_text("Школа;Выпуск\nШкола № 1;50\nШкола № 2;\n", encoding="utf-8")
    checked = collect(tmp_path, settings=settings)
    told = {d.unit: d for d in checked.diagnostics if d.rule.code in ("KQ316", "KQ656")}
    assert {unit: d.rule.code for unit, d in told.items()} == {"s1": "KQ656", "s2": "KQ316"}
    assert told["s1"].params["n"] == 4  # certified, Конкурсы, Экзамены, Олимпиада
    sent = {one.unit: one.files for one in checked.value.submissions}
    assert (sent["s1"], "s2" in sent) == ((), False)
    assert plain(checked).loc["s1", "graduates"] == 50.0
    assert plain(checked, "absent").loc["s1", "certified"] == Absence.NOT_SUBMITTED


def test_who_is_told_of_by_a_list_has_submitted_to_that_extent_too(tmp_path: Path) -> None:
    """Rows of a table count as plain figures do; a row without anything but a name is none."""
    send(tmp_path, GARDEN, {"programme": "нет", "safety": 90})
    send(tmp_path, municipality_unit(SETTINGS), {"children": 700})
    columns = {"Школа": "organisation", "Предмет": "subject_of", "Балл": "score"}
    mapping = replace(LIST, files=("олимпиада*",), columns=columns)
    export = tmp_path / "collected" / PERIOD.slug / "олимпиада.csv"
    export.write_text("Школа;Предмет;Балл\nШкола № 1;rus;50\nШкола № 2;;\n", encoding="utf-8")
    checked = collect(tmp_path, settings=replace(SETTINGS, sources={"olympiad": mapping}))
    told = {d.unit: d for d in checked.diagnostics if d.rule.code in ("KQ316", "KQ656")}
    assert {unit: d.rule.code for unit, d in told.items()} == {"s1": "KQ656", "s2": "KQ316"}
    assert told["s1"].params["n"] == 4  # graduates, certified, Конкурсы, Экзамены
    sent = {one.unit: (one.files, one.tables) for one in checked.value.submissions}
    assert sent["s1"] == ((), {"olympiad"})
    assert "s2" not in sent
