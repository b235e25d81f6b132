"""Every formula of the report, computed by LibreOffice from nothing, is the value that we stored beside it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from kokoq.campaign import assess, latest_period, load
from tests.compute.small import school
from tests.reports.sample import assess as assess_sample
from tests.reports.workbook.every_formula import NOW, everything, indicators, written
from tests.reports.workbook.recalculation import SOFFICE, cells, differences, recalculated

EXAMPLES = sorted(path.parent for path in (Path(__file__).parents[3] / "examples").glob("*/kokoq.yaml"))

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed: nothing recalculates")


def test_every_function_and_every_rule_of_absence(tmp_path: Path) -> None:
    in_region = tuple(
        school(id, municipality=town, region="land") for id, town in (("a", "town"), ("b", "city"), ("c", "city"))
    )
    once = tuple(replace(i, by=()) for i in indicators() if "children" not in i.formula.text)
    workbooks = [
        written(everything(groups=("type", "cluster", "shnor")), tmp_path / "all.xlsx"),
        written(everything(delivered=False, coverage=Decimal("0.8")), tmp_path / "coverage.xlsx"),
        written(everything(before=None), tmp_path / "first-year.xlsx", language="en"),
        written(everything(now={"town": NOW["town"]}), tmp_path / "nobody.xlsx"),
        written(everything(organisations=()), tmp_path / "no-organisations.xlsx"),
        written(everything(*once, organisations=in_region), tmp_path / "region.xlsx"),
        written(assess_sample(groups=("type",)), tmp_path / "sample.xlsx"),
    ]
    assert list(differences(workbooks, tmp_path / "again")) == []


def test_an_input_that_is_filled_in_later_enters_the_totals(tmp_path: Path) -> None:
    # 1.01: 45 of 50 and 20 of 20 reported; school c adds 9 of 10, so that 74 of 80 from 3 of 3
    book = openpyxl.load_workbook(BytesIO(written(assess_sample(), tmp_path / "sample.xlsx").read_bytes()))
    rows = {cell.value: cell.row for cell in book["Исходные"]["A"]}
    book["Исходные"].cell(rows["part"], 7).value = 9
    book["Исходные"].cell(rows["total"], 7).value = 10
    book.save(tmp_path / "corrected.xlsx")
    again = recalculated([tmp_path / "corrected.xlsx"], tmp_path / "again")[0]
    shown = {place: value for place, _, value in cells(again)}
    row = next(
        place[len("Показатели!A") :] for place, value in shown.items() if value == "1.01" and "Показатели!A" in place
    )
    assert [shown[f"Показатели!{column}{row}"] for column in "DEFGH"] == [74, 80, 0.925, 3, 3]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_example_campaigns(example: Path, tmp_path: Path) -> None:
    campaign = load(example).value
    assert campaign is not None
    workbook = written(assess(campaign, latest_period(example)), tmp_path / "report.xlsx")
    assert list(differences([workbook], tmp_path / "again")) == []
