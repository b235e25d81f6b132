"""What exports say twice counts once: copies of a file, rows, figures, and what a form says beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kokoq.collect.form.layout import lay_out
from kokoq.collect.form.write import Answers, Heading, write_form
from kokoq.collect.gather.run import gather
from kokoq.diagnostics import Cell, Checked
from kokoq.language import language
from kokoq.model import PLAIN, Owner, Period, Settings, SourceMapping
from kokoq.observations import Observations
from tests.collect.tiny import AT, ORGANISATIONS, SCHOOL, SETTINGS, tiny_plan

PLAN = tiny_plan()
PERIOD = Period("2020/2021")
HOME = f"collected/{PERIOD.slug}"
CONTESTS = SourceMapping(
    table="contests",
    at=AT,
    files=("конкурсы*",),
    columns={"Школа": "organisation", "Уровень": "level", "Участники": "participants", "Победители": "winners"},
)
GRADUATES = SourceMapping(
    table=PLAIN, at=AT, files=("выпуск*.csv",), columns={"Школа": "organisation", "Выпуск": "graduates"}
)
LIST = SourceMapping(
    table="olympiad",
    at=AT,
    files=("олимпиада*.csv",),
    columns={"Школа": "organisation", "Код": "pupil", "Балл": "score"},
)
SOURCED = replace(SETTINGS, sources={"contests": CONTESTS, "graduates": GRADUATES, "olympiad": LIST})
CODES = ("KQ309", "KQ375", "KQ502", "KQ513", "KQ514", "KQ515")
PUPILS = "".join(f"s1;p{n};{50 + n}\n" for n in range(8))


def put(folder: Path, name: str, text: str) -> None:
    path = folder / HOME / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def form(folder: Path, cells: dict[str, str | float | None]) -> None:
    """The form of the first school as it was before these sources were declared."""
    heading = Heading(organisation=SCHOOL, period=PERIOD, title="Проверка")
    path = folder / HOME / "школа.xlsx"
    layout = lay_out(PLAN, SCHOOL)
    write_form(layout, PLAN.catalogue, path, heading=heading, language=language("ru"), answers=Answers(cells))


def collect(folder: Path, settings: Settings = SOURCED) -> Checked[Observations]:
    return gather(PLAN, settings, ORGANISATIONS, folder, periods=(PERIOD,))


def found(checked: Checked[Observations]) -> list[tuple[str, str]]:
    return [(d.rule.code, str(d.where).removeprefix(f"{HOME}/")) for d in checked.diagnostics if d.rule.code in CODES]


def rows(checked: Checked[Observations], table: str) -> pd.DataFrame:
    return checked.value.tables[table].frame


ROWS = "Школа;Уровень;Участники;Победители\ns1;local;10;4\ns2;local;20;5\n"


def test_a_copy_of_an_export_is_counted_once_and_is_no_fault(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы.csv", ROWS)
    put(tmp_path, "конкурсы (2).csv", ROWS)
    checked = collect(tmp_path)
    assert found(checked) == []
    assert rows(checked, "contests")["participants"].sum() == 30  # 10 + 20, not 60


NAMED = replace(
    CONTESTS,
    files=("школы/*",),
    owner=Owner.FILE,
    columns={name: target for name, target in CONTESTS.columns.items() if target != "organisation"},
)
SAME = "Уровень;Участники;Победители\nlocal;10;4\n"


@pytest.mark.parametrize("names", [("s1.csv", "s2.csv"), ("s1/отчёт.csv", "s2/отчёт.csv")])
def test_equal_files_of_two_schools_are_the_data_of_both(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        put(tmp_path, f"школы/{name}", SAME)
    checked = collect(tmp_path, replace(SETTINGS, sources={"contests": NAMED}))
    assert found(checked) == []
    assert rows(checked, "contests")[["unit", "participants"]].to_numpy().tolist() == [["s1", 10], ["s2", 10]]


def test_of_equal_files_of_one_school_one_counts_and_one_of_nobody_is_told(tmp_path: Path) -> None:
    for name in ("Школа № 1.csv", "Школа № 1 (2).csv", "лицей.csv"):
        put(tmp_path, f"школы/{name}", SAME)
    checked = collect(tmp_path, replace(SETTINGS, sources={"contests": NAMED}))
    assert found(checked) == [("KQ309", "школы/лицей.csv!A1")]
    assert rows(checked, "contests")[["unit", "participants"]].to_numpy().tolist() == [["s1", 10]]


def test_rows_of_one_table_that_differ_only_in_what_is_not_read_are_no_copies(tmp_path: Path) -> None:
    """Two classes with as many participants: one of them would be lost."""
    put(
        tmp_path,
        "конкурсы.csv",
        "Школа;Класс;Уровень;Участники;Победители\ns1;5А;local;10;4\ns1;5Б;local;10;4\ns1;5А;local;10;4\nИтого;;;30;\n",
    )
    checked = collect(tmp_path)
    assert found(checked) == [
        ("KQ502", "конкурсы.csv!A3"),  # 5Б
        ("KQ515", "конкурсы.csv!D5"),  # 10 counted of 30
        ("KQ375", "конкурсы.csv!D4"),  # 5А word by word once more
    ]
    (clash,) = (d for d in checked.diagnostics if d.rule.code == "KQ502")
    assert (clash.unit, clash.related) == ("s1", (Cell(f"{HOME}/конкурсы.csv", "", "A2"),))
    (total,) = (d for d in checked.diagnostics if d.rule.code == "KQ515")
    assert (total.params["reported"], total.params["computed"]) == (30, 10)
    assert list(rows(checked, "contests")["participants"]) == [10]


def test_rows_of_an_organisation_that_differ_only_in_what_is_not_read_are_no_copies(tmp_path: Path) -> None:
    put(tmp_path, "выпуск.csv", "Школа;Корпус;Выпуск\ns1;1;50\ns1;2;50\ns2;1;40\ns2;1;40\n")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ502", "выпуск.csv!A3"), ("KQ375", "выпуск.csv!C5")]
    assert list(rows(checked, PLAIN)["graduates"].dropna()) == [50, 40]


def test_a_figure_that_two_files_agree_on_is_told_with_both_places(tmp_path: Path) -> None:
    put(tmp_path, "выпуск 1.csv", "Школа;Выпуск\ns1;50\ns2;40\n")
    put(tmp_path, "выпуск 2.csv", "Школа;Выпуск\ns2;40\n")
    assert found(collect(tmp_path)) == [("KQ375", "выпуск 2.csv!B2")]


def test_a_row_given_twice_with_another_figure_is_said_at_that_figure_and_the_first_counts(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы.csv", f"{ROWS}s1;local;12;4\n")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ502", "конкурсы.csv!C4")]
    (clash,) = (d for d in checked.diagnostics if d.rule.code == "KQ502")
    assert (clash.unit, clash.related) == ("s1", (Cell(f"{HOME}/конкурсы.csv", "", "C2"),))
    assert list(rows(checked, "contests")["participants"]) == [10, 20]


def test_a_row_given_twice_with_the_same_figures_counts_once(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы 1.csv", ROWS)
    put(tmp_path, "конкурсы 2.csv", "Школа;Уровень;Участники;Победители\ns1;local;10;4\ns1;region;3;1\n")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ375", "конкурсы 2.csv!C2")]  # perhaps another building with as many
    (told,) = (d for d in checked.diagnostics if d.rule.code == "KQ375")
    assert (told.related, told.params["n"]) == ((Cell(f"{HOME}/конкурсы 1.csv", "", "C2"),), 1)
    assert list(rows(checked, "contests")["participants"]) == [10, 20, 3]


def test_two_files_may_give_different_columns_of_a_row(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы 1.csv", "Школа;Уровень;Участники;Победители\ns1;local;10;\n")
    put(tmp_path, "конкурсы 2.csv", "Школа;Уровень;Участники;Победители\ns1;local;;4\n")
    checked = collect(tmp_path)
    assert found(checked) == []
    assert rows(checked, "contests")[["participants", "winners"]].to_numpy().tolist() == [[10, 4]]


def test_what_files_add_and_say_otherwise_is_put_where_the_row_stands(tmp_path: Path) -> None:
    put(tmp_path, "конкурсы 1.csv", "Школа;Уровень;Участники;Победители\ns2;local;7;\ns1;local;10;\n")
    put(
        tmp_path,
        "конкурсы 2.csv",
        "Школа;Уровень;Участники;Победители\ns1;local;10;4\ns1;region;3;\ns2;local;8;1\ns1;region;;2\n",
    )
    checked = collect(tmp_path)
    # s1, local: the participants are those of the first file, the winners are new
    assert found(checked) == [("KQ502", "конкурсы 2.csv!C4"), ("KQ375", "конкурсы 2.csv!C2")]
    data = checked.value.tables["contests"]
    assert data.frame["unit"].tolist() == ["s2", "s1", "s1"]
    assert data.frame[["participants", "winners"]].fillna(-1).to_numpy().tolist() == [[7, -1], [10, 4], [3, 2]]
    places = [str(checked.value.cell(ref)).removeprefix(f"{HOME}/") for ref in data.refs.column("winners")]
    assert places == ["конкурсы 1.csv!D2", "конкурсы 2.csv!D2", "конкурсы 2.csv!D5"]


def test_exports_read_by_other_processes_say_what_they_say_here(tmp_path: Path) -> None:
    put(tmp_path, "олимпиада 1.csv", f"Школа;Код;Балл\n{PUPILS}")
    put(tmp_path, "олимпиада 2.csv", "Балл;Код;Школа\nмного;q1;s2\n70;q2;s1\n")
    put(tmp_path, "конкурсы.csv", f"{ROWS}s1;local;12;4\n")
    here = collect(tmp_path)
    there = gather(PLAN, SOURCED, ORGANISATIONS, tmp_path, periods=(PERIOD,), processes=2)
    assert there.diagnostics == here.diagnostics
    assert found(here) == [("KQ502", "конкурсы.csv!C4")]
    for table in ("olympiad", "contests"):
        told, expected = (checked.value.tables[table] for checked in (there, here))
        pd.testing.assert_frame_equal(told.frame, expected.frame)
        pd.testing.assert_frame_equal(told.absent, expected.absent)
        for field in expected.refs.fields:
            assert told.refs.column(field).tolist() == expected.refs.column(field).tolist()
    refs = there.value.tables["olympiad"].refs.column("score")
    assert [str(there.value.cell(ref)) for ref in refs[-2:]] == [f"{HOME}/олимпиада 2.csv!A{row}" for row in (2, 3)]


def test_a_figure_of_an_organisation_given_twice_is_said_within_a_file_and_between_files(tmp_path: Path) -> None:
    put(tmp_path, "выпуск 1.csv", "Школа;Выпуск\ns1;50\ns1;55\n")
    put(tmp_path, "выпуск 2.csv", "Школа;Выпуск\ns1;60\ns2;40\n")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ502", "выпуск 1.csv!A3"), ("KQ502", "выпуск 2.csv!B2")]
    assert list(rows(checked, PLAIN)["graduates"].dropna()) == [50, 40]


def test_a_list_of_persons_sent_again_with_a_change_is_not_counted(tmp_path: Path) -> None:
    put(tmp_path, "олимпиада 1.csv", f"Школа;Код;Балл\n{PUPILS}")
    put(tmp_path, "олимпиада 2.csv", f"Школа;Код;Балл\n{PUPILS}s1;p9;99\n")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ513", "олимпиада 2.csv")]
    (repeated,) = (d for d in checked.diagnostics if d.rule.code == "KQ513")
    assert (repeated.params["n"], repeated.params["of"]) == (8, 9)
    assert len(rows(checked, "olympiad")) == 8


def test_a_list_sent_again_with_its_columns_in_another_order_is_known_again(tmp_path: Path) -> None:
    put(tmp_path, "олимпиада 1.csv", f"Школа;Код;Балл\n{PUPILS}")
    turned = "".join(";".join(reversed(row.split(";"))) + "\n" for row in PUPILS.split())
    put(tmp_path, "олимпиада 2.csv", f"Балл;Код;Школа\n{turned}")
    checked = collect(tmp_path)
    assert found(checked) == [("KQ513", "олимпиада 2.csv")]
    assert len(rows(checked, "olympiad")) == 8


def test_lists_of_different_persons_complement_each_other(tmp_path: Path) -> None:
    put(tmp_path, "олимпиада 1.csv", f"Школа;Код;Балл\n{PUPILS}")
    put(tmp_path, "олимпиада 2.csv", f"Школа;Код;Балл\n{PUPILS.replace('p', 'q')}")
    checked = collect(tmp_path)
    assert found(checked) == []
    assert len(rows(checked, "olympiad")) == 16


def test_a_form_that_differs_from_a_declared_source_is_said_and_the_source_counts(tmp_path: Path) -> None:
    put(tmp_path, "выпуск.csv", "Школа;Выпуск\ns1;50\n")
    put(tmp_path, "конкурсы.csv", ROWS)
    form(tmp_path, {"graduates": 52, "cell|contests|local|participants": 11, "cell|contests|local|winners": 4})
    checked = collect(tmp_path)
    assert found(checked) == [("KQ514", "школа.xlsx!Главное!E6"), ("KQ514", "школа.xlsx!Главное!E9")]
    assert {d.unit for d in checked.diagnostics if d.rule.code == "KQ514"} == {"s1"}
    assert list(rows(checked, PLAIN)["graduates"].dropna()) == [50]
    assert list(rows(checked, "contests")["participants"]) == [10, 20]


def test_a_form_that_says_nothing_or_the_same_is_no_contradiction(tmp_path: Path) -> None:
    put(tmp_path, "выпуск.csv", "Школа;Выпуск\ns1;50\n")
    form(tmp_path, {"graduates": None})
    checked = collect(tmp_path)
    assert found(checked) == []
    assert list(rows(checked, PLAIN)["graduates"].dropna()) == [50]  # a blank in the form does not hide it
