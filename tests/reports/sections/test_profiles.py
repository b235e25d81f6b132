"""Profiles in the report of the example: the table of everybody, the card of one, what is not for everybody."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from kokoq import campaign as campaigns
from kokoq.campaign import Assessment
from kokoq.language import language
from kokoq.model import Period
from kokoq.reports.contract import View
from kokoq.reports.markdown import organisation_page, report
from kokoq.reports.view import view
from tests.reports.workbook.every_formula import written

EXAMPLE = Path(__file__).parents[3] / "examples" / "promyshlennovsky-2021"
RU = language("ru")


@pytest.fixture(scope="module")
def assessment() -> Assessment:
    campaign = campaigns.load(EXAMPLE).value
    assert campaign is not None
    return campaigns.assess(campaign, Period("2020/2021"))


@pytest.fixture(scope="module")
def shown(assessment: Assessment) -> View:
    return view(assessment, RU)


def test_the_report_has_a_line_for_everybody_whom_the_profile_concerns(shown: View) -> None:
    head, everybody = shown.profiles
    assert (head.id, everybody.id) == ("school_head", "open_report")
    assert len(head.rows) == 1 + 15  # the municipality and its schools
    assert len(everybody.rows) == 1 + 29
    # by hand in tests/cli/test_whatif.py: 0.5, 5/6 and 7/12 with the weights 50, 30, 20 are 61.667 %
    (own,) = (row for row in head.rows if row.page == "school_11.md")
    assert own.parts == ("50,0\u00a0%", "83,3\u00a0%", "58,3\u00a0%")
    assert (own.whole.percent, own.whole.level, own.whole.n_of_n) == ("61,7\u00a0%", "базовый", "9 из 10")
    page = report(shown, RU)
    assert "## Профиль руководителя школы (без ВПР)" in page
    line = "| [Школа 11](organisations/school_11.md) | 50,0 % | 83,3 % | 58,3 % | 61,7 % | базовый | 9 из 10 |"
    assert line in page.replace("\u00a0", " ")
    assert "| [Школа 2](organisations/school_02.md) | нет оценки | нет оценки | нет оценки | нет оценки | – |" in page


def test_an_organisation_sees_the_parts_with_their_weights(shown: View) -> None:
    (school,) = (o for o in shown.organisations if o.name.id == "school_11")
    head, everybody = school.profiles
    assert [(line.depth, line.title, line.weight) for line in head.lines][:2] == [
        (0, "Результаты обучающихся", "50"),
        (1, "Доля обучающихся 1–4 классов, достигших базового уровня предметной подготовки", "1"),
    ]
    assert [line.title for line in everybody.lines] == [
        "Качество подготовки", "Способности и таланты", "Профориентация", "Воспитание",
    ]  # fmt: skip
    text = organisation_page(shown, school, RU).replace("\u00a0", " ")
    assert "Назначение: оценка руководителя. Веса и пороги: предложены составителем каталога" in text
    assert (
        "| – Доля педагогических работников школ с нагрузкой более 30 часов | 1 | нет оценки | – | – | 0 из 1 |" in text
    )


def test_what_is_for_everybody_has_public_profiles_alone(assessment: Assessment) -> None:
    public = view(campaigns.published(assessment), RU)
    assert [profile.id for profile in public.profiles] == ["open_report"]
    assert {p.id for o in public.organisations for p in o.profiles} == {"open_report"}


def test_the_workbook_has_the_whole_as_a_formula_over_its_parts(assessment: Assessment, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(written(assessment, tmp_path / "report.xlsx").read_bytes()))
    rows = [[cell.value for cell in row] for row in book["Профили"].iter_rows(min_row=4)]
    weights = next(row for row in rows if row[0] == "Вес")
    school = next(row for row in rows if row[0] == "Школа 11")
    assert weights[1:4] == [50, 30, 20]
    assert school[1:4] == [0.5, pytest.approx(5 / 6), pytest.approx(7 / 12)]
    assert str(school[4]).startswith("=SUMPRODUCT(")
    assert school[5:7] == ["базовый", "9 из 10"]
