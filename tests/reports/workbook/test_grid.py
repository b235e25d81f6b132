"""How the matrix of organisations is cut into printed sheets."""

from __future__ import annotations

from kokoq.model import Organisation
from kokoq.reports.workbook.grid import FIRST, STRIP, Grid


def grid(**types: int) -> Grid:
    organisations = [
        Organisation(id=f"{kind}_{n}", title=f"{kind} {n}", type=kind, municipality="town")
        for kind, count in types.items()
        for n in range(count)
    ]
    titles = ("town", *(organisation.title for organisation in organisations))
    return Grid(("town",), tuple(organisations), titles)


def test_what_fits_one_sheet_is_printed_on_one() -> None:
    assert grid(school=6, kindergarten=1, additional=1).breaks() == ()
    assert grid(school=STRIP - 1).breaks() == ()  # with the town


def test_many_are_cut_at_another_type_and_after_so_many() -> None:
    # the town and 15 schools as 8 and 8 columns, 14 kindergartens as 7 and 7; of 31 columns 7, 8, 8 and 8
    assert grid(school=15, kindergarten=14).breaks() == (FIRST + 8, FIRST + 16, FIRST + 16 + 7)
    assert grid(school=30).breaks() == (FIRST + 7, FIRST + 15, FIRST + 23)


def test_types_of_few_organisations_share_a_sheet() -> None:
    # the town and 3 schools are 4 columns, 4 kindergartens make 8, 2 others are for the next sheet, with 5 colleges
    assert grid(school=3, kindergarten=4, additional=2, college=5).breaks() == (FIRST + 8,)
