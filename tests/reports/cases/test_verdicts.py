"""A case that failed tells the whole story of the number beside what was expected; one that passed says nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kokoq.assess.cases import Verdict, judge_cases
from kokoq.diagnostics import Span
from kokoq.language import language
from kokoq.model import Case, CaseData, CaseUnit, Expected, Regulation
from kokoq.reports.cases.verdicts import to_outcomes, to_records, to_report
from kokoq.reports.findings.junit import to_xml
from tests.compute.small import HERE, indicator, plan

EN = language("en")
TEXT = "- indicator: x\n  expect: {value: 60%, numerator: 3}\n"


def verdicts(value: str) -> tuple[Verdict, ...]:
    """Two schools, 1 of 2 and 2 of 4: 3 / 6 = 0.5."""
    at = {"value": Span("cases.yaml", 2, 12, 5), "numerator": Span("cases.yaml", 2, 24, 9)}
    units = [
        CaseUnit(id=id, at=HERE, values={"part": Decimal(part), "total": Decimal(total)})
        for id, part, total in (("north", 1, 2), ("south", 2, 4))
    ]
    case = Case(
        indicator="x",
        title="Two schools",
        at=Span("cases.yaml", 1, 14),
        given=CaseData(organisations=tuple(units)),
        expect=Expected(at=HERE, values={"value": Decimal(value), "numerator": Decimal(3)}, places=at),
    )
    own = plan(indicator("part / total"))
    regulation = Regulation(id="r", code="1", title="r", at=HERE, indicators=("x",))
    own = replace(own, catalogue=replace(own.catalogue, cases=(case,), regulations=(regulation,)))
    return tuple(judge_cases(own, shown=lambda _, __: ""))


def test_a_failure_shows_the_line_the_expectations_and_the_story() -> None:
    text = to_report(verdicts("0.6"), EN, source=lambda _: TEXT)
    assert "  2|   expect: {value: 60%, numerator: 3}\n   |            ^^^^^\n" in text
    assert "value: expected 0.6, came out 0.5" in text
    assert "numerator: 3, as expected" in text
    assert "3 / 6" in text  # the formula with the numbers put in
    assert "north: 1 / 2" in text  # who is in it
    assert "south: 2 / 4" in text


def test_the_periods_of_a_case_are_not_called_by_numbers_that_nobody_wrote() -> None:
    assert "2001" not in to_report(verdicts("0.6"), EN, source=lambda _: TEXT)


def test_what_came_out_needs_no_words() -> None:
    assert to_report(verdicts("0.5"), EN, source=lambda _: TEXT) == ""


def test_for_programs_every_case_is_a_record_and_the_failed_one_has_its_story() -> None:
    (record,) = to_records(verdicts("0.6"), EN)
    assert (record["indicator"], record["line"], record["passed"]) == ("x", 1, False)
    assert "3 / 6" in str(record["stories"])
    (passed,) = to_records(verdicts("0.5"), EN)
    assert (passed["passed"], passed["stories"]) == (True, {})


def test_for_junit_every_case_is_a_test() -> None:
    xml = to_xml([*to_outcomes(verdicts("0.6"), EN), *to_outcomes(verdicts("0.5"), EN)])
    assert 'tests="2" failures="1"' in xml
    assert 'message="value: expected 0.6, came out 0.5"' in xml
