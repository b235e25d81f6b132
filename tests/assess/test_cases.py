"""Worked cases are run like a campaign of their own, and a wrong expectation is found at its place."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.assess.cases import run_cases
from kokoq.assess.worked import companions, work, work_together
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Diagnostic, Span
from kokoq.model import Case, CaseData, CaseUnit, Expected, Gap, Given, Indicator
from kokoq.plan import Plan, compile
from kokoq.resources import shipped
from kokoq.results import Result

from ..compute.small import HERE, catalogue, indicator, plan

SHARE = indicator("part / total", scope="school and (shnor or shfnsu)")


def unit(id: str, **values: Given) -> CaseUnit:
    return CaseUnit(id=id, at=HERE, values=values)


def case(*units: CaseUnit, previous: tuple[CaseUnit, ...] = (), of: str = "x", **expect: Decimal | str | None) -> Case:
    places = {what: Span("cases.yaml", 7, column) for column, what in enumerate(expect, start=1)}
    return Case(
        indicator=of,
        title="",
        at=HERE,
        given=CaseData(organisations=units, previous=CaseData(organisations=previous) if previous else None),
        expect=Expected(at=HERE, values=expect, places=places),
    )


def faults(*cases: Case, indicators: tuple[Indicator, ...] = (SHARE,)) -> tuple[Diagnostic, ...]:
    def shown(_: Indicator, result: Result) -> str:
        return f"{100 * (result.value or 0):.1f}\u00a0%".replace(".", ",")

    own = plan(*indicators)
    return run_cases(replace(own, catalogue=replace(own.catalogue, cases=cases)), shown=shown)


def compiled(folder: Path) -> Plan:
    loaded = load_catalogue(folder).value
    assert loaded is not None
    made = compile(loaded).value
    assert made is not None
    return made


@pytest.mark.parametrize("name", ["promyshlennovsky", "ust_ilimsk"])
def test_cases_worked_together_come_out_as_each_does_alone(name: str) -> None:
    own = compiled(shipped("indicators") / name)
    groups: dict[object, list[Case]] = {}
    for one in own.catalogue.cases:
        common = companions(own, one, own.aliases.get(one.indicator, one.indicator))
        if common is not None:
            groups.setdefault(common, []).append(one)
    several = {common: some for common, some in groups.items() if len(some) > 1}
    assert several
    for some in several.values():
        computed = own.aliases.get(some[0].indicator, some[0].indicator)
        for one, together in zip(some, work_together(own, some, computed), strict=True):
            alone = work(own, one, computed)
            assert set(together.results.rows) == set(alone.results.rows)
            assert together.period == alone.period


HALF = unit("a", part=Decimal(1), total=Decimal(2))


def test_what_comes_out_as_expected_is_silent() -> None:
    right = case(
        HALF, unit("b", part=Decimal(1), total=Gap.BLANK), value=Decimal("0.5"), n_reported=Decimal(1), shown="50,0 %"
    )
    assert faults(right) == ()


def test_a_wrong_expectation_is_found_at_its_own_place() -> None:
    (found,) = faults(case(HALF, numerator=Decimal(1), value=Decimal("0.51")))
    assert (found.rule.code, found.where) == ("KQ120", Span("cases.yaml", 7, 2))
    assert found.params == {"indicator": "x", "what": "value", "expected": "0.51", "found": "0.5"}


def test_no_value_is_expected_by_none_and_by_the_status() -> None:
    nothing = unit("a", part=Decimal(0), total=Decimal(0))
    assert faults(case(nothing, value=None, status="no_base")) == ()
    assert len(faults(case(nothing, value=Decimal(0), status="ok"))) == 2


def test_the_period_before_is_evaluated_too() -> None:
    change = indicator("change(x)", id="d", kind="ratio")  # type: ignore[arg-type]
    now = unit("a", part=Decimal(2), total=Decimal(2))
    wanted = case(now, previous=(HALF,), of="d", value=Decimal("0.5"))
    found = faults(wanted, indicators=(indicator("part / total"), change))
    assert [(d.rule.code, d.params) for d in found] == [("KQ121", {"indicator": "x"})]  # and x has no case of its own


def test_a_duplicate_is_proved_by_the_indicator_that_it_shows() -> None:
    alias = replace(indicator("part / total", id="same"), same_as="x")
    own = plan(SHARE)
    declared = replace(catalogue(SHARE, alias), cases=(case(HALF, of="same", value=Decimal("0.5")),))
    assert run_cases(replace(own, catalogue=declared), shown=lambda _, __: "") == ()


def expecting(codes: tuple[str, ...], *units: CaseUnit) -> tuple[Diagnostic, ...]:
    expected = Expected(at=HERE, findings=codes)
    return faults(Case(indicator="x", title="", at=HERE, given=CaseData(organisations=units), expect=expected))


def test_findings_that_the_data_must_give_are_expected_by_their_codes() -> None:
    by_zero = unit("a", part=Decimal(3), total=Decimal(0))
    assert expecting(("KQ501", "KQ601"), by_zero) == ()  # 3 of 0: the part is above its whole, and 3 / 0
    (found,) = expecting((), by_zero)
    assert found.params == {"indicator": "x", "what": "findings", "expected": "—", "found": "KQ501, KQ601"}


def test_a_finding_that_is_expected_in_vain_is_told() -> None:
    (found,) = expecting(("KQ601",), HALF)
    assert (found.params["expected"], found.params["found"]) == ("KQ601", "—")


def test_findings_of_an_organisation_are_its_own() -> None:
    units = (HALF, unit("b", part=Decimal(3), total=Decimal(0)))
    own = {"a": Expected(at=HERE, findings=()), "b": Expected(at=HERE, findings=("KQ501", "KQ601"))}
    given = CaseData(organisations=units)
    assert faults(Case(indicator="x", title="", at=HERE, given=given, expect_organisations=own)) == ()


def test_a_case_may_go_back_several_periods() -> None:
    before = indicator("previous(total)", id="b", kind="count")  # type: ignore[arg-type]
    back = indicator("sum(total) - previous(b)", id="d", kind="count")  # type: ignore[arg-type]
    first = CaseData(organisations=(unit("a", total=Decimal(5)),))
    second = CaseData(organisations=(unit("a", total=Decimal(100)),), previous=first)
    given = CaseData(organisations=(unit("a", total=Decimal(7)),), previous=second)
    expected = Expected(at=HERE, values={"value": Decimal(2)})  # 7 - 5, whatever there was between
    case = Case(indicator="d", title="", at=HERE, given=given, expect=expected)
    assert [d.params for d in faults(case, indicators=(before, back))] == [{"indicator": "b"}]  # b has no case
