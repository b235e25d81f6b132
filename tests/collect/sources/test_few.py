"""A fault in every row of a long list: the first ones, one of each organisation, and how many more there are."""

from __future__ import annotations

from kokoq.collect.sources.few import MOST, FewOfEach
from kokoq.diagnostics import Cell, Diagnostic
from kokoq.rules import NOT_A_NUMBER, UNKNOWN_ORGANISATION

AT = Cell("баллы.xlsx")


def wrong(row: int, unit: str) -> Diagnostic:
    at = Cell("баллы.xlsx", "Лист1", f"C{row}")
    return NOT_A_NUMBER.at(at, value="неявка", field="Балл", wanted="").of(unit=unit, period="2020/2021")


def test_up_to_the_limit_everything_is_told() -> None:
    findings = FewOfEach()
    findings += [wrong(row, "s1") for row in range(MOST)]
    assert len(findings) == MOST
    assert list(findings.rest(AT)) == []


def test_beyond_it_each_organisation_is_named_once_and_the_others_are_counted() -> None:
    findings = FewOfEach()
    findings.extend(wrong(row, "s1") for row in range(MOST))
    findings += [wrong(row, unit) for row, unit in enumerate(("s1", "s2", "s2", "s3", "s2"), MOST)]
    assert [finding.unit for finding in findings[MOST:]] == ["s2", "s3"]
    assert [(d.where, dict(d.params)) for d in findings.rest(AT)] == [(AT, {"code": "KQ401", "n": 3, "told": 1002})]


def test_each_rule_has_a_limit_of_its_own() -> None:
    findings = FewOfEach()
    findings += [wrong(row, "s1") for row in range(MOST)]
    assert not findings.is_full(UNKNOWN_ORGANISATION)
    findings.append(UNKNOWN_ORGANISATION.at(AT, name="Школа № 9", close=()))
    assert [finding.rule for finding in findings[MOST:]] == [UNKNOWN_ORGANISATION]
    assert list(findings.rest(AT)) == []


def test_what_concerns_nobody_is_counted_once_there_is_enough_of_it() -> None:
    findings = FewOfEach()
    for row in range(MOST + 2):
        findings.append(UNKNOWN_ORGANISATION.at(AT, name=f"Школа № {row}", close=()))
    assert len(findings) == MOST
    assert [dict(d.params) for d in findings.rest(AT)] == [{"code": "KQ309", "n": 2, "told": MOST}]
