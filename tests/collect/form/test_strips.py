"""Wide tables on paper: strips that can be read, the columns that say what a row is on each."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from kokoq.collect.form.strips import breaks, page_ends, pixels, scale
from tests.collect.form.test_central import write


def test_a_table_that_one_sheet_holds_is_not_cut() -> None:
    assert breaks([200.0, 400.0, 430.0], 1) == ()  # 1030 of 930 / 0.9 = 1033
    assert scale([200.0, 400.0, 430.0], 1, ()) == 90


def test_a_wider_one_is_cut_where_the_sheet_ends_the_first_columns_counted_on_each() -> None:
    columns = [200.0, *(300.0 for _ in range(5))]  # 200 + 2 x 300 fit, a third does not
    assert breaks(columns, 1) == (3, 5)
    assert scale(columns, 1, (3, 5)) == 100  # 800 of 930


def test_what_could_not_be_told_apart_on_another_sheet_stays_on_one() -> None:
    assert breaks([600.0, 600.0], 0) == ()  # no column says what a row is
    assert breaks([800.0, 300.0], 1) == ()  # there is hardly room for another
    assert pixels(10) == 75


def test_a_sheet_ends_before_a_block_that_it_does_not_hold_to_the_end() -> None:
    heights = [40.0, 20.0, *(30.0 for _ in range(6))]  # a title, the heads, three blocks of two rows
    assert page_ends(heights, (2, 4, 6), room=240, repeated=20) == ()  # 60 + 3 x 60 = 240
    assert page_ends(heights, (2, 4, 6), room=239, repeated=20) == (6,)
    assert page_ends(heights, (2, 4, 6), room=140, repeated=20) == (4,)  # then 20 + 2 x 60 = 140
    assert page_ends(heights, (2, 4, 6), room=139, repeated=20) == (4, 6)


def test_a_block_higher_than_a_sheet_goes_on_and_never_ends_one_without_rows() -> None:
    # 320 points: a sheet of 100, two of 20 + 80, and 20 + 60 on the last
    assert page_ends([20.0, 300.0, 20.0], (1, 2), room=100, repeated=20) == ()
    assert page_ends([20.0, 300.0, 21.0], (1, 2), room=100, repeated=20) == (2,)
    assert page_ends([20.0], (), room=100, repeated=20) == ()


def test_the_workbook_of_everybody_prints_its_sheets_with_the_organisations_on_every_page(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx"))
    sheet = book["Главное"]
    assert sheet.print_title_cols == "$B:$B"
    assert sheet.col_breaks.brk
    assert (sheet.page_setup.scale or 100) >= 90
