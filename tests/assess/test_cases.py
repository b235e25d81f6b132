"""Worked cases are run like a campaign of their own, and a wrong expectation is found at its place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.assess.cases import judge_cases, run_cases, without_case
from kokoq.assess.worked import TOGETHER, Worked, work, work_all
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Diagnostic, Span
from kokoq.language import Word
from kokoq.model import Band, Bands, Case, CaseData, CaseUnit, Expected, Gap, Given, Indicator, Period, Scale, Type
from kokoq.plan import Plan, compile
from kokoq.resources import shipped
from kokoq.results import Result

from ..compute.small import HERE, catalogue, expression, field, indicator, plan
from .desk_of_profiles import plan_of

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
    return run_cases(replace(own, catalogue=replace(own.catalogue, cases=cases)), shown=shown).diagnostics


def compiled(folder: Path) -> Plan:
    loaded = load_catalogue(folder).value
    assert loaded is not None
    made = compile(loaded).value
    assert made is not None
    return made


@pytest.mark.parametrize("name", sorted(path.name for path in shipped("indicators").iterdir()))
def test_cases_worked_together_come_out_as_each_does_alone(name: str) -> None:
    own = compiled(shipped("indicators") / name)
    cases = own.catalogue.cases
    for one, together in zip(cases, work_all(own, cases), strict=True):
        alone = work(own, one)
        assert totals(together) == totals(alone)
        assert together.scores == alone.scores
        assert (together.periods, together.organisations) == (alone.periods, alone.organisations)
        if one.expect is not None and one.expect.breakdown:
            assert parts(together) == parts(alone)
        if one.expect is not None and one.expect.findings is not None:
            assert found_in(together) == found_in(alone)


def totals(worked: Worked) -> list[Result]:
    return [row for row in worked.results.rows if not row.breakdown]


def parts(worked: Worked) -> list[Result]:
    return [row for row in worked.results.rows if row.breakdown and row.period == worked.period.text]


def found_in(worked: Worked) -> list[tuple[str, str, str]]:
    return [(d.rule.code, d.unit, d.period) for d in worked.diagnostics]


HALF = unit("a", part=Decimal(1), total=Decimal(2))


def band(op: str, limit: Decimal | None, points: int) -> Band:
    return Band(op=op, limit=limit, points=Decimal(points), level="", at=HERE)


def test_what_comes_out_as_expected_is_silent() -> None:
    right = case(
        HALF, unit("b", part=Decimal(1), total=Gap.BLANK), value=Decimal("0.5"), n_reported=Decimal(1), shown="50,0 %"
    )
    assert faults(right) == ()


def test_a_wrong_expectation_is_found_at_its_own_place() -> None:
    (found,) = faults(case(HALF, numerator=Decimal(1), value=Decimal("0.51")))
    assert (found.rule.code, found.where) == ("KQ120", Span("cases.yaml", 7, 2))
    assert found.params == {"indicator": "x", "what": "value", "expected": "0.51", "found": "0.5"}


def test_what_was_written_as_a_percent_is_told_as_one() -> None:
    wrong = case(HALF, value=Decimal("0.51"), points=Decimal(1))
    assert wrong.expect is not None
    told = faults(replace(wrong, expect=replace(wrong.expect, percents={"value": "51 %"})))
    assert [(d.params["expected"], d.params["found"]) for d in told] == [("51 %", "50%"), ("1", "—")]


def test_of_cases_that_fail_together_each_is_told_by_its_own_figures() -> None:
    third = unit("a", part=Decimal(1), total=Decimal(4))
    found = faults(case(HALF, value=Decimal(1)), case(third, value=Decimal(1)))
    assert [d.params["found"] for d in found] == ["0.5", "0.25"]  # 1 / 2, 1 / 4


def test_a_case_is_scored_by_the_scale_of_its_own_period() -> None:
    """Of 2 / 4: 1 point by the scale until 2019, none by that from 2020, though both are worked at once."""
    half, more = (
        Bands(bands=(band("at_least", Decimal(limit), 1), band("otherwise", None, 0))) for limit in ("0.5", "0.6")
    )
    early = Scale(method=half, at=HERE, valid_to=dt.date(2019, 12, 31))
    late = Scale(method=more, at=HERE, valid_from=dt.date(2020, 1, 1))
    scaled = replace(SHARE, scales=(early, late))
    given = unit("a", part=Decimal(2), total=Decimal(4))
    before = replace(case(given, points=Decimal(1)), period=Period("2019"))
    after = replace(case(given, points=Decimal(0)), period=Period("2020/2021"))
    assert faults(before, after, indicators=(scaled,)) == ()


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
    assert run_cases(replace(own, catalogue=declared), shown=lambda _, __: "").diagnostics == ()


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


def test_more_cases_than_are_worked_at_once_each_find_their_own() -> None:
    """Every third one divides by nought: 3 of 0, as above."""
    by_zero = unit("a", part=Decimal(3), total=Decimal(0))
    codes = [("KQ501", "KQ601") if n % 3 == 0 else () for n in range(TOGETHER + 6)]
    cases = tuple(
        Case(
            indicator="x",
            title="",
            at=HERE,
            given=CaseData(organisations=(by_zero if expected else HALF,)),
            period=Period(str(1990 + n)),
            expect=Expected(at=HERE, findings=expected),
        )
        for n, expected in enumerate(codes)
    )
    assert faults(*cases) == ()


def test_organisations_of_different_cases_are_not_held_against_each_other() -> None:
    """Nine cases of one organisation each: eight would be peers of the ninth, whose share is far from theirs."""
    cases = tuple(
        Case(
            indicator="x",
            title="",
            at=HERE,
            given=CaseData(organisations=(unit("a", part=Decimal(part), total=Decimal(100)),)),
            expect=Expected(at=HERE, findings=()),
        )
        for part in (50, 51, 52, 53, 54, 55, 56, 57, 99)
    )
    assert faults(*cases) == ()
    units = tuple(replace(one.given.organisations[0], id=str(n)) for n, one in enumerate(cases))
    expected = Expected(at=HERE, findings=("KQ508",))
    assert faults(Case(indicator="x", title="", at=HERE, given=CaseData(organisations=units), expect=expected)) == ()


def test_a_date_is_held_against_the_period_of_its_own_case() -> None:
    dated = replace(catalogue(SHARE), fields={**catalogue(SHARE).fields, "day": field("day", type=Type.DATE, unit="")})
    given = unit("a", part=Decimal(1), total=Decimal(2), day=dt.date(2020, 5, 1))
    cases = tuple(
        Case(
            indicator="x",
            title="",
            at=HERE,
            given=CaseData(organisations=(given,)),
            period=Period(period),
            expect=Expected(at=HERE, findings=codes),
        )
        for period, codes in (("2019", ("KQ505",)), ("2020", ()), ("2019/2020", ()), ("2021", ("KQ505",)))
    )
    own = compile(replace(dated, cases=cases)).value
    assert own is not None
    assert run_cases(own, shown=lambda _, __: "").diagnostics == ()


def test_findings_of_cases_of_different_indicators_are_told_apart() -> None:
    """Both divide 3 by 0, yet each tells only of its own indicator; of the second nothing exceeds a whole."""
    by_zero = unit("a", part=Decimal(3), total=Decimal(0))
    other = unit("a", other=Decimal(3), total=Decimal(0))
    cases = tuple(
        Case(indicator=of, title="", at=HERE, given=CaseData(organisations=(given,)), expect=expected)
        for of, given, expected in (
            ("x", by_zero, Expected(at=HERE, findings=("KQ501", "KQ601"))),
            ("y", other, Expected(at=HERE, findings=("KQ601",))),
            ("y", by_zero, Expected(at=HERE, findings=("KQ501",))),
        )
    )
    assert faults(*cases, indicators=(SHARE, replace(SHARE, id="y", formula=expression("other / total")))) == ()


def test_a_case_may_go_back_several_periods() -> None:
    before = indicator("previous(total)", id="b", kind="count")  # type: ignore[arg-type]
    back = indicator("sum(total) - previous(b)", id="d", kind="count")  # type: ignore[arg-type]
    first = CaseData(organisations=(unit("a", total=Decimal(5)),))
    second = CaseData(organisations=(unit("a", total=Decimal(100)),), previous=first)
    given = CaseData(organisations=(unit("a", total=Decimal(7)),), previous=second)
    expected = Expected(at=HERE, values={"value": Decimal(2)})  # 7 - 5, whatever there was between
    case = Case(indicator="d", title="", at=HERE, given=given, expect=expected)
    assert [d.params for d in faults(case, indicators=(before, back))] == [{"indicator": "b"}]  # b has no case


PROFILE = """
purpose: organisation
missing: reweight
minimum: 50%
scope: school
levels: [{at_least: 80%, level: high}, {otherwise: {level: low}}]
bonus: {e: 10%}
tree:
  results: {title: Результаты, weight: 3, of: {a: 1, b: 1}}
  c: {weight: 1, exempt: shnor}
"""
FORMULAS = {"a": "pupils", "b": "pupils - 1", "c": "pupils - 2", "e": "pupils - pupils"}
VPR = {"d": 'sum(passed, where = procedure == "vpr")'}


def scored(folder: Path, *units: CaseUnit, **expected: Expected) -> tuple[Diagnostic, ...]:
    """What a case of the profile «p» says, its own indicators aside."""
    own = plan_of(folder, PROFILE, formulas=FORMULAS)
    case = Case(
        profile="p",
        title="",
        at=HERE,
        given=CaseData(organisations=units),
        expect_organisations=expected,
    )
    verdict = next(judge_cases(replace(own, catalogue=replace(own.catalogue, cases=(case,))), shown=lambda _, __: ""))
    return verdict.faults


def expects(
    values: dict[str, Decimal | str | None], findings: tuple[str, ...] | None = None, **nodes: Decimal
) -> Expected:
    parts = {node.replace("_", "/"): Expected(at=HERE, values={"share": share}) for node, share in nodes.items()}
    return Expected(at=HERE, values=values, breakdown=parts, findings=findings)


def test_a_profile_is_worked_from_what_was_submitted(tmp_path: Path) -> None:
    four = unit("s", pupils=Decimal(4))  # a: 4 of 4, b: 3 of 4, c: 2 of 4, e: 0 of 4
    # results (1 + 0.75) / 2 = 0.875; (3 · 0.875 + 0.5) / 4 = 0.78125; nothing is added for e
    whole = expects({"share": Decimal("0.78125"), "level": "low", "status": "ok"}, results=Decimal("0.875"))
    assert scored(tmp_path / "a", four, s=whole) == ()
    values: dict[str, Decimal | str | None] = {"points": Decimal(9), "max_points": Decimal(12), "n_scored": Decimal(3)}
    assert scored(tmp_path / "b", four, s=expects(values, results_b=Decimal("0.75"))) == ()


def test_an_exemption_of_a_profile_holds_in_its_case(tmp_path: Path) -> None:
    exempt = CaseUnit(id="s", at=HERE, tags=frozenset({"shnor"}), values={"pupils": Decimal(4)})
    assert scored(tmp_path, exempt, s=expects({"share": Decimal("0.875"), "level": "high"})) == ()


def test_what_a_profile_does_not_give_is_found_at_its_place(tmp_path: Path) -> None:
    (found,) = scored(tmp_path, unit("s", pupils=Decimal(4)), s=expects({"share": Decimal("0.78")}))
    told = found.params["found"]
    assert isinstance(told, Word)
    assert found.params == {"indicator": "p", "what": "share", "expected": "0.78", "found": "case.rounded"}
    assert told.params == {"found": "0.78125", "tolerance": "0.005"}


@pytest.mark.parametrize(
    ("value", "percent", "tolerance"),
    [
        # 6 / 7 is 85.7142857…%
        ("0.857", "85.7%", "0.05%"),
        ("0.86", "86%", "0.5%"),
        ("0.9", "90%", ""),  # ninety is no rounded 85.7
        ("0.858", "85.8%", ""),
        ("0.857", "", "0.0005"),
        ("0.9", "", "0.05"),
        ("1", "", ""),  # rounded to no digit
    ],
)
def test_a_rounded_number_fails_and_is_told_the_tolerance_for_it(value: str, percent: str, tolerance: str) -> None:
    rounded = case(unit("a", part=Decimal(6), total=Decimal(7)), value=Decimal(value))
    assert rounded.expect is not None
    percents = {"value": percent} if percent else {}
    (found,) = faults(replace(rounded, expect=replace(rounded.expect, percents=percents)))
    told = found.params["found"]
    assert (told.params["tolerance"] if isinstance(told, Word) else "") == tolerance
    declared = replace(rounded.expect, percents=percents, tolerance=Decimal("0.0001"))
    assert all(not isinstance(d.params["found"], Word) for d in faults(replace(rounded, expect=declared)))


def test_whom_a_profile_does_not_concern_has_no_score_and_the_reason(tmp_path: Path) -> None:
    kindergarten = CaseUnit(id="k", at=HERE, type="kindergarten", values={"pupils": Decimal(4)})
    blank = unit("s", pupils=Gap.BLANK)
    concerned = expects({"share": None, "status": "low_coverage"})
    assert (
        scored(tmp_path, kindergarten, blank, k=expects({"share": None, "status": "not_applicable"}), s=concerned) == ()
    )


def test_a_policy_is_proved_by_what_it_would_not_let_in(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, PROFILE.replace("purpose: organisation", "purpose: head"), formulas=VPR)
    for names, codes in ((("d",), ("KQ260",)), ((), ())):
        expected = Expected(at=HERE, findings=codes)
        case = Case(profile="p", title="", at=HERE, also=names, given=CaseData(), expect=expected)
        (verdict,) = judge_cases(
            replace(plan, catalogue=replace(plan.catalogue, cases=(case,))), shown=lambda _, __: ""
        )
        assert verdict.faults == ()


def test_a_profile_without_a_case_is_told(tmp_path: Path) -> None:
    own = plan_of(tmp_path, PROFILE)
    assert ("KQ274", {"profile": "p"}) in [(d.rule.code, d.params) for d in without_case(own)]
