"""A small catalogue with a profile, and results that are made by hand: what the tests of scorecards stand on."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from textwrap import indent

from kokoq.assess.scorecards import AS_DECLARED, Score, Variation, scorecards
from kokoq.definitions.load import load_catalogue
from kokoq.diagnostics import Diagnostic
from kokoq.model import Organisation
from kokoq.plan import Plan, compile
from kokoq.results import Result, Results, Status

PERIOD = "2020/2021"
NAMES = ("a", "b", "c", "d", "e")

CATALOGUE = """
kokoq: 1
id: scores
title: Баллы
organisation_types: {school: школа, kindergarten: детский сад}
tags: {shnor: ШНОР}
levels: {high: высокий, basic: базовый, low: низкий}
policies: [{forbid: {procedure: vpr}, in_profiles: [head, teacher], act: решение № 7}]
"""
FIELDS = """
fields:
  pupils: {title: Обучающиеся, asked: organisation}
tables:
  assessments:
    title: Процедуры
    asked: organisation
    keys: {procedure: [ege, oge, vpr]}
    fields: {participants: {title: Участники}, passed: {title: Сдали, part_of: participants}}
"""
REGULATION = """
id: direction
code: "1"
title: Направление
goal: Цель
tasks: [Задача]
collection: {by: organisation}
periodicity: {every: year}
criteria: [Критерий]
indicators:
"""
INDICATOR = """
  {id}:
    code: "1.{n}"
    title: Показатель {id}
    kind: {kind}
    scope: organisation
    formula: {formula}
    scale: {{linear: {{from: 0, to: {most}, points: {most}}}, illustrative: yes}}
"""


def plan_of(folder: Path, profile: str, *, most: int = 4, formulas: Mapping[str, str] | None = None) -> Plan:
    """The plan of five indicators and one profile «p»; ``formulas`` are of those that are no plain number."""
    plan, found = planned(folder, profile, most=most, formulas=formulas)
    assert plan is not None, found
    return plan


def planned(
    folder: Path, profile: str, *, most: int = 4, formulas: Mapping[str, str] | None = None
) -> tuple[Plan | None, tuple[Diagnostic, ...]]:
    """The plan, or what is wrong with it."""
    folder.mkdir(parents=True, exist_ok=True)
    each = dict.fromkeys(NAMES, "pupils") | dict(formulas or {})
    kinds = {id: "organisations_count" if "each(" in formula else "count" for id, formula in each.items()}
    indicators = "".join(
        INDICATOR.format(id=id, n=n, kind=kinds[id], formula=f, most=most) for n, (id, f) in enumerate(each.items())
    )
    (folder / "catalogue.yaml").write_text(CATALOGUE, encoding="utf-8")
    (folder / "fields.yaml").write_text(FIELDS, encoding="utf-8")
    (folder / "r.yaml").write_text(REGULATION + indicators, encoding="utf-8")
    head = "profiles:\n  p:\n    title: Профиль\n    illustrative: yes\n"
    (folder / "profiles.yaml").write_text(head + indent(profile.strip("\n"), "    ") + "\n", encoding="utf-8")
    loaded = load_catalogue(folder, name="c")
    assert loaded.value is not None
    compiled = compile(loaded.value)
    errors = tuple(d for d in (*loaded.diagnostics, *compiled.diagnostics) if d.severity == "error")
    return (None if errors else compiled.value), errors


def row(id: str, points: float | None, *, unit: str = "s1", most: float = 4, status: Status | None = None) -> Result:
    """A scored result; without points it was not reported."""
    state = status or (Status.OK if points is not None else Status.BLANK)
    top = None if points is None else most
    return Result(PERIOD, "organisation", unit, id, "", points, points, None, 1, 1, state, points, top)


def scores(
    plan: Plan,
    points: Mapping[str, float | Status | None],
    *,
    tags: frozenset[str] = frozenset(),
    variation: Variation = AS_DECLARED,
    most: float = 4,
) -> Mapping[str, Score]:
    """node → score of one school whose indicators have these points (None: not reported)."""
    rows = tuple(
        row(id, None, status=p) if isinstance(p, Status) else row(id, p, most=most) for id, p in points.items()
    )
    school = Organisation(id="s1", title="Школа 1", type="school", tags=tags)
    cards = scorecards(plan, Results(rows), (school,), variation)
    return {score.node: score for score in cards.value.rows}


def whole(plan: Plan, points: Mapping[str, float | Status | None], **more: object) -> Fraction | None:
    """The share of the whole profile."""
    return scores(plan, points, **more)[""].share  # type: ignore[arg-type]  # the keywords of ``scores``
