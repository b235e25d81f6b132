"""What changed between two catalogues, told by what formulas and scopes say, and what it does to comparisons."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from kokoq.definitions.difference import comparability, difference
from kokoq.definitions.facets import Facet, all_facets, facets, read_facets
from kokoq.definitions.verdict import Verdict
from kokoq.language import language
from kokoq.model import (
    Among,
    Band,
    Bands,
    Citation,
    Clustering,
    Expression,
    Indicator,
    Jumps,
    Kind,
    Missing,
    Polarity,
    Relative,
    Scale,
    ZoneRule,
)
from kokoq.plan import Plan, compile
from kokoq.reports.difference.view import difference_view, to_text

from ..compute.small import HERE, field, indicator, plan


def compared(old: Indicator, new: Indicator) -> tuple[str, tuple[Facet, ...]]:
    before, after = plan(old), plan(new)
    found = comparability(facets(before, before.catalogue.indicators["x"]), facets(after, new))
    return found.verdict, found.facets


def scale(limit: str, points: int = 2) -> Scale:
    best = Band(op="at_least", limit=Decimal(limit), points=Decimal(points), level="high", at=HERE)
    return Scale(
        method=Bands(bands=(best, Band(op="otherwise", limit=None, points=Decimal(0), level="low", at=HERE))), at=HERE
    )


SHARE = indicator("(part + other) / total")
EXAMS = indicator("count(score >= 70) / count()", table="exams")


def test_a_definition_does_not_differ_from_itself() -> None:
    assert compared(SHARE, SHARE) == (Verdict.COMPARABLE, ())


@pytest.mark.parametrize(
    ("new", "verdict", "differing"),
    [
        (indicator("(other+part)/ total"), Verdict.COMPARABLE, (Facet.NOTATION,)),
        (replace(SHARE, remark="иначе", code="x.2"), Verdict.COMPARABLE, (Facet.CODE, Facet.REMARKS)),
        (replace(SHARE, scales=(scale("0.9"),)), Verdict.WITH_NOTE, (Facet.SCALE, Facet.MAXIMUM)),
        (replace(SHARE, targets={"2021/2022": Decimal("0.9")}), Verdict.WITH_NOTE, (Facet.TARGETS,)),
        (replace(SHARE, title="Другое"), Verdict.WITH_NOTE, (Facet.TITLE,)),
        (replace(SHARE, better=Polarity.LOWER), Verdict.WITH_NOTE, (Facet.BETTER,)),
        (replace(SHARE, may_exceed_100=True), Verdict.WITH_NOTE, (Facet.ABOVE_100,)),
        (replace(SHARE, sample=True), Verdict.WITH_NOTE, (Facet.SAMPLE,)),
        (replace(SHARE, replaces="gone"), Verdict.COMPARABLE, (Facet.REPLACES,)),
        (indicator("part / total"), Verdict.NOT_COMPARABLE, (Facet.FORMULA,)),
        (indicator("(part + other) / total", scope="school and shnor"), Verdict.NOT_COMPARABLE, (Facet.SCOPE,)),
        (replace(SHARE, missing=Missing.ZERO), Verdict.NOT_COMPARABLE, (Facet.MISSING,)),
        (replace(SHARE, kind=Kind.RATIO, unit="persons"), Verdict.NOT_COMPARABLE, (Facet.KIND, Facet.UNIT)),
    ],
)
def test_each_facet_has_its_effect(new: Indicator, verdict: Verdict, differing: tuple[Facet, ...]) -> None:
    assert compared(SHARE, new) == (verdict, differing)


def test_another_rule_of_zones_or_border_of_a_jump_changes_no_value() -> None:
    def planned(when: str) -> Plan:
        rule = ZoneRule(id="z", title="z", at=HERE, when=Expression(when, HERE), indicators=("x",))
        compiled = compile(replace(plan(SHARE).catalogue, zones={"z": rule} if when else {}))
        assert compiled.value is not None
        return compiled.value

    without, one, other = (planned(when) for when in ("", "value < 80%", "value < 70%"))
    for before, after in ((without, one), (one, other)):
        [pair] = difference(before, after).changed
        assert (pair.comparison.verdict, pair.comparison.facets) == (Verdict.COMPARABLE, (Facet.ZONES,))
    assert compared(SHARE, replace(SHARE, jumps=Jumps(by="subject", neighbours=Decimal("0.1")))) == (
        Verdict.COMPARABLE,
        (Facet.ZONES,),
    )


def test_a_scale_among_clusters_that_are_made_otherwise_is_another_scale() -> None:
    among = replace(scale("0.9"), measure=Relative(by=Among.BEST, peers=("alike",)))
    two = Clustering(id="alike", title="", at=HERE, by=("x",), number=2)

    def planned(clustering: Clustering) -> Plan:
        compiled = compile(replace(plan(replace(SHARE, scales=(among,))).catalogue, clusters={"alike": clustering}))
        assert compiled.value is not None
        return compiled.value

    [pair] = difference(planned(two), planned(replace(two, number=3))).changed
    assert (pair.comparison.verdict, pair.comparison.facets) == (Verdict.WITH_NOTE, (Facet.SCALE,))


def test_points_of_another_scale_with_the_same_maximum() -> None:
    old, new = replace(SHARE, scales=(scale("0.9"),)), replace(SHARE, scales=(scale("0.95"),))
    assert compared(old, new) == (Verdict.WITH_NOTE, (Facet.SCALE,))


def test_a_scale_that_an_act_takes_over_judges_as_before() -> None:
    """Neither the bands nor their maximum are others: only what they rest on."""
    own = replace(scale("0.9"), illustrative=True)
    sourced = replace(scale("0.9"), source=(Citation(act="p1", clause="5"),))
    old, new = replace(SHARE, scales=(own,)), replace(SHARE, scales=(sourced,))
    assert compared(old, new) == compared(new, old) == (Verdict.WITH_NOTE, (Facet.ILLUSTRATIVE,))
    moved = replace(SHARE, scales=(replace(sourced, source=(Citation(act="p1", clause="6"),)),))
    assert compared(new, moved) == (Verdict.COMPARABLE, (Facet.GROUNDS,))
    other = replace(SHARE, scales=(replace(scale("0.95"), illustrative=True),))
    assert compared(old, other) == (Verdict.WITH_NOTE, (Facet.SCALE,))


def test_what_an_earlier_kokoq_kept_still_compares() -> None:
    """Facets that run.json and reports had before there were finer ones are taken as they were then."""
    kept = {
        "formula": "123bfba447675f89", "scope": "886c8f8b6a2398ea", "kind": "4ddf33e13ab02e27",
        "table": "24ea1ebd0bafd394", "fields": "other=166eca7a part=7ac541b5 total=eb6f41c4", "others": "",
        "missing": "db31775dbdabd972", "unit": "6e340b9cffb37a98", "scale": "0a40fd31ae169fd5",
        "maximum": "fabc10d04f967f09", "better": "bbb80a88b0ec1706", "targets": "40f6916b78ce91e8",
        "coverage": "24ea1ebd0bafd394", "rounding": "0b94685d47ef0292", "title": "14f825b2bbc32dd8",
        "questions": "other=72007c39 part=d9e90256 total=ac6a24ce", "notation": "9c1a8b2c954bbf82",
        "breakdowns": "b230ec74895e4131", "code": "14f825b2bbc32dd8", "place": "a782d70046a79e06",
        "source": "b230ec74895e4131", "zones": "415d9b1177cf6a26", "remarks": "2e4085eb4e56047c",
    }  # fmt: skip
    former = {Facet(name): taken for name, taken in kept.items()}
    now = all_facets(plan(replace(SHARE, scales=(scale("0.9"),))))["x"]
    assert comparability(former, now).facets == ()
    other = all_facets(plan(replace(SHARE, scales=(scale("0.95"),))))["x"]
    assert comparability(former, other).facets == (Facet.SCALE,)  # what it is made of was not kept


def test_a_field_that_is_asked_of_others_breaks_the_series() -> None:
    before = plan(SHARE)
    fields = {**before.catalogue.fields, "part": field("part", part_of="total", asked=ANYBODY)}
    after = compile(replace(before.catalogue, fields=fields)).value
    assert after is not None
    found = comparability(all_facets(before)["x"], all_facets(after)["x"])
    assert (found.verdict, found.facets) == (Verdict.NOT_COMPARABLE, (Facet.FIELDS,))


def test_another_wording_of_a_question_is_a_note() -> None:
    before = plan(SHARE)
    worded = field("part", part_of="total", title="Иначе")
    after = compile(replace(before.catalogue, fields={**before.catalogue.fields, "part": worded}))
    assert after.value is not None
    assert comparability(all_facets(before)["x"], all_facets(after.value)["x"]).facets == (Facet.QUESTIONS,)


def test_a_changed_indicator_breaks_those_that_name_it() -> None:
    user = indicator("change(x)", id="user")
    before, after = plan(SHARE, user), plan(indicator("part / total"), user)
    found = comparability(all_facets(before)["user"], all_facets(after)["user"])
    assert (found.verdict, found.facets) == (Verdict.NOT_COMPARABLE, (Facet.OTHERS,))


def test_added_removed_and_unchanged_are_told_apart() -> None:
    found = difference(plan(SHARE, indicator("total", id="old", kind=Kind.COUNT)), plan(SHARE, EXAMS_AS_NEW))
    assert (found.added, found.removed, found.renamed, found.changed, found.n_same) == (("new",), ("old",), (), (), 1)
    assert found.verdict is Verdict.NOT_COMPARABLE


def test_a_successor_is_the_same_series_under_another_name() -> None:
    found = difference(plan(SHARE), plan(replace(SHARE, id="y", replaces="x")))
    (pair,) = found.renamed
    assert (pair.old, pair.new, pair.comparison.verdict, pair.comparison.facets) == ("x", "y", "comparable", ())
    assert (found.added, found.removed) == ((), ())


def test_each_of_a_template_succeeds_that_of_its_own_parameter() -> None:
    def series(name: str, replaces: str = "") -> Plan:
        made = replace(EXAMS, template=name, replaces=replaces)
        return plan(*(replace(made, id=f"{name}_{n}", code=f"{name}{n}", parameters={"n": n}) for n in (1, 2)))

    found = difference(series("old"), series("new", "old"))
    assert [(pair.old, pair.new) for pair in found.renamed] == [("old_1", "new_1"), ("old_2", "new_2")]


def test_what_still_stands_is_not_renamed() -> None:
    found = difference(plan(SHARE), plan(SHARE, replace(SHARE, id="y", code="y", replaces="x")))
    assert (found.added, found.renamed, found.n_same) == (("y",), (), 1)


def reasons(old: Plan, new: Plan) -> dict[str, str]:
    """Indicator → why it compares or not."""
    view = difference_view(difference(old, new), old, new, language("ru"))
    return {line.indicator: line.reason for section in view.sections for line in section.lines}


def test_who_is_declared_to_replace_another_and_does_not_is_told() -> None:
    heir = replace(SHARE, id="y", code="y", replaces="x")
    second = replace(heir, id="z", code="z")
    assert reasons(plan(SHARE), plan(SHARE, heir))["y"] == (
        "Объявлен преемником x, но тот остался в каталоге: прежний ряд продолжает он, а этот начинается заново."
    )
    assert reasons(plan(SHARE), plan(second, heir)) == {
        "y": "Изменилось то, от чего значение не зависит: код.",
        "z": "Объявлен преемником x, но его сменил y: этот ряд начинается заново.",
    }
    assert reasons(plan(SHARE), plan(SHARE, replace(heir, replaces="never")))["y"] == (
        "Объявлен преемником never, а такого показателя прежде не было: ряд начинается заново."
    )
    assert reasons(plan(SHARE, replace(heir, replaces="")), plan(heir))["x"] == (
        "Ряд обрывается: y объявлен преемником, но у него уже был свой ряд."
    )


def test_what_is_said_of_several_is_said_once() -> None:
    """Eight have their titles, of more only the codes are listed; what came new has its title in any number."""
    one = indicator("total", id="x", kind=Kind.COUNT)
    series = [replace(one, id=f"x{n}", code=f"1.{n}", title=f"Ряд {n}") for n in range(1, 10)]

    def told(old: Plan, new: Plan) -> list[str]:
        return to_text(difference_view(difference(old, new), old, new, language("ru")), language("ru")).splitlines()

    changed = [replace(each, missing=Missing.ZERO) for each in series]
    eight = told(plan(*series[:8]), plan(*changed[:8]))
    assert eight.count("  Изменено одинаково: 8") == 1
    assert "    1.8 Ряд 8 (x8)" in eight
    assert sum("отсутствующие данные" in line.lower() for line in eight) == 1
    nine = told(plan(*series), plan(*changed))
    assert "    1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9" in nine
    added = told(plan(one), plan(one, *series))
    assert "  Добавлено: 9" in added
    assert "    1.9 Ряд 9 (x9)" in added


def test_facets_come_back_from_run_json(tmp_path: Path) -> None:
    taken = all_facets(plan(SHARE))
    (tmp_path / "run.json").write_text(json.dumps({"definitions": taken}), encoding="utf-8")
    assert read_facets(tmp_path / "run.json") == taken


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"definitions": []}', '{"definitions": {"x": 1}}', '{"definitions"'])
def test_a_run_json_that_tells_no_definitions_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert read_facets(tmp_path / "run.json") == {}
    assert read_facets(tmp_path / "none.json") == {}


def test_a_facet_of_another_version_of_kokoq_is_not_compared() -> None:
    taken = all_facets(plan(SHARE))["x"]
    assert comparability({Facet.SCALE: taken[Facet.SCALE]}, taken).facets == ()


ANYBODY = replace(SHARE.scope, text="organisation")
EXAMS_AS_NEW = replace(EXAMS, id="new", code="new")


def test_indicators_that_rest_on_each_other_in_diamonds_are_each_taken_once() -> None:
    """Forty levels of two: there are 2⁴⁰ ways down, and eighty indicators."""
    below = [indicator("total", id="a0", kind=Kind.COUNT), indicator("other", id="b0", kind=Kind.COUNT)]
    for level in range(1, 40):
        text = f"a{level - 1} + b{level - 1}"
        below += [indicator(text, id=f"{side}{level}", kind=Kind.COUNT) for side in "ab"]
    other = [replace(below[0], formula=replace(below[0].formula, text="part")), *below[1:]]
    found = difference(plan(*below), plan(*other))
    # all that rest on a0: both of each of the 39 levels above it
    assert len(found.changed) == 1 + 2 * 39
    assert found.verdict is Verdict.NOT_COMPARABLE


def test_the_condition_of_a_scale_takes_in_the_indicator_that_it_names() -> None:
    """Values are as they were, points may not be: 90 % of another sum."""
    named = indicator("part / total", id="named")
    condition = Expression("named >= 90%", HERE)
    bands = Bands(bands=(Band(op="when", limit=None, points=Decimal(1), level="high", at=HERE, when=condition),))
    scaled = replace(SHARE, scales=(Scale(method=bands, at=HERE),))
    old, new = plan(scaled, named), plan(scaled, replace(named, formula=replace(named.formula, text="other / total")))
    changed = {pair.new: pair.comparison for pair in difference(old, new).changed}
    assert changed["x"].facets == (Facet.CONDITIONS,)
    assert changed["x"].verdict is Verdict.WITH_NOTE
    view = difference_view(difference(old, new), old, new, language("ru"))
    [line] = [line for section in view.sections for line in section.lines if line.indicator == "x"]
    [side] = line.sides
    assert side.before == "named: part / total; named: «part» — целое число, persons, сумма, школа"
    assert side.after == "named: other / total; named: «other» — целое число, persons, сумма, школа"
