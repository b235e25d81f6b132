"""Every scale in words: what is looked at, what it gives, within which limits, when it is valid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import assert_never

from kokoq.formula.conditions import ALL
from kokoq.formula.experts import choice_field
from kokoq.formula.parser import parse
from kokoq.formula.rows import substitute
from kokoq.formula.to_prose import to_prose
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Unary
from kokoq.model import (
    Among,
    Band,
    Bands,
    Catalogue,
    Checklist,
    Choice,
    Dynamics,
    Expression,
    Indicator,
    Linear,
    Ordinal,
    PerUnit,
    Relative,
    Scale,
    Since,
)
from kokoq.reports.facts import Facts
from kokoq.reports.shown import is_percent

_PLAIN = frozenset({Among.RANK, Among.Z_SCORE})
"""Measures that are plain numbers; the others but the difference are parts, printed as percent."""


def scales_words(facts: Facts, indicator: Indicator) -> tuple[str, ...]:
    """Every scale of the indicator; of a dated one, when it is valid stands first."""
    return tuple(
        line
        for scale in indicator.scales
        for line in (*valid_words(facts, scale.valid_from, scale.valid_to), *_scale(facts, indicator, scale))
    )


def scale_words(facts: Facts, indicator: Indicator, scale: Scale) -> tuple[str, ...]:
    """One scale, a sentence a line; its bands, in the order in which they are tried."""
    return tuple(_scale(facts, indicator, scale))


def valid_words(facts: Facts, start: dt.date | None, end: dt.date | None) -> Iterator[str]:
    """«Действует с 1 сентября 2021 г.»; nothing of what is always in force."""
    if start is None and end is None:
        return
    first, last = (facts.language.date(day) if day else "" for day in (start, end))
    key = "both" if first and last else "from" if first else "to"
    yield facts.say(f"scaling.valid.{key}", first=first, last=last)


def _scale(facts: Facts, indicator: Indicator, scale: Scale) -> Iterator[str]:
    yield from measure_words(facts, scale)
    for name, condition in scale.conditions.items():
        said = _when(facts, indicator, scale, condition, named=False)
        yield facts.say("scaling.condition", name=name, words=said)
    yield from _method(facts, indicator, scale)
    for key, limit in (("cap", scale.cap), ("floor", scale.floor)):
        if limit is not None:
            yield facts.say(f"scaling.{key}", points=points_words(facts, limit))
    share = isinstance(scale.method, Checklist)
    for band in scale.levels:
        limit_said = "" if band.limit is None else _of_points(facts, band.limit, share=share)
        reached = _condition(facts, indicator, scale, band, limit_said)
        yield facts.say("scaling.level", band=facts.say("band", condition=reached, outcome=_outcome(facts, band)))


def _of_points(facts: Facts, limit: Decimal, *, share: bool) -> str:
    return facts.typesetter.percent(float(limit)) if share else points_words(facts, limit)


def measure_words(facts: Facts, scale: Scale) -> Iterator[str]:
    """What the scale looks at, where it is not the value itself."""
    match scale.measure:
        case None:
            return
        case Dynamics(by=by):
            yield facts.say(f"scaling.since.{by}")
        case Relative(by=by, peers=peers, ties=ties):
            shared = [peer_words(facts, peer) for peer in peers] or [facts.say("scaling.peers.all")]
            yield facts.say(f"scaling.among.{by}", peers=", ".join(shared), ties=facts.say(f"scaling.ties.{ties}"))
        case _:
            assert_never(scale.measure)


def peer_words(facts: Facts, peer: str) -> str:
    """What peers have in common: «организации того же типа», «…с признаком „…“»."""
    if peer in facts.catalogue.tags:
        return facts.say("scaling.peers.tag", tag=facts.catalogue.tags[peer])
    if peer in facts.catalogue.clusters:
        return facts.say("scaling.peers.computed", title=facts.catalogue.clusters[peer].title)
    return facts.say(f"scaling.peers.{peer}")


def _method(facts: Facts, indicator: Indicator, scale: Scale) -> Iterator[str]:
    match scale.method:
        case Bands(bands=bands, take=take):
            if take == "best":
                yield facts.say("scaling.best")
            yield from (band_words(facts, indicator, scale, band) for band in bands)
        case PerUnit() as method:
            yield from _per_unit(facts, indicator, scale, method)
        case Linear() as method:
            low, high = (limit_words(facts, indicator, scale, limit) for limit in (method.low, method.high))
            first, last = (points_words(facts, points) for points in (method.points_low, method.points_high))
            yield facts.say("scaling.linear", low=low, high=high, first=first, last=last)
        case Ordinal(choices=choices):
            yield from (_choice(facts, indicator, choice) for choice in choices)
        case Checklist():
            yield facts.say("scaling.checklist")
        case _:
            assert_never(scale.method)


def _per_unit(facts: Facts, indicator: Indicator, scale: Scale, method: PerUnit) -> Iterator[str]:
    if method.start:
        yield facts.say("scaling.start", points=points_words(facts, method.start))
    each = limit_words(facts, indicator, scale, method.each)
    said = "one" if each == "1" else "each"
    text = facts.say(f"scaling.per_unit.{said}", points=points_words(facts, method.points), each=each)
    if method.below is not None:
        text += facts.say("scaling.per_unit.below", limit=limit_words(facts, indicator, scale, method.below))
    elif method.above:
        text += facts.say("scaling.per_unit.above", limit=limit_words(facts, indicator, scale, method.above))
    yield text if method.whole else text + facts.say("scaling.per_unit.parts")


def _choice(facts: Facts, indicator: Indicator, choice: Choice) -> str:
    field = facts.catalogue.fields.get(choice_field(indicator, facts.catalogue))
    entries = facts.catalogue.dictionaries[field.dictionary].entries if field else {}
    condition = facts.say("scaling.choice", text=entries.get(choice.code, choice.code))
    return facts.say("band", condition=condition, outcome=_outcome(facts, choice))


def band_words(facts: Facts, indicator: Indicator, scale: Scale, band: Band) -> str:
    """«не менее 98 % — 2 балла, уровень высокий»."""
    limit = limit_words(facts, indicator, scale, band.limit) if band.limit is not None else ""
    condition = _condition(facts, indicator, scale, band, limit)
    return facts.say("band", condition=condition, outcome=_outcome(facts, band))


def _condition(facts: Facts, indicator: Indicator, scale: Scale, band: Band, limit: str) -> str:
    """«не менее 98 %», «не менее 98 % и если …»."""
    own = [] if band.op == "when" else [facts.say(f"condition.{band.op}", limit=limit)]
    if band.when is not None:
        own.append(facts.say("scaling.if", words=_when(facts, indicator, scale, band.when)))
    return facts.say("scaling.and").join(own)


def _outcome(facts: Facts, given: Band | Choice) -> str:
    outcome = []
    if given.points is not None:
        outcome.append(points_words(facts, given.points))
    if given.level:
        outcome.append(facts.say("of_level", level=facts.catalogue.levels.get(given.level, given.level)))
    return ", ".join(outcome)


def points_words(facts: Facts, points: Decimal) -> str:
    """«2 балла»."""
    return facts.say("points", n=abs(points), points=facts.typesetter.amount(float(points)))


def limit_words(facts: Facts, indicator: Indicator, scale: Scale, limit: Decimal) -> str:
    """A limit of what is looked at, in its shortest form: «98 %», «2,5»."""
    match scale.measure:
        case Relative(by=by):
            return facts.typesetter.amount(float(limit)) if by in _PLAIN else facts.typesetter.percent(float(limit))
        case Dynamics(by=Since.GROWTH | Since.TARGET):
            return facts.typesetter.percent(float(limit))
        case Dynamics(by=Since.DIFFERENCE) if is_percent(indicator):
            return facts.say("percentage_points", value=facts.typesetter.amount(float(limit * 100)))
        case _:
            return facts.typesetter.limit(indicator, limit)


# --- conditions over indicators ---


def _when(facts: Facts, indicator: Indicator, scale: Scale, expression: Expression, *, named: bool = True) -> str:
    tree = parse(expression.text, at=expression.at).value
    if tree is None:
        return expression.text
    names = frozenset(scale.conditions) if named else frozenset()
    return ConditionWords(facts, facts.catalogue, names).say(substitute(tree, indicator.parameters))


class ConditionWords:
    """A condition in words: named conditions by their names, the rest as the formula's own prose.

    ``catalogue`` has the titles of all that it names, ``said`` what stands for names that are conditions themselves.
    """

    def __init__(
        self, facts: Facts, catalogue: Catalogue, named: frozenset[str], said: Mapping[str, str] | None = None
    ) -> None:
        self.facts, self.catalogue, self.named, self.said = facts, catalogue, named, said or {}

    def say(self, tree: Formula) -> str:
        facts = self.facts
        match tree:
            case Name(id=id) if id in self.named:
                return facts.say("scaling.named", name=id)
            case Name(id=id) if id in self.said:
                return self.said[id]
            case Binary(op=op, left=Call(function="count", arguments=(Name(id=id),)), right=Number(value=n)) if (
                id == ALL
            ):
                return facts.say(f"scaling.count.{_COUNTS[op]}", n=n, number=facts.typesetter.amount(float(n)))
            case Binary(op="and" | "or" as op, left=left, right=right):
                return facts.say(f"scope.{op}", left=self._part(left, op), right=self._part(right, op))
            case Unary(op="not", operand=operand):
                return facts.say("scaling.not", words=self.say(operand))
            case _:
                text = to_prose(tree, self.catalogue, facts.language).rstrip(".")
                return f"{text[:1].lower()}{text[1:]}"

    def _part(self, tree: Formula, op: str) -> str:
        words = self.say(tree)
        return f"({words})" if isinstance(tree, Binary) and tree.op in ("and", "or") and tree.op != op else words


_COUNTS = {">=": "at_least", ">": "more", "<=": "at_most", "<": "fewer", "==": "exactly", "!=": "not"}
