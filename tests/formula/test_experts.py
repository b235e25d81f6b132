"""What experts enter: a chosen text is its place in the list; scales name the texts and fields that there are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kokoq.assess.score import score
from kokoq.compute.evaluate import evaluate
from kokoq.diagnostics import Diagnostic
from kokoq.model import Catalogue, Checklist, Choice, Kind, Ordinal, Scale, Type
from kokoq.plan import Plan, compile
from tests.compute.small import HERE, SETTINGS, Y2, catalogue, field, indicator, observe, school


def choices(*codes: str, points: tuple[int, ...] = (2, 1, 0)) -> Scale:
    made = tuple(Choice(code=c, points=Decimal(p), level="") for c, p in zip(codes, points, strict=False))
    return Scale(method=Ordinal(choices=made), at=HERE)


def chosen(scale: Scale | None, formula: str = "part") -> Catalogue:
    """``part`` is chosen from the subjects here."""
    made = catalogue(indicator(formula, kind=Kind.ORDINAL, scale=scale))
    answer = field("part", type=Type.SYMBOL, dictionary="subjects", unit="")
    return replace(made, fields={**made.fields, "part": answer})


def faults(catalogue: Catalogue) -> list[tuple[str, object]]:
    found: tuple[Diagnostic, ...] = compile(catalogue).diagnostics
    return [(d.rule.code, d.params.get("value") or d.params.get("code")) for d in found if d.rule.code != "KQ117"]


def test_an_ordinal_scale_names_every_text_of_its_list() -> None:
    assert faults(chosen(choices("rus", "math"))) == []
    assert faults(chosen(choices("rus"))) == [("KQ254", "math")]
    assert faults(chosen(choices("rus", "maths", "math"))) == [("KQ212", "maths")]


def test_an_ordinal_indicator_is_one_field_with_a_list() -> None:
    assert [code for code, _ in faults(chosen(None, "other"))] == ["KQ210"]


def test_a_checklist_names_fields_of_its_table() -> None:
    listed = Scale(method=Checklist(position="persn", evidence=("subject",)), at=HERE)
    own = catalogue(indicator("sum(second) / sum(score)", kind=Kind.SCORE, scale=listed))
    found = [d for d in compile(own).diagnostics if d.rule.code == "KQ258"]
    assert [(d.params["name"], d.params["close"]) for d in found] == [("persn", ("person",))]


def test_points_of_a_score_and_its_most_are_both_data() -> None:
    assert [code for code, _ in faults(catalogue(indicator("part / 101", kind=Kind.SCORE)))] == ["KQ210"]
    assert faults(catalogue(indicator("part / total", kind=Kind.SCORE))) == []


def test_of_several_organisations_the_mean_of_the_points_counts() -> None:
    # 2, 0 and nobody's: the mean place of the texts is 1.5, the mean points are 1 of 2
    compiled = compile(chosen(choices("rus", "math", points=(2, 0))))
    own: Plan | None = compiled.value
    assert own is not None
    observations = observe({Y2: {"a": {"part": "rus"}, "b": {"part": "math"}, "c": {}}})
    organisations = tuple(school(unit) for unit in "abc")
    results = score(
        own, evaluate(own, observations, organisations, periods=[Y2], settings=SETTINGS).value, organisations
    ).value
    found = {
        r.unit: (r.value, r.points, r.max_points) for r in results.rows if r.level in ("organisation", "municipality")
    }
    assert found == {"town": (1.5, 1, 2), "a": (1, 2, 2), "b": (2, 0, 2), "c": (None, None, None)}
