"""Every formula of the report, computed by LibreOffice from nothing, is the value that we stored beside it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.campaign import assess, latest_period, load
from tests.compute.small import school
from tests.reports.sample import assess as assess_sample
from tests.reports.workbook.every_formula import NOW, everything, indicators, written
from tests.reports.workbook.recalculation import SOFFICE, differences

EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"

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


def test_the_example_campaign(tmp_path: Path) -> None:
    campaign = load(EXAMPLE).value
    assert campaign is not None
    workbook = written(assess(campaign, latest_period(EXAMPLE)), tmp_path / "report.xlsx")
    assert list(differences([workbook], tmp_path / "again")) == []
