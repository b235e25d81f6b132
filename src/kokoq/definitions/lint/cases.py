"""What worked cases give could have come from an organisation, what they expect is of something that there is.

Assumes that the cases were read without a fault: every value fits the type of its field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from kokoq.definitions import source
from kokoq.definitions.lint.look import Look
from kokoq.definitions.names import check_known
from kokoq.definitions.scalars import Limits, read_number
from kokoq.definitions.source import Map, Seq, Text, make_text
from kokoq.diagnostics import Diagnostic, Span
from kokoq.formula.scope import applies
from kokoq.language import NBSP
from kokoq.model import Catalogue, Field, Indicator, Node, Organisation, Type
from kokoq.results import Status
from kokoq.rules import CASE_FIELD_NOT_ASKED, CASE_PART_ABOVE_WHOLE, CASE_ROW_REPEATED, CASE_VALUE_IMPOSSIBLE

_EXPECTATIONS = ("expect", "expect_organisations")
_OWN: Mapping[Type, Limits] = {
    Type.COUNT: (Decimal(0), None),
    Type.PERCENT: (Decimal(0), Decimal(1)),
    Type.MARK: (Decimal(2), Decimal(5)),
}
"""The limits of a type where its field declares none."""


def given_values_are_possible(look: Look) -> Iterator[Diagnostic]:
    """No value is one that the reader would refuse: outside of the limits, or fewer than none."""
    for case in _cases(look):
        for values in _given(case):
            for name, node, field in _numbers(values, look.catalogue):
                low, high = limits = _limits(field)
                number = read_number(node)
                if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
                    params = {"field": str(name), "found": _shown(node, field), "limits": _said(limits, field)}
                    yield CASE_VALUE_IMPOSSIBLE.at(node.at, related=(field.at,), **params)


def given_parts_do_not_exceed_wholes(look: Look) -> Iterator[Diagnostic]:
    """No part is above its whole, unless the case is about such a fault."""
    for case in _cases(look):
        for values in () if _shows_fault(case) else _given(case):
            numbers = {str(name): (node, field) for name, node, field in _numbers(values, look.catalogue)}
            for name, (node, field) in numbers.items():
                whole = numbers.get(field.part_of)
                part, most = read_number(node), read_number(whole[0]) if whole else None
                if part is not None and most is not None and part > most:
                    params = {"field": name, "found": str(node), "whole": field.part_of, "most": f"{most}"}
                    yield CASE_PART_ABOVE_WHOLE.at(node.at, related=(), **params)


def given_rows_are_told_apart(look: Look) -> Iterator[Diagnostic]:
    """A table has one row for its keys, unless the case is about such a fault."""
    for case in _cases(look):
        for values in () if _shows_fault(case) else _given(case):
            for name, rows in values.items():
                table = look.catalogue.tables.get(name)
                if table is not None and table.keys and isinstance(rows, Seq):
                    yield from _repeated(rows, tuple(key.id for key in table.keys))


def _repeated(rows: Seq, keys: tuple[str, ...]) -> Iterator[Diagnostic]:
    seen: dict[tuple[source.Node | None, ...], Map] = {}
    for row in rows:
        if isinstance(row, Map):
            codes = {str(key): node for key, node in row.items()}
            first = seen.setdefault(tuple(codes.get(key) for key in keys), row)
            if first is not row:
                said = ", ".join(f"{key}: {codes[key]}" for key in keys if key in codes)
                yield CASE_ROW_REPEATED.at(row.at, row=said, related=(first.at,))


def given_fields_are_asked(look: Look) -> Iterator[Diagnostic]:
    """An organisation whose type is said gives what its type is asked, unless the case is about a fault."""
    for case in _cases(look):
        for values in () if look.plan is None or _shows_fault(case) else _organisations(case):
            said = {str(key): node for key, node in values.items()}
            kind, tags = said.get("type"), said.get("tags", ())
            if look.plan is None or not isinstance(kind, Text):
                continue
            held = frozenset(str(tag) for tag in ((tags,) if isinstance(tags, Text) else tags))
            unit = Organisation(id="", title="", type=str(kind), tags=held, municipality="")
            for name in values:
                asked = look.plan.asked.get(name)
                if asked is not None and not applies(asked, unit):
                    yield CASE_FIELD_NOT_ASKED.at(name.at, field=str(name), type=str(kind))


def _organisations(case: Map) -> Iterator[Map]:
    """What each organisation gives that a case names, in every period."""
    for key, node in case.items():
        if key == "organisations" and isinstance(node, Map):
            yield from (values for values in node.values() if isinstance(values, Map))
        elif key == "previous" and isinstance(node, Map):
            yield from _organisations(node)


def expected_parts_are_declared(look: Look) -> Iterator[Diagnostic]:
    """What a case expects of a breakdown or of a node is of one that there is: of any other nothing comes out."""
    for case in look.catalogue.cases:
        expected = (case.expect, *case.expect_organisations.values())
        named = [(part, inner.at) for one in expected if one is not None for part, inner in one.breakdown.items()]
        profile = look.catalogue.profiles.get(case.profile)
        if named and profile is not None:
            yield from _known(named, tuple(_nodes(profile.tree)), "node")
        elif named and case.indicator in look.catalogue.indicators:
            yield from _known(named, tuple(_parts(look.catalogue.indicators[case.indicator], look.catalogue)), "part")


def _known(named: list[tuple[str, Span]], known: tuple[str, ...], what: str) -> Iterator[Diagnostic]:
    yield from check_known(
        [make_text(part, (at.file, at.line, at.column, at.length)) for part, at in named], known, what
    )


def _nodes(node: Node, above: str = "") -> Iterator[str]:
    """The ways to the nodes of a profile: ``results/passed_share``."""
    for below in node.of:
        yield f"{above}{below.id}"
        yield from _nodes(below, f"{above}{below.id}/")


def _parts(indicator: Indicator, catalogue: Catalogue) -> Iterator[str]:
    """The breakdowns of an indicator: ``subject=rus``."""
    by = (catalogue.indicators[indicator.same_as] if indicator.same_as else indicator).by
    dictionaries = {key.id: key.dictionary for table in catalogue.tables.values() for key in table.keys}
    dictionaries |= {name: catalogue.fields[name].dictionary for name in by if name in catalogue.fields}
    for key in by:
        known = catalogue.dictionaries.get(dictionaries.get(key, ""))
        yield from (f"{key}={code}" for code in (known.entries if known else ()))


def _cases(look: Look) -> Iterator[Map]:
    """Files of cases are lists, all others mappings."""
    for tree in look.places.trees:
        for case in tree if isinstance(tree, Seq) else ():
            if isinstance(case, Map):
                yield case


def _given(node: source.Node) -> Iterator[Map]:
    """The mappings that hold values: of organisations, of the municipality, of rows, in all periods."""
    match node:
        case Map():
            yield node
            for key, inner in node.items():
                if key not in _EXPECTATIONS:
                    yield from _given(inner)
        case Seq():
            for inner in node:
                yield from _given(inner)
        case _:
            return


def _numbers(values: Map, catalogue: Catalogue) -> Iterator[tuple[Text, Text, Field]]:
    for name, node in values.items():
        field = catalogue.fields.get(name)
        if field is not None and isinstance(node, Text) and node and field.type in (*_OWN, Type.NUMBER):
            yield name, node, field


def _shows_fault(case: Map) -> bool:
    """Whether the case is about the findings of its data, or about a value that these make invalid."""
    found = {str(key): node for key, node in case.items() if key in _EXPECTATIONS}
    several = found.get("expect_organisations")
    each = (found.get("expect"), *(several.values() if isinstance(several, Map) else ()))
    said = [(key, node) for one in each if isinstance(one, Map) for key, node in one.items()]
    return any(key == "findings" or (key == "status" and node == Status.INVALID.value) for key, node in said)


def _limits(field: Field) -> Limits:
    """The limits that the reader holds a value against; a number of persons or things is never below none."""
    low, high = field.limits
    own = _OWN.get(field.type, (None, None))
    if low is None and high is None:
        return own
    return (own[0] if low is None and field.type is Type.COUNT else low, high)


def _shown(node: Text, field: Field) -> str:
    """As written; of percents without their sign, as they are read, too: ``85 = 8500 %``."""
    number = read_number(node)
    if field.type is not Type.PERCENT or number is None or node.endswith("%"):
        return str(node)
    return f"{node} = {number * 100:f}{NBSP}%"


def _said(limits: Limits, field: Field) -> str:
    """``0–3000``, ``≥ 0``, ``0–100 %``."""
    times, unit = (100, f"{NBSP}%") if field.type is Type.PERCENT else (1, "")
    low, high = ("" if limit is None else f"{(limit * times).normalize():f}" for limit in limits)
    return (f"≥{NBSP}{low}" if not high else f"≤{NBSP}{high}" if not low else f"{low}–{high}") + unit


CHECKS = (
    given_values_are_possible,
    given_parts_do_not_exceed_wholes,
    given_rows_are_told_apart,
    expected_parts_are_declared,
)
FORMULA_CHECKS = (given_fields_are_asked,)
