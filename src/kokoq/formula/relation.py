"""Declared relations between figures: parsed, typed, and cut into the comparisons that must hold each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kokoq.diagnostics import Checked, Diagnostic, has_errors
from kokoq.formula.parser import parse
from kokoq.formula.rows import names, walk
from kokoq.formula.scope import is_municipal, parse_scope
from kokoq.formula.tree import Binary, Call, Formula, Name, Text, Truth
from kokoq.formula.types import check_formula, type_of
from kokoq.formula.values import ValueKind
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Check, Expression, Indicator, Kind, Level, Total, Type
from kokoq.rules import FORMULA_SCOPE, FORMULA_TYPE, KIND_MISMATCH

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of a relation; of a comparison of numbers its sides, shown as percent where they are shares."""

    tree: Formula
    op: str = ""
    sides: tuple[Formula, ...] = ()
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A declared check ready to be held against the figures of those in ``scope``."""

    check: Check
    scope: Formula
    requirements: tuple[Requirement, ...]


def relation(check: Check, catalogue: Catalogue) -> Checked[Relation | None]:
    """The relation of a check; None where its formula or scope has an error."""
    parsed = parse(check.expect.text, at=check.expect.at)
    if parsed.value is None:
        return Checked(None, parsed.diagnostics)
    tree = parsed.value
    catalogue = _of_one_organisation(catalogue, tree)
    scope = check.scope or _scope_of(tree, check, catalogue)
    checked = parse_scope(scope, catalogue)
    if checked.value is None:
        return Checked(None, (*parsed.diagnostics, *checked.diagnostics))
    stand_in = _stand_in(check, scope)
    found = (*_faults(tree, check, stand_in, catalogue), *_strangers(tree, check, checked.value, catalogue))
    if has_errors(found):
        return Checked(None, found)
    requirements = tuple(_requirement(part, stand_in, catalogue) for part in _joined(tree))
    return Checked(Relation(check, checked.value, requirements), found)


def _of_one_organisation(catalogue: Catalogue, tree: Formula) -> Catalogue:
    """The catalogue with the percents named totalled by their mean: of one organisation that is the percent itself."""
    named = {name: catalogue.fields[name] for name in names(tree) if name in catalogue.fields}
    single = {
        name: replace(field, total=Total.MEAN)
        for name, field in named.items()
        if field.type is Type.PERCENT and field.table == PLAIN
    }
    return replace(catalogue, fields={**catalogue.fields, **single}) if single else catalogue


def _scope_of(tree: Formula, check: Check, catalogue: Catalogue) -> Expression:
    """Whoever is asked all of the fields named, and the rows of the table."""
    asked = [catalogue.fields[name].asked for name in names(tree) if name in catalogue.fields]
    if check.table in catalogue.tables:
        asked.append(catalogue.tables[check.table].asked)
    texts = tuple(dict.fromkeys(each.text for each in asked)) or (Level.ORGANISATION.value,)
    if Level.MUNICIPALITY.value in texts:
        return Expression(Level.MUNICIPALITY.value, check.expect.at)
    return Expression(" and ".join(f"({text})" for text in texts), check.expect.at)


def _stand_in(check: Check, scope: Expression) -> Indicator:
    """What the type checker asks of an indicator: here it is a condition, over totals or over rows."""
    return Indicator(
        id=check.id,
        code="",
        title=check.title,
        regulation="",
        kind=Kind.COUNT if check.table else Kind.PRESENCE,
        formula=check.expect,
        scope=scope,
        at=check.at,
        table=check.table,
        may_exceed_100=True,
    )


def _faults(tree: Formula, check: Check, stand_in: Indicator, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """The faults of its types; a relation that is no condition is told as that."""
    counted = Call("count", (tree,), at=tree.at) if check.table else tree
    for fault in check_formula(counted, catalogue, stand_in):
        if fault.rule is KIND_MISMATCH:
            yield FORMULA_TYPE.at(fault.where, found=fault.params["found"], expected=Word("formula.type.condition"))
        else:
            yield fault


def _strangers(tree: Formula, check: Check, scope: Formula, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Fields of another table than the one whose rows are checked; an organisation's beside the municipality's."""
    keys = _keys(check.table, catalogue)
    for node in walk(tree):
        known = catalogue.fields.get(node.id) if isinstance(node, Name) else None
        if known is None or known.id in keys:
            continue
        place = check.expect.at.within(*node.at)
        if check.table and known.table != check.table and check.table in catalogue.tables:
            expected = Word("formula.type.field_of", table=catalogue.tables[check.table].title)
            yield FORMULA_TYPE.at(place, found=known.id, expected=expected)
        elif is_municipal(scope) != (known.asked.text == Level.MUNICIPALITY.value):
            said = check.scope.text if check.scope else Level.MUNICIPALITY.value
            yield FORMULA_SCOPE.at(place, name=known.id, asked=known.asked.text, scope=said)


def _joined(tree: Formula) -> Iterator[Formula]:
    """The conditions that ``and`` joins at the top."""
    match tree:
        case Binary(op="and", left=left, right=right):
            yield from _joined(left)
            yield from _joined(right)
        case _:
            yield tree


def _requirement(tree: Formula, stand_in: Indicator, catalogue: Catalogue) -> Requirement:
    match tree:
        case Binary(op=op, left=left, right=right) if op in COMPARISONS:
            kinds = [type_of(side, catalogue, stand_in) for side in (left, right)]
            shares = any(kind.kind is ValueKind.SHARE for kind in kinds)
            if stand_in.table:
                numeric = all(_is_numeric(side, stand_in.table, catalogue) for side in (left, right))
            else:
                numeric = all(kind.counted.numeric for kind in kinds)
            return Requirement(tree, op, (left, right), shares) if numeric else Requirement(tree)
        case _:
            return Requirement(tree)


def _is_numeric(side: Formula, table: str, catalogue: Catalogue) -> bool:
    """Whether a side over rows is a number: it has no texts, keys, codes or dates."""
    other, keys = (Type.SYMBOL, Type.TEXT, Type.DATE, Type.YES_NO), _keys(table, catalogue)
    named = [node.id for node in walk(side) if isinstance(node, Name)]
    literal = any(isinstance(node, Text | Truth) for node in walk(side))
    return not literal and all(name not in keys and catalogue.fields[name].type not in other for name in named)


def _keys(table: str, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(key.id for key in catalogue.tables[table].keys) if table in catalogue.tables else frozenset()
