"""The sheet «Полнота» of the report has the columns of ``completeness.xlsx``, and the same numbers in them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from kokoq.campaign import assess, load, validate
from kokoq.language import language
from kokoq.model import Period
from kokoq.reports.completeness.table import completeness
from kokoq.reports.completeness.xlsx import write_workbook
from tests.reports.workbook.every_formula import written

EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"


def test_the_sheet_of_the_report_agrees_with_the_workbook_of_completeness(tmp_path: Path) -> None:
    campaign, period = load(EXAMPLE).value, Period("2020/2021")
    assert campaign is not None
    checked = completeness(validate(campaign, period), today=dt.date(2021, 7, 1))
    write_workbook(checked, language("ru"), tmp_path / "completeness.xlsx")
    written(assess(campaign, period), tmp_path / "report.xlsx")
    one = openpyxl.load_workbook(tmp_path / "completeness.xlsx", data_only=True)["Организации"]
    other = openpyxl.load_workbook(tmp_path / "report.xlsx", data_only=True)["Полнота"]
    assert [c.value for c in one[4]] == [c.value for c in other[4]]
    assert (other["C4"].value, other["N4"].value, other["Q4"].value) == ("Заполнено", "Запрошено ячеек", "Нет данных")
    for mine, theirs in zip(one.iter_rows(min_row=5, max_row=33), other.iter_rows(min_row=5, max_row=33), strict=True):
        counted = (2, *range(13, 17))  # the share; asked, filled, in blank rows, without data
        assert [mine[0].value, *(mine[n].value for n in counted)] == [
            theirs[0].value,
            *(theirs[n].value for n in counted),
        ]
    # two schools and a kindergarten say once each that they have no data: «н/д», «-», «нет данных»
    assert other["Q34"].value == sum(line.count.no_data for line in checked.lines[:29]) == 3
