"""What experts must say beside their points, at the cells where it is lacking; how far they agree."""

from __future__ import annotations

from dataclasses import replace

from kokoq.checks import run
from kokoq.diagnostics import Diagnostic
from kokoq.model import Checklist, Expression, Indicator, Kind, Scale
from kokoq.plan import Plan, compile
from tests.checks import desk
from tests.compute.small import HERE

TABLES = """\
tables:
  list:
    title: Проверочный лист
    asked: school
    records: position
    fields:
      position: {title: Позиция, type: text}
      given: {title: Баллы, type: number, part_of: most}
      most: {title: Наибольшее, type: number}
      expert: {title: Эксперт, type: text}
      comment: {title: Пояснение, type: text}
      number: {title: Номер документа, type: text}
      link: {title: Ссылка, type: text}
"""


def plan() -> Plan:
    fields = Checklist(position="position", expert="expert", comment="comment", evidence=("number", "link"))
    indicator = Indicator(
        id="x", code="1", title="Оценка", regulation="r", at=HERE, kind=Kind.SCORE,
        formula=Expression("sum(given) / sum(most)", HERE), scope=Expression("school", HERE),
        scales=(Scale(method=fields, at=HERE),),
    )  # fmt: skip
    compiled = compile(replace(desk.desk(TABLES).catalogue, indicators={"x": indicator}))
    assert compiled.value is not None, compiled.diagnostics
    assert compiled.diagnostics == ()  # nobody is asked in vain: the list needs all of its fields
    return compiled.value


OWN = plan()


def found(*rows: desk.Figures) -> tuple[Diagnostic, ...]:
    observations = desk.observe(OWN, {desk.Y2: {"a": {}}}, list=[{"unit": "a", **row} for row in rows])
    return run(OWN, observations, (desk.school("a"),), periods=(desk.Y2,), settings=desk.SETTINGS)


def row(position: str, given: float, **more: desk.Value) -> desk.Figures:
    return {"position": position, "given": given, "most": 3, **more}


def test_no_points_need_a_comment() -> None:
    (told,) = found(row("1", 0), row("2", 0, comment="нет приказа"))
    assert (told.rule.code, told.unit, told.params["position"]) == ("KQ615", "a", "1")
    assert str(told.where) == "a.xlsx!list!F1"  # the fifth field from B


def test_points_need_every_detail_of_their_evidence() -> None:
    told = found(row("1", 2, number="12"), row("2", 3), row("3", 1, number="1", link="https://example.org"))
    assert [(d.rule.code, d.params["position"], str(d.where)) for d in told] == [
        ("KQ616", "1", "a.xlsx!list!H1"),
        ("KQ616", "2", "a.xlsx!list!G2"),
        ("KQ616", "2", "a.xlsx!list!H2"),
    ]


def test_the_agreement_of_experts_is_told() -> None:
    # position 1: 2 and 2; position 2: 3, 1 and 1; position 3: one expert alone; 1 of 2 agreed
    proof = {"number": "1", "link": "x", "comment": "—"}
    told = found(
        row("1", 2, expert="А", **proof), row("1", 2, expert="Б", **proof), row("2", 3, expert="А", **proof),
        row("2", 1, expert="Б", **proof), row("2", 1, expert="В", **proof), row("3", 0, expert="А", **proof),
    )  # fmt: skip
    (apart,) = told
    assert apart.rule.code == "KQ617"
    assert {key: apart.params[key] for key in ("agreed", "n", "position", "least", "most")} == {
        "agreed": 1, "n": 2, "position": "2", "least": 1, "most": 3,
    }  # fmt: skip


def test_experts_who_agree_are_not_told_of() -> None:
    proof = {"number": "1", "link": "x"}
    assert found(row("1", 2, expert="А", **proof), row("1", 2, expert="Б", **proof)) == ()
