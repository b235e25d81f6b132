"""Profiles by hand: weights in a tree, what is missing, what is exempt, what is added; exact, before any rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kokoq.assess.scorecards import Variation, plain_scores, scorecards, total
from kokoq.definitions.load import load_catalogue
from kokoq.language import language
from kokoq.model import Lacking, Organisation
from kokoq.plan import Plan, compile
from kokoq.results import Results, Status
from tests.assess.desk_of_profiles import NAMES, PERIOD, plan_of, planned, row, scores, whole

THREE_OF_FOUR = """
purpose: board
missing: {missing}
levels: [{{at_least: 75%, level: high}}, {{at_least: 50%, level: basic}}, {{otherwise: {{level: low}}}}]
tree: {{a: 2, b: 3, c: {{weight: 3, missing: {own}}}, d: 2}}
"""


@pytest.mark.parametrize(
    ("missing", "own", "share", "level"),
    [
        # points of 4: a 3, b 3.2, d 2.6; weights 2, 3, 3 (c, not reported), 2; the level «high» begins at 3 of 4
        ("reweight", "reweight", Fraction(208, 70) / 4, "basic"),  # (2·3 + 3·3.2 + 2·2.6) / 7 = 20.8 / 7 = 2.97…
        ("reweight", "to(b)", Fraction(304, 100) / 4, "high"),  # (2·3 + 6·3.2 + 2·2.6) / 10 = 30.4 / 10 = 3.04
        ("reweight", "to(d)", Fraction(286, 100) / 4, "basic"),  # (2·3 + 3·3.2 + 5·2.6) / 10 = 28.6 / 10 = 2.86
        ("reweight", "zero", Fraction(208, 100) / 4, "basic"),  # 20.8 / 10 = 2.08
        ("reweight", "no_score", None, ""),
    ],
)
def test_what_becomes_of_a_missing_weight_turns_the_level(
    tmp_path: Path, missing: str, own: str, share: Fraction | None, level: str
) -> None:
    plan = plan_of(tmp_path, THREE_OF_FOUR.format(missing=missing, own=own))
    score = scores(plan, {"a": 3, "b": 3.2, "c": None, "d": 2.6})[""]
    assert (score.share, score.band) == (share, level)
    assert (score.total.n_scored, score.total.n_expected) == (3, 4)


def test_a_weight_is_handed_on_until_somebody_has_a_score(tmp_path: Path) -> None:
    tree = "{a: {weight: 1, missing: to(b)}, b: {weight: 1, missing: to(c)}, c: 1, d: 1}"
    text = f"purpose: board\nmissing: zero\ntree: {tree}"
    plan = plan_of(tmp_path, text)
    assert whole(plan, {"a": None, "b": None, "c": 4, "d": 0}) == Fraction(3, 4)  # c has the weights of all three
    assert whole(plan, {"a": None, "b": None, "c": None, "d": 4}) == Fraction(1, 4)  # c itself counts as nothing
    # where c does not apply, nobody takes the weights: they are shared out
    assert whole(plan, {"a": None, "b": None, "c": Status.NOT_APPLICABLE, "d": 2}) == Fraction(1, 2)


def test_sums_and_mean_of_parts_are_both_there(tmp_path: Path) -> None:
    """The published pair of totals: by sums and as the mean of percents (R064)."""
    tree = "tree: {a: 1, b: 1}"
    mean = plan_of(tmp_path / "m", f"purpose: board\nmissing: reweight\n{tree}")
    sums = plan_of(tmp_path / "s", f"purpose: board\nmissing: reweight\nby: sums\n{tree}")
    school = (Organisation(id="s1", title="Школа", type="school"),)
    rows = Results((row("a", 1, most=4), row("b", 9, most=16)))
    (first, *_), (second, *_) = (scorecards(plan, rows, school).value.rows for plan in (mean, sums))
    assert first.share == (Fraction(1, 4) + Fraction(9, 16)) / 2
    assert second.share == Fraction(10, 20)
    assert (first.total.points, first.total.most) == (10, 20)  # both print the sums


def test_a_regulation_as_a_leaf_is_all_its_indicators_by_sums(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "purpose: board\nmissing: reweight\ntree: {direction: 1}")
    found = scores(plan, {"a": 4, "b": 1, "c": None, "d": Status.NOT_APPLICABLE, "e": 2})
    assert found["direction"].share == Fraction(7, 12)
    assert (found["direction"].total.n_scored, found["direction"].total.n_expected) == (3, 4)
    assert "direction/d" not in found


def test_the_least_coverage_is_of_weights(tmp_path: Path) -> None:
    text = "purpose: board\nmissing: reweight\nminimum: 70%\ntree: {a: 69.9, b: 30.1, c: {weight: 1, exempt: shnor}}"
    plan = plan_of(tmp_path, text)
    shnor = frozenset({"shnor"})
    low = scores(plan, {"a": 4, "b": None, "c": None}, tags=shnor)[""]
    assert (low.share, low.status, low.band) == (None, Status.LOW_COVERAGE, "")
    plan = plan_of(tmp_path / "2", text.replace("69.9", "70").replace("30.1", "30"))
    assert whole(plan, {"a": 4, "b": None, "c": None}, tags=shnor) == 1
    assert whole(plan, {"a": 4, "b": None, "c": None}) is None  # 70 of 101, where c is not exempt


def test_who_is_left_without_a_score_is_told_once(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "purpose: board\nmissing: reweight\nminimum: 75%\ntree: {a: 1, b: 1}")
    units = ("s1", "s2", "s3")
    rows = Results(tuple(row(id, None if id == "b" and u != "s3" else 1, unit=u) for u in units for id in ("a", "b")))
    schools = tuple(Organisation(id=u, title=u, type="school") for u in units)
    (found,) = scorecards(plan, rows, schools).diagnostics
    assert (found.rule.code, found.params["n"], found.params["minimum"], found.period) == ("KQ630", 2, "75", PERIOD)


def test_exempt_scope_factors_and_bonus(tmp_path: Path) -> None:
    text = """
purpose: support
missing: reweight
scope: school
multiply: {shnor: 1.1, "kindergarten or shnor": 1.5}
bonus: {d: 5%, e: 2%}
tree: {a: 1, b: {weight: 1, exempt: not shnor}}
"""
    plan = plan_of(tmp_path, text)
    points = {"a": 2, "b": 4, "d": 2, "e": None}
    assert whole(plan, points) == Fraction(1, 2) + Fraction(5, 200)  # 0.5 + 5 % of a half; e gives nothing
    both = Fraction(3, 4) * Fraction(11, 10) * Fraction(3, 2) + Fraction(5, 200)
    assert whole(plan, points, tags=frozenset({"shnor"})) == both
    nursery = Organisation(id="s1", title="Сад", type="kindergarten")
    assert scorecards(plan, Results((row("a", 4),)), (nursery,)).value.rows == ()


def test_a_bonus_is_for_the_indicator_that_a_duplicate_shows(tmp_path: Path) -> None:
    plan_of(tmp_path, "purpose: board\nmissing: zero\ntree: {a: 1}")
    again = '  again: {code: "1.9", title: Ещё раз, same_as: d}\n'
    (tmp_path / "r.yaml").write_text((tmp_path / "r.yaml").read_text(encoding="utf-8") + again, encoding="utf-8")
    profiles = tmp_path / "profiles.yaml"
    profiles.write_text(f"{profiles.read_text(encoding='utf-8')}    bonus: {{again: 5%, d: 3%}}\n", encoding="utf-8")
    loaded = load_catalogue(tmp_path, name="c")
    assert loaded.value is not None
    assert [(d.rule.code, str(d.where)) for d in loaded.diagnostics] == [("KQ263", "c/profiles.yaml:8:24")]
    profile = loaded.value.profiles["p"]
    assert profile.bonus == {"d": Decimal("0.08")}  # both, as the finding says
    compiled = compile(loaded.value).value
    assert compiled is not None
    assert whole(compiled, {"a": 2, "d": 2}) == Fraction(1, 2) + Fraction(8, 200)  # 8 % of a half


def test_a_unit_above_is_in_a_profile_if_anybody_in_it_is(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "purpose: board\nmissing: zero\nscope: school\ntree: {a: 1}")
    kinds = {"s1": "school", "k1": "kindergarten"}
    members = tuple(Organisation(id=u, title=u, type=kind, municipality="m") for u, kind in kinds.items())
    above = (("municipality", "m"), ("type", "school"), ("type", "kindergarten"))
    units = (*above, *(("organisation", id) for id in kinds))
    rows = Results(tuple(row("a", 1, unit=unit)._replace(level=level) for level, unit in units))
    found = {(s.level, s.unit) for s in scorecards(plan, rows, members).value.rows}
    assert found == {("municipality", "m"), ("type", "school"), ("organisation", "s1")}


def test_levels_are_decided_before_rounding(tmp_path: Path) -> None:
    text = (
        "purpose: board\nmissing: zero\nlevels: [{at_least: 95%, level: high}, {otherwise: {level: low}}]\ntree: {a: 1}"
    )
    plan = plan_of(tmp_path, text, most=10000)
    assert scores(plan, {"a": 9499.9}, most=10000)[""].band == "low"  # printed 95,0 %
    assert scores(plan, {"a": 9500}, most=10000)[""].band == "high"


def test_the_sums_without_a_profile(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "purpose: board\nmissing: zero\ntree: {a: 1}")
    rows = Results(tuple(row(id, p) for id, p in zip(NAMES, (4, 1, None, 2, 0.5), strict=True)))
    found = {s.node: s for s in plain_scores(plan, rows)}
    assert set(found) == {"", "direction"}
    assert (found[""].share, found[""].total.n_scored, found[""].total.n_expected) == (Fraction(75, 160), 4, 5)


def test_sums_of_points_do_not_hang_on_their_order() -> None:
    points = [row(str(n), 0.1) for n in range(10)]
    assert total(points).points == 1.0  # ten times 0.1, added one by one, is 0.9999999999999999


TREE = """
purpose: organisation
missing: reweight
tree:
  one: {{weight: {w[0]}, of: {{a: {w[1]}, b: {w[2]}}}}}
  two: {{weight: {w[3]}, of: {{c: {w[4]}, d: 1}}}}
  e: {w[5]}
"""
POINTS = st.one_of(st.none(), st.integers(0, 16).map(lambda n: n / 4))
WEIGHTS = st.lists(st.integers(1, 9), min_size=6, max_size=6)
_plans: dict[str, Plan] = {}


def _plan(folder: Path, weights: list[int] | list[str]) -> Plan:
    text = TREE.format(w=weights)
    if text not in _plans:
        _plans[text] = plan_of(folder / str(len(_plans)), text)
    return _plans[text]


@given(points=st.lists(POINTS, min_size=5, max_size=5), weights=WEIGHTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reweighted_scores_stay_within_those_of_their_parts(
    tmp_path: Path, points: list[float | None], weights: list[int]
) -> None:
    found = scores(_plan(tmp_path, weights), dict(zip(NAMES, points, strict=True)))
    below = [s.share for way, s in found.items() if way.rpartition("/")[2] in NAMES and s.share is not None]
    whole = found[""].share
    assert (whole is None) == (not below)
    assert whole is None or min(below) <= whole <= max(below)


EVERYTHING = """
purpose: organisation
missing: reweight
minimum: 20%
scope: school
tree:
  one: {weight: 2, of: {a: {weight: 1, missing: to(b)}, b: {weight: 3, exempt: shnor}}}
  two: {weight: 5, by: sums, of: {c: 1, d: {weight: 2, missing: zero}}}
bonus: {e: 10%}
multiply: {shnor: 1.1}
levels: [{at_least: 50%, level: high}, {otherwise: {level: low}}]
"""
SCHOOLS = tuple(
    Organisation(id=f"s{n}", title="Школа", type="school", tags=frozenset(["shnor"] if n % 2 else [])) for n in range(3)
)


@given(points=st.lists(POINTS, min_size=15, max_size=15), data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_scores_do_not_depend_on_the_order_of_results_and_organisations(
    tmp_path: Path, points: list[float | None], data: st.DataObject
) -> None:
    if EVERYTHING not in _plans:
        _plans[EVERYTHING] = plan_of(tmp_path / "everything", EVERYTHING)
    plan = _plans[EVERYTHING]
    places = [(unit.id, name) for unit in SCHOOLS for name in NAMES]
    rows = [row(name, given, unit=unit) for (unit, name), given in zip(places, points, strict=True)]
    first = scorecards(plan, Results(tuple(rows)), SCHOOLS)
    turned, units = data.draw(st.permutations(rows)), data.draw(st.permutations(SCHOOLS))
    again = scorecards(plan, Results(tuple(turned)), tuple(units))
    assert again.value.by_key == first.value.by_key
    assert [(d.rule, d.params) for d in again.diagnostics] == [(d.rule, d.params) for d in first.diagnostics]
    plain = [{(s.unit, s.node): s for s in plain_scores(plan, Results(tuple(each)))} for each in (rows, turned)]
    assert plain[0] == plain[1]


@given(points=st.lists(POINTS, min_size=5, max_size=5), weights=WEIGHTS, by=st.integers(2, 7))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_weights_times_a_number_change_nothing(
    tmp_path: Path, points: list[float | None], weights: list[int], by: int
) -> None:
    own = dict(zip(NAMES, points, strict=True))
    scaled = [weights[0], *(by * w for w in weights[1:3]), *weights[3:]]  # within one family of siblings
    assert scores(_plan(tmp_path, weights), own) == scores(_plan(tmp_path, scaled), own)


def test_variations_put_another_policy_in_the_place_of_the_declared(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "purpose: board\nmissing: reweight\ntree: {a: 3, b: {weight: 1, missing: to(a)}, c: 1}")
    points = {"a": 4, "b": None, "c": 0}

    def by(**more: object) -> Fraction | None:
        return whole(plan, points, variation=Variation(**more))  # type: ignore[arg-type]  # its own fields

    assert by() == Fraction(4, 5)  # b's weight to a
    assert by(lacking=Lacking.REWEIGHT) == Fraction(3, 4)
    assert by(lacking=Lacking.ZERO) == Fraction(3, 5)
    assert by(lacking=Lacking.NO_SCORE) is None
    assert by(equal=True) == Fraction(2, 3)


def _codes(
    folder: Path, formulas: dict[str, str], purpose: str = "head", tree: str = "{a: 1}"
) -> list[tuple[str, int]]:
    profile = f"purpose: {purpose}\nmissing: zero\ntree:\n  b: 1\n  x: {{weight: 1, of: {tree}}}"
    _, found = planned(folder, profile, formulas=formulas)
    return [(d.rule.code, d.where.line) for d in found]  # type: ignore[union-attr]  # places of definitions


@pytest.mark.parametrize(
    ("formula", "refused"),
    [
        ("count(procedure == 'vpr' and passed > 3)", True),
        ("sum(passed, where = procedure == 'vpr')", True),
        ("sum(passed)", True),  # over every procedure, and so over that one
        ("sum(passed, where = procedure == 'oge')", False),
        ("sum(passed, where = procedure != 'vpr')", False),
        ("sum(passed, where = procedure in ['ege', 'oge'])", False),
        ("sum(passed, where = not (procedure == 'vpr'))", False),
        ("sum(passed, where = procedure == 'oge' or passed > 3)", True),
        ("sum(passed, where = procedure == 'oge' and passed > 3)", False),
        ("count(each(organisation, sum(passed, where = procedure == 'vpr')) > 1)", True),
        ("f + 1", True),  # through the indicator that it names
        ("pupils", False),
    ],
)
def test_a_profile_of_heads_may_not_rest_on_what_is_forbidden(tmp_path: Path, formula: str, *, refused: bool) -> None:
    formulas = {"a": formula.replace("'", '"'), "f": 'sum(passed, where = procedure == "vpr")'}
    assert _codes(tmp_path, formulas) == ([("KQ260", 9)] if refused else [])


def test_another_purpose_is_allowed_and_a_regulation_is_seen_through(tmp_path: Path) -> None:
    formulas = {"a": "sum(passed)"}
    assert _codes(tmp_path / "1", formulas, purpose="board") == []
    assert _codes(tmp_path / "2", formulas, tree="{direction: 1}") == [("KQ260", 9)]


def test_the_decision_is_cited(tmp_path: Path) -> None:
    _, (found,) = planned(tmp_path, "purpose: teacher\nmissing: zero\ntree: {a: 1}", formulas={"a": "sum(passed)"})
    said = language("ru").say("rules.KQ260.say", **found.params)
    assert "«a» опирается на procedure: vpr" in said
    assert "«оценка педагога» этого не допускает: решение № 7." in said
