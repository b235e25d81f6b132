"""How every indicator is made, for who reads no formulas: sentence, fraction, scale in words, act, examples."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kokoq.formula.to_prose import to_fraction, to_prose
from kokoq.formula.tree import Binary, Formula, Name, Unary
from kokoq.model import Case, CaseUnit, Gap, Indicator, Kind, Level, Polarity, Regulation
from kokoq.reports.contract import Example, Method
from kokoq.reports.definitions.scales import scales_words
from kokoq.reports.facts import Facts
from kokoq.reports.tables.regulation import is_illustrative, notes


def methodology(facts: Facts) -> tuple[Method, ...]:
    """All indicators, as declared."""
    return tuple(_method(facts, r, i) for r in facts.catalogue.regulations for i in facts.indicators(r))


def _method(facts: Facts, regulation: Regulation, indicator: Indicator) -> Method:
    shown = facts.origin(indicator)
    series = facts.assessment.plan.series.get(shown.id)
    sources = tuple(dict.fromkeys(source for scale in shown.scales for source in scale.source))
    sides: tuple[str, str | None] = ("", None)
    if series:
        sides = to_fraction(series.tree, facts.catalogue, facts.language, indicator=shown)
    cases = (c for c in facts.catalogue.cases if c.indicator in (indicator.id, indicator.template))
    return Method(
        indicator=indicator.id,
        code=indicator.code,
        title=indicator.title,
        regulation=regulation.title,
        kind=facts.say(f"kind.{shown.kind}"),
        sentence=to_prose(series.tree, facts.catalogue, facts.language, indicator=shown) if series else "",
        numerator=sides[0],
        denominator=sides[1] or "",
        formula=shown.formula.text,
        scope=scope_words(facts, series.scope) if series else "",
        better=better_words(facts, shown),
        scale=scales_words(facts, shown),
        illustrative=is_illustrative(shown),
        act=facts.cite(indicator.act or regulation.act),
        scale_source=facts.cite(sources),
        notes=notes(facts, indicator, None),
        remark=indicator.remark,
        defects=indicator.defects,
        examples=tuple(e for c in cases if (e := example(facts, indicator, c)) is not None),
    )


def scope_words(facts: Facts, scope: Formula) -> str:
    """A scope with the titles of types and tags in place of their names."""
    match scope:
        case Name(id=Level.ORGANISATION | Level.MUNICIPALITY as level):
            return facts.say(f"scope.{level}")
        case Name(id=name):
            return {**facts.catalogue.organisation_types, **facts.catalogue.tags}.get(name, name)
        case Unary(operand=operand):
            return facts.say("scope.not", operand=scope_words(facts, operand))
        case Binary(op=op, left=left, right=right):
            return facts.say(f"scope.{op}", left=_part(facts, left, op), right=_part(facts, right, op))
        case _:
            return ""


def better_words(facts: Facts, indicator: Indicator) -> str:
    """«больше — лучше», or the bounds of the corridor."""
    if indicator.better is Polarity.CORRIDOR and indicator.corridor is not None:
        low, high = (facts.typesetter.limit(indicator, bound) for bound in indicator.corridor)
        return facts.say("better.corridor", low=low, high=high)
    return facts.say(f"better.{indicator.better}")


def example(facts: Facts, indicator: Indicator, case: Case) -> Example | None:
    """A worked case of plain values of one period; those with tables or with earlier ones stay in the definitions."""
    units = case.given.organisations
    if not units or any(u.tables or not u.values for u in units) or case.given.municipality or case.given.previous:
        return None
    expected = case.expect.values if case.expect else {}
    parts = []
    value = expected.get("value")
    if isinstance(value, Decimal):
        shown = facts.typesetter.number(indicator, float(value))
        yes_no = indicator.kind is Kind.PRESENCE and value in (0, 1)
        parts.append(facts.say("yes" if value else "no") if yes_no else shown)
    status = expected.get("status")
    if isinstance(status, str) and status != "ok":
        parts.append(facts.language.say(f"absence.{status}"))
    level = expected.get("level")
    if isinstance(level, str):
        parts.append(facts.say("of_level", level=facts.catalogue.levels.get(level, level)))
    points = expected.get("points")
    if isinstance(points, Decimal):
        parts.append(facts.say("example_points", points=facts.typesetter.amount(float(points))))
    return Example(_all_given(facts, units), ", ".join(parts)) if parts else None


def _all_given(facts: Facts, units: Sequence[CaseUnit]) -> tuple[str, ...]:
    """What is given: of one organisation each answer, of several each organisation with its answers."""
    fields = facts.catalogue.fields
    said = [
        tuple(
            facts.say("example_given", field=fields[name].title if name in fields else name, value=_given(facts, value))
            for name, value in unit.values.items()
        )
        for unit in units
    ]
    if len(units) == 1:
        return said[0]
    pairs = zip(units, said, strict=True)
    return tuple(facts.say("example_of", organisation=unit.id, given=", ".join(texts)) for unit, texts in pairs)


def _given(facts: Facts, value: object) -> str:
    match value:
        case bool():
            return facts.say("yes" if value else "no")
        case int() | float() | Decimal():
            return facts.typesetter.amount(float(value))
        case Gap():
            return facts.language.say(f"absence.{value}")
        case _:
            return str(value)


def _part(facts: Facts, scope: Formula, op: str) -> str:
    words = scope_words(facts, scope)
    return f"({words})" if isinstance(scope, Binary) and scope.op != op else words
