"""Sheets of several pages on A4: no heading alone at the foot, no page for a row or two, no more pages than needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from kokoq.collect.form.paper import ACROSS, UPRIGHT, Rows, fitting, laid
from tests.collect.form.test_write import write
from tests.collect.tiny import CATALOGUE, make_field, tiny_plan


def test_pages_end_where_the_paper_does_with_the_header_on_each() -> None:
    rows = Rows([20.0, 30.0, *[50.0] * 6], header=1)  # 20 + 30 + 3 x 50 = 200; then 30 + 3 x 50 = 180
    assert rows.pages(200) == (5,)
    assert rows.pages(179) == (4, 6)  # 150, 30 + 2 x 50 and the same
    assert rows.pages(400) == ()


def test_a_heading_goes_with_what_stands_below_it() -> None:
    heights = [20.0, 30.0, *[50.0] * 6]
    assert Rows(heights, header=1, kept={4}).pages(200) == (4, 7)  # 30 + 3 x 50 of 200
    assert Rows(heights, header=1, kept={3, 4}).pages(200) == (3, 6)


def test_a_row_taller_than_the_paper_has_a_page_of_its_own() -> None:
    assert Rows([10.0, 10.0, 500.0, 10.0], header=0).pages(100) == (2, 3)


def test_pages_are_about_as_full_as_each_other() -> None:
    rows = Rows([0.0, 10.0, *[10.0] * 12], header=1)  # of 130 points 100 fit: 9 rows and 3
    assert rows.pages(100) == (11,)
    assert rows.even(100) == (8,)  # 70 of the header and 6 rows, and as many again


def test_letters_become_a_little_smaller_where_that_saves_a_page_and_not_below_what_can_be_read() -> None:
    paper = ACROSS._replace(height=100)
    assert laid(Rows([10.0] * 11, header=0), paper, 100) == (90, ())  # 110 of 100 / 0.9 = 111
    assert laid(Rows([10.0] * 14, header=0), paper, 100)[0] == 100  # 140: not even at 85 %
    assert laid(Rows([10.0] * 13, header=0), paper, 82) == (82, (7,))  # 130 of 122, and at 80 % of 125
    assert laid(Rows([10.0] * 17, header=0), paper, 60)[0] == 60  # a wide table is small enough


def test_columns_are_as_wide_as_the_paper_at_most() -> None:
    assert (fitting(490, ACROSS), fitting(1960, ACROSS), fitting(1340, UPRIGHT)) == (100, 50, 50)


def test_a_form_of_many_questions_prints_no_heading_alone_and_no_unit_broken(tmp_path: Path) -> None:
    fields = {f"f{n}": make_field(f"f{n}", topic="ab"[n > 12], unit="events") for n in range(25)}
    topics, units = {"a": "Первая тема", "b": "Вторая тема"}, {"events": "мероприятий"}
    plan = tiny_plan(replace(CATALOGUE, fields=fields, topics=topics, tables={}, units=units))
    sheet = openpyxl.load_workbook(write(tmp_path / "a.xlsx", {}, plan=plan)).worksheets[1]
    # A4 upright holds 740 points: 24, 18 and 32 of the titles, 20 of each heading, 27 of each of 25 questions are 790,
    # and at 93 % they fit
    assert [each.id for each in sheet.row_breaks.brk] == []
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.column_dimensions["D"].width > len("мероприятий")
