"""What the worked cases prove of a catalogue, counted by hand on a tiny one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from kokoq.assess.cases import judge_cases
from kokoq.assess.cover import Aspect, Cover, cover
from kokoq.model import Band, Bands, Case, CaseData, CaseUnit, Expected, Given, Scale

from ..compute.small import HERE, indicator, plan
from .desk_of_profiles import plan_of

BANDS = (
    Band(op="at_least", limit=Decimal("0.9"), points=Decimal(2), level="high", at=HERE),
    Band(op="at_least", limit=Decimal("0.5"), points=Decimal(1), level="basic", at=HERE),
    Band(op="otherwise", limit=None, points=Decimal(0), level="low", at=HERE),
)
SHARE = indicator("part / total", scale=Scale(method=Bands(bands=BANDS), at=HERE))


def case(*, given: dict[str, Given], **expect: Decimal | str | None) -> Case:
    unit = CaseUnit(id="a", at=HERE, values=given)
    return Case(
        indicator="x",
        title="",
        at=HERE,
        given=CaseData(organisations=(unit,)),
        expect=Expected(at=HERE, values=expect),
    )


def covered(*cases: Case) -> Cover:
    own = plan(SHARE)
    own = replace(own, catalogue=replace(own.catalogue, cases=cases))
    return cover(own, judge_cases(own, shown=lambda _, __: ""))


HALF: dict[str, Given] = {"part": Decimal(1), "total": Decimal(2)}


def test_nothing_is_covered_by_no_case() -> None:
    empty = covered()
    # one indicator, three bands, six reasons of absence (there is a denominator, and no coverage is declared)
    assert (empty.covered, len(empty.items)) == (0, 10)


def test_an_expected_value_covers_the_indicator_and_the_band_that_it_falls_into() -> None:
    found = covered(case(given=HALF, value=Decimal("0.5")))
    assert [(i.aspect, i.which) for i in found.items if i.covered] == [
        (Aspect.INDICATOR, ""),
        (Aspect.BAND, "2: at_least 0.5"),
    ]
    assert found.percent == 20.0  # 2 of 10


def test_a_case_that_expects_only_who_reported_shows_no_band() -> None:
    found = covered(case(given=HALF, n_reported=Decimal(1)))
    assert found.of(Aspect.BAND).covered == 0
    assert found.of(Aspect.INDICATOR).covered == 1


def test_a_reason_of_absence_is_covered_where_the_status_is_expected() -> None:
    nothing: dict[str, Given] = {"part": Decimal(0), "total": Decimal(0)}
    found = covered(case(given=nothing, status="no_base"))
    assert [i.which for i in found.of(Aspect.ABSENCE).items if i.covered] == ["no_base"]
    assert covered(case(given=nothing, value=None)).of(Aspect.ABSENCE).covered == 0


def test_what_does_not_come_out_proves_nothing() -> None:
    assert covered(case(given=HALF, value=Decimal("0.6"))).covered == 0


def test_percents_are_rounded_down() -> None:
    third = Cover(covered(case(given=HALF, value=Decimal("0.5"))).of(Aspect.BAND).items)
    assert third.percent_down == 33.3
    items = tuple(replace(third.items[0], covered=n > 0) for n in range(2001))  # 2000 / 2001 = 99,95 %
    assert Cover(items).percent_down == 99.9
    assert Cover(()).percent_down == 100.0


def test_a_profile_and_the_level_that_comes_out_are_covered(tmp_path: Path) -> None:
    levels = "[{at_least: 50%, level: high}, {otherwise: {level: low}}]"
    own = plan_of(tmp_path, f"purpose: board\nmissing: reweight\nlevels: {levels}\ntree: {{a: 1}}")
    unit = CaseUnit(id="s", at=HERE, type="school", values={"pupils": Decimal(1)})  # 1 of 4
    expected = {"s": Expected(at=HERE, values={"level": "low"})}
    case = Case(profile="p", title="", at=HERE, given=CaseData(organisations=(unit,)), expect_organisations=expected)
    own = replace(own, catalogue=replace(own.catalogue, cases=(case,)))
    found = cover(own, judge_cases(own, shown=lambda _, __: ""))
    told = [(i.aspect, i.indicator, i.which, i.covered) for i in found.items if i.indicator == "p"]
    assert told == [
        (Aspect.PROFILE, "p", "", True),
        (Aspect.LEVEL, "p", "high", False),
        (Aspect.LEVEL, "p", "low", True),
    ]
