"""Whether a formula fits the indicator that it stands in: kind, scope, parts of a share, breakdowns.

Assumes that ``types`` found the type of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kokoq.diagnostics import Diagnostic
from kokoq.formula.experts import choice_field
from kokoq.formula.rows import names, one_row_each, row_table, row_terms, walk
from kokoq.formula.scope import is_municipal, parse_scope, scope_contains
from kokoq.formula.tree import Binary, Call, Formula, Name, Number, Unary
from kokoq.formula.values import ORGANISATIONS, ValueKind, ValueType, said
from kokoq.language import Word
from kokoq.model import PLAIN, Catalogue, Field, Indicator, Kind, Table, Total, Type
from kokoq.rules import BY_NOT_A_KEY, FORMULA_SCOPE, KIND_MISMATCH, PART_NOT_DECLARED, SHARE_UPSIDE_DOWN
from kokoq.spelling import closest

AVERAGES = frozenset({"mean", "median", "quantile", "sd"})
EXTREMES = frozenset({"min", "max"})

_EXPECTED: Mapping[Kind, str] = {
    Kind.SHARE: "formula.kind.share",
    Kind.COUNT: "formula.kind.count",
    Kind.RATIO: "formula.kind.ratio",
    Kind.MEAN: "formula.kind.mean",
    Kind.PRESENCE: "formula.kind.presence",
    Kind.ORGANISATIONS_SHARE: "formula.kind.organisations_share",
    Kind.ORGANISATIONS_COUNT: "formula.kind.organisations_count",
    Kind.SCORE: "formula.kind.score",
    Kind.ORDINAL: "formula.kind.ordinal",
}


def fitness(tree: Formula, found: ValueType, catalogue: Catalogue, indicator: Indicator) -> Iterator[Diagnostic]:
    """What does not fit, though the formula itself may be sound."""
    if found.kind is not ValueKind.UNKNOWN:
        yield from _kind_fits(tree, found, catalogue, indicator)
    yield from _fields_are_asked_in_scope(tree, catalogue, indicator)
    if not indicator.may_exceed_100 and indicator.kind not in (Kind.RATIO, Kind.MEAN, Kind.COUNT, Kind.ORDINAL):
        yield from _parts_are_declared(tree, catalogue, indicator)
    yield from _breakdowns_are_keys(tree, catalogue, indicator)


# --- kind ---


def _kind_fits(tree: Formula, found: ValueType, catalogue: Catalogue, indicator: Indicator) -> Iterator[Diagnostic]:
    averaged = _averages(tree, catalogue) and found.kind is ValueKind.NUMBER and not found.ratio
    fits = _fits(tree, found, catalogue, indicator)
    sideless = _sideless(tree) if fits and indicator.kind in (Kind.SHARE, Kind.ORGANISATIONS_SHARE) else None
    if sideless is not None:
        yield KIND_MISMATCH.at(
            indicator.formula.at.within(*sideless.at),
            kind=indicator.kind.value,
            expected=Word(_EXPECTED[indicator.kind]),
            found=Word("formula.type.average" if isinstance(sideless, Call) else "formula.type.sideless"),
        )
    if not fits:
        yield KIND_MISMATCH.at(
            indicator.formula.at.within(*tree.at),
            kind=indicator.kind.value,
            expected=Word(_EXPECTED[indicator.kind]),
            found=Word("formula.type.average") if averaged else said(found, catalogue),
        )


def _fits(tree: Formula, found: ValueType, catalogue: Catalogue, indicator: Indicator) -> bool:
    match indicator.kind:
        case Kind.SHARE:
            return found.kind is ValueKind.SHARE
        case Kind.ORGANISATIONS_SHARE:
            return found.kind is ValueKind.SHARE and found.unit == ORGANISATIONS
        case Kind.ORGANISATIONS_COUNT:
            return found.counted.kind is ValueKind.NUMBER and found.unit == ORGANISATIONS
        case Kind.COUNT:
            counted = found.kind is ValueKind.NUMBER and not found.ratio
            return counted and not _averages(tree, catalogue) and not _counts_organisations(tree, catalogue, indicator)
        case Kind.PRESENCE:
            return found.kind is ValueKind.CONDITION
        case Kind.RATIO:
            return found.numeric and _divides(tree, catalogue)
        case Kind.MEAN:
            return found.numeric and (_averages(tree, catalogue) or _divides(tree, catalogue))
        case Kind.SCORE:
            both = isinstance(tree, Binary) and tree.op == "/" and all(names(side) for side in (tree.left, tree.right))
            return found.kind is ValueKind.SHARE and both
        case Kind.ORDINAL:
            return bool(choice_field(indicator, catalogue))


def _sideless(tree: Formula) -> Formula | None:
    """The first term of a share that has no numerator and denominator; what is left of a whole, ``1 - x``, has both."""
    match tree:
        case Number() | Unary() | Binary(op="^") | Binary(op="/" | "*", right=Number()) | Binary(op="*", left=Number()):
            return tree
        case Binary(op="-", left=Number(exact=left), right=right) if left == 1:
            return _sideless(right)
        case Binary(op="+" | "-", left=left, right=right) if isinstance(left, Number) or isinstance(right, Number):
            return tree
        case Binary(op="+", left=Binary(op="/", right=one), right=Binary(op="/", right=other)) if one != other:
            return tree
        case Binary(op="+" | "-" | "*", left=left, right=right):
            return _sideless(left) or _sideless(right)
        case Call(function="if", arguments=(_, *branches)):
            found = (_sideless(x) for x in branches if not (isinstance(x, Number) and 0 <= x.exact <= 1))
            return next((term for term in found if term is not None), None)
        case Call(function=function) if function in AVERAGES:
            return tree
        case _:
            return None


def _divides(tree: Formula, catalogue: Catalogue) -> bool:
    """Whether a division, or another indicator, stands among the terms that the formula adds up."""
    match tree:
        case Binary(op="/"):
            return True
        case Binary(op="+" | "-" | "*", left=left, right=right):
            return _divides(left, catalogue) or _divides(right, catalogue)
        case Unary(operand=operand):
            return _divides(operand, catalogue)
        case Call(function="previous" | "change" | "if", arguments=arguments):
            return any(_divides(argument, catalogue) for argument in arguments)
        case Name(id=id):
            return id in catalogue.indicators and id not in catalogue.fields
        case _:
            return False


def _averages(tree: Formula, catalogue: Catalogue) -> bool:
    """Whether an average or extreme stands among the terms that the formula adds up."""
    match tree:
        case Call(function=function) if function in AVERAGES | EXTREMES:
            return True
        case Call(function="previous" | "change" | "if", arguments=arguments):
            return any(_averages(argument, catalogue) for argument in arguments)
        case Binary(op="+" | "-" | "*" | "/", left=left, right=right):
            return _averages(left, catalogue) or _averages(right, catalogue)
        case Unary(operand=operand):
            return _averages(operand, catalogue)
        case Name(id=id) if id in catalogue.fields:
            return catalogue.fields[id].total is Total.MEAN
        case _:
            return False


def _counts_organisations(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> bool:
    match tree:
        case Call(function="count"):
            table = row_table(tree, catalogue, indicator.table)
            return table == PLAIN or one_row_each(tree, table, catalogue)
        case _:
            return False


# --- scope ---


def _fields_are_asked_in_scope(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> Iterator[Diagnostic]:
    scope = parse_scope(indicator.scope, catalogue).value
    for name, (node, known) in _sources(tree, catalogue, indicator).items():
        asked = parse_scope(known.asked, catalogue).value
        if scope is None or asked is None or (is_municipal(asked) and not is_municipal(scope)):
            continue
        if not scope_contains(asked, scope, catalogue):
            place = indicator.formula.at.within(*node.at)
            params = {"name": name, "asked": known.asked.text, "scope": indicator.scope.text}
            yield FORMULA_SCOPE.at(place, related=(known.at,), **params)


def _sources(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> Mapping[str, tuple[Formula, Field | Table]]:
    """The fields named, and the tables counted without naming any, each with the first place of it."""
    found: dict[str, tuple[Formula, Field | Table]] = {}
    for node in walk(tree):
        match node:
            case Name(id=id) if id in catalogue.fields:
                found.setdefault(id, (node, catalogue.fields[id]))
            case Call(function="count") if not any(name in catalogue.fields for name in names(node)):
                if indicator.table in catalogue.tables:
                    found.setdefault(indicator.table, (node, catalogue.tables[indicator.table]))
            case _:
                pass
    return found


# --- parts of a whole ---


def _parts_are_declared(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> Iterator[Diagnostic]:
    for node in walk(tree):
        if not isinstance(node, Binary) or node.op != "/":
            continue
        parts, wholes = _summed(node.left, catalogue, part=True), _summed(node.right, catalogue, part=False)
        units = {catalogue.fields[name.id].unit for name in (*parts, *wholes)}
        if not parts or not wholes or len(units) > 1:
            continue
        whole = " + ".join(name.id for name in wholes)
        if _upside_down(node, {name.id for name in wholes}, catalogue):
            place = indicator.formula.at.within(*node.at)
            yield SHARE_UPSIDE_DOWN.at(place, numerator=" + ".join(name.id for name in parts), denominator=whole)
            continue
        for part in parts:
            if not _is_part(part.id, {name.id for name in wholes}, catalogue):
                place = indicator.formula.at.within(*part.at)
                yield PART_NOT_DECLARED.at(place, numerator=part.id, denominator=whole)


def _upside_down(node: Binary, below: set[str], catalogue: Catalogue) -> bool:
    """Whether all that a division divides by is declared a part of what stands above it, which is no part itself."""
    above = {name.id for name in _summed(node.left, catalogue, part=False)}
    return not above & below and bool(above) and all(_is_part(name, above, catalogue) for name in below)


def parts_over_wholes(tree: Formula, catalogue: Catalogue) -> tuple[Binary, ...]:
    """The divisions of declared parts by their wholes: where the part is above the whole, neither can be right."""
    found = []
    for node in walk(tree):
        if isinstance(node, Binary) and node.op == "/":
            parts, wholes = _summed(node.left, catalogue, part=True), _summed(node.right, catalogue, part=False)
            ids = {name.id for name in wholes}
            if parts and all(_is_part(part.id, ids, catalogue) for part in parts):
                found.append(node)
    return tuple(found)


def _summed(node: Formula, catalogue: Catalogue, *, part: bool) -> tuple[Name, ...]:
    """The fields that a side of a division adds up; () where it is anything else. Less than a part is a part."""
    match node:
        case Name(id=id) if id in catalogue.fields:
            return (node,) if catalogue.fields[id].type in (Type.COUNT, Type.NUMBER) else ()
        case Call(function="sum", arguments=(Name() as name,)):
            return _summed(name, catalogue, part=part)
        case Binary(op="+", left=left, right=right):
            sides = _summed(left, catalogue, part=part), _summed(right, catalogue, part=part)
            return sides[0] + sides[1] if all(sides) else ()
        case Binary(op="-", left=left, right=right) if part and not isinstance(right, Number):
            return _summed(left, catalogue, part=part)
        case _:
            return ()


def _is_part(name: str, wholes: set[str], catalogue: Catalogue) -> bool:
    seen: set[str] = set()
    while name and name not in seen:
        if name in wholes:
            return True
        seen.add(name)
        known = catalogue.fields.get(name)
        name = known.part_of if known else ""
    return False


# --- breakdowns ---


def _breakdowns_are_keys(tree: Formula, catalogue: Catalogue, indicator: Indicator) -> Iterator[Diagnostic]:
    if not indicator.by:
        return
    tables = {row_table(term, catalogue, indicator.table) for term in row_terms(tree, catalogue)} or {PLAIN}
    allowed = list(_keys(tables.pop(), catalogue))
    for table in tables:
        allowed = [name for name in allowed if name in _keys(table, catalogue)]
    for name in indicator.by:
        if name not in allowed:
            yield BY_NOT_A_KEY.at(indicator.at, name=name, close=closest(name, allowed))


def _keys(table: str, catalogue: Catalogue) -> tuple[str, ...]:
    declared = catalogue.tables.get(table)
    keys = tuple(key.id for key in declared.keys) if declared else ()
    symbols = tuple(f.id for f in catalogue.fields.values() if f.table == table and f.type is Type.SYMBOL)
    return keys + symbols
