"""Clusters computed from conditions: worked by hand where the groups are plain, and the same whatever the order."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kokoq.assess.clusters import clustered, describe, standardised
from kokoq.assess.score.peers import Membership
from kokoq.model import Clustering, Organisation, Period
from kokoq.plan import Plan, compile
from kokoq.results import Result, Results, Status
from tests.compute.small import HERE, catalogue, indicator, school

NOW = Period("2020/2021")
POOR, SIZE = indicator("part / total", id="poor"), indicator("total", id="size", kind="count")
CONTEXT = Clustering(id="context", title="По контексту", at=HERE, by=("poor", "size"), number=2, seed=1)


def plan(clustering: Clustering = CONTEXT) -> Plan:
    compiled = compile(replace(catalogue(POOR, SIZE), clusters={"context": clustering}))
    assert compiled.value is not None, compiled.diagnostics
    return compiled.value


def row(unit: str, of: str, value: float | None, status: Status = Status.OK) -> Result:
    return Result(NOW.text, "organisation", unit, of, "", value, None, None, 1, 1, status)


def results(values: dict[str, tuple[float, float]]) -> Results:
    return Results(
        tuple(row(unit, of, x) for unit, both in values.items() for of, x in zip(("poor", "size"), both, strict=True))
    )


def parted(values: dict[str, tuple[float, float]], *more: Result, by: Plan | None = None) -> dict[str, str]:
    organisations = tuple(school(unit) for unit in dict.fromkeys((*values, *(r.unit for r in more))))
    found = clustered(by or plan(), Results((*results(values).rows, *more)), organisations, NOW)
    return {o.id: dict(o.computed).get("context", "") for o in found.value}


RICH_AND_POOR = {"a": (0.1, 500.0), "b": (0.6, 480.0), "c": (0.14, 520.0), "d": (0.56, 500.0)}


def test_organisations_with_like_conditions_are_together_and_numbered_by_the_first() -> None:
    # the shares lie about 12 % and 58 %, the sizes all about 500
    assert parted(RICH_AND_POOR) == {"a": "1", "b": "2", "c": "1", "d": "2"}


def test_large_numbers_do_not_weigh_more() -> None:
    # of 1, 2, 3: mean 2, deviation √(2/3) = 0.8165, so −1.2247, 0, 1.2247; a column without spread is 0
    found = standardised({"a": (1, 7), "b": (2, 7), "c": (3, 7)})
    assert found == {
        "a": (pytest.approx(-1.224744871), 0.0), "b": (0.0, 0.0), "c": (pytest.approx(1.224744871), 0.0)
    }  # fmt: skip
    assert standardised({"a": (1000,), "b": (2000,), "c": (3000,)})["c"] == (pytest.approx(1.224744871),)


def test_a_cluster_is_described_beside_all() -> None:
    of, organisations = plan(), tuple(school(unit) for unit in "abcde")
    rows = Results((*results(RICH_AND_POOR).rows, row("e", "poor", 0.5), row("e", "size", None, Status.BLANK)))
    made = clustered(of, rows, organisations, NOW)
    [left] = made.diagnostics
    assert (left.rule.code, left.unit, left.params["indicators"]) == ("KQ652", "e", "size")
    found = describe(CONTEXT, of, rows, made.value, NOW)
    assert found is not None
    assert [(c.label, c.members) for c in found.clusters] == [("1", ("a", "c")), ("2", ("b", "d"))]
    # (0.1 + 0.14) / 2, (500 + 520) / 2; (0.6 + 0.56) / 2, (480 + 500) / 2; of all four 1.4 / 4, 2000 / 4
    assert [c.means for c in found.clusters] == [pytest.approx((0.12, 510)), pytest.approx((0.58, 490))]
    assert found.overall == pytest.approx((0.35, 500))
    assert found.left_out == {"e": ("size",)}


def test_whom_an_indicator_does_not_concern_is_not_told_to_be_left_out() -> None:
    of, organisations = plan(), tuple(school(unit) for unit in "abcdk")
    nobody = (row("k", "poor", None, Status.NOT_APPLICABLE), row("k", "size", None, Status.BLANK))
    found = clustered(of, Results((*results(RICH_AND_POOR).rows, *nobody)), organisations, NOW)
    assert found.diagnostics == ()


def test_fewer_different_organisations_than_clusters_are_not_parted() -> None:
    same = {"a": (0.1, 500.0), "b": (0.1, 500.0)}
    organisations = tuple(school(unit) for unit in same)
    found = clustered(plan(), results(same), organisations, NOW)
    assert [(d.rule.code, d.params["n"], d.params["number"]) for d in found.diagnostics] == [("KQ651", 1, 2)]
    assert all(not o.computed for o in found.value)


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.cluster", None)
    organisations = tuple(school(unit) for unit in RICH_AND_POOR)
    found = clustered(plan(), results(RICH_AND_POOR), organisations, NOW)
    assert found.value == organisations
    [missing] = found.diagnostics
    assert (missing.rule.code, missing.params) == ("KQ908", {"package": "scikit-learn", "extra": "cluster"})


def test_computed_clusters_are_peers_like_any() -> None:
    organisations = tuple(school(unit) for unit in "abcde")
    of = plan()
    made: tuple[Organisation, ...] = clustered(of, results(RICH_AND_POOR), organisations, NOW).value
    members = Membership(made, of.catalogue)
    assert [members.shared(unit, ("type", "context")) for unit in "abe"] == [("school", "1"), ("school", "2"), None]
    assert [o.id for o in members.members("context", "2")] == ["b", "d"]


@settings(max_examples=20, deadline=None)
@given(
    st.permutations("abcdefgh"),
    st.lists(st.tuples(st.floats(0, 1, width=16), st.integers(10, 900)), min_size=8, max_size=8, unique=True),
)
def test_the_order_of_organisations_does_not_matter(order: list[str], values: list[tuple[float, int]]) -> None:
    given_ = {unit: (poor, float(size)) for unit, (poor, size) in zip("abcdefgh", values, strict=True)}
    three = plan(replace(CONTEXT, number=3))
    assert parted({unit: given_[unit] for unit in order}, by=three) == parted(given_, by=three)
