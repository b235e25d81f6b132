"""Worked cases, typed by the fields that they are given for."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Diagnostic
from kokoq.model import Case, Gap

GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    value = load_catalogue(GOOD).value
    assert value is not None
    return value.cases


def load(folder: Path, text: str) -> tuple[tuple[Case, ...], tuple[Diagnostic, ...]]:
    """The cases of the one file given, among the good definitions."""
    shutil.copytree(GOOD, folder)
    shutil.rmtree(folder / "cases")
    (folder / "cases").mkdir()
    (folder / "cases" / "c.yaml").write_text(text, encoding="utf-8")
    checked = load_catalogue(folder)
    assert checked.value is not None
    return checked.value.cases, checked.diagnostics


def test_what_one_organisation_gave_is_one_unit(cases: tuple[Case, ...]) -> None:
    (unit,) = cases[0].given.organisations
    assert unit.values == {"grade9_certified": 45, "grade9_graduates": 50}
    assert cases[0].expect is not None
    assert cases[0].expect.values == {"value": Decimal("0.9"), "level": "low"}
    assert cases[0].expect.percents == {"value": "90%"}
    assert str(cases[0].expect.places["level"]).endswith("student_attainment.yaml:3:24")


def test_rows_of_a_table_keep_codes_and_gaps(cases: tuple[Case, ...]) -> None:
    (unit,) = cases[1].given.organisations
    assert unit.tables["ege_results"] == (
        {"ege_subject": "rus", "score": Decimal(70)},
        {"ege_subject": "rus", "score": Gap.BLANK},
        {"ege_subject": "math", "score": Gap.NO_DATA},
    )
    assert cases[1].expect is not None
    assert cases[1].expect.breakdown["ege_subject=rus"].values == {"value": Decimal("0.5")}
    assert cases[1].expect.values["shown"] == "50,0 %"


def test_several_organisations_the_municipality_and_the_year_before(cases: tuple[Case, ...]) -> None:
    given, previous = cases[2].given, cases[2].given.previous
    assert [(unit.id, unit.type, unit.cluster, unit.not_submitted) for unit in given.organisations] == [
        ("a", "kindergarten", "Север", False),
        ("b", "", "", False),
        ("c", "", "", True),
    ]
    assert given.municipality is not None
    assert given.municipality.values == {"children_5_18": 900}
    assert previous is not None
    assert previous.organisations[0].values == {"parents_satisfied": 1, "parents_surveyed": 2}
    assert cases[2].expect_organisations["c"].values == {"value": None, "status": "not_submitted"}
    assert cases[2].expect is not None
    assert cases[2].expect.tolerance == 0


def test_a_field_of_the_municipality_may_stand_among_those_of_the_organisation(tmp_path: Path) -> None:
    made, found = load(
        tmp_path / "c",
        "- indicator: grade9_certified_share\n"
        "  given: {grade9_certified: 4, children_5_18: 90}\n"
        "- {indicator: grade9_certified_share, given: {children_5_18: 90}}\n",
    )
    assert found == ()
    both, alone = (case.given for case in made)
    assert both.organisations[0].values == {"grade9_certified": 4}
    assert both.municipality is not None
    assert both.municipality.values == {"children_5_18": 90}
    assert alone.organisations == ()


def test_a_table_may_be_submitted_without_rows(tmp_path: Path) -> None:
    made, found = load(tmp_path / "c", "- {indicator: ege_russian_70_share, given: {ege_results: []}}\n")
    assert found == ()
    assert made[0].given.organisations[0].tables == {"ege_results": ()}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("yes", True), ("no", False), ("", Gap.BLANK), ("not_applicable", Gap.NOT_APPLICABLE), ("invalid", Gap.INVALID)],
)
def test_an_answer_is_yes_no_or_a_reason_of_absence(tmp_path: Path, typed: str, expected: object) -> None:
    made, found = load(
        tmp_path / "c", f"- {{indicator: grade9_certified_share, given: {{development_programme: {typed}}}}}\n"
    )
    assert found == ()
    assert made[0].given.organisations[0].values == {"development_programme": expected}


def test_a_case_of_no_indicator_is_left_out_and_told_with_the_name_that_was_meant(tmp_path: Path) -> None:
    made, found = load(tmp_path / "c", "- {indicator: threshold_passed_75, given: {}}\n")
    assert made == ()
    assert [(d.rule.code, str(d.where)) for d in found] == [("KQ111", "c/cases/c.yaml:1:15")]
    assert "threshold_passed_70" in found[0].params["close"]
