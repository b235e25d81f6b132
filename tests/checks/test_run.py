"""The stages: errors in one stop the later ones, for that organisation and period alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kokoq import checks
from kokoq.diagnostics import Cell, Diagnostic, Severity, Span
from kokoq.model import SeverityOverride
from kokoq.rules import BLANK_CELL, NOT_A_NUMBER

from .desk import SETTINGS, Y1, Y2, check, desk, observe, told

PLAN = desk("""\
fields:
  graduates: {title: Выпускники, asked: school}
  certified: {title: С аттестатом, asked: school, part_of: graduates}
  colleges: {title: В колледжи, asked: school}
  schools: {title: В школы, asked: school}
checks:
  destinations: {title: Все куда-то поступили, expect: colleges + schools == graduates}
""")
FAULTY = {"graduates": 20, "certified": 21, "colleges": 20, "schools": 1}


def cell_fault(unit: str, period: str = Y2.text) -> Diagnostic:
    return NOT_A_NUMBER.at(Cell(f"{unit}.xlsx"), value="нет", field="x", wanted="9").of(unit=unit, period=period)


def test_an_error_within_a_row_stops_the_checks_of_the_organisation_and_of_no_other() -> None:
    given = {"a": FAULTY, "b": FAULTY | {"certified": 20}}
    found = check(PLAN, observe(PLAN, {Y2: given}))
    assert told(found) == [("KQ501", "a.xlsx!Данные!B2"), ("KQ503", "b.xlsx!Данные!B3")]  # 20 + 1 is not 20


def test_an_error_in_a_cell_stops_them_all() -> None:
    found = check(PLAN, observe(PLAN, {Y2: {"a": FAULTY, "b": FAULTY}}), found=[cell_fault("a")])
    assert told(found) == [("KQ501", "b.xlsx!Данные!B2")]


def test_a_warning_or_a_fault_of_another_period_stops_nothing() -> None:
    blank = BLANK_CELL.at(Cell("a.xlsx"), field="x").of(unit="a", period=Y2.text)
    found = check(PLAN, observe(PLAN, {Y2: {"a": FAULTY}}), found=[blank, cell_fault("a", Y1.text)])
    assert told(found) == [("KQ501", "a.xlsx!Данные!B2")]


@pytest.mark.parametrize(("weight", "codes"), [(Severity.NOTE, ["KQ501", "KQ503"]), (Severity.ERROR, ["KQ501"])])
def test_the_weight_that_a_campaign_gives_a_rule_decides(weight: Severity, codes: list[str]) -> None:
    own = replace(SETTINGS, severity={"KQ501": SeverityOverride(severity=weight, reason="", at=Span("kokoq.yaml"))})
    found = check(PLAN, observe(PLAN, {Y2: {"a": FAULTY}}), settings=own)
    assert [d.rule.code for d in found] == codes


def test_organisations_looked_at_one_at_a_time_are_told_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"a": FAULTY, "b": FAULTY | {"certified": 20}}
    observed = observe(PLAN, {Y1: {"b": FAULTY}, Y2: given})
    together = check(PLAN, observed, periods=(Y1, Y2), found=[cell_fault("a", Y1.text)])
    assert [(d.rule.code, d.unit, d.period) for d in together] == [
        ("KQ501", "b", Y1.text),
        ("KQ501", "a", Y2.text),
        ("KQ503", "b", Y2.text),
    ]
    monkeypatch.setattr(checks, "AT_A_TIME", 1)
    apart = check(PLAN, observed, periods=(Y1, Y2), found=[cell_fault("a", Y1.text)])
    assert sorted(apart, key=str) == sorted(together, key=str)
