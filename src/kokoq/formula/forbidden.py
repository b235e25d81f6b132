"""Policies: whether an indicator rests on results that may not be used for a profile's purpose.

It does if its formula, a condition of its scale or an indicator that these name runs over a row of the forbidden code:
also where it names no code at all, and so takes every row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.diagnostics import Diagnostic
from kokoq.formula.functions import AGGREGATES
from kokoq.formula.rows import names, row_table, walk
from kokoq.formula.tree import Binary, Call, Formula, Items, Name, Text, Unary
from kokoq.language import Word
from kokoq.model import Catalogue, Policy, Profile
from kokoq.rules import USE_FORBIDDEN

Trees = Mapping[str, tuple[Formula, ...]]
"""indicator → its formula and the conditions of its scales"""

INDICATOR = "indicator"


def forbidden_uses(catalogue: Catalogue, trees: Trees) -> Iterator[Diagnostic]:
    """What the profiles use against a policy, at the place where they name it."""
    for profile in catalogue.profiles.values():
        for policy in catalogue.policies:
            if not policy.purposes or profile.purpose in policy.purposes:
                yield from _uses(profile, policy, catalogue, trees)


def _uses(profile: Profile, policy: Policy, catalogue: Catalogue, trees: Trees) -> Iterator[Diagnostic]:
    named = [(node.indicator, node.at) for node in profile.tree.walk() if node.indicator]
    for indicator, at in (*named, *profile.places.items()):
        for key, code in policy.forbid.items():
            if rests_on(indicator, key, code, catalogue, trees):
                what = code if key == INDICATOR else f"{key}: {code}"
                purpose = Word(f"docs.definitions.enum.Purpose.{profile.purpose}")
                yield USE_FORBIDDEN.at(at, indicator=indicator, purpose=purpose, what=what, act=_act(policy, catalogue))


def _act(policy: Policy, catalogue: Catalogue) -> str:
    """The decision as it is cited: «приказ № 12 (2021-12-15)», or its name where the catalogue does not describe it."""
    act = catalogue.acts.get(policy.act)
    if act is None:
        return policy.act or Word("noun.policy")
    parts = (act.kind, f"№ {act.number}" if act.number else "", f"({act.date})" if act.date else "")
    return " ".join(part for part in parts if part)


def rests_on(indicator: str, key: str, code: str, catalogue: Catalogue, trees: Trees) -> bool:
    """Whether the indicator, or one that it names, is ``code`` (of ``indicator``) or takes rows whose ``key`` is it."""
    ahead, seen = [indicator], set[str]()
    while ahead:
        name = ahead.pop()
        known = catalogue.indicators.get(name)
        own = known.same_as or name if known is not None else name
        if key == INDICATOR and own == code:
            return True
        if own in seen:
            continue
        seen.add(own)
        for tree in trees.get(own, ()):
            table = catalogue.indicators[own].table
            if key != INDICATOR and any(_takes(node, key, code, catalogue, table) for node in _terms(tree)):
                return True
            ahead += [name for name in names(tree) if name in catalogue.indicators]
    return False


def _terms(tree: Formula) -> Iterator[Formula]:
    """The totals over rows, those within ``each`` included; of a total, not the fields that it is of."""
    inside: set[int] = set()
    for node in walk(tree):
        total = isinstance(node, Call) and node.function in AGGREGATES and not _nested(node)
        if id(node) not in inside and (total or isinstance(node, Name)):
            inside.update(id(below) for below in walk(node))
            yield node


def _nested(call: Call) -> bool:
    return any(isinstance(node, Call) and node.function == "each" for node in walk(call))


def _takes(term: Formula, key: str, code: str, catalogue: Catalogue, default: str) -> bool:
    """Whether a total may take a row whose ``key`` is ``code``."""
    if isinstance(term, Name) and term.id not in catalogue.fields:
        return False
    table = catalogue.tables.get(row_table(term, catalogue, default))
    if table is None or key not in ({k.id for k in table.keys} | set(table.fields)):
        return False
    fields = [catalogue.fields[name] for name in names(term) if name in table.fields]
    if any(code in field.not_for.get(key, ()) for field in fields):
        return False
    conditions = [term.where] if isinstance(term, Call) and term.where is not None else []
    if isinstance(term, Call) and term.function == "count":
        conditions += term.arguments
    return all(True in _answers(condition, key, code) for condition in conditions)


def _answers(condition: Formula, key: str, code: str) -> frozenset[bool]:
    """What a condition can be in a row whose ``key`` is ``code``."""
    match condition:
        case Binary(op="==", left=Name(id=id), right=Text(value=value)) if id == key:
            return frozenset({value == code})
        case Binary(op="!=", left=Name(id=id), right=Text(value=value)) if id == key:
            return frozenset({value != code})
        case Binary(op="in", left=Name(id=id), right=Items(items=items)) if id == key:
            return frozenset({any(isinstance(item, Text) and item.value == code for item in items)})
        case Unary(op="not", operand=operand):
            return frozenset(not answer for answer in _answers(operand, key, code))
        case Binary(op="and" | "or" as op, left=left, right=right):
            sides = [(a, b) for a in _answers(left, key, code) for b in _answers(right, key, code)]
            return frozenset(a and b if op == "and" else a or b for a, b in sides)
        case _:
            return frozenset({True, False})
