"""Rules of problem zones: conditions like those of scales, with words for what is known of the value they are asked of.

``value`` is the indicator itself; ``level`` is compared with the ids of levels; ``place`` is its place among the
peers, from 1 (the best) to 0; ``declines``, ``beyond_chance`` and ``jumps`` hold or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from kokoq.diagnostics import Checked, Diagnostic
from kokoq.formula.conditions import PLACE, Reader
from kokoq.formula.parser import parse
from kokoq.formula.rows import names, walk
from kokoq.formula.tree import Binary, Formula, Items, Name, Text, Unary, remade
from kokoq.language import Word
from kokoq.model import Catalogue, Expression, Indicator, Kind, Polarity, ZoneRule
from kokoq.rules import CONDITION_UNFIT, DUPLICATE_ID, FORMULA_TYPE, UNKNOWN_CODE, ZONE_UNDECIDABLE
from kokoq.spelling import closest

VALUE, LEVEL = "value", "level"
SIGNS = ("declines", "beyond_chance", "jumps")
WORDS = (VALUE, LEVEL, "place", *SIGNS)
AT_LEVEL, SIGN = "level:", "is:"
WHOLE = "whole:"
"""What numbers beside a zone call the total that its value is held against."""
BEFORE = {f"{SIGN}declines": 2, f"{SIGN}jumps": 1}
"""Word → how many periods before it looks at."""


@dataclass(frozen=True, slots=True)
class Zoning:
    """A rule ready to be tried: indicator → its condition, with what it names put in."""

    rule: ZoneRule
    trees: Mapping[str, Formula]


def zoning(rule: ZoneRule, catalogue: Catalogue) -> Checked[Zoning]:
    """A rule read for every indicator that it is asked of; a fault is told once."""
    trees: dict[str, Formula] = {}
    found: dict[tuple[object, ...], Diagnostic] = {}
    used = words_of(rule)
    for word in sorted(used & catalogue.indicators.keys()):
        clash = DUPLICATE_ID.at(rule.when.at, id=word, what=Word("noun.indicator"))
        found[clash.rule, word] = clash
    for id in asked_of(rule, catalogue):
        indicator = catalogue.indicators[id]
        unfit = [word for word in sorted(used) if not _fits(word, indicator)]
        if unfit and rule.indicators:
            told = ZONE_UNDECIDABLE.at(rule.at, rule=rule.title, indicator=indicator.label, word=unfit[0])
            found[told.rule, id] = told
        elif not unfit:
            checked = _read(rule, indicator, catalogue)
            found.update({(d.rule, d.where): d for d in checked.diagnostics})
            if checked.value is not None:
                trees[id] = checked.value
    return Checked(Zoning(rule, trees), tuple(found.values()))


def asked_of(rule: ZoneRule, catalogue: Catalogue) -> tuple[str, ...]:
    """The indicators that a rule is tried for: those it names, or all; a duplicate is the one that it shows."""
    named = (catalogue.indicators[id] for id in rule.indicators or catalogue.indicators)
    return tuple(dict.fromkeys(i.same_as or i.id for i in named))


def words_of(rule: ZoneRule) -> frozenset[str]:
    """The words that a rule uses."""
    parsed = (parse(e.text, at=e.at).value for e in (rule.when, *rule.conditions.values()))
    return frozenset(name for tree in parsed if tree is not None for name in names(tree)) & frozenset(WORDS)


def _fits(word: str, indicator: Indicator) -> bool:
    """Whether there is an answer to a word for some value of an indicator."""
    ordered = indicator.better in (Polarity.HIGHER, Polarity.LOWER)
    return {
        LEVEL: bool(indicator.scales),
        "place": ordered,
        "declines": ordered or indicator.better is Polarity.CORRIDOR,
        "beyond_chance": indicator.kind is Kind.SHARE,
        "jumps": indicator.jumps is not None,
    }.get(word, True)


def _read(rule: ZoneRule, indicator: Indicator, catalogue: Catalogue) -> Checked[Formula | None]:
    plain = replace(indicator, parameters={}, template="")  # a rule knows nothing of the parameters of a template
    worded = _Worded(plain, catalogue, [])
    reader = Reader(plain, catalogue, worded.put, declared=rule.conditions)
    for name, expression in rule.conditions.items():
        if name in WORDS:
            reader.findings.append(DUPLICATE_ID.at(expression.at, id=name, what=Word("noun.word")))
            continue
        reader.read_named(name, expression)
    whole = reader.read(rule.when)
    told = (d for d in reader.findings if d.rule is not CONDITION_UNFIT or d.params["name"] != LEVEL)  # told as that
    findings = (*told, *worded.findings)
    return Checked(None if worded.findings else whole, findings)


@dataclass(frozen=True, slots=True)
class _Worded:
    """Puts names with a colon in place of words, and the indicator in place of ``value``."""

    indicator: Indicator
    catalogue: Catalogue
    findings: list[Diagnostic]

    def put(self, tree: Formula, expression: Expression) -> Formula:
        compared = {
            id(node.left)
            for node in walk(tree)
            if isinstance(node, Binary) and node.op in ("==", "!=", "in") and _codes(node.right) is not None
        }
        for node in walk(tree):
            if isinstance(node, Name) and node.id == LEVEL and id(node) not in compared:
                expected = Word("formula.type.level_compared")
                self.findings.append(FORMULA_TYPE.at(expression.at.within(*node.at), found=LEVEL, expected=expected))
        return self._put(tree, expression)

    def _put(self, node: Formula, expression: Expression) -> Formula:
        def put(inner: Formula) -> Formula:
            return self._put(inner, expression)

        match node:
            case Binary(op=op, left=Name(id=name), right=right, at=at) if name == LEVEL and (codes := _codes(right)):
                self.findings.extend(self._unknown(codes, expression))
                levels: list[Formula] = [Name(f"{AT_LEVEL}{code.value}", at) for code in codes]
                whole = reduce(lambda left, right: Binary("or", left, right, at), levels)
                return Unary("not", whole, at) if op == "!=" else whole
            case Name(id=name, at=at) if name == VALUE:
                return Name(self.indicator.id, at)
            case Name(id=name, at=at) if name in SIGNS:
                return Name(f"{SIGN}{name}", at)
            case Name(id="place", at=at):
                return Name(PLACE, at)
            case _:
                return remade(node, put)

    def _unknown(self, codes: tuple[Text, ...], expression: Expression) -> Iterator[Diagnostic]:
        known = self.catalogue.levels
        for code in codes:
            if known and code.value not in known:
                at = expression.at.within(*code.at)
                levels = Word("noun.levels")
                yield UNKNOWN_CODE.at(at, value=code.value, dictionary=levels, close=closest(code.value, known))


def _codes(right: Formula) -> tuple[Text, ...] | None:
    """The texts that a level is compared with; None where it is something else."""
    items = right.items if isinstance(right, Items) else (right,)
    texts = tuple(item for item in items if isinstance(item, Text))
    return texts if len(texts) == len(items) and texts else None
